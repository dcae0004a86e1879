import Testing

@testable import Answers

// https://learn.microsoft.com/azure/firewall/destination-nat-rules
@Suite("Destination translation to frontends within networks")
struct TranslatedFrontendRuleTests {
  typealias Firewall = FirewallEstate

  private static let subnet =
    "\"subnet\": {\"id\": \"\(Firewall.id("virtualNetworks", "servers"))/subnets/data\"}"

  /// An internal balancer before the server: 443 to 8443.
  private static func balancer(address: String? = "10.7.0.100") -> String {
    let id = Firewall.id("loadBalancers", "lb")
    let own = address.map {
      "\"privateIPAddress\": \"\($0)\", \"privateIPAllocationMethod\": \"Static\", "
    }
    return ExportedText.resource(
      "Microsoft.Network/loadBalancers", "lb",
      """
      "frontendIPConfigurations": [{"id": "\(id)/frontendIPConfigurations/f", "name": "f",
        "properties": {\(own ?? "")\(subnet)}}],
      "backendAddressPools": [{"id": "\(id)/backendAddressPools/p", "name": "p", "properties": {
        "loadBalancerBackendAddresses": [{"name": "s", "properties": {"ipAddress": "10.7.0.4",
          "virtualNetwork": {"id": "\(Firewall.id("virtualNetworks", "servers"))"}}}]}}],
      "loadBalancingRules": [{"name": "r", "properties": {"protocol": "Tcp",
        "frontendIPConfiguration": {"id": "\(id)/frontendIPConfigurations/f"},
        "backendAddressPool": {"id": "\(id)/backendAddressPools/p"},
        "frontendPort": 443, "backendPort": 8443}}]
      """, beside: "\"location\": \"westeurope\", \"sku\": {\"name\": \"Standard\"}")
  }

  /// An application gateway in a subnet of its own, with a private frontend alone.
  private static func gateway(port: Int) -> [String] {
    let id = Firewall.id("applicationGateways", "proxy")
    let subnet = "{\"id\": \"\(Firewall.id("virtualNetworks", "proxies"))/subnets/own\"}"
    return [
      ExportedText.resource(
        "Microsoft.Network/virtualNetworks", "proxies",
        """
        "addressSpace": {"addressPrefixes": ["10.8.0.0/16"]},
        "subnets": [{"id": "\(Firewall.id("virtualNetworks", "proxies"))/subnets/own",
          "name": "own", "properties": {"addressPrefix": "10.8.0.0/24"}}],
        "virtualNetworkPeerings": [{"name": "to-hub", "properties": {
          "remoteVirtualNetwork": {"id": "\(Firewall.id("virtualNetworks", "hub"))"},
          "peeringState": "Connected", "allowVirtualNetworkAccess": true,
          "allowForwardedTraffic": true}}]
        """),
      """
      {"id": "\(Firewall.id("virtualNetworks", "hub"))/virtualNetworkPeerings/to-proxies",
       "name": "to-proxies", "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
       "properties": {"remoteVirtualNetwork": {"id": "\(Firewall.id("virtualNetworks", "proxies"))"},
         "peeringState": "Connected", "allowVirtualNetworkAccess": true}}
      """,
      ExportedText.resource(
        "Microsoft.Network/applicationGateways", "proxy",
        """
        "gatewayIPConfigurations": [{"name": "c", "properties": {"subnet": \(subnet)}}],
        "frontendIPConfigurations": [{"name": "in", "properties": {
          "privateIPAddress": "10.8.0.10", "subnet": \(subnet)}}],
        "frontendPorts": [{"name": "p", "properties": {"port": \(port)}}],
        "httpListeners": [{"name": "l", "properties": {"protocol": "Https",
          "frontendIPConfiguration": {"id": "\(id)/frontendIPConfigurations/in"},
          "frontendPort": {"id": "\(id)/frontendPorts/p"}}}]
        """),
    ]
  }

  private static func estate(_ others: [String], to address: String) -> Firewall {
    var estate = Firewall()
    estate.others = others
    estate.translate(
      Firewall.translation("in", from: ["*"], to: ["203.0.113.4"], "443", address, "443"))
    return estate
  }

  @Test("F-16, F-17, L-6: a DNAT rule leads to an internal frontend and to the machines behind it")
  func balancer() throws {
    let estate = Self.estate([Self.balancer()], to: "10.7.0.100")
    for sender in ["internet", "vm/client"] {
      let machine = try estate.ask(sender, "vm/server", on: "tcp/8443")
      #expect(machine.verdict == .reachable, "\(machine.told)")
      let other = try estate.ask("internet", "vm/server", on: "tcp/443")
      #expect(other.verdict == .unreachable, "\(other.told)")
    }
    let frontend = try estate.ask("internet", "loadbalancer/lb", on: "tcp/443")
    #expect(frontend.verdict == .reachable, "\(frontend.told)")
    #expect(frontend.paths[0].contains { $0.node == "firewall/fw" }, "\(frontend.told)")
    #expect(
      try estate.ask("internet", "loadbalancer/lb", on: "tcp/80").verdict == .unreachable)
    // A rule that leads elsewhere opens nothing.
    let elsewhere = try Self.estate([Self.balancer()], to: "10.7.0.101")
      .ask("internet", "loadbalancer/lb", on: "tcp/443")
    #expect(elsewhere.verdict == .unreachable, "\(elsewhere.told)")
  }

  @Test("F-16, F-17: the group at the machine sees the firewall, not the client")
  func groups() throws {
    for (source, verdict) in [("Internet", Verdict.reachable), ("VirtualNetwork", .unreachable)] {
      var estate = Self.estate([Self.balancer()], to: "10.7.0.100")
      estate.serverRules = [Firewall.securityRule("no", 100, "Deny", from: source)]
      let answer = try estate.ask("internet", "vm/server", on: "tcp/8443")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("F-17: a frontend whose address Azure picks may be the one that a rule leads to")
  func dynamic() throws {
    let estate = Self.estate([Self.balancer(address: nil)], to: "10.7.0.100")
    for (target, port) in [("loadbalancer/lb", "tcp/443"), ("vm/server", "tcp/8443")] {
      let answer = try estate.ask("internet", target, on: port)
      #expect(answer.verdict == .unknown, "\(answer.told)")
    }
    let elsewhere = try Self.estate([Self.balancer(address: nil)], to: "10.9.0.1")
      .ask("internet", "loadbalancer/lb", on: "tcp/443")
    #expect(elsewhere.verdict == .unreachable, "\(elsewhere.told)")
  }

  @Test("F-17, B-6: a DNAT rule leads to the private frontend of an application gateway")
  func applicationGateway() throws {
    for (port, verdict) in [(443, Verdict.reachable), (8443, .unreachable)] {
      let answer = try Self.estate(Self.gateway(port: port), to: "10.8.0.10")
        .ask("internet", "applicationgateway/proxy", on: "tcp/443")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
    let none = try Self.estate(Self.gateway(port: 443), to: "10.8.0.11")
      .ask("internet", "applicationgateway/proxy", on: "tcp/443")
    #expect(none.verdict == .unreachable, "\(none.told)")
  }

  @Test("F-17, B-6: what stands behind that gateway may get what comes by the firewall")
  func behindApplicationGateway() throws {
    let members = "{\"ipAddress\": \"10.8.0.20\"}"
    let pools =
      "\"backendAddressPools\": [{\"name\": \"p\", \"properties\": {\"backendAddresses\": [\(members)]}}], "
    let subnet = "\(Firewall.id("virtualNetworks", "proxies"))/subnets/own"
    let others =
      Self.gateway(port: 443).map {
        $0.replacing("\"frontendPorts\"", with: pools + "\"frontendPorts\"")
      }
      + [
        ExportedText.resource(
          "Microsoft.Network/networkInterfaces", "behind",
          """
          "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "10.8.0.20",
            "subnet": {"id": "\(subnet)"}}}]
          """)
      ]
    let answer = try Self.estate(others, to: "10.8.0.10").ask(
      "internet", "nic/behind", on: "tcp/443")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.paths.contains { $0.contains { $0.node == "firewall/fw" } }, "\(answer.told)")
    let none = try Self.estate(others, to: "10.8.0.11").ask("internet", "nic/behind", on: "tcp/443")
    #expect(none.verdict == .unreachable, "\(none.told)")
  }
}
