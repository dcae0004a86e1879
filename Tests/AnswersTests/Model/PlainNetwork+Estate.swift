import EstateModel
import TrafficSets

// The typed estate of a plain network.
extension PlainNetwork {
  func estate() -> Estate {
    var builder = EstateBuilder()
    let applications = (0..<Self.applicationGroupCount).map {
      builder.applicationGroup("asg\($0)")
    }
    let groupIDs = groups.enumerated().map { index, rules in
      builder.group("nsg\(index)", rules.map { typed($0, applications) })
    }
    let networkIDs = networks.enumerated().map { index, network in
      builder.network("net\(index)", [network.prefix.text])
    }
    for peering in peerings {
      builder.peerOneSide(networkIDs[peering.from], networkIDs[peering.to]) { typed in
        typed.allowsVirtualNetworkAccess =
          peering.hasAccess.map { EstateBuilder.known($0) } ?? .absent
        typed.allowsGatewayTransit = EstateBuilder.known(peering.allowsTransit)
        typed.usesRemoteGateways = EstateBuilder.known(peering.usesGateway)
        if let takesForwarded = peering.takesForwarded {
          typed.allowsForwardedTraffic = EstateBuilder.known(takesForwarded)
        }
        if let isConnected = peering.isConnected {
          typed.state = EstateBuilder.known(isConnected ? .connected : .disconnected)
        }
      }
    }
    addManager(to: &builder, networkIDs)
    let subnetIDs = subnets.enumerated().map { index, subnet in
      builder.subnet(networkIDs[subnet.network], "s\(index)", subnet.prefix.text) {
        if let group = subnet.group { $0.securityGroup = EstateBuilder.reference(groupIDs[group]) }
        if let outbound = subnet.defaultOutbound {
          $0.defaultOutboundAccess = EstateBuilder.known(outbound)
        }
      }
    }
    for (index, subnet) in subnets.enumerated() where !subnet.routes.isEmpty {
      builder.routes(subnet.routes.map(\.text), at: subnetIDs[index])
    }
    for (index, host) in hosts.enumerated() {
      builder.machine(
        "vm\(index)", in: subnetIDs[host.subnet],
        host.isDynamic ? nil : Self.text(host.address), group: host.group.map { groupIDs[$0] },
        members: host.applicationGroups.map { applications[$0] })
      if let forwards = host.forwards {
        let interface = EstateBuilder.id("Microsoft.Network/networkInterfaces", "vm\(index)-nic")
        builder.estate.interfaces.update(interface) {
          $0.forwardsTraffic = EstateBuilder.known(forwards)
        }
      }
    }
    for subnet in subnets.indices where subnets[subnet].hasNATGateway {
      builder.attachNATGateway(to: subnetIDs[subnet])
    }
    for (index, host) in hosts.enumerated() {
      guard let address = host.publicAddress else { continue }
      builder.publicAddress(
        at: "vm\(index)", Self.text(address), tier: host.isBasic ? .basic : .standard)
    }
    if let hub = networks.firstIndex(where: \.hasGateway) {
      let gateway = builder.gateway("gateway", in: networkIDs[hub])
      builder.client(
        "client", .gateway(EstateBuilder.reference(gateway)), [Self.clientPrefix.text])
    }
    return builder.estate
  }

  func typed(_ rule: Rule, _ applications: [ResourceID]) -> SecurityRule {
    var typed = SecurityRule(name: "rule\(rule.priority)", source: EstateBuilder.place)
    typed.priority = EstateBuilder.known(rule.priority)
    typed.direction = EstateBuilder.known(rule.isInbound ? .inbound : .outbound)
    typed.access = EstateBuilder.known(rule.allows ? .allow : .deny)
    typed.protocols = EstateBuilder.known(rule.transport.map { ProtocolSet($0) } ?? .all)
    typed.sources = peers(rule.sources)
    typed.sourceGroups = references(rule.sources, applications)
    typed.destinations = peers(rule.destinations)
    typed.destinationGroups = references(rule.destinations, applications)
    typed.sourcePorts = ports(rule.sourcePorts)
    typed.destinationPorts = ports(rule.destinationPorts)
    return typed
  }

  private func peers(_ peers: [Peer]) -> [Setting<SecurityRule.Peer>] {
    peers.flatMap { peer -> [Setting<SecurityRule.Peer>] in
      switch peer {
      case .any: EstateBuilder.peers("*")
      case .prefix(let prefix): EstateBuilder.peers(prefix.text)
      case .everyIPv6: EstateBuilder.peers("::/0")
      case .virtualNetwork: EstateBuilder.peers("VirtualNetwork")
      case .internet: EstateBuilder.peers("Internet")
      case .loadBalancer: EstateBuilder.peers("AzureLoadBalancer")
      case .groups: []
      }
    }
  }

  private func references(_ peers: [Peer], _ applications: [ResourceID]) -> [Setting<Reference>] {
    peers.flatMap { peer -> [Setting<Reference>] in
      guard case .groups(let wanted) = peer else { return [] }
      return wanted.map { EstateBuilder.reference(applications[$0]) }
    }
  }

  private func ports(_ ranges: [ClosedRange<UInt16>]) -> [Setting<PortSet>] {
    ranges.isEmpty
      ? [EstateBuilder.known(.all)] : ranges.map { EstateBuilder.known(PortSet($0)) }
  }
}

extension PlainNetwork.Route {
  var text: String {
    switch hop {
    case .appliance(let address): "\(prefix.text) -> \(PlainNetwork.text(address))"
    case .none: "\(prefix.text) -> None"
    case .local: "\(prefix.text) -> VnetLocal"
    case .internet: "\(prefix.text) -> Internet"
    }
  }
}
