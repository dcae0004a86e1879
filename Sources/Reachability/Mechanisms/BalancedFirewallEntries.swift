internal import EstateModel
internal import TrafficSets

// Rules of destination translation that lead to the frontend of a load balancer, and by that to the machines
// behind it.
// https://learn.microsoft.com/azure/firewall/destination-nat-rules
extension ReachabilityGraph {
  /// A rule of a firewall that leads to a frontend, and one of the frontend that leads on.
  struct BalancedEntry {
    let entry: FirewallEntry
    let pattern: Pattern

    /// What callers send to the firewall becomes this at the machine.
    var arriving: TrafficSet {
      pattern.frontendPorts == nil
        ? pattern.behind.intersection(entry.behind)
        : pattern.behind.intersection(TrafficSet(protocols: entry.protocols))
    }

    /// The ports that callers use.
    var calledPorts: PortSet {
      guard entry.translatedPorts == nil, let ports = pattern.frontendPorts else {
        return entry.ports
      }
      return entry.ports.intersection(ports)
    }
  }

  /// The frontends within networks that lead to an interface.
  func innerFrontends(leadingTo interface: ResourceID) -> [ResourceID] {
    frontends(leadingTo: interface).filter { balancers.frontends[$0]?.isPublic == false }
  }

  /// The rules of firewalls that lead to a host by way of an internal frontend.
  func balancedEntries(leadingTo host: Host) -> [BalancedEntry] {
    guard !balancers.isEmpty, !estate.firewalls.all.isEmpty, case .interface(let interface) = host
    else { return [] }
    return frontends(leadingTo: interface).flatMap { frontend -> [BalancedEntry] in
      let entries = firewallEntries(leadingTo: .frontend(frontend))
      if entries.isEmpty { return [] }
      let patterns = rules(of: frontend).filter { rule, balancer in
        backends(of: rule, in: balancer).backends.contains { $0.interface == interface }
      }.map { Pattern($0.0) }
      return entries.flatMap { entry in
        patterns.filter { !$0.before.isDisjoint(with: entry.behind) }
          .map { BalancedEntry(entry: entry, pattern: $0) }
      }
    }
  }

  /// From a sender that calls a machine by a firewall and the frontend behind that: traffic is told as it
  /// arrives.
  func balancedFirewallCalls(of sender: Host, toward host: Host) -> [Edge] {
    balancedEntries(leadingTo: host).map { balanced in
      Edge(
        to: .addressed(sender),
        Chain([Sorting(traffic: balanced.arriving)]).translating(
          .destination(balanced.entry.calls, ports: balanced.calledPorts)))
    }
  }
}
