internal import EstateModel
internal import TrafficSets

// Two rules of one group and direction with the same priority: Azure refuses them, and nothing tells
// which of them it would have asked first.
// https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
extension ReachabilityGraph {
  /// The rules with the priority of the one at this place, where that is the first of several.
  ///
  /// - Parameter rules: In the order of their priorities.
  func rulesOfOnePriority(in rules: [SecurityRule], startingAt place: Int) -> [SecurityRule] {
    func priority(_ place: Int) -> Int? {
      // A rule that may not be there, or in the other direction, may be the only one.
      rules[place].presence == nil && rules[place].direction.value != nil
        ? rules[place].priority.value : nil
    }
    guard let common = priority(place) else { return [] }
    if place > 0, priority(place - 1) == common { return [] }
    let alike = rules.indices[place...].prefix { rules[$0].priority.value == common }
      .filter { priority($0) == common }
    return alike.count > 1 ? alike.map { rules[$0] } : []
  }

  /// What one of the rules lets through and another one does not.
  func disagreements(
    of rules: [SecurityRule], node: String, _ tags: TagMeaning
  ) -> [RuleList.Clause] {
    var clauses: [RuleList.Clause] = []
    for (place, rule) in rules.enumerated() {
      for other in rules[..<place] {
        if let access = rule.access.value, access == other.access.value { continue }
        let (one, two) = (match(of: other, tags), match(of: rule, tags))
        let possible = one.possible.set.intersection(two.possible.set)
        if possible.isEmpty { continue }
        let source = rule.priority.source ?? rule.source
        let unknown = UnknownValue(
          key: "\(node)#\(other.name)#\(rule.name)",
          because:
            "rules \(other.name) and \(rule.name) of \(node) have the same priority, which Azure refuses: which of them decides is not known",
          source: source)
        clauses.append(
          RuleList.Clause(
            certain: one.certain.set.intersection(two.certain.set), possible: possible,
            action: .unknown(unknown),
            evidence: Evidence(
              node: node, control: "securityRule",
              rule:
                "\(other.name) and \(rule.name) (priority \(rule.priority.value ?? 0))",
              source: source, why: unknown.because),
            open: unknown))
      }
    }
    return clauses
  }
}
