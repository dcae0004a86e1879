internal import EstateModel
internal import Reachability
internal import Synchronization

/// The cases of one estate as they are asked about: each is read and its graph built once.
final class QueryCases: Sendable {
  /// How much of the estates that were made is kept, in nodes.
  private final class Store: Sendable {
    static let most = 200_000
    let kept = Mutex(0)
  }

  private let cases: EstateCases
  private let graph: ReachabilityGraph
  private let store: Store
  private let known = Mutex<[EstateCases.Choice: ReachabilityQuery]>([:])

  /// - Returns: `nil` for an estate that leaves no parameter with few values open.
  convenience init?(_ graph: ReachabilityGraph) { self.init(graph, Store()) }

  private init?(_ graph: ReachabilityGraph, _ store: Store) {
    guard let cases = graph.estate.cases, !cases.parameters.isEmpty else { return nil }
    self.cases = cases
    self.graph = graph
    self.store = store
  }

  var parameters: [OpenParameter] { cases.parameters }

  func query(_ choice: EstateCases.Choice) -> ReachabilityQuery {
    if let made = known.withLock({ $0[choice] }) { return made }
    // Named addresses keep their numbers, so that what passes in several cases can be compared.
    let graph = ReachabilityGraph(cases.estate(choice), numberedLike: graph)
    let made = ReachabilityQuery(graph, cases: QueryCases(graph, store))
    let size = graph.selectors.entries.count
    let isKept = store.kept.withLock { kept in
      guard kept + size <= Store.most else { return false }
      kept += size
      return true
    }
    if isKept { known.withLock { $0[choice] = made } }
    return made
  }
}
