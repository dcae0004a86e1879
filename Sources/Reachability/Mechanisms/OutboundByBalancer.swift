internal import EstateModel
internal import TrafficSets

// Out to public addresses by the load balancers that a machine is a member of.
// https://learn.microsoft.com/azure/load-balancer/load-balancer-outbound-connections
extension ReachabilityGraph {
  /// The addresses of members of load balancers that have no way out before these, and their edges.
  func memberEdges(
    _ exit: Exit, besides own: AddressSet
  ) -> (AddressSet, [Edge]) {
    // A NAT gateway takes over what it carries, and no more.
    let isForIPv6Alone = exit.natGateway.value != nil
    guard !isForIPv6Alone || carriesNoIPv6(exit.natGateway),
      !balancers.members.isEmpty || balancers.openToAll != nil
    else {
      return (.empty, [])
    }
    var members = AddressSet.empty
    var edges: [Edge] = []
    for interface in interfacesBySubnet[exit.subnet.id] ?? [] {
      for (index, configuration) in interface.configurations.enumerated()
      where configuration.subnet.value?.id == exit.subnet.id
        && (configuration.isIPv6 || !isForIPv6Alone)
      {
        let balanced = balancedExit(of: interface, configuration)
        let hasOwn =
          configuration.isIPv6
          ? interface.configurations.contains { $0.isIPv6 && !$0.publicAddress.isAbsent }
          : machinesWithPublicAddress[interface.id] != nil
        guard !balanced.isEmpty, !hasOwn,
          let address = configuration.privateAddress.value ?? book[.interface(interface.id, index)],
          !own.contains(address)
        else { continue }
        members.formUnion(AddressSet(address))
        edges += self.edges(
          of: balanced, isIPv6: configuration.isIPv6, exit, sentBy: AddressSet(address),
          selectors.text(for: interface.id))
      }
    }
    return (members, edges)
  }

  /// A balancer carries the protocols of its rules, and never ICMP.
  private func edges(
    of balanced: BalancedExit, isIPv6: Bool, _ exit: Exit, sentBy sender: AddressSet,
    _ node: String
  ) -> [Edge] {
    let family = isIPv6 ? notIPv6.complement : book.ipv6.complement
    let start: [any Mechanism] =
      [Departing(sources: sender)] + exit.route + (isIPv6 ? [] : gateOfOpenFamily)
    if let unknown = balanced.unknown {
      return [
        exit.edge(
          exit.near
            ?? Gate(
              open: unknown, node: node, control: "outboundMethod", rule: "load balancer"),
          sentBy: sender)
      ]
    }
    var rest = TrafficSet.all
    var edges: [Edge] = []
    for way in balanced.ways {
      let carried = TrafficSet(
        sources: family, destinations: family, protocols: way.protocols
      ).intersection(rest)
      rest = rest.subtracting(carried)
      edges += self.edges(
        leavingBy: way.exits, "\(exit.subnet.id)#\(way.evidence.rule)", of: node,
        start + [Sorting(traffic: carried)]
          + way.gateways.map { gatewayGate(of: $0, node) }
      ) { _ in [RuleList.Clause(.all, .allow, way.evidence)] }
    }
    // A balancer that carries something is asked for what it does not carry.
    let carrying = balanced.ways.first.map { way in
      Evidence(
        node: way.evidence.node, control: "outboundMethod", rule: way.evidence.rule,
        source: way.evidence.source,
        why: "\(way.evidence.rule) of \(way.evidence.node) carries \(told(way.protocols)) only")
    }
    guard let barred = balanced.barred.map({ carrying ?? $0 }) else {
      // One of the tier Basic leaves what it does not carry to default outbound access.
      let action: Decision.Action =
        exit.subnet.defaultOutboundAccess.unknown.map { .unknown($0) }
        ?? (exit.subnet.defaultOutboundAccess.value == false ? .deny : .allow)
      let proof = exit.evidence(
        "default outbound access", exit.subnet.defaultOutboundAccess.source,
        "\(exit.node) has Azure's default outbound access")
      edges.append(
        exit.edge(
          Chain([Sorting(traffic: rest), RuleList(carriedOut(exit, action, proof))]),
          sentBy: sender))
      return edges
    }
    if let near = exit.near {
      edges.append(exit.edge(Chain([Sorting(traffic: rest), near]), sentBy: sender))
      return edges
    }
    edges.append(
      Edge(
        to: .dropped(node),
        Chain(
          start + [
            Sorting(traffic: rest),
            Gate(
              .deny, barred,
              remedies: [.attachNATGateway(subnet: exit.subnet.id, at: exit.subnet.source)]),
          ])))
    return edges
  }

  private func told(_ protocols: ProtocolSet) -> String {
    TrafficTerm.terms(of: TrafficSet(protocols: protocols)).map(\.description)
      .joined(separator: ", ")
  }

  /// Ways out by load balancers, which are not modelled and which some hosts of the subnet may have.
  func balancersOut(of subnet: Subnet) -> UnknownValue? {
    let balancer = unmodelledBalancers.first { mayGiveWayOut($0.id) }
    guard let balancer else { return nil }
    return UnknownValue(
      key: "\(subnet.id)#outbound",
      because: "outbound access by load balancers is not modelled yet", source: balancer.source)
  }
}
