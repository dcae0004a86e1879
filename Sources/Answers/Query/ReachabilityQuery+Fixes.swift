internal import EstateModel
internal import Reachability
internal import TrafficSets

extension ReachabilityQuery {
  /// At most this many sets of changes are tried, each on a graph of its own.
  private static let mostTries = 12
  /// More changes than this are no small change.
  private static let mostChanges = 4
  /// Past this many pairs what else a change opens is not compared.
  private static let mostPairs = 1500

  /// The smallest changes that open the way, each tried: fewest first, of equal ones that which opens
  /// least.
  ///
  /// - Parameter query: the one that found these, where that is a case of this one: what it says of
  ///   them is said in the words of its own graph.
  func fixes(
    _ question: AskedQuestion, _ findings: [Finding], foundBy query: ReachabilityQuery? = nil
  ) -> [QueryAnswer.Fix] {
    let blocked = findings.filter { $0.verdict != .reachable }
    guard let first = blocked.first else { return [] }
    var tried: Set<[Change]> = []
    var opening: [(changes: [Change], changed: ReachabilityQuery)] = []
    let whole = asked(findings)
    var candidates = (query ?? self).proposals(first, of: whole)
    while !candidates.isEmpty, tried.count < Self.mostTries {
      // The fewest changes first; the order of the proposals decides among equals.
      candidates.sort { $0.count < $1.count }
      let candidate = candidates.removeFirst()
      if let best = opening.first, best.changes.count < candidate.count { break }
      guard tried.insert(candidate).inserted else { continue }
      let changed = applied(candidate)
      guard case .asked(let again) = changed.asked(again: question, from: self) else { continue }
      let settled = changed.settledFindings(again)
      let teller = settled.telling?.query ?? changed
      let findings = settled.telling?.findings ?? settled.findings
      if settled.verdict == .reachable {
        opening.append((candidate, changed))
      } else if candidate.count < Self.mostChanges {
        // What still denies on the way that the change leads to is overcome in turn.
        for finding in findings where finding.verdict != .reachable {
          candidates += teller.proposals(finding, of: whole).prefix(3)
            .map { candidate + $0.filter { !candidate.contains($0) } }
        }
      }
    }
    let fixes = opening.map { described($0.changes, $0.changed, question) }
    return fixes.sorted { $0.alsoOpens.count < $1.alsoOpens.count }
  }

  /// All that a question about several hosts asks: a rule may speak of all of them at once.
  private func asked(_ findings: [Finding]) -> TrafficSet {
    findings.reduce(TrafficSet.empty) { $0.union($1.asked) }
  }

  /// One change for each denial on the way; none where a denial has no remedy.
  private func changes(
    overcoming way: Way, of asked: TrafficSet, toward destination: Destination
  ) -> [[Change]] {
    var sets: [[Change]] = [[]]
    // The graph in which the way was found knows the names that only the question tells.
    var graph = graph
    graph.note(destination)
    for blocker in way.blockers {
      let remedies = blocker.remedies.map {
        $0.narrowedByFamily(to: blocker.traffic, of: asked, toward: destination, in: graph)
      }
      if remedies.isEmpty { return [] }
      sets = sets.flatMap { set in
        remedies.map { set + $0.filter { !set.contains($0) } }
      }
      if sets.count > Self.mostTries { sets = Array(sets.prefix(Self.mostTries)) }
    }
    return sets
  }

  private func applied(_ changes: [Change]) -> ReachabilityQuery {
    ReachabilityQuery(graph.applying(changes))
  }

  /// Sets of changes each of which might open the way of one sender to one destination.
  private func proposals(_ finding: Finding, of asked: TrafficSet) -> [[Change]] {
    var proposals = blockedWays(finding).filter(\.arrives)
      .flatMap { changes(overcoming: $0, of: asked, toward: finding.destination) }
    if case .front(let front) = finding.destination,
      let endpoint = graph.missingPrivateEndpoint(for: finding.sender.host, to: front)
    {
      proposals.append([endpoint])
    }
    if case .front(let front) = finding.destination,
      let rule = graph.missingOutboundRule(for: finding.sender.host, to: front)
    {
      proposals.append([rule])
    }
    if case .host(let target) = finding.destination {
      let peering = graph.missingPeerings(between: finding.sender.host, and: target)
      if !peering.isEmpty { proposals.append(peering) }
    }
    return proposals.sorted { $0.count < $1.count }
  }

  private func described(
    _ changes: [Change], _ changed: ReachabilityQuery, _ question: AskedQuestion
  ) -> QueryAnswer.Fix {
    let opened = opened(by: changes, changed, beyond: question)
    return QueryAnswer.Fix(
      changes: changes.map {
        QueryAnswer.Fix.Step(change: $0.sentence(in: graph), source: $0.source)
      }, alsoOpens: opened ?? [], isComparisonComplete: opened != nil)
  }

  /// What gets through with the changes that did not before, the question itself aside; `nil` where
  /// the estate is too large to compare all pairs.
  private func opened(
    by changes: [Change], _ changed: ReachabilityQuery, beyond question: AskedQuestion
  ) -> [String]? {
    guard let pairs = pairs(openedBy: changes, beyond: question) else { return nil }
    let before = knowingNames(of: changed)
    // Services may be called by other names afterwards: what stands for a selector is asked anew.
    let later = Dictionary(
      changed.everySubject.map { ($0.selector, $0) }, uniquingKeysWith: { first, _ in first })
    return pairs.compactMap { source, target in
      guard let sourceLater = later[source.selector], let targetLater = later[target.selector]
      else { return nil }
      let now = changed.passing(from: sourceLater, to: targetLater)
      if now.isEmpty { return nil }
      let more = now.subtracting(before.passing(from: source, to: target))
      if more.isEmpty { return nil }
      let terms = TrafficTerm.terms(of: more).joined(separator: ", ")
      if target.selector == "internet", more.destinations.isSubset(of: .named) {
        let names = changed.graph.text(for: more.destinations)
        let isAsked =
          names == question.target.selector && isPart(source, of: question.source)
        return isAsked ? nil : "\(source.selector) -> \(names) on \(terms)"
      }
      // Of the internet often only some addresses are let in: they are named.
      let part = text(more.sources, of: AddressBook.publicIPv4)
      let isPart =
        source.selector == "internet" && !AddressBook.publicIPv4.isSubset(of: more.sources)
      return "\(isPart ? part : source.selector) -> \(target.selector) on \(terms)"
    }
  }

  /// The estate as it is, with the names and tags that rules have after a change: they were on the internet
  /// before, too.
  private func knowingNames(of changed: ReachabilityQuery) -> ReachabilityQuery {
    let names = changed.graph.estate.namesInRules
    let tags = changed.graph.estate.tagsInRules
    if names.isSubset(of: graph.estate.namesInRules), tags.isSubset(of: graph.estate.tagsInRules) {
      return self
    }
    var estate = graph.estate
    estate.namesToCompare = names
    estate.tagsToCompare = tags
    return ReachabilityQuery(
      ReachabilityGraph(estate, numberedLike: changed.graph), cases: cases)
  }

  /// The pairs of nodes that the changes can open; `nil` where there are too many to compare.
  private func pairs(
    openedBy changes: [Change], beyond question: AskedQuestion
  ) -> [(source: Subject, target: Subject)]? {
    var openable = OpenablePairs(of: changes, in: graph) { source, target in
      target.selector == question.target.selector && isPart(source, of: question.source)
    }
    // Most changes that open much show it by a few nodes.
    var next = 64
    for place in 0...graph.selectors.entries.count {
      for subject in subjects(at: place) { openable.take(subject) }
      guard place == next else { continue }
      if openable.pairs(atMost: Self.mostPairs) == nil { return nil }
      next += next / 2
    }
    return openable.pairs(atMost: Self.mostPairs)
  }

  /// Whether a question about the whole asks about the part: a client on the internet is part of it.
  private func isPart(_ part: Subject, of whole: Subject) -> Bool {
    if part.selector == whole.selector { return true }
    // An interface of the very machine.
    let asked = Set(whole.senders.map(\.host))
    if !part.senders.isEmpty, part.senders.allSatisfy({ asked.contains($0.host) }) { return true }
    guard whole.selector == "internet" else { return false }
    return !part.senders.isEmpty
      && part.senders.allSatisfy { sender in
        if case .internet = graph.attachment(of: sender.host) { true } else { false }
      }
  }

  private func passing(from source: Subject, to target: Subject) -> TrafficSet {
    let question = AskedQuestion(
      source: source, target: target, traffic: [], via: nil, avoid: nil)
    return findings(question, withBlocked: false)
      .reduce(TrafficSet.empty) { $0.union($1.certain) }
  }

  /// Every node that sends or takes traffic, the internet first.
  private var everySubject: [Subject] {
    (0...graph.selectors.entries.count).flatMap { subjects(at: $0) }
  }

  /// The internet at 0, then what each of the entries stands for. Subnets stand for their networks,
  /// and services for their private endpoints.
  private func subjects(at place: Int) -> [Subject] {
    if place == 0 {
      return graph.wellKnownSubject(kind: "internet", name: "").map { [$0] } ?? []
    }
    let entry = graph.selectors.entries[place - 1]
    guard entry.isDescribed, !["vnet", "privateendpoint"].contains(entry.kind) else { return [] }
    let services = entry.kind == "storage" ? ["file", "queue", "table", "dfs"] : []
    return [graph.subject(of: entry)] + services.map { graph.subject(of: entry, part: $0) }
  }
}
