internal import EstateModel
internal import TrafficSets

// Services whose public address leads into a subnet of the customer's: the security group there judges
// public callers, as it does those of an App Service Environment, or of an environment of container apps, that
// is not internal.
// https://learn.microsoft.com/azure/app-service/environment/networking
// https://learn.microsoft.com/azure/container-apps/firewall-integration
extension ReachabilityGraph {
  /// What stands before the public side of a service in a subnet.
  func groupBefore(_ id: ResourceID) -> [any Mechanism] {
    guard let service = estate.services[id], !service.publicSubnet.isAbsent else { return [] }
    guard let subnet = service.publicSubnet.value.flatMap({ estate.subnets[$0.id] }) else {
      let unknown =
        service.publicSubnet.unknown
        ?? Self.missing("the subnet of \(selectors.text(for: id))")
      return [
        Gate(
          open: unknown, node: selectors.text(for: id), control: "securityGroup",
          rule: "network security group not known")
      ]
    }
    let group = securityGroup(subnet.securityGroup, .inbound, at: subnet.id, of: subnet.id)
    return group.map { [Inward(addresses: addresses(of: .subnet(subnet.id)), mechanism: $0)] } ?? []
  }
}

/// A decision about packets as they arrive at one of these addresses, which is not known: those pass that
/// pass whichever it is.
private struct Inward: Mechanism {
  let addresses: AddressSet
  let mechanism: any Mechanism

  func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome {
    let inside = Passage(
      certain: passage.certain.settingDestinations(to: addresses),
      possible: passage.possible.settingDestinations(to: addresses))
    var outcome = mechanism.decide(inside, under: hypothesis)
    let stopped = inside.possible.subtracting(outcome.passed.certain)
      .settingDestinations(to: .all)
    outcome.passed = Passage(
      certain: passage.certain.subtracting(stopped),
      possible: passage.possible.intersection(
        outcome.passed.possible.settingDestinations(to: .all)))
    return outcome
  }
}
