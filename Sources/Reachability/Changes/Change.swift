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
  case leaveLegacyMode(ResourceID, at: SourcePosition?)
  case allowAddresses(ResourceID, [AddressPrefix], at: SourcePosition?)
  case allowTrustedServices(ResourceID, at: SourcePosition?)
  case approveConnection(privateEndpoint: ResourceID, at: SourcePosition?)
  case linkZone(ResourceID, network: ResourceID, at: SourcePosition?)
  case addZoneGroup(privateEndpoint: ResourceID, zone: ResourceID, at: SourcePosition?)
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

  /// A rule of a firewall's policy, or its own: for a name an application rule, else a network rule.
  case allowThroughFirewall(
    ResourceID, sources: [SecurityRule.Peer] = [.any], destinations: [SecurityRule.Peer] = [.any],
    name: String? = nil, traffic: TrafficSet, at: SourcePosition?)

  /// What an outbound rule of a managed network would name.
  package enum OutboundDestination: Hashable, Sendable {
    case privateEndpoint(ResourceID, group: String)
    case serviceTag(String, port: UInt16)
    case fullyQualifiedName(String)
  }

  /// The place in a file where the change would be made.
  package var source: SourcePosition? {
    switch self {
    case .enablePublicAccess(_, let source), .enablePublicAccessFor(_, _, let source),
      .addPrivateEndpoint(_, _, _, _, let source), .enableEgress(_, let source),
      .leaveLegacyMode(_, let source),
      .allowAddresses(_, _, let source), .allowTrustedServices(_, let source),
      .approveConnection(_, let source), .linkZone(_, _, let source),
      .addZoneGroup(_, _, let source), .allowTraffic(_, _, _, _, _, let source),
      .addOutboundRule(_, _, let source), .upgradeRegistry(_, let source),
      .openAddressRules(_, let source), .completePeering(_, _, let source),
      .attachNATGateway(_, let source), .allowForwardedTraffic(_, _, let source),
      .enableForwarding(_, let source), .attachSecurityGroup(_, _, _, let source),
      .allowThroughFirewall(_, _, _, _, _, let source):
      source
    }
  }
}

extension Change {
  /// The change cut down to the traffic that was denied, so that it opens no more than was asked.
  ///
  /// Where the denied addresses are many pieces of what was asked, the rule names the whole that was
  /// asked: its other pieces get through anyway.
  package func narrowed(
    to denied: TrafficSet, of asked: TrafficSet, toward destination: Destination,
    in graph: ReachabilityGraph
  ) -> Change {
    func whole(_ part: AddressSet, _ asked: AddressSet) -> AddressSet {
      if asked == .all { return part }
      // What is denied of one family says nothing of the other one.
      let whole = asked.intersection(graph.families(of: part))
      return part.isSubset(of: whole) && whole.prefixes.count <= part.prefixes.count
        ? whole : part
    }
    switch self {
    case .allowTraffic(let group, let direction, _, _, _, let source):
      return .allowTraffic(
        securityGroup: group, direction: direction,
        sources: graph.peers(whole(denied.sources, asked.sources), toward: nil),
        destinations: graph.peers(
          whole(denied.destinations, asked.destinations), toward: destination),
        traffic: TrafficSet(
          protocols: denied.protocols, destinationPorts: denied.destinationPorts), at: source)
    case .attachSecurityGroup(let interface, _, _, let source):
      return .attachSecurityGroup(
        interface: interface,
        sources: graph.peers(whole(denied.sources, asked.sources), toward: nil),
        traffic: TrafficSet(
          protocols: denied.protocols, destinationPorts: denied.destinationPorts), at: source)
    case .allowThroughFirewall(let firewall, _, _, _, _, let source):
      let tcp = denied.protocols.isSubset(of: ProtocolSet(.tcp))
      let destinations = graph.peers(
        whole(denied.destinations, asked.destinations), toward: destination)
      var name: String?
      if case .front(let front) = destination, !front.name.contains("<"), tcp { name = front.name }
      // No tag of a firewall's holds the internet.
      if name == nil, destinations.contains(.tag("Internet")) {
        guard tcp else { return self }
        name = "*"
      }
      return .allowThroughFirewall(
        firewall, sources: graph.peers(whole(denied.sources, asked.sources), toward: nil),
        destinations: destinations, name: name,
        traffic: TrafficSet(
          protocols: denied.protocols, destinationPorts: denied.destinationPorts), at: source)
    case .openAddressRules(let id, let source):
      // Known addresses are let in by themselves; only `internet` asks for all.
      let addresses = denied.sources
      if addresses.namedAddresses.isEmpty, !addresses.isEmpty, addresses.prefixes.count <= 8,
        !AddressBook.publicIPv4.isSubset(of: addresses)
      {
        return .allowAddresses(id, addresses.prefixes, at: source)
      }
      return self
    case .enablePublicAccess(let id, let source):
      let addresses = denied.sources
      if addresses.namedAddresses.isEmpty, !addresses.isEmpty, addresses.prefixes.count <= 8,
        !AddressBook.publicIPv4.isSubset(of: addresses), graph.hasAddressRules(id)
      {
        return .enablePublicAccessFor(id, addresses.prefixes, at: source)
      }
      return self
    default: return self
    }
  }
}

extension ReachabilityGraph {
  /// Whether the resource can let single addresses in.
  func hasAddressRules(_ id: ResourceID) -> Bool {
    publicSide(of: id) != nil || estate.workspaces[id] != nil
  }

  /// The private endpoint that would serve a sender in a subnet of yours under this name.
  package func missingPrivateEndpoint(for host: Host, to front: Front) -> Change? {
    guard case .subnet(let subnet, _) = attachment(of: host), let group = front.group,
      let zone = front.zone, let target = front.privateLinkTarget(in: estate),
      let described = estate.subnets[subnet], described.isDescribed,
      // The endpoint of a scope leads to Azure Monitor, and a zone needs its whole name.
      estate.monitors[target] == nil, !zone.contains("<")
    else { return nil }
    let network = described.network
    let isThere = (privateEndpointsByTarget[target] ?? []).contains { endpoint in
      endpoint.serves(target, group: group)
        && endpoint.subnet.value.flatMap { estate.subnets[$0.id]?.network } == network
    }
    if isThere { return nil }
    return .addPrivateEndpoint(
      to: target, group: group, zone: zone, subnet: subnet, at: described.source)
  }

  /// The peerings in both directions that would join the networks of two hosts that have none and
  /// whose ranges allow it.
  package func missingPeerings(between sender: Host, and target: Host) -> [Change] {
    guard case .subnet(let from, _) = attachment(of: sender),
      case .subnet(let to, _) = attachment(of: target),
      let source = estate.subnets[from].flatMap({ estate.networks[$0.network] }),
      let other = estate.subnets[to].flatMap({ estate.networks[$0.network] }),
      source.id != other.id, source.isDescribed, other.isDescribed,
      !source.peerings.contains(where: { $0.remote.value?.id == other.id }),
      !other.peerings.contains(where: { $0.remote.value?.id == source.id })
    else { return [] }
    func space(_ network: VirtualNetwork) -> AddressSet {
      network.addressSpace.compactMap(\.value).reduce(.empty) { $0.union(AddressSet($1)) }
    }
    // Azure refuses to peer networks whose ranges overlap.
    guard space(source).intersection(space(other)).isEmpty else { return [] }
    return [
      .completePeering(from: source.id, to: other.id, at: source.source),
      .completePeering(from: other.id, to: source.id, at: other.source),
    ]
  }

  /// The prefixes of subnets whose hosts are all among the addresses, as a person would write
  /// them, and the addresses besides; the few of a subnet that Azure keeps for itself send nothing.
  private func subnets(
    in addresses: AddressSet
  ) -> (peers: [SecurityRule.Peer], rest: AddressSet) {
    var peers: [SecurityRule.Peer] = []
    var rest = addresses
    guard addresses.prefixes.count > 2 else { return (peers, rest) }
    for subnet in estate.subnets {
      for prefix in subnet.prefixes.compactMap(\.value) {
        let hosts = AddressSet(prefix).subtracting(Self.reserved(in: prefix))
        guard !hosts.isEmpty, hosts.isSubset(of: addresses) else { continue }
        peers.append(.prefix(prefix))
        rest = rest.subtracting(AddressSet(prefix))
      }
    }
    return (peers, rest)
  }

  /// Addresses as a rule of a security group would name them.
  func peers(_ addresses: AddressSet, toward destination: Destination?) -> [SecurityRule.Peer] {
    if addresses == .all { return [.any] }
    if AddressBook.publicIPv4.isSubset(of: addresses) { return [.tag("Internet")] }
    var (peers, rest) = subnets(in: addresses)
    peers += rest.prefixes.map { SecurityRule.Peer.prefix($0) }
    for address in addresses.namedAddresses {
      guard let number = address.number, Int(number) < book.entries.count else { continue }
      switch book.entries[Int(number)].kind {
      case .dynamic(let subnet):
        peers += (estate.subnets[subnet]?.prefixes ?? []).compactMap(\.value).map { .prefix($0) }
      case .open(let tags, _):
        peers.append(.tag(tags.first.map(ServiceTagCatalog.spelled) ?? "Internet"))
      case .elsewhere, .onPremises: peers.append(.any)
      }
    }
    var seen: Set<SecurityRule.Peer> = []
    return peers.filter { seen.insert($0).inserted }
  }
}
