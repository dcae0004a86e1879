internal import EstateModel
internal import TrafficSets

// Clients that come in through a VPN or ExpressRoute gateway reach its network, and networks peered
// with it where both flags of gateway transit are set.
// https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-point-to-site-routing
extension ReachabilityGraph {
  func gatewayEdges(_ id: ResourceID, toward destination: Destination) -> [Edge] {
    guard let gateway = estate.gateways[id] else { return [] }
    let node = selectors.text(for: id)
    guard let home = network(of: gateway), let network = estate.networks[home] else {
      let unknown = UnknownValue(
        key: "\(id)#subnet", because: "no input tells the network of \(node)",
        source: gateway.source)
      let evidence = Evidence(
        node: node, control: "gateway", rule: "network not known", source: gateway.source,
        why: unknown.because)
      return privateDestinationSubnets(destination).map {
        Edge(to: .entering(subnet: $0), Gate(.unknown(unknown), evidence, hidesWay: true))
      }
    }
    let detour = gateway.subnet.value.flatMap { estate.subnets[$0.id] }.flatMap {
      unknownTable(of: $0)
    }
    let group = gateway.subnet.value.flatMap { estate.subnets[$0.id] }.flatMap {
      $0.securityGroup.isAbsent ? nil : ignoredGroup(at: $0.id)
    }
    var edges: [Edge] = []
    var reached = AddressSet.empty
    let bypass = bypassGate(of: gateway)
    let here = gateway.subnet.value?.id
    func add(
      _ subnets: [Subnet], _ gates: [any Mechanism],
      _ more: (Subnet) -> [any Mechanism] = { _ in [] }
    ) {
      for subnet in subnets {
        for (held, doubts) in deliveries(into: subnet) {
          var addresses = held
          // A VPN gateway carries IPv4 only.
          if gateway.kind.value == .vpn { addresses.subtract(AddressSet.ipv6) }
          reached.formUnion(addresses)
          edges.append(
            Edge(
              to: .entering(subnet: subnet.id),
              Chain(
                [Forwarding(to: addresses)] + doubts + (group.map { [$0] } ?? []) + gates
                  + more(subnet) + (detour.map { [$0] } ?? []))))
        }
      }
    }
    add(
      subnetsByNetwork[home] ?? [],
      [
        Gate(
          .allow,
          Evidence(
            node: node, control: "gateway", rule: "network of the gateway",
            source: gateway.subnet.source,
            why: "\(node) leads into \(selectors.text(for: home))"))
      ])
    for peering in network.peerings {
      guard let remote = peering.remote.value.flatMap({ estate.networks[$0.id] }) else { continue }
      add(
        subnetsByNetwork[remote.id] ?? [], transitGates(peering, from: network, to: remote, node)
      ) { subnetGates(peering, of: network, to: remote, from: here, into: $0.id) }
    }
    if let subnet = gateway.subnet.value.flatMap({ estate.subnets[$0.id] }),
      let table = knownRouteTable(of: subnet)
    {
      edges = byTable(
        edges, table, of: subnet, in: network, node, toward: destination)
      if let bypass {
        edges = edges.map { Edge(to: $0.to, Chain([bypass] + $0.mechanism.steps)) }
      }
    }
    let open =
      network.peerings.compactMap(\.remote.unknown).first ?? hiddenRoutes(at: network)
    if let doubt = network.isDescribed ? open : routeDoubt(at: network, toward: destination) {
      let rest = AddressBook.privateIPv4.union(privateNamedAddresses).subtracting(reached)
      return edges + doubtfulEdges(at: network, toward: destination, rest, doubt)
    }
    let dropped = AddressBook.privateIPv4.subtracting(reached)
    edges.append(
      Edge(
        to: .dropped(node),
        RuleList([
          RuleList.Clause(
            TrafficSet(destinations: dropped), .deny,
            Evidence(
              node: node, control: "route", rule: "no route", source: nil,
              article:
                "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-point-to-site-routing",
              why: "\(node) has no route to that address"))
        ])))
    return edges
  }

  /// From on premises by way of the gateway's network into a peered one, and back.
  func transitGates(
    _ peering: Peering, from network: VirtualNetwork, to remote: VirtualNetwork, _ node: String
  ) -> [any Mechanism] {
    [
      transitGate(peering, from: network, to: remote.id, node),
      peeringGate(peering, of: network, to: remote),
    ]
  }

  func transitGate(
    _ peering: Peering, from network: VirtualNetwork, to remote: ResourceID, _ node: String
  ) -> Gate {
    let there = selectors.text(for: remote)
    let back = estate.networks[remote]?.peering(to: network.id)
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(node: node, control: "gatewayTransit", rule: rule, source: source, why: why)
    }
    let flags = [
      (peering.allowsGatewayTransit, "allowGatewayTransit", network.id),
      (back?.usesRemoteGateways ?? .absent, "useRemoteGateways", remote),
    ]
    let unset = flags.filter { $0.0.isAbsent || $0.0.value == false }
    for (flag, name, owner) in flags {
      switch flag {
      case .known(true, _): continue
      case .unknown(let unknown):
        return Gate(.unknown(unknown), evidence(name, unknown.source, unknown.because))
      case .known(false, _), .absent:
        if back == nil, estate.networks[remote]?.isDescribed != true {
          let unknown = Self.missing("the peering of \(there)")
          return Gate(
            .unknown(unknown), evidence(name, peering.source, unknown.because))
        }
        if unset.count > 1 {
          return Gate(
            .deny,
            evidence(
              "\(unset.map(\.1).joined(separator: " and ")) are not set",
              flag.source ?? peering.source,
              "\(node) serves \(there) only with \(name) on the peering of \(selectors.text(for: owner)) and \(unset[1].1) on that of \(there)"
            ), remedies: transitChange(peering, of: network.id, back, of: remote, owner))
        }
        return Gate(
          .deny,
          evidence(
            "\(name) is not set", flag.source ?? peering.source,
            "\(node) serves \(there) only with \(name) on the peering of \(selectors.text(for: owner))"
          ), remedies: transitChange(peering, of: network.id, back, of: remote, owner))
      }
    }
    return Gate(
      .allow,
      evidence(
        "gateway transit", peering.allowsGatewayTransit.source,
        "\(node) serves \(there) by gateway transit"))
  }

  private func transitChange(
    _ peering: Peering, of network: ResourceID, _ back: Peering?, of remote: ResourceID,
    _ owner: ResourceID
  ) -> [Change] {
    if let back, let spoke = estate.networks[remote], !mayUseRemoteGateways(back, of: spoke) {
      return []
    }
    if owner == network {
      return [.allowGatewayTransit(peering: peering.id, of: network, at: peering.source)]
    }
    return back.map { [.useRemoteGateways(peering: $0.id, of: remote, at: $0.source)] } ?? []
  }

  /// Packets that a circuit takes past the gateway honour the routes of its subnet in few cases.
  func bypassGate(of gateway: VirtualNetworkGateway) -> Gate? {
    guard let subnet = gateway.subnet.value.flatMap({ estate.subnets[$0.id] }),
      let table = knownRouteTable(of: subnet), !table.routes.isEmpty,
      let connection = connections(of: gateway.id).first(where: {
        $0.bypassesGateway.value == true || $0.bypassesGateway.unknown != nil
      })
    else { return nil }
    let unknown =
      connection.bypassesGateway.unknown
      ?? UnknownValue(
        key: "\(connection.id)#bypass",
        because:
          "\(selectors.text(for: connection.id)) goes past the gateway, whose routes then hold in few cases",
        source: connection.bypassesGateway.source)
    return Gate(
      open: unknown, node: selectors.text(for: connection.id), control: "expressRouteGatewayBypass",
      rule: "expressRouteGatewayBypass: true")
  }

  private func privateDestinationSubnets(_ destination: Destination) -> [ResourceID] {
    switch destination {
    case .front:
      endpoints(serving: destination).compactMap { $0.subnet.value?.id }
    case .host(let host):
      if case .subnet(let subnet, _) = attachment(of: host) { [subnet] } else { [] }
    }
  }
}
