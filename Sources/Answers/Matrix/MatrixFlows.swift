internal import Reachability
internal import TrafficSets

/// Outcomes between classes of many hosts, by factors instead of searches.
struct MatrixFlows: Sendable {
  private var flows: HostFlows
  private let traffic: TrafficSet
  private var numbers: [HostFlows.Flow: MatrixAnswers.Number] = [:]

  init(
    _ graph: ReachabilityGraph, _ sources: MatrixSide, _ targets: MatrixSide,
    _ terms: [TrafficTerm]
  ) {
    traffic = TrafficSet.union(of: (terms.isEmpty ? [.any] : terms).map(\.set))
    flows = HostFlows(
      graph, from: sources.groups.map(\.hostInSubnet), to: targets.groups.map(\.hostInSubnet),
      traffic: traffic)
  }

  /// What a source comes to with each group of targets.
  struct Outcomes {
    /// Groups to which no route leads, and what that is.
    let wayless: [Int32]
    let waylessNumber: MatrixAnswers.Number?
    /// Groups that must be searched for.
    let searched: [Int32]
    /// Groups that may be called by public addresses as well, which must be searched for, and what
    /// passes by their own.
    let called: [(target: Int32, directly: Passage)]
    /// All others.
    let targets: [Int32]
    let numbers: [MatrixAnswers.Number]
  }

  /// The outcome toward every group of targets, where it is known without a search; `nil` where none is.
  mutating func outcomes(from source: Int, in answers: inout MatrixAnswers) -> Outcomes? {
    guard let sent = flows.sent(from: source) else { return nil }
    var numbers: [MatrixAnswers.Number] = []
    numbers.reserveCapacity(sent.flows.count)
    var last: (flow: HostFlows.Flow, number: MatrixAnswers.Number)?
    for flow in sent.flows {
      if let last, last.flow == flow {
        numbers.append(last.number)
        continue
      }
      let number = number(flow, in: &answers)
      last = (flow, number)
      numbers.append(number)
    }
    return Outcomes(
      wayless: sent.wayless,
      waylessNumber: sent.wayless.isEmpty ? nil : number(HostFlows.wayless, in: &answers),
      searched: sent.searched,
      called: sent.called.map { ($0.target, flows.passage($0.directly)) },
      targets: sent.targets, numbers: numbers)
  }

  private mutating func number(
    _ flow: HostFlows.Flow, in answers: inout MatrixAnswers
  ) -> MatrixAnswers.Number {
    if flow == HostFlows.searched { return .searched }
    if let known = numbers[flow] { return known }
    let passage = flows.passage(flow == HostFlows.wayless ? HostFlows.nothing : flow)
    let outcome = PairOutcome(asked: traffic, passage)
    let number = answers.number(outcome, isWayless: flow == HostFlows.wayless)
    numbers[flow] = number
    return number
  }
}

extension PairOutcome {
  /// - Parameter passage: what passes of the asked traffic, its addresses forgotten.
  init(asked: TrafficSet, _ passage: Passage) {
    self.init(
      verdict: Verdict(asked: asked, certain: passage.certain, possible: passage.possible),
      allowed: TrafficTerm.termsWithSourcePorts(of: passage.certain),
      undecided: TrafficTerm.termsWithSourcePorts(
        of: passage.possible.subtracting(passage.certain)))
  }
}

extension MatrixSide.Group {
  /// An interface or compute that stands for all of the group.
  fileprivate var hostInSubnet: Host? {
    switch members[0].host {
    case .interface, .compute: members[0].host
    default: nil
    }
  }
}
