package import EstateModel
internal import TrafficSets

// The router that Azure Machine Learning runs on a Kubernetes cluster, behind a load balancer of its
// own: internal, then only the virtual network reaches it, or public.
// https://learn.microsoft.com/azure/machine-learning/how-to-deploy-kubernetes-extension
extension ReachabilityGraph {
  static let extensionArticle =
    "https://learn.microsoft.com/azure/machine-learning/how-to-deploy-kubernetes-extension"

  /// The cluster whose router serves this name; `nil` for everything but Kubernetes endpoints.
  func routerCluster(of front: Front) -> KubernetesCluster? {
    guard let resource = front.resource, let endpoint = estate.onlineEndpoints[resource],
      endpoint.isKubernetes
    else { return nil }
    return endpoint.compute.value.flatMap { estate.computes[$0.id]?.cluster.value }
      .flatMap { estate.clusters[$0.id] }
  }

  /// Why nobody can tell who reaches the router that serves this name: its cluster is in no input, or of a
  /// kind that is not modelled, such as one of Azure Arc. `nil` for everything else.
  func hiddenRouter(of front: Front) -> Gate? {
    guard let resource = front.resource, let endpoint = estate.onlineEndpoints[resource],
      endpoint.isKubernetes, routerCluster(of: front) == nil
    else { return nil }
    let compute = endpoint.compute.value.flatMap { estate.computes[$0.id] }
    let cluster = compute?.isDescribed == true ? compute?.cluster : nil
    let unknown =
      endpoint.compute.unknown ?? cluster?.unknown
      ?? UnknownValue(
        key: "\(resource)#cluster",
        because: cluster?.value.map {
          "no input tells how the router on \(selectors.text(for: $0.id)) is reached, which serves \(front.selector)"
        } ?? "no input tells the cluster whose router serves \(front.selector)",
        source: cluster?.source ?? endpoint.compute.source ?? endpoint.source)
    return Gate(
      open: unknown, node: front.selector, control: "loadBalancer", rule: "cluster not known")
  }

  enum RouterExposure {
    case publicAddress(Evidence)
    case internalAddress(Evidence)
    /// Reached only inside the cluster.
    case clusterOnly(Evidence)
    /// There is no router.
    case none(Evidence)
    case unknown(UnknownValue, Evidence)
  }

  /// Whether the router has a public load balancer; `nil` where it has none, or none that an input tells.
  package func hasPublicRouter(_ cluster: KubernetesCluster) -> Bool? {
    switch exposure(of: cluster) {
    case .publicAddress: true
    case .internalAddress: false
    case .clusterOnly, .none, .unknown: nil
    }
  }

  func exposure(of cluster: KubernetesCluster) -> RouterExposure {
    let node = selectors.text(for: cluster.id)
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "loadBalancer", rule: rule, source: source,
        article: source == nil ? Self.extensionArticle : nil, why: why)
    }
    func open(_ because: String, _ source: SourcePosition?) -> RouterExposure {
      let unknown = UnknownValue(key: "\(cluster.id)#router", because: because, source: source)
      return .unknown(unknown, evidence("load balancer not known", source, because))
    }
    for compute in computesByCluster[cluster.id] ?? [] {
      switch compute.loadBalancer {
      case .known(.publicAddress, let source):
        return .publicAddress(
          evidence("loadBalancerType: PublicIp", source, "the router has a public load balancer"))
      case .known(.internalAddress, let source):
        return .internalAddress(
          evidence(
            "loadBalancerType: InternalLoadBalancer", source,
            "the router has an internal load balancer"))
      case .unknown(let unknown): return open(unknown.because, unknown.source)
      case .absent where compute.makesCluster:
        return .publicAddress(
          evidence(
            "loadBalancerType absent: PublicIp", nil, "the router has a public load balancer"))
      case .absent: break
      }
    }
    guard let settings = cluster.machineLearningExtension else {
      return open(
        "no input tells which load balancer the router on \(node) has (extension setting inferenceRouterServiceType)",
        cluster.source)
    }
    if case .known(false, let source) = settings.enablesInference {
      return .none(
        evidence(
          "enableInference: False", source,
          "the extension on \(node) runs no router, so that nothing serves endpoints there"))
    }
    switch settings.routerService {
    case .known(.loadBalancer, let source):
      switch settings.usesInternalLoadBalancer {
      case .known(true, let provider):
        return .internalAddress(
          evidence(
            "internalLoadBalancerProvider: azure", provider,
            "the router has an internal load balancer"))
      case .unknown(let unknown): return open(unknown.because, unknown.source)
      case .known(false, _), .absent:
        return .publicAddress(
          evidence(
            "inferenceRouterServiceType: loadBalancer", source,
            "the router has a public load balancer"))
      }
    case .known(let service, let source):
      return .clusterOnly(
        evidence(
          "inferenceRouterServiceType: \(service.rawValue)", source,
          "the router has no load balancer"))
    case .unknown(let unknown): return open(unknown.because, unknown.source)
    case .absent:
      return open(
        "the extension on \(node) does not tell inferenceRouterServiceType", settings.source)
    }
  }

  /// At the router, from inside the cluster's network: any load balancer answers there.
  func routerEdges(_ id: ResourceID, toward destination: Destination) -> [Edge] {
    guard case .front(let front) = destination, let cluster = estate.clusters[id] else { return [] }
    let ports = listeningGates(of: front, behind: cluster)
    switch exposure(of: cluster) {
    case .publicAddress, .internalAddress:
      // Which load balancer it is, the name has told.
      return [Edge(to: .service(front), Chain([Forwarding(to: .all)] + ports))]
    case .clusterOnly(let evidence):
      let unknown = UnknownValue(
        key: "\(id)#routerService",
        because:
          "\(evidence.why): who reaches a router without a load balancer is not in the configuration",
        source: evidence.source)
      // Whoever publishes it may do so on any port.
      return [Edge(to: .service(front), Gate(.unknown(unknown), evidence))]
    case .none: return []
    case .unknown(_, let evidence):
      let node = selectors.text(for: id)
      let gate = Gate(
        .allow,
        Evidence(
          node: node, control: "loadBalancer", rule: "whichever load balancer it has",
          source: evidence.source, article: Self.extensionArticle,
          why: "the router of \(node) serves what comes to its address"))
      return [Edge(to: .service(front), Chain([gate] + ports))]
    }
  }

  /// Which address clients are given: the load balancer's, public or in the node subnet.
  func routerNameEdges(
    of host: Host, _ front: Front, _ cluster: KubernetesCluster
  ) -> [Edge] {
    let outside = book[.front(front.name)].map { AddressSet($0) } ?? .empty
    let inside = book[.router(cluster.id)].map { AddressSet($0) } ?? .empty
    func edge(_ addresses: AddressSet, _ gate: Gate) -> Edge {
      Edge(to: .addressed(host), Chain([Forwarding(to: addresses), gate]))
    }
    switch exposure(of: cluster) {
    case .publicAddress(let evidence): return [edge(outside, Gate(.allow, evidence))]
    case .internalAddress(let evidence):
      // What stops callers from outside is told where it does.
      if case .internet = attachment(of: host) {
        return [Edge(to: .addressed(host), Forwarding(to: inside))]
      }
      return [edge(inside, Gate(.allow, evidence))]
    case .clusterOnly:
      // Whatever publishes it, and where, decides for every caller.
      return [Edge(to: .router(cluster: cluster.id), Forwarding(to: .all))]
    case .none(let evidence): return [Edge(to: .dropped(front.selector), Gate(.deny, evidence))]
    case .unknown(let unknown, let evidence):
      return [
        edge(
          outside, Gate(.unknown(unknown), evidence, cases: ["public": true, "internal": false])),
        edge(
          inside, Gate(.unknown(unknown), evidence, cases: ["public": false, "internal": true])),
      ]
    }
  }

  /// From the internet: a public load balancer hands on to the nodes, whose subnet's group still
  /// judges what comes in; an internal one has no address there.
  func publicRouterEdges(_ cluster: KubernetesCluster, _ front: Front) -> [Edge] {
    let outside = book[.front(front.name)].map { AddressSet($0) } ?? .empty
    let inside = book[.router(cluster.id)].map { AddressSet($0) } ?? .empty
    let next: Place =
      estate.routerSubnet(of: cluster).map { .entering(subnet: $0.id) }
      ?? .router(cluster: cluster.id)
    let handedOn = Edge(
      to: next, Chain([Forwarding(to: outside)]).translating(.destinations(inside)))
    switch exposure(of: cluster) {
    case .internalAddress(let evidence):
      return [Edge(to: next, Chain([Forwarding(to: inside), Gate(.deny, evidence)]))]
    case .clusterOnly, .none: return []
    case .publicAddress: return [handedOn]
    case .unknown(_, let evidence):
      return [
        handedOn, Edge(to: next, Chain([Forwarding(to: inside), Gate(.deny, evidence)])),
      ]
    }
  }
}

extension ReachabilityGraph {
  /// What becomes of the replies of the nodes that the load balancer of a router leads to; `nil` where
  /// nothing stands in their way, or nobody knows what publishes the router.
  ///
  /// See <https://learn.microsoft.com/azure/aks/egress-outboundtype>.
  func wayBack(
    fromRouterOf id: ResourceID, routedBy left: ResourceID?, to sources: AddressSet,
    past appliances: [Forwarder], overInternet: Bool
  ) -> (any Mechanism)? {
    guard let cluster = estate.clusters[id] else { return nil }
    switch exposure(of: cluster) {
    case .clusterOnly, .none: return nil
    case .publicAddress, .internalAddress, .unknown: break
    }
    return wayBack(
      from: .cluster(id), routedBy: left, to: sources, past: appliances,
      overInternet: overInternet)
  }

  /// From the internet to the nodes behind a Kubernetes compute: only the load balancer of their router
  /// may lead there.
  func kubernetesInbound(_ compute: Compute, _ host: Host) -> [Edge] {
    let node = selectors.text(for: compute.id)
    if case .known(.internalAddress, let source) = compute.loadBalancer {
      return [
        Edge(
          to: .dropped(node),
          Gate(
            .deny,
            Evidence(
              node: node, control: "loadBalancer", rule: "loadBalancerType: InternalLoadBalancer",
              source: source, why: "the router of \(node) has an internal load balancer")))
      ]
    }
    return [computeEdge(compute, host, leading: "the load balancer of the router of \(node)")]
  }

  /// Within a cluster that stands in a network of Azure's own: its nodes reach the router that runs on them,
  /// whichever load balancer it has.
  func computeEdges(ofNodes sender: Host, toward destination: Destination) -> [Edge] {
    guard case .cluster(let cluster) = sender, case .host(.compute(let id)) = destination,
      let compute = estate.computes[id], compute.cluster.value?.id == cluster
    else { return [] }
    return [
      computeEdge(
        compute, .compute(id), leading: "the router of \(selectors.text(for: id)) in the cluster")
    ]
  }

  private func computeEdge(_ compute: Compute, _ host: Host, leading way: String) -> Edge {
    let unknown =
      compute.loadBalancer.unknown
      ?? UnknownValue(
        key: "\(compute.id)#router",
        because: "what \(way) leads there is a matter of its endpoints",
        source: compute.loadBalancer.source ?? compute.source)
    return Edge(
      to: .host(host),
      Gate(
        open: unknown, node: selectors.text(for: compute.id), control: "loadBalancer",
        rule: "loadBalancerType"))
  }
}
