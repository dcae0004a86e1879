internal import EstateModel
internal import Reachability
internal import TrafficSets

extension ReachabilityQuery {
  /// Past this many pairs what else a change opens is not compared.
  private static let mostPairs = 1500
  /// More parts than this of what gets through between two nodes are not told one by one.
  private static let mostParts = 6

  /// What gets through with the changes that did not before, the question itself aside; `nil` where
  /// the estate is too large to compare all pairs.
  ///
  /// The same packets are told once, however many nodes they are between.
  func opened(
    by changes: [Change], _ changed: ReachabilityQuery, beyond question: AskedQuestion
  ) -> [OpenedFlow]? {
    guard let pairs = pairs(openedBy: changes) else { return nil }
    let before = knowingNames(of: changed)
    // Services may be called by other names afterwards: what stands for a selector is asked anew.
    let subjects =
      changes.allSatisfy(\.keepsNodes) ? pairs.flatMap { [$0, $1] } : changed.everySubject
    let later = Dictionary(
      subjects.map { ($0.selector, $0) }, uniquingKeysWith: { first, _ in first })
    var told = Openings(graph: changed.graph)
    changed.tell(question, to: &told)
    if case .asked(let again) = changed.asked(again: question, from: self) {
      changed.tell(again, to: &told)
    }
    return pairs.compactMap { source, target in
      guard let sourceLater = later[source.selector], let targetLater = later[target.selector]
      else { return nil }
      let now = changed.passing(from: sourceLater, to: targetLater)
      if now.isEmpty { return nil }
      let more = now.subtracting(before.passing(from: source, to: target))
      if more.isEmpty { return nil }
      let isAskers = isPart(source, of: question.source)
      guard told.isNew(more, to: targetLater, byAskers: isAskers) else { return nil }
      return OpenedFlow(
        text: changed.line(more, from: sourceLater, to: targetLater),
        isFromInternet: source.senders.contains {
          changed.graph.attachment(of: $0.host) == .internet
        })
    }
  }

  /// What a question is about is no news.
  private func tell(_ question: AskedQuestion, to told: inout Openings) {
    let senders = question.source.senders.reduce(AddressSet.empty) { addresses, sender in
      addresses.union(sender.addresses ?? graph.sendingAddresses(of: sender.host))
    }
    for destination in question.target.goal.destinations {
      var ends = AddressSet.all
      if case .host(let host) = destination {
        ends = question.target.addresses ?? graph.addresses(of: host)
        if case .internet = host { ends = AddressBook.publicIPv4.union(.named) }
      }
      let services = asked(question, destination)
      told.ask(services, from: senders, to: ends, destination)
      // A service that is asked for by its tag is a part of the internet, too.
      if case .front(let front) = destination, front.resource == nil,
        front.selector.hasPrefix("service/"), let tag = front.tags.first,
        let address = graph.book[.tag(tag.lowercased())]
      {
        told.ask(services, from: senders, to: AddressSet(address), .host(.internet))
      }
      // The same packets before a balancer and behind it.
      guard case .host(let host) = destination else { continue }
      for (other, address, traffic) in graph.balanced(services, at: host) {
        told.ask(traffic, from: senders, to: address, .host(other))
      }
    }
  }

  /// `FROM -> TO on TRAFFIC`, with addresses where only a part of either is meant.
  private func line(_ more: TrafficSet, from source: Subject, to target: Subject) -> String {
    let senders = source.senders.reduce(AddressSet.empty) { addresses, sender in
      addresses.union(sender.addresses ?? graph.sendingAddresses(of: sender.host))
    }
    let isInternet = target.selector == "internet"
    let keepsDestinations = AskedQuestion(
      source: source, target: target, traffic: [], via: nil, avoid: nil
    ).keepsDestinations
    let ends =
      isInternet
      ? AddressBook.publicIPv4
      : target.goal.destinations.reduce(AddressSet.empty) { addresses, destination in
        if case .host(let host) = destination {
          addresses.union(graph.addresses(of: host))
        } else {
          addresses
        }
      }
    let isNamed = isInternet && more.destinations.isSubset(of: .named)
    let from =
      source.selector == "internet" && !AddressBook.publicIPv4.isSubset(of: more.sources)
      ? text(more.sources, of: AddressBook.publicIPv4) : source.selector
    let to = isNamed ? graph.text(for: more.destinations) : target.selector
    var terms: [String] = []
    for group in more.bySource {
      let isWhole = senders.isSubset(of: group.sources) || source.selector == "internet"
      let part = isWhole ? "" : " from \(text(group.sources, of: senders))"
      guard keepsDestinations, !isNamed else {
        terms += TrafficTerm.terms(of: group.rest).map { $0 + part }
        continue
      }
      for end in group.rest.byDestination {
        let suffix =
          ends.isSubset(of: end.destinations) ? "" : " to \(text(end.destinations, of: ends))"
        terms += TrafficTerm.terms(of: end.rest).map { $0 + part + suffix }
      }
    }
    if terms.count > Self.mostParts {
      let services = more.settingSources(to: .all).settingDestinations(to: .all)
      terms = [
        TrafficTerm.terms(of: services).joined(separator: ", ") + " between some of their addresses"
      ]
    }
    var seen: Set<String> = []
    return
      "\(from) -> \(to) on \(terms.filter { seen.insert($0).inserted }.joined(separator: ", "))"
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
    openedBy changes: [Change]
  ) -> [(source: Subject, target: Subject)]? {
    if let joined = graph.hostsJoined(by: changes) { return pairs(of: joined) }
    var openable = OpenablePairs(of: changes, in: graph) { _, _ in false }
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

  /// The pairs of nodes that stand for those hosts.
  private func pairs(of joined: JoinedHosts) -> [(source: Subject, target: Subject)]? {
    var sources: [Subject] = []
    var targets: [Subject] = []
    for place in places(standingFor: joined) {
      for subject in subjects(at: place) {
        if joined.mayOpen(from: subject, in: graph) { sources.append(subject) }
        if joined.mayOpen(to: subject, in: graph) { targets.append(subject) }
      }
    }
    let pairs = sources.flatMap { source in
      targets.filter { $0.selector != source.selector }.map { (source, $0) }
    }
    return pairs.count > Self.mostPairsOfHosts ? nil : pairs
  }

  private static let mostPairsOfHosts = 64

  /// What stands for no hosts but these interfaces, or for none.
  private static let kindsOfNoOther: Set<String> = [
    "nic", "vm", "subnet", "vnet", "nsg", "asg", "routetable", "publicip", "zone", "natgateway",
  ]

  /// The places of what may stand for them, with the internet's; a tenant has ten thousands that do not.
  /// Of their subnets only they are meant.
  private func places(standingFor joined: JoinedHosts) -> [Int] {
    let own = joined.resources.compactMap { graph.selectors.place(of: $0) }
    let others = graph.selectors.entries.indices.filter { place in
      !Self.kindsOfNoOther.contains(graph.selectors.entries[place].kind)
    }
    return [0] + (own + others).sorted().map { $0 + 1 }
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

  /// What surely gets through; of a service under several names what each of them is reached on.
  private func passing(from source: Subject, to target: Subject) -> TrafficSet {
    let question = AskedQuestion(
      source: source, target: target, traffic: [], via: nil, avoid: nil)
    let findings = findings(question, withBlocked: false)
    guard case .allOf(let destinations) = target.goal, destinations.count > 1 else {
      return findings.reduce(TrafficSet.empty) { $0.union($1.certain) }
    }
    return source.senders.reduce(TrafficSet.empty) { passing, sender in
      let own = findings.filter { $0.sender == sender }
      guard let first = own.first else { return passing }
      return passing.union(
        own.dropFirst().reduce(first.certain) { common, finding in
          common.intersection(
            finding.certain.settingSources(to: .all).settingDestinations(to: .all))
        })
    }
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
