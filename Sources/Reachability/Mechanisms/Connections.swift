internal import EstateModel
internal import TrafficSets

// What lies behind a gateway: sites that connections lead to, other networks, point-to-site clients.
// https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings
extension ReachabilityGraph {
  static let gatewayArticle =
    "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings"

  /// A way from a gateway to hosts that are not in Azure.
  struct Tunnel {
    let gateway: VirtualNetworkGateway
    /// `nil` for point-to-site clients, and for clients that only an overlay knows.
    var connection: GatewayConnection?
    var isPointToSite = false
    let addresses: AddressSet
    let gates: [Gate]
  }

  func connections(of gateway: ResourceID) -> [GatewayConnection] {
    estate.connections.filter { $0.gateway.value?.id == gateway }
  }

  // MARK: - On premises

  /// The ways to a host on premises; none for any other host.
  func tunnels(to host: Host) -> [Tunnel] {
    switch host {
    case .client(let name):
      guard let client = estate.client(name),
        case .gateway(.known(let reference, _)) = client.placement,
        let gateway = estate.gateways[reference.id]
      else { return [] }
      return [tunnel(to: client, through: gateway)]
    case .site(let id):
      if let gateway = estate.gateways[id] { return [pool(of: gateway)].compactMap { $0 } }
      return tunnels(toSite: id, addresses(of: host))
    case .address(let text):
      guard let address = Address(text) else { return [] }
      let single = AddressSet(address)
      let known =
        estate.gateways.compactMap { pool(of: $0) }
        .filter { $0.addresses.contains(address) }
        .map {
          Tunnel(gateway: $0.gateway, isPointToSite: true, addresses: single, gates: $0.gates)
        }
        + estate.localGateways.filter {
          AddressSet($0.addressSpace.compactMap(\.value)).contains(address)
        }.flatMap { tunnels(toSite: $0.id, single) }
      // What no configuration places the overlay may.
      return known.isEmpty ? tunnels(toOverlayAddress: address) : known
    default: return []
    }
  }

  /// The ways to an address that clients of an overlay have behind a gateway.
  private func tunnels(toOverlayAddress address: Address) -> [Tunnel] {
    clients(behindGatewayAt: address).compactMap { client in
      guard case .gateway(.known(let reference, _)) = client.placement,
        let gateway = estate.gateways[reference.id]
      else { return nil }
      let whole = tunnel(to: client, through: gateway)
      return Tunnel(
        gateway: whole.gateway, connection: whole.connection, isPointToSite: whole.isPointToSite,
        addresses: AddressSet(address), gates: whole.gates)
    }
  }

  private func clients(behindGatewayAt address: Address) -> [Client] {
    estate.clients.filter { client in
      guard case .gateway = client.placement else { return false }
      return AddressSet(client.addresses.compactMap(\.value)).contains(address)
    }
  }

  /// The client of an overlay that a host is, or that it is a part of: one address of a site.
  func overlayClient(_ host: Host) -> Client? {
    switch host {
    case .client(let name): return estate.client(name)
    case .address(let text):
      guard site(of: host) == nil, let address = Address(text) else { return nil }
      let clients = clients(behindGatewayAt: address)
      return clients.count == 1 ? clients[0] : nil
    default: return nil
    }
  }

  private func tunnels(toSite id: ResourceID, _ addresses: AddressSet) -> [Tunnel] {
    estate.connections.compactMap { connection in
      guard connection.site.value?.id == id, connection.kind.value != .network,
        let gateway = connection.gateway.value.flatMap({ estate.gateways[$0.id] })
      else { return nil }
      return Tunnel(
        gateway: gateway, connection: connection, addresses: addresses,
        gates: connectionGates(connection))
    }
  }

  private func pool(of gateway: VirtualNetworkGateway) -> Tunnel? {
    let addresses = AddressSet(gateway.clientPools.compactMap(\.value))
    if addresses.isEmpty { return nil }
    let node = selectors.text(for: gateway.id)
    let gate = Gate(
      .allow,
      Evidence(
        node: node, control: "gateway", rule: "address pool of point-to-site clients",
        source: gateway.clientPools.first?.source, why: "\(node) gives its clients these addresses")
    )
    return Tunnel(gateway: gateway, isPointToSite: true, addresses: addresses, gates: [gate])
  }

  private func tunnel(to client: Client, through gateway: VirtualNetworkGateway) -> Tunnel {
    let node = selectors.text(for: gateway.id)
    let addresses = self.addresses(of: .client(client.name))
    let pool = AddressSet(gateway.clientPools.compactMap(\.value))
    let isPointToSite =
      !pool.isEmpty && addresses.isSubset(of: pool) && gateway.kind.value != .expressRoute
    var gates = [
      Gate(
        .allow,
        Evidence(
          node: node, control: "gateway", rule: "addresses of client/\(client.name)",
          source: client.source, why: "\(node) leads to client/\(client.name)"))
    ]
    // The overlay says that the client is there; what the site's connections say counts as well.
    let ties = connections(of: gateway.id).filter { [.site, .circuit].contains($0.kind.value) }
    let named = ties.filter { tie in
      let site = tie.site.value.flatMap { estate.localGateways[$0.id] }
      let space = AddressSet(site?.addressSpace.compactMap(\.value) ?? [])
      return !space.isEmpty && addresses.isSubset(of: space)
    }
    let candidates = named.isEmpty ? ties : named
    var connection: GatewayConnection?
    if !isPointToSite {
      connection = candidates.first { !isDown($0) } ?? candidates.first
      if let connection, candidates.count == 1 || candidates.allSatisfy(isDown) {
        gates = connectionGates(connection) + gates
      }
    }
    return Tunnel(
      gateway: gateway, connection: connection, isPointToSite: isPointToSite, addresses: addresses,
      gates: gates)
  }

  /// A client without addresses behind a gateway that has no connections and a pool is one of the
  /// pool's clients.
  func pointToSitePool(of client: Client) -> AddressSet? {
    guard case .gateway(.known(let reference, _)) = client.placement, client.addresses.isEmpty,
      let gateway = estate.gateways[reference.id], connections(of: gateway.id).isEmpty,
      estate.connections.allSatisfy({ $0.gateway.value != nil }),
      gateway.clientPools.allSatisfy({ $0.value != nil }), gateway.kind.value == .vpn
    else { return nil }
    let pool = AddressSet(gateway.clientPools.compactMap(\.value))
    return pool.isEmpty ? nil : pool
  }

  /// The site that a host is in, whether a connection leads there or not.
  func site(of host: Host) -> ResourceID? {
    switch host {
    case .site(let id): return id
    case .address(let text):
      guard let address = Address(text) else { return nil }
      return estate.localGateways.first {
        AddressSet($0.addressSpace.compactMap(\.value)).contains(address)
      }?.id
    default: return nil
    }
  }

  /// Why a site that no connection names may be connected all the same.
  func missingConnection(of site: ResourceID) -> UnknownValue? {
    guard estate.localGateways[site] != nil else { return nil }
    if let open = estate.connections.first(where: {
      $0.site.unknown != nil || ($0.site.value?.id == site && $0.gateway.unknown != nil)
    }) {
      return open.site.unknown ?? open.gateway.unknown
    }
    return estate.connections.contains { _ in true }
      ? nil : Self.missing("the connections of \(selectors.text(for: site))")
  }

  // MARK: - Whether a connection carries anything

  func isDown(_ connection: GatewayConnection) -> Bool {
    connection.status.value == .notConnected || connection.status.value == .connecting
  }

  func connectionGates(_ connection: GatewayConnection) -> [Gate] {
    let node = selectors.text(for: connection.id)
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "connection", rule: rule, source: source ?? connection.source, why: why
      )
    }
    var gates: [Gate] = []
    switch connection.status {
    case .known(.connected, let source):
      gates.append(
        Gate(.allow, evidence("connectionStatus: Connected", source, "\(node) is connected")))
    case .known(let status, let source):
      gates.append(
        Gate(
          .deny,
          evidence(
            "connectionStatus: \(status.rawValue)", source,
            "\(node) is not connected: nothing passes the tunnel")))
    case .unknown(let unknown):
      gates.append(
        Gate(.unknown(unknown), evidence("connectionStatus", unknown.source, unknown.because)))
    case .absent:
      gates.append(
        Gate(.allow, evidence(connection.id.name, connection.source, "\(node) leads there")))
    }
    if let rule = connection.translationRules.first {
      let unknown =
        rule.unknown
        ?? UnknownValue(
          key: "\(connection.id)#natRules",
          because: "the rules of \(node) that translate addresses are not modelled",
          source: rule.source)
      gates.append(
        Gate(.unknown(unknown), evidence("address translation", rule.source, unknown.because)))
    }
    return gates
  }

  /// Whether a site may only talk to the gateway's own network.
  func isPolicyBased(_ tunnel: Tunnel) -> Setting<Bool> {
    let selection = tunnel.gateway.selection
    if case .known(.policies, let source) = selection { return .known(true, source) }
    if let flag = tunnel.connection?.usesPolicySelectors, !flag.isAbsent, flag.value != false {
      return flag
    }
    return selection.unknown.map { .unknown($0) } ?? .absent
  }

  /// Whether both ends of a connection exchange what they learn.
  func learns(_ connection: GatewayConnection?, _ gateway: VirtualNetworkGateway) -> Setting<Bool> {
    guard let connection else { return .absent }
    if connection.learnsPrefixes.value == true, gateway.learnsPrefixes.value == false {
      return gateway.learnsPrefixes
    }
    return connection.learnsPrefixes
  }

  // MARK: - Other networks

  /// A way from a gateway to the networks behind another one.
  struct NetworkTunnel: Sendable {
    let partner: VirtualNetworkGateway
    let connection: GatewayConnection
    let routes: [GatewayRoute]
    /// Whether both ends exchange prefixes, so that it leads on to what lies behind.
    let learns: Setting<Bool>
    let gates: [Gate]

    var addresses: AddressSet {
      routes.reduce(AddressSet.empty) { $0.union($1.addresses) }
    }
  }

  func networkTunnels(from gateway: ResourceID) -> [NetworkTunnel] {
    knownNetworks.networkTunnels.value(for: gateway) { newNetworkTunnels(from: gateway) }
  }

  private func newNetworkTunnels(from gateway: ResourceID) -> [NetworkTunnel] {
    guard let own = estate.gateways[gateway] else { return [] }
    return connections(of: gateway).compactMap { connection in
      guard connection.kind.value == .network,
        let partner = connection.otherGateway.value.flatMap({ estate.gateways[$0.id] }),
        let home = network(of: partner), let network = estate.networks[home]
      else { return nil }
      let back = connections(of: partner.id).first {
        $0.kind.value == .network && $0.otherGateway.value?.id == gateway
      }
      var learns = self.learns(connection, own)
      if learns.value == true { learns = self.learns(back, partner) }
      var routes = gatewayRoutes(into: network)
      if learns.value == true {
        for peering in network.peerings {
          guard let spoke = peering.remote.value.flatMap({ estate.networks[$0.id] }),
            hasGatewayTransit(from: home, to: spoke.id)
          else { continue }
          routes += gatewayRoutes(into: spoke)
        }
      }
      return NetworkTunnel(
        partner: partner, connection: connection, routes: routes, learns: learns,
        gates: connectionGates(connection)
          + (back.map { connectionGates($0) } ?? [oneSided(connection, partner)]))
    }
  }

  /// Networks are joined by a connection at each of the two gateways.
  private func oneSided(
    _ connection: GatewayConnection, _ partner: VirtualNetworkGateway
  ) -> Gate {
    let node = selectors.text(for: connection.id)
    let there = selectors.text(for: partner.id)
    let open = estate.connections.first {
      $0.gateway.unknown != nil || $0.otherGateway.unknown != nil || $0.kind.unknown != nil
    }
    if partner.isDescribed, open == nil {
      return Gate(
        .deny,
        Evidence(
          node: node, control: "connection", rule: "connection on one side only",
          source: connection.source, why: "\(there) has no connection back"))
    }
    return Gate(
      open: UnknownValue(
        key: "\(connection.id)#back", because: "no input tells the connection of \(there) back",
        source: connection.source),
      node: node, control: "connection", rule: connection.id.name)
  }

  /// Whether connections between gateways may lead from one network into another.
  func isJoined(_ one: ResourceID, _ other: ResourceID) -> Bool {
    if estate.connections.all.isEmpty { return false }
    return possibleGateways(servingNetwork: one).contains { gateway in
      networkTunnels(from: gateway.id).contains { tunnel in
        possibleGateways(servingNetwork: other).contains { $0.id == tunnel.partner.id }
      }
    }
  }

  // MARK: - Whether that is all

  /// Why more may lie behind a gateway than the input shows; `nil` where it shows all.
  func behindDoubt(_ gateway: VirtualNetworkGateway) -> UnknownValue? {
    knownNetworks.gatewayDoubts.value(for: gateway.id) { newBehindDoubt(gateway) }
  }

  private func newBehindDoubt(_ gateway: VirtualNetworkGateway) -> UnknownValue? {
    let node = selectors.text(for: gateway.id)
    func doubt(_ because: String, _ source: SourcePosition) -> UnknownValue {
      UnknownValue(key: "\(gateway.id)#behind", because: because, source: source)
    }
    let general = doubt("no input tells which addresses lie behind \(node)", gateway.source)
    guard gateway.isDescribed, gateway.kind.value == .vpn else { return general }
    if let open = estate.connections.compactMap(\.gateway.unknown).first { return open }
    if let open = gateway.clientPools.compactMap(\.unknown).first { return open }
    let connections = self.connections(of: gateway.id)
    // A gateway without any has them in an input that is not here, or leads nowhere. Where the connection
    // of another one names it, its own would stand beside that.
    if connections.isEmpty { return isNamedByAnother(gateway.id) ? nil : general }
    for connection in connections where connection.kind.value != .client {
      if let open = connection.kind.unknown ?? connection.learnsPrefixes.unknown { return open }
      if connection.learnsPrefixes.value == true {
        return doubt(
          "\(node) learns by BGP which addresses lie behind it",
          connection.learnsPrefixes.source ?? connection.source)
      }
      if connection.kind.value == .network {
        let partner = connection.otherGateway.value.flatMap { estate.gateways[$0.id] }
        let network = partner.flatMap { self.network(of: $0) }.flatMap { estate.networks[$0] }
        guard let network, network.isDescribed,
          network.addressSpace.allSatisfy({ $0.value != nil })
        else { return connection.otherGateway.unknown ?? general }
      } else {
        let site = connection.site.value.flatMap { estate.localGateways[$0.id] }
        guard let site, site.isDescribed, site.addressSpace.allSatisfy({ $0.value != nil }) else {
          return connection.site.unknown ?? general
        }
      }
    }
    return nil
  }

  /// Whether another gateway has a connection to it, and all connections tell whose they are.
  private func isNamedByAnother(_ gateway: ResourceID) -> Bool {
    estate.connections.contains {
      $0.kind.value == .network && $0.otherGateway.value?.id == gateway
    }
      && estate.connections.allSatisfy {
        $0.gateway.unknown == nil && $0.otherGateway.unknown == nil && $0.kind.unknown == nil
      }
  }
}
