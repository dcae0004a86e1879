package import TrafficSets

/// A VPN or ExpressRoute gateway of a virtual network.
package struct VirtualNetworkGateway: EstateResource {
  package enum Kind: String, Hashable, Sendable {
    case vpn = "Vpn"
    case expressRoute = "ExpressRoute"
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var kind: Setting<Kind> = .absent
  /// The `GatewaySubnet` that it stands in.
  package var subnet: Setting<Reference> = .absent
  /// Addresses that point-to-site clients are given.
  package var clientPools: [Setting<AddressPrefix>] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
