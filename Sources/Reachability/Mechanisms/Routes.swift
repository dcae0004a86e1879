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
    return [Edge(to: .routed(subnet: subnet), routeTable(of: described) ?? Forwarding(to: .all))]
  }

  /// A route table may send any packet elsewhere, and what it says is not modelled.
  func routeTable(of subnet: Subnet) -> Gate? {
    let table = subnet.routeTable
    guard !table.isAbsent else { return nil }
    let name = table.value.map { selectors.text(for: $0.id) } ?? "a route table"
    let unknown =
      table.unknown
      ?? UnknownValue(
        key: "\(name)#routes", because: "the routes of \(name) are not modelled yet",
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
    edges += serviceEndpointEdges(described, toward: destination)
    edges += egressEdges(described, network, toward: destination)
    let dropped = AddressBook.privateIPv4.union(
      privateNamedAddresses.subtracting(routed)
    ).subtracting(routed)
    let unknownSpace =
      network.isDescribed
      ? nil : "the address space of \(selectors.text(for: network.id)) is not known"
    edges.append(
      Edge(
        to: .dropped(selectors.text(for: network.id)),
        RuleList([
          RuleList.Clause(
            TrafficSet(destinations: dropped),
            unknownSpace.map {
              .unknown(
                UnknownValue(key: "\(network.id)#space", because: $0, source: network.source))
            } ?? .deny,
            Evidence(
              node: selectors.text(for: network.id), control: "route", rule: "no route",
              source: nil, article: Self.routingArticle,
              why:
                "\(selectors.text(for: network.id)) has no route to that address: it is neither in its own range nor in that of a peered network"
            ))
        ])))
    return edges
  }

  private var privateNamedAddresses: AddressSet {
    book.dynamicSubnets.values.reduce(AddressSet.empty) { $0.union($1) }
  }

  /// Clients on premises are reached back through the gateway.
  private func clientEdges(
    fromNetwork network: VirtualNetwork, toward destination: Destination,
    _ routed: inout AddressSet
  ) -> [Edge] {
    guard case .host(.client(let name)) = destination, let client = estate.client(name),
      case .gateway(.known(let reference, _)) = client.placement,
      gateways(servingNetwork: network.id).contains(where: { $0.id == reference.id })
    else { return [] }
    let addresses = self.addresses(of: .client(name))
    routed.formUnion(addresses)
    return [
      Edge(
        to: .host(.client(name)),
        Forwarding(
          to: addresses,
          evidence: Evidence(
            node: selectors.text(for: reference.id), control: "gateway",
            rule: "addresses of client/\(client.name)", source: client.source,
            why: "\(selectors.text(for: reference.id)) leads to client/\(client.name)")))
    ]
  }

  // MARK: - The internet

  static let outboundArticle =
    "https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access"

  private func egressEdges(
    _ subnet: Subnet, _ network: VirtualNetwork, toward destination: Destination
  ) -> [Edge] {
    let open = AddressBook.publicNumbers.union(book.openAddresses)
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
    } else {
      switch subnet.defaultOutboundAccess {
      case .known(false, let source):
        return privateSubnetEdges(subnet, source, open, egress, toward: destination)
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
        Chain([Forwarding(to: open), Gate(action, proof)]).translating(
          .sources(AddressSet(egress))))
    ]
  }

  /// A private subnet has no way out but to storage of its own region.
  private func privateSubnetEdges(
    _ subnet: Subnet, _ source: SourcePosition, _ open: AddressSet, _ egress: Address,
    toward destination: Destination
  ) -> [Edge] {
    let node = selectors.text(for: subnet.id)
    let proof = Evidence(
      node: node, control: "outboundMethod", rule: "defaultOutboundAccess: false",
      source: source, why: "\(node) is a private subnet without an explicit way out")
    let hasPublicAddress = (interfacesBySubnet[subnet.id] ?? []).contains { interface in
      interface.configurations.contains { !$0.publicAddress.isAbsent }
    }
    let region = Estate.region(estate.networks[subnet.network]?.location.value)
    if case .front(let front) = destination, region != nil, front.location == region,
      front.tags.contains(where: { $0.hasPrefix("Storage") })
    {
      return [
        Edge(
          to: .internet,
          Chain([
            Forwarding(to: open),
            Gate(
              .allow,
              Evidence(
                node: node, control: "outboundMethod", rule: "storage of the same region",
                source: nil, article: Self.outboundArticle,
                why: "storage accounts of the same region are reached over the backbone")),
          ]).translating(.sources(AddressSet(egress))))
      ]
    }
    let action: Decision.Action =
      hasPublicAddress
      ? .unknown(
        UnknownValue(
          key: "\(subnet.id)#outbound",
          because: "outbound access by instance public addresses is not modelled yet",
          source: source))
      : .deny
    return [
      Edge(
        to: .internet,
        Chain([Forwarding(to: open), Gate(action, proof)]).translating(
          .sources(AddressSet(egress))))
    ]
  }

  /// A service endpoint takes the service's traffic past the internet, with the subnet's identity.
  ///
  /// See <https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview>.
  private func serviceEndpointEdges(_ subnet: Subnet, toward destination: Destination) -> [Edge] {
    guard case .front(let front) = destination, let wanted = front.serviceEndpoint,
      let address = book[.front(front.name)]
    else { return [] }
    let prefix = wanted.lowercased()
    for endpoint in subnet.serviceEndpoints {
      guard let value = endpoint.value?.lowercased(),
        value == prefix || value == prefix + ".global"
      else { continue }
      return [
        Edge(
          to: .publicSide(front),
          Forwarding(
            to: AddressSet(address),
            evidence: Evidence(
              node: selectors.text(for: subnet.id), control: "serviceEndpoint", rule: wanted,
              source: endpoint.source,
              why: "\(selectors.text(for: subnet.id)) has a service endpoint for \(wanted)")))
      ]
    }
    return []
  }
}

extension Chain {
  func translating(_ translation: Translation) -> Translated {
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
