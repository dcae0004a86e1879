internal import EstateModel
internal import TrafficSets

// Two rules of one group and direction with the same priority: Azure refuses them, and nothing tells
// which of them it would have asked first.
// https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
extension ReachabilityGraph {
  /// The rules with the priority of the one at this place, where that is the first of several.
  func rulesOfOnePriority(
    in ordered: [RuleListCache.OrderedRule], startingAt place: Int
  ) -> [SecurityRule] {
    func priority(_ place: Int) -> Int? {
      // A rule that may not be there, or in the other direction, may be the only one.
      let rule = ordered[place].rule
      return rule.presence == nil && rule.direction.value != nil ? rule.priority.value : nil
    }
    guard let common = priority(place) else { return [] }
    if place > 0, priority(place - 1) == common { return [] }
    let alike = ordered.indices[place...].prefix { ordered[$0].rule.priority.value == common }
      .filter { priority($0) == common }
    return alike.count > 1 ? alike.map { ordered[$0].rule } : []
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
        let possible = one.possible.intersection(two.possible)
        if possible.isEmpty { continue }
        let source = rule.priority.source ?? rule.source
        let unknown = UnknownValue(
          key: "\(node)#\(other.name)#\(rule.name)",
          because:
            "rules \(other.name) and \(rule.name) of \(node) have the same priority, which Azure refuses: which of them decides is not known",
          source: source)
        clauses.append(
          RuleList.Clause(
            certain: one.certain.intersection(two.certain), possible: possible,
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
