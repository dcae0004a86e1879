internal import EstateModel
internal import TrafficSets

// System routes: within the network, to peered networks, to the internet; everything else private is
// dropped. Route tables are not decided here.
// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
extension ReachabilityGraph {
  package static let routingArticle =
    "https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview"

  func routeTableEdges(_ subnet: ResourceID) -> [Edge] {
    guard let described = estate.subnets[subnet] else { return [] }
    return [
      Edge(to: .routed(subnet: subnet), unknownTable(of: described) ?? Forwarding(to: .all))
    ]
  }

  /// A route table that no input describes may send any packet elsewhere.
  func unknownTable(of subnet: Subnet) -> Gate? {
    let table = subnet.routeTable
    guard !table.isAbsent, knownRouteTable(of: subnet) == nil else { return nil }
    let name = table.value.map { selectors.text(for: $0.id) } ?? "a route table"
    let unknown =
      table.unknown
      ?? UnknownValue(
        key: "\(name)#routes", because: "no input tells the routes of \(name)",
        source: table.source)
    return Gate(
      .unknown(unknown),
      Evidence(
        node: selectors.text(for: subnet.id), control: "routeTable", rule: name,
        source: table.source, why: unknown.because))
  }

  /// From the fabric, by the system routes of the subnet.
  func routeEdges(_ subnet: ResourceID, toward destination: Destination) -> [Edge] {
    guard let described = estate.subnets[subnet], let network = estate.networks[described.network]
    else { return [] }
    if knownRouteTable(of: described) != nil {
      return tableEdges(described, in: network, toward: destination)
    }
    var edges: [Edge] = []
    var routed = AddressSet.empty
    for neighbour in subnetsByNetwork[network.id] ?? [] {
      let addresses = self.addresses(of: neighbour)
      routed.formUnion(addresses)
      edges.append(
        Edge(to: .entering(subnet: neighbour.id), Forwarding(to: addresses)))
    }
    for peering in network.peerings {
      edges += peeringEdges(peering, of: network, &routed)
    }
    edges += clientEdges(fromNetwork: network, toward: destination, &routed)
    edges += platformEdges(toward: destination)
    edges += serviceEndpointEdges(described, toward: destination)
    edges += egressEdges(described, network, toward: destination)
    let dropped = AddressBook.privateIPv4.union(privateNamedAddresses).subtracting(routed)
    if let doubt = routeDoubt(at: network, toward: destination) {
      return edges + doubtfulEdges(at: network, toward: destination, dropped, doubt)
    }
    edges.append(
      Edge(
        to: .dropped(selectors.text(for: network.id)),
        RuleList([
          RuleList.Clause(
            TrafficSet(destinations: dropped), .deny,
            Evidence(
              node: selectors.text(for: network.id), control: "route", rule: "no route",
              source: nil, article: Self.routingArticle,
              why:
                "\(selectors.text(for: network.id)) has no route to that address: it is neither in its own range nor in that of a peered network"
            ))
        ])))
    return edges
  }

  var privateNamedAddresses: AddressSet {
    book.dynamicSubnets.values.reduce(AddressSet.empty) { $0.union($1) }
  }

  /// The platform's own addresses answer every host; no route table moves that traffic.
  ///
  /// See <https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16>.
  func platformEdges(toward destination: Destination) -> [Edge] {
    guard case .host(let host) = destination, case .address = host else { return [] }
    return [Edge(to: .host(host), Forwarding(to: AddressBook.platform))]
  }

  // MARK: - The internet

  static let outboundArticle =
    "https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access"

  /// - Parameter branch: the route that leads there, where a table says so.
  func egressEdges(
    _ subnet: Subnet, _ network: VirtualNetwork, toward destination: Destination,
    by branch: RouteSelection.Branch? = nil
  ) -> [Edge] {
    let route: [any Mechanism] = branch.map { [$0.forwarding] } ?? []
    let open = AddressBook.publicNumbers.union(book.openAddresses)
      .subtracting(takenByServiceEndpoint(subnet, toward: destination))
    let node = selectors.text(for: subnet.id)
    guard let egress = book[.egress(.subnet(subnet.id))] else { return [] }
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "outboundMethod", rule: rule, source: source,
        article: source == nil ? Self.outboundArticle : nil, why: why)
    }
    let action: Decision.Action
    let proof: Evidence
    if !subnet.natGateway.isAbsent {
      action = subnet.natGateway.unknown.map { .unknown($0) } ?? .allow
      proof = evidence(
        "NAT gateway", subnet.natGateway.source, "\(node) leaves through its NAT gateway")
    } else if !subnet.delegations.isEmpty {
      let unknown = UnknownValue(
        key: "\(subnet.id)#outbound",
        because: "the outbound access of delegated subnets is not modelled yet",
        source: subnet.source)
      action = .unknown(unknown)
      proof = evidence(
        "delegated to \(subnet.delegations.joined(separator: ", "))", subnet.source,
        unknown.because)
    } else {
      switch subnet.defaultOutboundAccess {
      case .known(false, let source):
        return privateSubnetEdges(subnet, source, open, egress, route, toward: destination)
      case .unknown(let unknown):
        action = .unknown(unknown)
        proof = evidence("default outbound access", unknown.source, unknown.because)
      case .known(true, let source):
        action = .allow
        proof = evidence(
          "defaultOutboundAccess: true", source, "\(node) has Azure's default outbound access")
      case .absent:
        action = .allow
        proof = evidence(
          "default outbound access", nil, "\(node) has Azure's default outbound access")
      }
    }
    return [
      Edge(
        to: .internet,
        Chain(
          [Forwarding(to: open)] + route + [carriedOut(of: subnet, action, proof, evidence)]
        ).translating(.sources(AddressSet(egress))))
    ]
  }

  /// Default outbound access and NAT gateways carry TCP and UDP over IPv4; the rest needs an
  /// instance's own public address or a balancer.
  private func carriedOut(
    of subnet: Subnet, _ action: Decision.Action, _ proof: Evidence,
    _ evidence: (String, SourcePosition?, String) -> Evidence
  ) -> RuleList {
    let node = selectors.text(for: subnet.id)
    let notIPv6 = book.ipv6.complement
    let carried = TrafficSet(
      sources: notIPv6, destinations: notIPv6, protocols: ProtocolSet(.tcp, .udp))
    if let unknown = otherWaysOut(of: subnet) {
      return RuleList([
        RuleList.Clause(carried, action, proof),
        RuleList.Clause(
          .all, .unknown(unknown),
          evidence("instance public addresses", unknown.source, unknown.because)),
      ])
    }
    return RuleList([
      RuleList.Clause(carried, action, proof),
      RuleList.Clause(
        .all, .deny,
        evidence(
          "TCP and UDP over IPv4 only", nil,
          "the way out of \(node) carries neither ICMP nor IPv6")),
    ])
  }

  /// Ways out that are not modelled and that some hosts of the subnet may have.
  private func otherWaysOut(of subnet: Subnet) -> UnknownValue? {
    let addressed = (interfacesBySubnet[subnet.id] ?? []).first { interface in
      interface.configurations.contains { !$0.publicAddress.isAbsent }
    }
    let balancer = estate.others.first {
      $0.id.type.lowercased() == "microsoft.network/loadbalancers"
        && estate.loadBalancers[$0.id]?.isInternal != true
    }
    guard let source = addressed?.source ?? balancer?.source else { return nil }
    return UnknownValue(
      key: "\(subnet.id)#outbound",
      because:
        "outbound access by instance public addresses and load balancers is not modelled yet",
      source: source)
  }

  /// A private subnet has no way out but to storage of its own region.
  private func privateSubnetEdges(
    _ subnet: Subnet, _ source: SourcePosition, _ open: AddressSet, _ egress: Address,
    _ route: [any Mechanism], toward destination: Destination
  ) -> [Edge] {
    let node = selectors.text(for: subnet.id)
    let proof = Evidence(
      node: node, control: "outboundMethod", rule: "defaultOutboundAccess: false",
      source: source, why: "\(node) is a private subnet without an explicit way out")
    let region = Estate.region(estate.networks[subnet.network]?.location.value)
    if case .front(let front) = destination, region != nil, front.location == region,
      front.tags.contains(where: { $0.hasPrefix("Storage") })
    {
      return [
        Edge(
          to: .internet,
          Chain(
            [Forwarding(to: open)] + route + [
              Gate(
                .allow,
                Evidence(
                  node: node, control: "outboundMethod", rule: "storage of the same region",
                  source: nil, article: Self.outboundArticle,
                  why: "storage accounts of the same region are reached over the backbone"))
            ]
          ).translating(.sources(AddressSet(egress))))
      ]
    }
    let action: Decision.Action = otherWaysOut(of: subnet).map { .unknown($0) } ?? .deny
    return [
      Edge(
        to: .internet,
        Chain(
          [Forwarding(to: open)] + route + [
            Gate(
              action, proof, remedies: [.attachNATGateway(subnet: subnet.id, at: subnet.source)])
          ]
        ).translating(.sources(AddressSet(egress))))
    ]
  }

  /// A service endpoint takes the service's traffic past the internet, with the subnet's identity.
  ///
  /// See <https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview>.
  func serviceEndpointEdges(_ subnet: Subnet, toward destination: Destination) -> [Edge] {
    guard case .front(let front) = destination, let wanted = front.serviceEndpoint,
      let address = book[.front(front.name)], let identity = book[.serviceEndpoint(subnet.id)],
      let endpoint = serviceEndpoint(of: subnet, for: wanted)
    else { return [] }
    let node = selectors.text(for: subnet.id)
    let proof = Evidence(
      node: node, control: "serviceEndpoint", rule: wanted, source: endpoint.source,
      why: endpoint.unknown?.because ?? "\(node) has a service endpoint for \(wanted)")
    let gate = Gate(endpoint.unknown.map { .unknown($0) } ?? .allow, proof)
    return [
      Edge(
        to: .publicSide(front),
        Chain([Forwarding(to: AddressSet(address)), gate]).translating(
          .sources(AddressSet(identity))))
    ]
  }

  /// What goes by the subnet's service endpoint leaves no other way.
  private func takenByServiceEndpoint(
    _ subnet: Subnet, toward destination: Destination
  ) -> AddressSet {
    guard let (addresses, doubt) = serviceEndpointAddresses(subnet, toward: destination),
      doubt == nil
    else { return .empty }
    return addresses
  }

  /// The addresses of the destination that a service endpoint of the subnet leads to, and why it is
  /// not known whether the subnet has it.
  func serviceEndpointAddresses(
    _ subnet: Subnet, toward destination: Destination
  ) -> (AddressSet, doubt: UnknownValue?)? {
    guard case .front(let front) = destination, let wanted = front.serviceEndpoint,
      let address = book[.front(front.name)],
      let endpoint = serviceEndpoint(of: subnet, for: wanted)
    else { return nil }
    return (AddressSet(address), endpoint.unknown)
  }

  /// The subnet's service endpoint for that service, the one that is known before one that may be.
  private func serviceEndpoint(of subnet: Subnet, for wanted: String) -> Setting<String>? {
    let names = [wanted.lowercased(), wanted.lowercased() + ".global"]
    return subnet.serviceEndpoints.first {
      $0.value.map { names.contains($0.lowercased()) } ?? false
    }
      ?? subnet.serviceEndpoints.first { $0.unknown != nil }
  }
}

extension Chain {
  func translating(_ translation: Translation?) -> Translated {
    Translated(mechanism: self, translation: translation)
  }
}

/// A mechanism after which addresses are others.
struct Translated: Mechanism {
  let mechanism: any Mechanism
  let translation: Translation?

  var isControl: Bool { mechanism.isControl }
  var steps: [any Mechanism] { mechanism.steps }

  func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome {
    mechanism.decide(passage, under: hypothesis)
  }
}
