internal import Reachability
internal import TrafficSets

/// What a condition of an assertion comes to for one pair.
enum Judgement: Hashable, Sendable, Comparable {
  case passed, undecided, failed

  var result: CheckAnswer.Assertion.Result {
    switch self {
    case .passed: .passed
    case .undecided: .undecided
    case .failed: .failed
    }
  }
}

extension ReachabilityQuery {
  /// Whether the verdict is the one that is expected, whatever the open values are.
  func judgement(
    of question: AskedQuestion, _ settled: SettledFindings, expecting expected: Verdict
  ) -> Judgement {
    let verdict = settled.verdict
    if verdict == expected { return .passed }
    if verdict != .unknown { return .failed }
    let parts = parts(question, settled.findings)
    switch expected {
    case .unreachable:
      // Of several names that are all needed the first may fail, and then nothing gets through.
      if case .allOf = question.target.goal { return .undecided }
      return parts.contains { !$0.certain.isEmpty } ? .failed : .undecided
    case .reachable:
      return parts.contains { !$0.asked.isSubset(of: $0.possible) } ? .failed : .undecided
    case .partial, .unknown: return .undecided
    }
  }

  /// Whether exactly this traffic gets through, from and to every address that is asked about.
  func judgement(
    of question: AskedQuestion, _ settled: SettledFindings, expectingExactly traffic: TrafficSet
  ) -> Judgement {
    parts(question, settled.findings).map { part -> Judgement in
      if part.asked.isEmpty { return .undecided }
      let expected = traffic.intersection(
        TrafficSet(sources: part.asked.sources, destinations: part.asked.destinations))
      if part.certain == expected, part.possible == expected { return .passed }
      let isPossible =
        part.certain.isSubset(of: expected) && expected.isSubset(of: part.possible)
      return isPossible ? .undecided : .failed
    }.max() ?? .undecided
  }

  private struct Part {
    var asked = TrafficSet.empty
    var certain = TrafficSet.empty
    var possible = TrafficSet.empty

    mutating func add(_ finding: Finding) {
      asked.formUnion(finding.asked)
      certain.formUnion(finding.certain)
      possible.formUnion(finding.possible)
    }
  }

  /// What is asked about by itself: where any destination will do, each sender; where each is meant,
  /// all together; where all are needed, each of them.
  private func parts(_ question: AskedQuestion, _ findings: [Finding]) -> [Part] {
    func together(_ findings: [Finding]) -> Part {
      findings.reduce(into: Part()) { $0.add($1) }
    }
    switch question.target.goal {
    case .each: return [together(findings)]
    case .allOf: return findings.map { together([$0]) }
    case .anyOf where question.target.calledName != nil:
      return findings.map { together([$0]) }
    case .anyOf:
      // The findings may be those of other hosts that nothing tells from these.
      var bySender: [Subject.Sender: Part] = [:]
      for finding in findings { bySender[finding.sender, default: Part()].add(finding) }
      return Array(bySender.values)
    }
  }
}
