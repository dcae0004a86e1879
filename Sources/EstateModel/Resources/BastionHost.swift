/// A Bastion: people open sessions to machines through it.
///
/// See <https://learn.microsoft.com/azure/bastion/bastion-overview>.
package struct BastionHost: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  /// `Developer`, `Basic`, `Standard` or `Premium`.
  package var tier: Setting<String> = .absent
  package var subnet: Setting<Reference> = .absent
  package var publicAddress: Setting<Reference> = .absent
  /// Whether it has a public address for certain, whichever that is.
  package var hasPublicAddress = false
  /// Of the tier Developer, which has no subnet.
  package var network: Setting<Reference> = .absent
  package var isPrivateOnly: Setting<Bool> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }

  /// Whether sessions go to whatever port is asked for.
  package var hasCustomPorts: Bool {
    ["standard", "premium"].contains(tier.value?.lowercased() ?? "")
  }
}
