package import TrafficSets

/// The network rules that storage accounts, key vaults and registries have in common.
package struct ServiceFirewall: Sendable {
  package var publicAccess: Setting<PublicAccess> = .absent
  package var defaultAction: Setting<RuleAction> = .absent
  /// Public addresses that are let in where the default action denies.
  package var addressRules: [Setting<AddressPrefix>] = []
  /// Subnets that are let in by service endpoint.
  package var subnetRules: [Setting<Reference>] = []
  /// Whether trusted Microsoft services pass (`bypass` holds `AzureServices`).
  package var bypassesTrustedServices: Setting<Bool> = .absent
  /// Resource instances that are let in.
  package var resourceRules: [Setting<Reference>] = []

  package init() {}

  /// Every setting open for the same reason.
  package init(unknown: UnknownValue) {
    publicAccess = .unknown(unknown)
    defaultAction = .unknown(unknown)
    bypassesTrustedServices = .unknown(unknown)
  }
}

/// A storage account.
///
/// See <https://learn.microsoft.com/azure/storage/common/storage-network-security>.
package struct StorageAccount: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var origin: ResourceOrigin = .template
  package var location: Setting<String> = .absent
  package var firewall = ServiceFirewall()

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}

/// A key vault.
///
/// See <https://learn.microsoft.com/azure/key-vault/general/network-security>.
package struct KeyVault: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var origin: ResourceOrigin = .template
  package var location: Setting<String> = .absent
  package var firewall = ServiceFirewall()

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}

/// A container registry.
///
/// See <https://learn.microsoft.com/azure/container-registry/container-registry-private-endpoints>.
package struct ContainerRegistry: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var location: Setting<String> = .absent
  /// `Basic`, `Standard` or `Premium`; only the last has private endpoints and network rules.
  package var tier: Setting<String> = .absent
  package var firewall = ServiceFirewall()
  package var hasDataEndpoint: Setting<Bool> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}

/// A resource of a kind that is not modelled: listed and drawn, and what passes it is unknown.
package struct OpaqueResource: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  /// The resources that it refers to, in document order.
  package var references: [Reference] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
