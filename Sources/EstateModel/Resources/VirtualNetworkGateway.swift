package import TrafficSets

/// A VPN or ExpressRoute gateway of a virtual network.
package struct VirtualNetworkGateway: EstateResource {
  package enum Kind: String, Hashable, Sendable {
    case vpn = "Vpn"
    case expressRoute = "ExpressRoute"
  }

  /// Whether tunnels take any traffic or only what the networks at both ends send each other.
  package enum Selection: String, Hashable, Sendable {
    case routes = "RouteBased"
    case policies = "PolicyBased"
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var kind: Setting<Kind> = .absent
  /// The `GatewaySubnet` that it stands in.
  package var subnet: Setting<Reference> = .absent
  /// Where tunnels are set up from.
  package var publicAddresses: [Setting<Reference>] = []
  /// Addresses that point-to-site clients are given.
  package var clientPools: [Setting<AddressPrefix>] = []

  /// Of VPN gateways only.
  package var selection: Setting<Selection> = .absent
  package var learnsPrefixes: Setting<Bool> = .absent
  /// Ranges beside those of the networks that point-to-site clients send into the tunnel.
  package var customRoutes: [Setting<AddressPrefix>] = []
  /// The site that takes what no other route does.
  package var defaultSite: Setting<Reference> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
