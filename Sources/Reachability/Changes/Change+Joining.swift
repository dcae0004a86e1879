internal import EstateModel
internal import TrafficSets

extension Change {
  /// One change in the place of two that differ in their traffic alone; `nil` where they differ in more.
  package func joined(with other: Change) -> Change? {
    switch (self, other) {
    case (
      .allowTraffic(let group, let direction, let sources, let destinations, let own, let source),
      .allowTraffic(let second, let way, let senders, let ends, let more, _)
    ) where group == second && direction == way && sources == senders && destinations == ends:
      return .allowTraffic(
        securityGroup: group, direction: direction, sources: sources,
        destinations: destinations, traffic: own.union(more), at: source)
    case (
      .attachSecurityGroup(let interface, let sources, let own, let source),
      .attachSecurityGroup(let second, let senders, let more, _)
    ) where interface == second && sources == senders:
      return .attachSecurityGroup(
        interface: interface, sources: sources, traffic: own.union(more), at: source)
    case (
      .attachSecurityGroup(let interface, let sources, let own, let source),
      .allowTraffic(let group, .inbound, let senders, _, let more, _)
    ) where group.resourceGroup == Self.proposedGroup && sources == senders:
      return .attachSecurityGroup(
        interface: interface, sources: sources, traffic: own.union(more), at: source)
    case (
      .allowThroughFirewall(
        let firewall, let ahead, let sources, let destinations, let name, let own, let source),
      .allowThroughFirewall(let second, let place, let senders, let ends, let host, let more, _)
    )
    where firewall == second && ahead == place && sources == senders && destinations == ends
      && name == host:
      return .allowThroughFirewall(
        firewall, ahead: ahead, sources: sources, destinations: destinations, name: name,
        traffic: own.union(more), at: source)
    default: return nil
    }
  }

  /// Where resources are that only a change makes.
  static let proposedGroup = "(proposed)"
}
