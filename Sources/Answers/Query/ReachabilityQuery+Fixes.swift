internal import EstateModel
internal import Reachability
internal import TrafficSets

/// Changes that might open the way, with what they overcome.
struct Proposal: Sendable {
  let changes: [Change]
  /// What denied, in the order in which it was met.
  let met: [Evidence]
}

/// Changes that open the way, told, and what they overcome.
struct FoundFix: Sendable {
  let fix: QueryAnswer.Fix
  let met: [Evidence]
  /// Whether it opens anything to callers from the internet besides what was asked.
  let opensToInternet: Bool
  /// Whether a firewall that denies stays on the way and lets it pass.
  let isInspected: Bool

  /// Fixes of private flows come before those that open something to the world, what keeps a firewall on the
  /// way before what leads past it, and of alike ones that which opens least.
  func isSmaller(than other: FoundFix) -> Bool {
    func rank(_ fix: FoundFix) -> (Int, Int, Int) {
      (fix.opensToInternet ? 1 : 0, fix.isInspected ? 0 : 1, fix.fix.alsoOpens.count)
    }
    return rank(self) < rank(other)
  }
}

struct FoundFixes: Sendable {
  var fixes: [FoundFix] = []
  /// Where none opens the way for certain, what a change that might hangs on.
  var open: [Remark] = []
}

extension ReachabilityQuery {
  /// At most this many sets of changes are tried, each on a graph of its own.
  private static let mostTries = 20
  /// More changes than this are no small change.
  private static let mostChanges = 4

  /// The smallest changes that open the way, each tried: fewest first, of equal ones that which opens
  /// least.
  ///
  /// - Parameter query: the one that found these, where that is a case of this one: what it says of
  ///   them is said in the words of its own graph.
  func fixes(
    _ question: AskedQuestion, _ findings: [Finding], foundBy query: ReachabilityQuery? = nil
  ) -> FoundFixes {
    let blocked = findings.filter { $0.verdict != .reachable }
    guard let first = blocked.first else { return FoundFixes() }
    var open: [Remark] = []
    var tried: Set<Set<Change>> = []
    var opening: [(proposal: Proposal, changed: ReachabilityQuery)] = []
    let whole = asked(findings)
    var candidates = (query ?? self).proposals(first, of: whole)
    // What stops the first of several mostly stops the others, too: one rule may name them all.
    if blocked.count > 1 {
      candidates += (query ?? self).proposals(first, of: whole, with: asked(blocked))
    }
    if candidates.isEmpty {
      // Nothing is closed for certain: what one value of a parameter closes is overcome first.
      candidates = closedCases(of: question, findings).flatMap { query, closed in
        query.proposals(closed, of: whole)
      }
    }
    while !candidates.isEmpty, tried.count < Self.mostTries {
      // The fewest changes first; the order of the proposals decides among equals.
      candidates.sort { $0.changes.count < $1.changes.count }
      let candidate = candidates.removeFirst()
      if let best = opening.first, best.proposal.changes.count < candidate.changes.count { break }
      guard tried.insert(Set(candidate.changes)).inserted else { continue }
      let changed = applied(candidate.changes)
      guard let settled = changed.outcome(ofTrying: question, from: self) else { continue }
      if settled.verdict == .reachable {
        opening.append(needed(candidate, changed, question, &tried))
        continue
      }
      let teller = settled.telling?.query ?? changed
      let findings = settled.telling?.findings ?? settled.findings
      if settled.verdict == .unknown, open.isEmpty {
        open = findings.flatMap { teller.toldWays($0) }.flatMap { teller.unknowns($0) }
      }
      if let wider = candidate.widened(in: graph.estate) { candidates.append(wider) }
      if settled.isOpen, candidate.changes.count < Self.mostChanges {
        // A rule that may deny is overcome like one that does.
        for finding in settled.findings where finding.certain != finding.possible {
          candidates += changed.toldWays(finding).compactMap {
            changed.changes(deciding: $0, of: whole, toward: finding.destination)
          }.prefix(2).map { candidate.adding($0) }
        }
        // What another value of a parameter closes is overcome in turn.
        for (query, closed) in changed.closedCases(of: question, settled.findings) {
          candidates += query.proposals(closed, of: whole).prefix(3)
            .map { candidate.adding($0) }
        }
      }
      if candidate.changes.count < Self.mostChanges {
        // What still denies on the way that the change leads to is overcome in turn.
        for finding in findings where finding.verdict != .reachable {
          candidates += teller.proposals(finding, of: whole).prefix(3)
            .map { candidate.adding($0) }
        }
      }
    }
    let least = opening.map(\.proposal.changes.count).min() ?? 0
    let fixes = opening.filter { $0.proposal.changes.count == least }.map { opening in
      described(opening.proposal, opening.changed, question)
    }
    return FoundFixes(
      fixes: fixes.sorted { $0.isSmaller(than: $1) },
      open: fixes.isEmpty ? open : [])
  }

  /// What the question comes to in this graph, in which changes were made.
  ///
  /// - Parameters:
  ///   - base: of whose graph it is a question.
  ///   - withBlocked: Whether the ways that are still blocked are found too.
  private func outcome(
    ofTrying question: AskedQuestion, from base: ReachabilityQuery, withBlocked: Bool = true
  ) -> SettledFindings? {
    guard case .asked(let again) = asked(again: question, from: base) else { return nil }
    return settledFindings(again, withBlocked: withBlocked)
  }

  /// The proposal without the changes that are not needed beside the others.
  private func needed(
    _ proposal: Proposal, _ changed: ReachabilityQuery, _ question: AskedQuestion,
    _ tried: inout Set<Set<Change>>
  ) -> (proposal: Proposal, changed: ReachabilityQuery) {
    for change in proposal.changes where proposal.changes.count > 1 {
      let fewer = proposal.changes.filter { $0 != change }
      guard tried.insert(Set(fewer)).inserted else { continue }
      let again = applied(fewer)
      let outcome = again.outcome(ofTrying: question, from: self, withBlocked: false)
      if outcome?.verdict == .reachable {
        return needed(Proposal(changes: fewer, met: proposal.met), again, question, &tried)
      }
    }
    return (proposal, changed)
  }

  /// All that a question about several hosts asks: a rule may speak of all of them at once.
  private func asked(_ findings: [Finding]) -> TrafficSet {
    findings.reduce(TrafficSet.empty) { $0.union($1.asked) }
  }

  /// One change for each denial on the way that has a remedy. What has none may come of the others: the
  /// try tells.
  ///
  /// - Parameter others: What is denied elsewhere, which the changes are to let through as well.
  private func changes(
    overcoming way: Way, of asked: TrafficSet, with others: TrafficSet?,
    toward destination: Destination
  ) -> [Proposal] {
    var sets: [[Change]] = [[]]
    // The graph in which the way was found knows the names that only the question tells.
    var graph = graph
    graph.note(destination)
    let left = way.hops.lazy.compactMap { hop -> ResourceID? in
      if case .routed(let subnet) = hop.place { subnet } else { nil }
    }.last
    for blocker in way.blockers {
      let denied = others.map { blocker.traffic.widened(to: $0) } ?? blocker.traffic
      let remedies = blocker.remedies.map {
        $0.narrowedByFamily(
          to: denied, of: asked, toward: destination, leaving: left, in: graph)
      }.filter { !$0.isEmpty }
      if remedies.isEmpty { continue }
      sets = sets.flatMap { set in
        remedies.map { changes in changes.reduce(set) { $0.joined(with: $1) } }
      }
      if sets.count > Self.mostTries { sets = Array(sets.prefix(Self.mostTries)) }
    }
    let met = way.blockers.map(\.evidence)
    return sets.filter { !$0.isEmpty }.map { Proposal(changes: $0, met: met) }
  }

  /// One change for each rule on the way of which it is not decided what it takes in.
  private func changes(
    deciding way: Way, of asked: TrafficSet, toward destination: Destination
  ) -> Proposal? {
    var graph = graph
    graph.note(destination)
    var changes: [Change] = []
    for decision in way.hops.flatMap(\.decisions) {
      guard case .unknown = decision.action,
        let change = decision.remedies.first?.narrowed(
          to: decision.traffic, of: asked, toward: destination, in: graph)
      else { continue }
      changes = changes.joined(with: change)
    }
    // They are no blockers, since they may let it through.
    return changes.isEmpty ? nil : Proposal(changes: changes, met: [])
  }

  private func applied(_ changes: [Change]) -> ReachabilityQuery {
    ReachabilityQuery(graph.applying(changes))
  }

  /// Sets of changes each of which might open the way of one sender to one destination.
  ///
  /// - Parameter others: What is denied elsewhere, which the changes are to let through as well.
  private func proposals(
    _ finding: Finding, of asked: TrafficSet, with others: TrafficSet? = nil
  ) -> [Proposal] {
    let ways = blockedWays(finding)
    // A way that leads nowhere is met by a change of what ends it.
    var proposals = ways.filter { $0.arrives || $0.blockers.last?.remedies.isEmpty == false }
      .flatMap { changes(overcoming: $0, of: asked, with: others, toward: finding.destination) }
    let met = ways.first.map { $0.blockers.map(\.evidence) } ?? []
    func propose(_ changes: [Change], overcoming met: [Evidence] = []) {
      if !changes.isEmpty { proposals.append(Proposal(changes: changes, met: met)) }
    }
    let sender = finding.sender.host
    switch finding.destination {
    case .front(let front):
      if let endpoint = graph.missingPrivateEndpoint(for: sender, to: front) {
        propose([endpoint])
      }
      if let rule = graph.missingOutboundRule(for: sender, to: front) { propose([rule]) }
      if let change = graph.missingRestriction(of: sender, to: front) { propose([change]) }
    case .host(let target):
      propose(graph.missingTransit(between: sender, and: target), overcoming: met)
    }
    propose(
      graph.missingPeerings(between: sender, and: finding.destination),
      overcoming: ways.first?.arrives == false ? met : [])
    return proposals.sorted { $0.changes.count < $1.changes.count }
  }

  private func described(
    _ proposal: Proposal, _ changed: ReachabilityQuery, _ question: AskedQuestion
  ) -> FoundFix {
    let changes = proposal.changes
    let opened = opened(by: changes, changed, beyond: question)
    var estate = graph.estate
    let steps = changes.map { change in
      let step = QueryAnswer.Fix.Step(
        change: change.sentence(in: graph, of: estate), source: change.source)
      estate = change.applied(to: estate)
      return step
    }
    return FoundFix(
      fix: QueryAnswer.Fix(
        changes: steps, alsoOpens: opened?.map(\.text) ?? [], isComparisonComplete: opened != nil),
      met: proposal.met,
      opensToInternet: opened?.contains(where: \.isFromInternet)
        ?? changes.contains(where: \.mayOpenToInternet),
      isInspected: changes.contains {
        if case .allowThroughFirewall = $0 { true } else { false }
      })
  }
}

extension TrafficSet {
  /// The same services between all of the addresses of which these are a part.
  fileprivate func widened(to others: TrafficSet) -> TrafficSet {
    func whole(_ own: AddressSet, _ all: AddressSet) -> AddressSet {
      own.isSubset(of: all) && !all.isAll ? all : own
    }
    return settingSources(to: whole(sources, others.sources))
      .settingDestinations(to: whole(destinations, others.destinations))
  }
}
