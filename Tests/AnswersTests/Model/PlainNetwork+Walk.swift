import TrafficSets

/// One packet with all its numbers.
struct PlainPacket: Hashable, Sendable {
  var source: UInt32
  var destination: UInt32
  var transport: TransportProtocol
  var sourcePort: UInt16
  var destinationPort: UInt16
}

/// Where a packet starts or ends.
enum PlainEnd: Hashable, Sendable {
  case host(Int)
  /// An address of the subnet that no host of the estate has.
  case subnet(Int)
  case client
  /// This address on the internet.
  case internet(UInt32)
}

// The walk of one packet: the sender's groups, the route, the receiver's groups.
extension PlainNetwork {
  func passes(_ packet: PlainPacket, from: PlainEnd, to: PlainEnd) -> Bool {
    switch from {
    case .host(let host):
      let subnet = hosts[host].subnet
      if let group = hosts[host].group, !allows(group, packet, isInbound: false, at: subnet) {
        return false
      }
      return leaves(subnet, packet, to: to)
    case .subnet(let subnet): return leaves(subnet, packet, to: to)
    case .client: return leavesGateway(packet, to: to)
    case .internet:
      // No host has a public address.
      return false
    }
  }

  private func leaves(_ subnet: Int, _ packet: PlainPacket, to: PlainEnd) -> Bool {
    if let group = subnets[subnet].group, !allows(group, packet, isInbound: false, at: subnet) {
      return false
    }
    let network = subnets[subnet].network
    switch to {
    case .host, .subnet:
      let target = self.subnet(of: to)
      let other = subnets[target].network
      guard network == other || arePeered(network, other) else { return false }
      return enters(target, packet, to: to)
    case .client: return reachesGateway(from: network)
    case .internet:
      return subnets[subnet].defaultOutbound ?? true
        && (packet.transport == .tcp || packet.transport == .udp)
    }
  }

  private func leavesGateway(_ packet: PlainPacket, to: PlainEnd) -> Bool {
    switch to {
    case .host, .subnet:
      let target = subnet(of: to)
      guard reachesGateway(from: subnets[target].network) else { return false }
      return enters(target, packet, to: to)
    case .client: return false
    case .internet: return true
    }
  }

  private func enters(_ subnet: Int, _ packet: PlainPacket, to: PlainEnd) -> Bool {
    if let group = subnets[subnet].group, !allows(group, packet, isInbound: true, at: subnet) {
      return false
    }
    guard case .host(let host) = to, let group = hosts[host].group else { return true }
    return allows(group, packet, isInbound: true, at: subnet)
  }

  private func subnet(of end: PlainEnd) -> Int {
    switch end {
    case .host(let host): hosts[host].subnet
    case .subnet(let subnet): subnet
    case .client, .internet: preconditionFailure("not in a subnet")
    }
  }

  // MARK: - Routes

  private func peering(_ from: Int, _ to: Int) -> Peering? {
    peerings.first { $0.from == from && $0.to == to }
  }

  private func arePeered(_ one: Int, _ other: Int) -> Bool {
    guard let out = peering(one, other), let back = peering(other, one) else { return false }
    return out.isConnected != false && back.isConnected != false
  }

  private func reachesGateway(from network: Int) -> Bool {
    if networks[network].hasGateway { return true }
    guard let hub = networks.firstIndex(where: \.hasGateway), arePeered(hub, network) else {
      return false
    }
    return peering(hub, network)?.allowsTransit == true
      && peering(network, hub)?.usesGateway == true
  }

  // MARK: - Groups

  private func allows(
    _ group: Int, _ packet: PlainPacket, isInbound: Bool, at subnet: Int
  ) -> Bool {
    let rules = groups[group].filter { $0.isInbound == isInbound }
      .sorted { $0.priority < $1.priority }
    for rule in rules where matches(rule, packet, at: subnet) { return rule.allows }
    let isInside = isVirtualNetwork(packet.source, at: subnet)
    let goesInside = isVirtualNetwork(packet.destination, at: subnet)
    if isInside, goesInside { return true }
    if isInbound { return isPlatform(packet.source) }
    return isInternet(packet.destination, at: subnet)
  }

  private func matches(_ rule: Rule, _ packet: PlainPacket, at subnet: Int) -> Bool {
    if let transport = rule.transport, transport != packet.transport { return false }
    if namesPorts(rule.sourcePorts) || namesPorts(rule.destinationPorts) {
      guard packet.transport == .tcp || packet.transport == .udp else { return false }
      if !rule.sourcePorts.isEmpty,
        !rule.sourcePorts.contains(where: { $0.contains(packet.sourcePort) })
      {
        return false
      }
      if !rule.destinationPorts.isEmpty,
        !rule.destinationPorts.contains(where: { $0.contains(packet.destinationPort) })
      {
        return false
      }
    }
    return rule.sources.contains { holds($0, packet.source, at: subnet) }
      && rule.destinations.contains { holds($0, packet.destination, at: subnet) }
  }

  /// Ranges that make up every port are `*`.
  private func namesPorts(_ ranges: [ClosedRange<UInt16>]) -> Bool {
    if ranges.isEmpty { return false }
    var next = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if Int(range.lowerBound) > next { return true }
      next = max(next, Int(range.upperBound) + 1)
    }
    return next <= Int(UInt16.max)
  }

  private func holds(_ peer: Peer, _ address: UInt32, at subnet: Int) -> Bool {
    switch peer {
    case .any: true
    case .prefix(let prefix): prefix.contains(address)
    case .everyIPv6: false
    case .virtualNetwork: isVirtualNetwork(address, at: subnet)
    case .internet: isInternet(address, at: subnet)
    case .loadBalancer: isPlatform(address)
    case .groups(let wanted):
      hosts.contains { host in
        host.address == address && host.applicationGroups.contains(where: wanted.contains)
      }
    }
  }

  private func isPlatform(_ address: UInt32) -> Bool { address == 0xA83F_8110 }

  private func isVirtualNetwork(_ address: UInt32, at subnet: Int) -> Bool {
    let network = subnets[subnet].network
    if networks[network].prefix.contains(address) || isPlatform(address) { return true }
    for peering in peerings where peering.from == network && peering.hasAccess != false {
      if networks[peering.to].prefix.contains(address) { return true }
    }
    return belongsToGateway(network) && Self.clientPrefix.contains(address)
  }

  /// Whether ranges on premises are in the tag: with a gateway of its own or by transit.
  private func belongsToGateway(_ network: Int) -> Bool {
    if networks[network].hasGateway { return true }
    guard let hub = networks.firstIndex(where: \.hasGateway) else { return false }
    return peering(hub, network)?.allowsTransit == true
      && peering(network, hub)?.usesGateway == true
  }

  private func isInternet(_ address: UInt32, at subnet: Int) -> Bool {
    let isPrivate = [
      Prefix(base: 0x0A00_0000, length: 8), Prefix(base: 0xAC10_0000, length: 12),
      Prefix(base: 0xC0A8_0000, length: 16),
    ].contains { $0.contains(address) }
    return !isPrivate && !isPlatform(address) && !isVirtualNetwork(address, at: subnet)
  }
}
