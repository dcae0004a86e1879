internal import EstateModel
internal import Synchronization

/// The edges from places where many ways meet, toward the destinations that were asked for last, and
/// toward all that such edges do not tell apart.
final class EdgeCache: Sendable {
  private struct Known {
    var edges: [Destination: [Place: [Edge]]] = [:]
    /// In the order in which they were asked for first.
    var destinations: [Destination] = []
    /// Of all of them.
    var count = 0

    mutating func note(_ made: [Edge], from place: Place, toward destination: Destination) {
      if edges[destination] == nil { destinations.append(destination) }
      let former = edges[destination, default: [:]].updateValue(made, forKey: place)
      count += made.count - (former?.count ?? 0)
      while count > EdgeCache.mostEdges, destinations.count > EdgeCache.fewestDestinations {
        let first = edges.removeValue(forKey: destinations.removeFirst())
        count -= first?.values.reduce(0) { $0 + $1.count } ?? 0
      }
    }
  }

  /// Policies come back to the internet and to the services of an estate; a matrix goes through all
  /// that there is.
  private static let mostEdges = 50_000
  /// One for each thread, and those that questions about several hosts come back to.
  private static let fewestDestinations = 4
  private let known = Mutex(Known())

  /// From places where it plays no part what a packet is for.
  private let common = Memo<Place, [Edge]>()

  private struct Routes: Hashable {
    let subnet: ResourceID
    let network: ResourceID?
  }

  private struct Pair: Hashable {
    let home: ResourceID
    let other: ResourceID
  }

  private let alike = Memo<Routes, [Edge]?>()
  private let pairsAlike = Memo<Pair, Bool>()

  func edges(fromWherever place: Place, make: () -> [Edge]) -> [Edge] {
    common.value(for: place, make: make)
  }

  /// Whether from one network the hosts of another are routed to alike.
  func isAlike(_ home: ResourceID, _ other: ResourceID, make: () -> Bool) -> Bool {
    pairsAlike.value(for: Pair(home: home, other: other), make: make)
  }

  /// By the routes of a subnet toward all hosts that are routed to alike, of one network or of any.
  ///
  /// - Returns: `nil` where the edges toward one of them are not those toward the others.
  func edges(
    routedBy subnet: ResourceID, into network: ResourceID?, make: () -> [Edge]?
  ) -> [Edge]? {
    alike.value(for: Routes(subnet: subnet, network: network), make: make)
  }

  func edges(
    from place: Place, toward destination: Destination, make: () -> [Edge]
  ) -> [Edge] {
    if let edges = known.withLock({ $0.edges[destination]?[place] }) { return edges }
    let made = make()
    known.withLock { $0.note(made, from: place, toward: destination) }
    return made
  }
}
