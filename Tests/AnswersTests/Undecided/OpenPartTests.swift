import Testing

@testable import Answers

@Suite("A part whose whole is not known may be a part of any")
struct OpenPartTests {
  private let allow = OpenNetwork.rule("all", 100, "Allow")

  private func child(
    of parent: String, _ priority: Int = 90, _ access: String = "Deny", port: String = "22"
  ) -> String {
    OpenNetwork.resource(
      "networkSecurityGroups/securityRules", "[concat(\(parent), '/child')]",
      OpenNetwork.ruleProperties(priority, access, port: port))
  }

  // MARK: Rules

  @Test("N-3: a rule of a group whose name is a parameter without value may be there, or not")
  func rule() throws {
    let answer = try OpenNetwork.ask(
      OpenNetwork.pair(rules: [allow]) + [child(of: "parameters('p')")])
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.unknowns.map(\.because) == ["parameter 'p' has no value"])
  }

  @Test("N-3: it decides nothing where it does not match, comes too late or says the same")
  func indifferentRule() throws {
    let pair = OpenNetwork.pair(rules: [allow])
    for (rule, port) in [
      (child(of: "parameters('p')"), "tcp/443"),
      (child(of: "parameters('p')", 200), "tcp/22"),
      (child(of: "parameters('p')", 90, "Allow"), "tcp/22"),
    ] {
      let answer = try OpenNetwork.ask(pair + [rule], on: port)
      #expect(answer.verdict == .reachable, "\(answer.told)")
    }
  }

  @Test("a name of which enough is known is not that of another group")
  func otherName() throws {
    let pair = OpenNetwork.pair(rules: [allow])
    let other = try OpenNetwork.ask(pair + [child(of: "'web-', parameters('p')")])
    #expect(other.verdict == .reachable, "\(other.told)")
    let same = try OpenNetwork.ask(pair + [child(of: "'gr', parameters('p')")])
    #expect(same.verdict == .unknown, "\(same.told)")
  }

  @Test("a rule of a group that the template names in the same way is that group's")
  func ownRule() throws {
    let group = OpenNetwork.resource(
      "networkSecurityGroups", "[parameters('p')]", #""securityRules": []"#)
    let answer = try OpenNetwork.ask(
      OpenNetwork.pair(rules: [allow]) + [group, child(of: "parameters('p')")])
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  // MARK: Routes

  private func routed(_ prefix: String, by table: String = "parameters('p')") -> [String] {
    OpenNetwork.pair(
      rules: [allow], at: #", "routeTable": \#(OpenNetwork.id("routeTables", "table"))"#) + [
        OpenNetwork.resource("routeTables", "table", #""routes": []"#),
        OpenNetwork.resource(
          "routeTables/routes", "[concat(\(table), '/child')]",
          #""addressPrefix": "\#(prefix)", "nextHopType": "None""#),
      ]
  }

  @Test("R-2: a route of a table whose name is a parameter without value may be there, or not")
  func route() throws {
    let answer = try OpenNetwork.ask(routed("10.0.2.0/24"))
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.unknowns.map(\.because) == ["parameter 'p' has no value"])
    let known = try OpenNetwork.ask(routed("10.0.2.0/24", by: "'table'"))
    #expect(known.verdict == .unreachable, "\(known.told)")
  }

  @Test("R-2: it decides nothing for other addresses, or where a longer prefix wins")
  func indifferentRoute() throws {
    for prefix in ["10.9.0.0/16", "0.0.0.0/0"] {
      let answer = try OpenNetwork.ask(routed(prefix))
      #expect(answer.verdict == .reachable, "\(answer.told)")
    }
  }

  // MARK: Peerings

  private func peered(_ here: String, _ there: String) -> [String] {
    func peering(_ name: String, _ remote: String) -> String {
      OpenNetwork.resource(
        "virtualNetworks/virtualNetworkPeerings", "[concat(\(name), '/peering')]",
        #""allowVirtualNetworkAccess": true, "remoteVirtualNetwork": \#(OpenNetwork.id("virtualNetworks", remote))"#
      )
    }
    return [
      OpenNetwork.network("net", "10.0.0.0/16", [("one", "10.0.1.0/24", "")]),
      OpenNetwork.network("far", "10.1.0.0/16", [("two", "10.1.2.0/24", "")]),
      OpenNetwork.network("third", "10.2.0.0/16", [("three", "10.2.2.0/24", "")]),
      OpenNetwork.interface("a", "net", "one", "10.0.1.4"),
      OpenNetwork.interface("b", "far", "two", "10.1.2.4"),
      OpenNetwork.interface("c", "third", "three", "10.2.2.4"),
      peering(here, "far"), peering(there, "net"),
    ]
  }

  @Test("P-1: a peering of a network whose name is not evaluated may be either network's")
  func peering() throws {
    for name in ["parameters('p')", "toLower(string(reference('x').y))"] {
      let answer = try OpenNetwork.ask(peered(name, "'far'"))
      #expect(answer.verdict == .unknown, "\(answer.told)")
    }
    let known = try OpenNetwork.ask(peered("'net'", "'far'"))
    #expect(known.verdict == .reachable, "\(known.told)")
  }

  @Test("P-1: it joins nothing but what it names")
  func indifferentPeering() throws {
    let away = try OpenNetwork.ask(peered("parameters('p')", "'far'"), "nic/a", "nic/c")
    #expect(away.verdict == .unreachable, "\(away.told)")
    let other = try OpenNetwork.ask(peered("'n', parameters('p')", "'third'"))
    #expect(other.verdict == .unreachable, "\(other.told)")
  }
}
