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
    let lists = gateways.map { replies(by: $0, to: answered, past: appliances) }
    if lists.count == 1 { return (node, lists[0]) }
    if lists.allSatisfy({ $0.allSatisfy { $0.action == .allow } }) { return (node, []) }
    let why =
      "the reply passes by one gateway to \(text(for: host)) and not by another, and no input tells which it takes"
    return (node, agreed(lists, answered, node, rule: "several gateways", why))
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
