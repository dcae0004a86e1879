package import EstateModel
package import TrafficSets

/// Why a decision fell as it did: the rule, and its place in a file or Azure's documented default.
package struct Evidence: Hashable, Sendable {
  /// The selector of the node that decides.
  package let node: String
  /// Which control it is: `publicNetworkAccess`, `securityRule`, `nameResolution`, …
  package let control: String
  /// The rule as the user would look for it: `public_network_access: disabled`.
  package let rule: String
  /// The first character of the deciding value; `nil` where Azure's default decides.
  package let source: SourcePosition?
  /// The article that documents the default, where no file decides.
  package let article: String?
  /// One sentence for people.
  package let why: String

  package init(
    node: String, control: String, rule: String, source: SourcePosition?, article: String? = nil,
    why: String
  ) {
    self.node = node
    self.control = control
    self.rule = rule
    self.source = source
    self.article = article
    self.why = why
  }
}

/// Something that an answer hangs on and no file says: an assumption, a warning, an open value.
package struct Remark: Hashable, Sendable {
  package let node: String
  package let property: String
  package let because: String
  package let source: SourcePosition?

  package init(node: String, property: String, because: String, source: SourcePosition?) {
    self.node = node
    self.property = property
    self.because = because
    self.source = source
  }
}

/// What one mechanism did with one part of the traffic.
package struct Decision: Sendable {
  package enum Action: Hashable, Sendable {
    case allow
    case deny
    case unknown(UnknownValue)
  }

  package let action: Action
  package let traffic: TrafficSet
  package let evidence: Evidence
  /// Changes of the configuration each of which would turn a denial into a passage.
  package let remedies: [Change]

  package init(
    _ action: Action, _ traffic: TrafficSet, _ evidence: Evidence, remedies: [Change] = []
  ) {
    self.action = action
    self.traffic = traffic
    self.evidence = evidence
    self.remedies = remedies
  }
}

/// What a mechanism lets through of the traffic that it was handed, and why.
package struct Outcome: Sendable {
  package var passed: Passage
  package var decisions: [Decision]
  package var assumptions: [Remark]
  package var warnings: [Remark]

  package init(
    passed: Passage, decisions: [Decision] = [], assumptions: [Remark] = [],
    warnings: [Remark] = []
  ) {
    self.passed = passed
    self.decisions = decisions
    self.assumptions = assumptions
    self.warnings = warnings
  }
}
