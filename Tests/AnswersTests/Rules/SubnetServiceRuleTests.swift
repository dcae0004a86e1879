import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/bastion/bastion-nsg
@Suite("Bastion and application gateways: packets end at them")
struct SubnetServiceRuleTests {
  typealias Text = ExportedText

  /// A Bastion and an application gateway in a hub, `web` in a peered spoke.
  private struct Network {
    var tier = "Basic"
    var bastion = ""
    var bastionRules: [String]?
    var gatewayRules: [String]?
    var webRules: [String]?
    var isPeered = true
    var listens = 443
    var backend = "10.1.0.4"
    var routes: [String]?

    private static func id(_ type: String, _ name: String) -> String {
      Text.id("Microsoft.Network/\(type)", name)
    }

    private func group(_ name: String, _ rules: [String]?) -> [String] {
      rules.map {
        [
          Text.resource(
            "Microsoft.Network/networkSecurityGroups", name,
            "\"securityRules\": [\n\($0.joined(separator: ",\n"))\n]")
        ]
      } ?? []
    }

    private func subnet(
      _ network: String, _ name: String, _ prefix: String, _ group: String?, _ extra: String = ""
    ) -> String {
      let filter =
        group.map {
          ", \"networkSecurityGroup\": {\"id\": \"\(Self.id("networkSecurityGroups", $0))\"}"
        } ?? ""
      return """
        {"id": "\(Self.id("virtualNetworks", network))/subnets/\(name)", "name": "\(name)",
          "properties": {"addressPrefix": "\(prefix)"\(filter)\(extra)}}
        """
    }

    private func network(_ name: String, _ space: String, _ subnets: [String], peer: String)
      -> String
    {
      let peering = """
        {"name": "to-\(peer)", "properties": {"remoteVirtualNetwork": {"id": "\(Self.id("virtualNetworks", peer))"},
          "peeringState": "Connected", "allowVirtualNetworkAccess": true}}
        """
      return Text.resource(
        "Microsoft.Network/virtualNetworks", name,
        """
        "addressSpace": {"addressPrefixes": ["\(space)"]},
        "subnets": [
        \(subnets.joined(separator: ",\n"))
        ],
        "virtualNetworkPeerings": [\(isPeered ? peering : "")]
        """)
    }

    var text: String {
      let gateway = Self.id("applicationGateways", "proxy")
      let table =
        routes == nil ? "" : ", \"routeTable\": {\"id\": \"\(Self.id("routeTables", "t"))\"}"
      var resources = [
        network(
          "hub", "10.0.0.0/16",
          [
            subnet(
              "hub", "AzureBastionSubnet", "10.0.1.0/26",
              bastionRules == nil ? nil : "bastion-rules"),
            subnet("hub", "proxies", "10.0.2.0/24", gatewayRules == nil ? nil : "proxy-rules"),
            subnet("hub", "AzureFirewallSubnet", "10.0.3.0/26", nil),
          ], peer: "spoke"),
        network(
          "spoke", "10.1.0.0/16",
          [subnet("spoke", "web", "10.1.0.0/24", webRules == nil ? nil : "web-rules", table)],
          peer: "hub"),
        Text.resource(
          "Microsoft.Network/bastionHosts", "jump",
          bastion.isEmpty
            ? """
            "ipConfigurations": [{"name": "c", "properties": {
              "subnet": {"id": "\(Self.id("virtualNetworks", "hub"))/subnets/AzureBastionSubnet"},
              "publicIPAddress": {"id": "\(Self.id("publicIPAddresses", "jump-ip"))"}}}]
            """ : bastion,
          beside: "\"location\": \"westeurope\", \"sku\": {\"name\": \"\(tier)\"}"),
        PublicBalancerEstate.publicAddress("jump-ip", "198.51.100.20"),
        PublicBalancerEstate.publicAddress("proxy-ip", "198.51.100.21"),
        Text.resource(
          "Microsoft.Network/applicationGateways", "proxy",
          """
          "gatewayIPConfigurations": [{"name": "c", "properties": {"subnet": {"id": "\(Self.id("virtualNetworks", "hub"))/subnets/proxies"}}}],
          "frontendIPConfigurations": [
            {"name": "public", "properties": {"publicIPAddress": {"id": "\(Self.id("publicIPAddresses", "proxy-ip"))"}}},
            {"name": "private", "properties": {"privateIPAddress": "10.0.2.10", "subnet": {"id": "\(Self.id("virtualNetworks", "hub"))/subnets/proxies"}}}
          ],
          "frontendPorts": [{"name": "port", "properties": {"port": \(listens)}}],
          "httpListeners": [{"name": "site", "properties": {
            "frontendIPConfiguration": {"id": "\(gateway)/frontendIPConfigurations/public"},
            "frontendPort": {"id": "\(gateway)/frontendPorts/port"}, "protocol": "Https"}}],
          "backendAddressPools": [{"name": "pool", "properties": {"backendAddresses": [{"ipAddress": "\(backend)"}]}}],
          "backendHttpSettingsCollection": [{"name": "s", "properties": {"port": 8080, "protocol": "Http"}}]
          """),
        Text.resource(
          "Microsoft.Network/networkInterfaces", "web-nic",
          """
          "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "10.1.0.4",
            "subnet": {"id": "\(Self.id("virtualNetworks", "spoke"))/subnets/web"}}}]
          """),
      ]
      resources += group("bastion-rules", bastionRules) + group("proxy-rules", gatewayRules)
      resources += group("web-rules", webRules)
      if let routes {
        resources.append(
          Text.resource(
            "Microsoft.Network/routeTables", "t", "\"routes\": [\(routes.joined(separator: ", "))]")
        )
        resources.append(
          Text.resource(
            "Microsoft.Network/azureFirewalls", "fw",
            """
            "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "10.0.3.4",
              "subnet": {"id": "\(Self.id("virtualNetworks", "hub"))/subnets/AzureFirewallSubnet"}}}]
            """))
      }
      return Text.list(resources)
    }

    func ask(_ from: String, _ to: String, on traffic: String = "tcp/443") throws -> QueryAnswer {
      try TextEstate(["estate.json": text]).ask(from, to, on: traffic)
    }
  }

  private static func deny(_ port: String) -> String {
    FirewallEstate.securityRule("no-\(port)", 100, "Deny", from: "Internet", port)
  }

  // MARK: - Bastion

  @Test("B-4: clients open sessions at a Bastion on port 443 where its subnet's group lets them")
  func clients() throws {
    var network = Network()
    #expect(try network.ask("internet", "bastion/jump").verdict == .reachable)
    #expect(try network.ask("internet", "bastion/jump", on: "tcp/22").verdict == .unreachable)
    network.bastionRules = [Self.deny("443")]
    let answer = try network.ask("internet", "bastion/jump")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.rule.hasPrefix("no-443") }, "\(answer.told)")
    // A machine behind it is not reached from the internet itself.
    #expect(
      try Network().ask("internet", "nic/web-nic", on: "tcp/22").verdict == .unreachable)
  }

  @Test("B-4, B-10: a Bastion opens sessions over peerings, by the groups of the target")
  func sessions() throws {
    var network = Network()
    #expect(try network.ask("bastion/jump", "nic/web-nic", on: "tcp/22").verdict == .reachable)
    #expect(try network.ask("bastion/jump", "nic/web-nic", on: "tcp/3389").verdict == .reachable)
    #expect(try network.ask("bastion/jump", "nic/web-nic", on: "tcp/8022").verdict == .unreachable)
    network.tier = "Standard"
    #expect(try network.ask("bastion/jump", "nic/web-nic", on: "tcp/8022").verdict == .reachable)
    network.webRules = [
      FirewallEstate.securityRule("no-ssh", 100, "Deny", from: "10.0.1.0/26", "22")
    ]
    let closed = try network.ask("bastion/jump", "nic/web-nic", on: "tcp/22")
    #expect(closed.verdict == .unreachable, "\(closed.told)")
    network.webRules = nil
    network.isPeered = false
    #expect(try network.ask("bastion/jump", "nic/web-nic", on: "tcp/22").verdict == .unreachable)
    // A route of the target's to a firewall sends the replies to where nobody saw the opening.
    network.isPeered = true
    network.routes = [FirewallEstate.route("hub", "10.0.1.0/26", "10.0.3.4")]
    let asymmetric = try network.ask("bastion/jump", "nic/web-nic", on: "tcp/22")
    #expect(asymmetric.verdict == .unreachable, "\(asymmetric.told)")
    #expect(asymmetric.blockers.contains { $0.control == "wayBack" }, "\(asymmetric.told)")
  }

  @Test("B-4, B-6: a group that keeps out who manages a service is warned of")
  func managers() throws {
    func rule(_ name: String, _ priority: Int, _ access: String, _ source: String, _ port: String)
      -> String
    {
      FirewallEstate.securityRule(name, priority, access, from: source, port)
    }
    let clients = rule("clients", 100, "Allow", "Internet", "443")
    let rest = rule("rest", 900, "Deny", "*", "*")
    // The internet holds the managers' addresses, too.
    var network = Network()
    network.bastionRules = [clients, rest]
    network.gatewayRules = [clients, rest]
    for (target, missing) in [("bastion/jump", 2), ("applicationgateway/proxy", 1)] {
      let answer = try network.ask("internet", target)
      #expect(answer.verdict == .reachable, "\(answer.told)")
      #expect(
        answer.warnings.filter { $0.property == "securityRules" }.count == missing,
        "\(answer.warnings)")
    }
    network.bastionRules = [
      clients, rule("managers", 110, "Allow", "GatewayManager", "443"),
      rule("probes", 120, "Allow", "AzureLoadBalancer", "443"),
      rule("own", 130, "Allow", "VirtualNetwork", "*"), rest,
    ]
    network.gatewayRules = [
      clients, rule("managers", 110, "Allow", "GatewayManager", "65200-65535"), rest,
    ]
    for target in ["bastion/jump", "applicationgateway/proxy"] {
      let answer = try network.ask("internet", target)
      #expect(answer.warnings.isEmpty, "\(answer.warnings)")
    }
    network.bastionRules = nil
    network.gatewayRules = nil
    #expect(try network.ask("internet", "bastion/jump").warnings.isEmpty)
  }

  @Test("B-5: a private Bastion has no public side, and one of the tier Developer no subnet")
  func kinds() throws {
    var network = Network()
    network.bastion = """
      "enablePrivateOnlyBastion": true,
      "ipConfigurations": [{"name": "c", "properties": {
        "subnet": {"id": "\(FirewallEstate.id("virtualNetworks", "hub"))/subnets/AzureBastionSubnet"}}}]
      """
    let answer = try network.ask("internet", "bastion/jump")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.rule == "enablePrivateOnlyBastion: true" })
    #expect(try network.ask("nic/web-nic", "bastion/jump").verdict == .reachable)
  }

  // https://learn.microsoft.com/azure/bastion/quickstart-developer
  @Test("B-5, N-22: one of the tier Developer opens sessions of its own network from 168.63.129.16")
  func developer() throws {
    func network(_ name: String, _ rules: [String]? = nil, routes: [String]? = nil) -> Network {
      var network = Network()
      network.tier = "Developer"
      network.bastion =
        "\"virtualNetwork\": {\"id\": \"\(FirewallEstate.id("virtualNetworks", name))\"}"
      network.webRules = rules
      network.routes = routes
      return network
    }
    func rule(_ priority: Int, _ access: String, _ source: String) -> String {
      FirewallEstate.securityRule("r\(priority)", priority, access, from: source, "22")
    }
    func ask(_ network: Network, _ on: String = "tcp/22") throws -> QueryAnswer {
      try network.ask("bastion/jump", "nic/web-nic", on: on)
    }
    for rules in [nil, [], [rule(100, "Allow", "168.63.129.16"), rule(200, "Deny", "*")]] {
      let answer = try ask(network("spoke", rules))
      #expect(answer.verdict == .reachable, "\(answer.told)")
    }
    #expect(try ask(network("spoke"), "tcp/8022").verdict == .unreachable)
    for source in ["168.63.129.16", "*", "VirtualNetwork"] {
      let answer = try ask(network("spoke", [rule(100, "Deny", source)]))
      #expect(answer.verdict == .unreachable, "\(answer.told)")
    }
    #expect(try ask(network("spoke", [rule(100, "Deny", "Internet")])).verdict == .reachable)
    // It has no peering, and no route table moves what is for the platform.
    let peered = try ask(network("hub"))
    #expect(peered.verdict == .unreachable, "\(peered.told)")
    #expect(peered.blockers.contains { $0.rule == "one network" }, "\(peered.told)")
    let routed = try ask(
      network(
        "spoke",
        routes: [
          """
          {"name": "all", "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "None"}}
          """
        ]))
    #expect(routed.verdict == .reachable, "\(routed.told)")
  }

  // MARK: - Application gateways

  @Test("B-6: a client reaches an application gateway on the ports of its listeners")
  func listeners() throws {
    var network = Network()
    #expect(try network.ask("internet", "applicationgateway/proxy").verdict == .reachable)
    let other = try network.ask("internet", "applicationgateway/proxy", on: "tcp/80")
    #expect(other.verdict == .unreachable, "\(other.told)")
    #expect(other.blockers.contains { $0.rule == "no listener" }, "\(other.told)")
    network.gatewayRules = [Self.deny("443")]
    #expect(try network.ask("internet", "applicationgateway/proxy").verdict == .unreachable)
  }

  @Test("B-6: what it hands on to machines behind it is unknown, and nothing where nobody calls it")
  func behind() throws {
    var network = Network()
    let answer = try network.ask("internet", "nic/web-nic", on: "tcp/8080")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(
      try network.ask("internet", "nic/web-nic", on: "tcp/22").verdict == .unreachable)
    network.gatewayRules = [Self.deny("443")]
    #expect(
      try network.ask("internet", "nic/web-nic", on: "tcp/8080").verdict == .unreachable)
    network.gatewayRules = nil
    network.backend = "10.1.0.77"
    #expect(
      try network.ask("internet", "nic/web-nic", on: "tcp/8080").verdict == .unreachable)
    // The gateway itself calls the machine by the groups there.
    #expect(
      try network.ask("applicationgateway/proxy", "nic/web-nic", on: "tcp/8080").verdict
        == .reachable)
    network.webRules = [
      FirewallEstate.securityRule("no", 100, "Deny", from: "10.0.2.0/24", "8080")
    ]
    #expect(
      try network.ask("applicationgateway/proxy", "nic/web-nic", on: "tcp/8080").verdict
        == .unreachable)
  }
}
