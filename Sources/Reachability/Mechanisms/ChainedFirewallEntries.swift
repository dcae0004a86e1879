internal import EstateModel
internal import TrafficSets

// Rules of destination translation that lead to an address of another firewall, whose own rules lead on.
// https://learn.microsoft.com/azure/firewall/destination-nat-rules
extension ReachabilityGraph {
  /// A rule of a firewall from which others lead to a destination.
  struct ChainedEntry {
    let entry: FirewallEntry
    /// The ports that callers use.
    let calledPorts: PortSet
    /// What of it arrives at the destination.
    let arriving: TrafficSet
    /// The firewalls on the way from here.
    fileprivate let firewalls: Set<ResourceID>

    fileprivate init(
      _ entry: FirewallEntry, calledPorts: PortSet, arriving: TrafficSet,
      past firewalls: Set<ResourceID> = []
    ) {
      self.entry = entry
      self.calledPorts = calledPorts
      self.arriving = arriving
      self.firewalls = firewalls.union([entry.firewall.id])
    }
  }

  /// The rules that lead to a destination by way of one or more other firewalls.
  func chainedEntries(leadingTo destination: Destination) -> [ChainedEntry] {
    let relaying = relayingEntries
    if relaying.isEmpty { return [] }
    var ends = firewallEntries(leadingTo: destination).map {
      ChainedEntry($0, calledPorts: $0.ports, arriving: $0.behind)
    }
    if case .host(let host) = destination {
      ends += balancedEntries(leadingTo: host).map {
        ChainedEntry($0.entry, calledPorts: $0.calledPorts, arriving: $0.arriving)
      }
    }
    var chained: [ChainedEntry] = []
    while !ends.isEmpty {
      let found = ends.flatMap { end in relaying.compactMap { $0.relaying(to: end) } }
      chained += found
      ends = found
    }
    return chained
  }

  /// The rules of all firewalls that lead to another one.
  private var relayingEntries: [FirewallEntry] {
    knownNetworks.relayingEntries.value(for: .estate) {
      let firewalls = estate.firewalls.filter { notModelled($0) == nil }
      if firewalls.count < 2 { return [] }
      return firewalls.flatMap { firewall -> [FirewallEntry] in
        let others = firewalls.filter { $0.id != firewall.id }.reduce(AddressSet.empty) {
          $0.union(calledAddresses(of: $1))
        }
        return firewallEntries(of: firewall).filter { !$0.inside.isDisjoint(with: others) }
      }
    }
  }

  /// From a sender that calls a destination by the first of several firewalls: traffic is told as it
  /// arrives.
  func chainedFirewallCalls(of sender: Host, toward destination: Destination) -> [Edge] {
    chainedEntries(leadingTo: destination).map { chained in
      Edge(
        to: .addressed(sender),
        Chain([Sorting(traffic: chained.arriving)]).translating(
          .destination(chained.entry.calls, ports: chained.calledPorts)))
    }
  }
}

extension ReachabilityGraph.FirewallEntry {
  /// The chain that begins with this rule and goes on as another one does; `nil` where it does not lead
  /// there.
  fileprivate func relaying(
    to end: ReachabilityGraph.ChainedEntry
  ) -> ReachabilityGraph.ChainedEntry? {
    guard !end.firewalls.contains(firewall.id), !inside.isDisjoint(with: end.entry.calls) else {
      return nil
    }
    let protocols = protocols.intersection(end.entry.protocols)
    let kept = (translatedPorts ?? ports).intersection(end.calledPorts)
    if protocols.isEmpty || kept.isEmpty { return nil }
    var arriving = end.arriving.intersection(TrafficSet(protocols: protocols))
    if end.entry.translatedPorts == nil {
      arriving = arriving.intersection(TrafficSet(destinationPorts: kept))
    }
    return ReachabilityGraph.ChainedEntry(
      self, calledPorts: translatedPorts == nil ? kept : ports, arriving: arriving,
      past: end.firewalls)
  }
}

extension Host {
  /// Whether it stands in a subnet with an address that no input can tell.
  var hasHiddenAddress: Bool {
    switch self {
    case .injected, .compute, .cluster: true
    default: false
    }
  }
}
