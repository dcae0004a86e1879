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
