package import TrafficSets

/// A public IP address resource.
package struct PublicIPAddress: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  /// Absent before deployment: its number is not known.
  package var address: Setting<Address> = .absent
  /// `Basic` or `Standard`.
  package var tier: Setting<String> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
