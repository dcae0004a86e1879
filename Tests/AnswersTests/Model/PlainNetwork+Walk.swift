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
  /// This address, which is private and in no network; packets are only sent to it.
  case elsewhere(UInt32)
}

/// What becomes of a packet.
enum PlainOutcome: Hashable, Sendable {
  case passes, stopped
  /// The product leaves it open.
  case open
}

/// How a packet went, and which hosts handed it on.
struct PlainTrip: Hashable, Sendable {
  var outcome: PlainOutcome
  var appliances: [Int] = []
  /// Of a packet that has left for the internet: who it comes from there.
  var seen = PlainCaller.unknown
  /// Whether somebody unknown has taken it on: with whose address it comes, and which way its answer
  /// takes, nobody knows.
  var isAstray = false
}

// The walk of one packet: the sender's groups, the route, appliances each with a route of its own,
// the receiver's groups; then the way back of the answer.
extension PlainNetwork {
  /// A host is reached by any address that leads to it.
  func outcome(_ packet: PlainPacket, from: PlainEnd, to: PlainEnd) -> PlainOutcome {
    let inside = privateOutcome(packet, from: from, to: to)
    guard inside != .passes, case .host(let host) = to else { return inside }
    let outside = publicOutcome(packet, from: from, to: host)
    return outside == .stopped ? inside : outside
  }

  private func privateOutcome(
    _ packet: PlainPacket, from: PlainEnd, to: PlainEnd
  ) -> PlainOutcome {
    switch (from, to) {
    case (.host(let host), _): return outcome(packet, from: from, in: hosts[host].subnet, to: to)
    case (.subnet(let subnet), _): return outcome(packet, from: from, in: subnet, to: to)
    case (.client, _): return leavesGateway(packet, to: to) ? .passes : .stopped
    case (.internet, .internet): return .passes
    case (.internet, _), (.elsewhere, _): return .stopped
    }
  }

  private func outcome(
    _ packet: PlainPacket, from: PlainEnd, in subnet: Int, to: PlainEnd
  ) -> PlainOutcome {
    var sender: Int?
    if case .host(let host) = from { sender = host }
    guard leaves(subnet, sender, packet) else { return .stopped }
    let opening = trip(packet, from: subnet, to: to)
    guard opening.outcome != .stopped, packet.transport == .tcp, !opening.isAstray else {
      return opening.outcome
    }
    guard let answering = place(of: to) else {
      return Self.both(opening.outcome, answer(packet, to: from, past: opening))
    }
    let reply = PlainPacket(
      source: packet.destination, destination: packet.source, transport: .tcp,
      sourcePort: packet.destinationPort, destinationPort: packet.sourcePort)
    let back = trip(reply, from: answering, to: from, answering: opening.appliances).outcome
    return back == .stopped ? .stopped : opening.outcome == .open ? .open : back
  }

  /// What comes back from the internet is for the appliance that sent the packet out, and goes on
  /// by the routes there. If somebody unknown sent it out, the outcome says so already.
  func answer(_ packet: PlainPacket, to end: PlainEnd, past opening: PlainTrip) -> PlainOutcome {
    guard let last = opening.appliances.last, packet.transport == .tcp, !opening.isAstray
    else { return .passes }
    let reply = PlainPacket(
      source: packet.destination, destination: packet.source, transport: .tcp,
      sourcePort: packet.destinationPort, destinationPort: packet.sourcePort)
    return trip(
      reply, from: hosts[last].subnet, by: last, to: end,
      answering: opening.appliances.dropLast()
    ).outcome
  }

  /// The groups where a packet leaves a subnet, those of the host first.
  func leaves(_ subnet: Int, _ host: Int?, _ packet: PlainPacket) -> Bool {
    if let decided = decision(packet, isInbound: false, at: subnet) { return decided }
    if let host, let group = hosts[host].group,
      !allows(group, packet, isInbound: false, at: subnet)
    {
      return false
    }
    guard let group = subnets[subnet].group else { return true }
    return allows(group, packet, isInbound: false, at: subnet)
  }

  /// From a subnet, which the packet has left, to its end.
  ///
  /// - Parameters:
  ///   - sender: the appliance that sends it on, where it is one.
  ///   - opened: for an answer, the appliances that the opening passed. It needs routes only, and is
  ///     left open where it takes another way than back through them.
  func trip(
    _ original: PlainPacket, from start: Int, by sender: Int? = nil, to end: PlainEnd,
    answering opened: [Int]? = nil
  ) -> PlainTrip {
    var packet = original
    var trip = PlainTrip(outcome: .stopped)
    var missing = opened
    var subnet = start
    func arrived() -> PlainTrip {
      trip.outcome = missing?.isEmpty ?? true ? .passes : .open
      return trip
    }
    while true {
      let network = subnets[subnet].network
      switch course(from: subnet, to: packet.destination) {
      case .nowhere: return trip
      case .gateway: return end == .client ? arrived() : trip
      case .internet:
        guard case .internet = end else { return trip }
        let exit = exit(packet, from: subnet)
        trip.seen = exit.seen
        if exit.outcome != .passes {
          trip.outcome = exit.outcome
          return trip
        }
        return arrived()
      case .network(let other):
        guard let target = place(of: end), subnets[target].network == other,
          opened != nil
            || crosses(packet, from: network, to: other) && enters(target, packet, to: end)
        else { return trip }
        return arrived()
      case .appliance(let address):
        // The next hop is in this network or in a peered one.
        guard
          let other = networks.indices.first(where: {
            networks[$0].prefix.contains(address) && ($0 == network || arePeered(network, $0))
          })
        else { return trip }
        guard let host = hosts.firstIndex(where: { $0.address == address }) else {
          // Whoever it is, the groups of the receiver come last.
          if opened == nil, let target = place(of: end),
            !entersFromAnybody(target, packet, to: end)
          {
            return trip
          }
          trip.outcome = .open
          trip.isAstray = true
          return trip
        }
        let place = hosts[host].subnet
        if opened == nil {
          guard crosses(packet, from: network, to: other),
            enters(place, packet, to: .host(host))
          else { return trip }
        }
        if address == packet.destination { return arrived() }
        // The second time is a circle.
        guard hosts[host].forwards == true, host != sender, !trip.appliances.contains(host)
        else { return trip }
        if opened == nil {
          // Without its own address no reply would come back to it from the internet.
          if course(from: place, to: packet.destination) == .internet { packet.source = address }
          guard leaves(place, host, packet) else { return trip }
        } else if missing?.popLast() != host {
          trip.outcome = .open
          return trip
        }
        trip.appliances.append(host)
        subnet = place
      }
    }
  }

  /// What a network sent that is not its own needs the flag of the receiving network.
  func crosses(_ packet: PlainPacket, from: Int, to: Int) -> Bool {
    from == to || networks[from].prefix.contains(packet.source)
      || peering(to, from)?.takesForwarded == true
  }

  private func leavesGateway(_ packet: PlainPacket, to: PlainEnd) -> Bool {
    switch to {
    case .host, .subnet:
      guard let target = place(of: to), reachesGateway(from: subnets[target].network) else {
        return false
      }
      return enters(target, packet, to: to)
    case .client, .elsewhere: return false
    case .internet: return true
    }
  }

  func enters(_ subnet: Int, _ packet: PlainPacket, to: PlainEnd) -> Bool {
    if let decided = decision(packet, isInbound: true, at: subnet) { return decided }
    if let group = subnets[subnet].group, !allows(group, packet, isInbound: true, at: subnet) {
      return false
    }
    guard case .host(let host) = to, let group = hosts[host].group else { return true }
    return allows(group, packet, isInbound: true, at: subnet)
  }

  /// Whether the packet gets in with some sender's address or other, but for one.
  func entersFromAnybody(
    _ subnet: Int, _ packet: PlainPacket, to: PlainEnd, but own: UInt32? = nil
  ) -> Bool {
    let prefixes =
      networks.map(\.prefix) + subnets.map(\.prefix) + Self.privateRanges + [Self.clientPrefix]
      + subnets.flatMap { $0.routes.map(\.prefix) }
      + groups.flatMap { $0 }.flatMap(\.sources).compactMap { peer in
        if case .prefix(let prefix) = peer { prefix } else { nil }
      }
    // What no prefix tells apart fares alike: the first and last addresses of all, and their neighbours.
    var senders: Set<UInt32> = [0, .max, packet.source]
    for prefix in prefixes {
      let last = prefix.length == 0 ? .max : prefix.base | (UInt32.max >> UInt32(prefix.length))
      senders.formUnion([prefix.base, last, prefix.base &- 1, last &+ 1])
    }
    senders.formUnion(hosts.map(\.address))
    return senders.contains { address in
      var sent = packet
      sent.source = address
      return address != own && !isPlatform(address) && enters(subnet, sent, to: to)
    }
  }

  func place(of end: PlainEnd) -> Int? {
    switch end {
    case .host(let host): hosts[host].subnet
    case .subnet(let subnet): subnet
    case .client, .internet, .elsewhere: nil
    }
  }

  // MARK: - Peerings

  private func peering(_ from: Int, _ to: Int) -> Peering? {
    peerings.first { $0.from == from && $0.to == to }
  }

  func arePeered(_ one: Int, _ other: Int) -> Bool {
    guard let out = peering(one, other), let back = peering(other, one) else { return false }
    return out.isConnected != false && back.isConnected != false
  }

  func reachesGateway(from network: Int) -> Bool {
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

  func matches(
    _ rule: Rule, _ packet: PlainPacket, at subnet: Int, whoever: Bool = false
  ) -> Bool {
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
    return (whoever || rule.sources.contains { holds($0, packet.source, at: subnet) })
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

  func holds(_ peer: Peer, _ address: UInt32, at subnet: Int) -> Bool {
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

  /// The tag holds what the routes of the subnet name as well.
  func isVirtualNetwork(_ address: UInt32, at subnet: Int) -> Bool {
    isInNetworks(address, at: subnet)
      || subnets[subnet].routes.contains { $0.prefix.contains(address) }
  }

  private func isInNetworks(_ address: UInt32, at subnet: Int) -> Bool {
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

  /// A public address stays in the tag where only a route names it.
  private func isInternet(_ address: UInt32, at subnet: Int) -> Bool {
    !Self.privateRanges.contains { $0.contains(address) } && !isPlatform(address)
      && !isInNetworks(address, at: subnet)
  }
}
