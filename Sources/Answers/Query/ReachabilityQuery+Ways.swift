internal import EstateModel
internal import Reachability
internal import TrafficSets

// Which ways an answer tells.
extension ReachabilityQuery {
  /// The open ways of a finding; where none is, the best blocked one.
  func toldWays(_ finding: Finding) -> [Way] {
    let open = finding.ways.filter {
      $0.arrives && $0.blockers.isEmpty && !$0.passage.possible.intersection(finding.asked).isEmpty
    }.sorted { first, second in
      first.passage.certain.isEmpty == second.passage.certain.isEmpty
        ? first.hops.count < second.hops.count : !first.passage.certain.isEmpty
    }
    if !open.isEmpty { return finding.verdict == .reachable ? carrying(finding, open) : open }
    return bestBlocked(finding).map { [$0] } ?? finding.ways.first.map { [$0] } ?? []
  }

  /// Of the open ways the first that carries all that gets through, else as many as it takes.
  private func carrying(_ finding: Finding, _ ways: [Way]) -> [Way] {
    var left = finding.certain.intersection(finding.asked)
    if let whole = ways.first(where: { left.isSubset(of: $0.passage.certain) }) { return [whole] }
    var told: [Way] = []
    for way in ways where !way.passage.certain.isDisjoint(with: left) {
      told.append(way)
      left.subtract(way.passage.certain)
      if left.isEmpty { break }
    }
    return told.isEmpty ? Array(ways.prefix(1)) : told
  }

  /// The blocked way with the fewest denials that carries what does not get through. A way that the
  /// names really lead to is told before one that only another name would open.
  func bestBlocked(_ finding: Finding) -> Way? {
    blockedWays(finding).first
  }

  /// The way through a private endpoint from which nothing but the name keeps the sender.
  func missedEndpoint(_ finding: Finding) -> Way? {
    guard finding.verdict == .unreachable else { return nil }
    return blockedWays(finding).first { way in
      way.arrives && way.blockers.count == 1
        && way.blockers[0].evidence.control == "nameResolution"
        && way.hops.contains { if case .privateEndpoint = $0.place { true } else { false } }
    }
  }

  func blockedWays(_ finding: Finding) -> [Way] {
    let missing = finding.asked.subtracting(finding.possible)
    if missing.isEmpty { return [] }
    return finding.ways.enumerated().filter { _, way in
      !way.blockers.isEmpty && !way.carried.isDisjoint(with: missing)
    }.sorted { first, second in
      rank(first.element, first.offset) < rank(second.element, second.offset)
    }.map(\.element)
  }

  private func rank(_ way: Way, _ offset: Int) -> (Int, Int, Int, Int) {
    let misnamed = way.blockers.contains { $0.evidence.control == "nameResolution" }
    // Of ways that end before the destination that is nearest which a change leads on.
    let end = way.arrives ? 0 : way.blockers.last?.remedies.isEmpty == false ? 1 : 2
    return (misnamed ? 1 : 0, end, way.blockers.count, offset)
  }
}

extension Way {
  /// What it carries of what was asked. Ports that a balancer changes are told back only at the end.
  fileprivate var carried: TrafficSet {
    let changesPorts = hops.contains { hop in
      switch hop.translation {
      case .destination(_, let ports?, _): ports != .all
      case .both(_, _, let ports?): ports != .all
      default: false
      }
    }
    return arrives || !changesPorts
      ? passage.possible : passage.possible.settingDestinationPorts(to: .all)
  }
}
