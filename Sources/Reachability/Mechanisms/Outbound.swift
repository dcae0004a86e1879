internal import EstateModel
internal import TrafficSets

// Out to public addresses: by the NAT gateway of the subnet, else by the sender's own public address,
// else by Azure's default outbound access, which private subnets do not have.
// https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access
extension ReachabilityGraph {
  static let outboundArticle =
    "https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access"

  /// What all ways out of a subnet have in common.
  struct Exit {
    let subnet: Subnet
    let node: String
    /// The route that leads there, where a table says so, and what it takes.
    let route: [any Mechanism]
    /// The address that stands for whatever address the platform or a NAT gateway gives.
    let shared: Address
    let natGateway: Setting<Reference>
    /// The addresses of the NAT gateway, where the input tells them.
    let natExits: [PublicExit]?

    /// What a host has that leaves by the NAT gateway.
    var natAddress: Address {
      natExits.flatMap { $0.count == 1 ? $0[0].address : nil } ?? shared
    }

    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "outboundMethod", rule: rule, source: source,
        article: source == nil ? outboundArticle : nil, why: why)
    }

    func edge(
      _ mechanism: any Mechanism, sentBy senders: AddressSet, as address: Address? = nil
    ) -> Edge {
      let departing: [any Mechanism] = senders == .all ? [] : [Departing(sources: senders)]
      return Edge(
        to: .internet,
        Chain(departing + route + [mechanism]).translating(
          .sources(AddressSet(address ?? shared))))
    }
  }

  /// - Parameter branch: the route that leads there, where a table says so.
  func egressEdges(
    _ subnet: Subnet, _ network: VirtualNetwork, toward destination: Destination,
    by branch: RouteSelection.Branch? = nil
  ) -> [Edge] {
    guard let shared = book[.egress(.subnet(subnet.id))] else { return [] }
    // Where a table stands its routes say what the service endpoint takes: one for the service's tag
    // takes that away from it.
    let open =
      branch == nil
      ? publicSpace.subtracting(takenByServiceEndpoint(subnet, toward: destination)) : publicSpace
    let natGateway = natGateway(of: subnet)
    let exit = Exit(
      subnet: subnet, node: selectors.text(for: subnet.id),
      route: [Forwarding(to: open)]
        + (branch.map { [$0.forwarding] } ?? pastServiceEndpoint(subnet, toward: destination)),
      shared: shared,
      natGateway: natGateway, natExits: exits(ofNATGateway: natGateway))
    if let firewall = firewall(in: subnet.id) {
      if natGateway.isAbsent { return firewallExits(firewall, exit.route) }
      return [untranslatedExit(firewall, exit.route)]
        + sharedEdges(
          exit, network, sentBy: subnetAddresses(of: firewall), toward: destination)
    }
    let holders = (addressedBySubnet[subnet.id] ?? []).flatMap { publicAddresses(of: $0) }
      .filter { $0.subnet == subnet.id }
    let own = holders.reduce(AddressSet.empty) { $0.union(AddressSet($1.inside)) }
    let (members, balanced) = memberEdges(exit, network, besides: own, toward: destination)
    let (nodes, made) = nodeEdges(exit)
    return holders.map { edge(of: $0, exit) } + balanced + made
      + sharedEdges(
        exit, network, sentBy: own.union(members).union(nodes).complement, toward: destination)
  }

  // MARK: - By an address of the sender's own

  /// A NAT gateway takes TCP and UDP even of those that have a public address of their own.
  ///
  /// See <https://learn.microsoft.com/azure/nat-gateway/nat-overview>.
  private func edge(of holder: PublicAddressUse, _ exit: Exit) -> Edge {
    let node = selectors.text(for: holder.interface)
    let name = holder.resource.map { selectors.text(for: $0) } ?? "a public IP address"
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "outboundMethod", rule: rule, source: source,
        article: source == nil ? Self.outboundArticle : nil, why: why)
    }
    let proof = evidence(name, holder.source, "\(node) leaves by \(name)")
    let streams = TrafficSet(protocols: ProtocolSet(.tcp, .udp))
    let source = AddressSet(holder.inside)
    let natGateway =
      holder.family == .ipv6 && carriesNoIPv6(exit.natGateway) ? .absent : exit.natGateway
    func list(_ streamed: RuleList.Clause?, _ action: Decision.Action, _ evidence: Evidence) -> Edge
    {
      let others =
        holder.family == .ipv4
        ? clauseOverIPv4(.all, action, evidence)
        : RuleList.Clause(carried(by: holder.family), action, evidence)
      let rest = RuleList.Clause(
        .all, .deny, self.evidence(notCarriedBy: name, at: node, holder.source))
      // Whose address it is decides only where nothing else may give one.
      let address =
        !natGateway.isAbsent
        ? exit.natAddress : streamed == nil ? holder.address : exit.shared
      return exit.edge(
        RuleList((streamed.map { [$0] } ?? []) + [others, rest]), sentBy: source, as: address)
    }
    guard natGateway.isAbsent else {
      let taken = evidence(
        "NAT gateway", natGateway.source, "\(exit.node) leaves through its NAT gateway")
      let unknown = UnknownValue(
        key: "\(exit.subnet.id)#natGateway",
        because: natGateway.unknown?.because
          ?? "what a NAT gateway does not carry may leave by \(name), which no article says",
        source: natGateway.source)
      return list(
        clauseOverIPv4(streams, .allow, natGateway.unknown == nil ? taken : proof),
        .unknown(unknown), evidence(name, holder.source, unknown.because))
    }
    if holder.family == nil {
      let unknown = openFamily(of: holder)
      return list(nil, .unknown(unknown), evidence(name, holder.source, unknown.because))
    }
    if let doubt = holder.doubt {
      // Whether by its own address or by the platform's, TCP and UDP leave in either case.
      let hasDefault =
        holder.family == .ipv4 && exit.subnet.delegations.isEmpty
        && exit.subnet.defaultOutboundAccess.unknown == nil
        && exit.subnet.defaultOutboundAccess.value != false
      let clause = clauseOverIPv4(streams, .allow, proof)
      return list(
        hasDefault ? clause : nil, .unknown(doubt),
        evidence(name, doubt.source, doubt.because))
    }
    return list(nil, .allow, proof)
  }

  private func evidence(
    notCarriedBy name: String, at node: String, _ source: SourcePosition?
  ) -> Evidence {
    Evidence(
      node: node, control: "outboundMethod", rule: name, source: source,
      article: source == nil ? Self.outboundArticle : nil,
      why: "\(name) carries one family of addresses only")
  }

  /// A NAT gateway of the tier Standard has no addresses of IPv6.
  ///
  /// See <https://learn.microsoft.com/azure/nat-gateway/nat-overview>.
  private func carriesNoIPv6(_ setting: Setting<Reference>) -> Bool {
    guard let gateway = setting.value.flatMap({ estate.natGateways[$0.id] }), gateway.isDescribed
    else { return false }
    return gateway.tier.isAbsent || gateway.tier.value?.lowercased() == "standard"
  }

  /// What an address of the family can carry; of one that is not known, anything.
  private func carried(by family: AddressFamily?) -> TrafficSet {
    switch family {
    case .ipv4: return TrafficSet(sources: notIPv6, destinations: notIPv6)
    case .ipv6:
      let six = notIPv6.complement
      return TrafficSet(sources: six, destinations: six)
    case nil: return .all
    }
  }

  var notIPv6: AddressSet { book.ipv6.union(book.ofOpenFamily).complement }

  // MARK: - By what the subnet has

  /// Through a NAT gateway whose addresses are known, or that has none.
  ///
  /// See <https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource>.
  private func natEdges(_ exit: Exit, sentBy senders: AddressSet) -> [Edge]? {
    guard let exits = exit.natExits else { return nil }
    let start: [any Mechanism] =
      (senders == .all ? [] : [Departing(sources: senders)]) + exit.route
    if exits.isEmpty {
      return [
        Edge(
          to: .dropped(exit.node),
          Chain(
            start + [
              Gate(
                .deny,
                exit.evidence(
                  "NAT gateway without a public address", exit.natGateway.source,
                  "the NAT gateway of \(exit.node) has no public address to leave by"),
                remedies: exit.natGateway.value.map {
                  [.addPublicAddress(natGateway: $0.id, at: estate.natGateways[$0.id]?.source)]
                } ?? [])
            ]))
      ]
    }
    let name = exit.natGateway.value.map { selectors.text(for: $0.id) } ?? exit.node
    return edges(leavingBy: exits, "\(exit.subnet.id)#natGateway", of: exit.node, start) { _ in
      carriedOut(
        exit, .allow,
        Evidence(
          node: name, control: "outboundMethod", rule: "NAT gateway",
          source: exit.natGateway.source, why: "\(exit.node) leaves through \(name)"))
    }
  }

  private func sharedEdges(
    _ exit: Exit, _ network: VirtualNetwork, sentBy senders: AddressSet,
    toward destination: Destination
  ) -> [Edge] {
    let subnet = exit.subnet
    let action: Decision.Action
    let proof: Evidence
    var isDefault = false
    if !exit.natGateway.isAbsent {
      if let edges = natEdges(exit, sentBy: senders) { return edges }
      action = exit.natGateway.unknown.map { .unknown($0) } ?? .allow
      // The gateway itself is passed where it is known.
      let gateway = exit.natGateway.value.map { selectors.text(for: $0.id) }
      proof = Evidence(
        node: gateway ?? exit.node, control: "outboundMethod", rule: "NAT gateway",
        source: exit.natGateway.source, why: "\(exit.node) leaves through its NAT gateway")
    } else if !subnet.delegations.isEmpty {
      let unknown = UnknownValue(
        key: "\(subnet.id)#outbound",
        because: "the outbound access of delegated subnets is not modelled yet",
        source: subnet.source)
      action = .unknown(unknown)
      proof = exit.evidence(
        "delegated to \(subnet.delegations.joined(separator: ", "))", subnet.source,
        unknown.because)
    } else {
      isDefault = true
      switch subnet.defaultOutboundAccess {
      case .known(false, let source):
        return [privateSubnetEdge(exit, network, source, sentBy: senders, toward: destination)]
      case .unknown(let unknown):
        action = .unknown(unknown)
        proof = exit.evidence("default outbound access", unknown.source, unknown.because)
      case .known(true, let source):
        action = .allow
        proof = exit.evidence(
          "defaultOutboundAccess: true", source,
          "\(exit.node) has Azure's default outbound access")
      case .absent:
        action = .allow
        proof = exit.evidence(
          "default outbound access", nil, "\(exit.node) has Azure's default outbound access")
      }
    }
    let barred =
      isDefault
      ? withoutDefault(exit) + availabilitySets(in: subnet) + flexibleScaleSets(in: subnet) : []
    return [exit.edge(RuleList(barred + carriedOut(exit, action, proof)), sentBy: senders)]
  }

  /// A public address at any interface of a machine ends the default access of all of them.
  private func withoutDefault(_ exit: Exit) -> [RuleList.Clause] {
    (addressedBySubnet[exit.subnet.id] ?? []).compactMap { interface in
      guard let elsewhere = machinesWithPublicAddress[interface.id], elsewhere.isPossible else {
        return nil
      }
      let held = publicAddresses(of: interface).reduce(AddressSet.empty) {
        $0.union(AddressSet($1.inside))
      }
      let others = addresses(of: interface, in: exit.subnet.id).subtracting(held)
      if others.isEmpty { return nil }
      let node = selectors.text(for: interface.id)
      return RuleList.Clause(
        TrafficSet(sources: others), elsewhere.unknown.map { .unknown($0) } ?? .deny,
        Evidence(
          node: node, control: "outboundMethod", rule: "public IP address elsewhere", source: nil,
          article: Self.outboundArticle,
          why:
            "its machine has a public IP address, which ends default outbound access; \(node) has no way out of its own"
        ), remedies: [.attachNATGateway(subnet: exit.subnet.id, at: exit.subnet.source)])
    }
  }

  /// Default outbound access and NAT gateways carry TCP and UDP over IPv4; the rest needs a balancer.
  func carriedOut(
    _ exit: Exit, _ action: Decision.Action, _ proof: Evidence
  ) -> [RuleList.Clause] {
    let carried = clauseOverIPv4(
      TrafficSet(protocols: ProtocolSet(.tcp, .udp)), action, proof)
    if let unknown = balancersOut(of: exit.subnet) {
      return [
        carried,
        RuleList.Clause(
          .all, .unknown(unknown),
          exit.evidence("load balancers", unknown.source, unknown.because)),
      ]
    }
    return [carried, RuleList.Clause(.all, .deny, notCarried(exit))]
  }

  private func notCarried(_ exit: Exit) -> Evidence {
    let rule = "TCP and UDP over IPv4 only"
    if exit.natGateway.value == nil {
      return exit.evidence(
        rule, nil, "the way out of \(exit.node) carries neither ICMP nor IPv6")
    }
    return exit.evidence(
      rule, exit.natGateway.source,
      "the NAT gateway of \(exit.node) carries neither ICMP nor IPv6")
  }

  /// Lets through to storage accounts of the network's own region, which are reached over the
  /// backbone by whoever has no way out.
  ///
  /// See <https://learn.microsoft.com/azure/load-balancer/load-balancer-faqs>.
  func nearStorage(
    _ exit: Exit, _ network: VirtualNetwork, toward destination: Destination
  ) -> Gate? {
    guard case .front(let front) = destination,
      front.tags.contains(where: { $0.hasPrefix("Storage") })
    else { return nil }
    let isNear = Region(network.location).isSame(
      as: region(of: front), of: "\(front.selector) and \(selectors.text(for: network.id))",
      at: network.source)
    switch isNear {
    case .no: return nil
    case .yes:
      return Gate(
        .allow,
        exit.evidence(
          "storage of the same region", nil,
          "storage accounts of the same region are reached over the backbone"))
    case .open(let unknown):
      return Gate(
        .unknown(unknown),
        exit.evidence("storage of the same region", unknown.source, unknown.because))
    }
  }

  /// A private subnet has no way out but to storage of its own region.
  private func privateSubnetEdge(
    _ exit: Exit, _ network: VirtualNetwork, _ source: SourcePosition, sentBy senders: AddressSet,
    toward destination: Destination
  ) -> Edge {
    let proof = exit.evidence(
      "defaultOutboundAccess: false", source,
      "\(exit.node) is a private subnet without an explicit way out")
    if let near = nearStorage(exit, network, toward: destination) {
      return exit.edge(near, sentBy: senders)
    }
    return exit.edge(
      Gate(
        balancersOut(of: exit.subnet).map { .unknown($0) } ?? .deny, proof,
        remedies: [.attachNATGateway(subnet: exit.subnet.id, at: exit.subnet.source)]),
      sentBy: senders)
  }
}

/// Only what these sent goes this way.
struct Departing: Mechanism {
  let sources: AddressSet

  var isControl: Bool { false }

  func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome {
    Outcome(passed: passage.intersection(TrafficSet(sources: sources)))
  }
}
