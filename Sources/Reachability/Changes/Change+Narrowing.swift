package import EstateModel
package import TrafficSets

extension Change {
  /// The change cut down to the traffic that was denied, so that it opens no more than was asked.
  ///
  /// Where the denied addresses are many pieces of what was asked, the rule names the whole that was
  /// asked: its other pieces get through anyway.
  ///
  /// - Parameter left: The subnet whose routes the opening took last.
  /// - Returns: `nil` where nothing is left of it.
  package func narrowed(
    to denied: TrafficSet, of asked: TrafficSet, toward destination: Destination,
    leaving left: ResourceID? = nil, in graph: ReachabilityGraph
  ) -> Change? {
    func whole(_ part: AddressSet, _ asked: AddressSet) -> AddressSet {
      if asked == .all { return part }
      // What is denied of one family says nothing of the other one.
      let whole = asked.intersection(graph.families(of: part))
      return part.isSubset(of: whole) && whole.prefixes.count <= part.prefixes.count
        ? whole : part
    }
    func peers(_ part: AddressSet, _ all: AddressSet, _ end: Destination?) -> [SecurityRule.Peer] {
      graph.peers(whole(part, all), toward: end)
    }
    switch self {
    case .allowTraffic(let group, let direction, [.any], [.any], .all, let source):
      return .allowTraffic(
        securityGroup: group, direction: direction,
        sources: peers(denied.sources, asked.sources, nil),
        destinations: peers(denied.destinations, asked.destinations, destination),
        traffic: denied.fewestServices(of: asked), at: source)
    case .attachSecurityGroup(let interface, _, let traffic, let source):
      // A group sees the port behind a balancer.
      return .attachSecurityGroup(
        interface: interface, sources: peers(denied.sources, asked.sources, nil),
        traffic: traffic == .all
          ? denied.services : traffic.settingProtocols(to: denied.protocols), at: source)
    case .addOutboundRule(let workspace, .serviceTag(let tag, _), let source):
      guard denied.protocols.isSubset(of: ProtocolSet(.tcp)),
        let port = denied.destinationPorts.ranges.first?.lowerBound
      else { return nil }
      return .addOutboundRule(
        workspace: workspace, .serviceTag(tag, port: port), at: source)
    case .allowThroughFirewall: return narrowedRule(to: denied, of: asked, destination, in: graph)
    case .openAddressRules(let id, let source):
      if let subnet = graph.subnet(calling: denied.sources), graph.publicSide(of: id) != nil {
        return .allowSubnet(id, subnet: subnet, at: source)
      }
      // Known addresses are let in by themselves; only `internet` asks for all.
      return Self.few(denied.sources).map { .allowAddresses(id, $0, at: source) } ?? self
    case .overruleAccessRule(let id, let rule, _, let source):
      return .overruleAccessRule(
        id, rule: rule, addresses: Self.few(denied.sources) ?? [], at: source)
    case .enablePublicAccess(let id, let source):
      guard graph.hasAddressRules(id), let few = Self.few(denied.sources) else { return self }
      return .enablePublicAccessFor(id, few, at: source)
    case .removeRoute, .routeReplies, .routeOpening:
      return narrowedRoute(to: denied, toward: destination, leaving: left, in: graph)
    default: return self
    }
  }

  /// The prefixes of addresses that rules can name one by one.
  private static func few(_ addresses: AddressSet) -> [AddressPrefix]? {
    guard addresses.namedAddresses.isEmpty, !addresses.isEmpty, addresses.prefixes.count <= 8,
      !AddressBook.publicIPv4.isSubset(of: addresses)
    else { return nil }
    return addresses.prefixes
  }

  private func narrowedRule(
    to denied: TrafficSet, of asked: TrafficSet, _ destination: Destination,
    in graph: ReachabilityGraph
  ) -> Change {
    guard case .allowThroughFirewall(let firewall, let ahead, _, _, _, _, let source) = self else {
      return self
    }
    func whole(_ part: AddressSet, _ asked: AddressSet) -> AddressSet {
      if asked == .all { return part }
      // What is denied of one family says nothing of the other one.
      let whole = asked.intersection(graph.families(of: part))
      return part.isSubset(of: whole) && whole.prefixes.count <= part.prefixes.count
        ? whole : part
    }
    let tcp = denied.protocols.isSubset(of: ProtocolSet(.tcp))
    var destinations = graph.peers(
      whole(denied.destinations, asked.destinations), toward: destination)
    var name: String?
    // No application rule comes before a network rule.
    if ahead?.isNetworkRule != true {
      if case .front(let front) = destination, !front.name.contains("<"), tcp { name = front.name }
      if name == nil, destinations.contains(.tag("Internet")) {
        guard tcp else { return self }
        name = "*"
      }
    } else if destinations.contains(.tag("Internet")) {
      // No tag of a firewall's holds the internet.
      destinations = [.any]
    }
    return .allowThroughFirewall(
      firewall, ahead: ahead,
      sources: graph.peers(whole(denied.sources, asked.sources), toward: nil),
      destinations: destinations, name: name, traffic: denied.fewestServices(of: asked), at: source)
  }

  private func narrowedRoute(
    to denied: TrafficSet, toward destination: Destination, leaving left: ResourceID?,
    in graph: ReachabilityGraph
  ) -> Change? {
    switch self {
    case .removeRoute(let name, let table, let subnet, let stopsReplies, _):
      let stopped = stopsReplies ? denied.sources : denied.destinations
      return graph.longerRoute(than: name, of: table, at: subnet, to: stopped) ?? self
    case .routeReplies(let subnet, let hop, let source):
      return graph.prefixes(of: denied.sources)
        .map { .addRoute(subnet: subnet, to: $0, hop, at: source) }
    case .routeOpening(let address, let source):
      guard let left, case .host(let host) = destination else { return nil }
      return graph.prefixes(of: graph.addresses(of: host))
        .map { .addRoute(subnet: left, to: $0, .appliance(address), at: source) }
    default: return self
    }
  }
}

extension TrafficSet {
  /// Its protocols and ports alone.
  fileprivate var services: TrafficSet {
    settingSources(to: .all).settingDestinations(to: .all).settingSourcePorts(to: .all)
      .settingNames(to: .all)
  }

  /// Its protocols and ports, or all that was asked where that takes fewer rules.
  fileprivate func fewestServices(of asked: TrafficSet) -> TrafficSet {
    let (own, all) = (services, asked.services)
    return own.isSubset(of: all) && Change.parts(of: all).count < Change.parts(of: own).count
      ? all : own
  }
}

extension ReachabilityGraph {
  /// The addresses as a few prefixes that a route can name; `nil` where they are none.
  func prefixes(of addresses: AddressSet) -> [AddressPrefix]? {
    let peers = peers(addresses, toward: nil)
    let prefixes = peers.compactMap { peer -> AddressPrefix? in
      if case .prefix(let prefix) = peer { prefix } else { nil }
    }
    return prefixes.count == peers.count && (1...4).contains(prefixes.count) ? prefixes : nil
  }

  /// The subnet whose service endpoint the caller comes by.
  func subnet(calling addresses: AddressSet) -> ResourceID? {
    let named = addresses.namedAddresses
    guard named.count == 1, addresses.isSubset(of: .named), let number = named[0].number,
      Int(number) < book.entries.count,
      case .serviceEndpoint(let subnet) = book.entries[Int(number)].key
    else { return nil }
    return subnet
  }

  /// A route for these addresses alone that wins over one which takes more; `nil` where the addresses
  /// are all that it takes, or where it is not known where they are.
  fileprivate func longerRoute(
    than name: String, of table: ResourceID, at subnet: ResourceID, to addresses: AddressSet
  ) -> Change? {
    guard let route = estate.routeTables[table]?.routes.first(where: { $0.name == name }),
      case .known(let peer, _) = route.prefix, let prefixes = prefixes(of: addresses),
      let network = estate.subnets[subnet].flatMap({ estate.networks[$0.network] })
    else { return nil }
    var shortest = 0
    if case .prefix(let prefix) = peer { shortest = prefix.length }
    guard prefixes.allSatisfy({ $0.length > shortest }) else { return nil }
    let named = AddressSet(prefixes)
    func space(_ network: VirtualNetwork) -> AddressSet {
      AddressSet(network.addressSpace.compactMap(\.value))
    }
    let hop: Change.NextHop
    if named.isSubset(of: space(network)) {
      hop = .network
    } else if named.isSubset(of: AddressBook.publicNumbers),
      estate.networks.allSatisfy({ space($0).isDisjoint(with: named) })
    {
      hop = .internet
    } else {
      return nil
    }
    return .addRoute(
      subnet: subnet, to: prefixes, hop, at: estate.routeTables[table]?.source)
  }
}
