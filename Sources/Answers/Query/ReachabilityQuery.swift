package import EstateModel
package import Reachability
internal import TrafficSets

/// Asks questions of one graph: the estate is read and the graph built once, however many there are.
package struct ReachabilityQuery: Sendable {
  package let graph: ReachabilityGraph
  /// The same for each value of what templates leave open; `nil` where they leave nothing open.
  let cases: QueryCases?
  /// The graphs in which what only a question names is known.
  let notedGraphs = NotedGraphs()

  package init(_ graph: ReachabilityGraph) {
    self.init(graph, cases: QueryCases(graph))
  }

  package init(_ estate: Estate) { self.init(ReachabilityGraph(estate)) }

  init(_ graph: ReachabilityGraph, cases: QueryCases?) {
    self.graph = graph
    self.cases = cases
  }

  /// Answers the question; a glob on either side asks for every node that it matches.
  ///
  /// - Throws: ``SelectorError`` where a selector names nothing, or something that sends or takes no
  ///   traffic.
  package func answer(_ question: QueryQuestion) throws(SelectorError) -> QueryAnswers {
    let from = try subjects(question.from)
    let to = try subjects(question.to)
    let via = try question.via.map { text throws(SelectorError) in try subjects(text).subjects }
    let avoid = try question.avoid.map { text throws(SelectorError) in
      try subjects(text).subjects
    }
    let isList = from.isGlob || to.isGlob
    var answers: [QueryAnswer] = []
    for source in from.subjects {
      for target in to.subjects {
        // Of a glob only what can send and be reached is meant; a single name must.
        if isList, source.selector == target.selector { continue }
        if source.senders.isEmpty || target.goal.destinations.isEmpty {
          if isList,
            (source.senders.isEmpty && from.isGlob)
              || (target.goal.destinations.isEmpty && to.isGlob)
          {
            continue
          }
          throw silence(source, target)
        }
        let asked = AskedQuestion(
          source: source, target: target, traffic: question.traffic, via: via, avoid: avoid)
        answers.append(
          answer(asked, wantsFixes: question.wantsFixes, wantsWays: question.wantsWays))
      }
    }
    if answers.isEmpty {
      throw SelectorError("nothing that '\(question.from)' and '\(question.to)' match can be asked")
    }
    return QueryAnswers(answers: answers, isList: isList)
  }

  private func silence(_ source: Subject, _ target: Subject) -> SelectorError {
    if source.senders.isEmpty {
      return SelectorError(
        "\(source.selector) sends no traffic: \(source.silence ?? "ask from what stands behind it")"
      )
    }
    return SelectorError(
      "\(target.selector) takes no traffic: \(target.silence ?? "ask to what stands behind it")")
  }

  func subjects(
    _ text: String
  ) throws(SelectorError) -> (subjects: [Subject], isGlob: Bool) {
    switch graph.resolve(text) {
    case .subjects(let subjects, let isGlob): return (subjects, isGlob)
    case .failure(let message, let nearMatches):
      throw SelectorError(message, nearMatches: nearMatches)
    }
  }
}

/// A question whose selectors have been found.
struct AskedQuestion: Sendable {
  let source: Subject
  let target: Subject
  let traffic: [TrafficTerm]
  let via: [Subject]?
  let avoid: [Subject]?

  /// Whether some ways do not count.
  var hasConditions: Bool { via != nil || avoid != nil }
}
