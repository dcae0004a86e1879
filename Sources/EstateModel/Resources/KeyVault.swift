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
