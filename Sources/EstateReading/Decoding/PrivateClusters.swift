internal import EstateModel

// Azure makes a private endpoint for each private cluster, which no template has.
// https://learn.microsoft.com/azure/aks/private-clusters
extension EstateDecoding {
  /// Adds the private endpoints of API servers that no input shows, in the subnets of the first node
  /// pools.
  mutating func addEndpointsOfPrivateClusters() {
    for cluster in estate.clusters {
      guard case .known(true, let source) = cluster.isPrivate,
        cluster.isIntegrated.isAbsent || cluster.isIntegrated.value == false,
        !estate.privateEndpoints.contains(where: { cluster.hasOwnEndpoint($0) })
      else { continue }
      var endpoint = PrivateEndpoint(
        id: cluster.id.child("privateEndpoints", "kube-apiserver"), source: source)
      endpoint.origin = cluster.origin
      endpoint.subnet = cluster.nodeSubnets.first ?? .absent
      endpoint.target = .known(Reference(cluster.id, at: source), source)
      endpoint.groups = [.known("management", source)]
      endpoint.state = .known(.approved, source)
      estate.privateEndpoints.insert(endpoint)
    }
  }
}

extension KubernetesCluster {
  /// Whether the private endpoint is the one that Azure makes, as exports of the nodes' group have it.
  fileprivate func hasOwnEndpoint(_ endpoint: PrivateEndpoint) -> Bool {
    guard endpoint.target.value?.id == id else { return false }
    return endpoint.id.name.lowercased() == "kube-apiserver"
      || endpoint.subnet.value?.id == nodeSubnets.first?.value?.id
  }
}
