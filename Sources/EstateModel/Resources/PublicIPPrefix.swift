package import TrafficSets

/// A range of public addresses that a NAT gateway or the frontend of a load balancer has as a whole.
///
/// See <https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-address-prefix>.
package struct PublicIPPrefix: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  /// Absent before deployment: Azure picks the range.
  package var range: Setting<AddressPrefix> = .absent
  package var location: Setting<String> = .absent
  /// Absent: IPv4.
  package var family: Setting<AddressFamily> = .absent
  /// Whether the range is one of Azure's, and not of the user's own.
  package var isAzures = true

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
