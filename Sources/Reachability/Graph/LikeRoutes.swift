internal import EstateModel

// Toward which hosts the routes of a subnet are alike: of a tenant's questions each names another host,
// and a hub has edges into each subnet of each spoke.
extension ReachabilityGraph {
  /// The edges from the fabric by the routes of a subnet.
  func edges(routedBy subnet: ResourceID, toward destination: Destination) -> [Edge] {
    if let home = estate.subnets[subnet]?.network, let other = networkTold(by: destination),
      isRoutedLike(home, other, toward: destination)
    {
      // Tunnels between gateways alone lead to one network and not to another.
      let edges = knownEdges.edges(
        routedBy: subnet, into: hasTunnels(home) ? other : nil
      ) {
        let edges = routeEdges(subnet, toward: destination)
        return edges.allSatisfy(\.isForAnyHost) ? edges : nil
      }
      if let edges { return edges }
    }
    return knownEdges.edges(from: .routed(subnet: subnet), toward: destination) {
      routeEdges(subnet, toward: destination)
    }
  }

  /// The network of a host that routes know by its network alone: neither what lies behind gateways nor
  /// an address that the question names.
  private func networkTold(by destination: Destination) -> ResourceID? {
    guard case .host(let host) = destination else { return nil }
    switch host {
    case .interface, .machine, .subnet, .subnetAddress, .compute: break
    default: return nil
    }
    guard case .subnet(let subnet, _) = attachment(of: host) else { return nil }
    return estate.subnets[subnet]?.network
  }

  /// Whether the routes of one network are known toward the hosts of another, and hang on no single one.
  private func isRoutedLike(
    _ home: ResourceID, _ other: ResourceID, toward destination: Destination
  ) -> Bool {
    knownEdges.isAlike(home, other) {
      guard let network = estate.networks[home] else { return false }
      return network.openSubnets == nil && hiddenRoutes(at: network) == nil
        && !gatewaysMayJoin(home, other) && routeDoubt(at: network, toward: destination) == nil
    }
  }

  /// Whether a gateway may join two networks by what it learns or by a site, which may hold one host and
  /// not the other.
  private func gatewaysMayJoin(_ one: ResourceID, _ other: ResourceID) -> Bool {
    let there = possibleGateways(servingNetwork: other)
    if there.isEmpty { return false }
    return possibleGateways(servingNetwork: one).contains { gateway in
      there.contains { $0.id != gateway.id || gateway.kind.value != .vpn }
    }
  }

  private func hasTunnels(_ network: ResourceID) -> Bool {
    possibleGateways(servingNetwork: network).contains { !networkTunnels(from: $0.id).isEmpty }
  }
}

extension Edge {
  /// Whether nothing about it names the destination.
  fileprivate var isForAnyHost: Bool {
    switch to {
    case .host, .answered, .service, .publicSide: return false
    default: return !mechanism.steps.contains { ($0 as? Gate)?.hidesWay == true }
    }
  }
}
