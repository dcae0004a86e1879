package import TrafficSets

/// An Azure Machine Learning workspace, hub or project.
///
/// See <https://learn.microsoft.com/azure/machine-learning/how-to-configure-private-link>.
package struct Workspace: EstateResource {
  package enum Kind: String, Hashable, Sendable {
    case standard = "Default"
    case hub = "Hub"
    case project = "Project"
    case featureStore = "FeatureStore"
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var origin: ResourceOrigin = .template
  package var kind: Setting<Kind> = .absent
  package var location: Setting<String> = .absent
  /// The `workspaceId` that Azure gave it, a part of its names.
  package var identifier: Setting<String> = .absent
  package var publicAccess: Setting<PublicAccess> = .absent
  /// The flag of older API versions, `allowPublicAccessWhenBehindVnet`.
  package var allowsPublicAccessBehindNetwork: Setting<Bool> = .absent
  /// Public addresses that are let in; empty means all, where public access is enabled.
  package var addressRules: [Setting<AddressPrefix>] = []
  /// Whether only the listed addresses are let in; absent: where there is a list at all.
  package var admitsOnlyListedAddresses: Setting<Bool> = .absent
  package var storageAccount: Setting<Reference> = .absent
  package var keyVault: Setting<Reference> = .absent
  package var containerRegistry: Setting<Reference> = .absent
  package var applicationInsights: Setting<Reference> = .absent
  package var hub: Setting<Reference> = .absent
  package var managedNetwork: ManagedNetwork?
  /// The name of the compute cluster that builds images.
  package var imageBuildCompute: Setting<String> = .absent
  package var isLegacyMode: Setting<Bool> = .absent
  /// Where a template states an API version that makes a workspace with a private endpoint in legacy
  /// mode where nothing says whether it is.
  package var placeOfLegacyVersion: SourcePosition?
  /// The subnet of the customer's in which serverless compute runs; absent: Microsoft's own network.
  package var serverlessSubnet: Setting<Reference> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}

/// The managed virtual network of a workspace.
///
/// See <https://learn.microsoft.com/azure/machine-learning/how-to-managed-network>.
package struct ManagedNetwork: Sendable {
  package enum IsolationMode: String, Hashable, Sendable {
    case disabled = "Disabled"
    case allowInternetOutbound = "AllowInternetOutbound"
    case allowOnlyApprovedOutbound = "AllowOnlyApprovedOutbound"
  }

  package var source: SourcePosition
  package var mode: Setting<IsolationMode> = .absent
  /// `Active` once it is provisioned; only exported workspaces carry it.
  package var status: Setting<String> = .absent
  package var rules: [OutboundRule] = []

  package init(source: SourcePosition) { self.source = source }

  /// Tags that Azure Machine Learning admits by itself where only approved traffic gets out.
  package static let requiredTags = [
    "AzureMachineLearning", "AzureActiveDirectory", "BatchNodeManagement", "AzureResourceManager",
    "AzureFrontDoor.FirstParty", "MicrosoftContainerRegistry", "AzureMonitor",
  ]

  /// Whether only approved traffic gets out, or may: then the required tags are rules of the network.
  package var mayApprove: Bool {
    mode.value == .allowOnlyApprovedOutbound || mode.unknown != nil
  }
}

/// An outbound rule of a managed network.
package struct OutboundRule: Sendable {
  package enum Destination: Sendable {
    case privateEndpoint(target: Setting<Reference>, group: Setting<String>)
    case serviceTag(
      tag: Setting<String>, addresses: [Setting<AddressPrefix>], protocols: Setting<ProtocolSet>,
      ports: Setting<PortSet>, action: Setting<RuleAction>)
    case fullyQualifiedName(Setting<String>)
    /// A rule type that is not known here, as written.
    case other(String)
    /// Anything, since the rule's type is open.
    case unknown(UnknownValue)
  }

  package let name: String
  package let source: SourcePosition
  package var destination: Destination
  /// `Active`, `Inactive`, …; absent in files that a user writes, and open where nobody knows whether
  /// there is the rule.
  package var status: Setting<String> = .absent

  package init(name: String, source: SourcePosition, destination: Destination) {
    self.name = name
    self.source = source
    self.destination = destination
  }
}
