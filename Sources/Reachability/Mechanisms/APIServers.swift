internal import EstateModel
internal import TrafficSets

// The API server of a Kubernetes cluster: on a public address, behind a private endpoint in the subnet
// of the first node pool, or at an address in a subnet of its own.
// https://learn.microsoft.com/azure/aks/private-clusters
extension ReachabilityGraph {
  private static let privateArticle = "https://learn.microsoft.com/azure/aks/private-clusters"
  static let authorizedArticle =
    "https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges"
  private static let integrationArticle =
    "https://learn.microsoft.com/azure/aks/api-server-vnet-integration"

  /// The cluster whose API server the name is; `nil` for other names.
  func apiServer(_ front: Front) -> KubernetesCluster? {
    front.group == "management" ? front.resource.flatMap { estate.clusters[$0] } : nil
  }

  /// The address that the API server has in a subnet of its own.
  func integratedAddress(of cluster: KubernetesCluster) -> (subnet: ResourceID, AddressSet)? {
    guard cluster.isIntegrated.value == true, let subnet = cluster.apiServerSubnet.value?.id,
      let address = book[.host(.injected(cluster.id))]
    else { return nil }
    return (subnet, AddressSet(address))
  }

  /// From a caller to its addressed packets, by what the name of the API server leads to.
  func apiServerEdges(of host: Host, _ front: Front, _ cluster: KubernetesCluster) -> [Edge] {
    let node = front.selector
    func undecided(_ unknown: UnknownValue, _ control: String) -> [Edge] {
      [
        Edge(
          to: .service(front),
          Gate(open: unknown, node: node, control: control, rule: "not known"))
      ]
    }
    if let unknown = cluster.isPrivate.unknown { return undecided(unknown, "enablePrivateCluster") }
    if cluster.isPrivate.value == true, case .internet = attachment(of: host),
      let gate = privateClusterGate(front)
    {
      // Whatever the name leads to, nobody gets there from outside.
      return [Edge(to: .service(front), gate)]
    }
    if !cluster.isDescribed {
      return undecided(Self.missing("the settings of \(node)"), "enablePrivateCluster")
    }
    if let unknown = cluster.isIntegrated.unknown {
      return undecided(unknown, "enableVnetIntegration")
    }
    if cluster.isIntegrated.value == true, integratedAddress(of: cluster) == nil {
      return undecided(
        cluster.apiServerSubnet.unknown ?? Self.missing("the subnet of the API server of \(node)"),
        "enableVnetIntegration")
    }
    let isOwnNode: Bool
    if case .cluster(cluster.id) = host { isOwnNode = true } else { isOwnNode = false }
    if cluster.isPrivate.value == true { return privateEdges(of: host, front, cluster) }
    let address: AddressSet
    if isOwnNode, let (_, inside) = integratedAddress(of: cluster) {
      address = inside
    } else {
      address = book[.front(front.name)].map { AddressSet($0) } ?? .empty
    }
    return [Edge(to: .addressed(host), Forwarding(to: address))]
  }

  private func privateEdges(
    of host: Host, _ front: Front, _ cluster: KubernetesCluster
  ) -> [Edge] {
    let gate = nameGate(of: host, front, cluster)
    if let (_, address) = integratedAddress(of: cluster) {
      return [Edge(to: .addressed(host), Chain([Forwarding(to: address), gate]))]
    }
    return (privateEndpointsByTarget[cluster.id] ?? []).map { endpoint in
      let isPlaced = endpoint.subnet.value.flatMap { estate.subnets[$0.id] } != nil
      var steps: [any Mechanism] = [Forwarding(to: addresses(of: endpoint)), gate]
      if endpoint.id.name.lowercased() != "kube-apiserver",
        endpoint.subnet.value?.id != cluster.nodeSubnets.first?.value?.id
      {
        // One that the user has made beside Azure's own: somebody must have entered its address.
        steps.append(
          Gate(
            open: UnknownValue(
              key: "\(endpoint.id)#record",
              because:
                "no input tells whether the name of \(front.selector) leads to \(selectors.text(for: endpoint.id))",
              source: endpoint.source),
            node: front.selector, control: "nameResolution", rule: "another private endpoint"))
      }
      guard isPlaced else {
        return Edge(
          to: .privateEndpoint(endpoint.id),
          Chain(
            steps + [
              Gate(
                open: endpoint.subnet.unknown
                  ?? Self.missing("the network of the API server of \(front.selector)"),
                node: front.selector, control: "subnet", rule: "subnet not known")
            ]))
      }
      return Edge(to: .addressed(host), Chain(steps))
    }
  }

  // MARK: - Names

  /// Whether the caller's name service knows the private address of the API server.
  private func nameGate(of host: Host, _ front: Front, _ cluster: KubernetesCluster) -> Gate {
    let node = front.selector
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "nameResolution", rule: rule, source: source,
        article: source == nil ? Self.privateArticle : nil, why: why)
    }
    switch cluster.hasPublicName {
    case .known(true, let source):
      return Gate(
        .allow,
        evidence(
          "enablePrivateClusterPublicFQDN: true", source,
          "public DNS tells the private address of \(node)"))
    case .absent:
      return Gate(
        .allow,
        evidence(
          "enablePrivateClusterPublicFQDN absent: true", nil,
          "public DNS tells the private address of \(node) unless told otherwise"))
    case .unknown(let unknown):
      let gate = zoneGate(of: host, node, cluster, evidence)
      return gate.action == .allow
        ? gate
        : Gate(
          .unknown(unknown), evidence("public name not known", unknown.source, unknown.because))
    case .known(false, _): return zoneGate(of: host, node, cluster, evidence)
    }
  }

  private func zoneGate(
    of host: Host, _ node: String, _ cluster: KubernetesCluster,
    _ evidence: (String, SourcePosition?, String) -> Evidence
  ) -> Gate {
    let network: ResourceID
    var zoneName: String?
    if case .known(.zone(let id), _) = cluster.privateZone { zoneName = id.name.lowercased() }
    let asked = AskedName(name: "\(cluster.id.name.lowercased()).hcp.azmk8s.io", zone: zoneName)
    switch resolver(of: host, for: asked) {
    case .unknown(let unknown):
      return Gate(
        .unknown(unknown), evidence("DNS servers not known", unknown.source, unknown.because))
    case .nobody(let why, let source):
      return Gate(.deny, evidence("DNS servers", source, why))
    case .publicNames(let why, let source):
      return Gate(.deny, evidence("public DNS", source, "\(why); it does not know \(node)"))
    case .managed:
      return Gate(
        .deny,
        evidence("managed network", nil, "the managed network does not resolve the name of \(node)")
      )
    case .network(let id): network = id
    }
    let here = selectors.text(for: network)
    switch cluster.privateZone {
    case .unknown(let unknown):
      return Gate(.unknown(unknown), evidence("zone not known", unknown.source, unknown.because))
    case .known(.none, let source):
      return Gate(
        .deny,
        evidence(
          "privateDNSZone: none", source,
          "\(node) has neither a private zone nor a public name, which Azure does not take"))
    case .known(.zone(let id), let source):
      return linkGate(of: network, to: id, node, source, evidence)
    case .known(.system, _), .absent:
      let home = nodeNetwork(of: cluster)
      let source = cluster.privateZone.source
      if home == network {
        return Gate(
          .allow,
          evidence(
            "privateDNSZone: system", source, "the zone of \(node) is linked to \(here)"))
      }
      let exported = estate.zones.first { zone in
        cluster.privateName.value?.lowercased().hasSuffix("." + zone.zoneName) == true
      }
      if let exported { return linkGate(of: network, to: exported.id, node, source, evidence) }
      guard home != nil else {
        let unknown = Self.missing("the network of the nodes of \(node)")
        return Gate(.unknown(unknown), evidence("privateDNSZone: system", source, unknown.because))
      }
      return Gate(
        .deny,
        evidence(
          "privateDNSZone: system", source,
          "the zone of \(node) is linked to the network of its nodes alone, not to \(here)"))
    }
  }

  /// Whether the zone that holds the name is linked to the caller's network.
  func linkGate(
    of network: ResourceID, to zone: ResourceID, _ node: String, _ source: SourcePosition?,
    _ evidence: (String, SourcePosition?, String) -> Evidence
  ) -> Gate {
    let here = selectors.text(for: network)
    guard let described = estate.zones[zone], described.isDescribed else {
      let unknown = Self.missing("the links of the zone \(zone.name)")
      return Gate(.unknown(unknown), evidence(zone.name, source, unknown.because))
    }
    if let link = described.links.first(where: { $0.network.value?.id == network }) {
      return Gate(
        .allow,
        evidence(zone.name, link.source, "the zone \(zone.name) of \(node) is linked to \(here)"))
    }
    if let unknown = described.links.compactMap(\.network.unknown).first ?? described.missingLinks {
      return Gate(.unknown(unknown), evidence(zone.name, unknown.source, unknown.because))
    }
    return Gate(
      .deny,
      evidence(
        zone.name, described.source, "the zone \(zone.name) of \(node) is not linked to \(here)"),
      remedies: [.linkZone(zone, network: network, at: described.source)])
  }

  private func nodeNetwork(of cluster: KubernetesCluster) -> ResourceID? {
    cluster.nodeSubnets.first?.value.flatMap { estate.subnets[$0.id]?.network }
  }

  // MARK: - The public address

  /// Who may call the public address: everybody, or the ranges that are authorized and the cluster
  /// itself.
  func publicSide(of cluster: KubernetesCluster) -> PublicSide {
    var firewall = ServiceFirewall()
    firewall.publicAccess = cluster.publicAccess
    firewall.addressRules = cluster.authorizedAddresses
    var side = PublicSide(
      id: cluster.id, firewall: firewall, location: cluster.location,
      article: Self.authorizedArticle, access: ServiceCatalog.clusterAccess)
    let outbound = cluster.outboundType.value?.lowercased() ?? "loadbalancer"
    if !cluster.authorizedAddresses.isEmpty, outbound != "userdefinedrouting", outbound != "none",
      outbound != "block"
    {
      let own = book[.egress(.cluster(cluster.id))].map { AddressSet($0) } ?? .empty
      if leavesByItself(cluster) {
        side.ownEgress = Extent(own)
        return side
      }
      let shared = cluster.nodeSubnets.compactMap { $0.value?.id }.reduce(AddressSet.empty) {
        $0.union(book[.egress(.subnet($1))].map { AddressSet($0) } ?? .empty)
      }
      side.ownEgress = Extent(certain: own, possible: own.union(shared))
    }
    return side
  }

  /// Whether nothing but the cluster leaves by the address that its nodes have outside.
  private func leavesByItself(_ cluster: KubernetesCluster) -> Bool {
    makesWayOut(cluster) == .yes
      && cluster.nodeSubnets.allSatisfy { setting in
        guard let id = setting.value?.id, let subnet = estate.subnets[id] else { return false }
        return subnet.isDescribed && natGateway(of: subnet).isAbsent
      }
  }

  /// A private cluster has no public address.
  func privateClusterGate(_ front: Front) -> Gate? {
    guard let cluster = apiServer(front), case .known(true, let source) = cluster.isPrivate else {
      return nil
    }
    return Gate(
      .deny,
      Evidence(
        node: front.selector, control: "enablePrivateCluster", rule: "enablePrivateCluster: true",
        source: source, why: "the API server of \(front.selector) has no public address"))
  }

  // MARK: - In a subnet of its own

  /// To the API server's address in the subnet, past the subnet's group.
  func integratedEntries(
    in subnet: ResourceID, toward front: Front, past group: (any Mechanism)?
  ) -> [Edge] {
    guard let cluster = apiServer(front), let (home, address) = integratedAddress(of: cluster),
      home == subnet
    else { return [] }
    let proof = Gate(
      .allow,
      Evidence(
        node: front.selector, control: "enableVnetIntegration",
        rule: "enableVnetIntegration: true", source: cluster.isIntegrated.source,
        article: cluster.isIntegrated.source == nil ? Self.integrationArticle : nil,
        why: "the API server has an address in \(selectors.text(for: subnet))"))
    return [
      Edge(
        to: .service(front),
        Chain([Forwarding(to: address)] + (group.map { [$0] } ?? []) + [proof]))
    ]
  }
}
