internal import Reachability
internal import Synchronization

/// Graphs that know a name or an address which only questions name, for the few that were asked about
/// last: what rules and routes mean there is worked out anew.
final class NotedGraphs: Sendable {
  private struct Noted {
    let destination: Destination
    let sender: Host
    let graph: ReachabilityGraph
  }

  private static let most = 2
  private let noted = Mutex<[Noted]>([])

  /// The graph as it is where it knows both.
  func graph(
    _ graph: ReachabilityGraph, toward destination: Destination, from sender: Host
  ) -> ReachabilityGraph {
    if graph.knows(destination), graph.knows(sender) { return graph }
    // Who sends makes a difference only where the graph does not know it.
    let sender = graph.knows(sender) ? Host.internet : sender
    let known = noted.withLock { noted in
      noted.first { $0.destination == destination && $0.sender == sender }?.graph
    }
    if let known { return known }
    var made = graph
    made.note(destination)
    made.note(sender)
    let entry = Noted(destination: destination, sender: sender, graph: made)
    noted.withLock { noted in
      if noted.count == Self.most { noted.removeLast() }
      noted.insert(entry, at: 0)
    }
    return made
  }
}
