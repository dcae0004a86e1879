internal import EstateModel
internal import TrafficSets

// The way out of a host through its interface and subnet, and the way in to a host.
// https://learn.microsoft.com/azure/virtual-network/network-security-group-how-it-works
extension ReachabilityGraph {
  /// From an addressed packet at its sender to the first place on its way.
  func departureEdges(of host: Host, toward destination: Destination) -> [Edge] {
    if case .machine(let id) = host { return machineEdges(id, toward: destination) }
    if let edges = developerBastionEdges(of: host, toward: destination) { return edges }
    switch attachment(of: host) {
    case .subnet(let subnet, let interface):
      if let edge = notUnicastEdge(toward: destination) { return [edge] }
      if let edges = appIntegrationEdges(of: host, in: subnet, toward: destination) {
        return edges
      }
      let word = interface.map { attachedMachine($0) + guestRoute(out: $0) } ?? []
      let group = interface.flatMap { ownGroup(of: $0, .outbound, at: subnet) }
      let presumption = presumption(about: host, in: subnet)
      let steps =
        word + sessions(of: host) + (group.map { [$0] } ?? []) + (presumption.map { [$0] } ?? [])
        + (interface.map { gatewayBalancer(of: $0) { TrafficSet(destinations: $0) } } ?? [])
      return [
        Edge(
          to: .leaving(subnet: subnet),
          steps.isEmpty ? Forwarding(to: .all) : steps.count == 1 ? steps[0] : Chain(steps))
      ]
    case .gateway: return onPremisesEdges(of: host, tunnels(to: host), toward: destination)
    case .internet:
      if let site = site(of: host) { return unconnectedEdges(ofSite: site, toward: destination) }
      // A private address that no subnet holds is somewhere that no input tells.
      if case .address(let text) = host, addresses(of: host).isSubset(of: AddressBook.privateIPv4) {
        return [unknownEdge(of: host, Self.missing("where ip/\(text) is"), toward: destination)]
      }
      return [Edge(to: .internet, Forwarding(to: .all))]
    case .managed:
      return [Edge(to: .managed(host), Forwarding(to: .all))]
        + computeEdges(ofNodes: host, toward: destination)
    case .service(let workspace):
      return trustedServiceEdges(workspace, toward: destination)
    case .unknown(let unknown):
      return edgesWhicheverWorkspace(of: host, toward: destination)
        ?? [unknownEdge(of: host, unknown, toward: destination)]
    }
  }

  /// Where a host is attached to nothing that the input tells, every way may lead on.
  func unknownEdge(
    of host: Host, _ unknown: UnknownValue, toward destination: Destination
  ) -> Edge {
    let evidence = Evidence(
      node: text(for: host), control: "attachment", rule: "place in the network not known",
      source: unknown.source, why: unknown.because)
    let end: Place =
      switch destination {
      case .front(let front): .service(front)
      case .host(let host): .host(host)
      }
    // Nobody knows what it passes, and who would see the reply.
    return Edge(to: end, Gate(.unknown(unknown), evidence, hidesWay: true))
  }

  func leavingEdges(_ subnet: ResourceID) -> [Edge] {
    guard let described = estate.subnets[subnet] else { return [] }
    let group = border(of: described, .outbound)
    return [Edge(to: .routing(subnet: subnet), group ?? Forwarding(to: .all))]
  }

  /// What stands between a subnet and its network.
  private func border(
    of subnet: Subnet, _ direction: SecurityRule.Direction
  ) -> (any Mechanism)? {
    let group = doubted(
      securityGroup(subnet.securityGroup, direction, at: subnet.id, of: subnet.id), at: subnet)
    guard let presumption = presumptionOfManagers(at: subnet) else { return group }
    return group.map { Chain([presumption, $0]) } ?? presumption
  }

  /// Before the group of the subnet that the packet is sent to.
  func enteringEdges(_ subnet: ResourceID, toward destination: Destination) -> [Edge] {
    guard let described = estate.subnets[subnet] else { return [] }
    let group = border(of: described, .inbound)
    switch destination {
    case .front(let front):
      var edges = (privateEndpointsBySubnet[subnet] ?? [])
        .filter { front.isServed(by: $0, in: estate) }
        .map { Edge(to: .privateEndpoint($0.id), privateEndpointBorder($0, described)) }
      if let cluster = routerCluster(of: front), estate.routerSubnet(of: cluster)?.id == subnet,
        let address = book[.router(cluster.id)]
      {
        edges.append(
          Edge(
            to: .inside(subnet: subnet),
            Chain([Forwarding(to: AddressSet(address))] + (group.map { [$0] } ?? []))))
      }
      return edges + integratedEntries(in: subnet, toward: front, past: group)
        + translatedEntries(toward: destination, in: subnet)
    case .host(let host):
      if let gate = delegationGate(toward: host, in: described) {
        return [
          Edge(to: .inside(subnet: subnet), Chain([gate] + (group.map { [$0] } ?? [])))
        ]
      }
      return frontendEntries(in: subnet, toward: host)
        + translatedEntries(toward: destination, in: subnet) + [
          Edge(to: .inside(subnet: subnet), pastFrontends(in: subnet, group))
        ]
    }
  }

  /// A balancer takes what is for the addresses of its frontends, even where a member has them, too.
  private func pastFrontends(
    in subnet: ResourceID, _ group: (any Mechanism)?
  ) -> any Mechanism {
    let frontends = (balancers.frontendsBySubnet[subnet] ?? []).reduce(AddressSet.empty) {
      $0.union(address(ofFrontend: $1))
    }
    if frontends.isEmpty { return group ?? Forwarding(to: .all) }
    return Chain([Forwarding(to: frontends.complement)] + (group.map { [$0] } ?? []))
  }

  /// What a frontend leads on within its own subnet meets the subnet's group as all else does.
  func balancedEdges(_ subnet: ResourceID) -> [Edge] {
    guard let described = estate.subnets[subnet] else { return [] }
    return [
      Edge(to: .inside(subnet: subnet), border(of: described, .inbound) ?? Forwarding(to: .all))
    ]
  }

  /// Whether the subnet's inbound group holds for private endpoints in it.
  ///
  /// See <https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy>.
  private func privateEndpointBorder(
    _ endpoint: PrivateEndpoint, _ subnet: Subnet
  ) -> any Mechanism {
    let arrival = Forwarding(to: addresses(of: endpoint))
    // Rules of network managers are not applied to private endpoints.
    guard
      let group = securityGroup(
        subnet.securityGroup, .inbound, at: subnet.id, of: subnet.id, isManaged: false)
    else { return arrival }
    switch subnet.privateEndpointPolicies {
    case .known(.enabled, _), .known(.securityGroups, _): return Chain([arrival, group])
    case .known(let policies, let source):
      return Chain([arrival, withoutPolicies(subnet, policies.rawValue, source)])
    case .absent: return Chain([arrival, withoutPolicies(subnet, "absent: Disabled", nil)])
    case .unknown(let unknown):
      return Chain([arrival, Doubtful(mechanism: group, unknown: unknown)])
    }
  }

  /// Why the subnet's group has no say on what comes to a private endpoint.
  private func withoutPolicies(
    _ subnet: Subnet, _ value: String, _ source: SourcePosition?
  ) -> Gate {
    let node = selectors.text(for: subnet.id)
    return Gate(
      .allow,
      Evidence(
        node: node, control: "privateEndpointNetworkPolicies",
        rule: "privateEndpointNetworkPolicies: \(value)", source: source,
        article:
          source == nil
          ? "https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy"
          : nil,
        why: "the security group of \(node) does not hold for private endpoints"))
  }

  /// From inside the subnet to the hosts in it.
  func deliveryEdges(_ subnet: ResourceID, toward destination: Destination) -> [Edge] {
    if case .host(let host) = destination, let edges = edgesToKeptAddress(host, in: subnet) {
      return edges
    }
    switch destination {
    case .host(.frontend(let frontend)): return balancedArrivals(of: frontend, in: subnet)
    case .host(.platform(let id)):
      return self.subnet(ofPlatformService: id).value?.id == subnet
        ? platformServiceArrivals(id) : []
    case .host(let host):
      guard case .subnet(let home, let interface) = attachment(of: host), home == subnet else {
        return []
      }
      if let interface, let described = estate.interfaces[interface] {
        return arrivals(at: described, in: subnet, as: host)
      }
      let arrival = Forwarding(to: addresses(of: host))
      let steps =
        possibleFrontends(at: addresses(of: host)) + closedAppPorts(at: host)
        + (presumption(about: host, in: subnet).map { [$0] } ?? [])
      return [Edge(to: .host(host), steps.isEmpty ? arrival : Chain([arrival] + steps))]
    case .front(let front):
      guard let cluster = routerCluster(of: front), let address = book[.router(cluster.id)] else {
        return []
      }
      return [Edge(to: .router(cluster: cluster.id), Forwarding(to: AddressSet(address)))]
    }
  }
}

/// Mechanisms at one border, one after the other.
package struct Chain: Mechanism {
  package let members: [any Mechanism]

  package init(_ members: [any Mechanism]) { self.members = members }

  package var isControl: Bool { members.contains { $0.isControl } }
  package var steps: [any Mechanism] { members.flatMap(\.steps) }

  package func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome {
    var outcome = Outcome(passed: passage)
    for member in members {
      let next = member.decide(outcome.passed, under: hypothesis)
      outcome.passed = next.passed
      outcome.decisions += next.decisions
      outcome.assumptions += next.assumptions
      outcome.warnings += next.warnings
    }
    return outcome
  }
}

/// A mechanism that holds or does not, which an open value decides.
struct Doubtful: Mechanism {
  let mechanism: any Mechanism
  let unknown: UnknownValue

  func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome {
    var outcome = mechanism.decide(passage, under: hypothesis)
    let open = passage.possible.subtracting(outcome.passed.certain)
    outcome.decisions = outcome.decisions.map { decision in
      decision.action == .allow
        ? decision : Decision(.unknown(unknown), decision.traffic, decision.evidence)
    }
    outcome.passed = Passage(
      certain: outcome.passed.certain, possible: outcome.passed.possible.union(open))
    return outcome
  }
}
