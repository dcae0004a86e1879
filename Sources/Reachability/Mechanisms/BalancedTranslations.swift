internal import EstateModel
internal import TrafficSets

// Destination translation to the frontend of an internal load balancer, which leads on to its members:
// the way in of servers behind a firewall.
// https://learn.microsoft.com/azure/firewall/integrate-lb
extension ReachabilityGraph {
  /// The addresses of internal frontends that lead to an interface.
  func balancedAddresses(leadingTo interface: ResourceID) -> AddressSet {
    if balancers.isEmpty { return .empty }
    return frontends(leadingTo: interface).reduce(AddressSet.empty) { addresses, frontend in
      balancers.frontends[frontend]?.isPublic == false
        ? addresses.union(address(ofFrontend: frontend)) : addresses
    }
  }

  /// What arrives at a host by a rule of destination translation, and the ports that callers use for it.
  func arrivals(
    of entry: FirewallEntry, at host: Host
  ) -> [(arriving: TrafficSet, ports: PortSet)] {
    guard let target = entry.rule.translatedAddress.value else { return [] }
    if addresses(of: host).contains(target) { return [(entry.behind, entry.ports)] }
    if case .platform = host { return [(entry.behind, entry.ports)] }
    guard case .interface(let interface) = host else { return [] }
    return frontends(leadingTo: interface).filter { address(ofFrontend: $0).contains(target) }
      .flatMap { frontend in
        rules(of: frontend).filter { rule, balancer in
          backends(of: rule, in: balancer).backends.contains { $0.interface == interface }
        }.compactMap { rule, _ in balanced(entry, by: Pattern(rule)) }
      }
  }

  /// What a rule of a load balancer makes of the traffic that a firewall leads to its frontend.
  private func balanced(
    _ entry: FirewallEntry, by pattern: Pattern
  ) -> (arriving: TrafficSet, ports: PortSet)? {
    let taken = entry.behind.intersection(pattern.before)
    if taken.isEmpty { return nil }
    let ports = entry.translatedPort == nil ? taken.destinationPorts : entry.ports
    let arriving = pattern.backendPorts.map {
      TrafficSet(protocols: taken.protocols, destinationPorts: $0)
    }
    return (arriving ?? taken, ports)
  }
}
