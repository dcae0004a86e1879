import Testing

@testable import Answers

@Suite("Of what gets through in part, cases of parameters decide the rest, too")
struct OpenRestTests {
  private static func rule(
    _ name: String, _ priority: Int, _ access: String, to destination: String, port: String
  ) -> String {
    """
    {"name": "\(name)", "properties": {
      "priority": \(priority), "direction": "Inbound", "access": "\(access)", "protocol": "*",
      "sourceAddressPrefix": "*", "sourcePortRange": "*",
      "destinationAddressPrefix": "\(destination)", "destinationPortRange": "\(port)"}}
    """
  }

  /// Two rules on one parameter, and a route that drops what is for the machine.
  private static func template(_ first: String, _ second: String) -> OpenTemplate {
    let choice = "[if(parameters('p'), '*', '10.0.2.4')]"
    let rules = [
      rule("a", 100, first, to: choice, port: "443"),
      rule("b", 200, second, to: choice, port: "443"),
    ]
    var template = OpenTemplate(
      OpenNetwork.pair(
        rules: rules, at: #", "routeTable": \#(OpenNetwork.id("routeTables", "table"))"#) + [
          OpenNetwork.resource(
            "routeTables", "table",
            #"""
            "routes": [{"name": "x", "properties": {"addressPrefix": "10.0.2.4/32", "nextHopType": "None"}}]
            """#)
        ])
    template.type = "bool"
    return template
  }

  /// What the subnet has besides its host and the addresses that Azure keeps.
  private static let rest = "10.0.2.0/24 (except 10.0.2.0/30, 10.0.2.4/32, 10.0.2.255/32)"

  @Test(
    "two rules on one parameter mean the same value of it",
    arguments: [("tcp/443", "tcp/443"), ("any", "any")])
  func sameValue(_ row: (String, String)) throws {
    let template = Self.template("Allow", "Deny")
    for value in ["true", "false", nil] {
      let answer = try template.ask("nic/a", "subnet/net/two", on: row.0, with: value)
      #expect(answer.verdict == .partial, "\(answer.told)")
      #expect(answer.allowed == ["\(row.1) to \(Self.rest)"], "\(answer.told)")
      #expect(answer.undecided.isEmpty, "\(answer.told)")
    }
  }

  @Test("what another value stops stays undecided, and what it hangs on is told")
  func otherValue() throws {
    let template = Self.template("Deny", "Allow")
    let answer = try template.ask("nic/a", "subnet/net/two", on: "any")
    #expect(answer.verdict == .partial, "\(answer.told)")
    #expect(
      answer.undecided == ["tcp/443 to \(Self.rest)", "udp/443 to \(Self.rest)"],
      "\(answer.told)")
    #expect(answer.unknowns.contains { $0.because.contains("'p'") }, "\(answer.told)")
  }
}
