internal import EstateModel
internal import TrafficSets

// Out through the NAT gateway of a subnet, which serves every interface there.
// https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource
extension ReachabilityGraph {
  /// Through a NAT gateway that is known: by its addresses, or nowhere where it has none.
  ///
  /// - Parameter part: what the edges are about, where that is not all that the senders send.
  func natEdges(
    _ exit: Exit, sentBy senders: AddressSet, _ part: [any Mechanism] = []
  ) -> [Edge] {
    let name = exit.natGateway.value.map { selectors.text(for: $0.id) } ?? exit.node
    let clauses = carriedOut(
      exit, .allow,
      Evidence(
        node: name, control: "outboundMethod", rule: "NAT gateway",
        source: exit.natGateway.source, why: "\(exit.node) leaves through \(name)"))
    guard let exits = exit.natExits else {
      let gateway = exit.natGateway.value.flatMap { estate.natGateways[$0.id] }
      let open = gateway?.isDescribed == true ? gateway?.openAddresses : nil
      let gate = open.map {
        exit.near ?? Gate(open: $0, node: name, control: "outboundMethod", rule: "NAT gateway")
      }
      return [
        exit.edge(Chain(part + [RuleList(clauses)] + (gate.map { [$0] } ?? [])), sentBy: senders)
      ]
    }
    let start: [any Mechanism] =
      (senders == .all ? [] : [Departing(sources: senders)]) + exit.route + part
    guard exits.isEmpty else {
      return edges(leavingBy: exits, "\(exit.subnet.id)#natGateway", of: exit.node, start) { _ in
        clauses
      }
    }
    if let near = exit.near { return [exit.edge(Chain(part + [near]), sentBy: senders)] }
    let denied = Gate(
      .deny,
      exit.evidence(
        "NAT gateway without a public address", exit.natGateway.source,
        "the NAT gateway of \(exit.node) has no public address to leave by"),
      remedies: exit.natGateway.value.map {
        [.addPublicAddress(natGateway: $0.id, at: estate.natGateways[$0.id]?.source)]
      } ?? [])
    return [Edge(to: .dropped(exit.node), Chain(start + [denied]))]
  }
}
