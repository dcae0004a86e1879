internal import EstateModel
internal import TrafficSets

// The routes that a gateway brings to the subnets of the networks it serves.
// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
extension ReachabilityGraph {
  /// One route to a gateway, for a prefix that is written somewhere.
  struct GatewayRoute {
    let length: Int
    let addresses: AddressSet
    /// Whether it stands for certain: that of a connection that is down may be gone.
    var isSure = true
  }

  func gatewayRoutes(to gateway: VirtualNetworkGateway) -> [GatewayRoute] {
    var routes = Self.gatewayRoutes(gateway.clientPools.compactMap(\.value))
    for client in estate.clients {
      guard case .gateway(.known(let reference, _)) = client.placement, reference.id == gateway.id
      else { continue }
      let stated = client.addresses.compactMap(\.value)
      routes += Self.gatewayRoutes(stated)
      if stated.isEmpty { routes += named(addresses(of: .client(client.name))) }
    }
    for connection in connections(of: gateway.id) where connection.kind.value != .network {
      guard let site = connection.site.value.flatMap({ estate.localGateways[$0.id] }) else {
        continue
      }
      routes +=
        (gatewayRoutes(toSite: site) + named(addresses(of: .site(site.id))))
        .map { $0.standing(!isDown(connection)) }
    }
    for tunnel in networkTunnels(from: gateway.id) {
      routes += tunnel.routes.map { $0.standing(!isDown(tunnel.connection)) }
      guard tunnel.learns.value == true else { continue }
      routes += Self.gatewayRoutes(tunnel.partner.clientPools.compactMap(\.value))
    }
    guard gateway.kind.value == .vpn else { return routes }
    // A VPN gateway carries IPv4 only.
    return routes.map {
      GatewayRoute(
        length: $0.length, addresses: $0.addresses.subtracting(AddressSet.ipv6), isSure: $0.isSure)
    }
  }

  /// A site's prefixes may hold networks of the estate, where hosts have addresses whose numbers no input
  /// tells.
  private func gatewayRoutes(toSite site: LocalNetworkGateway) -> [GatewayRoute] {
    site.addressSpace.compactMap(\.value).flatMap { prefix in
      let numbers = AddressSet(prefix)
      let held = dynamicAddresses(within: numbers)
      let routes = [
        GatewayRoute(length: prefix.length, addresses: numbers.union(held.certain)),
        GatewayRoute(
          length: prefix.length, addresses: held.possible.subtracting(held.certain), isSure: false),
      ]
      return routes.filter { !$0.addresses.isEmpty }
    }
  }

  /// The addresses of hosts without a number that lie among these numbers.
  func dynamicAddresses(within numbers: AddressSet) -> Extent {
    let dynamic = book.dynamicSubnets.values.reduce(AddressSet.empty) { $0.union($1) }
    if dynamic.isEmpty { return .nothing }
    let held = extent(of: numbers)
    return Extent(
      certain: held.certain.intersection(dynamic), possible: held.possible.intersection(dynamic))
  }

  /// The addresses that routes to a gateway are made for.
  func addresses(behind gateway: VirtualNetworkGateway) -> Extent {
    gatewayRoutes(to: gateway).reduce(Extent.nothing) { extent, route in
      extent.union(
        Extent(certain: route.isSure ? route.addresses : .empty, possible: route.addresses))
    }
  }

  func gatewayRoutes(into network: VirtualNetwork) -> [GatewayRoute] {
    let prefixes = network.addressSpace.compactMap(\.value)
    return Self.gatewayRoutes(prefixes)
      + named(ranges(of: network).certain.subtracting(AddressSet(prefixes)))
  }

  private static func gatewayRoutes(_ prefixes: [AddressPrefix]) -> [GatewayRoute] {
    prefixes.map { GatewayRoute(length: $0.length, addresses: AddressSet($0)) }
  }

  /// A range whose numbers no input tells wins over the routes that drop private ranges, as any does.
  private func named(_ addresses: AddressSet) -> [GatewayRoute] {
    let named = addresses.intersection(.named)
    return named.isEmpty ? [] : [GatewayRoute(length: 17, addresses: named)]
  }

  /// Gateway routes give way to those of the network and its peers, however long they are.
  func gatewayExtent(_ addresses: Extent, at network: VirtualNetwork) -> Extent {
    var surely = AddressSet(network.addressSpace.compactMap(\.value))
    var perhaps = surely
    for peering in network.peerings {
      guard let remote = peering.remote.value.flatMap({ estate.networks[$0.id] }) else { continue }
      let held = AddressSet(remote.addressSpace.compactMap(\.value))
      switch peeringGate(peering, of: network, to: remote).action {
      case .allow:
        surely.formUnion(held)
        perhaps.formUnion(held)
      case .unknown: perhaps.formUnion(held)
      case .deny: break
      }
    }
    return Extent(
      certain: addresses.certain.subtracting(perhaps),
      possible: addresses.possible.subtracting(surely))
  }
}

extension ReachabilityGraph.GatewayRoute {
  fileprivate func standing(_ isUp: Bool) -> Self {
    Self(length: length, addresses: addresses, isSure: isSure && isUp)
  }
}
