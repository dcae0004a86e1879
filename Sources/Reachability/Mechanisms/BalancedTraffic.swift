internal import EstateModel
package import TrafficSets

// The same packets at a frontend and at the members behind it.
extension ReachabilityGraph {
  /// What traffic to a frontend is at its members, and traffic to a member at its frontends.
  package func balanced(
    _ services: TrafficSet, at host: Host
  ) -> [(host: Host, addresses: AddressSet, services: TrafficSet)] {
    switch host {
    case .frontend(let id):
      return rules(of: id).flatMap { rule, balancer in
        let pattern = Pattern(rule)
        let taken = services.intersection(pattern.before)
        let behind = pattern.backendPorts.map { taken.settingDestinationPorts(to: $0) } ?? taken
        let members = taken.isEmpty ? [] : backends(of: rule, in: balancer).backends
        return members.map { member in
          (host: Host.interface(member.interface), addresses: member.address, services: behind)
        }
      }
    case .interface(let id):
      return frontends(leadingTo: id).flatMap { frontend in
        rules(of: frontend).compactMap { rule, _ in
          let pattern = Pattern(rule)
          let taken = services.intersection(pattern.behind)
          if taken.isEmpty { return nil }
          let before = pattern.frontendPorts.map { taken.settingDestinationPorts(to: $0) } ?? taken
          return (
            host: Host.frontend(frontend), addresses: address(ofFrontend: frontend),
            services: before
          )
        }
      }
    default: return []
    }
  }
}
