package import EstateModel
package import Reachability

/// Asks questions of one graph: the estate is read and the graph built once, however many there are.
package struct ReachabilityQuery: Sendable {
  package let graph: ReachabilityGraph

  package init(_ graph: ReachabilityGraph) { self.graph = graph }

  package init(_ estate: Estate) { graph = ReachabilityGraph(estate) }

  func answers(to question: QueryQuestion) throws(SelectorError) -> QueryAnswers {
    throw SelectorError("not built yet")
  }
}
