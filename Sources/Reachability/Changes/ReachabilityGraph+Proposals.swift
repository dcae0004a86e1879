internal import EstateModel
internal import TrafficSets

extension ReachabilityGraph {
  /// Whether the resource can let single addresses in.
  func hasAddressRules(_ id: ResourceID) -> Bool {
    if let tier = estate.registries[id]?.tier.value, tier.lowercased() != "premium" { return false }
    if let service = estate.services[id], isOfTierWithoutRules(service) { return false }
    return switch publicSide(of: id)?.access.rest {
    case .noRules, .elsewhere: false
    case nil: estate.workspaces[id] != nil
    case .defaultAction, .defaultActionWithRules, .nobodyOnceThereAreRules, .nobody: true
    }
  }

  /// The private endpoint that would serve a sender in a subnet of yours under this name.
  package func missingPrivateEndpoint(for host: Host, to front: Front) -> Change? {
    guard front.endpointCall == nil, case .subnet(let subnet, _) = attachment(of: host),
      let group = front.group, let zone = front.zone,
      let target = front.privateLinkTarget(in: estate),
      let described = estate.subnets[subnet], described.isDescribed,
      // The endpoint of a scope leads to Azure Monitor, and a zone needs its whole name.
      estate.monitors[target] == nil, !zone.contains("<"),
      let place = subnetForPrivateEndpoint(servingFrom: described)
    else { return nil }
    let network = described.network
    let isThere = (privateEndpointsByTarget[target] ?? []).contains { endpoint in
      endpoint.serves(target, group: group)
        && endpoint.subnet.value.flatMap { estate.subnets[$0.id]?.network } == network
    }
    if isThere { return nil }
    return .addPrivateEndpoint(
      to: target, group: group, zone: zone, subnet: place.id, at: place.source)
  }

  /// The peerings in both directions that would join the network of a sender to that of a host, or to
  /// that of a private endpoint of a service, where there is none and their ranges allow it; the one that is
  /// missing beside the other network's.
  package func missingPeerings(between sender: Host, and target: Destination) -> [Change] {
    guard case .subnet(let from, _) = attachment(of: sender),
      let source = estate.subnets[from].flatMap({ estate.networks[$0.network] })
    else { return [] }
    switch target {
    case .host(let host):
      guard case .subnet(let to, _) = attachment(of: host),
        let other = estate.subnets[to].flatMap({ estate.networks[$0.network] })
      else { return [] }
      return missingPeerings(between: source, and: other)
    case .front(let front):
      return estate.privateEndpoints.lazy.filter { front.isServed(by: $0, in: estate) }
        .compactMap { endpoint in
          endpoint.subnet.value.flatMap { estate.subnets[$0.id] }
            .flatMap { estate.networks[$0.network] }
        }.map { missingPeerings(between: source, and: $0) }.first { !$0.isEmpty } ?? []
    }
  }

  private func missingPeerings(
    between source: VirtualNetwork, and other: VirtualNetwork
  ) -> [Change] {
    guard source.id != other.id, source.isDescribed, other.isDescribed,
      !source.peerings.contains(where: { $0.remote.value?.id == other.id })
    else { return [] }
    func space(_ network: VirtualNetwork) -> AddressSet {
      network.addressSpace.compactMap(\.value).reduce(.empty) { $0.union(AddressSet($1)) }
    }
    // Azure refuses to peer networks whose ranges overlap.
    guard space(source).intersection(space(other)).isEmpty else { return [] }
    let missing = Change.completePeering(from: source.id, to: other.id, at: source.source)
    if other.peerings.contains(where: { $0.remote.value?.id == source.id }) { return [missing] }
    return [missing, .completePeering(from: other.id, to: source.id, at: other.source)]
  }

  /// The flags of a peering by which the network of one host would use the gateway behind which the
  /// other is.
  package func missingTransit(between sender: Host, and target: Host) -> [Change] {
    let networks = [sender, target].compactMap { host -> VirtualNetwork? in
      guard case .subnet(let subnet, _) = attachment(of: host) else { return nil }
      return estate.subnets[subnet].flatMap { estate.networks[$0.network] }
    }
    let hubs = [sender, target].flatMap { host -> [ResourceID] in
      guard case .gateway(let gateway) = attachment(of: host) else { return [] }
      return estate.gateways[gateway].flatMap { network(of: $0) }.map { [$0] } ?? []
    }
    guard let spoke = networks.first, let hub = hubs.first.flatMap({ estate.networks[$0] }),
      let own = spoke.peering(to: hub.id), let other = hub.peering(to: spoke.id),
      mayUseRemoteGateways(own, of: spoke)
    else { return [] }
    return
      (other.allowsGatewayTransit.value == true
      ? [] : [.allowGatewayTransit(peering: other.id, of: hub.id, at: other.source)])
      + (own.usesRemoteGateways.value == true
        ? [] : [.useRemoteGateways(peering: own.id, of: spoke.id, at: own.source)])
  }

  /// Whether a network can use the gateway at the other end of a peering: only with none of its own, and by one
  /// of its peerings.
  ///
  /// See <https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-peering-gateway-transit>.
  func mayUseRemoteGateways(_ peering: Peering, of network: VirtualNetwork) -> Bool {
    !estate.gateways.contains { self.network(of: $0) == network.id }
      && !network.peerings.contains { $0.id != peering.id && $0.usesRemoteGateways.value == true }
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
    // Public numbers that networks have for their ranges are none of the internet's.
    let ranges = estate.networks.reduce(AddressSet.empty) {
      $0.union(AddressSet($1.addressSpace.compactMap(\.value)))
    }
    if AddressBook.publicIPv4.subtracting(ranges).isSubset(of: addresses) {
      return [.tag("Internet")]
    }
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
