internal import EstateModel
internal import TrafficSets

// Replies from on premises come in by the gateway and are routed by the table of its subnet, as
// everything is that comes from there.
// https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings
extension ReachabilityGraph {
  /// What becomes of the replies of a host on premises to what a subnet's routes sent there.
  ///
  /// What came from on premises itself is not judged here: its replies are the gateway's matter.
  func onPremisesReplies(
    from host: Host, routedBy left: ResourceID, to sources: AddressSet,
    past appliances: [Forwarder]
  ) -> (node: String, clauses: [RuleList.Clause]) {
    let inside = estate.networks.reduce(AddressSet.empty) { $0.union(ranges(of: $1).possible) }
      .subtracting(book.onPremises)
    let answered = Extent(sources.intersection(inside))
    let gateways = self.gateways(to: host, from: left)
    let node = selectors.text(for: gateways.first?.subnet.value?.id ?? left)
    if answered.possible.isEmpty { return (node, []) }
    return (node, replies(byAnyOf: gateways, to: answered, past: appliances))
  }

  /// What comes in by one of several gateways; where they differ, no input tells which it takes.
  private func replies(
    byAnyOf gateways: [VirtualNetworkGateway], to sources: Extent, past appliances: [Forwarder]
  ) -> [RuleList.Clause] {
    let lists = gateways.map { replies(by: $0, to: sources, past: appliances) }
    if lists.count == 1 { return lists[0] }
    if lists.allSatisfy({ $0.allSatisfy { $0.action == .allow } }) { return [] }
    let node = gateways.map { selectors.text(for: $0.id) }.joined(separator: ", ")
    let why =
      "the reply passes by one of \(node) and not by another, and no input tells which it takes"
    return agreed(lists, sources, node, rule: "several gateways", why)
  }

  /// What of a reply goes by a connection to another gateway, and is routed by the table of that one's
  /// subnet.
  ///
  /// - Returns: the rest.
  func repliesByConnections(
    from network: VirtualNetwork, to sources: Extent, past appliances: [Forwarder],
    _ clauses: inout [RuleList.Clause]
  ) -> Extent {
    if estate.connections.all.isEmpty { return sources }
    let tunnels = possibleGateways(servingNetwork: network.id).flatMap {
      networkTunnels(from: $0.id)
    }
    var rest = sources
    for tunnel in tunnels {
      let addresses = tunnel.addresses
      let part = Extent(
        certain: rest.certain.intersection(addresses),
        possible: rest.possible.intersection(addresses))
      if part.possible.isEmpty { continue }
      var seen: Set<ResourceID> = []
      let partners = tunnels.filter { !$0.addresses.isDisjoint(with: part.possible) }
        .map(\.partner).filter { seen.insert($0.id).inserted }
      clauses += replies(byAnyOf: partners, to: part, past: appliances)
      rest = Extent(
        certain: rest.certain.subtracting(addresses),
        possible: rest.possible.subtracting(addresses))
    }
    return rest
  }

  /// The gateways by which the opening may have gone, which take the replies, too.
  private func gateways(to host: Host, from left: ResourceID) -> [VirtualNetworkGateway] {
    let serving = Set(
      estate.subnets[left].map { possibleGateways(servingNetwork: $0.network).map(\.id) } ?? [])
    var seen: Set<ResourceID> = []
    return tunnels(to: host).map(\.gateway).filter {
      serving.contains($0.id) && seen.insert($0.id).inserted
    }
  }

  private func replies(
    by gateway: VirtualNetworkGateway, to sources: Extent, past appliances: [Forwarder]
  ) -> [RuleList.Clause] {
    guard let subnet = gateway.subnet.value.flatMap({ estate.subnets[$0.id] }) else { return [] }
    let node = selectors.text(for: gateway.id)
    var clauses: [RuleList.Clause] = []
    if let gate = knownRouteTable(of: subnet).flatMap({ workingGate(of: $0, node) }) {
      // The gateway as a whole does not work, not for replies alone.
      clauses.append(
        RuleList.Clause(TrafficSet(sources: sources.possible), gate.action, gate.evidence))
    }
    if let gate = bypassGate(of: gateway) {
      clauses.append(
        RuleList.Clause(
          TrafficSet(sources: sources.possible, protocols: ProtocolSet(.tcp)), gate.action,
          gate.evidence))
    }
    reply(from: subnet.id, to: sources, past: appliances[...], at: gateway, &clauses)
    return clauses
  }

  /// Whether a gateway works with this table at its subnet; `nil` where it does.
  func workingGate(of table: RouteTable, _ node: String) -> Gate? {
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: selectors.text(for: table.id), control: "route", rule: rule, source: source, why: why)
    }
    switch table.disablesGatewayRoutes {
    case .known(true, let source):
      return Gate(
        .deny,
        evidence(
          "disableBgpRoutePropagation: true", source,
          "with gateway routes disabled at its subnet \(node) does not work"))
    case .unknown(let unknown):
      return Gate(
        .unknown(unknown),
        evidence("disableBgpRoutePropagation", unknown.source, unknown.because))
    case .known(false, _), .absent: return nil
    }
  }

  /// What the gateway's side of a peering makes of a reply: it delivers only where transit is set.
  func transitOfReply(
    by peering: Peering, from network: VirtualNetwork, at gateway: VirtualNetworkGateway?
  ) -> Gate? {
    guard let gateway, let remote = peering.remote.value?.id else { return nil }
    let gate = transitGate(peering, from: network, to: remote, selectors.text(for: gateway.id))
    return gate.action == .allow ? nil : gate
  }
}
