internal import EstateModel

// Sites may advertise routes to public addresses, which no input shows: answers take it that they do not.
// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
extension ReachabilityGraph {
  /// What is taken for granted of the routes by which a subnet sends to the internet; nothing where it gets
  /// none of those that gateways learn.
  func advertisedRoutes(at subnet: Subnet, in network: VirtualNetwork) -> [any Mechanism] {
    if refusesGatewayRoutes(subnet) { return [] }
    let learning = possibleGateways(servingNetwork: network.id).first { learnsRoutes($0) }
    guard let learning else { return [] }
    return [
      Presumption(
        remark: Remark(
          node: selectors.text(for: learning.id), property: "route",
          because:
            "no route to public addresses is advertised to \(selectors.text(for: learning.id))",
          source: learning.source))
    ]
  }

  /// Whether a gateway learns routes by BGP, or may: over ExpressRoute it always does.
  private func learnsRoutes(_ gateway: VirtualNetworkGateway) -> Bool {
    guard gateway.kind.value == .vpn else { return true }
    return connections(of: gateway.id).contains {
      $0.kind.value != .client
        && ($0.learnsPrefixes.value == true || $0.learnsPrefixes.unknown != nil)
    }
  }
}
