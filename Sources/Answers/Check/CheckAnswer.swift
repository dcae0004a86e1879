package import EstateModel

/// What assertions come to in an estate, in their order.
package struct CheckAnswer: Sendable {
  /// One assertion, judged.
  package struct Assertion: Sendable {
    package enum Result: Hashable, Sendable {
      case passed, failed
      /// What the configuration leaves open decides it.
      case undecided
    }

    package let assertion: OverlayAssertion
    /// What the question comes to, conditions aside; of several pairs, the one that `because` tells.
    package let verdict: Verdict
    package let result: Result
    /// One sentence that names the rule that decides and its place.
    package let because: String
    /// The pairs that fail, or else that are undecided, as `FROM -> TO`.
    package let pairs: [String]
    /// How many pairs the assertion is about: more than one where a glob names its sides.
    package let pairCount: Int

    package init(
      assertion: OverlayAssertion, verdict: Verdict, result: Result, because: String,
      pairs: [String] = [], pairCount: Int = 1
    ) {
      self.assertion = assertion
      self.verdict = verdict
      self.result = result
      self.because = because
      self.pairs = pairs
      self.pairCount = pairCount
    }
  }

  package let assertions: [Assertion]

  package init(assertions: [Assertion]) { self.assertions = assertions }

  package func count(_ result: Assertion.Result) -> Int {
    assertions.count { $0.result == result }
  }

  /// 1 where one fails, else 3 where one is undecided, else 0.
  package var exitStatus: Int32 { count(.failed) > 0 ? 1 : count(.undecided) > 0 ? 3 : 0 }
}

/// Assertions that cannot be asked, each with its place.
package struct CheckFailure: Error, Sendable {
  package let diagnostics: [Diagnostic]
}
