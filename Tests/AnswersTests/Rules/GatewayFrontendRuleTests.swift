import Testing

@testable import Answers

// https://learn.microsoft.com/azure/application-gateway/configuration-front-end-ip
@Suite("By which frontend an application gateway or a Bastion is called")
struct GatewayFrontendRuleTests {
  typealias Text = ExportedText

  private static func id(_ type: String, _ name: String) -> String {
    Text.id("Microsoft.Network/\(type)", name)
  }

  /// An application gateway and a machine in one network, another machine in a peered one.
  private struct Network {
    /// `name: port` of listeners at the public and at the private frontend; `nil` without one.
    var atPublic: Int? = 443
    var atPrivate: Int? = 80
    var privateAddress: String? = "10.0.2.10"
    var rules: [String]?
    var bastion: String?

    private func frontends() -> (frontends: [String], ports: [String], listeners: [String]) {
      let gateway = GatewayFrontendRuleTests.id("applicationGateways", "proxy")
      var parts: (frontends: [String], ports: [String], listeners: [String]) = ([], [], [])
      func add(_ name: String, _ port: Int, _ properties: String) {
        parts.frontends.append("{\"name\": \"\(name)\", \"properties\": {\(properties)}}")
        parts.ports.append("{\"name\": \"p\(name)\", \"properties\": {\"port\": \(port)}}")
        parts.listeners.append(
          """
          {"name": "l\(name)", "properties": {"protocol": "Https",
            "frontendIPConfiguration": {"id": "\(gateway)/frontendIPConfigurations/\(name)"},
            "frontendPort": {"id": "\(gateway)/frontendPorts/p\(name)"}}}
          """)
      }
      if let atPublic {
        add(
          "public", atPublic,
          "\"publicIPAddress\": {\"id\": \"\(GatewayFrontendRuleTests.id("publicIPAddresses", "ip"))\"}"
        )
      }
      if let atPrivate {
        let address = privateAddress.map { "\"privateIPAddress\": \"\($0)\", " } ?? ""
        add(
          "private", atPrivate,
          "\(address)\"subnet\": {\"id\": \"\(GatewayFrontendRuleTests.id("virtualNetworks", "hub"))/subnets/proxies\"}"
        )
      }
      return parts
    }

    private func network(
      _ name: String, _ space: String, peer: String, _ subnets: [(String, String, String)]
    ) -> String {
      let id = GatewayFrontendRuleTests.id("virtualNetworks", name)
      let listed = subnets.map { subnet, prefix, extra in
        """
        {"id": "\(id)/subnets/\(subnet)", "name": "\(subnet)",
          "properties": {"addressPrefix": "\(prefix)"\(extra)}}
        """
      }
      return Text.resource(
        "Microsoft.Network/virtualNetworks", name,
        """
        "addressSpace": {"addressPrefixes": ["\(space)"]},
        "subnets": [\(listed.joined(separator: ","))],
        "virtualNetworkPeerings": [{"name": "to-\(peer)", "properties": {
          "remoteVirtualNetwork": {"id": "\(GatewayFrontendRuleTests.id("virtualNetworks", peer))"},
          "peeringState": "Connected", "allowVirtualNetworkAccess": true}}]
        """)
    }

    private func machine(_ name: String, _ subnet: String, _ address: String) -> String {
      let (network, part) = (subnet.split(separator: "/")[0], subnet.split(separator: "/")[1])
      return Text.resource(
        "Microsoft.Network/networkInterfaces", name,
        """
        "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "\(address)",
          "subnet": {"id": "\(GatewayFrontendRuleTests.id("virtualNetworks", String(network)))/subnets/\(part)"}}}]
        """)
    }

    var estate: TextEstate {
      get throws {
        let parts = frontends()
        let group =
          rules == nil
          ? ""
          : ", \"networkSecurityGroup\": {\"id\": \"\(GatewayFrontendRuleTests.id("networkSecurityGroups", "g"))\"}"
        var resources = [
          network(
            "hub", "10.0.0.0/16", peer: "spoke",
            [
              ("proxies", "10.0.2.0/24", group), ("near", "10.0.3.0/24", ""),
              ("AzureBastionSubnet", "10.0.1.0/26", ""),
            ]),
          network("spoke", "10.1.0.0/16", peer: "hub", [("far", "10.1.0.0/24", "")]),
          machine("near", "hub/near", "10.0.3.4"), machine("far", "spoke/far", "10.1.0.4"),
          PublicBalancerEstate.publicAddress("ip", "198.51.100.21"),
          Text.resource(
            "Microsoft.Network/applicationGateways", "proxy",
            """
            "gatewayIPConfigurations": [{"name": "c", "properties": {"subnet": {
              "id": "\(GatewayFrontendRuleTests.id("virtualNetworks", "hub"))/subnets/proxies"}}}],
            "frontendIPConfigurations": [\(parts.frontends.joined(separator: ","))],
            "frontendPorts": [\(parts.ports.joined(separator: ","))],
            "httpListeners": [\(parts.listeners.joined(separator: ","))]
            """),
        ]
        if let rules {
          resources.append(
            Text.resource(
              "Microsoft.Network/networkSecurityGroups", "g",
              "\"securityRules\": [\(rules.joined(separator: ","))]"))
        }
        if let bastion {
          resources += [
            PublicBalancerEstate.publicAddress("jump-ip", "198.51.100.20"),
            Text.resource(
              "Microsoft.Network/bastionHosts", "jump", bastion,
              beside: "\"location\": \"westeurope\", \"sku\": {\"name\": \"Standard\"}"),
          ]
        }
        return try TextEstate(["estate.json": Text.list(resources)])
      }
    }
  }

  private static let clients = ["nic/near", "nic/far"]

  @Test("B-6: who calls the private address meets the listeners of the private frontend alone")
  func byPrivateAddress() throws {
    let estate = try Network().estate
    for client in Self.clients {
      let taken = try estate.ask(client, "ip/10.0.2.10", on: "tcp/80")
      #expect(taken.verdict == .reachable, "\(taken.told)")
      #expect(taken.evidence.contains { $0.rule == "lprivate" }, "\(taken.told)")
      let other = try estate.ask(client, "ip/10.0.2.10", on: "tcp/443")
      #expect(other.verdict == .unreachable, "\(other.told)")
      #expect(other.blockers.contains { $0.rule == "no listener" }, "\(other.told)")
    }
    // By whichever address: the public one leads to the public frontend's listener.
    let either = try estate.ask("nic/near", "applicationgateway/proxy", on: "tcp/443")
    #expect(either.verdict == .reachable, "\(either.told)")
    #expect(either.paths[0].contains { $0.node == "internet" }, "\(either.told)")
    #expect(
      try estate.ask("internet", "applicationgateway/proxy", on: "tcp/80").verdict == .unreachable)
    #expect(
      try estate.ask("internet", "applicationgateway/proxy", on: "tcp/443").verdict == .reachable)
  }

  @Test("B-6: a frontend whose private address Azure picks is called all the same")
  func dynamicAddress() throws {
    var network = Network()
    network.privateAddress = nil
    network.atPublic = nil
    let estate = try network.estate
    for client in Self.clients {
      let taken = try estate.ask(client, "applicationgateway/proxy", on: "tcp/80")
      #expect(taken.verdict == .reachable, "\(taken.told)")
      let other = try estate.ask(client, "applicationgateway/proxy", on: "tcp/443")
      #expect(other.verdict == .unreachable, "\(other.told)")
    }
    let outside = try estate.ask("internet", "applicationgateway/proxy", on: "tcp/80")
    #expect(outside.verdict == .unreachable, "\(outside.told)")
    #expect(outside.blockers.contains { $0.control == "publicAddress" }, "\(outside.told)")
  }

  @Test("B-6, N-24: a gateway without a private frontend is called by its public address alone")
  func publicAlone() throws {
    var network = Network()
    network.atPrivate = nil
    for client in Self.clients {
      let open = try network.estate.ask(client, "applicationgateway/proxy", on: "tcp/443")
      #expect(open.verdict == .reachable, "\(open.told)")
    }
    // Which its group keeps out, though callers of its networks pass that.
    network.rules = []
    for client in Self.clients {
      let shut = try network.estate.ask(client, "applicationgateway/proxy", on: "tcp/443")
      #expect(shut.verdict == .unreachable, "\(shut.told)")
      #expect(shut.blockers.contains { $0.node == "nsg/g" }, "\(shut.told)")
    }
    network.atPrivate = 443
    let inside = try network.estate.ask("nic/near", "applicationgateway/proxy", on: "tcp/443")
    #expect(inside.verdict == .reachable, "\(inside.told)")
  }

  // https://learn.microsoft.com/azure/bastion/bastion-nsg
  @Test("B-4: a Bastion with a public address is called by that, a private one in its networks")
  func bastion() throws {
    let subnet =
      "\"subnet\": {\"id\": \"\(Self.id("virtualNetworks", "hub"))/subnets/AzureBastionSubnet\"}"
    let address =
      ", \"publicIPAddress\": {\"id\": \"\(Self.id("publicIPAddresses", "jump-ip"))\"}"
    func network(_ extra: String, _ address: String) -> Network {
      var network = Network()
      network.bastion = """
        \(extra)"ipConfigurations": [{"name": "c", "properties": {\(subnet)\(address)}}]
        """
      return network
    }
    let open = try network("", address).estate.ask("nic/near", "bastion/jump", on: "tcp/443")
    #expect(open.verdict == .reachable, "\(open.told)")
    #expect(open.paths[0].contains { $0.node == "internet" }, "\(open.told)")
    let inside = try network("\"enablePrivateOnlyBastion\": true, ", "").estate
      .ask("nic/near", "bastion/jump", on: "tcp/443")
    #expect(inside.verdict == .reachable, "\(inside.told)")
    #expect(!inside.paths[0].contains { $0.node == "internet" }, "\(inside.told)")
  }
}
