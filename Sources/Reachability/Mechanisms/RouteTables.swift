internal import EstateModel
internal import TrafficSets

// What the routes of a subnet with a table of its own lead to.
// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
extension ReachabilityGraph {
  /// From the fabric, by the routes of a subnet that has a route table.
  func tableEdges(
    _ subnet: Subnet, in network: VirtualNetwork, toward destination: Destination
  ) -> [Edge] {
    let selection = routeSelection(of: subnet, in: network, toward: destination)
    var edges = platformEdges(toward: destination)
    let isShared = subnet.network == network.id && !joinsParts(network)
    for (place, branch) in selection.branches.enumerated() {
      func made() -> [Edge] {
        self.edges(of: branch, from: subnet, in: network, toward: destination)
      }
      switch branch.hop {
      case .network(let id), .peering(_, let id):
        edges += isShared ? selection.networkEdges.value(for: place, make: made) : made()
        if let doubt = strayDoubt(in: id, toward: destination) {
          edges += doubtfulEdges(
            at: network, toward: destination, branch.extent.possible, doubt)
        }
      default: edges += made()
      }
    }
    return edges
      + leftover(by: selection, from: subnet, in: network, toward: destination)
  }

  private func edges(
    of branch: RouteSelection.Branch, from subnet: Subnet, in network: VirtualNetwork,
    toward destination: Destination
  ) -> [Edge] {
    switch branch.hop {
    case .network(let id):
      return entries(into: id).map { entry in
        Edge(
          to: .entering(subnet: entry.subnet),
          Chain([Forwarding(to: entry.addresses), branch.forwarding] + entry.gates))
      }
    case .peering(let peering, let id):
      guard let remote = estate.networks[id] else { return [] }
      return entries(into: id).map { entry in
        Edge(
          to: .entering(subnet: entry.subnet),
          Chain(
            [Forwarding(to: entry.addresses), branch.forwarding] + entry.gates
              + peeringGates(
                peering, of: network, to: remote, from: subnet.id, into: entry.subnet)))
      }
    case .internet:
      return egressEdges(subnet, network, toward: destination, by: branch)
        + privateByInternet(branch, subnet)
    case .appliance(let address):
      return applianceEdges(address, branch, from: subnet, in: network, toward: destination)
    case .gateway:
      let six = branch.limited(to: book.ipv6)
      if six.extent.possible.isEmpty || !branch.isOwn {
        return gatewayHopEdges(branch, in: network, toward: destination)
      }
      // Gateways carry IPv4 only.
      return gatewayHopEdges(
        branch.limited(to: book.ipv6.complement), in: network, toward: destination)
        + [dropped(six, six.extent, at: network, from: subnet)]
    case .serviceEndpoint:
      return serviceEndpointEdges(subnet, toward: destination, by: branch)
    case .nowhere:
      return [dropped(branch, branch.extent, at: network, from: subnet)]
    case .open(let unknown):
      return doubtfulEdges(
        at: network, toward: destination, branch.extent.possible, unknown)
    }
  }

  /// The subnets of a network with what they hold, or may hold.
  private func entries(
    into network: ResourceID
  ) -> [(subnet: ResourceID, addresses: AddressSet, gates: [any Mechanism])] {
    (subnetsByNetwork[network] ?? []).flatMap { subnet in
      deliveries(into: subnet).map { (subnet.id, $0.addresses, $0.gates) }
    }
  }

  /// A private destination is not on the internet.
  private func privateByInternet(
    _ branch: RouteSelection.Branch, _ subnet: Subnet
  ) -> [Edge] {
    guard branch.isOwn, let network = estate.networks[subnet.network] else { return [] }
    let inside = AddressBook.privateIPv4.union(privateNamedAddresses)
    let extent = Extent(
      certain: branch.extent.certain.intersection(inside),
      possible: branch.extent.possible.intersection(inside))
    return extent.possible.isEmpty
      ? [] : [dropped(branch, extent, at: network, from: subnet)]
  }

  /// - Parameter subnet: Whose routes drop it, where a change there opens the way.
  func dropped(
    _ branch: RouteSelection.Branch, _ extent: Extent, at network: VirtualNetwork,
    from subnet: Subnet? = nil
  ) -> Edge {
    let node = selectors.text(for: network.id)
    let evidence =
      branch.evidence
      ?? Evidence(
        node: node, control: "route", rule: "no route", source: nil,
        article: Self.routingArticle, why: "\(node) has no route to that address")
    return Edge(
      to: .dropped(node),
      RuleList([
        RuleList.Clause(
          certain: TrafficSet(destinations: extent.certain),
          possible: TrafficSet(destinations: extent.possible), action: .deny,
          evidence: evidence,
          remedies: subnet.map { removing(branch, at: $0, stopsReplies: false) } ?? [],
          open: branch.doubt)
      ]))
  }

  /// What no route takes: dropped, unless the input does not show all routes.
  private func leftover(
    by selection: RouteSelection, from subnet: Subnet, in network: VirtualNetwork,
    toward destination: Destination
  ) -> [Edge] {
    let rest = AddressBook.privateIPv4.union(privateNamedAddresses)
      .subtracting(selection.taken)
    let refuses = refusesGatewayRoutes(subnet)
    if let doubt = routeDoubt(at: network, toward: destination, refusingGateways: refuses) {
      return doubtfulEdges(at: network, toward: destination, rest, doubt)
    }
    let branch = RouteSelection.Branch(
      hop: .nowhere, extent: Extent(rest), evidence: nil, doubt: nil)
    let lost = Extent(certain: rest.subtracting(selection.mayBeTaken), possible: rest)
    return [dropped(branch, lost, at: network)]
  }

  // MARK: - Gateways

  /// The ways from a gateway, as the route table of its subnet leaves them: it diverts what it names
  /// at least as long as the range of a network does.
  ///
  /// See <https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings>.
  func byTable(
    _ edges: [Edge], _ table: RouteTable, of subnet: Subnet, in network: VirtualNetwork,
    _ node: String, toward destination: Destination
  ) -> [Edge] {
    let working = workingGate(of: table, node)
    let selection = routeSelection(of: subnet, in: network, toward: destination)
    let routed = selection.branches.flatMap { branch -> [Edge] in
      switch branch.hop {
      case .network, .peering:
        return edges.map { Edge(to: $0.to, Chain([branch.forwarding] + $0.mechanism.steps)) }
      case .appliance(let address):
        return applianceEdges(address, branch, from: subnet, in: network, toward: destination)
      case .nowhere:
        return branch.name != nil
          ? [dropped(branch, branch.extent, at: network, from: subnet)] : []
      case .open(let unknown):
        return doubtfulEdges(
          at: network, toward: destination, branch.extent.possible, unknown)
      case .internet, .gateway, .serviceEndpoint: return []
      }
    }
    guard let working else { return routed }
    // What else stands on the way is told besides.
    if routed.isEmpty, working.action == .deny { return [Edge(to: .dropped(node), working)] }
    return routed.map { Edge(to: $0.to, Chain([working] + $0.mechanism.steps)) }
  }
}

extension ReachabilityGraph {
  /// A peering as a packet that may have been forwarded meets it: packets whose sender is not in the
  /// sending network need `allowForwardedTraffic` on the receiving network's side.
  ///
  /// See <https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-peering>.
  func peeringGates(
    _ peering: Peering, of network: VirtualNetwork, to remote: VirtualNetwork,
    from subnet: ResourceID?, into entered: ResourceID?
  ) -> [any Mechanism] {
    if joinsParts(network) {
      return newPeeringGates(peering, of: network, to: remote, from: subnet, into: entered)
    }
    // Of whole networks it is the same from every subnet.
    let arrival = NetworkCache.Arrival(
      join: NetworkCache.Join(peering, of: network, to: remote), subnet: entered)
    return knownNetworks.peeringGates.value(for: arrival) {
      newPeeringGates(peering, of: network, to: remote, from: subnet, into: entered)
    }
  }

  private func newPeeringGates(
    _ peering: Peering, of network: VirtualNetwork, to remote: VirtualNetwork,
    from subnet: ResourceID?, into entered: ResourceID?
  ) -> [any Mechanism] {
    let gates: [any Mechanism] =
      [peeringGate(peering, of: network, to: remote)]
      + subnetGates(peering, of: network, to: remote, from: subnet, into: entered)
    // That is the same for all subnets of the other network.
    let forwarded = knownNetworks.forwardedTraffic.value(
      for: NetworkCache.Join(peering, of: network, to: remote)
    ) {
      forwardedTraffic(of: network, to: remote, by: peering)
    }
    return forwarded.map { gates + [$0] } ?? gates
  }

  /// What the other network takes of packets that the first one only forwards; `nil` where it takes all.
  private func forwardedTraffic(
    of network: VirtualNetwork, to remote: VirtualNetwork, by peering: Peering
  ) -> ForwardedTraffic? {
    guard let back = remote.peering(to: network.id) else { return nil }
    let home = ranges(of: network)
    let there = selectors.text(for: remote.id)
    let here = selectors.text(for: network.id)
    let evidence = Evidence(
      node: there, control: "allowForwardedTraffic",
      rule:
        "allowForwardedTraffic: \(back.allowsForwardedTraffic.value.map(String.init) ?? "not set")",
      source: back.allowsForwardedTraffic.source ?? back.source,
      why: "\(there) takes from \(here) only what \(here) itself sends")
    let action: Decision.Action
    switch back.allowsForwardedTraffic {
    case .known(true, _): return nil
    case .known(false, _), .absent: action = .deny
    case .unknown(let unknown): action = .unknown(unknown)
    }
    let own = Evidence(
      node: here, control: "peering", rule: peering.id.name, source: peering.source,
      why: "the sender is in \(here)")
    return ForwardedTraffic(
      inside: home,
      warning: Remark(
        node: there, property: "allowForwardedTraffic",
        because:
          "the flag is no barrier to rely on: packets are reported to pass although it is not set",
        source: back.allowsForwardedTraffic.source ?? back.source),
      rules: RuleList([
        RuleList.Clause(
          certain: TrafficSet(sources: home.certain),
          possible: TrafficSet(sources: home.possible), action: .allow, evidence: own),
        RuleList.Clause(
          .all, action, evidence,
          remedies: [.allowForwardedTraffic(peering: back.id, of: remote.id, at: back.source)]),
      ]))
  }
}

/// Judges only what was sent from outside; what the network sends itself needs no word.
struct ForwardedTraffic: Mechanism {
  let inside: Extent
  let warning: Remark
  let rules: RuleList

  func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome {
    if passage.possible.sources.isSubset(of: inside.certain) { return Outcome(passed: passage) }
    var outcome = rules.decide(passage, under: hypothesis)
    if outcome.decisions.contains(where: { $0.action == .deny }) {
      outcome.warnings.append(warning)
    }
    return outcome
  }
}
