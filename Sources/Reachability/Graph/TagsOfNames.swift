package import TrafficSets

extension ReachabilityGraph {
  /// Past this many tags that may hold an address, only those of routes are told apart.
  private static let mostTags = 4

  /// The addresses of which cases of service tags may decide what gets through: that of a service, or those
  /// behind names that are a part of the internet.
  package func addressesInOpenTags(
    of destination: Destination, undecided: TrafficSet
  ) -> AddressSet {
    switch destination {
    case .front(let front): book[.front(front.name)].map { AddressSet($0) } ?? .empty
    case .host(.internet): undecided.destinations.intersection(book.addressesOfNames)
    case .host: .empty
    }
  }

  /// The service tags of which no input tells whether they hold some of the addresses, those of routes first.
  package func openTags(of addresses: AddressSet) -> [String] {
    let open = ruleLists.namedTags { estate.tagsInRules }.filter {
      !openAddresses(addresses, in: $0).isEmpty
    }
    let routes = estate.tagsInRoutes
    let first = open.filter { routes.contains($0) }.sorted()
    let tags = open.count > Self.mostTags ? first : first + open.subtracting(routes).sorted()
    return tags.count > Self.mostTags ? [] : tags
  }

  private func openAddresses(_ addresses: AddressSet, in tag: String) -> AddressSet {
    let held = meaning(ofServiceTag: tag)
    return addresses.intersection(held.possible).subtracting(held.certain)
  }

  /// The addresses that a service tag holds, worked out once.
  func meaning(ofServiceTag tag: String) -> Extent {
    ruleLists.tag(tag) { book.addresses(taggedWith: tag) }
  }

  /// The graph in which these tags hold those of the addresses of which that is open, or do not.
  package func assuming(tags: [String: Bool], of addresses: AddressSet) -> ReachabilityGraph {
    let open = tags.mapValues { _ in AddressSet.empty }.merging(
      tags.keys.map { ($0, openAddresses(addresses, in: $0)) }
    ) { $1 }
    let assumed = addresses.namedAddresses.map { address in
      (address, tags.filter { open[$0.key]?.contains(address) == true })
    }
    return assuming(tags: assumed)
  }

  /// The service tags that rules and routes name and that do not hold the address of the service, as far
  /// as is known: each may, where that is somebody's own.
  package func tagsWithout(_ destination: Destination) -> [String] {
    guard case .front(let front) = destination, let address = book[.front(front.name)] else {
      return []
    }
    return ruleLists.namedTags { estate.tagsInRules }.sorted().filter {
      !meaning(ofServiceTag: $0).possible.contains(address)
    }
  }

  /// The graph in which these tags hold the address of the service, or do not.
  package func assuming(tags: [String: Bool], of destination: Destination) -> ReachabilityGraph {
    guard case .front(let front) = destination, let address = book[.front(front.name)] else {
      return self
    }
    return assuming(tags: [(address, tags)])
  }
}
