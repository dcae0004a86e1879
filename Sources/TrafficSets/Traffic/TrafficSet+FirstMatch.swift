extension TrafficSet {
  /// The packets that an ordered list of rules allows, where the first rule that matches decides.
  ///
  /// A packet that no rule matches is not allowed. The list is worked out by halves, so that large
  /// sets are combined seldom: far cheaper than rule by rule for thousands of them.
  package static func allowed(
    byFirstMatchOf rules: [(matched: TrafficSet, isAllowed: Bool)]
  ) -> TrafficSet {
    allowed(rules[...])
  }

  private typealias Rules = ArraySlice<(matched: TrafficSet, isAllowed: Bool)>

  private static func allowed(_ rules: Rules) -> TrafficSet {
    guard let first = rules.first else { return .empty }
    guard rules.count > 1 else { return first.isAllowed ? first.matched : .empty }
    let (head, tail) = halves(rules)
    let decision = decision(head)
    return decision.over(allowed(tail))
  }

  /// What rules decide, which the last rules of a list need not be asked for.
  private struct Decision {
    let matched: TrafficSet
    let allowed: TrafficSet

    /// The packets that are allowed when others decide what these rules do not match.
    func over(_ others: TrafficSet) -> TrafficSet {
      var operation = DiagramOperation()
      return TrafficSet(root: operation.choosing(matched.root, allowed.root, others.root))
    }
  }

  private static func decision(_ rules: Rules) -> Decision {
    guard let first = rules.first else { return Decision(matched: .empty, allowed: .empty) }
    guard rules.count > 1 else {
      return Decision(matched: first.matched, allowed: first.isAllowed ? first.matched : .empty)
    }
    let (head, tail) = halves(rules)
    let earlier = decision(head)
    let later = decision(tail)
    return Decision(
      matched: earlier.matched.union(later.matched), allowed: earlier.over(later.allowed))
  }

  private static func halves(_ rules: Rules) -> (head: Rules, tail: Rules) {
    let middle = rules.startIndex + rules.count / 2
    return (rules[..<middle], rules[middle...])
  }
}
