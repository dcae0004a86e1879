internal import EstateModel
internal import Reachability
internal import TrafficSets

/// What became of a question, open parameters tried with each of their values where it hangs on them.
struct SettledFindings: Sendable {
  /// A case in which the verdict is the one that holds in all of them, and in which it can be told.
  struct Telling: Sendable {
    let query: ReachabilityQuery
    let question: AskedQuestion
    let findings: [Finding]
    let choices: [EstateCases.Choice]
  }

  var verdict: Verdict
  var findings: [Finding]
  /// `nil` where no case had to be tried.
  var telling: Telling?

  /// Whether something is not decided of which cases may decide more.
  var isOpen: Bool {
    verdict == .unknown || verdict == .partial && findings.contains { $0.certain != $0.possible }
  }
}

// Cases of open parameters: a question that the configuration does not decide is asked in the estate
// of each value of a parameter, and within it again, as long as something is open. What is so in all
// cases is decided. A case that is not tried any more counts as what is known without it, so that what
// is said is true however many are tried.
extension ReachabilityQuery {
  /// The findings with their verdict, by cases where it is open without.
  func settled(
    _ question: AskedQuestion, _ findings: [Finding]
  ) -> SettledFindings {
    let known = SettledFindings(verdict: verdict(question, findings), findings: findings)
    guard known.isOpen, let cases else { return known }
    // The smaller the estate, the more cases of it can be read in the time of one question. Where the
    // verdict is known, less hangs on them.
    let most = max(32, min(2_100, 400_000 / max(1, graph.selectors.entries.count)))
    var trial = CaseTrial(
      evaluations: known.verdict == .unknown ? most : min(most, CaseTrial.fewEvaluations))
    return trial.settled(self, cases, question, findings, choices: [])
  }

  /// As ``findings(_:withBlocked:)``, by cases where it is open without.
  func settledFindings(
    _ question: AskedQuestion, withBlocked: Bool = true
  ) -> SettledFindings {
    settled(question, findings(question, withBlocked: withBlocked))
  }
}

/// The cases of one question.
private struct CaseTrial {
  static let fewEvaluations = 64
  /// How many more estates are made.
  var evaluations: Int

  mutating func settled(
    _ query: ReachabilityQuery, _ cases: QueryCases, _ question: AskedQuestion,
    _ findings: [Finding], choices: [EstateCases.Choice]
  ) -> SettledFindings {
    // Blocked ways name what they hang on, too.
    let named = query.openParameters(query.findings(question))
    let parameter =
      cases.parameters.first { named.contains($0.key) }
      ?? telling(query, cases, question, findings)
    return parameter.flatMap { split(query, cases, question, findings, choices, by: $0) }
      ?? SettledFindings(verdict: query.verdict(question, findings), findings: findings)
  }

  /// Where what is open names no parameter: the first one that makes a difference by itself, for want of
  /// one the first.
  private mutating func telling(
    _ query: ReachabilityQuery, _ cases: QueryCases, _ question: AskedQuestion,
    _ findings: [Finding]
  ) -> OpenParameter? {
    for parameter in cases.parameters.dropLast() {
      for value in parameter.choices.prefix(2) {
        guard evaluations > 0 else { return nil }
        evaluations -= 1
        let child = cases.query(EstateCases.Choice(parameter, value))
        guard case .asked(let again) = child.asked(again: question, from: query) else {
          return parameter
        }
        let found = child.findings(again)
        let isSame = found.elementsEqual(findings) {
          $0.asked == $1.asked && $0.certain == $1.certain && $0.possible == $1.possible
        }
        if !isSame { return parameter }
      }
    }
    return cases.parameters.first
  }

  /// What is so for every value of the parameter; `nil` where not all of them can be tried any more.
  private mutating func split(
    _ query: ReachabilityQuery, _ cases: QueryCases, _ question: AskedQuestion,
    _ findings: [Finding], _ choices: [EstateCases.Choice], by parameter: OpenParameter
  ) -> SettledFindings? {
    guard evaluations >= parameter.choices.count else { return nil }
    evaluations -= parameter.choices.count
    var results: [SettledFindings] = []
    for value in parameter.choices {
      let choice = EstateCases.Choice(parameter, value)
      let result = result(
        cases.query(choice), question, of: query, choices: choices + [choice])
      results.append(result)
      // Nothing more can come of it: no verdict holds in all cases, and nothing more is certain.
      let verdict = query.verdict(question, findings)
      let mayComeOut = Set(results.map(\.verdict)).count == 1 && result.verdict != .unknown
      if !mayComeOut || verdict == .partial, isOpen(findings, results) {
        return SettledFindings(verdict: verdict, findings: findings)
      }
    }
    return combined(query, question, findings, results)
  }

  private mutating func result(
    _ query: ReachabilityQuery, _ question: AskedQuestion, of base: ReachabilityQuery,
    choices: [EstateCases.Choice]
  ) -> SettledFindings {
    // What is not there neither sends nor takes anything.
    let nothing = SettledFindings(verdict: .unreachable, findings: [])
    let again: AskedQuestion
    switch query.asked(again: question, from: base) {
    case .asked(let asked): again = asked
    case .absent: return nothing
    case .open: return SettledFindings(verdict: .unknown, findings: [])
    }
    if again.source.senders.isEmpty || again.target.goal.destinations.isEmpty { return nothing }
    let findings = query.findings(again)
    let known = SettledFindings(verdict: query.verdict(again, findings), findings: findings)
    if known.isOpen, let cases = query.cases {
      if known.verdict == .unknown {
        return settled(query, cases, again, findings, choices: choices)
      }
      // Where a part is decided the verdict is: what is open of the rest is worth a few cases.
      var few = CaseTrial(evaluations: min(evaluations, Self.fewEvaluations))
      let given = few.evaluations
      let result = few.settled(query, cases, again, findings, choices: choices)
      evaluations -= given - few.evaluations
      return result
    }
    return SettledFindings(
      verdict: known.verdict, findings: findings,
      telling: SettledFindings.Telling(
        query: query, question: again, findings: findings, choices: choices))
  }

  private func combined(
    _ query: ReachabilityQuery, _ question: AskedQuestion, _ findings: [Finding],
    _ results: [SettledFindings]
  ) -> SettledFindings {
    let merged = findings.enumerated().map { place, finding in
      var merged = finding
      let parts = results.map { part(of: $0, finding, at: place, of: findings.count) }
      merged.certain = finding.certain.union(
        parts.dropFirst().reduce(parts[0].certain) { $0.intersection($1.certain) })
      merged.possible = finding.possible.intersection(
        parts.reduce(TrafficSet.empty) { $0.union($1.possible) })
      return merged
    }
    var verdict = query.verdict(question, merged)
    let verdicts = Set(results.map(\.verdict))
    if verdicts.count == 1, let same = verdicts.first { verdict = same }
    var settled = SettledFindings(verdict: verdict, findings: merged)
    // What is still open is told by what it hangs on, which one case does not show.
    if !(verdict == .partial && settled.isOpen) {
      settled.telling = results.first { $0.verdict == verdict }?.telling
    }
    return settled
  }

  /// What gets through of a finding in one case, where the addresses are not others there.
  ///
  /// - Parameter place: Among as many findings of the question.
  private func part(
    of result: SettledFindings, _ finding: Finding, at place: Int, of count: Int
  ) -> (certain: TrafficSet, possible: TrafficSet) {
    let same = result.findings.first {
      $0.sender.host == finding.sender.host && $0.destination == finding.destination
        && $0.asked == finding.asked
    }
    if let same { return (same.certain, same.possible) }
    // Both ends may have other names there, and the same addresses.
    if result.findings.count == count, result.findings[place].asked == finding.asked {
      return (result.findings[place].certain, result.findings[place].possible)
    }
    return switch result.verdict {
    case .reachable: (finding.asked, finding.asked)
    case .unreachable: (.empty, .empty)
    case .partial, .unknown: (.empty, finding.asked)
    }
  }

  private func isOpen(_ findings: [Finding], _ results: [SettledFindings]) -> Bool {
    findings.enumerated().allSatisfy { place, finding in
      let parts = results.map { part(of: $0, finding, at: place, of: findings.count) }
      return parts.contains { $0.certain.isSubset(of: finding.certain) }
        && finding.possible.isSubset(
          of: parts.reduce(TrafficSet.empty) { $0.union($1.possible) })
    }
  }
}

extension ReachabilityQuery {
  /// The keys of the parameters that the ways of the findings hang on.
  func openParameters(_ findings: [Finding]) -> Set<String> {
    var keys: Set<String> = []
    for way in findings.lazy.flatMap(\.ways) {
      for (unknown, _) in way.unknowns { keys.formUnion(unknown.parameters) }
    }
    return keys
  }
}
