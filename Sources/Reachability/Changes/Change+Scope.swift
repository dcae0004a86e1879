internal import EstateModel
internal import TrafficSets

extension Change {
  /// Whether the change only adds a rule to a security group or a peering to a network, or changes what
  /// routes there are: no node, name, member or address of the graph hangs on these.
  package var keepsNodes: Bool {
    switch self {
    // What a service tag stands for is a part of the internet once a rule names it.
    case .allowTraffic(_, _, let sources, let destinations, _, _):
      !(sources + destinations).contains { peer in
        if case .tag(let tag) = peer {
          !Estate.tagsOfPlaces.contains(tag.lowercased())
        } else {
          false
        }
      }
    case .completePeering, .removeRoute, .propagateGatewayRoutes, .allowGatewayTransit,
      .useRemoteGateways:
      true
    case .enableEgress, .restrictEgress, .leaveLegacyMode, .provisionNetwork, .addOutboundRule,
      .enablePublicAccess,
      .enablePublicAccessFor,
      .allowAddresses, .allowTrustedServices, .openAddressRules, .upgradeRegistry,
      .addPrivateEndpoint, .approveConnection, .addZoneGroup, .linkZone, .attachNATGateway,
      .allowForwardedTraffic, .enableForwarding, .attachSecurityGroup, .allowThroughFirewall,
      .enableNameProxy, .allowInstance, .addZone, .balanceEveryPort, .addRoute, .routeReplies,
      .routeOpening, .addPublicAddress, .allowSubnet, .addServiceEndpoint,
      .listAccount, .overruleAccessRule, .answerWithoutTLS:
      false
    }
  }

  /// Whether the change only adds a rule to a security group: what a tag means hangs on none.
  var keepsTags: Bool {
    if case .allowTraffic = self { true } else { false }
  }

  /// Whether the change can open anything for this sender, whatever the target is: no when what it
  /// touches lies on no way from there. In doubt it can.
  package func canOpen(from source: Subject, in graph: ReachabilityGraph) -> Bool {
    switch self {
    case .enableEgress(let deployment, _), .restrictEgress(let deployment, _):
      source.senders.contains { $0.host == .deployment(deployment) }
    case .allowTraffic(let group, .outbound, _, _, _, _):
      source.senders.contains { graph.passes(group, $0.host) }
    case .addOutboundRule, .provisionNetwork: source.senders.contains { graph.isManaged($0.host) }
    case .attachNATGateway(let subnet, _):
      source.senders.contains { graph.stands($0.host, in: subnet) }
    case .allowSubnet(_, let subnet, _), .addServiceEndpoint(let subnet, _, _):
      source.senders.contains { graph.stands($0.host, in: subnet) }
    case .allowInstance(_, let workspace, _):
      source.senders.contains { $0.host == .service(workspace) }
    case .leaveLegacyMode, .enablePublicAccess, .enablePublicAccessFor, .allowAddresses,
      .allowTrustedServices, .openAddressRules, .upgradeRegistry, .addPrivateEndpoint,
      .approveConnection,
      .addZoneGroup, .linkZone, .allowTraffic(_, .inbound, _, _, _, _), .completePeering,
      .allowForwardedTraffic, .enableForwarding, .attachSecurityGroup, .allowThroughFirewall,
      .enableNameProxy, .addZone, .balanceEveryPort, .removeRoute, .addRoute, .routeReplies,
      .routeOpening, .propagateGatewayRoutes,
      .allowGatewayTransit, .useRemoteGateways, .addPublicAddress, .listAccount,
      .overruleAccessRule, .answerWithoutTLS:
      true
    }
  }

  /// Whether the change can open anything to this target, whatever the sender is: no when what it
  /// touches lies on no way to there. In doubt it can.
  package func canOpen(to target: Subject, in graph: ReachabilityGraph) -> Bool {
    switch self {
    case .enablePublicAccess(let id, _), .enablePublicAccessFor(let id, _, _),
      .allowAddresses(let id, _, _), .allowTrustedServices(let id, _), .allowInstance(let id, _, _),
      .openAddressRules(let id, _), .upgradeRegistry(let id, _), .answerWithoutTLS(let id, _),
      .allowSubnet(let id, _, _),
      .listAccount(_, let id, _), .overruleAccessRule(let id, _, _, _):
      graph.resources(of: target).contains(id)
    case .addPrivateEndpoint(let id, _, _, _, _):
      // Deployments with restricted egress need one of their workspace, whatever they call.
      graph.resources(of: target).contains(id) || graph.estate.workspaces[id] != nil
    case .approveConnection(let endpoint, _), .addZoneGroup(let endpoint, _, _),
      .addZone(_, let endpoint, _, _):
      graph.estate.privateEndpoints[endpoint]?.target.value.map {
        graph.resources(of: target).contains($0.id)
      } ?? true
    case .linkZone(let zone, _, _):
      target.goal.destinations.contains { destination in
        if case .front(let front) = destination {
          front.isHeld(byZone: zone.name.lowercased())
        } else {
          false
        }
      }
    case .allowTraffic(let group, .inbound, _, _, _, _):
      target.goal.destinations.contains { destination in
        switch destination {
        case .host(let host): graph.passes(group, host)
        case .front: true
        }
      }
    case .attachSecurityGroup(let interface, _, _, _):
      target.goal.destinations.contains(.host(.interface(interface)))
    // Of deployments that mode takes the private endpoints.
    case .leaveLegacyMode, .enableEgress, .restrictEgress, .allowTraffic(_, .outbound, _, _, _, _),
      .addOutboundRule, .provisionNetwork, .completePeering, .attachNATGateway,
      .allowForwardedTraffic,
      .enableForwarding,
      .allowThroughFirewall, .enableNameProxy, .balanceEveryPort, .removeRoute, .addRoute,
      .routeReplies, .routeOpening,
      .propagateGatewayRoutes, .allowGatewayTransit, .useRemoteGateways, .addPublicAddress,
      .addServiceEndpoint:
      true
    }
  }
}

extension ReachabilityGraph {
  /// The resources whose settings decide on the way to a target: its own, and the workspace above an
  /// endpoint.
  fileprivate func resources(of target: Subject) -> Set<ResourceID> {
    var resources: Set<ResourceID> = []
    for case .front(let front) in target.goal.destinations {
      if let resource = front.resource { resources.insert(resource) }
      if let linked = front.privateLinkTarget(in: estate) { resources.insert(linked) }
      if let workspace = front.resource.flatMap({ estate.onlineEndpoints[$0]?.workspace.value })
        ?? front.resource.flatMap({ estate.batchEndpoints[$0]?.workspace.value })
        ?? front.resource.flatMap({ estate.computes[$0]?.workspace.value })
      {
        resources.insert(workspace.id)
      }
    }
    return resources
  }

  /// Whether the group stands at the host's interface or subnet; true where that is not known.
  fileprivate func passes(_ group: ResourceID, _ host: Host) -> Bool {
    if case .machine(let id) = host {
      return interfaces(ofMachine: id).contains { passes(group, .interface($0)) }
    }
    switch attachment(of: host) {
    case .subnet(let subnet, let interface):
      return isOrMayBe(estate.subnets[subnet]?.securityGroup, group)
        || isOrMayBe(interface.flatMap { estate.interfaces[$0]?.securityGroup }, group)
    case .unknown: return true
    case .gateway, .internet, .managed, .service: return false
    }
  }

  private func isOrMayBe(_ setting: Setting<Reference>?, _ group: ResourceID) -> Bool {
    switch setting {
    case .known(let reference, _): reference.id == group
    case .unknown: true
    case .absent, nil: false
    }
  }

  fileprivate func stands(_ host: Host, in subnet: ResourceID) -> Bool {
    if case .machine(let id) = host {
      return interfaces(ofMachine: id).contains { stands(.interface($0), in: subnet) }
    }
    return if case .subnet(let own, _) = attachment(of: host) { own == subnet } else { false }
  }

  fileprivate func isManaged(_ host: Host) -> Bool {
    if case .managed = attachment(of: host) { true } else { false }
  }
}
