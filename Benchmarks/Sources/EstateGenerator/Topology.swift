// The networks with their subnets and peerings.
extension EstatePlan {
  func writeNetwork(_ network: NetworkPlan, to json: inout JSONWriter) {
    var stream = stream("network", network.number)
    json.resource(
      "Microsoft.Network/virtualNetworks", network.name, in: network, &stream
    ) { json, stream in
      json.string("resourceGuid", stream.identifier())
      json.object("addressSpace") { $0.strings("addressPrefixes", [network.block.text]) }
      json.object("encryption") { json in
        json.flag("enabled", false)
        json.string("enforcement", "AllowUnencrypted")
      }
      json.string("privateEndpointVNetPolicies", "Disabled")
      json.object("dhcpOptions") { $0.strings("dnsServers", []) }
      json.array("subnets") { json in
        for subnet in network.subnets { writeSubnet(subnet, of: network, to: &json, &stream) }
      }
      json.array("virtualNetworkPeerings") { json in
        for remote in network.isHub ? Array(networks.dropFirst()) : [hub] {
          writePeering(from: network, to: remote, &json, &stream)
        }
      }
      json.flag("enableDdosProtection", false)
    }
  }

  private func writeSubnet(
    _ subnet: SubnetPlan, of network: NetworkPlan, to json: inout JSONWriter,
    _ stream: inout SplitMix64
  ) {
    json.part(
      "Microsoft.Network/virtualNetworks/subnets", subnet.name, id: subnet.id, &stream
    ) { json, _ in
      json.string("addressPrefix", subnet.block.text)
      if let group = subnet.securityGroup {
        json.reference(
          "networkSecurityGroup",
          to: network.id(of: "Microsoft.Network/networkSecurityGroups", Names.securityGroup(group)))
      }
      if let table = subnet.routeTable {
        json.reference(
          "routeTable", to: network.id(of: "Microsoft.Network/routeTables", Names.routeTable(table))
        )
      }
      json.array("ipConfigurations") { json in
        for machine in subnet.machines {
          json.reference(to: interfaceID(machine, in: network) + "/ipConfigurations/ipconfig1")
        }
      }
      if options.hasAllMechanisms, let gateway = natGatewayID(of: subnet, in: network) {
        json.reference("natGateway", to: gateway)
      }
      json.array("serviceEndpoints") { json in
        guard options.hasAllMechanisms, hasServiceEndpoint(subnet, in: network) else { return }
        json.object { json in
          json.string("provisioningState", "Succeeded")
          json.string("service", "Microsoft.Storage")
          json.strings("locations", ["westeurope", "northeurope"])
        }
      }
      json.array("delegations") { _ in }
      json.string("privateEndpointNetworkPolicies", "Disabled")
      json.string("privateLinkServiceNetworkPolicies", "Enabled")
      json.flag("defaultOutboundAccess", false)
    }
  }

  /// Hub and spoke: the hub lends its gateway, and what its appliance forwards is let in.
  private func writePeering(
    from network: NetworkPlan, to remote: NetworkPlan, _ json: inout JSONWriter,
    _ stream: inout SplitMix64
  ) {
    let name = "peer-to-\(remote.name)"
    json.part(
      "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", name,
      id: "\(network.id)/virtualNetworkPeerings/\(name)", &stream
    ) { json, stream in
      json.string("resourceGuid", stream.identifier())
      json.string("peeringState", "Connected")
      json.string("peeringSyncLevel", "FullyInSync")
      json.reference("remoteVirtualNetwork", to: remote.id)
      json.flag("allowVirtualNetworkAccess", true)
      json.flag("allowForwardedTraffic", true)
      json.flag("allowGatewayTransit", network.isHub)
      json.flag("useRemoteGateways", !network.isHub)
      json.flag("doNotVerifyRemoteGateways", false)
      json.flag("peerCompleteVnets", true)
      json.object("remoteAddressSpace") { $0.strings("addressPrefixes", [remote.block.text]) }
      json.object("remoteVirtualNetworkAddressSpace") {
        $0.strings("addressPrefixes", [remote.block.text])
      }
    }
  }
}
