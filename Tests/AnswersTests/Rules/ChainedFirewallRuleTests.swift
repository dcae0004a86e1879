import Testing

@testable import Answers

// https://learn.microsoft.com/azure/firewall/destination-nat-rules
@Suite(
  "Destination translation from firewall to firewall, to hosts without a known address, by names")
struct ChainedFirewallRuleTests {
  typealias Firewall = FirewallEstate

  private static func network(_ name: String) -> String { Firewall.id("virtualNetworks", name) }

  private static func peering(_ from: String, _ to: String) -> String {
    """
    {"id": "\(network(from))/virtualNetworkPeerings/to-\(to)", "name": "to-\(to)",
     "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
     "properties": {"remoteVirtualNetwork": {"id": "\(network(to))"}, "peeringState": "Connected",
       "allowVirtualNetworkAccess": true, "allowForwardedTraffic": true}}
    """
  }

  /// A second hub with the firewall `east` at 10.9.0.4 and 203.0.113.60, and the machine `inner` in it.
  private static func second(_ rules: [String]) -> [String] {
    [
      ExportedText.network(
        "east", "10.9.0.0/16", ["AzureFirewallSubnet": "10.9.0.0/26", "inner": "10.9.1.0/24"]
      ).replacing("\"virtualNetworkPeerings\": []", with: "\"enableDdosProtection\": false"),
      peering("hub", "east"), peering("east", "hub"),
      PublicBalancerEstate.publicAddress("east-ip", "203.0.113.60"),
      ExportedText.resource(
        "Microsoft.Network/firewallPolicies", "east-policy", "\"threatIntelMode\": \"Alert\""),
      Firewall.group(
        "d", 100, of: "east-policy", [Firewall.collection("dnat", 100, "DNAT", rules)]),
      ExportedText.resource(
        "Microsoft.Network/azureFirewalls", "east",
        """
        "sku": {"name": "AZFW_VNet", "tier": "Standard"},
        "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "10.9.0.4",
          "subnet": {"id": "\(network("east"))/subnets/AzureFirewallSubnet"},
          "publicIPAddress": {"id": "\(Firewall.id("publicIPAddresses", "east-ip"))"}}}],
        "firewallPolicy": {"id": "\(Firewall.id("firewallPolicies", "east-policy"))"}
        """),
      ExportedText.resource(
        "Microsoft.Network/networkInterfaces", "inner",
        """
        "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "10.9.1.4",
          "subnet": {"id": "\(network("east"))/subnets/inner"}}}]
        """),
    ]
  }

  private static func estate(_ first: [String], _ others: [String]) -> Firewall {
    var estate = Firewall()
    estate.others = others
    for rule in first { estate.translate(rule) }
    return estate
  }

  @Test("F-16, F-17: a DNAT rule leads to another firewall's private address, and that one's on")
  func privately() throws {
    let first = Firewall.translation(
      "f", from: ["*"], to: ["203.0.113.4"], "443", "10.9.0.4", "8443")
    func ask(from source: String, on port: String = "tcp/80") throws -> QueryAnswer {
      let second = Firewall.translation(
        "s", from: [source], to: ["10.9.0.4"], "8443", "10.9.1.4", "80")
      return try Self.estate([first], Self.second([second])).ask("internet", "nic/inner", on: port)
    }
    // It sees the first firewall.
    let open = try ask(from: "10.5.0.0/26")
    #expect(open.verdict == .reachable, "\(open.told)")
    for firewall in ["firewall/fw", "firewall/east"] {
      #expect(open.paths[0].contains { $0.node == firewall }, "\(open.told)")
    }
    #expect(try ask(from: "10.5.0.0/26", on: "tcp/443").verdict == .unreachable)
    let closed = try ask(from: "203.0.113.0/24")
    #expect(closed.verdict == .unreachable, "\(closed.told)")
  }

  @Test("F-17, F-19: a DNAT rule leads to another firewall's public address, and that one's on")
  func publicly() throws {
    let first = Firewall.translation(
      "f", from: ["*"], to: ["203.0.113.4"], "7443", "203.0.113.60", "443")
    for (source, port, verdict) in [
      ("203.0.113.4", "443", Verdict.reachable), ("198.51.100.0/24", "443", .unreachable),
      ("203.0.113.4", "444", .unreachable),
    ] {
      let second = Firewall.translation(
        "s", from: [source], to: ["203.0.113.60"], port, "10.9.1.4", "80")
      let answer = try Self.estate([first], Self.second([second]))
        .ask("internet/192.0.2.9", "nic/inner", on: "tcp/80")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  // MARK: - Hidden addresses

  /// A flexible server in a subnet of `servers`.
  private static let database = [
    """
    {"id": "\(network("servers"))/subnets/db", "name": "db",
     "type": "Microsoft.Network/virtualNetworks/subnets",
     "properties": {"addressPrefix": "10.7.6.0/24", "delegations": [{"name": "d",
       "properties": {"serviceName": "Microsoft.DBforPostgreSQL/flexibleServers"}}]}}
    """,
    ExportedText.resource(
      "Microsoft.DBforPostgreSQL/flexibleServers", "pg",
      "\"network\": {\"delegatedSubnetResourceId\": \"\(network("servers"))/subnets/db\"}"),
  ]

  @Test("F-10, F-17, Z-8: a server whose address is in no input may be whom a DNAT rule leads to")
  func injected() throws {
    for (address, port, verdict) in [
      ("10.7.6.4", "5432", Verdict.unknown), ("10.7.6.4", "5433", .unreachable),
      ("10.7.0.9", "5432", .unreachable),
    ] {
      let rule = Firewall.translation("pg", from: ["*"], to: ["203.0.113.4"], port, address, port)
      let answer = try Self.estate([rule], Self.database)
        .ask("internet", "Microsoft.DBforPostgreSQL/flexibleServers/pg", on: "tcp/5432")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  // MARK: - Names

  private static func named(_ name: String) -> String {
    Firewall.translation("n", from: ["*"], to: ["203.0.113.4"], "83", "", "8081")
      .replacing("\"translatedAddress\": \"\"", with: "\"translatedFqdn\": \"\(name)\"")
  }

  @Test("F-17: what a DNAT rule to a name leads on arrives on its port alone")
  func port() throws {
    let estate = Self.estate([Self.named("web.contoso.com")], [])
    for (port, verdict) in [("tcp/8081", Verdict.unknown), ("tcp/22", .unreachable)] {
      let answer = try estate.ask("internet", "vm/server", on: port)
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("F-17: a DNAT rule to a name leads to its record in a zone of the firewall's network")
  func record() throws {
    let zone = ExportedText.id("Microsoft.Network/privateDnsZones", "corp.internal")
    let others =
      ExportedText.zone("corp.internal", linkedTo: ["hub"]) + [
        """
        {"id": "\(zone)/A/web", "name": "web", "type": "Microsoft.Network/privateDnsZones/A",
          "properties": {"ttl": 300, "aRecords": [{"ipv4Address": "10.7.0.4"}]}}
        """
      ]
    let estate = Self.estate([Self.named("web.corp.internal")], others)
    for (target, port, verdict) in [
      ("vm/server", "tcp/8081", Verdict.reachable), ("vm/server", "tcp/22", .unreachable),
      ("vm/client", "tcp/8081", .unreachable),
    ] {
      let answer = try estate.ask("internet", target, on: port)
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  // MARK: - Services behind private endpoints

  @Test("F-10, X-1: a DNAT rule to its private endpoint opens a service to the internet")
  func service() throws {
    let type = "Microsoft.KeyVault/vaults"
    let vault =
      [ExportedText.keyVault("kv", "\"publicNetworkAccess\": \"Disabled\"")]
      + ExportedText.privateEndpoint(
        "pe", in: ("hub", "shared"), address: "10.5.1.4", to: ExportedText.id(type, "kv"),
        group: "vault", zones: [])
    let rule = Firewall.translation("v", from: ["*"], to: ["203.0.113.4"], "443", "10.5.1.4", "443")
    let open = try Self.estate([rule], vault).ask("internet", "keyvault/kv")
    #expect(open.verdict == .reachable, "\(open.told)")
    #expect(open.paths[0].contains { $0.node == "firewall/fw" }, "\(open.told)")
    #expect(open.assumptions.contains { $0.property == "name" }, "\(open.told)")
    // Names lead hosts in networks where their networks' zones say.
    let inside = try Self.estate([rule], vault).ask("vm/client", "keyvault/kv")
    #expect(inside.verdict == .unreachable, "\(inside.told)")
    #expect(try Self.estate([], vault).ask("internet", "keyvault/kv").verdict == .unreachable)
    let picked = vault.map { $0.replacing("\"privateIPAddress\": \"10.5.1.4\", ", with: "") }
    #expect(try Self.estate([rule], picked).ask("internet", "keyvault/kv").verdict == .unknown)
  }
}
