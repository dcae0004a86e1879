package import EstateModel
package import Reachability

/// The answer to "can X reach Y": the verdict, the way, what blocks it and what would open it.
///
/// A value: how it reads is the reporters' matter.
package struct QueryAnswer: Sendable {
  /// A step on a path as people and scripts read it.
  package struct PathHop: Hashable, Sendable {
    package enum Outcome: String, Hashable, Sendable {
      case allow, deny, unknown
    }

    package let node: String
    /// What decided here; `nil` where the packet only passes.
    package let evidence: Evidence?
    package let outcome: Outcome?

    package init(node: String, evidence: Evidence? = nil, outcome: Outcome? = nil) {
      self.node = node
      self.evidence = evidence
      self.outcome = outcome
    }
  }

  /// The smallest change that opens the way, tried on the model.
  package struct Fix: Sendable {
    package struct Step: Hashable, Sendable {
      package let change: String
      package let source: SourcePosition?
    }

    package let changes: [Step]
    /// What else the changes would open, as `FROM -> TO on TRAFFIC`.
    package let alsoOpens: [String]
    /// How many pairs of the estate were not compared, where it is too large for that.
    package let isComparisonComplete: Bool
  }

  package var from: String
  package var to: String
  /// The traffic asked about, as terms: `tcp/443`.
  package var traffic: [String]
  package var verdict: Verdict
  /// The exact traffic that gets through for certain, as terms.
  package var allowed: [String]
  /// What may get through.
  package var undecided: [String]
  package var paths: [[PathHop]]
  package var blockers: [Evidence]
  package var fixes: [Fix]
  /// Whether fixes were looked for, so that none means that none was found.
  package var areFixesSought = false
  package var unknowns: [Remark]
  package var assumptions: [Remark]
  package var warnings: [Remark]
  /// What takes which way; empty where the question does not want it.
  package var ways: [TracedWay] = []
}

/// The answer to a question whose sides may stand for several nodes.
package struct QueryAnswers: Sendable {
  package let answers: [QueryAnswer]
  /// Whether a glob asked for it: then the output is a list.
  package let isList: Bool

  package init(answers: [QueryAnswer], isList: Bool) {
    self.answers = answers
    self.isList = isList
  }

  /// 1 where one is unreachable or partial, else 3 where one is unknown, else 0.
  package var exitStatus: Int32 {
    let statuses = answers.map(\.verdict.exitStatus)
    return statuses.contains(1) ? 1 : statuses.contains(3) ? 3 : 0
  }
}
