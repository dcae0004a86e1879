internal import EstateModel

extension ResourceKind {
  static let networks: [ResourceKind] = [
    .node(
      "Microsoft.Network/virtualNetworks",
      register: { $0.registerSubnets(of: $1) },
      { $0.decodeNetwork($1) }),
    .node("Microsoft.Network/virtualNetworks/subnets") { $0.decodeSubnet($1) },
    .part("Microsoft.Network/virtualNetworks/virtualNetworkPeerings"),
  ]
}

extension EstateDecoding {
  /// Subnets that a network describes inline are there for others to refer to.
  mutating func registerSubnets(of network: Resource) {
    for subnet in Slot(network.properties["subnets"], key: "subnets").elements {
      if let name = subnet["name"].symbolicText {
        let id = network.id.child("subnets", name)
        if index.resolve(id) == nil { index.insert(id) }
      }
    }
  }

  mutating func decodeNetwork(_ input: ResourceInput) {
    let properties = input.properties
    var network = VirtualNetwork(id: input.id, source: input.source)
    network.isDescribed = input.isDescribed
    network.location = input.location
    network.addressSpace = prefixes(properties["addressSpace"]["addressPrefixes"])
    network.dnsServers = list(properties["dhcpOptions"]["dnsServers"]) { $0.address($1) }
    for peering in properties["virtualNetworkPeerings"].elements {
      let name = peering["name"].symbolicText ?? Slot.openName
      add(
        self.peering(
          input.id.child("virtualNetworkPeerings", name), peering.properties,
          at: peering.source ?? input.source),
        to: &network)
    }
    for part in parts(of: input.id, "virtualNetworkPeerings") {
      var peering = self.peering(
        input.id.child("virtualNetworkPeerings", part.name), writtenProperties(of: part),
        at: part.source)
      if let condition = part.conditionUnknown {
        // Which network it would join is known, and that is all.
        peering.remote = reference(
          Slot(part.properties, key: "properties")["remoteVirtualNetwork"], to: .network)
        peering.state = .unknown(condition)
      }
      if let unknown = part.wholeUnknown {
        // A network is not peered with itself.
        if peering.remote.value?.id == input.id { continue }
        // One that may be another network's joins this one perhaps.
        peering.state = .unknown(unknown)
        network.peerings.append(peering)
      } else {
        add(peering, to: &network)
      }
    }
    if input.isDescribed {
      network.openSubnets =
        properties["subnets"].elements.lazy.compactMap { subnet in
          subnet["name"].symbolicText == nil ? subnet.unknown ?? subnet["name"].unknown : nil
        }.first ?? parts(of: input.id, "subnets").lazy.compactMap(\.wholeUnknown).first
    }
    estate.networks.insert(network)
    // The subnets of a network that nobody describes are those that are mentioned.
    guard input.isDescribed else { return }
    // Of a network that may not be there, or may be another of that name, the subnets are known by name.
    let open = input.writtenProperties == nil ? nil : properties.unknown
    for subnet in (input.writtenProperties ?? properties)["subnets"].elements {
      guard let name = subnet["name"].symbolicText else {
        // Subnets that nobody can name are those that others mention.
        if let unknown = subnet.unknown ?? subnet["name"].unknown { ledger.note(unknown) }
        continue
      }
      let id = input.id.child("subnets", name)
      decodeSubnet(
        ResourceInput(
          id: index.resolve(id) ?? id, source: subnet.source ?? input.source,
          origin: input.origin, isDescribed: true, body: subnet,
          properties: open.map { Slot(open: $0.member(name), key: "properties") }
            ?? subnet.properties,
          location: input.location, kind: .absent, versionAround: input.version))
    }
  }

  private func add(_ peering: Peering, to network: inout VirtualNetwork) {
    guard let place = network.peerings.firstIndex(where: { $0.id == peering.id }) else {
      network.peerings.append(peering)
      return
    }
    network.peerings[place].merge(peering)
  }

  private mutating func peering(
    _ id: ResourceID, _ properties: Slot, at source: SourcePosition
  ) -> Peering {
    var peering = Peering(id: id, source: source)
    peering.remote = reference(properties["remoteVirtualNetwork"], to: .network)
    peering.allowsVirtualNetworkAccess = flag(properties["allowVirtualNetworkAccess"])
    peering.allowsForwardedTraffic = flag(properties["allowForwardedTraffic"])
    peering.allowsGatewayTransit = flag(properties["allowGatewayTransit"])
    peering.usesRemoteGateways = flag(properties["useRemoteGateways"])
    peering.peersCompleteNetworks = flag(properties["peerCompleteVnets"])
    peering.localSubnets = list(properties["localSubnetNames"]) { $0.text($1) }
    peering.remoteSubnets = list(properties["remoteSubnetNames"]) { $0.text($1) }
    peering.carriesOnlyIPv6 = flag(properties["enableOnlyIPv6Peering"])
    peering.syncLevel = word(
      properties["peeringSyncLevel"],
      Vocabulary(.inSync, .remoteNotInSync, .localNotInSync, .neitherInSync, isOpen: true))
    peering.syncedRanges = prefixes(properties["remoteAddressSpace"]["addressPrefixes"])
    peering.state = word(
      properties["peeringState"], Vocabulary(.initiated, .connected, .disconnected, isOpen: true))
    return peering
  }

  /// Where a template says nothing, newer versions of the API make private subnets.
  ///
  /// See <https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access>.
  private static let lastVersionOfOpenSubnets = "2026-03-31"

  mutating func decodeSubnet(_ input: ResourceInput) {
    let properties = input.properties
    let network = mention(input.id.parent ?? input.id, at: input.source)
    var subnet = Subnet(id: input.id, network: network, source: input.source)
    subnet.isDescribed = input.isDescribed
    subnet.prefixes = prefixes(properties["addressPrefix"])
      .united(with: prefixes(properties["addressPrefixes"]))
    subnet.securityGroup = reference(
      properties["networkSecurityGroup"], to: .securityGroup)
    subnet.routeTable = reference(properties["routeTable"], to: .routeTable)
    subnet.natGateway = reference(properties["natGateway"])
    subnet.serviceEndpoints = list(properties["serviceEndpoints"]) {
      $0.text($1.value?.isObject == true ? $1["service"] : $1)
    }
    subnet.serviceEndpointPolicies = list(properties["serviceEndpointPolicies"]) {
      $0.reference($1)
    }
    subnet.privateEndpointPolicies = word(
      properties["privateEndpointNetworkPolicies"],
      Vocabulary(.disabled, .enabled, .securityGroups, .routeTables))
    subnet.delegations = properties["delegations"].elements.compactMap {
      $0.properties["serviceName"].value?.text
    }
    subnet.openDelegation =
      properties["delegations"].elements.lazy.compactMap {
        $0.unknown ?? $0.properties["serviceName"].unknown
      }.first
    subnet.defaultOutboundAccess = flag(properties["defaultOutboundAccess"])
      .orSet(input.isOff { $0 > Self.lastVersionOfOpenSubnets })
    subnet.gateway = gateway(among: properties["ipConfigurations"])
    if let existing = estate.subnets[subnet.id] {
      // A listing without properties adds nothing to what another input says.
      if existing.isDescribed == subnet.isDescribed {
        subnet = existing.merged(with: subnet)
      } else {
        estate.listedOnly[subnet.id] = nil
        if existing.isDescribed { return }
      }
    }
    estate.subnets.insert(subnet)
  }
}

extension EstateDecoding {
  /// The gateway that one of a subnet's configurations belongs to, as Azure lists them.
  private mutating func gateway(among configurations: Slot) -> ResourceID? {
    for element in configurations.elements {
      guard let id = element["id"].value?.text.flatMap({ ResourceID($0) })?.parent,
        id.isOfType(ReferenceTarget.gateway.type), let source = element.source
      else { continue }
      return mention(id, at: source)
    }
    return nil
  }
}

extension Peering {
  /// The same peering as another input has it.
  fileprivate mutating func merge(_ other: Peering) {
    remote = remote.merged(with: other.remote) { $0.id == $1.id }
    allowsVirtualNetworkAccess = allowsVirtualNetworkAccess.merged(
      with: other.allowsVirtualNetworkAccess)
    allowsForwardedTraffic = allowsForwardedTraffic.merged(with: other.allowsForwardedTraffic)
    allowsGatewayTransit = allowsGatewayTransit.merged(with: other.allowsGatewayTransit)
    usesRemoteGateways = usesRemoteGateways.merged(with: other.usesRemoteGateways)
    peersCompleteNetworks = peersCompleteNetworks.merged(with: other.peersCompleteNetworks)
    localSubnets = localSubnets.merged(with: other.localSubnets)
    remoteSubnets = remoteSubnets.merged(with: other.remoteSubnets)
    carriesOnlyIPv6 = carriesOnlyIPv6.merged(with: other.carriesOnlyIPv6)
    syncLevel = syncLevel.merged(with: other.syncLevel)
    syncedRanges = syncedRanges.merged(with: other.syncedRanges)
    state = state.merged(with: other.state)
  }
}

extension Subnet {
  /// The same subnet as its network and a resource of its own describe it.
  fileprivate func merged(with other: Subnet) -> Subnet {
    var subnet = self
    subnet.isDescribed = isDescribed || other.isDescribed
    subnet.prefixes = prefixes.merged(with: other.prefixes)
    subnet.securityGroup = securityGroup.merged(with: other.securityGroup) { $0.id == $1.id }
    subnet.routeTable = routeTable.merged(with: other.routeTable) { $0.id == $1.id }
    subnet.natGateway = natGateway.merged(with: other.natGateway) { $0.id == $1.id }
    subnet.serviceEndpoints = serviceEndpoints.merged(with: other.serviceEndpoints)
    subnet.serviceEndpointPolicies += other.serviceEndpointPolicies.filter { new in
      !serviceEndpointPolicies.contains {
        $0.value?.id == new.value?.id && $0.unknown == new.unknown
      }
    }
    subnet.privateEndpointPolicies = privateEndpointPolicies.merged(
      with: other.privateEndpointPolicies)
    subnet.delegations += other.delegations.filter { !delegations.contains($0) }
    subnet.openDelegation = openDelegation ?? other.openDelegation
    subnet.defaultOutboundAccess = defaultOutboundAccess.merged(with: other.defaultOutboundAccess)
    return subnet
  }
}
