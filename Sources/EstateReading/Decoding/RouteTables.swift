internal import EstateModel

extension ResourceKind {
  static let routeTables: [ResourceKind] = [
    .node("Microsoft.Network/routeTables") { $0.decodeRouteTable($1) },
    .part("Microsoft.Network/routeTables/routes"),
  ]
}

extension EstateDecoding {
  mutating func decodeRouteTable(_ input: ResourceInput) {
    var table = RouteTable(id: input.id, source: input.source)
    table.isDescribed = input.isDescribed
    table.disablesGatewayRoutes = flag(input.properties["disableBgpRoutePropagation"])
    for element in input.properties["routes"].elements {
      let name = element["name"].symbolicText ?? Slot.openName
      table.routes.append(route(name, element.properties, at: element.source ?? input.source))
    }
    for part in parts(of: input.id, "routes") {
      var route = route(part.name, writtenProperties(of: part), at: part.source)
      route.presence = part.wholeUnknown
      if route.presence != nil {
        table.routes.append(route)
      } else if let place = table.routes.firstIndex(where: {
        $0.name.equalsIgnoringASCIICase(route.name)
      }) {
        table.routes[place].merge(route)
      } else {
        table.routes.append(route)
      }
    }
    estate.routeTables.insert(table)
  }

  private mutating func route(
    _ name: String, _ properties: Slot, at source: SourcePosition
  ) -> Route {
    var route = Route(name: name, source: source)
    route.prefix = peer(properties["addressPrefix"])
    route.hopType = word(
      properties["nextHopType"],
      Vocabulary(.virtualAppliance, .virtualNetworkGateway, .virtualNetwork, .internet, .none))
    // Tools write an empty address beside the types that have none.
    let address = properties["nextHopIpAddress"]
    if address.value?.text?.isEmpty != true {
      route.hopAddress = ofInterface(self.address(address), address)
    }
    return route
  }
}

extension Route {
  /// The same route as a resource of its own describes it.
  fileprivate mutating func merge(_ other: Route) {
    prefix = prefix.merged(with: other.prefix)
    hopType = hopType.merged(with: other.hopType)
    hopAddress = hopAddress.merged(with: other.hopAddress)
  }
}
