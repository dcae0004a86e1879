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
  /// `StorageV2` and the like.
  package var variant: Setting<String> = .absent
  /// Whether port 80 is shut.
  package var requiresHTTPS: Setting<Bool> = .absent
  package var hasSFTP: Setting<Bool> = .absent
  package var hasNFS: Setting<Bool> = .absent
  /// Whether its names lie in a zone of Azure's choice, `ACCOUNT.z12.blob.storage.azure.net`.
  package var hasZonedNames: Setting<Bool> = .absent
  /// The host names that an export tells, by service.
  package var hosts: [String: String] = [:]

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
