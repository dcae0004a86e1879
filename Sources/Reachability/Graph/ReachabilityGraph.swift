package import EstateModel
package import TrafficSets

/// The estate as a directed graph: places where a packet can be, joined by what decides whether it
/// gets from one to the next.
///
/// Edges are made when they are asked for, toward one destination, so that a question costs what lies
/// on its ways and not what the estate holds.
package struct ReachabilityGraph: Sendable {
  package private(set) var estate: Estate {
    _read { yield sharedEstate.value }
    set { sharedEstate = Shared(newValue) }
  }
  package private(set) var book: AddressBook {
    _read { yield sharedBook.value }
    set { sharedBook = Shared(newValue) }
  }
  package var selectors: SelectorIndex { _read { yield sharedSelectors.value } }
  // A graph is copied for many a step of a question, by two threads at once.
  private var sharedEstate: Shared<Estate>
  private var sharedBook: Shared<AddressBook>
  private let sharedSelectors: Shared<SelectorIndex>
  private let indices: Shared<GraphIndices>
  let groupMembers: GroupMembers
  /// What brings routes to networks that no input shows.
  let routeBringers: [OpaqueResource]
  let machinesWithPublicAddress: [ResourceID: Certainty]
  /// By subnet, the interfaces of such machines.
  let addressedBySubnet: [ResourceID: [NetworkInterface]]
  /// The numbers that a machine with a dynamic address may get, by subnet.
  private(set) var freeNumbers: [ResourceID: AddressSet] = [:]
  /// The part of these in which a named address is taken to lie, while cases are tried.
  private(set) var assumedNumbers: [Address: AddressSet] = [:]
  /// The regions in which services are taken to be, by name, while cases are tried.
  private(set) var assumedRegions: [String: Region] = [:]
  /// The name by which senders call their destination, where it is none of the estate's.
  private(set) var calledName: String?
  /// The public address by which senders call their destination, where the question names one.
  private(set) var calledAddress: Address?
  /// The rules of security groups, worked out once for each place that they stand at.
  private(set) var ruleLists: RuleListCache
  private(set) var knownNetworks = NetworkCache()
  private(set) var knownEdges = EdgeCache()

  /// - Parameter other: a graph of the same estate before a change: named addresses keep their
  ///   numbers, so that what passes in both can be compared.
  package init(_ estate: Estate, numberedLike other: ReachabilityGraph? = nil) {
    let indices: GraphIndices
    let names: (selectors: SelectorIndex, book: AddressBook, groupMembers: GroupMembers)
    if estate.interfaces.all.count < Self.interfacesForTwoThreads {
      indices = GraphIndices(estate)
      ruleLists = RuleListCache(estate)
      machinesWithPublicAddress = Self.machinesWithPublicAddress(of: estate)
      names = Self.names(of: estate, numberedLike: other?.book)
    } else {
      ((indices, ruleLists, machinesWithPublicAddress), names) =
        inTwoThreads(
          {
            (
              GraphIndices(estate), RuleListCache(estate),
              Self.machinesWithPublicAddress(of: estate)
            )
          },
          { Self.names(of: estate, numberedLike: other?.book) })
    }
    self.indices = Shared(indices)
    sharedEstate = Shared(estate.knowingInterfaces(by: names.book))
    sharedBook = Shared(names.book)
    sharedSelectors = Shared(names.selectors)
    groupMembers = names.groupMembers
    routeBringers = Self.routeBringers(of: estate)
    let addressed = machinesWithPublicAddress
    addressedBySubnet =
      addressed.isEmpty
      ? [:] : indices.interfacesBySubnet.mapValues { $0.filter { addressed[$0.id] != nil } }
    for subnet in estate.subnets where book.dynamicSubnets[subnet.id] != nil {
      freeNumbers[subnet.id] = newUnclaimedAddresses(of: subnet).subtracting(.named)
    }
  }

  /// From this many interfaces on a second thread is worth its start.
  private static let interfacesForTwoThreads = 1_000

  /// What everything is called, and the addresses that are known by a name alone.
  private static func names(
    of estate: Estate, numberedLike other: AddressBook?
  ) -> (SelectorIndex, AddressBook, GroupMembers) {
    let selectors = SelectorIndex(estate)
    let book = addresses(of: estate, selectors, numberedLike: other)
    return (selectors, book, GroupMembers(estate, book))
  }

  var subnetsByNetwork: [ResourceID: [Subnet]] { indices.value.subnetsByNetwork }
  var interfacesBySubnet: [ResourceID: [NetworkInterface]] { indices.value.interfacesBySubnet }
  var possibleInterfacesBySubnet: [ResourceID: [NetworkInterface]] {
    indices.value.possibleInterfacesBySubnet
  }
  var interfacesByAddress: [Address: [ResourceID]] { indices.value.interfacesByAddress }
  var machineByInterface: [ResourceID: ResourceID] { indices.value.machineByInterface }
  var machinesByAvailabilitySet: [ResourceID: [VirtualMachine]] {
    indices.value.machinesByAvailabilitySet
  }
  var balancers: BalancerIndex { indices.value.balancers }
  var unmodelledBalancers: [OpaqueResource] { indices.value.unmodelledBalancers }
  var gatewayBalancers: Set<ResourceID> { indices.value.gatewayBalancers }
  var privateEndpointsByTarget: [ResourceID: [PrivateEndpoint]] {
    indices.value.privateEndpointsByTarget
  }
  var privateEndpointsBySubnet: [ResourceID: [PrivateEndpoint]] {
    indices.value.privateEndpointsBySubnet
  }
  var endpointsOfLinkServices: [PrivateEndpoint] { indices.value.endpointsOfLinkServices }
  var computesByCluster: [ResourceID: [Compute]] { indices.value.computesByCluster }
  var computesBySubnet: [ResourceID: [Compute]] { indices.value.computesBySubnet }
  var clustersBySubnet: [ResourceID: [KubernetesCluster]] { indices.value.clustersBySubnet }

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
    if changes.allSatisfy(\.keepsTags) {
      graph.ruleLists = ruleLists.emptiedOfLists
      graph.knownNetworks = NetworkCache(keepingWaysOf: knownNetworks)
    }
    return graph
  }

  /// The graph in which named addresses lie among these numbers and among no others.
  package func assuming(_ numbers: [Address: AddressSet]) -> ReachabilityGraph {
    var graph = self
    graph.assumedNumbers = numbers
    graph.forget()
    return graph
  }

  /// The graph in which service tags hold named addresses, or do not.
  func assuming(tags: [(address: Address, held: [String: Bool])]) -> ReachabilityGraph {
    var graph = self
    for (address, held) in tags { graph.book.assume(held, of: address) }
    graph.forget()
    return graph
  }

  /// The graph in which a service of which no input tells the region is in this one.
  func assuming(region: Region, of front: Front) -> ReachabilityGraph {
    var graph = self
    graph.assumedRegions[front.name] = region
    graph.knownNetworks = NetworkCache(keepingWaysOf: knownNetworks)
    graph.knownEdges = EdgeCache()
    return graph
  }

  /// The graph in which destinations are called by the name, or at the address, as far as it leads to
  /// them.
  package func calling(_ name: String?, at address: Address? = nil) -> ReachabilityGraph {
    var graph = self
    graph.calledName = name
    graph.calledAddress = address
    return graph
  }

  /// Whether to note it changes nothing.
  package func knows(_ destination: Destination) -> Bool {
    switch destination {
    case .front(let front): book[.front(front.name)] != nil
    case .host(let host): knows(host)
    }
  }

  package func knows(_ host: Host) -> Bool {
    guard case .address(let text) = host, let address = Address(text) else { return true }
    return book.specific.contains(address)
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
    knownNetworks = NetworkCache()
    knownEdges = EdgeCache()
  }

  /// The edges that lead on from a place on some way to the destination.
  package func edges(from place: Place, toward destination: Destination) -> [Edge] {
    // Many senders share their routes; what is at a single one is made anew.
    switch place {
    case .leaving, .routing, .balanced:
      return knownEdges.edges(fromWherever: place) { newEdges(from: place, toward: destination) }
    case .firewall where calledName != nil: return newEdges(from: place, toward: destination)
    case .routed(let subnet): return edges(routedBy: subnet, toward: destination)
    case .firewall: break
    default: return newEdges(from: place, toward: destination)
    }
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
    case .balanced(let subnet): balancedEdges(subnet)
    case .inside(let subnet): deliveryEdges(subnet, toward: destination)
    case .appliance(let id, let arriving):
      applianceEdges(id, arriving: arriving, toward: destination)
    case .frontend(let id): frontendEdges(id, toward: destination)
    case .firewall(let id, let stage): firewallEdges(id, stage, toward: destination)
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
  package func text(for stated: AddressSet) -> String {
    // That nobody sends from some ranges of IPv6 goes without saying.
    let addresses =
      AddressBook.routedIPv6.isSubset(of: stated) ? stated.union(AddressBook.publicIPv6) : stated
    if addresses == .all { return "anywhere" }
    if addresses == AddressBook.publicIPv4 || addresses == AddressBook.publicNumbers {
      return "internet"
    }
    if AddressBook.publicIPv4.isSubset(of: addresses) {
      let rest = addresses.subtracting(AddressBook.publicNumbers)
      if rest.isSubset(of: .named) {
        return (["internet"] + rest.namedAddresses.map { book.label($0) }).joined(separator: ", ")
      }
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
    case .publicAddress(let id): selectors.text(for: id)
    }
  }

  /// The public address of this resource: by its number or, where no input tells it, by name.
  func extent(ofPublicAddress id: ResourceID) -> Extent {
    address(ofPublicAddress: id).map { Extent(AddressSet($0)) }
      ?? Extent(certain: .empty, possible: .all)
  }

  func address(ofPublicAddress id: ResourceID) -> Address? {
    estate.publicAddresses[id]?.address.value ?? book[.publicAddress(id)]
  }
}

/// What a question can ask for: a service under one of its names, or a host.
package enum Destination: Hashable, Sendable {
  case front(Front)
  case host(Host)
}
