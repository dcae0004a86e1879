internal import Synchronization

/// The edges from places where many ways meet, toward the few destinations that were asked for last:
/// one for each thread, and those that questions about several hosts come back to.
final class EdgeCache: Sendable {
  private struct Known {
    let destination: Destination
    var edges: [Place: [Edge]] = [:]
  }

  private static let mostDestinations = 4
  /// The one that was asked for last stands first.
  private let known = Mutex<[Known]>([])

  /// From places where it plays no part what a packet is for.
  private let common = Memo<Place, [Edge]>()

  func edges(fromWherever place: Place, make: () -> [Edge]) -> [Edge] {
    common.value(for: place, make: make)
  }

  func edges(
    from place: Place, toward destination: Destination, make: () -> [Edge]
  ) -> [Edge] {
    let edges = known.withLock { known -> [Edge]? in
      guard let index = known.firstIndex(where: { $0.destination == destination }) else {
        return nil
      }
      if index > 0 { known.swapAt(0, index) }
      return known[0].edges[place]
    }
    if let edges { return edges }
    let made = make()
    known.withLock { known in
      if let index = known.firstIndex(where: { $0.destination == destination }) {
        known[index].edges[place] = made
        return
      }
      if known.count == Self.mostDestinations { known.removeLast() }
      known.insert(Known(destination: destination, edges: [place: made]), at: 0)
    }
    return made
  }
}
