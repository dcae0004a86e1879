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
  /// The tier of the balancers in front of the nodes; Azure's default is `standard`.
  package var balancerTier: Setting<String> = .absent
  package var origin: ResourceOrigin = .template
  package var publicAccess: Setting<PublicAccess> = .absent
  /// Where the private address of the API server is entered.
  package var privateZone: Setting<PrivateZone> = .absent
  /// Whether a private cluster has a public name for its private address.
  package var hasPublicName: Setting<Bool> = .absent
  /// Whether the API server has an address in a subnet of the customer's, and in which.
  package var isIntegrated: Setting<Bool> = .absent
  package var apiServerSubnet: Setting<Reference> = .absent
  /// The names of the API server that an export tells.
  package var publicName: Setting<String> = .absent
  package var privateName: Setting<String> = .absent
  /// The Azure Machine Learning extension of the cluster, where an input describes it.
  package var machineLearningExtension: KubernetesExtension?

  /// Where names of a private cluster are resolved.
  package enum PrivateZone: Hashable, Sendable {
    /// In a zone of Azure's making, linked to the network of the nodes alone.
    case system
    /// In no private zone: only a public name leads there.
    case none
    case zone(ResourceID)
  }

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
