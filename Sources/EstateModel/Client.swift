package import TrafficSets

/// A host that no cloud configuration describes: an overlay does.
package struct Client: Sendable {
  package enum Placement: Sendable {
    /// On the internet, at these addresses; none means any public address.
    case internet
    /// In a subnet.
    case subnet(Setting<Reference>)
    /// On premises, through this VPN or ExpressRoute gateway.
    case gateway(Setting<Reference>)
  }

  package let name: String
  package let source: SourcePosition
  package var placement: Placement
  package var addresses: [Setting<AddressPrefix>] = []
  /// The virtual network whose name resolution it uses.
  package var dnsNetwork: Setting<Reference> = .absent

  package init(name: String, source: SourcePosition, placement: Placement) {
    self.name = name
    self.source = source
    self.placement = placement
  }
}
