internal import EstateModel

extension ResourceKind {
  static let kubernetes: [ResourceKind] = [
    .node("Microsoft.ContainerService/managedClusters") { $0.decodeCluster($1) },
    .part("Microsoft.ContainerService/managedClusters/agentPools"),
    .part("Microsoft.ContainerService/managedClusters/privateEndpointConnections"),
    .part("Microsoft.KubernetesConfiguration/extensions", of: { $0.extendedCluster }),
  ]
}

extension EstateDecoding {
  mutating func decodeCluster(_ input: ResourceInput) {
    let properties = input.properties
    let access = properties["apiServerAccessProfile"]
    var cluster = KubernetesCluster(id: input.id, source: input.source)
    cluster.isDescribed = input.isDescribed
    cluster.location = input.location
    var pools = properties["agentPoolProfiles"].elements
    for pool in parts(of: input.id, "agentPools") { pools.append(self.properties(of: pool)) }
    for pool in pools {
      let subnet = reference(pool["vnetSubnetID"], to: .subnet)
      if !subnet.isAbsent {
        let isNew = subnet.value.map { new in
          !cluster.nodeSubnets.contains { $0.value?.id == new.id }
        }
        if isNew ?? true { cluster.nodeSubnets.append(subnet) }
      }
    }
    cluster.isPrivate = flag(access["enablePrivateCluster"])
    cluster.authorizedAddresses = prefixesAndRanges(
      access["authorizedIPRanges"].orElse(properties["apiServerAuthorizedIPRanges"]))
    cluster.outboundType = text(properties["networkProfile"]["outboundType"])
    cluster.balancerTier = text(properties["networkProfile"]["loadBalancerSku"])
    cluster.machineLearningExtension = machineLearningExtension(of: input.id)
    cluster.origin = input.origin
    cluster.publicAccess = word(properties["publicNetworkAccess"], .publicAccess)
    cluster.privateZone = privateZone(access["privateDNSZone"])
    cluster.hasPublicName = flag(access["enablePrivateClusterPublicFQDN"])
    cluster.isIntegrated = flag(access["enableVnetIntegration"])
    cluster.apiServerSubnet = reference(access["subnetId"], to: .subnet)
    cluster.publicName = text(properties["fqdn"])
    cluster.privateName = text(properties["privateFQDN"])
    readConnections(to: input)
    estate.clusters.insert(cluster)
  }

  /// `system`, `none` or the id of a zone.
  private mutating func privateZone(_ slot: Slot) -> Setting<KubernetesCluster.PrivateZone> {
    switch slot.value?.text?.lowercased() {
    case "system": return slot.source.map { .known(.system, $0) } ?? .absent
    case "none": return slot.source.map { .known(.none, $0) } ?? .absent
    default: return reference(slot, to: .zone).map { .zone($0.id) }
    }
  }

  /// The cluster's extension of Azure Machine Learning, among those that it may have.
  private mutating func machineLearningExtension(of cluster: ResourceID) -> KubernetesExtension? {
    for part in parts(of: cluster, "extensions") {
      let properties = properties(of: part)
      if let type = properties["extensionType"].value?.text,
        !type.equalsIgnoringASCIICase("Microsoft.AzureML.Kubernetes")
      {
        continue
      }
      let settings = properties["configurationSettings"]
      var result = KubernetesExtension(id: part.id, source: part.source)
      result.routerService = word(
        settings["inferenceRouterServiceType"], Vocabulary(.loadBalancer, .nodePort, .clusterIP))
      result.usesInternalLoadBalancer = text(settings["internalLoadBalancerProvider"]).map {
        $0.equalsIgnoringASCIICase("azure")
      }
      result.allowsInsecureConnections = flag(settings["allowInsecureConnections"])
      result.enablesInference = flag(settings["enableInference"])
      return result
    }
    return nil
  }
}

extension Resource {
  /// The managed cluster that this extension extends, by its id or its `scope`.
  fileprivate var extendedCluster: ResourceID? {
    if let scope = id.scope { return scope }
    if let scope = (body["id"]?.symbolicText).flatMap({ ResourceID($0) })?.scope { return scope }
    guard let text = body["scope"]?.symbolicText else { return nil }
    if let scope = ResourceID(text) { return scope }
    // A template may give the scope without the providers before it.
    return ResourceID("/providers/\(text)")
  }
}
