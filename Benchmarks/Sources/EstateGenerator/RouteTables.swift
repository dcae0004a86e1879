// The route tables of the spokes: out through the hub's appliance, home through its gateway.
extension EstatePlan {
  func writeRouteTables(of network: NetworkPlan, to json: inout JSONWriter) {
    for table in network.routeTables { writeRouteTable(table, of: network, to: &json) }
  }

  private func writeRouteTable(
    _ table: Int, of network: NetworkPlan, to json: inout JSONWriter
  ) {
    var stream = stream("route table", table)
    let id = network.id(of: "Microsoft.Network/routeTables", Names.routeTable(table))
    let routes = routes(of: table, &stream)
    json.resource(
      "Microsoft.Network/routeTables", Names.routeTable(table), in: network, &stream
    ) { json, stream in
      json.string("resourceGuid", stream.identifier())
      json.flag("disableBgpRoutePropagation", table % 2 == 0)
      json.array("routes") { json in
        for route in routes {
          json.part(
            "Microsoft.Network/routeTables/routes", route.name, id: "\(id)/routes/\(route.name)",
            &stream
          ) { json, _ in
            json.string("addressPrefix", route.prefix)
            json.string("nextHopType", route.hop)
            if let address = route.address { json.string("nextHopIpAddress", address) }
            json.flag("hasBgpOverride", false)
          }
        }
      }
      json.array("subnets") { json in
        for subnet in network.subnets where subnet.routeTable == table {
          json.reference(to: subnet.id)
        }
      }
    }
  }

  private struct Route {
    let name: String
    let prefix: String
    let hop: String
    var address: String?
  }

  /// Of two tables one leads to the firewall, where there is one.
  private func nextHop(of table: Int) -> String {
    options.hasAllMechanisms && table % 2 == 1 ? firewallAddress : applianceAddress
  }

  private func routes(of table: Int, _ stream: inout SplitMix64) -> [Route] {
    var routes: [Route] = []
    if table % 10 != 9 {
      routes.append(
        Route(
          name: "default", prefix: "0.0.0.0/0", hop: "VirtualAppliance", address: nextHop(of: table)
        ))
    }
    if table % 4 != 3 {
      routes.append(
        Route(
          name: "tenant", prefix: Self.tenant.text, hop: "VirtualAppliance",
          address: nextHop(of: table)))
    }
    for site in 0..<stream.number(in: 2...5) {
      routes.append(
        Route(
          name: "office-\(site)", prefix: "192.168.\(site * 48 + stream.below(48)).0/24",
          hop: "VirtualNetworkGateway"))
    }
    // Networks that were given up, and some that no one may reach.
    for network in 0..<stream.number(in: 1...3) {
      routes.append(
        Route(
          name: "closed-\(network)", prefix: "172.\(16 + network).\(stream.below(256)).0/24",
          hop: "None"))
    }
    if stream.happens(30) {
      // Windows activates itself there, and takes no other way.
      routes.append(Route(name: "activation", prefix: "20.118.99.224/32", hop: "Internet"))
    }
    return routes
  }
}
