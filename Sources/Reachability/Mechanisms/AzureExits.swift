internal import EstateModel
internal import TrafficSets

// What is in no network of yours and calls public addresses from those of Azure's.
extension ReachabilityGraph {
  /// Why a host certainly leaves so; `nil` for one in a network, or of which that is not known.
  func azureExit(of host: Host) -> Evidence? {
    switch host {
    case .cluster(let id): estate.clusters[id].flatMap { exit(of: $0) }
    case .other(let id): estate.services[id].flatMap { exit(of: $0) }
    default: nil
    }
  }

  /// What such a way out carries: TCP and UDP over IPv4, as balancers and NAT gateways do.
  func azureExit(_ proof: Evidence, _ host: Host) -> RuleList {
    let node = text(for: host)
    let rule = "TCP and UDP over IPv4 only"
    let carried = clauseOverIPv4(
      TrafficSet(protocols: ProtocolSet(.tcp, .udp)), fromAny: true, .allow, proof)
    let rest: Decision.Action
    if case .cluster = host {
      rest = .deny
    } else {
      rest = .unknown(
        UnknownValue(
          key: "\(node)#carried",
          because: "what \(node) may send besides TCP and UDP over IPv4 is not modelled",
          source: nil))
    }
    return RuleList([
      carried,
      RuleList.Clause(
        .all, rest,
        Evidence(
          node: node, control: proof.control, rule: rule, source: proof.source,
          article: proof.article, why: "the way out of \(node) is for TCP and UDP over IPv4")),
    ])
  }

  /// Where the network that Azure made for the nodes of a cluster is there already, somebody may have
  /// peered it with one of yours.
  func perhapsPeeredEdge(of host: Host, toward destination: Destination) -> Edge? {
    guard case .cluster(let id) = host, let cluster = estate.clusters[id], cluster.origin == .export
    else { return nil }
    let unknown = UnknownValue(
      key: "\(id)#peerings",
      because:
        "whether the network that Azure made for the nodes of \(id.name) is peered is in no input",
      source: cluster.source)
    let named = book.dynamicSubnets.values.reduce(AddressSet.empty) { $0.union($1) }
    let edge = unknownEdge(of: host, unknown, toward: destination)
    return Edge(
      to: edge.to,
      Chain([Forwarding(to: AddressBook.privateIPv4.union(named)), edge.mechanism]))
  }

  /// Nodes without a subnet are in a network that Azure makes, with the way out of the cluster's type.
  private func exit(of cluster: KubernetesCluster) -> Evidence? {
    guard cluster.isDescribed, cluster.nodeSubnets.isEmpty else { return nil }
    let node = selectors.text(for: cluster.id)
    let rule: String
    switch cluster.outboundType {
    case .absent: rule = "outboundType absent: loadBalancer"
    case .known(let type, _)
    where ["loadbalancer", "managednatgateway"].contains(type.lowercased()):
      rule = "outboundType: \(type)"
    case .known, .unknown: return nil
    }
    let source = cluster.outboundType.source
    return Evidence(
      node: node, control: "outboundType", rule: rule, source: source,
      article: source == nil
        ? "https://learn.microsoft.com/azure/aks/egress-outboundtype" : nil,
      why: "the nodes of \(node) are in a network of Azure's making and call public addresses")
  }

  private func exit(of app: PlatformService) -> Evidence? {
    guard app.sendsFromAzure else { return nil }
    let node = selectors.text(for: app.id)
    if app.kind.type.hasPrefix("Microsoft.App/") {
      return Evidence(
        node: node, control: "outboundMethod", rule: "no infrastructureSubnetId", source: nil,
        article: "https://learn.microsoft.com/azure/container-apps/networking",
        why: "\(node) is in a network of Azure's making and calls public addresses")
    }
    return Evidence(
      node: node, control: "outboundMethod", rule: "no network integration", source: nil,
      article: "https://learn.microsoft.com/azure/app-service/networking-features",
      why: "\(node) is integrated into no network and calls public addresses from Azure's")
  }
}
