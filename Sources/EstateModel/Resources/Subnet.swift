package import TrafficSets

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
  /// The policies that say which storage accounts are reached by these.
  package var serviceEndpointPolicies: [Setting<Reference>] = []
  package var privateEndpointPolicies: Setting<PrivateEndpointPolicies> = .absent
  package var delegations: [String] = []
  /// Why there may be another delegation.
  package var openDelegation: UnknownValue?
  package var defaultOutboundAccess: Setting<Bool> = .absent
  /// The gateway that an export names among those with an address here.
  package var gateway: ResourceID?

  package init(id: ResourceID, network: ResourceID, source: SourcePosition) {
    self.id = id
    self.network = network
    self.source = source
  }
}
