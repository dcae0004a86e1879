internal import EstateModel
internal import TrafficSets

// The edges that connections make: from networks on premises and to each other, and between sites.
// https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-point-to-site-routing
extension ReachabilityGraph {
  static let transitArticle =
    "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-vpn-faq"

  // MARK: - From a network

  /// Hosts on premises are reached through the gateway that serves the network. A route of the user's
  /// own leads to the gateway whatever the network's peerings take.
  func clientEdges(
    fromNetwork network: VirtualNetwork, toward destination: Destination,
    _ routed: inout AddressSet, byOwnRoute: Bool = false
  ) -> [Edge] {
    guard case .host(let host) = destination else { return [] }
    return tunnels(to: host).compactMap { tunnel in
      guard let home = self.network(of: tunnel.gateway) else { return nil }
      var gates: [any Mechanism] = []
      if home != network.id {
        guard let hub = estate.networks[home], let peering = hub.peering(to: network.id) else {
          return nil
        }
        gates = transitGates(
          peering, from: hub, to: network, selectors.text(for: tunnel.gateway.id))
        if let gate = policyGate(tunnel) { gates.append(gate) }
      }
      let chooser = byOwnRoute ? estate.networks[home] ?? network : network
      let extent = gatewayExtent(Extent(tunnel.addresses), at: chooser)
      routed.formUnion(extent.possible)
      return Edge(
        to: .host(host),
        Chain(
          [
            RoutedForwarding(
              extent: extent, evidence: nil, doubt: Self.missing("whether a peering takes it"),
              node: selectors.text(for: network.id))
          ] + gates + tunnel.gates
            + [carriedByGateway(tunnel.gateway), onSite(tunnel)].compactMap { $0 }
        ))
    }
  }

  /// Networks behind another gateway, where a connection at each of the two joins them.
  ///
  /// A route that the gateway brings gives way to the peerings of the sender's network, one of the
  /// user's own does not; at the gateway those of its own network come first in either case.
  func networkTunnelEdges(
    from network: VirtualNetwork, toward destination: Destination, _ routed: inout AddressSet,
    byOwnRoute: Bool = false
  ) -> [Edge] {
    if estate.connections.all.isEmpty { return [] }
    let wanted = destinationNetworks(destination).filter { $0 != network.id }
    if wanted.isEmpty { return [] }
    var edges: [Edge] = []
    for gateway in possibleGateways(servingNetwork: network.id) {
      guard let home = self.network(of: gateway) else { continue }
      for tunnel in networkTunnels(from: gateway.id)
      where wanted.contains(where: { network in
        possibleGateways(servingNetwork: network).contains { $0.id == tunnel.partner.id }
      }) {
        var gates: [any Mechanism] = []
        if home != network.id {
          guard let hub = estate.networks[home], let peering = hub.peering(to: network.id) else {
            continue
          }
          gates = transitGates(peering, from: hub, to: network, selectors.text(for: gateway.id))
        }
        var arriving = Extent(tunnel.addresses)
        if !byOwnRoute { arriving = gatewayExtent(arriving, at: network) }
        let extent =
          estate.networks[home].map { gatewayExtent(arriving, at: $0) } ?? arriving
        routed.formUnion(extent.possible)
        edges.append(
          Edge(
            to: .gateway(tunnel.partner.id),
            Chain(
              [
                RoutedForwarding(
                  extent: extent, evidence: nil, doubt: Self.missing("whether a peering takes it"),
                  node: selectors.text(for: network.id))
              ] + gates + tunnel.gates)))
        // What the user's own routes bring besides has an edge of its own to the gateway.
        let peered = arriving.possible.subtracting(extent.possible)
        if byOwnRoute || peered.isEmpty { continue }
        routed.formUnion(peered)
        edges.append(
          Edge(
            to: .gateway(gateway.id),
            Chain(
              [
                RoutedForwarding(
                  extent: Extent(
                    certain: arriving.certain.intersection(peered), possible: peered),
                  evidence: nil, doubt: Self.missing("whether a peering takes it"),
                  node: selectors.text(for: network.id))
              ] + gates)))
      }
    }
    return edges
  }

  // MARK: - From on premises

  /// From a host on premises into each gateway that it is connected to, on to what lies behind
  /// those, and out by the site's own internet access.
  func onPremisesEdges(
    of host: Host, _ tunnels: [Tunnel], toward destination: Destination
  ) -> [Edge] {
    tunnels.flatMap { tunnel -> [Edge] in
      // A client that only an overlay knows has its own line there as the reason.
      let named =
        tunnel.connection == nil ? [] : tunnel.gates.filter { $0.evidence.control == "connection" }
      let gates: [any Mechanism] = named + (homeOnly(tunnel).map { [$0] } ?? [])
      let into = Edge(
        to: .gateway(tunnel.gateway.id),
        gates.isEmpty ? Forwarding(to: .all) : Chain([Forwarding(to: .all)] + gates))
      return [into] + transitEdges(tunnel, toward: destination)
        + siteEdges(tunnel, toward: destination)
    } + ownInternetAccess(of: host, tunnels)
  }

  /// A site that no connection ties to a gateway has its own internet access and no more.
  func unconnectedEdges(ofSite id: ResourceID, toward destination: Destination) -> [Edge] {
    let node = selectors.text(for: id)
    let evidence = Evidence(
      node: node, control: "connection", rule: "no connection",
      source: estate.localGateways[id]?.source, why: "no connection ties \(node) to a gateway")
    return ownInternetAccess(of: .site(id), []) + [
      Edge(
        to: .dropped(node),
        Chain([
          Forwarding(to: AddressBook.privateIPv4.union(privateNamedAddresses)),
          Gate(.deny, evidence),
        ]))
    ]
  }

  /// Past the gateway into a network behind another one.
  private func transitEdges(_ tunnel: Tunnel, toward destination: Destination) -> [Edge] {
    guard let home = network(of: tunnel.gateway).flatMap({ estate.networks[$0] }) else { return [] }
    let wanted = destinationNetworks(destination).filter { $0 != home.id }
    let direct = networkTunnels(from: tunnel.gateway.id).reduce(AddressSet.empty) {
      $0.union($1.addresses)
    }
    // What is learned may lead further than the input shows, past what this gateway itself leads to.
    let further = wanted.lazy.filter { other in
      !gateways(servingNetwork: other).contains { $0.id == tunnel.gateway.id }
    }.compactMap { other in
      joiningGateway(home.id, other, by: destination).map { gateway in
        behindDoubt(gateway)
          ?? UnknownValue(
            key: "\(gateway.id)#transit",
            because: "whether \(selectors.text(for: gateway.id)) leads on is in no input",
            source: gateway.source)
      }
    }.first
    let learned =
      further.map {
        doubtfulEdges(
          at: home, toward: destination,
          AddressBook.privateIPv4.union(privateNamedAddresses).subtracting(direct), $0)
      } ?? []
    return learned
      + networkTunnels(from: tunnel.gateway.id).compactMap { further in
        guard
          wanted.contains(where: { network in
            possibleGateways(servingNetwork: network).contains { $0.id == further.partner.id }
          })
        else { return nil }
        var exchanges = further.learns
        if exchanges.value == true, !tunnel.isPointToSite {
          exchanges = learns(tunnel.connection, tunnel.gateway)
        }
        return Edge(
          to: .gateway(further.partner.id),
          Chain(
            [Forwarding(to: further.addresses)] + tunnel.gates + further.gates
              + [transitGate(tunnel, exchanges), policyGate(tunnel)].compactMap { $0 }))
      }
  }

  /// Through a gateway to another site or to other clients of it.
  private func siteEdges(_ tunnel: Tunnel, toward destination: Destination) -> [Edge] {
    guard case .host(let target) = destination else { return [] }
    return tunnels(to: target).map { other in
      var gates: [any Mechanism] = [Forwarding(to: other.addresses)]
      gates += tunnel.gates + other.gates
      if other.gateway.id != tunnel.gateway.id {
        gates.append(
          Gate(
            open: UnknownValue(
              key: "\(tunnel.gateway.id)#transit",
              because: "what passes on premises from one gateway to another is in no input",
              source: tunnel.gateway.source),
            node: selectors.text(for: tunnel.gateway.id), control: "gateway", rule: "transit"))
      } else if tunnel.isPointToSite, other.isPointToSite {
        gates.append(
          Gate(
            open: UnknownValue(
              key: "\(tunnel.gateway.id)#clients",
              because: "whether clients of one gateway reach each other is not documented",
              source: tunnel.gateway.source),
            node: selectors.text(for: tunnel.gateway.id), control: "gateway", rule: "clients"))
      } else {
        let one = tunnel.isPointToSite ? other : tunnel
        var exchanges = learns(one.connection, one.gateway)
        if exchanges.value == true, !other.isPointToSite {
          exchanges = learns(other.connection, other.gateway)
        }
        gates.append(transitGate(tunnel, exchanges, isToSite: true))
        gates += [tunnel, other].compactMap { policyGate($0) }
      }
      return Edge(to: .host(target), Chain(gates + [onSite(other)].compactMap { $0 }))
    }
  }

  /// Transit from on premises hangs on the exchange of prefixes.
  private func transitGate(
    _ tunnel: Tunnel, _ exchanges: Setting<Bool>, isToSite: Bool = false
  ) -> Gate {
    let node = selectors.text(for: tunnel.gateway.id)
    func evidence(_ rule: String, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "transit", rule: rule, source: exchanges.source,
        article: exchanges.source == nil ? Self.transitArticle : nil, why: why)
    }
    switch exchanges {
    case .known(true, let source):
      return Gate(
        .allow, evidence("enableBgp: true", "both ends exchange their prefixes"),
        assumptions: [
          Remark(
            node: node, property: "routes",
            because: "what is on premises has taken over the routes that \(node) announces",
            source: source)
        ])
    case .unknown(let unknown):
      return Gate(.unknown(unknown), evidence("enableBgp", unknown.because))
    case .known(false, _), .absent:
      if tunnel.isPointToSite, !isToSite {
        return Gate(
          .deny,
          evidence(
            "enableBgp is not set", "clients of \(node) reach no further network without BGP"))
      }
      return Gate(
        .unknown(
          UnknownValue(
            key: "\(tunnel.gateway.id)#transit",
            because: "whether \(node) leads on without BGP is not documented",
            source: exchanges.source ?? tunnel.gateway.source)),
        evidence("enableBgp is not set", "whether \(node) leads on without BGP is not documented"))
    }
  }

  /// A site reaches the internet by its own access, not through Azure; so does a client, but for
  /// public addresses that the gateway tells it to send into the tunnel.
  private func ownInternetAccess(of host: Host, _ tunnels: [Tunnel]) -> [Edge] {
    var keys = [host]
    if case .address = host, let tunnel = tunnels.first {
      keys = [.site(tunnel.connection?.site.value?.id ?? tunnel.gateway.id)]
    }
    guard let egress = keys.compactMap({ book[.egress($0)] }).first else { return [] }
    let open = publicSpace
    let custom = tunnels.filter(\.isPointToSite).reduce(Extent.nothing) { taken, tunnel in
      taken.union(extent(of: AddressSet(tunnel.gateway.customRoutes.compactMap(\.value))))
    }
    let article =
      "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-point-to-site-routing"
    let node = text(for: host)
    var edges = [
      Edge(
        to: .internet,
        Forwarding(
          to: open.subtracting(custom.possible),
          evidence: Evidence(
            node: node, control: "route", rule: "own internet access", source: nil,
            article: article,
            why: "\(node) reaches public addresses by its own internet access"),
          translation: .sources(AddressSet(egress))))
    ]
    let taken = open.intersection(custom.possible)
    if !taken.isEmpty, let gateway = tunnels.first?.gateway {
      let unknown = UnknownValue(
        key: "\(gateway.id)#customRoutes",
        because: "how public addresses of customRoutes leave the gateway is not documented",
        source: gateway.customRoutes.first?.source)
      edges.append(
        Edge(
          to: .internet,
          Chain([
            Forwarding(to: taken),
            Gate(
              open: unknown, node: selectors.text(for: gateway.id), control: "customRoutes",
              rule: "customRoutes"),
          ]).translating(.sources(AddressSet(egress)))))
    }
    return edges
  }

  // MARK: - What a tunnel does not carry

  /// With policies in place of routes a site talks to the gateway's own network alone.
  private func policyGate(_ tunnel: Tunnel) -> Gate? {
    let node = selectors.text(for: tunnel.connection?.id ?? tunnel.gateway.id)
    func evidence(_ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "trafficSelectors", rule: "policy-based", source: source,
        article: source == nil ? Self.gatewayArticle : nil, why: why)
    }
    switch isPolicyBased(tunnel) {
    case .known(true, let source):
      return Gate(
        .deny, evidence(source, "a policy-based tunnel reaches the gateway's own network alone"))
    case .unknown(let unknown):
      return Gate(.unknown(unknown), evidence(unknown.source, unknown.because))
    case .known(false, _), .absent: return nil
    }
  }

  /// The same for what comes from the site.
  private func homeOnly(_ tunnel: Tunnel) -> RuleList? {
    guard let gate = policyGate(tunnel),
      let home = network(of: tunnel.gateway).flatMap({ estate.networks[$0] })
    else { return nil }
    let held = ranges(of: home)
    let inside = Evidence(
      node: gate.evidence.node, control: "trafficSelectors", rule: "the gateway's own network",
      source: gate.evidence.source, article: gate.evidence.article,
      why: "the gateway's own network is reached")
    return RuleList([
      RuleList.Clause(
        certain: TrafficSet(destinations: held.certain),
        possible: TrafficSet(destinations: held.possible), action: .allow, evidence: inside),
      RuleList.Clause(.all, gate.action, gate.evidence),
    ])
  }

  /// A VPN gateway carries IPv4 only.
  private func carriedByGateway(_ gateway: VirtualNetworkGateway) -> (any Mechanism)? {
    guard gateway.kind.value == .vpn else { return nil }
    return Forwarding(to: AddressSet.ipv6.complement)
  }

  /// What the site's own devices do is not Azure's matter.
  private func onSite(_ tunnel: Tunnel) -> Gate? {
    guard let connection = tunnel.connection, let site = connection.site.value?.id else {
      return nil
    }
    let node = selectors.text(for: site)
    return Gate(
      .allow,
      Evidence(
        node: node, control: "site", rule: "localNetworkAddressSpace",
        source: estate.localGateways[site]?.addressSpace.first?.source ?? connection.source,
        why: "the address lies behind \(node)"),
      assumptions: [
        Remark(
          node: node, property: "devices", because: "the site's own devices let it through",
          source: connection.source)
      ])
  }
}
