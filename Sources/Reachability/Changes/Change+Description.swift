package import EstateModel
internal import TrafficSets

extension Change {
  /// The change as an instruction, in the words of the resource that it is made in.
  ///
  /// - Parameter estate: The estate as it is when the change is made, after those before it.
  package func sentence(in graph: ReachabilityGraph, of estate: Estate) -> String {
    func name(_ id: ResourceID) -> String { graph.selectors.text(for: id) }
    func address(_ prefix: AddressPrefix, at id: ResourceID) -> String {
      // Storage takes no prefix for a single address.
      let isSingle = prefix.length == 32 && graph.estate.storageAccounts[id] != nil
      return isSingle ? "\(prefix)".replacing("/32", with: "") : "\(prefix)"
    }
    // By its name, unless there are others of that name.
    func zoneName(_ id: ResourceID) -> String { name(id).hasPrefix("/") ? name(id) : id.name }
    func list(_ peers: [SecurityRule.Peer]) -> String {
      peers.map { graph.text(for: $0) }.joined(separator: ", ")
    }
    switch self {
    case .enablePublicAccess(let id, _):
      return "set public network access of \(name(id)) to enabled"
    case .enablePublicAccessFor(let id, let prefixes, _):
      return
        "enable public network access of \(name(id)) for \(prefixes.map(\.description).joined(separator: ", ")) only"
    case .addPrivateEndpoint(let target, let group, let zone, let subnet, _):
      // One that serves other networks would hold the records of two endpoints: each needs its own.
      let network = estate.subnets[subnet]?.network
      let alike = estate.zones.filter { $0.zoneName == zone }
      let isLinked = alike.contains { zone in
        zone.links.contains { $0.network.value?.id == network }
      }
      let named = alike.isEmpty || isLinked ? "the zone \(zone)" : "a zone \(zone) of its own"
      return
        "add a private endpoint to \(name(target)) (\(group)) in \(name(subnet)), with \(named) linked to its network"
    case .enableEgress(let id, _):
      return
        "set egress_public_network_access of \(name(id)) to enabled (made anew: the flag is fixed at creation)"
    case .restrictEgress(let id, _):
      return
        "set egress_public_network_access of \(name(id)) to disabled, so that it has private endpoints of its own and calls nothing else (made anew: the flag is fixed at creation)"
    case .provisionNetwork(let id, _):
      return "provision the managed network of \(name(id)), so that its rules are in force"
    case .leaveLegacyMode(let id, _)
    where graph.estate.workspaces[id]?.isLegacyMode.isAbsent == true:
      return
        "create \(name(id)) by API version 2022-05-01 or a later one, with v1LegacyMode: false"
    case .leaveLegacyMode(let id, _):
      return "set v1LegacyMode of \(name(id)) to false"
    case .allowAddresses(let id, let prefixes, _):
      return
        "add \(prefixes.map { address($0, at: id) }.joined(separator: ", ")) to the IP rules of \(name(id))"
    case .allowTrustedServices(let id, _):
      return "let trusted Microsoft services pass at \(name(id)) (bypass: AzureServices)"
    case .allowInstance(let id, let workspace, _):
      return "add \(name(workspace)) to the instance rules of \(name(id)) (resourceAccessRules)"
    case .approveConnection(let id, _):
      return "approve the connection of \(name(id))"
    case .linkZone(let zone, let network, _):
      return "link the private DNS zone \(zone.name) to \(name(network))"
    case .addZoneGroup(let endpoint, let zone, _):
      return "add a DNS zone group to \(name(endpoint)) that names the zone \(zoneName(zone))"
    case .addZone(let zone, let endpoint, let network, _):
      return
        "create the private DNS zone \(zone), linked to \(name(network)), with a DNS zone group of \(name(endpoint)) that names it"
    case .allowTraffic(let group, let direction, let sources, let destinations, let traffic, _):
      let place = Self.placed(
        direction, sources, destinations, traffic, in: estate.securityGroups[group]?.rules ?? [])
      return
        "add \(Self.rules(of: traffic)) to \(name(group)) that \(Self.rules(of: traffic) == "rules" ? "allow" : "allows") \(direction.rawValue.lowercased()) \(Self.text(of: traffic)) from \(list(sources)) to \(list(destinations))\(place.text)"
    case .addOutboundRule(let workspace, let destination, _):
      let rule =
        switch destination {
        case .privateEndpoint(let target, let group):
          "a private_endpoint rule to \(name(target)) (\(group))"
        case .serviceTag(let tag, let transport, let ports):
          "a service_tag rule for \(tag), \(Self.text(of: transport, ports))"
        case .fullyQualifiedName(let host): "an fqdn rule for \(host)"
        }
      return "add \(rule) to the managed network of \(name(workspace))"
    case .answerWithoutTLS(let id, _):
      return graph.estate.storageAccounts[id] == nil
        ? "set enableNonSslPort of \(name(id)) to true"
        : "set supportsHttpsTrafficOnly of \(name(id)) to false"
    case .upgradeRegistry(let id, _):
      return "make \(name(id)) a Premium registry"
    case .openAddressRules(let id, _):
      let kind = graph.estate.services[id]?.kind
      let hasDefault =
        kind.map { $0.access.defaultAction != nil } ?? (graph.estate.clusters[id] == nil)
      return hasDefault
        ? "let all addresses in at \(name(id)) (default action: Allow)"
        : "add a rule that lets all addresses in at \(name(id))"
    case .allowForwardedTraffic(let peering, let network, _):
      return "set allowForwardedTraffic of peering \(peering.name) of \(name(network)) to true"
    case .enableForwarding(let interface, _):
      return "set enableIPForwarding of \(name(interface)) to true"
    case .attachNATGateway(let subnet, _):
      return "attach a NAT gateway to \(name(subnet))"
    case .attachSecurityGroup(let interface, let sources, let traffic, _):
      return
        "attach a security group to \(name(interface)) that allows inbound \(Self.text(of: traffic)) from \(list(sources)) (it closes the rest of what is let in now, but for its own network)"
    case .allowThroughFirewall(
      let firewall, let ahead, let sources, let destinations, let host, let traffic, _):
      let policy = graph.estate.firewalls[firewall]?.policy.value
      let readings = Self.readings(of: traffic, to: host, ahead: ahead)
      let kind = readings == nil ? "a network rule" : "an application rule"
      var place = ""
      if let ahead {
        let kind = ahead.policy == nil ? "collection" : "rule collection group"
        place =
          Self.firewallPlace(before: ahead, of: firewall, in: estate)
          .map { ", in a \(kind) of \($0.text)" } ?? ", before \(ahead.collection)"
      }
      return
        "add \(kind) to \(name(ahead?.policy ?? policy?.id ?? firewall)) that allows \(Self.text(of: traffic))\(Self.text(of: readings)) from \(list(sources)) to \(host ?? list(destinations))\(place)"
    case .enableNameProxy(let id, _):
      return
        "enable the DNS proxy of \(name(graph.estate.firewalls[id]?.policy.value?.id ?? id)), so that its network rules can hold names"
    case .completePeering(let from, let to, _):
      return "peer \(name(from)) to \(name(to))"
    case .removeRoute(let route, let table, _, _, _):
      return "remove the route \(route) from \(name(table))"
    case .addRoute(let subnet, let prefixes, let hop, _):
      let routes = prefixes.map { "\($0) -> \(hop)" }.joined(separator: ", ")
      guard let table = graph.estate.subnets[subnet]?.routeTable.value else {
        return "attach a route table to \(name(subnet)) with the route \(routes)"
      }
      return "add the route \(routes) to \(name(table.id))"
    case .routeReplies(let subnet, let hop, _):
      return "route the replies of \(name(subnet)) to \(hop)"
    case .routeOpening(let address, _): return "route what is sent there to \(address)"
    case .propagateGatewayRoutes(let table, _):
      return "set disableBgpRoutePropagation of \(name(table)) to false"
    case .allowGatewayTransit(let peering, let network, _):
      return "set allowGatewayTransit of peering \(peering.name) of \(name(network)) to true"
    case .useRemoteGateways(let peering, let network, _):
      return "set useRemoteGateways of peering \(peering.name) of \(name(network)) to true"
    case .balanceEveryPort(let balancer, let rule, _):
      return
        "make rule \(rule) of \(name(balancer)) one of all ports (HA ports: protocol All, port 0)"
    case .addPublicAddress(let gateway, _): return "give \(name(gateway)) a public IP address"
    case .allowSubnet(let id, let subnet, _):
      return "add \(name(subnet)) to the virtual network rules of \(name(id))"
    case .addServiceEndpoint(let subnet, let endpoint, _):
      return "add \(endpoint) to the service endpoints of \(name(subnet))"
    case .listAccount(let policy, let account, _):
      return "add \(name(account)) to the accounts that \(name(policy)) lists"
    case .overruleAccessRule(let id, let rule, let addresses, _):
      return addresses.isEmpty
        ? "remove the access rule \(rule) of \(name(id))"
        : "add an access rule to \(name(id)) before \(rule) that allows \(addresses.map(\.description).joined(separator: ", "))"
    }
  }
}

extension Change {
  /// A rule has one protocol, or all.
  private static func rules(of traffic: TrafficSet) -> String {
    parts(of: traffic).count > 1 ? "rules" : "a rule"
  }

  /// As the files of a workspace write it: `TCP 443`, `UDP 5831`.
  private static func text(of transport: TransportProtocol, _ ports: PortSet) -> String {
    let name = transport.description.uppercased()
    if transport == .icmp || ports == .all { return name }
    let ranges = ports.ranges.map { range in
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
    }
    return "\(name) \(ranges.joined(separator: ","))"
  }

  private static func text(of traffic: TrafficSet) -> String {
    let terms = TrafficTerm.terms(of: traffic)
    let isStar =
      terms.count > 1 && parts(of: traffic).count == 1
      && [TransportProtocol.tcp, .udp, .icmp].filter { traffic.protocols.contains($0) }.count > 1
    return terms.joined(separator: ", ") + (isStar ? " (protocol *)" : "")
  }
}

extension Change {
  /// What a rule reads that is not read on its port by default.
  private static func text(
    of readings: [(language: ApplicationProtocol, ports: PortSet)]?
  ) -> String {
    let told = (readings ?? []).filter { $0.language == .mssql }.map(\.language.rawValue)
    return told.isEmpty ? "" : " (\(told.joined(separator: ", ")))"
  }
}

extension Change.NextHop: CustomStringConvertible {
  package var description: String {
    switch self {
    case .network: Route.HopType.virtualNetwork.rawValue
    case .internet: Route.HopType.internet.rawValue
    case .appliance(let address): "\(Route.HopType.virtualAppliance.rawValue) \(address)"
    }
  }
}
