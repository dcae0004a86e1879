internal import EstateModel
internal import TrafficSets

// From the internet to the nodes of a compute: by their public address, behind a load balancer and a group
// that come with it and let in what manages them, and SSH where that is opened.
// https://learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet
extension ReachabilityGraph {
  func computeInbound(_ compute: Compute, _ host: Host) -> [Edge] {
    let node = selectors.text(for: compute.id)
    if compute.kind.value == .kubernetes { return kubernetesInbound(compute, host) }
    if case .known(false, let source) = compute.hasPublicAddress {
      return [
        Edge(
          to: .dropped(node),
          Gate(
            .deny,
            Evidence(
              node: node, control: "enableNodePublicIp", rule: "enable_node_public_ip: false",
              source: source, why: "the nodes of \(node) have no public address")))
      ]
    }
    if let gate = managedInbound(compute) { return [Edge(to: .dropped(node), gate)] }
    var steps = closedAppPorts(compute)
    switch compute.kind {
    case .known(.cluster, _), .known(.instance, _):
      if case .unknown(let unknown) = compute.hasPublicAddress {
        steps.append(
          Gate(open: unknown, node: node, control: "enableNodePublicIp", rule: "not known"))
      }
      steps.append(RuleList(managingTraffic(to: compute) + shells(to: compute)))
    case .known(_, let source):
      let unknown = UnknownValue(
        key: "\(compute.id)#inbound",
        because: "which public addresses the machines of \(node) have, no input tells",
        source: source)
      steps.append(Gate(open: unknown, node: node, control: "publicAddress", rule: "not known"))
    case .unknown, .absent:
      let unknown =
        compute.kind.unknown
        ?? UnknownValue(
          key: "\(compute.id)#kind", because: "no input tells of what kind \(node) is",
          source: compute.source)
      let gate = Gate(open: unknown, node: node, control: "computeType", rule: "not known")
      steps.append(
        RuleList(
          managingTraffic(to: compute) + [RuleList.Clause(.all, gate.action, gate.evidence)]))
    }
    guard let subnet = compute.subnet.value?.id, estate.subnets[subnet] != nil else {
      return [Edge(to: .host(host), Chain(steps))]
    }
    // In a subnet of the customer's its group is asked, however the packet comes.
    return [
      Edge(
        to: .entering(subnet: subnet),
        Chain(steps).translating(.destinations(addresses(of: host))))
    ]
  }

  /// By which Azure Machine Learning and Azure Batch manage nodes with a public address: the group that
  /// comes with these lets it in.
  private func managingTraffic(to compute: Compute) -> [RuleList.Clause] {
    let node = selectors.text(for: compute.id)
    func clause(_ tag: String, _ ports: PortSet, _ assumptions: [Remark] = []) -> RuleList.Clause {
      let extent = meaning(ofServiceTag: tag)
      func traffic(_ sources: AddressSet) -> TrafficSet {
        TrafficSet(sources: sources, protocols: ProtocolSet(.tcp), destinationPorts: ports)
      }
      return RuleList.Clause(
        certain: traffic(extent.certain), possible: traffic(extent.possible), action: .allow,
        evidence: Evidence(
          node: node, control: "enableNodePublicIp", rule: "inbound from \(tag)", source: nil,
          article: Self.nodeAddressArticle,
          why: "\(tag) manages the nodes of \(node) by their public address"),
        assumptions: assumptions)
    }
    return [
      clause("AzureMachineLearning", PortSet(44224)),
      clause(
        "BatchNodeManagement", PortSet(29876...29877),
        [
          Remark(
            node: node, property: "enableNodePublicIp",
            because: "Azure Batch still calls it, which newer versions of the article do not name",
            source: compute.source)
        ]),
    ]
  }

  /// SSH, where it is opened to the public, and an end to all else.
  ///
  /// See <https://learn.microsoft.com/azure/machine-learning/how-to-create-attach-compute-cluster>.
  private func shells(to compute: Compute) -> [RuleList.Clause] {
    let node = selectors.text(for: compute.id)
    let isInstance = compute.kind.value == .instance
    let control = isInstance ? "sshPublicAccess" : "remoteLoginPortPublicAccess"
    let shell = TrafficSet(protocols: ProtocolSet(.tcp), destinationPorts: PortSet(22))
    func clause(
      _ action: Decision.Action, _ rule: String, _ source: SourcePosition?, _ why: String
    ) -> RuleList.Clause {
      RuleList.Clause(
        shell, action,
        Evidence(
          node: node, control: control, rule: rule, source: source,
          article: source == nil ? Self.nodeAddressArticle : nil, why: why))
    }
    let open = "SSH of \(node) is open to public networks"
    let closed = "SSH of \(node) is closed to public networks"
    func unspecified(_ source: SourcePosition?) -> RuleList.Clause {
      let rule = source == nil ? "\(control) absent" : "\(control): NotSpecified"
      if isInstance { return clause(.deny, rule, source, "\(closed) unless told otherwise") }
      switch compute.subnet {
      case .known:
        return clause(.deny, rule, source, "\(closed) in a network of yours unless told otherwise")
      case .unknown(let unknown):
        return clause(.unknown(unknown), rule, unknown.source, unknown.because)
      case .absent:
        return clause(
          .allow, rule, source, "\(open) outside networks of yours unless told otherwise")
      }
    }
    let own: RuleList.Clause
    switch compute.secureShell {
    case .known(.enabled, let source): own = clause(.allow, "\(control): Enabled", source, open)
    case .known(.disabled, let source): own = clause(.deny, "\(control): Disabled", source, closed)
    case .unknown(let unknown):
      own = clause(.unknown(unknown), "\(control) not known", unknown.source, unknown.because)
    case .known(.notSpecified, let source): own = unspecified(source)
    case .absent: own = unspecified(nil)
    }
    let rest = RuleList.Clause(
      .all, .deny,
      Evidence(
        node: node, control: "enableNodePublicIp", rule: "inbound of nodes", source: nil,
        article: Self.nodeAddressArticle,
        why:
          "by the public address of \(node) nothing comes in but what manages its nodes, and SSH where it is opened"
      ))
    return [own, rest]
  }
}
