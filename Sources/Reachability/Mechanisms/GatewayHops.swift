internal import EstateModel
internal import TrafficSets

// What becomes of packets that a route sends to the gateway.
// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
extension ReachabilityGraph {
  func gatewayHopEdges(
    _ branch: RouteSelection.Branch, in network: VirtualNetwork, toward destination: Destination
  ) -> [Edge] {
    var routed = AddressSet.empty
    let direct =
      clientEdges(fromNetwork: network, toward: destination, &routed, byOwnRoute: branch.isOwn)
      + networkTunnelEdges(
        from: network, toward: destination, &routed, byOwnRoute: branch.isOwn)
    let beyond = direct.map { edge in
      Edge(to: edge.to, Chain([branch.forwarding] + edge.mechanism.steps))
    }
    // A site that may stand for a network of the estate leads there in a way that no input shows.
    let isJoined = destinationNetworks(destination).contains {
      $0 != network.id && joiningGateway(network.id, $0, by: destination) != nil
    }
    let joining =
      isJoined ? routeDoubt(at: network, toward: destination) : nil
    let joined =
      joining.map {
        doubtfulEdges(
          at: network, toward: destination, branch.extent.possible.subtracting(routed), $0)
      } ?? []
    guard branch.isOwn else { return beyond + joined }
    let possible = possibleGateways(servingNetwork: network.id).filter {
      $0.kind.value != .expressRoute
    }
    guard let first = possible.first else {
      // A route of the user's own to an ExpressRoute gateway is not valid.
      return [dropped(branch, branch.extent, at: network)]
    }
    let sure = gateways(servingNetwork: network.id).first {
      $0.id == first.id && $0.kind.value == .vpn
    }
    let coexisting = possibleGateways(servingNetwork: network.id).contains {
      $0.kind.value == .expressRoute
    }
    guard let gateway = sure, !coexisting else {
      let unknown = UnknownValue(
        key: "\(network.id)#gateway",
        because: coexisting
          ? "a route to the gateway is not supported beside an ExpressRoute gateway"
          : "whether \(selectors.text(for: first.id)) takes it is not decided",
        source: first.source)
      return doubtfulEdges(at: network, toward: destination, branch.extent.possible, unknown)
    }
    let rest = Extent(
      certain: branch.extent.certain.subtracting(routed),
      possible: branch.extent.possible.subtracting(routed))
    var gates: [any Mechanism] = []
    if let home = self.network(of: gateway).flatMap({ estate.networks[$0] }), home.id != network.id,
      let peering = home.peering(to: network.id)
    {
      gates = transitGates(peering, from: home, to: network, selectors.text(for: gateway.id))
    }
    let inside = Edge(
      to: .gateway(gateway.id),
      Chain(
        [
          RoutedForwarding(
            extent: rest, evidence: branch.evidence, doubt: branch.doubt, node: branch.node)
        ] + gates))
    return beyond + joined + [inside]
      + beyondEdges(of: gateway, branch, rest, at: network, destination)
  }

  /// What no connection that the input shows takes: the gateway drops it, unless it may have learned
  /// of more or has a default site.
  private func beyondEdges(
    of gateway: VirtualNetworkGateway, _ branch: RouteSelection.Branch, _ rest: Extent,
    at network: VirtualNetwork, _ destination: Destination
  ) -> [Edge] {
    let open = publicSpace
    let node = selectors.text(for: gateway.id)
    func part(_ addresses: AddressSet) -> Extent {
      Extent(
        certain: rest.certain.intersection(addresses),
        possible: rest.possible.intersection(addresses))
    }
    let outside = part(open)
    if let doubt = defaultSiteDoubt(at: network) ?? behindDoubt(gateway) {
      var edges: [Edge] = []
      if !outside.possible.isEmpty {
        let unknown = UnknownValue(
          key: "\(gateway.id)#internet",
          because: "how the internet is reached by way of \(node) is in no input: \(doubt.because)",
          source: doubt.source)
        edges += doubtfulEdges(at: network, toward: destination, outside.possible, unknown)
      }
      if destinationNetworks(destination).isEmpty {
        edges += doubtfulEdges(
          at: network, toward: destination, rest.possible.subtracting(open), doubt)
      }
      return edges
    }
    if outside.possible.isEmpty { return [] }
    return [
      Edge(
        to: .dropped(node),
        Chain([
          RoutedForwarding(
            extent: outside, evidence: branch.evidence, doubt: branch.doubt, node: branch.node),
          Gate(
            .deny,
            Evidence(
              node: node, control: "connection", rule: "no connection takes the destination",
              source: gateway.source,
              why: "\(node) has neither a default site nor a connection that leads there")),
        ]))
    ]
  }

  /// What a route of the user's own to the gateway leads to, and why that may be more.
  func gatewayReach(from network: VirtualNetwork) -> (AddressSet, doubt: UnknownValue?) {
    let reach = knownNetworks.gatewayReaches.value(for: network.id) { newReach(from: network) }
    return (reach.addresses, reach.doubt)
  }

  private func newReach(from network: VirtualNetwork) -> NetworkCache.GatewayReach {
    var reached = AddressSet.empty
    var doubt: UnknownValue?
    for gateway in possibleGateways(servingNetwork: network.id)
    where gateway.kind.value != .expressRoute {
      reached.formUnion(addresses(behind: gateway).possible)
      doubt = doubt ?? defaultSiteDoubt(at: network) ?? behindDoubt(gateway)
      guard let home = self.network(of: gateway) else { continue }
      for other in estate.networks
      where possibleGateways(servingNetwork: other.id).contains(where: { $0.id == gateway.id })
        || other.id == home
      {
        reached.formUnion(ranges(of: other).possible)
      }
    }
    return NetworkCache.GatewayReach(addresses: reached, doubt: doubt)
  }
}
