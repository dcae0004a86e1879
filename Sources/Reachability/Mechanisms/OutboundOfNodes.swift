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
  }

  /// The addresses of nodes that leave by nothing but ways of their own, and the edges of all that have
  /// such. A NAT gateway of the subnet precedes them.
  func nodeEdges(_ exit: Exit) -> (AddressSet, [Edge]) {
    guard exit.natGateway.value == nil else { return (.empty, []) }
    let exits =
      (clustersBySubnet[exit.subnet.id] ?? []).compactMap { nodeExit(of: $0) }
      + (computesBySubnet[exit.subnet.id] ?? []).compactMap { nodeExit(of: $0) }
    let settled = AddressSet(exits.filter(\.isSettled).map(\.nodes))
    return (settled, exits.map { edge(of: $0, exit) })
  }

  /// What such a way carries: TCP and UDP over IPv4, as balancers and NAT gateways do.
  private func edge(of way: NodeExit, _ exit: Exit) -> Edge {
    let near = way.action == .allow ? nil : exit.near
    let carried = clauseOverIPv4(
      TrafficSet(protocols: ProtocolSet(.tcp, .udp)), near?.action ?? way.action,
      near?.evidence ?? way.proof)
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

  private func nodeExit(of cluster: KubernetesCluster) -> NodeExit? {
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
    case .no: return nil
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
