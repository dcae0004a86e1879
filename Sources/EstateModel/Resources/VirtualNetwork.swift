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
  /// Why the network may have subnets that the input does not name.
  package var openSubnets: UnknownValue?

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

  package enum SyncLevel: String, Hashable, Sendable {
    case inSync = "FullyInSync"
    case remoteNotInSync = "RemoteNotInSync"
    case localNotInSync = "LocalNotInSync"
    case neitherInSync = "LocalAndRemoteNotInSync"
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var remote: Setting<Reference> = .absent
  package var allowsVirtualNetworkAccess: Setting<Bool> = .absent
  package var allowsForwardedTraffic: Setting<Bool> = .absent
  package var allowsGatewayTransit: Setting<Bool> = .absent
  package var usesRemoteGateways: Setting<Bool> = .absent
  package var peersCompleteNetworks: Setting<Bool> = .absent
  /// The subnets that are peered where not all are.
  package var localSubnets: [Setting<String>] = []
  package var remoteSubnets: [Setting<String>] = []
  package var carriesOnlyIPv6: Setting<Bool> = .absent
  package var syncLevel: Setting<SyncLevel> = .absent
  /// The ranges of the other network that the peering has taken over; only exported resources
  /// carry them.
  package var syncedRanges: [Setting<AddressPrefix>] = []
  /// Only exported resources carry it.
  package var state: Setting<State> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
