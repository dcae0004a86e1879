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

  private static let fewUses = 400
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
    let made = Self.passage(
      clauses.indices.map { index in
        Rule(
          certain: clauses[index].certain, possible: clauses[index].possible,
          action: clauses[index].action)
      })
    state.withLock { $0.whole = made }
    return made
  }

  /// What rules let through of some traffic.
  static func passage(
    _ clauses: [RuleList.Clause], of traffic: TrafficSet, within limits: TrafficLimits
  ) -> Passage {
    passage(
      clauses.indices.compactMap { index in
        let possible = clauses[index].most.limited(to: limits).intersection(traffic)
        if possible.isEmpty { return nil }
        let certain =
          clauses[index].isDecided
          ? possible : clauses[index].sure.limited(to: limits).intersection(traffic)
        return Rule(certain: certain, possible: possible, action: clauses[index].action)
      })
  }

  /// A rule without its reasons.
  private struct Rule {
    let certain: TrafficSet
    let possible: TrafficSet
    let action: Decision.Action
  }

  private static func passage(_ rules: [Rule]) -> Passage {
    let isDecided = rules.allSatisfy { rule in
      if case .unknown = rule.action { return false }
      return rule.certain == rule.possible
    }
    // What none of the rules before takes in for certain may come to a rule.
    let mayPass = TrafficSet.allowed(
      byFirstMatchOf: rules.map { rule in
        rule.action == .deny ? (rule.certain, isAllowed: false) : (rule.possible, isAllowed: true)
      })
    if isDecided { return Passage(mayPass) }
    let mayStop = TrafficSet.allowed(
      byFirstMatchOf: rules.map { rule in
        rule.action == .allow ? (rule.certain, isAllowed: false) : (rule.possible, isAllowed: true)
      })
    return Passage(certain: mayPass.subtracting(mayStop), possible: mayPass)
  }
}
