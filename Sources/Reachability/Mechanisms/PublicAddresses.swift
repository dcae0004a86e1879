internal import EstateModel
internal import TrafficSets

// A public IP address is translated to the private one of its ip configuration; groups are asked
// afterwards, about the private address. One of the tier Standard is closed where no group stands.
// https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses
extension ReachabilityGraph {
  static let publicAddressArticle =
    "https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses"

  /// From the internet to an interface.
  func publicAddressEdges(_ interface: NetworkInterface, _ host: Host) -> [Edge] {
    let uses = publicAddresses(of: interface)
    if let calledAddress {
      return uses.filter { $0.address == calledAddress }
        .map { edge(to: $0, of: interface, host) }
    }
    var edges = uses.map { edge(to: $0, of: interface, host) }
    let doubts = unmodelledFronts(of: interface, host)
    edges += doubts
    let entries = translatedEntries(toward: .host(host)) + publicFrontendEdges(toward: host)
    if uses.isEmpty, let rest = traffic(besides: doubts) {
      edges.append(noPublicAddress(interface, rest))
    }
    return edges + entries
  }

  private func edge(to use: PublicAddressUse, of interface: NetworkInterface, _ host: Host) -> Edge
  {
    let node = selectors.text(for: use.resource ?? use.interface)
    func unknown(_ unknown: UnknownValue) -> Gate {
      Gate(open: unknown, node: node, control: "publicAddress", rule: "public IP address")
    }
    let arrival = Forwarding(to: AddressSet(use.address))
    guard use.family != nil else {
      return Edge(to: .host(host), Chain([arrival, unknown(openFamily(of: use))]))
    }
    guard let subnet = use.subnet else {
      return Edge(
        to: .host(host),
        Chain([
          arrival, unknown(Self.missing("the subnet of \(selectors.text(for: use.interface))")),
        ]))
    }
    return Edge(
      to: .entering(subnet: subnet),
      Chain([arrival, use.doubt.map { unknown($0) } ?? admission(use, interface, at: subnet)])
        .translating(.destinations(AddressSet(use.inside))))
  }

  /// Without any group an address of the tier Standard takes nothing in, one of the tier Basic all.
  private func admission(
    _ use: PublicAddressUse, _ interface: NetworkInterface, at subnet: ResourceID
  ) -> any Mechanism {
    let resource = use.resource.flatMap { estate.publicAddresses[$0] }
    let tier = resource?.tier ?? .absent
    let node = selectors.text(for: use.resource ?? use.interface)
    let holder = selectors.text(for: use.interface)
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "publicAddress", rule: rule, source: source,
        article: source == nil ? Self.publicAddressArticle : nil, why: why)
    }
    let hasGroup =
      !interface.securityGroup.isAbsent
      || estate.subnets[subnet]?.securityGroup.isAbsent != true
    if hasGroup {
      return Gate(
        .allow, evidence("public IP address", use.source, "\(node) leads to \(holder)"))
    }
    switch tier {
    case .known(.basic, let source):
      return Gate(
        .allow,
        evidence(
          "sku: Basic", source, "\(node) leads to \(holder) and is open where no group stands"))
    case .known(let tier, let source):
      let closed = RuleList.Clause(
        .all, .deny,
        evidence(
          "sku: \(tier.rawValue)", source,
          "\(node) is closed until a security group at \(holder) or its subnet allows"),
        remedies: [
          .attachSecurityGroup(interface: use.interface, traffic: .all, at: interface.source)
        ])
      let opening = clausesOpening(node, at: subnet)
      if opening.isEmpty { return Gate(.deny, closed.evidence, remedies: closed.remedies) }
      return RuleList(opening + [closed])
    case .unknown(let unknown):
      return Gate(
        .unknown(unknown), evidence("sku", unknown.source, unknown.because), cases: Self.tierCases)
    case .absent:
      // Which tier Azure takes has changed over the years.
      let unknown = UnknownValue(
        key: "\(use.resource ?? use.interface)#sku",
        because:
          "no input tells the sku of \(node): Standard is closed without a group, Basic open",
        source: resource?.source ?? use.source)
      return Gate(
        .unknown(unknown), evidence("sku", unknown.source, unknown.because), cases: Self.tierCases)
    }
  }

  static let tierCases = ["Basic": true, "Standard": false]

  /// What else may lead to an interface and is not modelled.
  private func unmodelledFronts(of interface: NetworkInterface, _ host: Host) -> [Edge] {
    let node = selectors.text(for: interface.id)
    func gate(_ resource: OpaqueResource) -> Gate {
      let unknown = UnknownValue(
        key: "\(interface.id)#inbound",
        because: "whether \(selectors.text(for: resource.id)) leads to \(node) is not modelled yet",
        source: resource.source)
      return Gate(open: unknown, node: node, control: "publicAddress", rule: "not modelled")
    }
    let doubts = balancerDoubts(of: interface).map { unknown, traffic in
      Chain([
        Sorting(traffic: traffic),
        Gate(open: unknown, node: node, control: "publicAddress", rule: "load balancer"),
      ])
    }
    var edges: [Edge] = []
    let unmodelled = unmodelledBalancers(leadingTo: interface)
    let isAll = unmodelled.contains { $0.traffic == .all }
    for gate in unmodelled.map({ Chain([Sorting(traffic: $0.traffic), gate($0.resource)]) })
      + (isAll ? [] : doubts)
    {
      // A balancer keeps the sender's address, so that the groups see who it is.
      let inside = addresses(of: interface)
      if let subnet = interface.configurations.first?.subnet.value?.id {
        edges.append(
          Edge(
            to: .entering(subnet: subnet),
            gate.translating(.destinations(inside))))
      } else {
        edges.append(Edge(to: .host(host), gate))
      }
    }
    return edges + doubtfulEntries(toward: host) + frontDoorEntries(toward: host)
  }

  /// What none of these edges takes; `nil` where they take everything.
  private func traffic(besides edges: [Edge]) -> TrafficSet? {
    let rest = edges.reduce(TrafficSet.all) { rest, edge in
      let sorted = edge.mechanism.steps.lazy.compactMap { $0 as? Sorting }.first
      return sorted.map { rest.subtracting($0.traffic) } ?? .empty
    }
    return rest.isEmpty ? nil : rest
  }

  private func noPublicAddress(_ interface: NetworkInterface, _ traffic: TrafficSet) -> Edge {
    let node = selectors.text(for: interface.id)
    let frontends = self.frontends(leadingTo: interface.id)
      .filter { balancers.frontends[$0]?.isPublic == true }
    var leading: [String] = []
    for name in frontends.map({ selectors.text(for: $0.parent ?? $0) })
    where !leading.contains(name) {
      leading.append(name)
    }
    let balanced =
      leading.isEmpty
      ? "" : "; \(leading.joined(separator: " and ")) leads there by its own rules only"
    let place = interface.configurations.first?.subnet.value.map {
      " in \(selectors.text(for: $0.id))"
    }
    return Edge(
      to: .dropped(node),
      Chain([
        Forwarding(
          to: sharedPublicAddresses.complement),
        Sorting(traffic: traffic),
        Gate(
          .deny,
          Evidence(
            node: node, control: "publicAddress", rule: "no public address",
            source: interface.source,
            why: "\(node) has no public IP address\(place ?? "")\(balanced)")),
      ]))
  }

  /// From where a packet goes that no input tells the way of, to the public addresses of a host.
  func doubtfulPublicEdges(
    toward destination: Destination, _ addresses: AddressSet, _ gates: [any Mechanism]
  ) -> [Edge] {
    guard case .host(let host) = destination, let somewhere = book[.somewhere] else { return [] }
    let reached = publicAddresses(leadingTo: host).intersection(addresses)
    if reached.isEmpty { return [] }
    return [
      Edge(
        to: .internet,
        Chain([Forwarding(to: reached)] + gates).translating(.sources(AddressSet(somewhere))))
    ]
  }
}
