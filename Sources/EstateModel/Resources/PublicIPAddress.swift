package import TrafficSets

/// A public IP address resource.
///
/// See <https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses>.
package struct PublicIPAddress: EstateResource {
  package enum Tier: String, Hashable, Sendable {
    case basic = "Basic"
    case standard = "Standard"
    /// For NAT gateways only.
    case standardV2 = "StandardV2"
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  /// Absent before deployment: its number is not known.
  package var address: Setting<Address> = .absent
  /// Absent: `Basic`.
  package var tier: Setting<Tier> = .absent
  /// Absent: IPv4.
  package var family: Setting<AddressFamily> = .absent
  package var location: Setting<String> = .absent
  /// Whether the address was taken from a prefix, whose range may be the user's own and not Azure's.
  package var isFromPrefix = false
  /// Whether Azure says of it that nothing has it.
  package var isAttachedToNothing = false

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
