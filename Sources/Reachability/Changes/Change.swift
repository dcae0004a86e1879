package import EstateModel
package import TrafficSets

/// A change of the configuration that would open a way, small enough to be told in a sentence.
///
/// It is proposed by the mechanism that denies, applied to the estate, and told only when the
/// question asked again then succeeds.
package enum Change: Hashable, Sendable {
  case enablePublicAccess(ResourceID, at: SourcePosition?)
  /// Public access for these addresses only.
  case enablePublicAccessFor(ResourceID, [AddressPrefix], at: SourcePosition?)
  /// A private endpoint to the resource in this subnet, its zone linked to the subnet's network.
  case addPrivateEndpoint(
    to: ResourceID, group: String, zone: String, subnet: ResourceID, at: SourcePosition?)
  case enableEgress(deployment: ResourceID, at: SourcePosition?)
  /// The opposite: private endpoints of the deployment's own, and nothing else.
  case restrictEgress(deployment: ResourceID, at: SourcePosition?)
  case leaveLegacyMode(ResourceID, at: SourcePosition?)
  /// The managed network of a workspace, with the rules that it has.
  case provisionNetwork(workspace: ResourceID, at: SourcePosition?)
  case allowAddresses(ResourceID, [AddressPrefix], at: SourcePosition?)
  case allowTrustedServices(ResourceID, at: SourcePosition?)
  /// A rule of a storage account for one workspace's instance.
  case allowInstance(ResourceID, ResourceID, at: SourcePosition?)
  case approveConnection(privateEndpoint: ResourceID, at: SourcePosition?)
  case linkZone(ResourceID, network: ResourceID, at: SourcePosition?)
  case addZoneGroup(privateEndpoint: ResourceID, zone: ResourceID, at: SourcePosition?)
  /// A private zone that is nowhere, linked to the network, with the records of the private endpoint.
  case addZone(String, privateEndpoint: ResourceID, network: ResourceID, at: SourcePosition?)
  case allowTraffic(
    securityGroup: ResourceID, direction: SecurityRule.Direction, sources: [SecurityRule.Peer],
    destinations: [SecurityRule.Peer], traffic: TrafficSet, at: SourcePosition?)
  case addOutboundRule(workspace: ResourceID, OutboundDestination, at: SourcePosition?)
  case upgradeRegistry(ResourceID, at: SourcePosition?)
  case openAddressRules(ResourceID, at: SourcePosition?)
  case completePeering(from: ResourceID, to: ResourceID, at: SourcePosition?)
  case attachNATGateway(subnet: ResourceID, at: SourcePosition?)
  case allowForwardedTraffic(peering: ResourceID, of: ResourceID, at: SourcePosition?)
  case enableForwarding(interface: ResourceID, at: SourcePosition?)
  /// A group at an interface that has none, which lets in this traffic besides what every group does.
  case attachSecurityGroup(
    interface: ResourceID, sources: [SecurityRule.Peer] = [.any], traffic: TrafficSet,
    at: SourcePosition?)

  /// A rule of a firewall's policy, or its own: for a name an application rule where one can read that, else
  /// a network rule.
  ///
  /// - Parameter ahead: the rule that denies, where one does, which the new one has to come before.
  case allowThroughFirewall(
    ResourceID, ahead: FirewallDenial? = nil, sources: [SecurityRule.Peer] = [.any],
    destinations: [SecurityRule.Peer] = [.any], name: String? = nil, traffic: TrafficSet,
    at: SourcePosition?)

  /// The DNS proxy of a firewall, without which network rules take in no names.
  case enableNameProxy(firewall: ResourceID, at: SourcePosition?)

  // MARK: - Routes

  /// The route of a table at a subnet that stops the opening, or with `stopsReplies` the reply.
  case removeRoute(
    String, of: ResourceID, subnet: ResourceID, stopsReplies: Bool, at: SourcePosition?)
  /// A route in the table of a subnet, which gets a table where it has none.
  case addRoute(subnet: ResourceID, to: [AddressPrefix], NextHop, at: SourcePosition?)
  /// A route by which the subnet that answers sends the replies; the question fills in whereto.
  case routeReplies(subnet: ResourceID, NextHop, at: SourcePosition?)
  /// A route at the sender's subnet to who gets the replies; the question fills in the subnet.
  case routeOpening(to: Address, at: SourcePosition?)
  case propagateGatewayRoutes(routeTable: ResourceID, at: SourcePosition?)
  case allowGatewayTransit(peering: ResourceID, of: ResourceID, at: SourcePosition?)
  case useRemoteGateways(peering: ResourceID, of: ResourceID, at: SourcePosition?)
  case addPublicAddress(natGateway: ResourceID, at: SourcePosition?)

  /// A rule of a load balancer as one of all ports.
  case balanceEveryPort(ResourceID, rule: String, at: SourcePosition?)

  // MARK: - Services

  /// A rule that lets a subnet in by its service endpoint.
  case allowSubnet(ResourceID, subnet: ResourceID, at: SourcePosition?)
  /// A service endpoint of a subnet, which a rule for that needs.
  case addServiceEndpoint(subnet: ResourceID, String, at: SourcePosition?)
  /// An account among those that a service endpoint policy lists.
  case listAccount(policy: ResourceID, ResourceID, at: SourcePosition?)
  /// The port on which a storage account takes plain HTTP, or a cache connections without TLS.
  case answerWithoutTLS(ResourceID, at: SourcePosition?)
  /// A rule for these addresses before all others; without addresses the rule that denies is removed.
  case overruleAccessRule(
    ResourceID, rule: String, addresses: [AddressPrefix] = [], at: SourcePosition?)

  /// Where a route sends packets next.
  package enum NextHop: Hashable, Sendable {
    case network
    case internet
    case appliance(Address)
  }

  /// The rule of a firewall that denies.
  package struct FirewallDenial: Hashable, Sendable {
    /// The policy that it is in; `nil` for a rule of the firewall's own.
    let policy: ResourceID?
    let collection: String
    let isNetworkRule: Bool
  }

  /// What an outbound rule of a managed network would name.
  package enum OutboundDestination: Hashable, Sendable {
    case privateEndpoint(ResourceID, group: String)
    case serviceTag(String, TransportProtocol, ports: PortSet)
    case fullyQualifiedName(String)
  }

  /// The place in a file where the change would be made.
  package var source: SourcePosition? {
    switch self {
    case .enablePublicAccess(_, let source), .enablePublicAccessFor(_, _, let source),
      .addPrivateEndpoint(_, _, _, _, let source), .enableEgress(_, let source),
      .restrictEgress(_, let source), .leaveLegacyMode(_, let source),
      .provisionNetwork(_, let source),
      .allowAddresses(_, _, let source), .allowTrustedServices(_, let source),
      .allowInstance(_, _, let source), .addZone(_, _, _, let source),
      .balanceEveryPort(_, _, let source),
      .approveConnection(_, let source), .linkZone(_, _, let source),
      .addZoneGroup(_, _, let source), .allowTraffic(_, _, _, _, _, let source),
      .addOutboundRule(_, _, let source), .upgradeRegistry(_, let source),
      .openAddressRules(_, let source), .completePeering(_, _, let source),
      .attachNATGateway(_, let source), .allowForwardedTraffic(_, _, let source),
      .enableForwarding(_, let source), .attachSecurityGroup(_, _, _, let source),
      .allowThroughFirewall(_, _, _, _, _, _, let source), .enableNameProxy(_, let source),
      .removeRoute(_, _, _, _, let source),
      .addRoute(_, _, _, let source), .routeReplies(_, _, let source),
      .routeOpening(_, let source), .propagateGatewayRoutes(_, let source),
      .allowGatewayTransit(_, _, let source), .useRemoteGateways(_, _, let source),
      .addPublicAddress(_, let source), .allowSubnet(_, _, let source),
      .addServiceEndpoint(_, _, let source), .answerWithoutTLS(_, let source),
      .listAccount(_, _, let source), .overruleAccessRule(_, _, _, let source):
      source
    }
  }
}
