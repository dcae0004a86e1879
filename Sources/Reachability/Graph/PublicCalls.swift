internal import EstateModel
internal import TrafficSets

// What callers of a host send that do not call it by its private address.
extension ReachabilityGraph {
  /// The traffic for public addresses that balancers, firewalls and public IP addresses lead on to a
  /// host, as callers send it; empty where none does.
  ///
  /// - Returns: `nil` where the host may be called in a way that this does not tell beforehand.
  func publicCalls(of host: Host) -> TrafficSet? {
    guard !mayBeCalledByPrivateLink(host), handovers(toward: .host(host)).isEmpty,
      let balanced = balancedCalls(of: host),
      let translated = translatedCalls(of: host)
    else { return nil }
    let own = TrafficSet(destinations: publicAddresses(leadingTo: host))
    let calls = balanced.union(translated).union(own)
    let isTold = edges(from: .internet, toward: .host(host)).allSatisfy { edge in
      if case .dropped = edge.to { return true }
      return destinations(of: edge.mechanism).isSubset(of: calls.destinations)
    }
    return isTold ? calls : nil
  }

  /// The destinations that a mechanism takes packets for.
  func destinations(of mechanism: any Mechanism) -> AddressSet {
    var destinations = AddressSet.all
    for step in mechanism.steps {
      if let forwarding = step as? Forwarding {
        destinations = destinations.intersection(forwarding.destinations)
      } else if let routed = step as? RoutedForwarding {
        destinations = destinations.intersection(routed.extent.possible)
      }
    }
    return destinations
  }

  /// Calls of the public frontends that lead to a host; `nil` where one is internal or open.
  private func balancedCalls(of host: Host) -> TrafficSet? {
    guard case .interface(let id) = host, let places = balancers.rules[id] else { return .empty }
    var calls = TrafficSet.empty
    for place in places {
      guard let rule = estate.loadBalancers[place.balancer]?.rules[place.rule],
        let frontend = rule.frontend.value?.id, balancers.frontends[frontend]?.isPublic == true
      else { return nil }
      let pattern = Pattern(rule)
      if pattern.unknown != nil { return nil }
      calls.formUnion(
        pattern.before.intersection(TrafficSet(destinations: address(ofFrontend: frontend))))
    }
    return calls
  }

  /// Calls of the firewalls whose rules lead to a host, or to a frontend before it; `nil` where a rule
  /// listens at a private address.
  private func translatedCalls(of host: Host) -> TrafficSet? {
    var calls = TrafficSet.empty
    let entries =
      firewallEntries(leadingTo: host) + balancedEntries(leadingTo: host).map(\.entry)
      + chainedEntries(leadingTo: .host(host)).map(\.entry)
    for entry in entries {
      guard entry.calls.isSubset(of: publicAddresses(of: entry.firewall)) else { return nil }
      calls.formUnion(entry.before)
    }
    return calls
  }
}
