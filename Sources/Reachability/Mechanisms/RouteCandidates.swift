internal import EstateModel
internal import TrafficSets

// The routes that a subnet has: of its table, of its network and peerings, of gateways and private
// endpoints, and those by which Azure drops private ranges.
// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
extension ReachabilityGraph {
  /// The described route table of a subnet; `nil` where it has none, or none that is known.
  func knownRouteTable(of subnet: Subnet) -> RouteTable? {
    subnet.routeTable.value.flatMap { estate.routeTables[$0.id] }.flatMap {
      $0.isDescribed ? $0 : nil
    }
  }

  func routeSelection(
    of subnet: Subnet, in network: VirtualNetwork, toward destination: Destination
  ) -> RouteSelection {
    let service = serviceEndpointAddresses(subnet, toward: destination)
    // Subnets of one network under one table differ in nothing but their service endpoints.
    guard service == nil, subnet.network == network.id else {
      if case .host(.internet) = destination, subnet.network == network.id {
        return knownNetworks.selectionsTowardInternet.value(for: subnet.id) {
          newSelection(of: subnet, in: network, toward: destination, service)
        }
      }
      return newSelection(of: subnet, in: network, toward: destination, service)
    }
    // Which host it is decides nothing else; of services their private endpoints do.
    let table = knownRouteTable(of: subnet)
    let key = NetworkCache.SelectionKey(
      subnet: ruleLists.standIn(for: subnet.id),
      doubt: routeDoubt(
        at: network, toward: destination, refusingGateways: refusesGatewayRoutes(subnet)),
      longer: hasDefaultRoute(table)
        ? longerRouteDoubt(at: network, toward: destination, table) : nil,
      endpoints: table == nil
        ? [] : endpoints(serving: destination).filter { mayRoute(network, to: $0) }.map(\.id))
    return knownNetworks.selections.value(for: key) {
      newSelection(of: subnet, in: network, toward: destination, nil)
    }
  }

  private func newSelection(
    of subnet: Subnet, in network: VirtualNetwork, toward destination: Destination,
    _ service: (AddressSet, doubt: UnknownValue?)?
  ) -> RouteSelection {
    let table = knownRouteTable(of: subnet)
    var candidates: [RouteSelection.Candidate] = []
    for route in table?.routes ?? [] {
      candidates += self.candidates(for: route, of: subnet, beside: table?.routes ?? [])
    }
    let jointly = takenJointly(candidates)
    if !jointly.isEmpty { candidates = joined(candidates) }
    candidates += systemCandidates(network.id, .network(network.id))
    for peering in network.peerings {
      guard let remote = peering.remote.value?.id, let other = estate.networks[remote] else {
        continue
      }
      let routes = systemCandidates(
        remote, .peering(peering, remote), within: takenOver(by: peering, of: network))
      // A peering that is down makes no routes. Where nothing else takes what they would have taken,
      // they stay, since the gate of the peering tells best why nothing passes.
      switch peeringGate(peering, of: network, to: other).action {
      case .deny where overlaps(table, routes): continue
      case .unknown(let doubt) where overlaps(table, routes):
        candidates += routes.map { $0.undecided(doubt) }
      case .allow, .deny, .unknown: candidates += routes
      }
    }
    candidates += openPeeringCandidates(network)
    switch table?.disablesGatewayRoutes ?? .absent {
    case .known(true, _): break
    case .unknown(let doubt):
      candidates += gatewayCandidates(network).map { $0.undecided(doubt) }
    case .known(false, _), .absent: candidates += gatewayCandidates(network)
    }
    candidates += privateEndpointCandidates(network, table, toward: destination)
    if let (addresses, doubt) = service {
      candidates += endpointCandidates(subnet, toward: destination, addresses, doubt)
    }
    candidates += droppingCandidates(network, table, toward: destination)
    candidates.append(
      RouteSelection.Candidate(
        length: 0, rank: 2, hop: internetHop(network),
        extent: Extent(publicSpace.subtracting(jointly))))
    return RouteSelection(candidates, at: selectors.text(for: network.id))
  }

  /// Azure's own default route, where the input shows all that wins over it.
  private func internetHop(_ network: VirtualNetwork) -> RouteSelection.Hop {
    hiddenRoutes(at: network).map { .open($0) } ?? .internet
  }

  /// Whether a route of the user's own names a part of what the others take.
  private func overlaps(_ table: RouteTable?, _ others: [RouteSelection.Candidate]) -> Bool {
    (table?.routes ?? []).contains { route in
      guard case .known(.prefix(let prefix), _) = route.prefix else { return true }
      let named = AddressSet(prefix)
      return others.contains { !$0.extent.possible.isDisjoint(with: named) }
    }
  }

  /// One for a route, or of a tag whose prefixes are told one for each length of them.
  private func candidates(
    for route: Route, of subnet: Subnet, beside routes: [Route]
  ) -> [RouteSelection.Candidate] {
    let whole = candidate(for: route, of: subnet, beside: routes)
    guard case .known(.tag(let tag), _) = route.prefix, let parts = parts(ofTag: tag) else {
      return [whole]
    }
    return parts.map { part in
      RouteSelection.Candidate(
        length: part.length, rank: whole.rank, order: whole.order, hop: whole.hop,
        extent: Extent(
          certain: part.extent.certain.intersection(whole.extent.certain),
          possible: part.extent.possible.intersection(whole.extent.possible)),
        evidence: whole.evidence, doubt: whole.doubt, name: whole.name)
    }
  }

  private func candidate(
    for route: Route, of subnet: Subnet, beside routes: [Route]
  ) -> RouteSelection.Candidate {
    let table = subnet.routeTable.value.map { selectors.text(for: $0.id) } ?? "route table"
    func evidence(_ why: String) -> Evidence {
      Evidence(
        node: table, control: "route", rule: "\(route.name): \(text(of: route))",
        source: route.hopType.source ?? route.source, why: why)
    }
    var extent: Extent
    var length = 33
    var order = 0
    var doubt: UnknownValue?
    switch route.prefix {
    case .known(.prefix(let prefix), _):
      extent = self.extent(of: AddressSet(prefix))
      length = prefix.length
    case .known(.tag(let tag), _):
      // The prefixes of a tag are long, so that one wins over all but a single address.
      extent = meaning(ofServiceTag: tag)
      if !book.holds(tag: tag) {
        let named = numbers(thatMayLieIn: route, beside: routes)
        extent = extent.union(Extent(certain: .empty, possible: named))
        if route.hopType.value == .internet, leavesAsTheRest(subnet) {
          // What leaves all the same is not in doubt.
          let rest = numbers(sentElsewhereBy: routes, than: route).complement.subtracting(.named)
          extent = Extent(
            certain: extent.certain,
            possible: extent.possible.subtracting(rest).union(extent.certain))
        }
      }
      length = Self.lengthOfTags
      order = Self.order(ofTag: tag)
    case .known(.any, _):
      extent = Extent(.all)
      length = 0
    case .known(.range(let range), _): extent = self.extent(of: AddressSet(range))
    case .known(.publicAddress(let id), _):
      extent = self.extent(ofPublicAddress: id)
      length = 32
    case .unknown(let unknown):
      extent = Extent(certain: .empty, possible: .all)
      doubt = unknown
    case .absent:
      extent = Extent(certain: .empty, possible: .all)
      doubt = Self.missing("the prefix of route \(route.name) of \(table)")
    }
    let hop: RouteSelection.Hop
    let why: String
    switch route.hopType {
    case .known(.virtualAppliance, _):
      switch route.hopAddress {
      case .known(let address, _):
        hop = .appliance(address)
        why = "route \(route.name) of \(table) sends it to \(book.label(address))"
      case .unknown(let unknown):
        hop = .open(unknown)
        why = unknown.because
      case .absent:
        let unknown = Self.missing("the next hop address of route \(route.name) of \(table)")
        hop = .open(unknown)
        why = unknown.because
      }
    case .known(.virtualNetworkGateway, _):
      hop = .gateway
      why = "route \(route.name) of \(table) sends it to the gateway"
    case .known(.virtualNetwork, _):
      hop = .network(subnet.network)
      why = "route \(route.name) of \(table) keeps it in the network"
    case .known(.internet, _):
      hop = .internet
      why = "route \(route.name) of \(table) sends it to the internet"
    case .known(.none, _):
      hop = .nowhere
      why = "route \(route.name) of \(table) drops it"
    case .unknown(let unknown):
      hop = .open(unknown)
      why = unknown.because
    case .absent:
      let unknown = Self.missing("the next hop of route \(route.name) of \(table)")
      hop = .open(unknown)
      why = unknown.because
    }
    if let presence = route.presence {
      extent = Extent(certain: .empty, possible: extent.possible)
      doubt = doubt ?? presence
    }
    return RouteSelection.Candidate(
      length: length, rank: 0, order: order, hop: hop, extent: extent, evidence: evidence(why),
      doubt: doubt, name: route.name)
  }

  /// The numbers that other routes send elsewhere and that a tag may hold of which no input tells the
  /// numbers, so that its route may take them. Prefixes that hold more than a tag does are left out: of
  /// those the tag takes the smallest part, which has a name of its own.
  private func numbers(thatMayLieIn tagged: Route, beside routes: [Route]) -> AddressSet {
    let narrow = routes.filter { route in
      guard case .known(.prefix(let prefix), _) = route.prefix else { return false }
      return prefix.length >= (prefix.family == .ipv4 ? 8 : 20)
    }
    return numbers(sentElsewhereBy: narrow, than: tagged)
      .intersection(AddressBook.publicNumbersOfServices)
  }

  /// What routes take that have another next hop than this one; everything of those that are open.
  private func numbers(sentElsewhereBy routes: [Route], than route: Route) -> AddressSet {
    routes.reduce(AddressSet.empty) { numbers, other in
      let isSameHop =
        other.hopType.value != nil && other.hopType.value == route.hopType.value
        && other.hopAddress.value == route.hopAddress.value
      if isSameHop { return numbers }
      switch other.prefix {
      case .known(.prefix(let prefix), _): return numbers.union(AddressSet(prefix))
      case .known(.range(let range), _): return numbers.union(AddressSet(range))
      case .known(.tag, _): return numbers
      case .known(.any, _), .known(.publicAddress, _), .unknown, .absent: return .all
      }
    }
  }

  /// Whether what no route of the subnet's table takes leaves for the internet by Azure's own route.
  private func leavesAsTheRest(_ subnet: Subnet) -> Bool {
    guard let network = estate.networks[subnet.network] else { return false }
    return hiddenRoutes(at: network) == nil && possibleGateways(servingNetwork: network.id).isEmpty
  }

  /// Of equal prefixes one that is written wins over those of tags, a regional tag over a global one, and
  /// a service's over that of all of Azure.
  private static func order(ofTag tag: String) -> Int {
    let words = tag.lowercased().split(separator: ".")
    let isCloud = words.first == "azurecloud"
    return (isCloud ? 3 : 1) + (words.count > 1 ? 0 : 1)
  }

  private func text(of route: Route) -> String {
    let prefix = route.prefix.value.map { text(for: $0) } ?? "?"
    let hop = route.hopType.value?.rawValue ?? "?"
    let address = route.hopAddress.value.map { " \(book.label($0))" } ?? ""
    return "\(prefix) -> \(hop)\(address)"
  }

  /// A route for each range of a network. Addresses of subnets that lie in no range that is known are
  /// the network's all the same.
  private func systemCandidates(
    _ id: ResourceID, _ hop: RouteSelection.Hop, within synced: AddressSet? = nil
  ) -> [RouteSelection.Candidate] {
    guard let network = estate.networks[id] else { return [] }
    var rest = AddressSet.empty
    for subnet in subnetsByNetwork[id] ?? [] { rest.formUnion(addresses(of: subnet)) }
    var candidates: [RouteSelection.Candidate] = []
    for prefix in network.addressSpace.compactMap(\.value) {
      let extent = self.extent(of: AddressSet(prefix))
      // What is public there is not the network's: such a range only looks public.
      var own = extent.certain.subtracting(book.openAddresses)
      if let synced { own = own.intersection(synced) }
      candidates.append(
        RouteSelection.Candidate(
          length: prefix.length, rank: 2, hop: hop, extent: Extent(own)))
      rest.subtract(own)
    }
    if let synced { rest = rest.intersection(synced) }
    if !rest.isEmpty {
      candidates.append(
        RouteSelection.Candidate(
          length: Self.longestDropped + 1, rank: 2, hop: hop, extent: Extent(rest)))
    }
    // What stands in subnets whose range is open, as far as no range of the network is known to hold it.
    let known = AddressSet(network.addressSpace.compactMap(\.value)).union(rest)
    for subnet in subnetsByNetwork[id] ?? [] {
      guard let doubt = openPrefix(of: subnet) else { continue }
      let placed = placedAddresses(in: subnet).subtracting(known)
      if placed.isEmpty { continue }
      candidates.append(
        RouteSelection.Candidate(
          length: Self.longestDropped + 1, rank: 2, hop: hop,
          extent: Extent(certain: .empty, possible: placed), doubt: doubt))
    }
    return candidates
  }

  private static let droppedRanges = [
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
  ].compactMap { AddressPrefix($0) }

  /// A range of a network, whatever it is, wins over the routes that drop private ranges.
  private static let longestDropped = 16

  private static func isDefault(_ route: Route) -> Bool {
    guard case .known(.prefix(let prefix), _) = route.prefix else { return false }
    return prefix.length == 0 && prefix.family == .ipv4
  }

  private func hasDefaultRoute(_ table: RouteTable?) -> Bool {
    table?.routes.contains(where: Self.isDefault) ?? false
  }

  /// Azure's own routes that drop private ranges, which a default route of the user's own removes and
  /// a range of the network replaces.
  private func droppingCandidates(
    _ network: VirtualNetwork, _ table: RouteTable?, toward destination: Destination
  ) -> [RouteSelection.Candidate] {
    let defaults = (table?.routes ?? []).filter(Self.isDefault)
    if defaults.contains(where: { $0.presence == nil }) {
      guard let doubt = longerRouteDoubt(at: network, toward: destination, table) else { return [] }
      return Self.droppedRanges.map { prefix in
        RouteSelection.Candidate(
          length: 1, rank: 2, hop: .open(doubt),
          extent: Extent(certain: .empty, possible: extent(of: AddressSet(prefix)).possible),
          doubt: doubt)
      }
    }
    let open = defaults.compactMap(\.presence).first
    let doubt = routeDoubt(
      at: network, toward: destination,
      refusingGateways: table?.disablesGatewayRoutes.value == true)
    let own = network.addressSpace.compactMap(\.value).map { AddressSet($0) }
    let kept = doubt == nil && open == nil ? keptOut(by: table, at: network) : []
    return Self.droppedRanges.flatMap { prefix -> [RouteSelection.Candidate] in
      let range = AddressSet(prefix)
      if own.contains(where: { range.isSubset(of: $0) }) { return [] }
      let dropping = RouteSelection.Candidate(
        length: prefix.length, rank: 2, hop: doubt.map { .open($0) } ?? .nowhere,
        extent: open == nil
          ? extent(of: range) : Extent(certain: .empty, possible: extent(of: range).possible),
        doubt: open)
      // The same fate, with its reason.
      return kept.map { candidate in
        RouteSelection.Candidate(
          length: prefix.length, rank: 2, hop: .nowhere,
          extent: Extent(candidate.extent.certain.intersection(dropping.extent.certain)),
          evidence: candidate.evidence)
      }.filter { !$0.extent.possible.isEmpty } + [dropping]
    }
  }

  /// Ranges behind the gateways that serve the network.
  func gatewayCandidates(_ network: VirtualNetwork) -> [RouteSelection.Candidate] {
    let certain = Set(gateways(servingNetwork: network.id).map(\.id))
    return possibleGateways(servingNetwork: network.id).flatMap { gateway in
      let node = selectors.text(for: gateway.id)
      let doubt = UnknownValue(
        key: "\(network.id)#gateway",
        because: certain.contains(gateway.id)
          ? "whether a route to \(node) stands is not decided"
          : "whether \(node) serves the network is not decided",
        source: gateway.source)
      return gatewayRoutes(to: gateway).map { route in
        let isSure = route.isSure && certain.contains(gateway.id)
        let extent = gatewayExtent(
          Extent(certain: isSure ? route.addresses : .empty, possible: route.addresses),
          at: network)
        return RouteSelection.Candidate(
          length: route.length, rank: 1, hop: .gateway, extent: extent,
          doubt: extent.certain == extent.possible ? nil : doubt)
      }
    }
  }

  /// A route of full length for each private endpoint in reach, which only one of the user's own of
  /// full length wins over, or where the endpoint's subnet lets routes hold, one that is as long as
  /// the range of the endpoint's own network.
  ///
  /// See <https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy>.
  private func privateEndpointCandidates(
    _ network: VirtualNetwork, _ table: RouteTable?, toward destination: Destination
  ) -> [RouteSelection.Candidate] {
    guard table != nil else { return [] }
    return endpoints(serving: destination).compactMap { endpoint -> RouteSelection.Candidate? in
      guard let subnet = endpoint.subnet.value.flatMap({ estate.subnets[$0.id] }) else {
        return nil
      }
      let hop: RouteSelection.Hop
      if subnet.network == network.id {
        hop = .network(network.id)
      } else if let peering = network.peering(to: subnet.network) {
        hop = .peering(peering, subnet.network)
      } else {
        return nil
      }
      let addresses = self.addresses(of: endpoint)
      var (taken, doubt) = taken(from: endpoint, by: table, in: subnet)
      switch subnet.privateEndpointPolicies {
      case .known(.enabled, _), .known(.routeTables, _): break
      case .known, .absent: (taken, doubt) = (.nothing, nil)
      case .unknown(let unknown):
        if !taken.possible.isEmpty { doubt = unknown }
        taken = Extent(certain: .empty, possible: taken.possible)
      }
      let left = Extent(
        certain: addresses.subtracting(taken.possible),
        possible: addresses.subtracting(taken.certain))
      if left.possible.isEmpty { return nil }
      return RouteSelection.Candidate(length: 32, rank: 2, hop: hop, extent: left, doubt: doubt)
    }
  }

  /// What the user's own routes take of the addresses of a private endpoint whose subnet lets routes
  /// hold. An address that no input tells lies somewhere in the subnet: a route that holds all of the
  /// subnet takes it, one that holds a part may.
  private func taken(
    from endpoint: PrivateEndpoint, by table: RouteTable?, in subnet: Subnet
  ) -> (Extent, doubt: UnknownValue?) {
    let addresses = self.addresses(of: endpoint)
    let shortest = length(ofRangeHolding: subnet)
    var taken = Extent.nothing
    var doubt: UnknownValue?
    for route in table?.routes ?? [] {
      guard case .known(.prefix(let prefix), let source) = route.prefix,
        prefix.length >= shortest, prefix.length > 0
      else { continue }
      let held = extent(of: AddressSet(prefix))
      let possible = held.possible.intersection(addresses)
      let certain = held.certain.intersection(addresses)
      if let presence = route.presence, !possible.isEmpty {
        doubt = doubt ?? presence
        taken = taken.union(Extent(certain: .empty, possible: possible))
        continue
      }
      if certain != possible {
        let node = selectors.text(for: endpoint.id)
        doubt =
          doubt
          ?? UnknownValue(
            key: "\(endpoint.id)#address",
            because:
              "no input tells the address of \(node), which may lie in \(prefix) of route \(route.name)",
            source: source)
      }
      taken = taken.union(Extent(certain: certain, possible: possible))
    }
    return (taken, doubt)
  }

  /// Of the range of a subnet's network that the subnet is part of.
  private func length(ofRangeHolding subnet: Subnet) -> Int {
    let ranges = estate.networks[subnet.network]?.addressSpace.compactMap(\.value) ?? []
    let own = AddressSet(subnet.prefixes.compactMap(\.value))
    let holders = ranges.filter { !AddressSet($0).isDisjoint(with: own) }
    return (holders.isEmpty ? ranges : holders).map(\.length).min() ?? 0
  }

  /// Whether the routes of a network may hold one to the endpoint.
  private func mayRoute(_ network: VirtualNetwork, to endpoint: PrivateEndpoint) -> Bool {
    guard let home = endpoint.subnet.value.flatMap({ estate.subnets[$0.id]?.network }) else {
      return false
    }
    return home == network.id || network.peering(to: home) != nil
  }

  /// The private endpoints that lead to the destination.
  func endpoints(serving destination: Destination) -> [PrivateEndpoint] {
    guard case .front(let front) = destination else { return [] }
    return knownNetworks.endpoints.value(for: front) {
      estate.privateEndpoints.filter { front.isServed(by: $0, in: estate) }
    }
  }
}
