package import EstateModel
package import TrafficSets

/// A change of the configuration that would open a way, small enough to be told in a sentence.
///
/// It is proposed by the mechanism that denies, applied to the estate, and told only when the
/// question asked again then succeeds.
package enum Change: Hashable, Sendable {
  case enablePublicAccess(ResourceID, at: SourcePosition?)
  case enableEgress(deployment: ResourceID, at: SourcePosition?)
  case allowAddresses(ResourceID, [AddressPrefix], at: SourcePosition?)
  case allowTrustedServices(ResourceID, at: SourcePosition?)
  case approveConnection(privateEndpoint: ResourceID, at: SourcePosition?)
  case linkZone(ResourceID, network: ResourceID, at: SourcePosition?)
  case addZoneGroup(privateEndpoint: ResourceID, zone: ResourceID, at: SourcePosition?)
  case allowTraffic(
    securityGroup: ResourceID, direction: SecurityRule.Direction, sources: AddressSet,
    destinations: SecurityRule.Peer, traffic: TrafficSet, at: SourcePosition?)
  case addOutboundRule(workspace: ResourceID, OutboundDestination, at: SourcePosition?)
  case upgradeRegistry(ResourceID, at: SourcePosition?)
  case openAddressRules(ResourceID, at: SourcePosition?)
  case completePeering(from: ResourceID, to: ResourceID, at: SourcePosition?)

  /// What an outbound rule of a managed network would name.
  package enum OutboundDestination: Hashable, Sendable {
    case privateEndpoint(ResourceID, group: String)
    case serviceTag(String, port: UInt16)
    case fullyQualifiedName(String)
  }

  /// The place in a file where the change would be made.
  package var source: SourcePosition? {
    switch self {
    case .enablePublicAccess(_, let source), .enableEgress(_, let source),
      .allowAddresses(_, _, let source), .allowTrustedServices(_, let source),
      .approveConnection(_, let source), .linkZone(_, _, let source),
      .addZoneGroup(_, _, let source), .allowTraffic(_, _, _, _, _, let source),
      .addOutboundRule(_, _, let source), .upgradeRegistry(_, let source),
      .openAddressRules(_, let source), .completePeering(_, _, let source):
      source
    }
  }
}
