internal import EstateModel
internal import TrafficSets

// Out by a public address of the sender's own, which a NAT gateway of the subnet precedes.
// https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access
extension ReachabilityGraph {
  /// A NAT gateway takes TCP and UDP even of those that have a public address of their own.
  ///
  /// See <https://learn.microsoft.com/azure/nat-gateway/nat-overview>.
  func edges(of holder: PublicAddressUse, _ exit: Exit) -> [Edge] {
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
    func edge(
      _ streamed: RuleList.Clause?, _ action: Decision.Action, _ evidence: Evidence,
      as address: Address, _ start: [any Mechanism] = []
    ) -> Edge {
      let others =
        holder.family == .ipv4
        ? clauseOverIPv4(.all, action, evidence)
        : RuleList.Clause(carried(by: holder.family), action, evidence)
      let rest = RuleList.Clause(
        .all, .deny, self.evidence(notCarriedBy: name, at: node, holder.source))
      return exit.edge(
        Chain(start + [RuleList((streamed.map { [$0] } ?? []) + [others, rest])]),
        sentBy: source, as: address)
    }
    guard natGateway.isAbsent else {
      let unknown = UnknownValue(
        key: "\(exit.subnet.id)#natGateway",
        because: natGateway.unknown?.because
          ?? "what a NAT gateway does not carry may leave by \(name), which no article says",
        source: natGateway.source)
      let others = evidence(name, holder.source, unknown.because)
      if natGateway.unknown != nil {
        // Either way TCP and UDP leave.
        return [
          edge(
            clauseOverIPv4(streams, .allow, proof), .unknown(unknown), others,
            as: exit.natAddress)
        ]
      }
      let taken = clauseOverIPv4(streams, .allow, proof)
      return natEdges(exit, sentBy: source, [Sorting(traffic: taken.possible)])
        + [
          edge(
            nil, .unknown(unknown), others, as: holder.address,
            [Sorting(traffic: taken.certain.complement)])
        ]
    }
    if holder.family == nil {
      let unknown = openFamily(of: holder)
      return [
        edge(
          nil, .unknown(unknown), evidence(name, holder.source, unknown.because),
          as: holder.address)
      ]
    }
    if let doubt = holder.doubt {
      // Whether by its own address or by the platform's, TCP and UDP leave in either case.
      let hasDefault =
        holder.family == .ipv4 && exit.subnet.delegations.isEmpty
        && exit.subnet.defaultOutboundAccess.unknown == nil
        && exit.subnet.defaultOutboundAccess.value != false
      let clause =
        hasDefault
        ? clauseOverIPv4(streams, .allow, proof)
        : exit.near.map { clauseOverIPv4(streams, $0.action, $0.evidence) }
      return [
        edge(
          clause, .unknown(doubt), evidence(name, doubt.source, doubt.because),
          as: clause == nil ? holder.address : exit.shared)
      ]
    }
    return [edge(nil, .allow, proof, as: holder.address)]
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
  func carriesNoIPv6(_ setting: Setting<Reference>) -> Bool {
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
}
