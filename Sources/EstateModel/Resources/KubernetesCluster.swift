package import TrafficSets

/// A Kubernetes cluster (AKS).
///
/// See <https://learn.microsoft.com/azure/aks/private-clusters>.
package struct KubernetesCluster: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var location: Setting<String> = .absent
  /// The subnets of its node pools; absent where the cluster has a network of its own.
  package var nodeSubnets: [Setting<Reference>] = []
  package var isPrivate: Setting<Bool> = .absent
  package var authorizedAddresses: [Setting<AddressPrefix>] = []
  package var outboundType: Setting<String> = .absent
  /// The Azure Machine Learning extension of the cluster, where an input describes it.
  package var machineLearningExtension: KubernetesExtension?

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}

/// The settings of the Azure Machine Learning extension that decide how its router is reached.
///
/// See <https://learn.microsoft.com/azure/machine-learning/how-to-deploy-kubernetes-extension>.
package struct KubernetesExtension: Sendable {
  package enum RouterService: String, Hashable, Sendable {
    case loadBalancer
    case nodePort
    case clusterIP
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var routerService: Setting<RouterService> = .absent
  /// `internalLoadBalancerProvider` is `azure`.
  package var usesInternalLoadBalancer: Setting<Bool> = .absent
  package var allowsInsecureConnections: Setting<Bool> = .absent
  package var enablesInference: Setting<Bool> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
