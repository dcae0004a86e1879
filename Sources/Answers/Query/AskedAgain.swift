internal import Reachability

/// What a question of one graph is in the graph of another reading of the same inputs.
enum AskedAgain: Sendable {
  case asked(AskedQuestion)
  /// One of the two is not there.
  case absent
  /// Which resources are meant is not known there.
  case open
}

extension ReachabilityQuery {
  /// The same question of this graph, whose services may be called by other names.
  ///
  /// - Parameter base: of whose graph it is a question.
  func asked(again question: AskedQuestion, from base: ReachabilityQuery) -> AskedAgain {
    let source = graph.recurrence(of: question.source, from: base.graph)
    let target = graph.recurrence(of: question.target, from: base.graph)
    if case .absent = source { return .absent }
    if case .absent = target { return .absent }
    guard case .found(let source) = source, case .found(let target) = target else { return .open }
    var via: [Subject]?
    var avoid: [Subject]?
    if let nodes = question.via {
      guard let found = found(again: nodes, from: base) else { return .open }
      via = found
    }
    if let nodes = question.avoid {
      guard let found = found(again: nodes, from: base) else { return .open }
      avoid = found
    }
    return .asked(
      AskedQuestion(
        source: source, target: target, traffic: question.traffic, via: via, avoid: avoid))
  }

  /// Those of the nodes that are there; `nil` where that is not known.
  private func found(again nodes: [Subject], from base: ReachabilityQuery) -> [Subject]? {
    var found: [Subject] = []
    for node in nodes {
      switch graph.recurrence(of: node, from: base.graph) {
      case .found(let subject): found.append(subject)
      case .absent: continue
      case .open: return nil
      }
    }
    return found
  }
}
