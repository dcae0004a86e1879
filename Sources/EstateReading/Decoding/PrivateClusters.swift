internal import EstateModel

// Azure makes a private endpoint for each private cluster, which no template has.
// https://learn.microsoft.com/azure/aks/private-clusters
extension EstateDecoding {
  /// Adds the private endpoints of API servers that no input shows, in the subnets of the first node
  /// pools.
  mutating func addEndpointsOfPrivateClusters() {
    for cluster in estate.clusters {
      guard case .known(true, let source) = cluster.isPrivate,
        cluster.isIntegrated.isAbsent
          || cluster.isIntegrated.value == false,
        !estate.privateEndpoints.contains(where: { $0.target.value?.id == cluster.id })
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
