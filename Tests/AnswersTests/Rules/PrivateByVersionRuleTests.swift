import Answers
import Testing

// https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access
@Suite("Subnets of which a template does not say whether they are private")
struct PrivateByVersionRuleTests {
  private func template(_ version: String, _ settings: String = "") throws -> TextEstate {
    try ServiceEstate.template([
      """
      {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "\(version)", "name": "v",
       "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
         "subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.1.0/24"\(settings)}}]}}
      """,
      """
      {"type": "Microsoft.Network/virtualNetworks/subnets", "apiVersion": "\(version)", "name": "v/own",
       "properties": {"addressPrefix": "10.0.2.0/24"\(settings)}}
      """,
      ProxyEstate.machine("m", "v", "s", "10.0.1.4"),
      ProxyEstate.machine("n", "v", "own", "10.0.2.4"),
    ])
  }

  @Test(
    "O-8: where a template says nothing, versions after March 2026 make private subnets",
    arguments: [
      ("2024-05-01", Verdict.reachable), ("2026-03-31", .reachable), ("2026-04-01", .unreachable),
      ("2027-01-01-preview", .unreachable),
    ])
  func versions(_ version: String, _ verdict: Verdict) throws {
    let estate = try template(version)
    for sender in ["nic/m", "nic/n"] {
      let answer = try estate.ask(sender, "internet/9.9.9.9", on: "tcp/443")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("O-8: what a subnet says of its default access comes before any version")
  func stated() throws {
    for (version, stated, verdict) in [
      ("2026-04-01", "true", Verdict.reachable), ("2024-05-01", "false", .unreachable),
    ] {
      let answer = try template(version, ", \"defaultOutboundAccess\": \(stated)")
        .ask("nic/m", "internet/9.9.9.9", on: "tcp/443")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("O-8: an exported subnet that says nothing keeps its default access")
  func exported() throws {
    let network = ExportedText.network("v", "10.0.0.0/16", ["s": "10.0.1.0/24"])
      .replacing("{", with: "{\"apiVersion\": \"2027-01-01\", ", maxReplacements: 1)
    let answer = try TextEstate(["e.json": ExportedText.list([network])])
      .ask("subnet/v/s", "internet/9.9.9.9", on: "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }
}
