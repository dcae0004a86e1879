package import TrafficSets

/// A private endpoint: an address in a subnet that leads to one resource.
///
/// See <https://learn.microsoft.com/azure/private-link/private-endpoint-overview>.
package struct PrivateEndpoint: EstateResource {
  package enum ConnectionState: String, Hashable, Sendable {
    case approved = "Approved"
    case pending = "Pending"
    case rejected = "Rejected"
    case disconnected = "Disconnected"
  }

  /// A zone that the endpoint's zone group writes its records into.
  package struct ZoneGroupEntry: Sendable {
    package var zone: Setting<Reference>
    package let source: SourcePosition

    package init(zone: Setting<Reference>, source: SourcePosition) {
      self.zone = zone
      self.source = source
    }
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var origin: ResourceOrigin = .template
  package var subnet: Setting<Reference> = .absent
  /// The resource that the connection leads to.
  package var target: Setting<Reference> = .absent
  /// The subresources that it serves: `blob`, `amlworkspace`, …
  package var groups: [Setting<String>] = []
  /// A manual connection starts as pending.
  package var isManual = false
  package var state: Setting<ConnectionState> = .absent
  /// Static addresses, or those that an export shows. Empty: some address of the subnet.
  package var addresses: [Setting<Address>] = []
  package var zoneGroup: [ZoneGroupEntry] = []
  package var applicationSecurityGroups: [Setting<Reference>] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
