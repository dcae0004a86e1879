/// A NAT gateway: the way out of the subnets that name it.
///
/// See <https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource>.
package struct NATGateway: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  /// `Standard`, or `StandardV2`, which may serve a whole network.
  package var tier: Setting<String> = .absent
  package var publicAddresses: [Setting<Reference>] = []
  package var publicPrefixes: [Setting<Reference>] = []
  /// Why it may have no address at all, where a whole list of them is open.
  package var openAddresses: UnknownValue?
  /// The network that it serves as a whole.
  package var network: Setting<Reference> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }

  /// Whether it has, or may have, an address to leave by.
  package var hasAddress: Bool { !publicAddresses.isEmpty || !publicPrefixes.isEmpty }
}
