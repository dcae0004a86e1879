import EstateModel

// What lies behind gateways.
extension EstateBuilder {
  /// A local network gateway.
  @discardableResult
  mutating func site(_ name: String, _ space: String...) -> ResourceID {
    var site = LocalNetworkGateway(
      id: Self.id("Microsoft.Network/localNetworkGateways", name), source: Self.place)
    site.addressSpace = space.map(Self.prefix)
    estate.localGateways.insert(site)
    return site.id
  }

  /// A connection from a gateway to a site.
  @discardableResult
  mutating func connect(
    _ gateway: ResourceID, toSite site: ResourceID,
    _ change: (inout GatewayConnection) -> Void = { _ in }
  ) -> ResourceID {
    connect(gateway, .site, site.name) {
      $0.site = Self.reference(site)
      change(&$0)
    }
  }

  /// One of the two connections that join networks.
  @discardableResult
  mutating func connect(
    _ gateway: ResourceID, toGateway other: ResourceID,
    _ change: (inout GatewayConnection) -> Void = { _ in }
  ) -> ResourceID {
    connect(gateway, .network, other.name) {
      $0.otherGateway = Self.reference(other)
      change(&$0)
    }
  }

  @discardableResult
  mutating func connect(
    _ gateway: ResourceID, _ kind: GatewayConnection.Kind, _ end: String,
    _ change: (inout GatewayConnection) -> Void = { _ in }
  ) -> ResourceID {
    var connection = GatewayConnection(
      id: Self.id("Microsoft.Network/connections", "\(gateway.name)-\(end)"), source: Self.place)
    connection.kind = Self.known(kind)
    connection.gateway = Self.reference(gateway)
    change(&connection)
    estate.connections.insert(connection)
    return connection.id
  }
}
