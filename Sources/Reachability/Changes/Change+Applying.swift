package import EstateModel
internal import TrafficSets

extension Change {
  /// The estate as it would be with the change made.
  package func applied(to estate: Estate) -> Estate {
    var changed = estate
    let place = source ?? SourcePosition(file: "(proposed)", line: 1, column: 1)
    switch self {
    case .enablePublicAccess(let id, _):
      changed.updateFirewall(of: id) { $0.publicAccess = .known(.enabled, place) }
      changed.workspaces.update(id) { $0.publicAccess = .known(.enabled, place) }
      changed.clusters.update(id) { $0.publicAccess = .known(.enabled, place) }
      changed.monitors.update(id) {
        $0.publicIngestion = .known(.enabled, place)
        $0.publicQuery = .known(.enabled, place)
      }
      changed.onlineEndpoints.update(id) { $0.publicAccess = .known(.enabled, place) }
    case .enablePublicAccessFor(let id, let prefixes, _):
      Self.enable(id, for: prefixes, in: &changed, at: place)
    case .addPrivateEndpoint(let target, let group, let zone, let subnet, _):
      Self.addPrivateEndpoint(
        to: target, group: group, zone: zone, subnet: subnet, in: &changed, at: place)
    case .enableEgress(let id, _):
      changed.onlineDeployments.update(id) { $0.egressPublicAccess = .known(.enabled, place) }
    case .restrictEgress(let id, _):
      changed.onlineDeployments.update(id) { $0.egressPublicAccess = .known(.disabled, place) }
    case .provisionNetwork(let id, _):
      changed.workspaces.update(id) { workspace in
        workspace.managedNetwork?.status = .known("Active", place)
        let rules = workspace.managedNetwork?.rules.indices ?? 0..<0
        for index in rules {
          workspace.managedNetwork?.rules[index].status = .known("Active", place)
        }
      }
    case .leaveLegacyMode(let id, _):
      changed.workspaces.update(id) { $0.isLegacyMode = .known(false, place) }
    case .allowAddresses(let id, let prefixes, _):
      let rules = prefixes.map { Setting.known($0, place) }
      changed.updateFirewall(of: id) { $0.addressRules += rules }
      changed.clusters.update(id) { $0.authorizedAddresses += rules }
      changed.workspaces.update(id) {
        $0.addressRules += rules
        $0.admitsOnlyListedAddresses = .known(true, place)
      }
    case .openAddressRules(let id, _):
      changed.updateFirewall(of: id) { $0.open(at: place) }
      changed.clusters.update(id) { $0.authorizedAddresses = [] }
      changed.workspaces.update(id) {
        $0.addressRules = []
        $0.admitsOnlyListedAddresses = .known(false, place)
      }
    case .allowTrustedServices(let id, _):
      changed.updateFirewall(of: id) { $0.bypassesTrustedServices = .known(true, place) }
    case .allowInstance(let id, let workspace, _):
      changed.updateFirewall(of: id) {
        $0.resourceRules.append(.known(Reference(workspace, at: place), place))
      }
    case .approveConnection(let id, _):
      changed.privateEndpoints.update(id) { $0.state = .known(.approved, place) }
    case .linkZone(let zone, let network, _):
      changed.zones.update(zone) {
        var link = PrivateDNSZone.Link(name: "proposed", source: place)
        link.network = .known(Reference(network, at: place), place)
        $0.links.append(link)
      }
    case .addZoneGroup(let endpoint, let zone, _):
      Self.addZoneGroup(of: endpoint, naming: zone, in: &changed, at: place)
    case .addZone(let name, let endpoint, let network, _):
      let zone = Self.addZone(name, linkedTo: network, in: &changed, at: place)
      Self.addZoneGroup(of: endpoint, naming: zone, in: &changed, at: place)
    case .allowTraffic(let group, let direction, let sources, let destinations, let traffic, _):
      changed.securityGroups.update(group) {
        $0.rules =
          Self.placed(direction, sources, destinations, traffic, in: $0.rules, at: place).rules
      }
    case .addOutboundRule(let workspace, let destination, _):
      changed.workspaces.update(workspace) {
        $0.managedNetwork?.rules.append(
          OutboundRule(
            name: "proposed", source: place,
            destination: Self.outboundRule(destination, at: place)))
      }
    case .answerWithoutTLS(let id, _):
      changed.storageAccounts.update(id) { $0.requiresHTTPS = .known(false, place) }
      changed.services.update(id) { $0.switches[.plainPort] = .known(true, place) }
    case .upgradeRegistry(let id, _):
      changed.registries.update(id) { $0.tier = .known("Premium", place) }
    case .attachNATGateway(let subnet, _):
      changed.subnets.update(subnet) {
        let gateway = ResourceID(
          subscription: subnet.subscription, resourceGroup: Self.proposedGroup,
          provider: "Microsoft.Network", segments: [.init(type: "natGateways", name: "proposed")])
        $0.natGateway = .known(Reference(gateway, at: place), place)
      }
    case .allowForwardedTraffic(let peering, let network, _):
      changed.networks.update(network) {
        for index in $0.peerings.indices where $0.peerings[index].id == peering {
          $0.peerings[index].allowsForwardedTraffic = .known(true, place)
        }
      }
    case .enableForwarding(let interface, _):
      changed.interfaces.update(interface) { $0.forwardsTraffic = .known(true, place) }
    case .attachSecurityGroup(let interface, let sources, let traffic, _):
      var group = NetworkSecurityGroup(
        id: ResourceID(
          subscription: interface.subscription, resourceGroup: Self.proposedGroup,
          provider: "Microsoft.Network",
          segments: [.init(type: "networkSecurityGroups", name: "proposed")]), source: place)
      group.rules = Self.placed(.inbound, sources, [.any], traffic, in: [], at: place).rules
      changed.securityGroups.insert(group)
      changed.interfaces.update(interface) {
        $0.securityGroup = .known(Reference(group.id, at: place), place)
      }
    case .allowThroughFirewall(
      let id, let ahead, let sources, let destinations, let name, let traffic, _):
      Self.addRule(
        to: id, ahead: ahead, sources, destinations, name, traffic, in: &changed, at: place)
    case .enableNameProxy(let id, _):
      if let policy = changed.firewalls[id]?.policy.value?.id {
        changed.firewallPolicies.update(policy) { $0.settings.proxiesNames = .known(true, place) }
      } else {
        changed.firewalls.update(id) { $0.settings.proxiesNames = .known(true, place) }
      }
    case .balanceEveryPort(let id, let rule, _):
      changed.loadBalancers.update(id) {
        for index in $0.rules.indices where $0.rules[index].name == rule {
          $0.rules[index].transport = .known(.all, place)
          $0.rules[index].frontendPort = .known(0, place)
          $0.rules[index].backendPort = .known(0, place)
        }
      }
    case .completePeering(let from, let to, _):
      changed.networks.update(from) {
        var peering = Peering(id: from.child("virtualNetworkPeerings", "proposed"), source: place)
        peering.remote = .known(Reference(to, at: place), place)
        $0.peerings.append(peering)
      }
    case .removeRoute, .addRoute, .routeReplies, .routeOpening, .propagateGatewayRoutes,
      .allowGatewayTransit, .useRemoteGateways, .addPublicAddress:
      applyRoute(to: &changed, at: place)
    case .allowSubnet(let id, let subnet, _):
      changed.updateFirewall(of: id) {
        $0.subnetRules.append(.known(Reference(subnet, at: place), place))
      }
    case .addServiceEndpoint(let subnet, let name, _):
      changed.subnets.update(subnet) { $0.serviceEndpoints.append(.known(name, place)) }
    case .listAccount(let policy, let account, _):
      changed.serviceEndpointPolicies.update(policy) {
        var definition = ServiceEndpointPolicy.Definition(name: "proposed", source: place)
        definition.service = .known("Microsoft.Storage", place)
        definition.scopes = [.known(.account(account), place)]
        $0.definitions.append(definition)
      }
    case .overruleAccessRule(let id, let name, let addresses, _):
      changed.updateFirewall(of: id) { firewall in
        if addresses.isEmpty {
          firewall.orderedRules.removeAll { $0.name == name }
          return
        }
        var rule = ServiceAccessRule(
          name: "proposed", source: place,
          match: .addresses(addresses.map { .known($0, place) }))
        rule.action = .known(.allow, place)
        let index = firewall.orderedRules.firstIndex { $0.name == name } ?? 0
        firewall.orderedRules.insert(rule, at: index)
      }
    }
    return changed
  }

  private static func enable(
    _ id: ResourceID, for prefixes: [AddressPrefix], in estate: inout Estate,
    at place: SourcePosition
  ) {
    let rules = prefixes.map { Setting.known($0, place) }
    func narrow(_ firewall: inout ServiceFirewall) {
      firewall.publicAccess = .known(.enabled, place)
      firewall.defaultAction = .known(.deny, place)
      firewall.addressRules += rules
    }
    estate.updateFirewall(of: id, narrow)
    estate.workspaces.update(id) {
      $0.publicAccess = .known(.enabled, place)
      $0.addressRules += rules
      $0.admitsOnlyListedAddresses = .known(true, place)
    }
  }

  private static func addZone(
    _ name: String, linkedTo network: ResourceID, in estate: inout Estate, at place: SourcePosition
  ) -> ResourceID {
    var zone = PrivateDNSZone(
      id: ResourceID(
        subscription: network.subscription, resourceGroup: proposedGroup,
        provider: "Microsoft.Network",
        segments: [.init(type: "privateDnsZones", name: name)]), source: place)
    var link = PrivateDNSZone.Link(name: "proposed", source: place)
    link.network = .known(Reference(network, at: place), place)
    zone.links = [link]
    estate.zones.insert(zone)
    return zone.id
  }

  private static func addZoneGroup(
    of endpoint: ResourceID, naming zone: ResourceID, in estate: inout Estate,
    at place: SourcePosition
  ) {
    estate.privateEndpoints.update(endpoint) {
      $0.zoneGroup.append(
        PrivateEndpoint.ZoneGroupEntry(
          zone: .known(Reference(zone, at: place), place), source: place))
    }
    // It writes the records of what the endpoint leads to, in the place of those that are there.
    guard let target = estate.privateEndpoints[endpoint]?.target.value?.id.name.lowercased() else {
      return
    }
    estate.zones.update(zone) { zone in
      zone.records.removeAll { record in
        let name = record.name.lowercased()
        return name == target || name.hasPrefix("\(target).")
      }
    }
  }

  /// The zone is the one of that name that the network is linked to, else one made for it.
  private static func addPrivateEndpoint(
    to target: ResourceID, group: String, zone name: String, subnet: ResourceID,
    in estate: inout Estate, at place: SourcePosition
  ) {
    guard let network = estate.subnets[subnet]?.network else { return }
    let linked = estate.zones.first { zone in
      zone.zoneName == name && zone.links.contains { $0.network.value?.id == network }
    }
    let zone: ResourceID
    if let linked {
      zone = linked.id
    } else {
      zone = addZone(name, linkedTo: network, in: &estate, at: place)
    }
    var endpoint = PrivateEndpoint(
      id: ResourceID(
        subscription: network.subscription, resourceGroup: Self.proposedGroup,
        provider: "Microsoft.Network",
        segments: [.init(type: "privateEndpoints", name: "proposed")]), source: place)
    endpoint.subnet = .known(Reference(subnet, at: place), place)
    endpoint.target = .known(Reference(target, at: place), place)
    endpoint.groups = [.known(group, place)]
    endpoint.state = .known(.approved, place)
    endpoint.zoneGroup = [
      PrivateEndpoint.ZoneGroupEntry(
        zone: .known(Reference(zone, at: place), place), source: place)
    ]
    estate.privateEndpoints.insert(endpoint)
  }

  /// Before the rule that denies, else in front of a policy's own groups, or of classic collections.
  private static func addRule(
    to firewall: ResourceID, ahead: FirewallDenial?, _ sources: [SecurityRule.Peer],
    _ destinations: [SecurityRule.Peer], _ name: String?, _ traffic: TrafficSet,
    in estate: inout Estate, at source: SourcePosition
  ) {
    func rule(_ kind: FirewallRuleCollection.Kind) -> FirewallRule {
      var rule = FirewallRule(name: "proposed", kind: kind, source: source)
      rule.sources = sources.map { .known($0, source) }
      if let name {
        rule.names = [.known(name, source)]
      } else {
        rule.destinations = destinations.map { .known($0, source) }
      }
      return rule
    }
    let rules: [FirewallRule]
    if let readings = readings(of: traffic, to: name, ahead: ahead) {
      var application = rule(.application)
      application.readings = readings.map {
        FirewallRule.Reading(.known($0.language, source), on: .known($0.ports, source))
      }
      rules = [application]
    } else {
      rules = parts(of: traffic).map { part in
        var network = rule(.network)
        network.protocols = [.known(part.protocols, source)]
        network.ports = [.known(part.ports, source)]
        return network
      }
    }
    var collection = FirewallRuleCollection(name: "proposed", source: source)
    collection.priority = .known(0, source)
    collection.action = .known(.allow, source)
    collection.rules = rules
    let found = ahead.flatMap { firewallPlace(before: $0, of: firewall, in: estate)?.place }
    func moved(_ priority: Setting<Int>) -> Setting<Int> {
      guard let found, case .known(let number, let source) = priority else { return priority }
      return .known(found.moving(number), source)
    }
    let own = ahead == nil ? estate.firewalls[firewall]?.policy.value?.id : ahead?.policy
    if let policy = own {
      var group = FirewallPolicy.Group(name: "proposed", source: source)
      group.priority = .known(found?.priority ?? 0, source)
      group.collections = [collection]
      estate.firewallPolicies.update(policy) {
        for index in $0.groups.indices {
          $0.groups[index].priority = moved($0.groups[index].priority)
        }
        $0.groups.append(group)
      }
    } else {
      if let found { collection.priority = .known(found.priority, source) }
      estate.firewalls.update(firewall) {
        for index in $0.collections.indices {
          $0.collections[index].priority = moved($0.collections[index].priority)
        }
        $0.collections.append(collection)
      }
    }
  }

  /// What an application rule for a name would read; `nil` where it takes a network rule.
  static func readings(
    of traffic: TrafficSet, to name: String?, ahead: FirewallDenial?
  ) -> [(language: ApplicationProtocol, ports: PortSet)]? {
    // No application rule comes before a network rule.
    guard name != nil, ahead?.isNetworkRule != true else { return nil }
    return ApplicationProtocol.readings(of: traffic)
  }

  private static func outboundRule(
    _ destination: OutboundDestination, at place: SourcePosition
  ) -> OutboundRule.Destination {
    switch destination {
    case .privateEndpoint(let target, let group):
      .privateEndpoint(
        target: .known(Reference(target, at: place), place), group: .known(group, place))
    case .serviceTag(let tag, let transport, let ports):
      .serviceTag(
        tag: .known(tag, place), addresses: [], protocols: .known(ProtocolSet(transport), place),
        ports: .known(ports, place), action: .absent)
    case .fullyQualifiedName(let host): .fullyQualifiedName(.known(host, place))
    }
  }
}

extension Estate {
  /// Changes the rules of a service of whatever type, those of all its parts.
  fileprivate mutating func updateFirewall(
    of id: ResourceID, _ change: (inout ServiceFirewall) -> Void
  ) {
    storageAccounts.update(id) { change(&$0.firewall) }
    keyVaults.update(id) { change(&$0.firewall) }
    registries.update(id) { change(&$0.firewall) }
    services.update(id) { service in
      change(&service.firewall)
      for part in service.partFirewalls.keys {
        if var firewall = service.partFirewalls[part] {
          change(&firewall)
          service.partFirewalls[part] = firewall
        }
      }
    }
  }
}

extension ServiceFirewall {
  /// Lets everybody in whom no rule keeps out.
  fileprivate mutating func open(at place: SourcePosition) {
    defaultAction = .known(.allow, place)
    var rule = ServiceAccessRule(name: "proposed", source: place, match: .everybody)
    rule.action = .known(.allow, place)
    orderedRules.append(rule)
  }
}
