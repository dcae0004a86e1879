import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/firewall/destination-nat-rules
@Suite("Destination translation to private endpoints, sites and public addresses")
struct TranslatedEndpointRuleTests {
  typealias Firewall = FirewallEstate

  private static func estate(_ others: [String], to address: String, _ port: String = "443")
    -> Firewall
  {
    var estate = Firewall()
    estate.others = others
    estate.translate(
      Firewall.translation("in", from: ["*"], to: ["203.0.113.4"], "443", address, port))
    return estate
  }

  private static let vault =
    [ExportedText.keyVault("kv", "\"publicNetworkAccess\": \"Disabled\"")]
    + ExportedText.privateEndpoint(
      "pe", in: ("hub", "shared"), address: "10.5.1.4",
      to: ExportedText.id("Microsoft.KeyVault/vaults", "kv"), group: "vault", zones: [])

  @Test("F-10, F-17, X-1: a DNAT rule leads from the internet to a private endpoint")
  func privateEndpoint() throws {
    let estate = Self.estate(Self.vault, to: "10.5.1.4")
    for target in ["privateendpoint/pe", "ip/10.5.1.4"] {
      let open = try estate.ask("internet", target)
      #expect(open.verdict == .reachable, "\(open.told)")
      #expect(open.paths[0].contains { $0.node == "firewall/fw" }, "\(open.told)")
      #expect(try estate.ask("internet", target, on: "tcp/22").verdict == .unreachable)
    }
    let elsewhere = try Self.estate(Self.vault, to: "10.5.1.5").ask(
      "internet", "privateendpoint/pe")
    #expect(elsewhere.verdict == .unreachable, "\(elsewhere.told)")
  }

  @Test("F-17: an endpoint whose address is not known may be whom a DNAT rule leads to")
  func openEndpoint() throws {
    let open = Self.vault.map {
      $0.replacing("\"privateIPAddress\": \"10.5.1.4\", ", with: "")
    }
    for (address, verdict) in [("10.5.1.4", Verdict.unknown), ("10.7.0.9", .unreachable)] {
      let answer = try Self.estate(open, to: address).ask("internet", "privateendpoint/pe")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("F-17, F-18: a DNAT rule leads to a host on premises by the gateway of the hub")
  func onPremises() throws {
    let gateway = Firewall.id("virtualNetworkGateways", "gw")
    let site = Firewall.id("localNetworkGateways", "office")
    let hub = Firewall.id("virtualNetworks", "hub")
    let others = [
      """
      {"id": "\(hub)/subnets/GatewaySubnet", "name": "GatewaySubnet",
       "type": "Microsoft.Network/virtualNetworks/subnets",
       "properties": {"addressPrefix": "10.5.9.0/27"}}
      """,
      ExportedText.resource(
        "Microsoft.Network/virtualNetworkGateways", "gw",
        """
        "gatewayType": "Vpn", "vpnType": "RouteBased", "enableBgp": false,
        "ipConfigurations": [{"name": "c",
          "properties": {"subnet": {"id": "\(hub)/subnets/GatewaySubnet"}}}]
        """),
      ExportedText.resource(
        "Microsoft.Network/localNetworkGateways", "office",
        "\"localNetworkAddressSpace\": {\"addressPrefixes\": [\"192.168.0.0/16\"]}"),
      ExportedText.resource(
        "Microsoft.Network/connections", "c",
        """
        "connectionType": "IPsec", "enableBgp": false,
        "virtualNetworkGateway1": {"id": "\(gateway)"}, "localNetworkGateway2": {"id": "\(site)"}
        """),
    ]
    let estate = Self.estate(others, to: "192.168.1.10", "80")
    for (port, verdict) in [("tcp/80", Verdict.reachable), ("tcp/443", .unreachable)] {
      let answer = try estate.ask("internet", "ip/192.168.1.10", on: port)
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
    #expect(try estate.ask("internet", "ip/192.168.1.11", on: "tcp/80").verdict == .unreachable)
  }

  /// With a public address and a group that lets in 443.
  private static func machine() -> [String] {
    let address = Firewall.id("publicIPAddresses", "web-ip")
    let group = Firewall.id("networkSecurityGroups", "web-rules")
    return [
      ExportedText.resource(
        "Microsoft.Network/publicIPAddresses", "web-ip",
        "\"publicIPAllocationMethod\": \"Static\", \"ipAddress\": \"203.0.113.50\"",
        beside: "\"location\": \"westeurope\", \"sku\": {\"name\": \"Standard\"}"),
      ExportedText.resource(
        "Microsoft.Network/networkSecurityGroups", "web-rules",
        "\"securityRules\": [\(Firewall.securityRule("in", 100, "Allow", from: "Internet", "443"))]"
      ),
      ExportedText.resource(
        "Microsoft.Network/networkInterfaces", "web-nic",
        """
        "networkSecurityGroup": {"id": "\(group)"},
        "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "10.7.0.5",
          "publicIPAddress": {"id": "\(address)"},
          "subnet": {"id": "\(Firewall.id("virtualNetworks", "servers"))/subnets/data"}}}]
        """),
      ExportedText.resource(
        "Microsoft.Compute/virtualMachines", "web",
        """
        "networkProfile": {"networkInterfaces": [{"id": "\(Firewall.id("networkInterfaces", "web-nic"))"}]}
        """),
    ]
  }

  @Test("F-12, F-17: a DNAT rule leads over the internet to a machine's public address")
  func publicAddress() throws {
    var estate = Self.estate(Self.machine(), to: "203.0.113.50")
    estate.isServerRouted = false
    func ask(via: String? = nil, avoid: String? = nil) throws -> Verdict? {
      try estate.estate().query.answer(
        QueryQuestion(
          from: "internet", to: "vm/web", traffic: [TrafficTerm("tcp/443")], via: via,
          avoid: avoid, wantsFixes: false)
      ).answers.first?.verdict
    }
    #expect(try ask(via: "firewall/fw") == .reachable)
    #expect(try ask(avoid: "firewall/fw") == .reachable)
    // The firewall's own table sends the replies nowhere else.
    estate.groups = []
    #expect(try ask(via: "firewall/fw") == .unreachable)
  }

  @Test("F-17, R-17: DNAT before a public address, and a route to the firewall's, let replies back")
  func cure() throws {
    var estate = Self.estate(Self.machine(), to: "203.0.113.50")
    let direct = try estate.ask("internet/198.51.100.9", "vm/web")
    #expect(direct.verdict == .unreachable, "\(direct.told)")
    estate.routes = [Firewall.route("back", "203.0.113.4/32", "Internet")]
    let cured = try estate.ask("internet/198.51.100.9", "vm/web")
    #expect(cured.verdict == .reachable, "\(cured.told)")
    #expect(
      cured.paths.contains { $0.contains { $0.node == "firewall/fw" } }, "\(cured.told)")
  }
}
