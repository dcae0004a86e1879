/// An online endpoint: the scoring address of one or more deployments.
///
/// See <https://learn.microsoft.com/azure/machine-learning/concept-secure-online-endpoint>.
package struct OnlineEndpoint: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var origin: ResourceOrigin = .template
  /// The workspace; unknown where the files name none and the estate has several.
  package var workspace: Setting<Reference> = .absent
  package var publicAccess: Setting<PublicAccess> = .absent
  /// The Kubernetes compute that serves it; absent for a managed endpoint.
  package var compute: Setting<Reference> = .absent
  /// A Kubernetes endpoint even where its compute is not named.
  package var isKubernetes = false

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}

/// A deployment under an online endpoint: what scores, and what calls out.
package struct OnlineDeployment: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var endpoint: Setting<Reference> = .absent
  /// `egress_public_network_access`.
  package var egressPublicAccess: Setting<PublicAccess> = .absent
  /// The image of its environment, where a file names one.
  package var image: Setting<String> = .absent
  package var isKubernetes = false

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}

/// A batch endpoint; it has no network settings of its own.
///
/// See <https://learn.microsoft.com/azure/machine-learning/how-to-secure-batch-endpoint>.
package struct BatchEndpoint: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var workspace: Setting<Reference> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}

/// A deployment under a batch endpoint; the compute that it names does the work.
package struct BatchDeployment: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var endpoint: Setting<Reference> = .absent
  package var compute: Setting<Reference> = .absent
  package var image: Setting<String> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}

/// A compute of a workspace.
///
/// See <https://learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet>.
package struct Compute: EstateResource {
  package enum Kind: Hashable, Sendable {
    case cluster
    case instance
    case kubernetes
    /// An attached machine or another kind, as written.
    case other(String)
  }

  package enum LoadBalancer: String, Hashable, Sendable {
    case publicAddress = "PublicIp"
    case internalAddress = "InternalLoadBalancer"
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var workspace: Setting<Reference> = .absent
  package var kind: Setting<Kind> = .absent
  package var location: Setting<String> = .absent
  /// The customer's subnet that its nodes are put into.
  package var subnet: Setting<Reference> = .absent
  package var hasPublicAddress: Setting<Bool> = .absent
  /// The cluster behind a Kubernetes compute.
  package var cluster: Setting<Reference> = .absent
  /// The load balancer of the router, as the first generation of attached clusters names it.
  package var loadBalancer: Setting<LoadBalancer> = .absent
  package var loadBalancerSubnet: Setting<Reference> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}

/// A named environment, as far as its image goes.
package struct MachineLearningEnvironment: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var image: Setting<String> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
