internal import EstateModel
internal import TrafficSets

/// Network rules of a firewall that ask what an earlier one has asked: whether the address of a
/// destination, which no input tells, lies in what both name.
///
/// Where it does the earlier rule has decided already, so that the later one never takes it in.
struct RepeatedDoubts {
  private struct Asked {
    let destinations: [SecurityRule.Peer]
    /// What the rule takes in for certain of the destinations that it names, whatever these are.
    let traffic: TrafficSet
  }

  private var asked: [Asked] = []

  /// The clause without what rules before it have decided.
  ///
  /// - Parameter traffic: what the rule takes in for certain, but for its destinations.
  mutating func settling(
    _ clause: RuleList.Clause, of rule: FirewallRule, _ traffic: TrafficSet
  ) -> RuleList.Clause {
    let known = rule.destinations.compactMap(\.value)
    let open = clause.possible.destinations.subtracting(clause.certain.destinations)
    if open.isEmpty { return clause }
    defer { if !traffic.isEmpty { asked.append(Asked(destinations: known, traffic: traffic)) } }
    guard known.count == rule.destinations.count, rule.destinationGroups.isEmpty,
      rule.names.isEmpty, !known.isEmpty
    else { return clause }
    let decided = asked.filter { earlier in
      known.allSatisfy { peer in earlier.destinations.contains { Self.holds($0, peer) } }
    }
    if decided.isEmpty { return clause }
    let rest = decided.reduce(clause.possible) { rest, earlier in
      rest.subtracting(earlier.traffic.settingDestinations(to: open))
    }
    return RuleList.Clause(
      certain: clause.certain, possible: rest.union(clause.certain), action: clause.action,
      evidence: clause.evidence, remedies: clause.remedies, open: clause.open,
      assumptions: clause.assumptions)
  }

  private static func holds(_ wide: SecurityRule.Peer, _ narrow: SecurityRule.Peer) -> Bool {
    if case .prefix(let one) = wide, case .prefix(let other) = narrow {
      return AddressSet(other).isSubset(of: AddressSet(one))
    }
    return wide == narrow
  }
}
