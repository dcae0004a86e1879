internal import EstateModel
internal import TrafficSets

// Rules are asked in the order of their priorities, each of which only one rule of a direction has.
// https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
extension Change {
  /// A priority, and how many neighbours from there on have to move up by one to free it.
  struct Place: Hashable {
    let priority: Int
    let moved: Int

    /// The number after the neighbours have made room.
    func moving(_ other: Int) -> Int {
      (priority..<(priority + moved)).contains(other) ? other + 1 : other
    }
  }

  /// The place of what has to come before a priority; without one, behind all others.
  static func place(
    before blocking: Int?, among taken: Set<Int>, in range: ClosedRange<Int>
  ) -> Place? {
    guard let blocking, range.contains(blocking) else {
      let next = max((taken.max() ?? 0) + 1, range.lowerBound)
      if range.contains(next) { return Place(priority: next, moved: 0) }
      return range.last { !taken.contains($0) }.map { Place(priority: $0, moved: 0) }
    }
    if let free = (range.lowerBound..<blocking).last(where: { !taken.contains($0) }) {
      return Place(priority: free, moved: 0)
    }
    return (blocking...range.upperBound).first { !taken.contains($0) }
      .map { Place(priority: blocking, moved: $0 - blocking) }
  }

  /// `, priority 150`, with what has to move.
  static func text(of places: [Place], moved: [(name: String, to: Int)]) -> String {
    if places.isEmpty { return "" }
    let numbers = places.map { String($0.priority) }.joined(separator: ", ")
    let moves = moved.map { "\($0.name) to \($0.to)" }.joined(separator: ", ")
    return
      "\(places.count > 1 ? "priorities" : "priority") \(numbers)"
      + (moves.isEmpty ? "" : ", and move \(moves)")
  }

  // MARK: - Security groups

  private static let groupPriorities = 100...4096

  /// What single rules the traffic takes: one has one protocol, or all.
  static func parts(of traffic: TrafficSet) -> [(protocols: ProtocolSet, ports: PortSet)] {
    func ports(_ transport: TransportProtocol) -> PortSet {
      traffic.intersection(TrafficSet(protocols: ProtocolSet(transport))).destinationPorts
    }
    let streams = ProtocolSet(.tcp, .udp)
    let others = traffic.protocols.subtracting(streams)
    let (tcp, udp) = (ports(.tcp), ports(.udp))
    if tcp == .all, udp == .all, ProtocolSet(.icmp).isSubset(of: others) {
      return [(traffic.protocols, .all)]
    }
    var parts: [(protocols: ProtocolSet, ports: PortSet)] = []
    if tcp == udp, !tcp.isEmpty, tcp != .all {
      parts.append((streams, tcp))
    } else {
      if !tcp.isEmpty { parts.append((ProtocolSet(.tcp), tcp)) }
      if !udp.isEmpty { parts.append((ProtocolSet(.udp), udp)) }
    }
    if !others.isEmpty { parts.append((others, .all)) }
    return parts
  }

  /// The rules of a group with those that let the traffic in, before every rule that may deny it.
  static func placed(
    _ direction: SecurityRule.Direction, _ sources: [SecurityRule.Peer],
    _ destinations: [SecurityRule.Peer], _ traffic: TrafficSet, in rules: [SecurityRule],
    at source: SourcePosition? = nil
  ) -> (rules: [SecurityRule], text: String) {
    let source = source ?? SourcePosition(file: "(proposed)", line: 1, column: 1)
    var all = rules
    var places: [Place] = []
    for part in parts(of: traffic) {
      var rule = SecurityRule(name: "proposed", source: source)
      rule.direction = .known(direction, source)
      rule.access = .known(.allow, source)
      rule.protocols = .known(part.protocols, source)
      rule.sources = sources.map { .known($0, source) }
      rule.destinations = destinations.map { .known($0, source) }
      rule.sourcePorts = [.known(.all, source)]
      rule.destinationPorts = [.known(part.ports, source)]
      let mates = all.indices.filter { all[$0].direction.value == direction }
      let blocking = mates.filter { all[$0].access.value != .allow && all[$0].mayMeet(rule) }
        .compactMap { all[$0].priority.value }.min()
      let place = place(
        before: blocking, among: Set(mates.compactMap { all[$0].priority.value }),
        in: groupPriorities)
      if let place {
        places.append(place)
        for index in mates {
          if case .known(let number, let position) = all[index].priority {
            all[index].priority = .known(place.moving(number), position)
          }
        }
      }
      // Without a free one it is tried in front of all others all the same.
      rule.priority = .known(place?.priority ?? 0, source)
      all.append(rule)
    }
    let moved = zip(rules, all).compactMap { before, after in
      after.priority.value.flatMap { number in
        before.priority.value == number ? nil : (name: before.name, to: number)
      }
    }
    let text = text(of: places, moved: moved)
    return (all, text.isEmpty ? "" : ", \(text)")
  }

  // MARK: - Firewalls

  private static let firewallPriorities = 100...65000

  /// Where a collection, or a group of a policy, goes that comes before the rule which denies.
  static func firewallPlace(
    before denial: FirewallDenial, of firewall: ResourceID, in estate: Estate
  ) -> (place: Place, text: String)? {
    func denies(_ collection: FirewallRuleCollection) -> Bool {
      collection.name == denial.collection && collection.action.value != .allow
    }
    var others: [(name: String, priority: Setting<Int>, denies: Bool)] = []
    if let policy = denial.policy {
      others = (estate.firewallPolicies[policy]?.groups ?? []).map {
        ($0.name, $0.priority, $0.collections.contains(where: denies))
      }
    } else {
      others = (estate.firewalls[firewall]?.collections ?? []).filter { collection in
        collection.rules.contains { ($0.kind == .network) == denial.isNetworkRule }
      }.map { ($0.name, $0.priority, denies($0)) }
    }
    let taken = Set(others.compactMap(\.priority.value))
    guard let blocking = others.filter(\.denies).compactMap(\.priority.value).min(),
      let place = place(before: blocking, among: taken, in: firewallPriorities)
    else { return nil }
    let moved = others.compactMap { other in
      other.priority.value.flatMap { number in
        place.moving(number) == number ? nil : (name: other.name, to: place.moving(number))
      }
    }
    return (place, text(of: [place], moved: moved))
  }
}

extension SecurityRule {
  /// Whether the two rules may take in the same traffic; in doubt they may.
  fileprivate func mayMeet(_ other: SecurityRule) -> Bool {
    func ports(_ settings: [Setting<PortSet>]) -> PortSet {
      settings.isEmpty || settings.contains { $0.value == nil }
        ? .all : settings.compactMap(\.value).reduce(PortSet.empty) { $0.union($1) }
    }
    func mayMeet(_ own: [Setting<Peer>], _ others: [Setting<Peer>], groups: Bool) -> Bool {
      guard let own = Self.numbers(own), let others = Self.numbers(others), !groups else {
        return true
      }
      return !own.isDisjoint(with: others)
    }
    return !(protocols.value ?? .all).isDisjoint(with: other.protocols.value ?? .all)
      && !ports(destinationPorts).isDisjoint(with: ports(other.destinationPorts))
      && mayMeet(sources, other.sources, groups: !sourceGroups.isEmpty)
      && mayMeet(destinations, other.destinations, groups: !destinationGroups.isEmpty)
  }

  /// The addresses of a side, where it names nothing but prefixes.
  private static func numbers(_ peers: [Setting<Peer>]) -> AddressSet? {
    let prefixes = peers.compactMap { peer -> AddressPrefix? in
      if case .known(.prefix(let prefix), _) = peer { prefix } else { nil }
    }
    return prefixes.isEmpty || prefixes.count < peers.count ? nil : AddressSet(prefixes)
  }
}
