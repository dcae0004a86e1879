internal import EstateModel
internal import TrafficSets

// Nodes that bring a way out of their own into a subnet: those of a Kubernetes cluster by its
// `outboundType`, those of a compute by the load balancer of their public address.
// https://learn.microsoft.com/azure/aks/egress-outboundtype
extension ReachabilityGraph {
  static let outboundTypeArticle = "https://learn.microsoft.com/azure/aks/egress-outboundtype"
  static let nodeAddressArticle =
    "https://learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet"

  /// How certain nodes leave a subnet.
  private struct NodeExit {
    let nodes: Address
    /// The address that others see, where the way is the nodes' own.
    let address: Address
    let action: Decision.Action
    let proof: Evidence
    /// Whether the nodes have no other way out, whatever an open value is.
    let isSettled: Bool
    var remedies: [Change] = []
  }

  /// The addresses of nodes that leave by nothing but ways of their own, and the edges of all that have
  /// such. A NAT gateway of the subnet precedes them.
  func nodeEdges(_ exit: Exit) -> (AddressSet, [Edge]) {
    guard exit.natGateway.value == nil else { return (.empty, []) }
    let exits =
      (clustersBySubnet[exit.subnet.id] ?? []).compactMap { nodeExit(of: $0, in: exit.subnet) }
      + (computesBySubnet[exit.subnet.id] ?? []).compactMap { nodeExit(of: $0) }
    let settled = AddressSet(exits.filter(\.isSettled).map(\.nodes))
    return (settled, exits.map { edge(of: $0, exit) })
  }

  /// What such a way carries: TCP and UDP over IPv4, as balancers and NAT gateways do.
  private func edge(of way: NodeExit, _ exit: Exit) -> Edge {
    let near = way.action == .allow ? nil : exit.near
    if near == nil, way.action == .deny {
      return exit.edge(
        RuleList([RuleList.Clause(.all, .deny, way.proof, remedies: way.remedies)]),
        sentBy: AddressSet(way.nodes), as: way.address)
    }
    let carried = clauseOverIPv4(
      TrafficSet(protocols: ProtocolSet(.tcp, .udp)), near?.action ?? way.action,
      near?.evidence ?? way.proof, remedies: near == nil ? way.remedies : [])
    let rest = Evidence(
      node: way.proof.node, control: way.proof.control, rule: "TCP and UDP over IPv4 only",
      source: way.proof.source, article: way.proof.article,
      why: "the way out of \(way.proof.node) is for TCP and UDP over IPv4")
    return exit.edge(
      RuleList([carried, RuleList.Clause(.all, .deny, rest)]), sentBy: AddressSet(way.nodes),
      as: way.address)
  }

  /// Whether a cluster makes a way out for its nodes, beside what the subnet has.
  func makesWayOut(_ cluster: KubernetesCluster) -> Certainty {
    switch cluster.outboundType {
    case .absent: return Certainty(cluster.isDescribed)
    case .unknown(let unknown): return .open(unknown)
    case .known(let type, let source):
      switch type.lowercased() {
      case "loadbalancer", "managednatgateway", "managednatgatewayv2": return .yes
      case "userdefinedrouting", "userassignednatgateway", "none": return .no
      default:
        return .open(
          UnknownValue(
            key: "\(cluster.id)#outboundType",
            because:
              "what leaves \(selectors.text(for: cluster.id)) with outboundType \(type) is not modelled",
            source: source))
      }
    }
  }

  /// - Parameter subnet: One of those that its nodes stand in.
  private func nodeExit(of cluster: KubernetesCluster, in subnet: Subnet) -> NodeExit? {
    guard let nodes = book[.host(.cluster(cluster.id))],
      let address = book[.egress(.cluster(cluster.id))]
    else { return nil }
    let node = selectors.text(for: cluster.id)
    let source = cluster.outboundType.source
    let type = cluster.outboundType.value ?? "loadBalancer"
    func evidence(_ rule: String, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "outboundType", rule: rule, source: source,
        article: source == nil ? Self.outboundTypeArticle : nil, why: why)
    }
    switch makesWayOut(cluster) {
    case .no:
      return endOfDefaultAccess(for: cluster, in: subnet).map { action, proof in
        NodeExit(
          nodes: nodes, address: address, action: action, proof: proof, isSettled: true,
          remedies: [.attachNATGateway(subnet: subnet.id, at: subnet.source)])
      }
    case .yes:
      let means =
        type.lowercased() == "loadbalancer" ? "a load balancer" : "a NAT gateway"
      return NodeExit(
        nodes: nodes, address: address, action: .allow,
        proof: evidence(
          source == nil ? "outboundType absent: loadBalancer" : "outboundType: \(type)",
          "the nodes of \(node) leave by \(means) that the cluster makes"),
        isSettled: true)
    case .open(let unknown):
      return NodeExit(
        nodes: nodes, address: address, action: .unknown(unknown),
        proof: evidence("outboundType not known", unknown.because),
        isSettled: cluster.outboundType.value != nil)
    }
  }

  /// What becomes of Azure's default outbound access of nodes for which their cluster makes no way out: it
  /// ends for members of a balancer of the tier Standard, as that of the router is. `nil` where such a
  /// balancer changes nothing.
  ///
  /// See <https://learn.microsoft.com/azure/load-balancer/load-balancer-faqs>.
  private func endOfDefaultAccess(
    for cluster: KubernetesCluster, in subnet: Subnet
  ) -> (Decision.Action, Evidence)? {
    let tier = cluster.balancerTier.value?.lowercased()
    if subnet.defaultOutboundAccess.value == false || tier == "basic" { return nil }
    let node = selectors.text(for: cluster.id)
    let type = cluster.outboundType.value ?? ""
    func evidence(_ why: String) -> Evidence {
      Evidence(
        node: node, control: "outboundType", rule: "outboundType: \(type)",
        source: cluster.outboundType.source, why: why)
    }
    func open(_ because: String, _ source: SourcePosition?) -> (Decision.Action, Evidence) {
      let unknown = UnknownValue(
        key: "\(cluster.id)#defaultAccess", because: because, source: source)
      return (.unknown(unknown), evidence(because))
    }
    if let unknown = cluster.balancerTier.unknown { return open(unknown.because, unknown.source) }
    if case .internalAddress = exposure(of: cluster) {
      return (
        .deny,
        evidence(
          "with outboundType \(type) \(node) makes no way out, and behind the internal load balancer of its router its nodes have no default outbound access"
        )
      )
    }
    return open(
      "with outboundType \(type) \(node) makes no way out; whether its nodes keep default outbound access hangs on load balancers of its services, which no input tells",
      cluster.outboundType.source)
  }

  /// Instances and clusters have a public address unless told otherwise.
  private func nodeExit(of compute: Compute) -> NodeExit? {
    switch compute.kind {
    case .known(.kubernetes, _), .known(.other, _): return nil
    case .known(.cluster, _), .known(.instance, _), .unknown, .absent: break
    }
    guard let nodes = book[.host(.compute(compute.id))],
      let address = book[.egress(.compute(compute.id))]
    else { return nil }
    let node = selectors.text(for: compute.id)
    let source = compute.hasPublicAddress.source
    func evidence(_ rule: String, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "enableNodePublicIp", rule: rule, source: source,
        article: source == nil ? Self.nodeAddressArticle : nil, why: why)
    }
    let why = "the nodes of \(node) leave by a load balancer with a public IP address"
    switch compute.hasPublicAddress {
    case .known(false, _): return nil
    case .unknown(let unknown):
      return NodeExit(
        nodes: nodes, address: address, action: .unknown(unknown),
        proof: evidence("not known", unknown.because), isSettled: false)
    case .known(true, _):
      return NodeExit(
        nodes: nodes, address: address, action: .allow,
        proof: evidence("enable_node_public_ip: true", why), isSettled: true)
    case .absent:
      return NodeExit(
        nodes: nodes, address: address, action: .allow,
        proof: evidence("enable_node_public_ip absent: true", why), isSettled: true)
    }
  }
}
