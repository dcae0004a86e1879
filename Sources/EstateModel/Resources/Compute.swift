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

  /// Whether SSH is open to public networks; which of them it is where nothing is specified hangs on the kind
  /// and the subnet.
  package enum SecureShell: String, Hashable, Sendable {
    case enabled = "Enabled"
    case disabled = "Disabled"
    case notSpecified = "NotSpecified"
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var origin: ResourceOrigin = .template
  package var workspace: Setting<Reference> = .absent
  package var kind: Setting<Kind> = .absent
  package var location: Setting<String> = .absent
  /// The customer's subnet that its nodes are put into.
  package var subnet: Setting<Reference> = .absent
  package var hasPublicAddress: Setting<Bool> = .absent
  package var secureShell: Setting<SecureShell> = .absent
  /// The cluster behind a Kubernetes compute.
  package var cluster: Setting<Reference> = .absent
  /// Whether Azure Machine Learning makes the cluster, in a subnet of its own making or in one that the
  /// compute names.
  package var makesCluster = false
  /// What another kind was attached to.
  package var attached: Setting<Reference> = .absent
  /// The load balancer of the router, as the first generation of attached clusters names it.
  package var loadBalancer: Setting<LoadBalancer> = .absent
  package var loadBalancerSubnet: Setting<Reference> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
