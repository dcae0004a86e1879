import Answers
import Testing

/// Questions to resources of which the inputs say too little.
@Suite("What is missing where a resource cannot be asked about")
struct MissingSubjectTests {
  @Test("a load balancer that is only referred to lacks a description, not a model")
  func balancer() throws {
    let id = ExportedText.id("Microsoft.Network/loadBalancers", "lb")
    let estate = try TextEstate([
      "estate.json": """
      [\(ExportedText.resource("Microsoft.Network/privateLinkServices", "pls",
          "\"loadBalancerFrontendIpConfigurations\": [{\"id\": \"\(id)/frontendIPConfigurations/f\"}]"))]
      """
    ])
    let answer = try estate.ask("internet", "loadbalancer/lb")
    #expect(answer.verdict == .unknown)
    #expect(
      answer.unknowns.first?.because == "no input describes loadbalancer/lb", "\(answer.told)")
  }

  @Test("a firewall policy has no address")
  func policy() throws {
    let estate = try TextEstate([
      "estate.json": "[\(ExportedText.resource("Microsoft.Network/firewallPolicies", "p", ""))]"
    ])
    let node = "Microsoft.Network/firewallPolicies/p"
    let answer = try estate.ask("internet", node)
    #expect(
      answer.unknowns.first?.because
        == "\(node) has no address that anything is sent to or comes from",
      "\(answer.told)")
  }

  @Test("a compute without a workspace is told at its own file")
  func workspace() throws {
    func compute(_ name: String) -> String {
      """
      $schema: https://azuremlschemas.azureedge.net/latest/amlCompute.schema.json
      name: \(name)
      type: amlcompute
      """
    }
    let estate = try TextEstate([
      "a.yml": compute("a"), "b.yml": compute("b"), "c.yml": compute("c"),
    ])
    for name in ["a", "b", "c"] {
      let answer = try estate.ask("compute/\(name)", "internet")
      #expect(answer.verdict == .unknown, "\(answer.told)")
      let files = Set(answer.unknowns.compactMap(\.source).map { $0.file.suffix(5) })
      #expect(files == ["\(name).yml"], "\(answer.unknowns)")
    }
  }
}
