import Testing

@testable import Answers

// https://learn.microsoft.com/azure/firewall/rule-processing
@Suite("Application rules and what is spoken on a port")
struct ApplicationProtocolRuleTests {
  typealias Firewall = FirewallEstate

  private static let services = [
    ExportedText.storage("store", "\"publicNetworkAccess\": \"Enabled\""),
    ExportedText.keyVault("kv", "\"publicNetworkAccess\": \"Enabled\""),
    ServiceEstate.resource("Microsoft.Sql/servers", "sql", "\"publicNetworkAccess\": \"Enabled\""),
    ServiceEstate.child(
      of: "Microsoft.Sql/servers", named: "sql", "firewallRules", "all",
      "\"startIpAddress\": \"0.0.0.0\", \"endIpAddress\": \"255.255.255.255\""),
    ServiceEstate.resource("Microsoft.EventHub/namespaces", "hubs", tier: "Standard"),
  ]

  private static func estate(_ protocols: String...) -> Firewall {
    var estate = Firewall()
    estate.others = services
    let list = protocols.map { text in
      let words = text.split(separator: ":")
      return "{\"protocolType\": \"\(words[0])\", \"port\": \(words[1])}"
    }
    if !protocols.isEmpty {
      estate.allow(
        """
        {"ruleType": "ApplicationRule", "name": "all", "sourceAddresses": ["*"],
          "protocols": [\(list.joined(separator: ", "))], "targetFqdns": ["*"]}
        """)
    }
    return estate
  }

  @Test(
    "F-8: an application rule lets through what is HTTP, HTTPS or MSSQL as it says, nothing else",
    arguments: [
      ("Https:445", "storage/store/file", "tcp/445", Verdict.unreachable),
      ("Https:443", "storage/store/file", "tcp/443", .reachable),
      ("Https:1433", "Microsoft.Sql/servers/sql", "tcp/1433", .unreachable),
      ("Mssql:1433", "Microsoft.Sql/servers/sql", "tcp/1433", .reachable),
      ("Http:443", "keyvault/kv", "tcp/443", .unreachable),
      ("Https:443", "keyvault/kv", "tcp/443", .reachable),
      ("Https:5671", "Microsoft.EventHub/namespaces/hubs", "tcp/5671", .unreachable),
      ("Https:9093", "Microsoft.EventHub/namespaces/hubs", "tcp/9093", .unreachable),
      ("Https:22", "fqdn/example.org", "tcp/22", .unreachable),
      ("Https:8443", "fqdn/example.org", "tcp/8443", .reachable),
      ("Http:80", "fqdn/example.org", "tcp/80", .reachable),
    ])
  func spoken(_ language: String, _ target: String, _ port: String, _ verdict: Verdict) throws {
    let answer = try Self.estate(language).ask("vm/client", target, on: port)
    #expect(answer.verdict == verdict, "\(answer.told)")
  }

  @Test("a protocol that is not known may be the one that is spoken")
  func openProtocol() throws {
    var estate = Self.estate("Https:443")
    estate.groups = estate.groups.map {
      $0.replacing("\"protocolType\": \"Https\", ", with: "")
    }
    let answer = try estate.ask("vm/client", "keyvault/kv")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(try estate.ask("vm/client", "keyvault/kv", on: "tcp/22").verdict == .unreachable)
  }

  private func fixes(_ target: String, on port: String, proxy: Bool = false) throws -> [[String]] {
    var estate = Self.estate()
    if proxy { estate.policy = "\"dnsSettings\": {\"enableProxy\": true}" }
    return try estate.ask("vm/client", target, on: port, fixes: true).fixes.map {
      $0.changes.map {
        $0.change.replacing("Microsoft.Network/firewallPolicies/policy", with: "policy")
      }
    }
  }

  @Test("F-8: where no application rule could let it through a network rule is proposed")
  func proposals() throws {
    #expect(
      try fixes("storage/store/file", on: "tcp/445").contains([
        "add a network rule to policy that allows tcp/445 from 10.6.0.4/32 to Storage.westeurope"
      ]))
    #expect(
      try fixes("keyvault/kv", on: "tcp/443").contains([
        "add an application rule to policy that allows tcp/443 from 10.6.0.4/32 to kv.vault.azure.net"
      ]))
    #expect(
      try fixes("Microsoft.Sql/servers/sql", on: "tcp/1433").contains([
        "add an application rule to policy that allows tcp/1433 (Mssql) from 10.6.0.4/32 to sql.database.windows.net"
      ]))
    #expect(
      try fixes("internet", on: "tcp/22") == [
        ["add a network rule to policy that allows tcp/22 from 10.6.0.4/32 to anywhere"]
      ])
  }

  @Test("F-7, F-8: a network rule for a name is proposed with the DNS proxy that it takes")
  func names() throws {
    let rule = "add a network rule to policy that allows tcp/22 from 10.6.0.4/32 to github.com"
    #expect(
      try fixes("fqdn/github.com", on: "tcp/22") == [
        ["enable the DNS proxy of policy, so that its network rules can hold names", rule]
      ])
    #expect(try fixes("fqdn/github.com", on: "tcp/22", proxy: true) == [[rule]])
  }

  @Test("F-8: who calls a private endpoint by its address tells no name")
  func withoutName() throws {
    var estate = Firewall()
    estate.allow(Firewall.application("kv", from: ["*"], to: ["kv.vault.azure.net"]))
    estate.routes = [Firewall.route("endpoint", "10.5.1.4/32", Firewall.address)]
    estate.others =
      [ExportedText.keyVault("kv", "\"publicNetworkAccess\": \"Disabled\"")]
      + ExportedText.zone("privatelink.vaultcore.azure.net", linkedTo: ["clients"])
      + ExportedText.privateEndpoint(
        "pe", in: ("hub", "shared"), address: "10.5.1.4",
        to: ExportedText.id("Microsoft.KeyVault/vaults", "kv"), group: "vault",
        zones: ["privatelink.vaultcore.azure.net"])
    let named = try estate.ask("vm/client", "keyvault/kv")
    #expect(named.verdict == .reachable, "\(named.told)")
    let called = try estate.ask("vm/client", "ip/10.5.1.4")
    #expect(called.verdict == .unreachable, "\(called.told)")
  }
}
