package import TrafficSets

/// A table of user-defined routes, which replaces Azure's own in the subnets that it stands at.
///
/// See <https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview>.
package struct RouteTable: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var routes: [Route] = []
  /// Whether routes that a gateway learned or was given are kept out of the subnets.
  package var disablesGatewayRoutes: Setting<Bool> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}

/// One route: where packets to a prefix are sent next.
package struct Route: Sendable {
  package enum HopType: String, Hashable, Sendable {
    case virtualAppliance = "VirtualAppliance"
    case virtualNetworkGateway = "VirtualNetworkGateway"
    case virtualNetwork = "VnetLocal"
    case internet = "Internet"
    case none = "None"
  }

  package let name: String
  package let source: SourcePosition
  /// A prefix, or a service tag.
  package var prefix: Setting<SecurityRule.Peer> = .absent
  package var hopType: Setting<HopType> = .absent
  /// Only of an appliance.
  package var hopAddress: Setting<Address> = .absent
  /// Why it is not known whether the table has the route; `nil` where it does.
  package var presence: UnknownValue?

  package init(name: String, source: SourcePosition) {
    self.name = name
    self.source = source
  }
}
