package import EstateModel
package import TrafficSets

/// The estate as a directed graph: places where a packet can be, joined by what decides whether it
/// gets from one to the next.
///
/// Edges are made when they are asked for, toward one destination, so that a question costs what lies
/// on its ways and not what the estate holds.
package struct ReachabilityGraph: Sendable {
  package private(set) var estate: Estate
  package private(set) var book: AddressBook
  package let selectors: SelectorIndex
  let subnetsByNetwork: [ResourceID: [Subnet]]
  let interfacesBySubnet: [ResourceID: [NetworkInterface]]
  let interfacesByAddress: [Address: [ResourceID]]
  let machineByInterface: [ResourceID: ResourceID]
  let balancers: BalancerIndex
  let privateEndpointsByTarget: [ResourceID: [PrivateEndpoint]]
  let privateEndpointsBySubnet: [ResourceID: [PrivateEndpoint]]
  let computesByCluster: [ResourceID: [Compute]]
  let groupMembers: [ResourceID: AddressSet]
  /// What brings routes to networks that no input shows.
  let routeBringers: [OpaqueResource]
  let machinesWithPublicAddress: [ResourceID: Certainty]
  /// By subnet, the interfaces of such machines.
  let addressedBySubnet: [ResourceID: [NetworkInterface]]
  /// Public addresses of IPv6 whose numbers no input tells.
  let publicIPv6: AddressSet
  /// The numbers that a machine with a dynamic address may get, by subnet.
  private(set) var freeNumbers: [ResourceID: AddressSet] = [:]
  /// The part of these in which a named address is taken to lie, while cases are tried.
  private(set) var assumedNumbers: [Address: AddressSet] = [:]
  /// The rules of security groups, worked out once for each place that they stand at.
  private(set) var ruleLists: RuleListCache
  private var knownEdges = EdgeCache()

  /// - Parameter other: a graph of the same estate before a change: named addresses keep their
  ///   numbers, so that what passes in both can be compared.
  package init(_ estate: Estate, numberedLike other: ReachabilityGraph? = nil) {
    self.estate = estate
    selectors = SelectorIndex(estate)
    subnetsByNetwork = Dictionary(grouping: estate.subnets, by: \.network)
    var interfaces: [ResourceID: [NetworkInterface]] = [:]
    for interface in estate.interfaces {
      var known: [ResourceID] = []
      for configuration in interface.configurations {
        guard let subnet = configuration.subnet.value?.id, !known.contains(subnet) else {
          continue
        }
        known.append(subnet)
        interfaces[subnet, default: []].append(interface)
      }
    }
    interfacesBySubnet = interfaces
    var byAddress: [Address: [ResourceID]] = [:]
    for interface in estate.interfaces {
      for address in interface.configurations.compactMap(\.privateAddress.value) {
        byAddress[address, default: []].append(interface.id)
      }
    }
    interfacesByAddress = byAddress
    balancers = BalancerIndex(estate)
    machineByInterface = Dictionary(
      estate.machinesAndScaleSets.flatMap { machine in
        machine.interfaces.compactMap { $0.value.map { ($0.id, machine.id) } }
      }, uniquingKeysWith: { first, _ in first })
    var byTarget: [ResourceID: [PrivateEndpoint]] = [:]
    var bySubnet: [ResourceID: [PrivateEndpoint]] = [:]
    for endpoint in estate.privateEndpoints {
      if let target = endpoint.target.value?.id { byTarget[target, default: []].append(endpoint) }
      if let subnet = endpoint.subnet.value?.id { bySubnet[subnet, default: []].append(endpoint) }
    }
    privateEndpointsByTarget = byTarget
    privateEndpointsBySubnet = bySubnet
    var computes: [ResourceID: [Compute]] = [:]
    for compute in estate.computes {
      if let cluster = compute.cluster.value?.id { computes[cluster, default: []].append(compute) }
    }
    computesByCluster = computes
    routeBringers = Self.routeBringers(of: estate)
    book = Self.addresses(of: estate, selectors, numberedLike: other?.book)
    groupMembers = Self.members(of: estate, book)
    let addressed = Self.machinesWithPublicAddress(of: estate)
    machinesWithPublicAddress = addressed
    addressedBySubnet = interfaces.mapValues { $0.filter { addressed[$0.id] != nil } }
    publicIPv6 = Self.namedIPv6(of: estate, book)
    ruleLists = RuleListCache(estate)
    for subnet in estate.subnets where book.dynamicSubnets[subnet.id] != nil {
      freeNumbers[subnet.id] = unclaimedAddresses(of: subnet).subtracting(.named)
    }
  }

  /// The graph of the estate with the changes made; named addresses keep their numbers.
  package func applying(_ changes: [Change]) -> ReachabilityGraph {
    let change: @Sendable (Estate) -> Estate = { changes.reduce($0) { $1.applied(to: $0) } }
    var changed = change(estate)
    changed.cases = estate.cases?.changing(change)
    guard changes.allSatisfy(\.keepsNodes) else {
      return ReachabilityGraph(changed, numberedLike: self)
    }
    // Of a tenant's estate making the graph anew takes as long as a question.
    var graph = self
    graph.estate = changed
    graph.forget()
    return graph
  }

  /// The graph in which named addresses lie among these numbers and among no others.
  package func assuming(_ numbers: [Address: AddressSet]) -> ReachabilityGraph {
    var graph = self
    graph.assumedNumbers = numbers
    graph.forget()
    return graph
  }

  /// Makes an address known that only the question names.
  package mutating func note(_ destination: Destination) {
    switch destination {
    case .front(let front):
      let known = book.entries.count
      Self.add(front, to: &book)
      // What rules take in hangs on the addresses that there are.
      if book.entries.count != known { forget() }
    case .host(let host): note(host)
    }
  }

  /// Makes the address of a sender known that only the question names.
  package mutating func note(_ host: Host) {
    guard case .address(let text) = host, let address = Address(text),
      !book.specific.contains(address)
    else { return }
    book.specific.formUnion(AddressSet(address))
    forget()
  }

  /// What was worked out hangs on the addresses that there are, and on rules.
  private mutating func forget() {
    ruleLists = ruleLists.emptied
    knownEdges = EdgeCache()
  }

  /// The edges that lead on from a place on some way to the destination.
  package func edges(from place: Place, toward destination: Destination) -> [Edge] {
    // Many senders share their routes; what is at a single one is made anew.
    guard case .routed = place else { return newEdges(from: place, toward: destination) }
    return knownEdges.edges(from: place, toward: destination) {
      newEdges(from: place, toward: destination)
    }
  }

  private func newEdges(from place: Place, toward destination: Destination) -> [Edge] {
    switch place {
    case .sender(let host): resolutionEdges(of: host, toward: destination)
    case .addressed(let host): departureEdges(of: host, toward: destination)
    case .leaving(let subnet): leavingEdges(subnet)
    case .routing(let subnet): routeTableEdges(subnet)
    case .routed(let subnet): routeEdges(subnet, toward: destination)
    case .entering(let subnet): enteringEdges(subnet, toward: destination)
    case .inside(let subnet): deliveryEdges(subnet, toward: destination)
    case .appliance(let id, let arriving):
      applianceEdges(id, arriving: arriving, toward: destination)
    case .frontend(let id): frontendEdges(id, toward: destination)
    case .gateway(let gateway): gatewayEdges(gateway, toward: destination)
    case .managed(let host): managedEdges(of: host, toward: destination)
    case .internet: internetEdges(toward: destination)
    case .privateEndpoint(let id): privateEndpointEdges(id, toward: destination)
    case .managedPrivateEndpoint(let owner, let target):
      managedPrivateEndpointEdges(owner: owner, target: target, toward: destination)
    case .router(let cluster): routerEdges(cluster, toward: destination)
    case .publicSide(let front): publicSideEdges(front)
    case .behindWorkspace(let front): behindWorkspaceEdges(front)
    case .dropped, .host, .answered, .service: []
    }
  }

  /// Addresses as people read them: selectors for named ones, prefixes for numbers.
  package func text(for addresses: AddressSet) -> String {
    if addresses == .all { return "anywhere" }
    if addresses == AddressBook.publicIPv4 || addresses == AddressBook.publicNumbers {
      return "internet"
    }
    let parts =
      addresses.prefixes.map(\.description) + addresses.namedAddresses.map { book.label($0) }
    return parts.joined(separator: ", ")
  }

  package func text(for peer: SecurityRule.Peer) -> String {
    switch peer {
    case .any: "anywhere"
    case .prefix(let prefix): prefix.description
    case .range(let range): "\(range.lowerBound)-\(range.upperBound)"
    case .tag(let tag): tag
    }
  }
}

/// What a question can ask for: a service under one of its names, or a host.
package enum Destination: Hashable, Sendable {
  case front(Front)
  case host(Host)
}
