internal import EstateModel
internal import Synchronization
internal import TrafficSets

/// What a rule list lets through of all traffic.
///
/// A list judges each packet by itself, so what passes of any traffic is that traffic's part of this.
/// To work it out costs as much as some hundred questions, each of which is about few packets: a list that
/// is asked seldom is not worth it.
final class RuleListFilter: Sendable {
  private struct State {
    var uses = 0
    var whole: Passage?
  }

  private static let fewUses = 150
  private let state = Mutex(State())

  /// `nil` for a list that has not been asked often enough.
  func wholeForFrequentUse(of clauses: [RuleList.Clause]) -> Passage? {
    let isFrequent = state.withLock { state in
      state.uses += 1
      return state.uses > Self.fewUses || state.whole != nil
    }
    return isFrequent ? whole(of: clauses) : nil
  }

  func whole(of clauses: [RuleList.Clause]) -> Passage {
    if let known = state.withLock({ $0.whole }) { return known }
    let made = Self.passage(clauses)
    state.withLock { $0.whole = made }
    return made
  }

  /// What rules let through of some traffic.
  static func passage(
    _ clauses: [RuleList.Clause], of traffic: TrafficSet, within limits: TrafficLimits
  ) -> Passage {
    passage(
      clauses.compactMap { clause in
        let possible = clause.possible.limited(to: limits).intersection(traffic)
        if possible.isEmpty { return nil }
        return RuleList.Clause(
          certain: clause.certain == clause.possible
            ? possible : clause.certain.limited(to: limits).intersection(traffic),
          possible: possible, action: clause.action, evidence: clause.evidence)
      })
  }

  private static func passage(_ clauses: [RuleList.Clause]) -> Passage {
    let isDecided = clauses.allSatisfy { clause in
      if case .unknown = clause.action { return false }
      return clause.certain == clause.possible
    }
    if isDecided {
      return Passage(
        TrafficSet.allowed(
          byFirstMatchOf: clauses.map { (matched: $0.certain, isAllowed: $0.action == .allow) }))
    }
    let part = part(clauses[...])
    return Passage(certain: part.mayPass.subtracting(part.mayStop), possible: part.mayPass)
  }

  /// What some rules decide of what comes to them.
  private struct Part {
    var matched = TrafficSet.empty
    var mayPass = TrafficSet.empty
    var mayStop = TrafficSet.empty
  }

  /// By halves, so that large sets are combined seldom.
  private static func part(_ clauses: ArraySlice<RuleList.Clause>) -> Part {
    guard clauses.count > 1 else { return clauses.first.map { part($0) } ?? Part() }
    let middle = clauses.startIndex + clauses.count / 2
    let head = part(clauses[..<middle])
    let tail = part(clauses[middle...])
    return Part(
      matched: head.matched.union(tail.matched),
      mayPass: head.mayPass.union(tail.mayPass.subtracting(head.matched)),
      mayStop: head.mayStop.union(tail.mayStop.subtracting(head.matched)))
  }

  private static func part(_ clause: RuleList.Clause) -> Part {
    switch clause.action {
    case .allow: Part(matched: clause.certain, mayPass: clause.possible)
    case .deny: Part(matched: clause.certain, mayStop: clause.possible)
    case .unknown:
      Part(matched: clause.certain, mayPass: clause.possible, mayStop: clause.possible)
    }
  }
}
