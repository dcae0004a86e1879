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
        Edge(to: .entering(subnet: $0), Gate(.unknown(unknown), evidence))
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
    func add(_ subnets: [Subnet], _ gates: [any Mechanism]) {
      for subnet in subnets {
        let addresses = self.addresses(of: subnet)
        reached.formUnion(addresses)
        edges.append(
          Edge(
            to: .entering(subnet: subnet.id),
            Chain(
              [Forwarding(to: addresses)] + (group.map { [$0] } ?? []) + gates
                + (detour.map { [$0] } ?? []))))
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
        subnetsByNetwork[remote.id] ?? [], transitGates(peering, from: network, to: remote, node))
    }
    if let subnet = gateway.subnet.value.flatMap({ estate.subnets[$0.id] }),
      let table = knownRouteTable(of: subnet)
    {
      edges = byTable(
        edges, table, of: subnet, in: network, node, toward: destination)
    }
    let open = network.peerings.compactMap(\.remote.unknown).first
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
  private func transitGates(
    _ peering: Peering, from network: VirtualNetwork, to remote: VirtualNetwork, _ node: String
  ) -> [any Mechanism] {
    [
      transitGate(peering, from: network, to: remote.id, node),
      peeringGate(peering, of: network, to: remote),
    ]
  }

  /// Clients on premises are reached back through the gateway.
  func clientEdges(
    fromNetwork network: VirtualNetwork, toward destination: Destination,
    _ routed: inout AddressSet
  ) -> [Edge] {
    guard case .host(.client(let name)) = destination, let client = estate.client(name),
      case .gateway(.known(let reference, _)) = client.placement,
      let gateway = estate.gateways[reference.id], let home = self.network(of: gateway)
    else { return [] }
    let node = selectors.text(for: gateway.id)
    var gates: [any Mechanism] = []
    if home != network.id {
      guard let hub = estate.networks[home], let peering = hub.peering(to: network.id) else {
        return []
      }
      gates = transitGates(peering, from: hub, to: network, node)
    }
    let addresses = self.addresses(of: .client(name))
    routed.formUnion(addresses)
    let arrival = Gate(
      .allow,
      Evidence(
        node: node, control: "gateway", rule: "addresses of client/\(client.name)",
        source: client.source, why: "\(node) leads to client/\(client.name)"))
    return [
      Edge(to: .host(.client(name)), Chain([Forwarding(to: addresses)] + gates + [arrival]))
    ]
  }

  private func transitGate(
    _ peering: Peering, from network: VirtualNetwork, to remote: ResourceID, _ node: String
  ) -> Gate {
    let there = selectors.text(for: remote)
    let back = estate.networks[remote]?.peering(to: network.id)
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(node: node, control: "gatewayTransit", rule: rule, source: source, why: why)
    }
    for (flag, name, owner) in [
      (peering.allowsGatewayTransit, "allowGatewayTransit", network.id),
      (back?.usesRemoteGateways ?? .absent, "useRemoteGateways", remote),
    ] {
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
        return Gate(
          .deny,
          evidence(
            "\(name) is not set", flag.source ?? peering.source,
            "\(node) serves \(there) only with \(name) on the peering of \(selectors.text(for: owner))"
          ))
      }
    }
    return Gate(
      .allow,
      evidence(
        "gateway transit", peering.allowsGatewayTransit.source,
        "\(node) serves \(there) by gateway transit"))
  }

  private func privateDestinationSubnets(_ destination: Destination) -> [ResourceID] {
    switch destination {
    case .front(let front):
      estate.privateEndpoints.filter { front.isServed(by: $0, in: estate) }
        .compactMap { $0.subnet.value?.id }
    case .host(let host):
      if case .subnet(let subnet, _) = attachment(of: host) { [subnet] } else { [] }
    }
  }
}
