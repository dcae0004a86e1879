internal import EstateModel
internal import TrafficSets

// Internal load balancers as the next hop of a route, and of a reply.
// https://learn.microsoft.com/azure/load-balancer/load-balancer-ha-ports-overview
extension ReachabilityGraph {
  /// What a route handed to the frontend, on to a member that forwards it.
  ///
  /// See <https://learn.microsoft.com/azure/load-balancer/load-balancer-ha-ports-overview>.
  func balancedHops(
    _ id: ResourceID, _ rules: [(LoadBalancer.Rule, LoadBalancer)], _ destination: Destination
  ) -> [Edge] {
    var edges: [Edge] = []
    for (rule, balancer) in rules {
      let pattern = Pattern(rule)
      let taken = pattern.passing
      edges += choices(rule, balancer, pattern, own: taken, only: nil, ends: ends(of: destination))
      {
        backend, steps in
        var steps = steps
        if pattern.mayBeEveryPort {
          steps.append(
            Limited(
              to: TrafficSet.all.subtracting(
                TrafficSet(protocols: ProtocolSet(.tcp, .udp))),
              Presumption(
                remark: Remark(
                  node: selectors.text(for: balancer.id), property: "loadBalancingRules",
                  because: "HA ports pass what is neither TCP nor UDP as well",
                  source: rule.source))))
        }
        return [Edge(to: .appliance(backend.interface, arriving: true), Chain(steps))]
      }
    }
    if !rules.contains(where: { Pattern($0.0).isEveryPort }) {
      edges.append(
        withoutRule(
          id, rules.map(\.0), Forwarding(to: .all), \.passing, remedies: takingEveryPort(at: id)))
    }
    return edges
  }

  /// That the one rule of an internal frontend takes all that a route hands to it.
  ///
  /// Only balancers of the tier Standard have such rules.
  func takingEveryPort(at frontend: ResourceID) -> [Change] {
    let rules = rules(of: frontend)
    guard rules.count == 1, balancers.frontends[frontend]?.isPublic == false,
      let (rule, balancer) = rules.first, !rule.isTranslation, !Pattern(rule).isEveryPort,
      tier(of: balancer).value?.lowercased() == "standard"
    else { return [] }
    return [.balanceEveryPort(balancer.id, rule: rule.name, at: rule.source)]
  }

  /// From a subnet to the frontend that its route names.
  func frontendHop(
    _ id: ResourceID, _ branch: RouteSelection.Branch, from subnet: Subnet,
    in network: VirtualNetwork
  ) -> [Edge] {
    var steps: [any Mechanism] = [branch.forwarding]
    if let entered = balancers.frontends[id]?.subnet.value.flatMap({ estate.subnets[$0.id] }),
      entered.network != network.id, let peering = network.peering(to: entered.network),
      let other = estate.networks[entered.network]
    {
      steps += peeringGates(
        peering, of: network, to: other, from: subnet.id, into: entered.id)
    }
    return [Edge(to: .frontend(id), Chain(steps))]
  }

  /// What becomes of a reply that a route hands to a frontend.
  func replies(
    throughFrontend id: ResourceID, past appliances: ArraySlice<Forwarder>
  ) -> FrontendReply {
    let rules = rules(of: id)
    let node = selectors.text(for: id.parent ?? id)
    func unknown(_ why: String) -> FrontendReply {
      .decided(
        .unknown(
          UnknownValue(
            key: "\(id)#reply", because: why, source: balancers.frontends[id]?.source)), why)
    }
    if let open = rules.compactMap({ Pattern($0.0).unknown }).first { return unknown(open.because) }
    guard let (rule, balancer) = rules.first(where: { Pattern($0.0).isEveryPort }) else {
      // Replies go to the ports that callers happen to have.
      return .decided(
        .deny, "the reply is sent to \(node), which has no HA-ports rule that takes it")
    }
    let (backends, open) = backends(of: rule, in: balancer)
    let able = backends.filter { !$0.health.isDown }
    if let open { return unknown(open.because) }
    if able.isEmpty {
      return .decided(.deny, "the reply is sent to \(node), behind which no machine is healthy")
    }
    guard let last = appliances.last, able.contains(where: { $0.interface == last.arrival }) else {
      return unknown(
        "the reply goes to \(node), whose machines did not see the opening: asymmetric")
    }
    if able.count > 1 {
      if last.frontend != id {
        return unknown("the reply goes to \(node), the opening came past it: asymmetric")
      }
      if exits(of: last.arrival).count > 1 {
        return unknown(
          "\(node) keeps replies with their opening only for appliances with one interface: asymmetric"
        )
      }
    }
    return .to(last.arrival)
  }

  enum FrontendReply {
    case to(ResourceID)
    case decided(Decision.Action, String)
  }
}

extension ReachabilityGraph.Pattern {
  /// What the rule takes, or may take, of what a route hands to its frontend.
  fileprivate var passing: TrafficSet { mayBeEveryPort ? .all : before }
}
