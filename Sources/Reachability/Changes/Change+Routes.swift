internal import EstateModel
internal import TrafficSets

// Changes of routes, and of what brings routes.
extension Change {
  func applyRoute(to estate: inout Estate, at place: SourcePosition) {
    switch self {
    case .removeRoute(let name, let table, _, _, _):
      estate.routeTables.update(table) { $0.routes.removeAll { $0.name == name } }
    case .addRoute(let subnet, let prefixes, let hop, _):
      Self.add(prefixes.map { Self.route(to: $0, hop, at: place) }, to: subnet, in: &estate, place)
    case .propagateGatewayRoutes(let table, _):
      estate.routeTables.update(table) { $0.disablesGatewayRoutes = .known(false, place) }
    case .allowGatewayTransit(let peering, let network, _):
      Self.update(peering, of: network, in: &estate) {
        $0.allowsGatewayTransit = .known(true, place)
      }
    case .useRemoteGateways(let peering, let network, _):
      Self.update(peering, of: network, in: &estate) {
        $0.usesRemoteGateways = .known(true, place)
      }
    case .addPublicAddress(let gateway, _):
      var address = PublicIPAddress(
        id: ResourceID(
          subscription: gateway.subscription, resourceGroup: Self.proposedGroup,
          provider: "Microsoft.Network",
          segments: [.init(type: "publicIPAddresses", name: "proposed")]), source: place)
      address.tier = .known(.standard, place)
      address.family = .known(.ipv4, place)
      estate.publicAddresses.insert(address)
      estate.natGateways.update(gateway) {
        $0.publicAddresses.append(.known(Reference(address.id, at: place), place))
      }
    default: break
    }
  }

  private static func route(
    to prefix: AddressPrefix, _ hop: NextHop, at place: SourcePosition
  ) -> Route {
    var route = Route(name: "proposed", source: place)
    route.prefix = .known(.prefix(prefix), place)
    switch hop {
    case .network: route.hopType = .known(.virtualNetwork, place)
    case .internet: route.hopType = .known(.internet, place)
    case .appliance(let address):
      route.hopType = .known(.virtualAppliance, place)
      route.hopAddress = .known(address, place)
    }
    return route
  }

  /// To the table of the subnet, or in a new one where the subnet is known to have none.
  private static func add(
    _ routes: [Route], to subnet: ResourceID, in estate: inout Estate, _ place: SourcePosition
  ) {
    if let table = estate.subnets[subnet]?.routeTable.value?.id {
      estate.routeTables.update(table) { $0.routes += routes }
      return
    }
    guard estate.subnets[subnet]?.routeTable.isAbsent == true else { return }
    var table = RouteTable(
      id: ResourceID(
        subscription: subnet.subscription, resourceGroup: Self.proposedGroup,
        provider: "Microsoft.Network",
        segments: [
          .init(type: "routeTables", name: "\(subnet.parent?.name ?? "")-\(subnet.name)")
        ]), source: place)
    table.routes = routes
    estate.routeTables.insert(table)
    estate.subnets.update(subnet) { $0.routeTable = .known(Reference(table.id, at: place), place) }
  }

  private static func update(
    _ peering: ResourceID, of network: ResourceID, in estate: inout Estate,
    _ change: (inout Peering) -> Void
  ) {
    estate.networks.update(network) {
      for index in $0.peerings.indices where $0.peerings[index].id == peering {
        change(&$0.peerings[index])
      }
    }
  }
}
