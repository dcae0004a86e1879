internal import EstateModel
internal import TrafficSets

// What would open a way that a route stops.
extension ReachabilityGraph {
  /// The changes of a subnet's table by which a route no longer takes what it takes.
  func removing(
    _ branch: RouteSelection.Branch, at subnet: Subnet, stopsReplies: Bool
  ) -> [Change] {
    guard let table = knownRouteTable(of: subnet) else { return [] }
    if let name = branch.name {
      return [
        .removeRoute(
          name, of: table.id, subnet: subnet.id, stopsReplies: stopsReplies,
          at: branch.evidence?.source)
      ]
    }
    // The routes of gateways, which the table keeps out.
    guard branch.isOwn, table.disablesGatewayRoutes.value == true else { return [] }
    return [.propagateGatewayRoutes(routeTable: table.id, at: table.disablesGatewayRoutes.source)]
  }

  /// Routes of gateways that a table keeps out of its subnets: what they would take goes nowhere where no
  /// other route takes it.
  func keptOut(
    by table: RouteTable?, at network: VirtualNetwork
  ) -> [RouteSelection.Candidate] {
    guard let table, case .known(true, let source) = table.disablesGatewayRoutes else { return [] }
    let node = selectors.text(for: table.id)
    return gatewayCandidates(network).map { candidate in
      RouteSelection.Candidate(
        length: candidate.length, rank: 2, hop: .nowhere, extent: Extent(candidate.extent.certain),
        evidence: Evidence(
          node: node, control: "route", rule: "disableBgpRoutePropagation: true", source: source,
          why: "\(node) keeps out the routes of the gateway, which would lead there"))
    }
  }
}
