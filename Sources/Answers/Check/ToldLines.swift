internal import EstateModel
internal import Reachability
internal import TrafficSets

/// The lines of an answer that a sentence may tell, each looked for when it is asked for.
///
/// They are those of ``ReachabilityQuery/answer(_:wantsFixes:)``: the first blocker, the line that lets
/// traffic in, the first open value. An answer tells the ways of all pairs; of a subnet with ten machines
/// these are more than a hundred, and the first one mostly has the line.
struct ToldLines {
  private struct Pair {
    let sender: Subject.Sender
    let destination: Destination
    let kind: Int
  }

  private let query: ReachabilityQuery
  private let question: AskedQuestion
  private let settled: SettledFindings
  private let samples: [Finding]
  /// The pairs whose ways an answer tells.
  private let told: [Pair]
  private var findings: [Int: Finding] = [:]
  /// The whole answer, where it is told of a case of open parameters.
  private let whole: QueryAnswer?

  init(
    _ query: ReachabilityQuery, _ question: AskedQuestion, _ settled: SettledFindings,
    _ joint: JointFindings
  ) {
    self.query = query
    self.question = question
    self.settled = settled
    samples = joint.samples
    let hangsOnCases =
      settled.telling != nil || (settled.isOpen && query.cases != nil)
    whole = hangsOnCases ? query.answer(question, wantsFixes: false) : nil
    let pairs = zip(question.source.senders, joint.kinds).flatMap { sender, kinds in
      zip(question.target.goal.destinations, kinds).map {
        Pair(sender: sender, destination: $0, kind: $1)
      }
    }
    let samples = joint.samples
    told = query.told(pairs, settled.verdict, question) {
      (sender: $0.sender, verdict: samples[$0.kind].verdict)
    }
    // Of one pair the ways are known, unless they are those of other hosts of its classes.
    if question.isOnePair, told.count == 1, let only = samples.first,
      only.sender == told[0].sender, only.destination == told[0].destination
    {
      findings[0] = only
    }
  }

  var verdict: Verdict { settled.verdict }

  /// Whether nothing gets through for certain.
  var allowsNothing: Bool {
    verdict == .unreachable || settled.findings.allSatisfy(\.certain.isEmpty)
  }

  /// The first blocker.
  var blocker: Evidence? {
    mutating get {
      if let whole { return whole.blockers.first }
      // Where a name keeps the sender from a private endpoint, that is told before all others.
      let mayMissEndpoint = question.target.goal.destinations.contains {
        if case .front = $0 { true } else { false }
      }
      var first: Evidence?
      var missed: Evidence?
      var fruitless: Set<Int> = []
      for (index, pair) in told.enumerated() where !fruitless.contains(pair.kind) {
        let finding = finding(index)
        if mayMissEndpoint, let way = query.missedEndpoint(finding) {
          missed = way.blockers.first?.evidence
        }
        if first == nil { first = query.bestBlocked(finding)?.blockers.first?.evidence }
        if first == nil { fruitless.insert(pair.kind) }
        if first != nil, !mayMissEndpoint { break }
      }
      return missed ?? first ?? (verdict == .unreachable ? query.noWay(question) : nil)
    }
  }

  /// The line that lets traffic in, of the first way that nothing denies.
  var admitting: Evidence? {
    mutating get {
      if let whole { return whole.admitting }
      for index in told.indices {
        for way in query.toldWays(finding(index)) {
          let path = query.hops(way, from: question.source)
          if !path.contains(where: { $0.outcome == .deny }) {
            return QueryAnswer.admitting(path).first
          }
        }
      }
      return nil
    }
  }

  /// What would decide the question.
  var unknown: Remark? {
    mutating get {
      if let whole { return whole.unknowns.first }
      guard verdict == .unknown || !query.outcome(question, settled).undecided.isEmpty else {
        return nil
      }
      for index in told.indices {
        for way in query.toldWays(finding(index)) {
          if let unknown = query.unknowns(way).first { return unknown }
        }
      }
      return verdict == .unknown ? query.noAddress(question) : nil
    }
  }

  private mutating func finding(_ index: Int) -> Finding {
    if let known = findings[index] { return known }
    let pair = told[index]
    let isOpen = samples[pair.kind].verdict == .reachable
    let found = query.finding(
      question, pair.sender, pair.destination, isOpen ? .openWays : .withBlocked)
    findings[index] = found
    return found
  }
}
