internal import Synchronization

/// The edges from places where many ways meet, toward the destination that was asked for last.
final class EdgeCache: Sendable {
  private struct State {
    var destination: Destination?
    var edges: [Place: [Edge]] = [:]
  }

  private let state = Mutex(State())

  func edges(
    from place: Place, toward destination: Destination, make: () -> [Edge]
  ) -> [Edge] {
    let known = state.withLock { state -> [Edge]? in
      state.destination == destination ? state.edges[place] : nil
    }
    if let known { return known }
    let made = make()
    state.withLock { state in
      if state.destination != destination { state = State(destination: destination) }
      state.edges[place] = made
    }
    return made
  }
}
