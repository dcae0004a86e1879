internal import Reachability
internal import TrafficSets

extension ReachabilityQuery {
  /// What a question comes to: the verdict and the traffic of ``answer(_:wantsFixes:)``, without the
  /// ways that are closed, which cost most.
  func outcome(_ question: AskedQuestion) -> PairOutcome {
    let findings = findings(question, withBlocked: false)
    return outcome(question, findings)
  }

  func outcome(_ question: AskedQuestion, _ findings: [Finding]) -> PairOutcome {
    let verdict = verdict(question, findings)
    return PairOutcome(
      verdict: verdict,
      // Of a service under several names nothing gets through where the first one is not reached.
      allowed: verdict == .unreachable ? [] : terms(question, findings, \.certain),
      undecided: terms(question, findings) { $0.possible.subtracting($0.certain) })
  }
}
