internal import EstateModel
internal import TrafficSets

/// What prefixes and service tags take in, seen from one subnet.
///
/// See <https://learn.microsoft.com/azure/virtual-network/service-tags-overview>.
struct TagMeaning {
  /// What hangs on the subnet alone, with the traffic that the default rules of groups take in.
  struct Place: Sendable {
    let virtualNetwork: Extent
    let internet: Extent
    let withinNetwork: (certain: RuleTraffic, possible: RuleTraffic)
    let towardInternet: (certain: RuleTraffic, possible: RuleTraffic)

    init(virtualNetwork: Extent, internet: Extent) {
      self.virtualNetwork = virtualNetwork
      self.internet = internet
      withinNetwork = Self.traffic(virtualNetwork) { TrafficBox(sources: $0, destinations: $0) }
      towardInternet = Self.traffic(internet) { TrafficBox(destinations: $0) }
    }

    private static func traffic(
      _ extent: Extent, _ box: (AddressSet) -> TrafficBox
    ) -> (certain: RuleTraffic, possible: RuleTraffic) {
      let certain = RuleTraffic(box(extent.certain))
      let isDecided = extent.certain == extent.possible
      return (certain, isDecided ? certain : RuleTraffic(box(extent.possible)))
    }
  }

  let graph: ReachabilityGraph
  let place: Place

  /// - Parameter takesDefaultRoute: Whether `VirtualNetwork` holds what a default route of the
  ///   subnet's table takes; the documentation says that it may.
  init(graph: ReachabilityGraph, subnet: ResourceID, takesDefaultRoute: Bool = false) {
    self.graph = graph
    let key = RuleListCache.PlaceKey(subnet: subnet, takesDefaultRoute: takesDefaultRoute)
    place = graph.ruleLists.place(key) {
      let own = graph.ruleLists.virtualNetwork(at: subnet) { graph.virtualNetworkTag(at: subnet) }
      // A public prefix that only a route makes part of the network stays on the internet as well.
      return Place(
        virtualNetwork: own.union(
          graph.routedPrefixes(at: subnet, withDefault: takesDefaultRoute)),
        internet: Extent(
          certain: AddressBook.publicNumbers.subtracting(own.possible)
            .union(graph.book.openAddresses),
          possible: AddressBook.publicNumbers.subtracting(own.certain)
            .union(graph.book.openAddresses)))
    }
  }

  /// Whether what a peer of a rule takes in hangs on the subnet.
  static func hangsOnPlace(_ peer: Setting<SecurityRule.Peer>) -> Bool {
    guard case .known(.tag(let tag), _) = peer else { return false }
    return ["virtualnetwork", "internet"].contains(tag.lowercased())
  }

  func extent(of peer: SecurityRule.Peer) -> Extent {
    switch peer {
    case .any: Extent(.all)
    case .prefix(let prefix): extent(of: AddressSet(prefix))
    case .range(let range): extent(of: AddressSet(range))
    case .tag(let tag): extent(ofTag: tag)
    case .publicAddress(let id): graph.extent(ofPublicAddress: id)
    }
  }

  private func extent(ofTag tag: String) -> Extent {
    switch tag.lowercased() {
    case "virtualnetwork": place.virtualNetwork
    case "internet": place.internet
    case "azureloadbalancer": Extent(AddressBook.platformHost)
    case "azureplatformdns": Extent(AddressBook.platformHost)
    case "azureplatformimds":
      Extent(AddressBook.platform.subtracting(AddressBook.platformHost))
    default: graph.meaning(ofServiceTag: tag)
    }
  }

  /// Numbers, and the named addresses that are among them for certain or perhaps.
  func extent(of numbers: AddressSet) -> Extent { graph.extent(of: numbers) }
}

extension ReachabilityGraph {
  /// The prefixes of the routes of the subnet's table, which are part of the tag `VirtualNetwork`.
  func routedPrefixes(at subnet: ResourceID, withDefault: Bool) -> Extent {
    guard let described = estate.subnets[subnet] else { return .nothing }
    guard let table = knownRouteTable(of: described) else {
      // What a table that no input describes names may be part of it.
      return described.routeTable.isAbsent
        ? .nothing : Extent(certain: .empty, possible: AddressBook.privateIPv4)
    }
    // Together they may name every public address, as 0.0.0.0/1 and 128.0.0.0/1 do.
    let sure = table.routes.compactMap { route -> AddressPrefix? in
      guard route.presence == nil, case .known(.prefix(let prefix), _) = route.prefix,
        prefix.length > 0
      else { return nil }
      return prefix
    }
    let joint = sure.count > 1 ? self.extent(of: AddressSet(sure)) : .nothing
    return table.routes.reduce(joint) { extent, route in
      switch route.prefix {
      case .known(.prefix(let prefix), _):
        if prefix.length == 0, !withDefault { return extent }
        let routed = self.extent(of: AddressSet(prefix))
        return extent.union(
          route.presence == nil ? routed : Extent(certain: .empty, possible: routed.possible))
      case .known, .absent: return extent
      case .unknown: return extent.union(Extent(certain: .empty, possible: .all))
      }
    }
  }

  /// The default route of the subnet's table, where it has one.
  func defaultRoute(at subnet: ResourceID) -> Route? {
    estate.subnets[subnet].flatMap { knownRouteTable(of: $0) }?.routes.first { route in
      if case .known(.prefix(let prefix), _) = route.prefix { prefix.length == 0 } else { false }
    }
  }

  /// The named addresses that lie in a set of numbers: all of those of a subnet whose free numbers lie
  /// in it, perhaps those of one that it touches, perhaps a public one.
  func extent(of numbers: AddressSet) -> Extent {
    var certain = numbers
    var possible = numbers
    for (named, block) in assumedNumbers where !block.isDisjoint(with: numbers) {
      possible.formUnion(AddressSet(named))
      if block.isSubset(of: numbers) { certain.formUnion(AddressSet(named)) }
    }
    for (subnet, everyNamed) in book.dynamicSubnets {
      guard let subnet = estate.subnets[subnet] else { continue }
      let named = everyNamed.subtracting(AddressSet(assumedNumbers.keys))
      let known = subnet.prefixes.compactMap(\.value)
      let free = freeNumbers[subnet.id] ?? AddressSet(known)
      let isWhole = known.count == subnet.prefixes.count && !known.isEmpty
      for isIPv6 in [false, true] {
        let own = isIPv6 ? named.intersection(book.ipv6) : named.subtracting(book.ipv6)
        if own.isEmpty { continue }
        let range = isIPv6 ? free.intersection(.ipv6) : free.subtracting(.ipv6)
        if !isWhole || range.isEmpty {
          possible.formUnion(own)
        } else if range.isSubset(of: numbers) {
          certain.formUnion(own)
          possible.formUnion(own)
        } else if !range.isDisjoint(with: numbers) {
          possible.formUnion(own)
        }
      }
    }
    if !numbers.isDisjoint(with: AddressBook.routedIPv6) {
      let six = besidesAssumed(book.openIPv6)
      possible.formUnion(
        six.union(besidesAssumed(book.openAddresses.intersection(book.ofOpenFamily))))
      if AddressBook.routedIPv6.isSubset(of: numbers) { certain.formUnion(six) }
    }
    // What is on premises and what Azure's services have is told of IPv4 alone.
    if !numbers.isEmpty, numbers.isDisjoint(with: .ipv4), numbers.isSubset(of: .ipv6) {
      return Extent(certain: certain, possible: possible)
    }
    if !numbers.isEmpty { possible.formUnion(book.onPremises) }
    if AddressSet.ipv4.isSubset(of: numbers) { certain.formUnion(book.onPremises) }
    if numbers.isDisjoint(with: AddressBook.publicNumbers) {
      return Extent(certain: certain, possible: possible)
    }
    let services = AddressBook.publicNumbersOfServices
    let open = besidesAssumed(book.openAddresses.subtracting(book.ipv6))
    if AddressBook.publicIPv4OfServices.isSubset(of: numbers) {
      certain.formUnion(
        AddressBook.routedIPv6.isSubset(of: numbers) ? open : open.subtracting(book.ofOpenFamily))
      possible.formUnion(open)
    } else if let placed = book.placement(of: numbers) {
      certain.formUnion(placed.certain.intersection(open))
      possible.formUnion(placed.possible.intersection(open))
    } else if !services.isDisjoint(with: numbers) {
      let isIPv6 = numbers.intersection(.ipv4).isDisjoint(with: services)
      possible.formUnion(isIPv6 ? open.subtracting(book.openIPv4) : open)
    } else if !AddressBook.publicNumbers.isDisjoint(with: numbers) {
      possible.formUnion(open.subtracting(book.serviceAddresses))
    }
    return Extent(certain: certain, possible: possible)
  }

  /// Of an address that is taken to lie somewhere nothing else is said.
  private func besidesAssumed(_ addresses: AddressSet) -> AddressSet {
    assumedNumbers.isEmpty ? addresses : addresses.subtracting(AddressSet(assumedNumbers.keys))
  }

  /// The tag `VirtualNetwork`: the network's own ranges, those of peered networks that it has access
  /// to, ranges on premises behind its gateway, and the host's virtual address.
  func virtualNetworkTag(at subnet: ResourceID) -> Extent {
    guard let own = estate.subnets[subnet]?.network, let network = estate.networks[own] else {
      return Extent(certain: .empty, possible: .all)
    }
    var extent = Extent(AddressBook.platformHost).union(ranges(of: network))
    for peering in network.peerings {
      guard peering.allowsVirtualNetworkAccess.value != false else { continue }
      let remote = peering.remote.value.flatMap { estate.networks[$0.id] }
      var ranges =
        remote.map { self.ranges(of: $0) }
        ?? Extent(certain: .empty, possible: AddressBook.privateIPv4)
      if peering.allowsVirtualNetworkAccess.unknown != nil || peering.remote.unknown != nil
        || peering.state.unknown != nil
      {
        ranges = Extent(certain: .empty, possible: ranges.possible)
      }
      extent = extent.union(ranges)
    }
    if hiddenRoutes(at: network) != nil {
      extent = extent.union(Extent(certain: .empty, possible: AddressBook.privateIPv4))
    }
    if possibleGateways(servingNetwork: own).contains(where: { behindDoubt($0) != nil }) {
      // What else lies behind a gateway is in no input; networks of the estate do where a gateway
      // may join them.
      var behind = AddressBook.privateIPv4.union(book.onPremises)
      for other in estate.networks where other.isDescribed && joiningGateway(own, other.id) == nil {
        behind.subtract(ranges(of: other).certain)
      }
      extent = extent.union(Extent(certain: .empty, possible: behind))
    }
    for gateway in gateways(servingNetwork: own) {
      extent = extent.union(addresses(behind: gateway))
    }
    return extent
  }

  /// The addresses of a network.
  func ranges(of network: VirtualNetwork) -> Extent {
    knownNetworks.ranges.value(for: network.id) { newRanges(of: network) }
  }

  private func newRanges(of network: VirtualNetwork) -> Extent {
    var named = AddressSet.empty
    for subnet in subnetsByNetwork[network.id] ?? [] {
      named.formUnion(book.dynamicAddresses(in: subnet.id))
      // Where the address space is not told, what its subnets hold is part of it all the same.
      named.formUnion(AddressSet(subnet.prefixes.compactMap(\.value)))
    }
    let known = AddressSet(network.addressSpace.compactMap(\.value)).union(named)
    let isWhole =
      network.isDescribed && !network.addressSpace.contains { $0.value == nil }
    return Extent(
      certain: known, possible: isWhole ? known : known.union(AddressBook.privateIPv4))
  }

  /// The gateways through which the network reaches on-premises ranges: its own, and those of peered
  /// networks where both flags of gateway transit are set.
  func gateways(servingNetwork network: ResourceID) -> [VirtualNetworkGateway] {
    knownNetworks.servingGateways.value(for: network) {
      estate.gateways.filter { gateway in
        guard let home = self.network(of: gateway) else { return false }
        return home == network || hasGatewayTransit(from: home, to: network)
      }
    }
  }

  func network(of gateway: VirtualNetworkGateway) -> ResourceID? {
    gateway.subnet.value.flatMap { estate.subnets[$0.id]?.network }
  }

  func hasGatewayTransit(from home: ResourceID, to spoke: ResourceID) -> Bool {
    guard let out = estate.networks[home]?.peering(to: spoke),
      let back = estate.networks[spoke]?.peering(to: home)
    else { return false }
    return out.allowsGatewayTransit.value == true && back.usesRemoteGateways.value == true
  }
}

extension VirtualNetwork {
  func peering(to remote: ResourceID) -> Peering? {
    // Peerings are large, so that none but the one that is meant is copied.
    let place = peerings.indices.first { place in
      if case .known(let reference, _) = peerings[place].remote {
        reference.id == remote
      } else {
        false
      }
    }
    return place.map { peerings[$0] }
  }
}
