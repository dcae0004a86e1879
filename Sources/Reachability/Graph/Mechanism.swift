internal import EstateModel
package import TrafficSets

/// One way traffic is let through, stopped or changed: the meaning of an edge.
package protocol Mechanism: Sendable {
  /// What passes of the traffic, with the rule that decided each part.
  func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome
  /// Whether a denial here is a control that a change of configuration can open. Where it is not,
  /// traffic that does not pass simply goes another way.
  var isControl: Bool { get }
  /// What the traffic looks like afterwards: source translation sets new sources.
  var translation: Translation? { get }
  /// The single decisions that it consists of, in order.
  var steps: [any Mechanism] { get }
}

extension Mechanism {
  package var isControl: Bool { true }
  package var translation: Translation? { nil }
  package var steps: [any Mechanism] { [self] }
}

/// How addresses change on an edge.
package enum Translation: Hashable, Sendable {
  case sources(AddressSet)
  case destinations(AddressSet)
  /// A firewall's that translates both sides.
  case both(sources: AddressSet, destinations: AddressSet, ports: PortSet?)
  /// A balancer's: other addresses and ports, in an answer counted by other ports again.
  case destination(AddressSet, ports: PortSet?, countedAs: PortSet? = nil)
}

/// An edge of the graph: from a place to a place, by one mechanism.
package struct Edge: Sendable {
  package let to: Place
  package let mechanism: any Mechanism
  /// Packets to other addresses never go this way, and leave no word of why.
  let destinations: AddressSet

  package init(to: Place, _ mechanism: any Mechanism) {
    self.to = to
    self.mechanism = mechanism
    destinations = (mechanism.steps.first as? Forwarding)?.destinations ?? .all
  }
}

/// Traffic for certain destinations goes this way; the rest goes another.
package struct Forwarding: Mechanism {
  package let destinations: AddressSet
  /// Shown as a hop where there is something to show.
  package let evidence: Evidence?
  package let translation: Translation?

  package init(
    to destinations: AddressSet, evidence: Evidence? = nil, translation: Translation? = nil
  ) {
    self.destinations = destinations
    self.evidence = evidence
    self.translation = translation
  }

  package var isControl: Bool { false }

  package func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome {
    let passed = passage.sent(toAnyOf: destinations)
    guard let evidence, !passed.isEmpty else { return Outcome(passed: passed) }
    return Outcome(passed: passed, decisions: [Decision(.allow, passed.possible, evidence)])
  }
}

/// One decision for all traffic, whatever it is: a flag, an approval, a missing part.
package struct Gate: Mechanism {
  package let action: Decision.Action
  package let evidence: Evidence
  package let remedies: [Change]
  package let assumptions: [Remark]
  package let warnings: [Remark]
  /// Where an open value has few possible values: those, and whether this gate lets traffic pass
  /// with each.
  package let cases: [String: Bool]
  /// Whether nobody knows the way on, either: packets may arrive with another sender's address, and
  /// replies come back as they like.
  package let hidesWay: Bool

  package init(
    _ action: Decision.Action, _ evidence: Evidence, remedies: [Change] = [],
    assumptions: [Remark] = [], warnings: [Remark] = [], cases: [String: Bool] = [:],
    hidesWay: Bool = false
  ) {
    self.hidesWay = hidesWay
    self.action = action
    self.cases = cases
    self.evidence = evidence
    self.remedies = remedies
    self.assumptions = assumptions
    self.warnings = warnings
  }

  package func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome {
    var action = action
    if case .unknown(let unknown) = action, let chosen = hypothesis.choice(unknown),
      let passes = cases[chosen]
    {
      action = passes ? .allow : .deny
    }
    let decision = Decision(action, passage.possible, evidence, remedies: remedies)
    let passed: Passage =
      switch action {
      case .allow: passage
      case .deny: .nothing
      case .unknown: passage.undecided
      }
    return Outcome(
      passed: passed, decisions: [decision], assumptions: assumptions, warnings: warnings)
  }
}

extension Gate {
  /// A gate that an open value leaves undecided, with the value's own reason and place.
  init(
    open unknown: UnknownValue, node: String, control: String, rule: String, hidesWay: Bool = false
  ) {
    self.init(
      .unknown(unknown),
      Evidence(
        node: node, control: control, rule: rule, source: unknown.source, why: unknown.because),
      hidesWay: hidesWay)
  }
}
