import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/private-link/private-endpoint-dns
@Suite("Services that follow Azure's common pattern")
struct ServicePatternRuleTests {
  static let sql = "Microsoft.Sql/servers"
  static let cosmos = "Microsoft.DocumentDB/databaseAccounts"

  // MARK: - SQL server

  private func sql(
    _ properties: String = "", rules: [(String, String)] = [], subnets: [String] = [],
    endpoints: [String] = [], more: [String] = []
  ) throws -> TextEstate {
    // A rule that admits nobody who asks here: an export with one has all of them.
    let rules = rules.isEmpty && subnets.isEmpty ? [("10.255.0.9", "10.255.0.9")] : rules
    let children =
      rules.enumerated().map { index, range in
        ServiceEstate.child(
          of: Self.sql, "firewallRules", "rule\(index)",
          "\"startIpAddress\": \"\(range.0)\", \"endIpAddress\": \"\(range.1)\"")
      }
      + subnets.map {
        ServiceEstate.child(
          of: Self.sql, "virtualNetworkRules", "from-\($0)",
          "\"virtualNetworkSubnetId\": \"\(ServiceEstate.subnet($0))\"")
      }
    return try ServiceEstate.estate(
      [ServiceEstate.resource(Self.sql, "it", properties)] + children + more,
      endpoints: endpoints)
  }

  @Test("Z-4, Z-2: a SQL server is closed until a rule admits, and a rule admits what it names")
  func sqlRules() throws {
    let closed = try sql()
    for from in ["internet", "client/home", "vm/a"] {
      let answer = try closed.ask(from, "Microsoft.Sql/servers/it")
      #expect(answer.verdict == .unreachable, "\(answer.told)")
    }
    #expect(
      try closed.ask("client/home", "Microsoft.Sql/servers/it").blockers.map(\.control) == [
        "networkRules"
      ])
    let named = try sql(rules: [("203.0.113.0", "203.0.113.255")])
    let home = try named.ask("client/home", "Microsoft.Sql/servers/it")
    #expect(home.verdict == .reachable, "\(home.told)")
    #expect(home.allowed == ["tcp/1433"])
    #expect(try named.ask("client/stranger", "Microsoft.Sql/servers/it").verdict == .unreachable)
    let disabled = try sql(
      "\"publicNetworkAccess\": \"Disabled\"", rules: [("203.0.113.0", "203.0.113.255")])
    let shut = try disabled.ask("client/home", "Microsoft.Sql/servers/it")
    #expect(shut.verdict == .unreachable, "\(shut.told)")
    #expect(shut.blockers.map(\.control) == ["publicNetworkAccess"])
  }

  @Test("Z-2: a server without any rule lets nobody in; an export may have left rules out")
  func noRules() throws {
    let type = "Microsoft.Sql/servers"
    let closed = try ServiceEstate.template([ServiceEstate.templated(type)])
      .ask("client/home", "\(type)/it")
    #expect(closed.verdict == .unreachable, "\(closed.told)")
    #expect(closed.assumptions.contains { $0.property == "firewallRules" }, "\(closed.told)")
    let exported = try ServiceEstate.estate([ServiceEstate.resource(type)])
    let open = try exported.ask("client/home", "\(type)/it")
    #expect(open.verdict == .unknown, "\(open.told)")
    #expect(open.unknowns.contains { $0.because.contains("az group export") }, "\(open.told)")
    // Whatever the rules are, a flag that says Disabled closes.
    let disabled = try ServiceEstate.estate([
      ServiceEstate.resource(type, "it", "\"publicNetworkAccess\": \"Disabled\"")
    ])
    #expect(try disabled.ask("client/home", "\(type)/it").verdict == .unreachable)
    // One that is only mentioned may have any.
    let mentioned = try ServiceEstate.estate(
      ServiceEstate.privateEndpoint(
        to: type, group: "sqlServer", zones: ["privatelink.database.windows.net"]))
    #expect(try mentioned.ask("client/home", "\(type)/it").verdict == .unknown)
    #expect(try mentioned.ask("vm/a", "\(type)/it").verdict == .reachable)
  }

  @Test("Z-4: with redirection a server is asked on further ports, all of which must be open")
  func redirection() throws {
    func answer(
      _ policy: String?, ports: String, from sender: String = "vm/a"
    ) throws -> QueryAnswer {
      let group = ExportedText.id("Microsoft.Network/networkSecurityGroups", "nsg")
      let rules = ExportedText.resource(
        "Microsoft.Network/networkSecurityGroups", "nsg",
        """
        "securityRules": [
          {"name": "allow", "properties": {"priority": 100, "direction": "Outbound", "access": "Allow",
            "protocol": "Tcp", "sourceAddressPrefix": "*", "sourcePortRange": "*",
            "destinationAddressPrefix": "Sql.WestEurope", "destinationPortRanges": [\(ports)]}},
          {"name": "deny", "properties": {"priority": 200, "direction": "Outbound", "access": "Deny",
            "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*",
            "destinationAddressPrefix": "*", "destinationPortRange": "*"}}]
        """)
      return try ServiceEstate.estate(
        [
          ServiceEstate.resource(Self.sql),
          ServiceEstate.child(
            of: Self.sql, "firewallRules", "azure",
            "\"startIpAddress\": \"0.0.0.0\", \"endIpAddress\": \"0.0.0.0\""),
          rules,
        ]
          + (policy.map {
            [
              ServiceEstate.child(
                of: Self.sql, "connectionPolicies", "default", "\"connectionType\": \"\($0)\"")
            ]
          } ?? []), subnetSettings: ", \"networkSecurityGroup\": {\"id\": \"\(group)\"}"
      ).ask(sender, "Microsoft.Sql/servers/it")
    }
    #expect(try answer("Proxy", ports: "\"1433\"").verdict == .reachable)
    // Within Azure it redirects by default.
    #expect(try answer(nil, ports: "\"1433\"").verdict == .reachable)
    for policy in ["Redirect", "Default"] {
      let blocked = try answer(policy, ports: "\"1433\"")
      #expect(blocked.verdict == .partial, "\(blocked.told)")
      #expect(blocked.allowed == ["tcp/1433"])
      let open = try answer(policy, ports: "\"1433\", \"11000-11999\"")
      #expect(open.verdict == .reachable, "\(open.told)")
      #expect(try answer(policy, ports: "\"11000-11999\"").verdict != .reachable)
    }
  }

  @Test("Z-4, E-2: a rule for a subnet admits those with the service endpoint of the server")
  func sqlSubnets() throws {
    let office = [("10.255.0.9", "10.255.0.9")]
    let estate = try sql(rules: office, subnets: ["a", "b"], endpoints: ["Microsoft.Sql"])
    let a = try estate.ask("vm/a", "Microsoft.Sql/servers/it")
    #expect(a.verdict == .reachable, "\(a.told)")
    // The subnet of b is named, and has no service endpoint.
    #expect(try estate.ask("vm/b", "Microsoft.Sql/servers/it").verdict == .unreachable)
    let none = try sql(rules: office, subnets: ["b"], endpoints: ["Microsoft.Sql"])
    #expect(try none.ask("vm/a", "Microsoft.Sql/servers/it").verdict == .unreachable)
    // What was exported of one kind of rule tells nothing of the other.
    let half = try sql(subnets: ["b"], endpoints: [])
    #expect(try half.ask("internet", "Microsoft.Sql/servers/it").verdict == .unknown)
    // All of Azure's addresses are those of subnets with the endpoint, too.
    let azure = try sql(
      rules: [("0.0.0.0", "0.0.0.0")], subnets: ["b"], endpoints: ["Microsoft.Sql"])
    #expect(try azure.ask("vm/a", "Microsoft.Sql/servers/it").verdict == .reachable)
  }

  @Test("Z-4: the rule from zero to zero admits every address of Azure's and nobody else")
  func sqlAzure() throws {
    let estate = try sql(rules: [("0.0.0.0", "0.0.0.0")])
    let machine = try estate.ask("vm/a", "Microsoft.Sql/servers/it")
    #expect(machine.verdict == .reachable, "\(machine.told)")
    // No address of a documentation range is Azure's.
    let home = try estate.ask("client/home", "Microsoft.Sql/servers/it")
    #expect(home.verdict == .unreachable, "\(home.told)")
    let internet = try estate.ask("internet", "Microsoft.Sql/servers/it")
    #expect(internet.verdict == .unknown || internet.verdict == .partial, "\(internet.told)")
  }

  @Test("Z-4, X-1, X-7: a private endpoint leads in whatever the rules say, and closes nothing")
  func sqlPrivateEndpoint() throws {
    let endpoint = ServiceEstate.privateEndpoint(
      to: Self.sql, group: "sqlServer", zones: ["privatelink.database.windows.net"])
    let estate = try sql(
      "\"publicNetworkAccess\": \"Disabled\"", more: endpoint)
    let inside = try estate.ask("vm/a", "Microsoft.Sql/servers/it")
    #expect(inside.verdict == .reachable, "\(inside.told)")
    #expect(try estate.ask("client/home", "Microsoft.Sql/servers/it").verdict == .unreachable)
    // Without the zone the name leads to the public side, which is shut.
    let unlinked = try sql(
      "\"publicNetworkAccess\": \"Disabled\"",
      more: ServiceEstate.privateEndpoint(
        to: Self.sql, group: "sqlServer", zones: ["privatelink.database.windows.net"], links: []))
    #expect(try unlinked.ask("vm/a", "Microsoft.Sql/servers/it").verdict == .unreachable)
    let open = try sql(rules: [("203.0.113.0", "203.0.113.255")], more: endpoint)
    #expect(try open.ask("client/home", "Microsoft.Sql/servers/it").verdict == .reachable)
  }

  // MARK: - Cosmos DB

  private func cosmos(
    _ properties: String = "", endpoints: [String] = [], more: [String] = []
  ) throws -> TextEstate {
    try ServiceEstate.estate(
      [ServiceEstate.resource(Self.cosmos, "it", properties)] + more, endpoints: endpoints)
  }

  @Test("Z-5: Cosmos DB is open without rules, and once there are some only to what they name")
  func cosmosRules() throws {
    let to = "Microsoft.DocumentDB/databaseAccounts/it"
    let open = try cosmos()
    #expect(try open.ask("client/home", to).verdict == .reachable)
    #expect(try open.ask("internet", to).allowed == ["tcp/443"])
    let named = try cosmos("\"ipRules\": [{\"ipAddressOrRange\": \"203.0.113.0/24\"}]")
    #expect(try named.ask("client/home", to).verdict == .reachable)
    #expect(try named.ask("client/stranger", to).verdict == .unreachable)
    let azure = try cosmos("\"ipRules\": [{\"ipAddressOrRange\": \"0.0.0.0\"}]")
    #expect(try azure.ask("vm/a", to).verdict == .reachable)
    #expect(try azure.ask("client/home", to).verdict == .unreachable)
    let subnets = """
      "isVirtualNetworkFilterEnabled": true,
      "virtualNetworkRules": [{"id": "\(ServiceEstate.subnet("a"))"}]
      """
    let filtered = try cosmos(subnets, endpoints: ["Microsoft.AzureCosmosDB"])
    let inside = try filtered.ask("vm/a", to)
    #expect(inside.verdict == .reachable, "\(inside.told)")
    #expect(try filtered.ask("vm/b", to).verdict == .unreachable)
    // The list is nothing while the filter is off.
    let off = try cosmos(subnets.replacing("true", with: "false"))
    #expect(try off.ask("client/home", to).verdict == .reachable)
  }

  @Test("X-7, Z-5: an approved private endpoint closes Cosmos DB as long as it has no rules")
  func cosmosPrivateEndpoint() throws {
    let to = "Microsoft.DocumentDB/databaseAccounts/it"
    let endpoint = ServiceEstate.privateEndpoint(
      to: Self.cosmos, group: "Sql", zones: ["privatelink.documents.azure.com"])
    for flag in ["", "\"publicNetworkAccess\": \"Enabled\""] {
      let estate = try cosmos(flag, more: endpoint)
      #expect(try estate.ask("vm/a", to).verdict == .reachable)
      let home = try estate.ask("client/home", to)
      #expect(home.verdict == .unreachable, "\(home.told)")
    }
    let ruled = try cosmos(
      "\"ipRules\": [{\"ipAddressOrRange\": \"203.0.113.0/24\"}]", more: endpoint)
    #expect(try ruled.ask("client/home", to).verdict == .reachable)
  }

  @Test("Z-5: each API of Cosmos DB has a name, a zone and ports of its own")
  func cosmosParts() throws {
    let endpoint = ServiceEstate.privateEndpoint(
      to: Self.cosmos, group: "MongoDB", zones: ["privatelink.mongo.cosmos.azure.com"])
    let estate = try cosmos("\"publicNetworkAccess\": \"Disabled\"", more: endpoint)
    let mongo = try estate.ask("vm/a", "Microsoft.DocumentDB/databaseAccounts/it/MongoDB")
    #expect(mongo.verdict == .reachable, "\(mongo.told)")
    #expect(mongo.allowed == ["tcp/10250", "tcp/10255-10256"], "\(mongo.told)")
    let sql = try estate.ask("vm/a", "Microsoft.DocumentDB/databaseAccounts/it/Sql")
    #expect(sql.verdict == .unreachable, "\(sql.told)")
  }

  @Test("Z-2, Z-4: whom no rule names is stopped where the rules stand")
  func placeOfRules() throws {
    let listed = try sql(rules: [("10.255.0.9", "10.255.0.9")], subnets: [], endpoints: [])
      .ask("client/home", "Microsoft.Sql/servers/it")
    #expect(listed.verdict == .unreachable, "\(listed.told)")
    #expect(listed.blockers.contains { $0.rule == "no rule names it" && $0.source != nil })
  }
}
