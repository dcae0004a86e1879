package import TrafficSets

/// A virtual network: an address space, its name servers, its peerings.
///
/// See <https://learn.microsoft.com/azure/virtual-network/virtual-networks-overview>.
package struct VirtualNetwork: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var location: Setting<String> = .absent
  package var addressSpace: [Setting<AddressPrefix>] = []
  /// Absent or empty: Azure's own name service.
  package var dnsServers: [Setting<Address>] = []
  package var peerings: [Peering] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}

/// One side of a peering; traffic needs both sides.
///
/// See <https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-peering>.
package struct Peering: Sendable {
  package enum State: String, Hashable, Sendable {
    case initiated = "Initiated"
    case connected = "Connected"
    case disconnected = "Disconnected"
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var remote: Setting<Reference> = .absent
  package var allowsVirtualNetworkAccess: Setting<Bool> = .absent
  package var allowsForwardedTraffic: Setting<Bool> = .absent
  package var allowsGatewayTransit: Setting<Bool> = .absent
  package var usesRemoteGateways: Setting<Bool> = .absent
  package var peersCompleteNetworks: Setting<Bool> = .absent
  /// Only exported resources carry it.
  package var state: Setting<State> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}

/// A subnet and what stands at its border.
package struct Subnet: EstateResource {
  /// Which rules of the subnet hold for private endpoints in it.
  package enum PrivateEndpointPolicies: String, Hashable, Sendable {
    case disabled = "Disabled"
    case enabled = "Enabled"
    case securityGroups = "NetworkSecurityGroupEnabled"
    case routeTables = "RouteTableEnabled"
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package let network: ResourceID
  package var prefixes: [Setting<AddressPrefix>] = []
  package var securityGroup: Setting<Reference> = .absent
  package var routeTable: Setting<Reference> = .absent
  package var natGateway: Setting<Reference> = .absent
  /// `Microsoft.Storage` and the like.
  package var serviceEndpoints: [Setting<String>] = []
  package var privateEndpointPolicies: Setting<PrivateEndpointPolicies> = .absent
  package var delegations: [String] = []
  package var defaultOutboundAccess: Setting<Bool> = .absent

  package init(id: ResourceID, network: ResourceID, source: SourcePosition) {
    self.id = id
    self.network = network
    self.source = source
  }
}

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
