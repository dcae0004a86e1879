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
  /// The regions besides its own in which it is replicated.
  package var replicas: [Setting<String>] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
