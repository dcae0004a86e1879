internal import EstateModel
internal import Reachability
internal import TrafficSets

extension ReachabilityQuery {
  func answer(
    _ question: AskedQuestion, wantsFixes: Bool, wantsWays: Bool = false
  ) -> QueryAnswer {
    answer(question, findings(question), wantsFixes: wantsFixes, wantsWays: wantsWays)
  }

  func answer(
    _ question: AskedQuestion, _ findings: [Finding], wantsFixes: Bool, wantsWays: Bool = false
  ) -> QueryAnswer {
    let settled = settled(question, findings)
    guard settled.verdict != .unknown, let telling = settled.telling else {
      return answer(question, settled, wantsFixes: wantsFixes, wantsWays: wantsWays)
    }
    let known = SettledFindings(verdict: settled.verdict, findings: telling.findings)
    var answer = telling.query.answer(
      telling.question, known, wantsFixes: false, wantsWays: wantsWays)
    let outcome = outcome(question, settled)
    // There it may have another name.
    answer.from = question.source.selector
    answer.to = question.target.selector
    answer.allowed = outcome.allowed
    answer.undecided = outcome.undecided
    if !outcome.undecided.isEmpty {
      answer.unknowns = unique(answer.unknowns + outcomes(question, telling.choices))
    }
    answer.warnings += telling.choices.map { choice in
      Remark(
        node: "parameter", property: choice.parameter.name,
        because:
          "parameter '\(choice.parameter.name)' has no value; the verdict is the same for each that it "
          + "can have, and what is told here is so for \(choice.value)",
        source: choice.parameter.source)
    }
    if wantsFixes, settled.verdict == .unreachable || settled.verdict == .partial {
      take(fixes(question, telling.findings, foundBy: telling.query), into: &answer)
    }
    return answer
  }

  private func answer(
    _ question: AskedQuestion, _ settled: SettledFindings, wantsFixes: Bool, wantsWays: Bool
  ) -> QueryAnswer {
    let findings = settled.findings
    let outcome = outcome(question, settled)
    let verdict = outcome.verdict
    let told = best(told(findings, verdict, question) { ($0.sender, $0.verdict) }, question)
    var answer = QueryAnswer(
      from: question.source.selector, to: question.target.selector,
      traffic: TrafficTerm.terms(
        of: findings.reduce(TrafficSet.empty) { $0.union($1.asked) }),
      verdict: verdict, allowed: outcome.allowed, undecided: outcome.undecided, paths: [],
      blockers: [], fixes: [], unknowns: [], assumptions: [], warnings: [])
    for finding in told {
      for way in toldWays(finding) {
        let all = hops(way, from: question.source)
        let path = finding.verdict == .reachable ? all.withoutOpenChoices : all
        if !answer.paths.contains(path) { answer.paths.append(path) }
        answer.assumptions += way.assumptions
        answer.warnings += way.warnings
        if verdict == .unknown || !answer.undecided.isEmpty { answer.unknowns += unknowns(way) }
      }
      if let missed = missedEndpoint(finding) {
        // Told first, since it is the cause: the public front is met only as the name leads there.
        let path = hops(missed, from: question.source)
        answer.paths.removeAll { $0 == path }
        answer.paths.insert(path, at: 0)
        answer.blockers.insert(contentsOf: missed.blockers.map(\.evidence), at: 0)
      }
      if let blocked = bestBlocked(finding) {
        // Where only a part gets through, what stops the rest is a path of its own.
        let path = hops(blocked, from: question.source)
        if !answer.paths.contains(path) { answer.paths.append(path) }
        answer.blockers += blocked.blockers.map(\.evidence)
      }
    }
    if answer.blockers.isEmpty, verdict == .unreachable {
      answer.blockers = [noWay(question)]
    }
    answer.blockers = unique(answer.blockers)
    answer.assumptions = unique(
      answer.assumptions + suppositions(met: answer) + placesOfNames(question, findings)
        + unreadTemplates)
    answer.warnings = unique(answer.warnings)
    answer.unknowns = unique(answer.unknowns)
    if verdict == .unknown, answer.unknowns.isEmpty {
      answer.unknowns = [noAddress(question)]
    }
    answer.unknowns = tellingOutcomes(answer.unknowns, question)
    if wantsWays { answer.ways = tracedWays(question, findings, verdict) }
    if wantsFixes, verdict == .unreachable || verdict == .partial {
      take(fixes(question, findings), into: &answer)
    }
    return answer
  }

  /// What the changes overcome is in the way, too: behind a break of the route only a try shows it.
  private func take(_ found: FoundFixes, into answer: inout QueryAnswer) {
    answer.fixes = found.fixes.map(\.fix)
    answer.areFixesSought = true
    answer.warnings += unique(found.open).map {
      Remark(
        node: $0.node, property: $0.property,
        because: "with the changes that were tried it still hangs on this: \($0.because)",
        source: $0.source)
    }
    for blocker in found.fixes.first?.met ?? [] {
      // A rule that the changes have moved is the same one.
      let isTold = answer.blockers.contains {
        $0.node == blocker.node && $0.source == blocker.source && $0.why == blocker.why
      }
      if !isTold { answer.blockers.append(blocker) }
    }
  }

  /// What is only supposed of the nodes that the answer tells of.
  private func suppositions(met answer: QueryAnswer) -> [Remark] {
    let suppositions = graph.estate.suppositions
    if suppositions.isEmpty { return [] }
    let nodes = Set(
      [answer.from, answer.to] + answer.paths.joined().map(\.node) + answer.blockers.map(\.node))
    let met = suppositions.keys.map { (id: $0, node: graph.selectors.text(for: $0)) }
      .filter { nodes.contains($0.node) }.sorted { $0.node < $1.node }
    // One may matter to several nodes.
    var seen: Set<Supposition> = []
    return met.flatMap { id, node in
      (suppositions[id] ?? []).filter { seen.insert($0).inserted }.map {
        Remark(node: node, property: $0.property, because: $0.because, source: $0.source)
      }
    }
  }

  /// What a template deploys that nobody has may decide anything.
  private var unreadTemplates: [Remark] {
    graph.estate.unreadTemplates.map {
      Remark(
        node: $0.deployment, property: "templateLink",
        because:
          "nothing that decides this is in the \($0.name), which no input has",
        source: $0.source)
    }
  }

  func noAddress(_ question: AskedQuestion) -> Remark {
    Remark(
      node: question.source.selector, property: "addresses",
      because:
        "no input tells an address of \(question.source.selector) or of \(question.target.selector)",
      source: nil)
  }

  /// Where no control denies and no way leads on, the sender's network does not know the address as
  /// the destination's: the two are not joined, or their ranges overlap.
  func noWay(_ question: AskedQuestion) -> Evidence {
    let ends = "from \(question.source.selector) to \(question.target.selector)"
    func list(_ subjects: [Subject]) -> String {
      subjects.map(\.selector).joined(separator: " or ")
    }
    let conditions = [
      question.via.map { "passes \(list($0))" }, question.avoid.map { "avoids \(list($0))" },
    ].compactMap { $0 }
    if !conditions.isEmpty {
      return Evidence(
        node: question.source.selector, control: "route",
        rule: question.via != nil ? "via" : "avoid", source: nil, article: nil,
        why: "no way \(ends) \(conditions.joined(separator: " and "))")
    }
    return Evidence(
      node: question.source.selector, control: "route", rule: "no route", source: nil,
      article: ReachabilityGraph.routingArticle, why: "no way leads \(ends)")
  }

  // MARK: - Verdict

  func verdict(_ question: AskedQuestion, _ findings: [Finding]) -> Verdict {
    switch question.target.goal {
    case .anyOf:
      return question.target.calledName == nil
        ? combined(bySender: findings) : combined(byAddress: findings)
    case .each:
      let asked = findings.reduce(TrafficSet.empty) { $0.union($1.asked) }
      let certain = findings.reduce(TrafficSet.empty) { $0.union($1.certain) }
      let possible = findings.reduce(TrafficSet.empty) { $0.union($1.possible) }
      return Verdict(asked: asked, certain: certain, possible: possible)
    case .allOf:
      let verdicts = question.target.goal.destinations.map { destination in
        combined(bySender: findings.filter { $0.destination == destination })
      }
      // The first name is asked first: without it the others are never asked.
      if let first = verdicts.first, first == .unreachable { return .unreachable }
      return together(verdicts)
    }
  }

  /// Any destination will do: what reaches one of them gets through.
  private func combined(bySender findings: [Finding]) -> Verdict {
    var groups: [Subject.Sender: [Finding]] = [:]
    var order: [Subject.Sender] = []
    for finding in findings {
      if groups[finding.sender] == nil { order.append(finding.sender) }
      groups[finding.sender, default: []].append(finding)
    }
    let verdicts = order.compactMap { groups[$0] }.map { group in
      Verdict(
        asked: group.reduce(TrafficSet.empty) { $0.union($1.asked) },
        certain: group.reduce(TrafficSet.empty) { $0.union($1.certain) },
        possible: group.reduce(TrafficSet.empty) { $0.union($1.possible) })
    }
    return together(verdicts)
  }

  /// Of the addresses that a name has a client takes any: what reaches all of them gets through.
  private func combined(byAddress findings: [Finding]) -> Verdict {
    var groups: [AddressSet: [Finding]] = [:]
    var order: [AddressSet] = []
    for finding in findings {
      // Hosts of networks that overlap have one address, and one of them is meant.
      var place = AddressSet.empty
      if case .host(let host) = finding.destination { place = graph.addresses(of: host) }
      if groups[place] == nil { order.append(place) }
      groups[place, default: []].append(finding)
    }
    return together(order.compactMap { groups[$0] }.map { combined(bySender: $0) })
  }

  /// Several parts of one question: all alike, or some and some.
  private func together(_ verdicts: [Verdict]) -> Verdict {
    guard let first = verdicts.first else { return .unknown }
    if verdicts.allSatisfy({ $0 == first }) { return first }
    let parts = Set(verdicts)
    if parts.contains(.partial) || (parts.contains(.reachable) && parts.contains(.unreachable)) {
      return .partial
    }
    return .unknown
  }

  // MARK: - What is told

  /// Of many senders and destinations, those whose way shows what decided.
  func told<Pair>(
    _ pairs: [Pair], _ verdict: Verdict, _ question: AskedQuestion,
    by part: (Pair) -> (sender: Subject.Sender, verdict: Verdict)
  ) -> [Pair] {
    var open = pairs.filter { part($0).verdict == .reachable }
    if case .anyOf = question.target.goal, verdict == .reachable {
      // One address that is reached will do.
      var senders: Set<Subject.Sender> = []
      open = open.filter { senders.insert(part($0).sender).inserted }
    }
    let others = pairs.filter { part($0).verdict != .reachable }
    if verdict == .reachable || others.isEmpty { return open }
    if verdict != .partial { return others }
    // What gets through is told by one way of each sender, what does not by its blockers.
    var senders: Set<Subject.Sender> = []
    return open.filter { senders.insert(part($0).sender).inserted } + others
  }

  /// Where any destination will do and none is reached, those of each sender that the fewest denials keep
  /// from it: what else denies on other ways need not be overcome.
  private func best(_ findings: [Finding], _ question: AskedQuestion) -> [Finding] {
    guard case .anyOf(let destinations) = question.target.goal, destinations.count > 1 else {
      return findings
    }
    func denials(_ finding: Finding) -> Int? {
      finding.possible.isEmpty ? bestBlocked(finding)?.blockers.count : nil
    }
    var least: [Subject.Sender: Int] = [:]
    for finding in findings {
      guard let count = denials(finding) else { continue }
      least[finding.sender] = min(count, least[finding.sender] ?? count)
    }
    return findings.filter { finding in
      guard let count = denials(finding) else { return true }
      return count == least[finding.sender]
    }
  }

  func unknowns(_ way: Way) -> [Remark] {
    way.hops.flatMap(\.decisions).compactMap { decision in
      guard case .unknown(let unknown) = decision.action else { return nil }
      return Remark(
        node: decision.evidence.node, property: decision.evidence.control,
        because: graph.reasonOfDynamicAddress(decision) ?? unknown.because,
        source: unknown.source)
    }
  }

  func hops(_ way: Way, from source: Subject) -> [QueryAnswer.PathHop] {
    toldHops(way, from: source).map(\.hop)
  }

  /// The hops as they are told, each with the place in the way and the decision that it comes from.
  ///
  /// What sends from a part of the internet is told by its own name: a reader must not take a service of
  /// Microsoft's, or one address, for everybody.
  func toldHops(
    _ way: Way, from source: Subject
  ) -> [(hop: QueryAnswer.PathHop, place: Int, decision: Decision?)] {
    var hops: [(hop: QueryAnswer.PathHop, place: Int, decision: Decision?)] = []
    var last: String?
    let places = way.hops.map(\.place)
    for (place, hop) in way.hops.enumerated() {
      for decision in hop.decisions {
        let told = QueryAnswer.PathHop(
          node: decision.evidence.node, evidence: decision.evidence,
          outcome: outcome(decision.action))
        hops.append((told, place, decision))
        last = decision.evidence.node
      }
      let isSender = place == 0 && hop.place == .sender(.internet)
      let node = isSender ? source.selector : graph.text(for: hop.place)
      // A subnet that is asked again after its network, say, is no step of its own.
      let isKnown = hop.place != places.last && hops.contains { $0.hop.node == node }
      if hop.place.isShown, node != last, !isKnown {
        hops.append((QueryAnswer.PathHop(node: node), place, nil))
        last = node
      }
    }
    return hops
  }

  private func outcome(_ action: Decision.Action) -> QueryAnswer.PathHop.Outcome {
    switch action {
    case .allow: .allow
    case .deny: .deny
    case .unknown: .unknown
    }
  }

  func unique<Element: Hashable>(_ elements: [Element]) -> [Element] {
    var seen: Set<Element> = []
    return elements.filter { seen.insert($0).inserted }
  }
}

extension [QueryAnswer.PathHop] {
  /// What all values of an open choice lead through is reached whatever was chosen: the node alone is told.
  fileprivate var withoutOpenChoices: [QueryAnswer.PathHop] {
    reduce(into: []) { path, hop in
      guard hop.outcome == .unknown else {
        path.append(hop)
        return
      }
      if !contains(where: { $0.node == hop.node && $0.outcome != .unknown }) {
        path.append(QueryAnswer.PathHop(node: hop.node))
      }
    }
  }
}

extension Place {
  /// Whether the place is a step that a reader looks for; the others only order the decisions.
  fileprivate var isShown: Bool {
    switch self {
    case .addressed, .routing, .inside, .publicSide, .behindWorkspace, .dropped: false
    default: true
    }
  }
}
