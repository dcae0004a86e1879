internal import Reachability
internal import TrafficSets

extension ReachabilityQuery {
  /// What a question comes to: the verdict and the traffic of ``answer(_:wantsFixes:)``, without the
  /// ways that are closed, which cost most.
  func outcome(_ question: AskedQuestion) -> PairOutcome {
    outcome(question, settledFindings(question, withBlocked: false))
  }

  func outcome(_ question: AskedQuestion, _ settled: SettledFindings) -> PairOutcome {
    PairOutcome(
      verdict: settled.verdict,
      // Of a service under several names nothing gets through where the first one is not reached.
      allowed: settled.verdict == .unreachable ? [] : terms(question, settled.findings, \.certain),
      undecided: settled.telling != nil && settled.verdict.isWhole
        ? [] : terms(question, settled.findings) { $0.possible.subtracting($0.certain) })
  }
}
