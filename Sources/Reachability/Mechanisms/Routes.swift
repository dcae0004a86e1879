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
        source: table.source, why: unknown.because), hidesWay: true)
  }

  /// From the fabric, by the system routes of the subnet.
  func routeEdges(_ subnet: ResourceID, toward destination: Destination) -> [Edge] {
    guard let described = estate.subnets[subnet], let network = estate.networks[described.network]
    else { return [] }
    if knownRouteTable(of: described) != nil {
      return tableEdges(described, in: network, toward: destination)
    }
    let neighbours = knownNetworks.neighbours.value(for: subnet) {
      self.neighbours(of: subnet, in: network)
    }
    var edges = neighbours.edges
    var routed = neighbours.addresses
    edges += clientEdges(fromNetwork: network, toward: destination, &routed)
    edges += networkTunnelEdges(from: network, toward: destination, &routed)
    edges += platformEdges(toward: destination)
    edges += serviceEndpointEdges(described, toward: destination)
    edges += openEgressEdges(described, network, toward: destination)
    // Whatever system routes make of a packet, a table that no input shows may send it elsewhere.
    if let gate = unknownTable(of: described), case .unknown(let unknown) = gate.action {
      edges += doubtfulEdges(at: network, toward: destination, .all, unknown)
    }
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

  private func neighbours(
    of subnet: ResourceID, in network: VirtualNetwork
  ) -> NetworkCache.Neighbours {
    var edges: [Edge] = []
    var routed = AddressSet.empty
    for neighbour in subnetsByNetwork[network.id] ?? [] {
      for (addresses, gates) in deliveries(into: neighbour) {
        routed.formUnion(addresses)
        edges.append(
          Edge(
            to: .entering(subnet: neighbour.id),
            gates.isEmpty
              ? Forwarding(to: addresses) : Chain([Forwarding(to: addresses)] + gates)))
      }
    }
    for peering in network.peerings {
      edges += peeringEdges(peering, of: network, from: subnet, &routed)
    }
    return NetworkCache.Neighbours(edges: edges, addresses: routed)
  }

  /// All public addresses, those that are known by a name alone among them.
  var publicSpace: AddressSet {
    knownNetworks.spaces.value(for: .outside) {
      AddressBook.publicNumbers.union(book.openAddresses)
    }
  }

  var privateNamedAddresses: AddressSet {
    knownNetworks.spaces.value(for: .named) {
      book.dynamicSubnets.values.reduce(AddressSet.empty) { $0.union($1) }
    }
  }

  /// The platform's own addresses answer every host; no route table moves that traffic.
  ///
  /// See <https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16>.
  func platformEdges(toward destination: Destination) -> [Edge] {
    guard case .host(let host) = destination, case .address = host else { return [] }
    return [Edge(to: .host(host), Forwarding(to: AddressBook.platform))]
  }

  /// The way out, which is open where routes may stand that the input does not show.
  private func openEgressEdges(
    _ subnet: Subnet, _ network: VirtualNetwork, toward destination: Destination
  ) -> [Edge] {
    let edges = egressEdges(subnet, network, toward: destination)
    guard let doubt = hiddenRoutes(at: network) else { return edges }
    let gate = Gate(
      open: doubt, node: selectors.text(for: network.id), control: "route",
      rule: "routes not known", hidesWay: true)
    return edges.map { edge in
      Edge(
        to: edge.to,
        Translated(
          mechanism: Chain([gate] + edge.mechanism.steps), translation: edge.mechanism.translation))
    }
  }

  /// A service endpoint takes the service's traffic past the internet, with the subnet's identity.
  ///
  /// See <https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview>.
  ///
  /// - Parameter branch: what the subnet's routes leave of that traffic, where a table stands there.
  func serviceEndpointEdges(
    _ subnet: Subnet, toward destination: Destination, by branch: RouteSelection.Branch? = nil
  ) -> [Edge] {
    guard case .front(let front) = destination, let wanted = front.serviceEndpoint,
      let address = book[.front(front.name)], let identity = book[.serviceEndpoint(subnet.id)],
      let endpoint = serviceEndpoint(of: subnet, for: wanted, toward: front)
    else { return [] }
    let node = selectors.text(for: subnet.id)
    let proof = Evidence(
      node: node, control: "serviceEndpoint", rule: wanted, source: endpoint.source,
      why: endpoint.unknown?.because ?? "\(node) has a service endpoint for \(wanted)")
    let gate = Gate(endpoint.unknown.map { .unknown($0) } ?? .allow, proof)
    return [
      Edge(
        to: .publicSide(front),
        Chain(
          [Forwarding(to: AddressSet(address))] + (branch.map { [$0.forwarding] } ?? []) + [gate]
            + serviceEndpointPolicies(subnet, toward: front)
        ).translating(.sources(AddressSet(identity))))
    ]
  }

  /// What goes by the subnet's service endpoint leaves no other way.
  func takenByServiceEndpoint(
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
      let endpoint = serviceEndpoint(of: subnet, for: wanted, toward: front)
    else { return nil }
    return (AddressSet(address), endpoint.unknown)
  }

  /// The subnet's service endpoint for that service, the one that is known before one that may be.
  private func serviceEndpoint(
    of subnet: Subnet, for wanted: String, toward front: Front
  ) -> Setting<String>? {
    let wanted = wanted.lowercased()
    let endpoints = subnet.serviceEndpoints.compactMap { endpoint -> Setting<String>? in
      guard let name = endpoint.value?.lowercased() else { return endpoint }
      if name == wanted + ".global" { return endpoint }
      return name == wanted ? regional(endpoint, wanted, of: subnet, toward: front) : nil
    }
    return endpoints.first { $0.value != nil } ?? endpoints.first { $0.unknown != nil }
  }

  /// Some services are reached by a service endpoint in the network's own region, storage in the
  /// paired one as well, all others everywhere.
  private func regional(
    _ endpoint: Setting<String>, _ name: String, of subnet: Subnet, toward front: Front
  ) -> Setting<String>? {
    let isStorage = name == "microsoft.storage"
    guard isStorage || name == "microsoft.sql" else { return endpoint }
    let home = Region(estate.networks[subnet.network]?.location ?? .absent)
    let region = region(of: front)
    if isStorage, let home = home.name, let region = region.name {
      switch RegionPairs.areOneOrPaired(home, region) {
      case true?: return endpoint
      case false?: return nil
      case nil:
        return .unknown(
          UnknownValue(
            key: "\(subnet.id)#endpointRegion",
            because:
              "whether \(region) is the partner of \(home), which a service endpoint serves as well, is not known",
            source: endpoint.source))
      }
    }
    let isSame = home.isSame(
      as: region, of: "\(front.selector) and \(selectors.text(for: subnet.network))",
      at: endpoint.source)
    switch isSame {
    case .yes: return endpoint
    case .no: return nil
    case .open(let unknown): return .unknown(unknown)
    }
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
