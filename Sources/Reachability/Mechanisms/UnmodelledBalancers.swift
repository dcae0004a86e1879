internal import EstateModel
internal import TrafficSets

// Load balancers that are not modelled leave open what comes to the machines that may be behind them.
// https://learn.microsoft.com/azure/load-balancer/cross-region-overview
extension ReachabilityGraph {
  /// A balancer that is not modelled, and what it may bring to an interface.
  struct UnmodelledBalancer {
    let resource: OpaqueResource
    /// As it arrives at the interface.
    let traffic: TrafficSet
  }

  /// The balancers that are not modelled and that may lead to an interface; one that may bring
  /// everything stands for all of them.
  func unmodelledBalancers(leadingTo interface: NetworkInterface) -> [UnmodelledBalancer] {
    let all = unmodelledBalancers.map { other in
      UnmodelledBalancer(
        resource: other, traffic: traffic(ofUnmodelled: other.id, leadingTo: interface))
    }.filter { !$0.traffic.isEmpty }
    return all.first { $0.traffic == .all }.map { [$0] } ?? all
  }

  /// Who answers at addresses where a balancer stands if it is there at all.
  func possibleFrontends(at addresses: AddressSet) -> [any Mechanism] {
    estate.loadBalancers.compactMap { balancer in
      if balancer.possibleAddresses.isEmpty { return nil }
      let held = AddressSet(balancer.possibleAddresses).intersection(addresses)
      guard !held.isEmpty, let unknown = balancer.open else { return nil }
      return Limited(
        to: TrafficSet(destinations: held),
        Gate(
          open: unknown, node: selectors.text(for: balancer.id), control: "loadBalancingRule",
          rule: "load balancer"))
    }
  }

  private func traffic(
    ofUnmodelled id: ResourceID, leadingTo interface: NetworkInterface
  ) -> TrafficSet {
    guard let balancer = estate.loadBalancers[id], balancer.isDescribed, balancer.open == nil else {
      // What only a frontend names that sends its traffic through it is a balancer of appliances.
      return gatewayBalancers.contains(id) && !isMember(interface, of: id) ? .empty : .all
    }
    if balancer.tier.value?.lowercased() == "gateway" {
      return mayBeMember(interface, of: balancer) ? .all : .empty
    }
    guard balancer.reach.value?.lowercased() == "global", !isMember(interface, of: id) else {
      return .all
    }
    return balancer.rules.reduce(TrafficSet.empty) {
      $0.union(traffic(of: $1, ofGlobal: balancer, leadingTo: interface))
    }
  }

  /// A rule of a global balancer leads to frontends of balancers of regions, by the port that it sends to.
  private func traffic(
    of rule: LoadBalancer.Rule, ofGlobal balancer: LoadBalancer,
    leadingTo interface: NetworkInterface
  ) -> TrafficSet {
    var frontends: Set<ResourceID> = []
    for target in rule.targets {
      guard
        let pool = target.value.flatMap({ target in
          balancer.pools.first { $0.id == target.id }
        })
      else { return .all }
      for member in pool.members {
        switch member.frontend {
        case .known(let frontend, _): frontends.insert(frontend.id)
        case .unknown: return .all
        case .absent: if !member.address.isAbsent { return .all }
        }
      }
    }
    var traffic = TrafficSet.empty
    for place in balancers.rules[interface.id] ?? [] {
      guard let regional = estate.loadBalancers[place.balancer]?.rules[place.rule] else { continue }
      guard let frontend = regional.frontend.value?.id else { return .all }
      guard frontends.contains(frontend) else { continue }
      let isOtherPort =
        rule.backendPort.value.flatMap { sent in regional.frontendPort.value.map { $0 != sent } }
        ?? false
      if isOtherPort, regional.frontendRange == nil, regional.transport.value != .all { continue }
      traffic.formUnion(Pattern(regional).behind)
    }
    return traffic
  }

  private func isMember(_ interface: NetworkInterface, of id: ResourceID) -> Bool {
    interface.configurations.lazy.flatMap(\.backendPools).contains {
      $0.value.map { $0.id.parent == id } ?? ($0.unknown != nil)
    }
  }

  private func mayBeMember(_ interface: NetworkInterface, of balancer: LoadBalancer) -> Bool {
    if isMember(interface, of: balancer.id) { return true }
    let own = addresses(of: interface)
    return balancer.pools.lazy.flatMap(\.members).contains { member in
      guard case .known(let address, let source) = member.address else {
        return member.address.unknown != nil
      }
      return own.contains(address)
        || doubt(whether: interface, has: address, at: source) != nil
    }
  }

  /// Whether members of a balancer that is not modelled may leave by it.
  func mayGiveWayOut(_ id: ResourceID) -> Bool {
    guard let balancer = estate.loadBalancers[id], balancer.isDescribed, balancer.open == nil else {
      return !gatewayBalancers.contains(id)
    }
    return balancer.tier.value?.lowercased() != "gateway"
      && balancer.reach.value?.lowercased() != "global"
  }

  /// What no rule of a global balancer takes goes nowhere; what one takes is not decided.
  func globalBalancerEdges(_ id: ResourceID, _ front: Front, _ gate: Gate) -> [Edge]? {
    guard let balancer = estate.loadBalancers[id], balancer.isDescribed, balancer.open == nil,
      balancer.reach.value?.lowercased() == "global"
    else { return nil }
    let node = selectors.text(for: id)
    let taken = balancer.rules.reduce(TrafficSet.empty) { $0.union(Pattern($1).before) }
    return [
      Edge(to: .service(front), Chain([Sorting(traffic: taken), gate])),
      Edge(
        to: .dropped(node),
        Chain([
          Sorting(traffic: TrafficSet.all.subtracting(taken)),
          Gate(
            .deny,
            Evidence(
              node: node, control: "loadBalancingRule", rule: "no rule",
              source: balancer.source, why: "no rule of \(node) takes it")),
        ])),
    ]
  }
}
