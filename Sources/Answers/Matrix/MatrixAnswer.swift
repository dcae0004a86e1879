/// The answer to "who reaches whom": every pair once, those together that have the same answer.
package struct MatrixAnswer: Sendable {
  /// Each of `from` with each of `to`, but for the pairs of a host with itself.
  package struct Row: Sendable {
    package let from: [String]
    package let to: SelectorGroup
    package let outcome: PairOutcome

    package init(from: [String], to: SelectorGroup, outcome: PairOutcome) {
      self.from = from
      self.to = to
      self.outcome = outcome
    }
  }

  /// In the order of the estate.
  package let rows: [Row]
  /// How many pairs have each verdict.
  package let totals: [Verdict: Int]
  /// Every selector of each kind that was asked about, for texts that tell all of a kind at once.
  package let asked: [String]

  package init(rows: [Row], totals: [Verdict: Int], asked: [String]) {
    self.rows = rows
    self.totals = totals
    self.asked = asked
  }

  package var pairCount: Int { totals.values.reduce(0, +) }
}

/// What the answer to a question comes to, without the way there.
package struct PairOutcome: Hashable, Sendable {
  package let verdict: Verdict
  /// The exact traffic that gets through for certain, as terms.
  package let allowed: [String]
  /// What may get through.
  package let undecided: [String]

  package init(verdict: Verdict, allowed: [String], undecided: [String]) {
    self.verdict = verdict
    self.allowed = allowed
    self.undecided = undecided
  }
}
