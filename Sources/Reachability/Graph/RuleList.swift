package import EstateModel
package import TrafficSets

/// Rules in order, the first match decides: security groups, service rules, managed networks.
package struct RuleList: Mechanism {
  package struct Clause: Sendable {
    /// What the rule takes in whatever open values are, and what it may take in.
    private(set) var sure: RuleTraffic
    let most: RuleTraffic
    package let action: Decision.Action
    package let evidence: Evidence
    package let remedies: [Change]
    /// Why `possible` is more than `certain`.
    package let open: UnknownValue?
    package var assumptions: [Remark]
    package var warnings: [Remark] = []
    /// Where the clause is there only for one choice of an open value, that choice: until it is
    /// made nothing is certain.
    package private(set) var condition: Condition?

    package struct Condition: Sendable {
      package let unknown: UnknownValue
      package let choice: String
      /// What the rule takes in for certain once the choice is made.
      package let certain: TrafficSet
    }

    package var certain: TrafficSet { sure.set }
    package var possible: TrafficSet { most.set }
    /// Whether it takes in the same whatever open values are.
    var isDecided: Bool { sure == most }

    package init(
      possible: TrafficSet, action: Decision.Action, evidence: Evidence, open: UnknownValue,
      condition: Condition?
    ) {
      self.init(
        certain: .empty, possible: possible, action: action, evidence: evidence, open: open)
      self.condition = condition
    }

    /// Whether it takes in these senders, or destinations, for certain, whatever the other side is.
    func takesInSenders(of traffic: TrafficSet) -> Bool { sure.takesInSenders(of: traffic) }
    func takesInDestinations(of traffic: TrafficSet) -> Bool {
      sure.takesInDestinations(of: traffic)
    }

    /// The clause as the choices leave it; `nil` where they take it away.
    func chosen(by hypothesis: Hypothesis) -> Clause? {
      guard let condition, let choice = hypothesis.choice(condition.unknown) else { return self }
      guard choice == condition.choice else { return nil }
      var clause = self
      clause.sure = .set(condition.certain)
      clause.condition = nil
      return clause
    }

    /// The same rule where nobody knows whether it is there.
    func perhaps(_ unknown: UnknownValue) -> Clause {
      var clause = Clause(
        certain: .empty, possible: possible, action: action, evidence: evidence,
        remedies: remedies, open: unknown, assumptions: assumptions)
      clause.warnings = warnings
      return clause
    }

    package init(
      certain: TrafficSet, possible: TrafficSet, action: Decision.Action, evidence: Evidence,
      remedies: [Change] = [], open: UnknownValue? = nil, assumptions: [Remark] = []
    ) {
      self.init(
        sure: .set(certain), most: .set(possible), action: action, evidence: evidence,
        remedies: remedies, open: open, assumptions: assumptions)
    }

    init(
      sure: RuleTraffic, most: RuleTraffic, action: Decision.Action, evidence: Evidence,
      remedies: [Change] = [], open: UnknownValue? = nil, assumptions: [Remark] = []
    ) {
      self.sure = sure
      self.most = most
      self.action = action
      self.evidence = evidence
      self.remedies = remedies
      self.open = open
      self.assumptions = assumptions
    }

    package init(
      _ traffic: TrafficSet, _ action: Decision.Action, _ evidence: Evidence,
      remedies: [Change] = []
    ) {
      self.init(
        certain: traffic, possible: traffic, action: action, evidence: evidence,
        remedies: remedies)
    }
  }

  package let clauses: [Clause]
  /// By the keys of open values on whose choice clauses hang: the choices, and that none is made.
  let cases: [String: Set<String>]
  /// What the list as a whole lets through, once it has been asked for; one for all copies.
  let filter: RuleListFilter

  /// The last clause must take in everything that is left.
  package init(_ clauses: [Clause]) { self.init(clauses, RuleListFilter()) }

  private init(_ clauses: [Clause], _ filter: RuleListFilter) {
    self.clauses = clauses
    self.filter = filter
    var cases: [String: Set<String>] = [:]
    for condition in clauses.lazy.compactMap(\.condition) {
      cases[condition.unknown.key, default: [Self.noChoice]].insert(condition.choice)
    }
    self.cases = cases
  }

  /// The same list, whose last clause has another reason.
  func ending(with last: Clause) -> RuleList { RuleList(clauses.dropLast() + [last], filter) }

  /// Stands for the case that none of the choices holds; no id reads so.
  private static let noChoice = "none"

  /// What passes, without the reasons: the same as ``decide(_:under:)`` says.
  func passes(_ passage: Passage) -> Passage {
    guard let whole = filter.wholeForFrequentUse(of: clauses) else {
      return passesByClause(passage)
    }
    return Passage(
      certain: passage.certain.intersection(whole.certain),
      possible: passage.possible.intersection(whole.possible))
  }

  private func passesByClause(_ passage: Passage) -> Passage {
    var remaining = passage.possible
    var mayPass = TrafficSet.empty
    var mayStop = TrafficSet.empty
    var isDecided = passage.isDecided
    let limits = passage.possible.outerLimits
    // By their places: a clause has much more to it than what it takes in.
    for index in clauses.indices
    where clauses[index].most.mayMeet(limits)
      && !remaining.isDisjoint(with: clauses[index].possible)
    {
      let hit = remaining.intersection(clauses[index].possible)
      switch clauses[index].action {
      case .allow: mayPass.formUnion(hit)
      case .deny: mayStop.formUnion(hit)
      case .unknown:
        mayPass.formUnion(hit)
        mayStop.formUnion(hit)
        isDecided = false
      }
      isDecided = isDecided && clauses[index].isDecided
      remaining = remaining.subtracting(clauses[index].certain)
      if remaining.isEmpty { break }
    }
    // What rules decide for certain some let pass and others stop, and none both.
    if isDecided { return Passage(passage.possible.intersection(mayPass)) }
    return Passage(
      certain: passage.certain.intersection(mayPass).subtracting(mayStop),
      possible: passage.possible.intersection(mayPass))
  }

  /// What the list lets through of this traffic: worked out of the rules that take in some of it.
  func whole(of traffic: TrafficSet, within limits: TrafficLimits) -> Passage {
    RuleListFilter.passage(clauses, of: traffic, within: limits)
  }

  package func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome {
    var remaining = passage.possible
    var mayPass = TrafficSet.empty
    var mayStop = TrafficSet.empty
    var outcome = Outcome(passed: .nothing)
    var isDecided = passage.isDecided
    let limits = passage.possible.outerLimits
    for index in clauses.indices {
      if remaining.isEmpty { break }
      // Most clauses take in nothing of it, which is told without making a set or copying the clause.
      if !clauses[index].most.mayMeet(limits) { continue }
      if remaining.isDisjoint(with: clauses[index].possible) { continue }
      guard let clause = clauses[index].chosen(by: hypothesis) else { continue }
      let hit = remaining.intersection(clause.possible)
      let isSure = clause.isDecided
      let sure = isSure ? hit : hit.intersection(clause.certain)
      isDecided = isDecided && isSure
      switch clause.action {
      case .allow: mayPass.formUnion(hit)
      case .deny: mayStop.formUnion(hit)
      case .unknown:
        mayPass.formUnion(hit)
        mayStop.formUnion(hit)
        isDecided = false
      }
      if !sure.isEmpty {
        outcome.decisions.append(
          Decision(clause.action, sure, clause.evidence, remedies: clause.remedies))
      }
      let open = isSure ? .empty : hit.subtracting(sure)
      if !open.isEmpty {
        outcome.decisions.append(
          Decision(
            .unknown(clause.doubt(of: open)), open, clause.evidence, remedies: clause.remedies))
      }
      outcome.assumptions += clause.assumptions
      outcome.warnings += clause.warnings
      remaining = remaining.subtracting(clause.certain)
    }
    // What no rule may stop passes; what no rule may let pass does not. A part that one open rule
    // and a later sure rule treat alike is decided all the same.
    let passes = passage.possible.intersection(mayPass)
    outcome.passed =
      isDecided
      ? Passage(passes)
      : Passage(
        certain: passage.certain.intersection(mayPass).subtracting(mayStop), possible: passes)
    return outcome
  }
}
