import TestSupport
import TrafficSets

/// Who a packet on the internet comes from.
enum PlainCaller: Hashable, Sendable {
  case known(UInt32)
  /// Some public address that the input does not tell.
  case unknown
}

// Public addresses: out by them and by the other ways out, in by them, and the replies. An address
// that is not known matches a rule surely, perhaps or not.
extension PlainNetwork {
  private enum Match { case yes, no, maybe }

  // MARK: - Out

  /// How a packet of an address of the subnet leaves for the internet, and as whose.
  func exit(
    _ packet: PlainPacket, from subnet: Int
  ) -> (outcome: PlainOutcome, seen: PlainCaller) {
    let own = hosts.first { $0.subnet == subnet && $0.address == packet.source }?.publicAddress
    let isStream = packet.transport == .tcp || packet.transport == .udp
    if subnets[subnet].hasNATGateway {
      if isStream { return (.passes, .unknown) }
      // What the gateway does not carry leaves by the host's own address, or not at all.
      return own.map { (.open, .known($0)) } ?? (.stopped, .unknown)
    }
    if let own { return (.passes, .known(own)) }
    return (isStream && subnets[subnet].defaultOutbound ?? true ? .passes : .stopped, .unknown)
  }

  // MARK: - In

  /// By the public address of a host; stopped where it has none.
  func publicOutcome(_ packet: PlainPacket, from: PlainEnd, to host: Int) -> PlainOutcome {
    guard let address = hosts[host].publicAddress else { return .stopped }
    var sent = packet
    sent.destination = address
    switch from {
    case .internet: return arrival(packet, by: .known(packet.source), at: host)
    // Its site has an internet access of its own.
    case .client: return arrival(packet, by: .unknown, at: host)
    case .elsewhere: return .stopped
    case .host(let sender):
      return publicOutcome(sent, packet, from: hosts[sender].subnet, sender, to: host)
    case .subnet(let subnet): return publicOutcome(sent, packet, from: subnet, nil, to: host)
    }
  }

  private func publicOutcome(
    _ sent: PlainPacket, _ packet: PlainPacket, from subnet: Int, _ sender: Int?, to host: Int
  ) -> PlainOutcome {
    guard leaves(subnet, sender, sent) else { return .stopped }
    let trip = trip(sent, from: subnet, to: .internet(sent.destination))
    if trip.outcome == .stopped { return .stopped }
    let answer = answer(sent, to: sender.map { .host($0) } ?? .subnet(subnet), past: trip)
    return Self.both(
      Self.both(trip.outcome, answer), arrival(packet, by: trip.seen, at: host))
  }

  static func both(_ one: PlainOutcome, _ other: PlainOutcome) -> PlainOutcome {
    if one == .stopped || other == .stopped { return .stopped }
    return one == .open || other == .open ? .open : .passes
  }

  /// - Parameter packet: with the private address of the host.
  private func arrival(
    _ packet: PlainPacket, by caller: PlainCaller, at host: Int
  ) -> PlainOutcome {
    let subnet = hosts[host].subnet
    let groups = [subnets[subnet].group, hosts[host].group].compactMap { $0 }
    if groups.isEmpty, !hosts[host].isBasic { return .stopped }
    var outcome = PlainOutcome.passes
    for group in groups {
      outcome = Self.both(outcome, judgement(group, packet, by: caller, at: subnet))
    }
    guard packet.transport == .tcp else { return outcome }
    return Self.both(outcome, reply(to: caller, from: subnet))
  }

  private func judgement(
    _ group: Int, _ packet: PlainPacket, by caller: PlainCaller, at subnet: Int
  ) -> PlainOutcome {
    var seen = packet
    if case .known(let address) = caller { seen.source = address }
    var mayPass = false
    var mayStop = false
    func note(_ passes: Bool) { if passes { mayPass = true } else { mayStop = true } }
    let rules = groups[group].filter(\.isInbound).sorted { $0.priority < $1.priority }
    for rule in rules where matches(rule, seen, at: subnet, whoever: true) {
      let match = rule.sources.reduce(Match.no) {
        Self.either($0, self.match($1, caller, at: subnet))
      }
      if match == .no { continue }
      note(rule.allows)
      if match == .yes { return Self.outcome(mayPass, mayStop) }
    }
    // Default rules: the network to the network, then nothing.
    let isInside = match(.virtualNetwork, caller, at: subnet)
    if isInside != .no, isVirtualNetwork(seen.destination, at: subnet) {
      note(true)
      if isInside == .yes { return Self.outcome(mayPass, mayStop) }
    }
    note(false)
    return Self.outcome(mayPass, mayStop)
  }

  private static func outcome(_ mayPass: Bool, _ mayStop: Bool) -> PlainOutcome {
    mayPass ? mayStop ? .open : .passes : .stopped
  }

  private static func either(_ one: Match, _ other: Match) -> Match {
    if one == .yes || other == .yes { return .yes }
    return one == .maybe || other == .maybe ? .maybe : .no
  }

  private func match(_ peer: Peer, _ caller: PlainCaller, at subnet: Int) -> Match {
    if case .known(let address) = caller {
      return holds(peer, address, at: subnet) ? .yes : .no
    }
    switch peer {
    case .any, .internet: return .yes
    case .prefix(let prefix): return Self.matchUnknown(prefix)
    case .everyIPv6, .loadBalancer, .groups: return .no
    case .virtualNetwork:
      // Only what routes name may be public and part of it.
      return subnets[subnet].routes.reduce(Match.no) {
        Self.either($0, Self.matchUnknown($1.prefix))
      }
    }
  }

  /// Whether a public address that nobody knows lies in the prefix.
  private static func matchUnknown(_ prefix: Prefix) -> Match {
    if prefix.length == 0 { return .yes }
    let isPrivate = privateRanges.contains {
      prefix.length >= $0.length && $0.contains(prefix.base)
    }
    return isPrivate ? .no : .maybe
  }

  // MARK: - The reply

  /// Where the routes of the subnet send the reply, and whether it comes back from there.
  private func reply(to caller: PlainCaller, from subnet: Int) -> PlainOutcome {
    switch caller {
    case .known(let address):
      return outcome(ofReplyBy: course(from: subnet, to: address), from: subnet)
    case .unknown:
      var found: Set<PlainOutcome> = []
      let routes = subnets[subnet].routes.sorted { $0.prefix.length > $1.prefix.length }
      for route in routes {
        let match = Self.matchUnknown(route.prefix)
        if match == .no { continue }
        found.insert(outcome(ofReplyBy: course(of: route), from: subnet))
        if match == .yes { return found.count == 1 ? found.first ?? .open : .open }
      }
      found.insert(.passes)
      return found.count == 1 ? .passes : .open
    }
  }

  private func course(of route: Route) -> Course {
    switch route.hop {
    case .appliance(let address): .appliance(address)
    case .none, .local: .nowhere
    case .internet: .internet
    }
  }

  private func outcome(ofReplyBy course: Course, from subnet: Int) -> PlainOutcome {
    switch course {
    case .internet: return .passes
    case .network, .gateway, .nowhere: return .stopped
    case .appliance(let address):
      let network = subnets[subnet].network
      let isInReach = networks.indices.contains {
        networks[$0].prefix.contains(address) && ($0 == network || arePeered(network, $0))
      }
      guard isInReach else { return .stopped }
      guard let host = hosts.first(where: { $0.address == address }) else { return .open }
      return host.forwards == true ? .open : .stopped
    }
  }
}

// MARK: - Made at random

extension PlainNetwork {
  /// Hosts with public addresses, in networks with a gateway or with routes and appliances.
  init(publicUsing random: inout SeededGenerator) {
    if Bool.random(using: &random) {
      self.init(using: &random, hasDynamicAddresses: false)
    } else {
      self.init(routedUsing: &random)
      addPublicRoutes(using: &random)
    }
    let bases: [UInt32] = [0x0901_0100, 0x1401_0100, 0xC801_0100]
    for host in hosts.indices where Int.random(in: 0..<5, using: &random) < 3 {
      let base = bases.randomElement(using: &random) ?? bases[0]
      hosts[host].publicAddress = base + UInt32(host)
      hosts[host].isBasic = Int.random(in: 0..<3, using: &random) == 0
    }
    for subnet in subnets.indices where Int.random(in: 0..<6, using: &random) == 0 {
      subnets[subnet].hasNATGateway = true
    }
    addOpenGroups(using: &random)
  }

  /// Groups that let the internet in more often than chance does.
  private mutating func addOpenGroups(using random: inout SeededGenerator) {
    for _ in 0..<2 {
      var rules = Self.rules(of: self, using: &random)
      let isEarly = Bool.random(using: &random)
      rules.append(
        Rule(
          isInbound: true, priority: isEarly ? 90 : 400, allows: true,
          transport: [nil, .tcp].randomElement(using: &random) ?? nil,
          sources: [[.internet], [.any]].randomElement(using: &random) ?? [.any],
          destinations: [.any], sourcePorts: [],
          destinationPorts: Bool.random(using: &random) ? [] : [0...1023]))
      groups.append(rules)
    }
    let open = groups.count - 2..<groups.count
    for subnet in subnets.indices where Int.random(in: 0..<2, using: &random) == 0 {
      subnets[subnet].group = open.randomElement(using: &random)
    }
    for host in hosts.indices where Int.random(in: 0..<4, using: &random) == 0 {
      hosts[host].group = open.randomElement(using: &random)
    }
  }

  /// Routes for some callers only, and some that send all of them elsewhere.
  private mutating func addPublicRoutes(using random: inout SeededGenerator) {
    let prefixes = [
      Prefix(base: 0x0808_0800, length: 24), Prefix(base: 0x0800_0000, length: 6),
      Prefix(base: 0x1400_0000, length: 8), Prefix(base: 0, length: 0),
      Prefix(base: 0xC801_0100, length: 28),
    ]
    let appliances = hosts.filter { $0.forwards != nil }.map(\.address)
    for subnet in subnets.indices where Int.random(in: 0..<3, using: &random) == 0 {
      for prefix in prefixes.shuffled(using: &random).prefix(2) {
        if subnets[subnet].routes.contains(where: { $0.prefix == prefix }) { continue }
        let hops: [Hop] =
          [.internet, .internet, .none] + appliances.map { .appliance($0) }
        subnets[subnet].routes.append(
          Route(prefix: prefix, hop: hops.randomElement(using: &random) ?? .internet))
      }
    }
  }
}
