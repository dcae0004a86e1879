internal import EstateModel
internal import TrafficSets

// Where settings of load balancers are not known: who is behind them is open then.
// https://learn.microsoft.com/azure/load-balancer/components
extension ReachabilityGraph {
  /// Why public load balancers may lead to an interface in a way that their known settings do not show,
  /// and with what.
  func balancerDoubts(of interface: NetworkInterface) -> [(UnknownValue, TrafficSet)] {
    let pools = interface.configurations.flatMap(\.backendPools)
    if let unknown = pools.lazy.compactMap(\.unknown).first { return [(unknown, .all)] }
    var doubts: [(UnknownValue, TrafficSet)] = []
    for place in balancers.doubtful {
      guard let balancer = estate.loadBalancers[place.balancer],
        balancer.frontends.contains(where: \.isPublic)
      else { continue }
      let rule = balancer.rules[place.rule]
      if let unknown = doubt(of: rule, of: balancer, leadingTo: interface) {
        doubts.append((unknown, Pattern(rule).behind))
      }
    }
    return doubts
  }

  private func doubt(
    of rule: LoadBalancer.Rule, of balancer: LoadBalancer, leadingTo interface: NetworkInterface
  ) -> UnknownValue? {
    let frontend = rule.frontend.value.flatMap { reference in
      balancer.frontends.first { $0.id == reference.id }
    }
    if let frontend, !frontend.isPublic { return nil }
    let targets = rule.targets.compactMap(\.value)
    let isTarget = targets.contains { target in
      balancers.members[target.id]?.contains { $0.interface == interface.id } == true
    }
    if isTarget { return rule.frontend.unknown ?? frontend?.publicAddress.unknown }
    let isMember = interface.configurations.contains { configuration in
      configuration.backendPools.contains { $0.value?.id.parent == balancer.id }
    }
    if isMember, let unknown = rule.targets.lazy.compactMap(\.unknown).first { return unknown }
    for target in targets {
      let pool =
        balancer.pools.first { $0.id == target.id }
        ?? balancer.pools.first { $0.members.contains { $0.address.unknown != nil } }
      for member in pool?.members ?? [] {
        switch member.address {
        case .unknown(let unknown): return unknown
        case .known(let address, let source):
          if let unknown = doubt(whether: interface, has: address, at: source) { return unknown }
        case .absent: break
        }
      }
    }
    return nil
  }

  /// Why an interface may have an address: where its own is dynamic, and nobody else has that one.
  func doubt(
    whether interface: NetworkInterface, has address: Address, at source: SourcePosition?
  ) -> UnknownValue? {
    let mayHave = interface.configurations.contains { configuration in
      configuration.privateAddress.value == nil
        && configuration.subnet.value.flatMap { freeNumbers[$0.id] }?.contains(address) == true
    }
    if !mayHave { return nil }
    let node = selectors.text(for: interface.id)
    return UnknownValue(
      key: "\(interface.id)#\(address)",
      because: "whether \(node), whose address is dynamic, has \(address) is not known",
      source: source)
  }
}
