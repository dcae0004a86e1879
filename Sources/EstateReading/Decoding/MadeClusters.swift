internal import EstateModel

// A compute of the type `AKS` that is attached to no cluster: Azure Machine Learning makes one for it.
// https://learn.microsoft.com/azure/templates/microsoft.machinelearningservices/workspaces/computes
extension EstateDecoding {
  /// Adds the clusters that computes make, with their nodes in the subnet that the compute names.
  mutating func addClustersOfComputes() {
    for compute in estate.computes.all where compute.makesCluster {
      let id = compute.id.child("managedClusters", compute.id.name)
      var cluster = KubernetesCluster(id: id, source: compute.source)
      cluster.location = compute.location
      cluster.origin = compute.origin
      if !compute.subnet.isAbsent { cluster.nodeSubnets = [compute.subnet] }
      estate.clusters.insert(cluster)
      estate.computes.update(compute.id) {
        $0.subnet = .absent
        $0.cluster = .known(Reference(id, at: compute.source), compute.source)
      }
    }
  }
}
