import TrafficSets

// The walk of one packet where guests and balancers choose: once for each choice that they have.
extension BalancedNetwork {
  /// What guests and balancers choose.
  struct Choice {
    /// By machine, the interface by which it sends on.
    var exits: [Int: Int] = [:]
    /// By balancer, the member.
    var members: [Int: Int] = [:]
  }

  /// One that forwarded a packet.
  struct Forwarder {
    var arrival: Int
    var exit: Int
    var balancer: Int?
  }

  private var choices: [Choice] {
    var choices = [Choice()]
    for (index, interfaces) in machines.enumerated() {
      choices = choices.flatMap { choice in
        interfaces.map { host in
          var next = choice
          next.exits[index] = host
          return next
        }
      }
    }
    for (index, balancer) in balancers.enumerated() {
      choices = choices.flatMap { choice in
        balancer.members.map { host in
          var next = choice
          next.members[index] = host
          return next
        }
      }
    }
    return choices
  }

  /// - Parameters:
  ///   - machine: Of several interfaces, the machine that sends by the one that it chooses.
  ///   - met: Counts the ways that met a balancer or a machine with several interfaces.
  func outcome(
    _ packet: PlainPacket, from: PlainEnd, machine: Int?, to: PlainEnd, met: inout Int
  ) -> PlainOutcome {
    var outcomes: Set<PlainOutcome> = []
    for choice in choices {
      guard let direct = walk(packet, from, machine, to, choice, front: nil, &met) else { continue }
      var best = direct
      if case .host(let host) = to {
        for index in balancers.indices where balancers[index].members.contains(host) {
          var call = packet
          call.destination = balancers[index].address
          let other = walk(call, from, machine, to, choice, front: index, &met) ?? .stopped
          best = best == .passes || other == .passes ? .passes : best == .open ? .open : other
        }
      }
      outcomes.insert(best)
    }
    return outcomes.count == 1 ? outcomes.first ?? .open : .open
  }

  /// - Returns: `nil` where the choice is none that there is.
  private func walk(
    _ packet: PlainPacket, _ from: PlainEnd, _ machine: Int?, _ to: PlainEnd, _ choice: Choice,
    front: Int?, _ met: inout Int
  ) -> PlainOutcome? {
    var packet = packet
    var sender: Int?
    if case .host(let host) = from { sender = host }
    if let machine {
      let primary = machines[machine][0]
      sender =
        machines[machine].first {
          plain.subnets[plain.hosts[$0].subnet].prefix.contains(packet.destination)
        } ?? primary
      packet.source = plain.hosts[sender ?? primary].address
    }
    guard let start = sender.map({ plain.hosts[$0].subnet }) ?? plain.place(of: from) else {
      return .stopped
    }
    guard plain.leaves(start, sender, packet) else { return .stopped }
    guard let opening = opening(packet, start, to, choice, front) else { return nil }
    let (outcome, forwarders, isAstray) = opening
    if outcome != .stopped,
      front != nil
        || forwarders.contains(where: { $0.balancer != nil || exits(of: $0.arrival).count > 1 })
    {
      met += 1
    }
    guard outcome != .stopped, packet.transport == .tcp, !isAstray,
      let answering = plain.place(of: to)
    else { return outcome }
    let back = reply(
      to: packet.source, endingIn: start, from: answering, forwarders[...], passed: [])
    return back == .stopped ? .stopped : outcome == .open ? .open : back
  }

  private func opening(
    _ packet: PlainPacket, _ start: Int, _ end: PlainEnd, _ choice: Choice, _ front: Int?
  ) -> (PlainOutcome, [Forwarder], isAstray: Bool)? {
    var forwarders: [Forwarder] = []
    var left: Set<Int> = [start]
    var balanced: Set<Int> = []
    var subnet = start
    /// At the frontend that was called.
    func called(_ index: Int, byAnybody: Bool = false) -> PlainOutcome {
      guard case .host(let host) = end, takes(index, packet, isHop: false), isHealthy(host, index)
      else { return .stopped }
      let (place, own) = (plain.hosts[host].subnet, plain.hosts[host].address)
      var inner = packet
      inner.destination = own
      let enters =
        byAnybody
        ? plain.entersFromAnybody(place, inner, to: end, but: own)
        : packet.source != own && plain.enters(place, inner, to: end)
      return enters ? .passes : .stopped
    }
    while true {
      let network = plain.subnets[subnet].network
      switch plain.course(from: subnet, to: packet.destination) {
      case .nowhere, .gateway: return (.stopped, forwarders, false)
      case .internet:
        guard case .internet = end, plain.subnets[subnet].defaultOutbound ?? true,
          packet.transport == .tcp || packet.transport == .udp
        else { return (.stopped, forwarders, false) }
        return (.passes, forwarders, false)
      case .network(let other):
        let target = front.map { balancers[$0].subnet } ?? plain.place(of: end)
        guard let target, plain.subnets[target].network == other,
          plain.crosses(packet, from: network, to: other)
        else { return (.stopped, forwarders, false) }
        if let front { return (called(front), forwarders, false) }
        return (plain.enters(target, packet, to: end) ? .passes : .stopped, forwarders, false)
      case .appliance(let address):
        guard let other = reachable(address, from: network) else {
          return (.stopped, forwarders, false)
        }
        var host = plain.hosts.firstIndex { $0.address == address }
        var balancer: Int?
        if let index = balancers.firstIndex(where: { $0.address == address }) {
          guard plain.crosses(packet, from: network, to: other), balanced.insert(index).inserted
          else { return (.stopped, forwarders, false) }
          if packet.destination == address { return (called(index), forwarders, false) }
          let healthy = balancers[index].members.filter { isHealthy($0, index) }
          guard takes(index, packet, isHop: true), !healthy.isEmpty else {
            return (.stopped, forwarders, false)
          }
          guard let member = choice.members[index], healthy.contains(member) else { return nil }
          if plain.hosts[member].address == packet.source { return (.stopped, forwarders, false) }
          host = member
          balancer = index
        }
        guard let host else {
          // Nobody knows with whose address it goes on, nor how its answer comes back.
          if let front {
            return (called(front, byAnybody: true) == .stopped ? .stopped : .open, forwarders, true)
          }
          if let target = plain.place(of: end), !plain.entersFromAnybody(target, packet, to: end) {
            return (.stopped, forwarders, true)
          }
          return (.open, forwarders, true)
        }
        let place = plain.hosts[host].subnet
        guard balancer != nil || plain.crosses(packet, from: network, to: other),
          plain.enters(place, packet, to: .host(host))
        else { return (.stopped, forwarders, false) }
        if address == packet.destination { return (.passes, forwarders, false) }
        guard plain.hosts[host].forwards == true,
          !forwarders.contains(where: { $0.arrival == host })
        else { return (.stopped, forwarders, false) }
        let exits = exits(of: host)
        let exit = exits.count == 1 ? host : machine(of: host).flatMap { choice.exits[$0] }
        guard let exit, exits.contains(exit) else { return nil }
        let next = plain.hosts[exit].subnet
        guard left.insert(next).inserted, plain.leaves(next, exit, packet) else {
          return (.stopped, forwarders, false)
        }
        forwarders.append(Forwarder(arrival: host, exit: exit, balancer: balancer))
        subnet = next
      }
    }
  }

  /// An answer needs routes only, and comes back through those that forwarded the opening.
  private func reply(
    to address: UInt32, endingIn end: Int, from subnet: Int, _ forwarders: ArraySlice<Forwarder>,
    passed: [Int]
  ) -> PlainOutcome {
    let network = plain.subnets[subnet].network
    let arrived: PlainOutcome = forwarders.isEmpty ? .passes : .open
    switch plain.course(from: subnet, to: address) {
    case .nowhere, .gateway, .internet: return .stopped
    case .network(let other): return plain.subnets[end].network == other ? arrived : .stopped
    case .appliance(let hop):
      guard reachable(hop, from: network) != nil else { return .stopped }
      var host = plain.hosts.firstIndex { $0.address == hop }
      if let index = balancers.firstIndex(where: { $0.address == hop }) {
        let healthy = balancers[index].members.filter { isHealthy($0, index) }
        guard balancers[index].ports.isEmpty, !healthy.isEmpty else { return .stopped }
        guard let last = forwarders.last, healthy.contains(last.arrival) else { return .open }
        if healthy.count > 1, last.balancer != index || exits(of: last.arrival).count > 1 {
          return .open
        }
        host = last.arrival
      }
      guard let host else { return .open }
      if plain.hosts[host].address == hop, hop == address { return arrived }
      let forwards = plain.hosts[host].forwards == true
      guard let last = forwarders.last, areOne(host, last.arrival) else {
        return !passed.contains(host) && forwards ? .open : .stopped
      }
      if host != last.arrival, host != last.exit, !forwards { return .stopped }
      if plain.hosts[host].subnet != plain.hosts[last.exit].subnet, isGuarded(host) {
        return .open
      }
      let outcomes = Set(
        exits(of: host).map { way in
          way != last.arrival && isGuarded(way)
            ? .open
            : reply(
              to: address, endingIn: end, from: plain.hosts[way].subnet, forwarders.dropLast(),
              passed: passed + [host])
        })
      return outcomes.count == 1 ? outcomes.first ?? .open : .open
    }
  }

  // MARK: - Parts

  private func reachable(_ address: UInt32, from network: Int) -> Int? {
    plain.networks.indices.first {
      plain.networks[$0].prefix.contains(address)
        && ($0 == network || plain.arePeered(network, $0))
    }
  }

  private func areOne(_ host: Int, _ other: Int) -> Bool {
    host == other || machine(of: host).map { machines[$0].contains(other) } == true
  }

  private func exits(of host: Int) -> [Int] {
    guard let machine = machine(of: host) else { return [host] }
    return [host] + machines[machine].filter { $0 != host && plain.hosts[$0].forwards == true }
  }

  private func isGuarded(_ host: Int) -> Bool {
    plain.hosts[host].group != nil || plain.subnets[plain.hosts[host].subnet].group != nil
  }

  private func takes(_ balancer: Int, _ packet: PlainPacket, isHop: Bool) -> Bool {
    if balancers[balancer].ports.isEmpty {
      return isHop || packet.transport == .tcp || packet.transport == .udp
    }
    return packet.transport == .tcp && balancers[balancer].ports.contains(packet.destinationPort)
  }

  private func isHealthy(_ host: Int, _ balancer: Int) -> Bool {
    guard let port = balancers[balancer].probe else { return true }
    let probe = PlainPacket(
      source: 0xA83F_8110, destination: plain.hosts[host].address, transport: .tcp,
      sourcePort: 50000, destinationPort: port)
    return plain.enters(plain.hosts[host].subnet, probe, to: .host(host))
  }
}
