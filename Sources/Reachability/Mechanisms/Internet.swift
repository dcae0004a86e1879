internal import EstateModel
internal import TrafficSets

// From the public internet to what has a public side.
// https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses
extension ReachabilityGraph {
  func internetEdges(toward destination: Destination) -> [Edge] {
    switch destination {
    case .front(let front):
      if let endpoint = calledEndpoint(front) { return internetEdges(toCalled: endpoint, front) }
      if let firewall = calledFirewall(front) { return firewallArrivals(front, firewall) }
      if let cluster = routerCluster(of: front) { return publicRouterEdges(cluster, front) }
      let address = book[.front(front.name)].map { AddressSet($0) } ?? .empty
      let own = [Edge(to: .publicSide(front), Forwarding(to: address))]
      return doubting(own, toward: front)
        + frontDoorEntries(toward: front, at: address) + translatedEntries(toward: destination)
    case .host(let host): return internetEdges(toward: host)
    }
  }

  private func internetEdges(toward host: Host) -> [Edge] {
    switch host {
    case .internet: return [Edge(to: .host(host), Forwarding(to: addresses(of: host)))]
    case .address(let text):
      let addresses = self.addresses(of: host)
      let isPlatforms = addresses.isSubset(of: AddressBook.platform)
      guard isPlatforms || addresses.isSubset(of: AddressBook.privateIPv4) else {
        return [Edge(to: .host(host), Forwarding(to: addresses))]
          + translatedEntries(toward: .host(host))
      }
      return [
        Edge(
          to: .dropped("internet"),
          Gate(
            .deny,
            Evidence(
              node: "internet", control: "route", rule: "private address", source: nil,
              article: Self.routingArticle,
              why: isPlatforms
                ? "\(text) is an address of Azure's platform, which answers within Azure only"
                : "\(text) is a private address, to which the internet has no route")))
      ] + (isPlatforms ? [] : entries(byFirewallsToward: host))
    case .site: return [noPublicAddress(host)] + entries(byFirewallsToward: host)
    case .platform(let id): return platformServiceEdges(id) + entries(byFirewallsToward: host)
    case .client(let name):
      guard case .internet = estate.client(name)?.placement else {
        return [noPublicAddress(host)] + entries(byFirewallsToward: host)
      }
      return [Edge(to: .host(host), Forwarding(to: addresses(of: host)))]
    case .interface(let id):
      return estate.interfaces[id].map { publicAddressEdges($0, host) } ?? []
    case .compute(let id):
      return (estate.computes[id].map { computeInbound($0, host) } ?? [])
        + translatedEntries(toward: .host(host))
    case .other: return []
    case .injected(let id): return injectedInternetEdges(id)
    case .frontend:
      let edges = publicFrontendEdges(toward: host)
      return (edges.isEmpty ? [noPublicAddress(host)] : edges) + entries(byFirewallsToward: host)
    case .subnet, .subnetAddress:
      return [noPublicAddress(host)] + entries(byFirewallsToward: host)
    case .cluster: return [noPublicAddress(host)] + translatedEntries(toward: .host(host))
    case .deployment, .machine, .service, .app: return [noPublicAddress(host)]
    }
  }

  /// By rules of firewalls that lead to a host, or may.
  private func entries(byFirewallsToward host: Host) -> [Edge] {
    let entries = translatedEntries(toward: .host(host))
    // What is not known of rules is whom they lead to within networks.
    if case .frontend(let id) = host, balancers.frontends[id]?.isPublic != false { return entries }
    return entries + doubtfulEntries(toward: host)
  }

  /// What has only private addresses is not called from the internet.
  private func noPublicAddress(_ host: Host) -> Edge {
    Edge(
      to: .dropped(text(for: host)),
      Gate(
        .deny,
        Evidence(
          node: text(for: host), control: "publicAddress", rule: "no public address",
          source: nil, article: Self.routingArticle,
          why: "\(text(for: host)) has no public IP address")))
  }

  private func computeInbound(_ compute: Compute, _ host: Host) -> [Edge] {
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
    let unknown = UnknownValue(
      key: "\(compute.id)#inbound",
      because: "the way in to computes with public addresses is not modelled yet",
      source: compute.hasPublicAddress.source ?? compute.source)
    let gate = Gate(open: unknown, node: node, control: "enableNodePublicIp", rule: "not modelled")
    let managers = managingTraffic(to: compute)
    let steps =
      closedAppPorts(compute) + [
        RuleList(
          managers + [
            RuleList.Clause(.all, gate.action, gate.evidence)
          ])
      ]
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
  ///
  /// See <https://learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet>.
  private func managingTraffic(to compute: Compute) -> [RuleList.Clause] {
    let node = selectors.text(for: compute.id)
    func clause(_ tag: String, _ ports: PortSet, _ assumptions: [Remark] = []) -> RuleList.Clause {
      let extent = ruleLists.tag(tag) { book.addresses(taggedWith: tag) }
      func traffic(_ sources: AddressSet) -> TrafficSet {
        TrafficSet(sources: sources, protocols: ProtocolSet(.tcp), destinationPorts: ports)
      }
      return RuleList.Clause(
        certain: traffic(extent.certain), possible: traffic(extent.possible), action: .allow,
        evidence: Evidence(
          node: node, control: "enableNodePublicIp", rule: "inbound from \(tag)", source: nil,
          article: "https://learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet",
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
}
