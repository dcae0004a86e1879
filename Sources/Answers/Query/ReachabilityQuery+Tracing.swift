internal import EstateModel
internal import Reachability
internal import TrafficSets

extension ReachabilityQuery {
  /// What takes which way: what gets through, what may, and what is stopped.
  ///
  /// What gets through in full is told on as few ways as carry it. What gets through in part is told on
  /// every way that carries some of it, as the paths of an answer tell it.
  func tracedWays(
    _ question: AskedQuestion, _ findings: [Finding], _ verdict: Verdict
  ) -> [TracedWay] {
    var ways: [TracedWay] = []
    var known: Set<TracedWay> = []
    let isForAll = if case .allOf = question.target.goal { true } else { false }
    let tellsNames = isForAll && Set(findings.map(\.verdict)).count > 1
    for group in tracedGroups(question, findings) {
      var trace = Trace(
        query: self, question: question, findings: group, isShut: verdict == .unreachable,
        tellsNames: tellsNames)
      trace.take()
      ways += trace.ways.filter { known.insert($0).inserted }
    }
    return ways
  }

  /// Findings that are judged together: where any destination will do, those of one sender.
  private func tracedGroups(_ question: AskedQuestion, _ findings: [Finding]) -> [[Finding]] {
    guard case .anyOf = question.target.goal else { return findings.map { [$0] } }
    var order: [Subject.Sender] = []
    var groups: [Subject.Sender: [Finding]] = [:]
    for finding in findings {
      if groups[finding.sender] == nil { order.append(finding.sender) }
      groups[finding.sender, default: []].append(finding)
    }
    return order.compactMap { groups[$0] }
  }
}

/// Divides the traffic of some findings among their ways.
private struct Trace {
  let query: ReachabilityQuery
  let question: AskedQuestion
  let findings: [Finding]
  /// Whether nothing counts as getting through, since what is needed first does not.
  let isShut: Bool
  /// Whether several names are asked for that do not fare alike.
  let tellsNames: Bool
  private(set) var ways: [TracedWay] = []

  init(
    query: ReachabilityQuery, question: AskedQuestion, findings: [Finding], isShut: Bool,
    tellsNames: Bool
  ) {
    self.query = query
    self.question = question
    self.findings = findings
    self.isShut = isShut
    self.tellsNames = tellsNames
  }

  mutating func take() {
    let asked = TrafficSet.union(of: findings.map(\.asked))
    let certain = isShut ? .empty : TrafficSet.union(of: findings.map(\.certain))
    let possible = isShut ? .empty : TrafficSet.union(of: findings.map(\.possible))
    let open = openWays
    takeCertain(certain, open, isWhole: asked.isSubset(of: certain))
    let undecided = possible.subtracting(certain)
    for (finding, way) in open {
      let share = way.passage.possible.intersection(undecided)
      add(way, finding, share, .unknown, of: undecided)
    }
    takeBlocked(asked.subtracting(possible))
  }

  /// The surest and shortest ways first.
  private var openWays: [(finding: Finding, way: Way)] {
    let open = findings.flatMap { finding in
      finding.ways.filter { $0.arrives && $0.blockers.isEmpty }.map { (finding: finding, way: $0) }
    }
    return open.enumerated().sorted { first, second in
      func rank(_ place: Int, _ way: Way) -> (Int, Int, Int) {
        (way.passage.certain.isEmpty ? 1 : 0, way.hops.count, place)
      }
      return rank(first.offset, first.element.way) < rank(second.offset, second.element.way)
    }.map(\.element)
  }

  private mutating func takeCertain(
    _ certain: TrafficSet, _ open: [(finding: Finding, way: Way)], isWhole: Bool
  ) {
    var rest = certain
    for (finding, way) in open {
      let share = way.passage.certain.intersection(isWhole ? rest : certain)
      add(way, finding, share, .allow, of: certain)
      rest.subtract(share)
    }
    // What gets through in every case, in each of them by another way.
    for (finding, way) in open where !rest.isEmpty {
      let share = way.passage.possible.intersection(rest)
      add(way, finding, share, .allow, of: certain)
      rest.subtract(share)
    }
  }

  private mutating func takeBlocked(_ missing: TrafficSet) {
    if missing.isEmpty { return }
    let open = ways.count
    for finding in findings {
      // The way through a private endpoint that the name does not lead to is told first.
      if let missed = query.missedEndpoint(finding) {
        let share = missed.passage.possible.intersection(missing)
        add(missed, finding, share, .deny, of: missing)
      }
      var rest = missing
      for way in query.blockedWays(finding) where !rest.isEmpty {
        let share = way.passage.possible.intersection(rest)
        add(way, finding, share, .deny, of: missing)
        rest.subtract(share)
      }
    }
    // Nothing leads there at all.
    if ways.count == open, let finding = findings.first {
      let portion = TracedWay.Portion(
        traffic: missing, shares: shares(missing, finding), isWhole: true)
      ways.append(TracedWay(steps: [], outcome: .deny, traffic: portion, asked: finding.asked))
    }
  }

  private mutating func add(
    _ way: Way, _ finding: Finding, _ traffic: TrafficSet,
    _ outcome: QueryAnswer.PathHop.Outcome, of whole: TrafficSet
  ) {
    if traffic.isEmpty { return }
    let course = Course(way: way, traffic: traffic)
    var known: [TrafficSet: TracedWay.Portion] = [:]
    func told(_ part: TrafficSet) -> TracedWay.Portion {
      if let portion = known[part] { return portion }
      let portion = TracedWay.Portion(
        traffic: part, shares: shares(part, finding),
        isWhole: part == traffic && traffic == whole)
      known[part] = portion
      return portion
    }
    let steps = query.toldHops(way, from: question.source).map { hop, place, decision in
      let decided = decision.map { course.decided(by: $0, at: place) } ?? .empty
      return TracedWay.Step(
        hop: hop, arriving: told(course.arriving(at: place)),
        decided: decided.isEmpty ? nil : told(decided))
    }
    let traced = TracedWay(
      steps: steps, outcome: outcome, traffic: told(traffic), asked: finding.asked)
    if !ways.contains(traced) { ways.append(traced) }
  }

  /// The traffic by its ends, as far as these are not all of those asked about.
  private func shares(_ traffic: TrafficSet, _ finding: Finding) -> [TracedWay.Share] {
    let asked = finding.asked
    var name = ""
    if tellsNames, case .front(let front) = finding.destination { name = front.name }
    func share(_ rest: TrafficSet, from: String, to: String = "") -> TracedWay.Share {
      TracedWay.Share(
        services: rest.protocolsAndDestinationPorts, asked: asked.protocolsAndDestinationPorts,
        from: from, to: to, name: name)
    }
    let told = question.keepsDestinations ? query.ofBothFamilies(traffic, of: asked) : traffic
    return told.bySource.flatMap { group -> [TracedWay.Share] in
      let isWhole = asked.sources.isSubset(of: group.sources)
      let from = isWhole ? "" : query.text(group.sources, of: asked.sources)
      guard question.keepsDestinations else { return [share(group.rest, from: from)] }
      return group.rest.byDestination.map { part in
        let isWhole = asked.destinations.isSubset(of: part.destinations)
        return share(
          part.rest, from: from,
          to: isWhole ? "" : query.text(part.destinations, of: asked.destinations))
      }
    }
  }
}

/// A part of the traffic on its way, told in the ports and addresses that it has at each place.
private struct Course {
  let way: Way
  /// As the answer counts it.
  let traffic: TrafficSet

  func arriving(at place: Int) -> TrafficSet {
    isCountedAlike(at: place)
      ? traffic : traffic.settingDestinationPorts(to: way.hops[place].traffic.destinationPorts)
  }

  func decided(by decision: Decision, at place: Int) -> TrafficSet {
    let arriving = arriving(at: place)
    var traffic = decision.traffic.settingNames(to: .all)
    if way.hops[..<place].contains(where: { $0.translation?.changesSources == true }) {
      traffic = traffic.settingSources(to: .all)
    }
    if way.hops[place...].contains(where: { $0.translation?.changesDestinations == true }) {
      traffic = traffic.settingDestinations(to: .all)
    }
    let decided = arriving.intersection(traffic)
    return decided.isEmpty && decision.action == .deny ? arriving : decided
  }

  /// Whether the ports are those of the answer: of its end, or of the place that an answer about a balancer
  /// is counted at.
  private func isCountedAlike(at place: Int) -> Bool {
    let counted = way.hops.lastIndex { $0.translation?.isCountedBefore == true }
    let end = counted ?? way.hops.count
    if place > end { return way.hops[end...].prefix(1).allSatisfy { $0.translation?.ports == nil } }
    return way.hops[place..<end].allSatisfy { $0.translation?.ports == nil }
  }
}

extension Translation {
  fileprivate var ports: PortSet? {
    switch self {
    case .sources, .destinations: nil
    case .both(_, _, let ports), .destination(_, let ports, _): ports
    }
  }

  fileprivate var isCountedBefore: Bool {
    if case .destination(_, _, .some) = self { true } else { false }
  }

  fileprivate var changesSources: Bool {
    switch self {
    case .sources, .both: true
    case .destination, .destinations: false
    }
  }

  fileprivate var changesDestinations: Bool {
    switch self {
    case .sources: false
    case .both, .destination, .destinations: true
    }
  }
}
