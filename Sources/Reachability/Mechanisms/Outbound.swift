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
    /// What leads to storage of the same region, for which no way out is needed.
    let near: Gate?

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
    let node = selectors.text(for: subnet.id)
    let exit = Exit(
      subnet: subnet, node: node,
      route: [Forwarding(to: open)]
        + (branch.map { [$0.forwarding] } ?? pastServiceEndpoint(subnet, toward: destination))
        + advertisedRoutes(at: subnet, in: network),
      shared: shared,
      natGateway: natGateway, natExits: exits(ofNATGateway: natGateway),
      near: nearStorage(node, network, toward: destination))
    if let firewall = firewall(in: subnet.id) {
      if natGateway.isAbsent { return firewallExits(firewall, exit.route) }
      return [untranslatedExit(firewall, exit.route)]
        + sharedEdges(exit, sentBy: subnetAddresses(of: firewall), besides: .empty)
    }
    let holders = (addressedBySubnet[subnet.id] ?? []).flatMap { publicAddresses(of: $0) }
      .filter { $0.subnet == subnet.id }
    let own = holders.reduce(AddressSet.empty) { $0.union(AddressSet($1.inside)) }
    let (members, balanced) = memberEdges(exit, besides: own)
    let (nodes, made) = nodeEdges(exit)
    // With a NAT gateway that may be there these have one way out more.
    let isSettled = natGateway.unknown == nil
    let settled = isSettled ? members.union(nodes) : .empty
    return holders.flatMap { edges(of: $0, exit) } + (isSettled ? balanced + made : [])
      + sharedEdges(
        exit, sentBy: own.union(settled).complement, besides: members.union(nodes))
  }

  // MARK: - By what the subnet has

  /// - Parameter others: those there with ways out of their own that a NAT gateway precedes.
  private func sharedEdges(
    _ exit: Exit, sentBy senders: AddressSet, besides others: AddressSet
  ) -> [Edge] {
    let subnet = exit.subnet
    if exit.natGateway.value != nil { return natEdges(exit, sentBy: senders) }
    guard subnet.delegations.isEmpty, subnet.openDelegation == nil else {
      // Whatever way out the service has, storage of the region is reached without one.
      if let near = exit.near, near.action == .allow {
        let clause = RuleList.Clause(.all, near.action, near.evidence)
        return [exit.edge(RuleList([clause]), sentBy: senders)]
      }
      let unknown =
        exit.natGateway.unknown
        ?? (subnet.delegations.isEmpty ? subnet.openDelegation : nil)
        ?? UnknownValue(
          key: "\(subnet.id)#outbound",
          because: "the outbound access of delegated subnets is not modelled yet",
          source: subnet.source)
      let proof = exit.evidence(
        subnet.delegations.isEmpty
          ? "delegations not known" : "delegated to \(subnet.delegations.joined(separator: ", "))",
        unknown.source, unknown.because)
      return [exit.edge(RuleList(carriedOut(exit, .unknown(unknown), proof)), sentBy: senders)]
    }
    var clauses = defaultAccess(exit)
    if let open = exit.natGateway.unknown, exit.near == nil, !others.isEmpty {
      let own = RuleList.Clause(
        TrafficSet(sources: others), .unknown(open),
        exit.evidence("NAT gateway", open.source, open.because))
      clauses.insert(own, at: 0)
    }
    return [exit.edge(RuleList(clauses), sentBy: senders)]
  }

  /// Azure's default outbound access and what ends it; a NAT gateway that may be there carries as much.
  private func defaultAccess(_ exit: Exit) -> [RuleList.Clause] {
    let subnet = exit.subnet
    let open = exit.natGateway.unknown
    let ended =
      (withoutDefault(exit) + availabilitySets(in: subnet) + flexibleScaleSets(in: subnet))
      .map { clause -> RuleList.Clause in
        if let near = exit.near {
          return RuleList.Clause(clause.possible, near.action, near.evidence)
        }
        guard let open else { return clause }
        return RuleList.Clause(
          clause.possible.intersection(TrafficSet(protocols: ProtocolSet(.tcp, .udp))),
          .unknown(open), exit.evidence("NAT gateway", open.source, open.because))
      }
    switch subnet.defaultOutboundAccess {
    case .known(false, let source):
      // A private subnet has no way out but to storage of its own region.
      if let near = exit.near { return [RuleList.Clause(.all, near.action, near.evidence)] }
      if let open {
        return carriedOut(
          exit, .unknown(open), exit.evidence("NAT gateway", open.source, open.because))
      }
      let proof = exit.evidence(
        "defaultOutboundAccess: false", source,
        "\(exit.node) is a private subnet without an explicit way out")
      return [
        RuleList.Clause(
          .all, balancersOut(of: subnet).map { .unknown($0) } ?? .deny, proof,
          remedies: [.attachNATGateway(subnet: subnet.id, at: subnet.source)])
      ]
    case .unknown(let unknown):
      let proof = exit.evidence("default outbound access", unknown.source, unknown.because)
      return ended
        + (exit.near.map { carriedOut(exit, $0.action, $0.evidence) }
          ?? carriedOut(exit, .unknown(unknown), proof))
    case .known(true, let source):
      let proof = exit.evidence(
        "defaultOutboundAccess: true", source,
        "\(exit.node) has Azure's default outbound access")
      return ended + carriedOut(exit, .allow, proof)
    case .absent:
      let proof = exit.evidence(
        "default outbound access", nil, "\(exit.node) has Azure's default outbound access")
      return ended + carriedOut(exit, .allow, proof)
    }
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
  private func nearStorage(
    _ node: String, _ network: VirtualNetwork, toward destination: Destination
  ) -> Gate? {
    guard case .front(let front) = destination,
      front.tags.contains(where: { $0.hasPrefix("Storage") })
    else { return nil }
    let isNear = Region(network.location).isSame(
      as: region(of: front), of: "\(front.selector) and \(selectors.text(for: network.id))",
      at: network.source)
    func evidence(_ unknown: UnknownValue?) -> Evidence {
      Evidence(
        node: node, control: "outboundMethod", rule: "storage of the same region",
        source: unknown?.source, article: unknown?.source == nil ? Self.outboundArticle : nil,
        why: unknown?.because
          ?? "storage accounts of the same region are reached over the backbone")
    }
    switch isNear {
    case .no: return nil
    case .yes: return Gate(.allow, evidence(nil))
    case .open(let unknown): return Gate(.unknown(unknown), evidence(unknown))
    }
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
