// The hub's way to what is on premises, where rules and routes say that offices are.
extension EstatePlan {
  /// The VPN gateway whose use the peerings speak of, with all that lies behind it.
  func writeGateway(to json: inout JSONWriter) {
    var stream = stream("gateway")
    let gatewayID = hub.id(of: "Microsoft.Network/virtualNetworkGateways", Names.gateway)
    let addressID = writePublicAddress(
      "pip-\(Names.gateway)", "20.50.\(stream.below(256)).\(stream.below(256))",
      usedBy: "\(gatewayID)/ipConfigurations/default", in: hub, &stream, to: &json)
    json.resource(
      "Microsoft.Network/virtualNetworkGateways", Names.gateway, in: hub, &stream
    ) { json, stream in
      json.string("resourceGuid", stream.identifier())
      json.array("ipConfigurations") { json in
        json.part(
          "Microsoft.Network/virtualNetworkGateways/ipConfigurations", "default",
          id: "\(gatewayID)/ipConfigurations/default", &stream
        ) { json, _ in
          json.string("privateIPAllocationMethod", "Dynamic")
          json.reference("publicIPAddress", to: addressID)
          json.reference("subnet", to: hub.subnets[Self.gatewaySubnet].id)
        }
      }
      json.object("sku") { json in
        json.string("name", "VpnGw2AZ")
        json.string("tier", "VpnGw2AZ")
        json.number("capacity", 2)
      }
      json.string("gatewayType", "Vpn")
      json.string("vpnType", "RouteBased")
      json.string("vpnGatewayGeneration", "Generation2")
      json.flag("enableBgp", false)
      json.flag("activeActive", false)
      json.object("vpnClientConfiguration") { json in
        json.object("vpnClientAddressPool") { $0.strings("addressPrefixes", [Self.clientPool]) }
        json.strings("vpnClientProtocols", ["OpenVPN"])
        json.strings("vpnAuthenticationTypes", ["AAD"])
      }
    }
    for site in Self.sites { writeSite(site, of: gatewayID, to: &json, &stream) }
  }

  /// A site on premises, and the tunnel that leads there.
  private func writeSite(
    _ site: Site, of gatewayID: String, to json: inout JSONWriter, _ stream: inout SplitMix64
  ) {
    let type = "Microsoft.Network/localNetworkGateways"
    let name = "lgw-\(site.name)"
    json.resource(type, name, in: hub, &stream) { json, stream in
      json.string("resourceGuid", stream.identifier())
      json.object("localNetworkAddressSpace") { $0.strings("addressPrefixes", site.prefixes) }
      json.string("gatewayIpAddress", site.address)
    }
    json.resource(
      "Microsoft.Network/connections", "cn-\(site.name)", in: hub, &stream
    ) { json, stream in
      json.string("resourceGuid", stream.identifier())
      json.reference("virtualNetworkGateway1", to: gatewayID)
      json.reference("localNetworkGateway2", to: hub.id(of: type, name))
      json.string("connectionType", "IPsec")
      json.string("connectionProtocol", "IKEv2")
      json.number("routingWeight", 10)
      json.flag("enableBgp", false)
      json.flag("usePolicyBasedTrafficSelectors", false)
      json.flag("expressRouteGatewayBypass", false)
      json.string("connectionStatus", "Connected")
    }
  }

  private struct Site {
    let name: String
    let prefixes: [String]
    /// Where its own gateway is.
    let address: String
  }

  private static let sites = [
    Site(
      name: "headquarters", prefixes: ["192.168.0.0/17", "172.31.0.0/16"],
      address: "198.51.100.10"),
    Site(name: "branches", prefixes: ["192.168.128.0/17"], address: "198.51.100.20"),
  ]

  /// What the gateway's clients are given.
  private static let clientPool = "172.30.0.0/22"
}
