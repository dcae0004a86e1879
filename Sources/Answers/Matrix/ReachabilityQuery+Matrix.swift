internal import EstateModel
internal import Reachability
internal import Synchronization
internal import TrafficSets

extension ReachabilityQuery {
  /// Who reaches whom. Hosts that nothing tells apart are asked about once, so that the work follows
  /// the number of their classes.
  ///
  /// - Throws: ``SelectorError`` where a selector names nothing, or nothing that can be asked.
  package func matrix(_ question: MatrixQuestion) throws(SelectorError) -> MatrixAnswer {
    let classes = HostClasses(graph)
    let named = try subjects(named: question.from)
    // What services send by themselves no input tells: they are asked only where one is named.
    let senders = try parties(named, isNamed: question.from != nil) { party in
      question.from == nil ? party.senders.contains { !$0.isUntold } : !party.senders.isEmpty
    }
    let others = question.to == question.from ? named : try subjects(named: question.to)
    let targets = try parties(others, isNamed: question.to != nil) { !$0.goal.destinations.isEmpty }
    let sources = MatrixSide(senders, classes)
    let isOneSide = senders.elementsEqual(targets) { $0.selector == $1.selector }
    let destinations = isOneSide ? sources : MatrixSide(targets, classes)
    let flows = MatrixFlows(graph, sources, destinations, question.traffic)
    let isDynamic = (sources.areDynamic(in: graph), destinations.areDynamic(in: graph))
    let queue = SenderQueue(sources.groups.count)
    let areMany = sources.groups.count >= Self.sendersForTwoThreads
    let fresh = MatrixAnswers(sources, destinations)
    let (head, tail) = inTwoThreads(
      { known(areMany ? queue.takeFirst : { nil }, flows, isDynamic, fresh) },
      { known(queue.takeLast, flows, isDynamic, fresh) })
    var answers = head.answers
    answers.merge(tail.answers, from: head.count)
    // What is left over is searched for target by target: ways to one target have much in common.
    let searched = zip(head.searched, tail.searched).map { $0 + $1.reversed() }
    let found = outcomes(of: searched, sources, destinations, question.traffic)
    for target in searched.indices {
      for (source, outcome) in found[target] ?? [] {
        answers.note(answers.number(outcome), source, target)
      }
    }
    return answers.answer
  }

  /// A source whose pair with a target is searched for, and what is known to pass by the target's own
  /// address, where only other ways must be searched for.
  private struct Searched: Sendable {
    let source: Int
    var directly: Passage?
  }

  /// What pairs come to that are searched for, by target.
  private func outcomes(
    of searched: [[Searched]], _ sources: MatrixSide, _ targets: MatrixSide,
    _ traffic: [TrafficTerm]
  ) -> [Int: [(source: Int, outcome: PairOutcome)]] {
    let next = Mutex(0)
    @Sendable func outcomes() -> [Int: [(source: Int, outcome: PairOutcome)]] {
      var found: [Int: [(source: Int, outcome: PairOutcome)]] = [:]
      while true {
        let target = next.withLock { next in
          defer { next += 1 }
          return next
        }
        guard target < searched.count else { return found }
        let pairs = searched[target].compactMap { searched in
          sources.pair(searched.source, with: target, of: targets).map { (searched, $0) }
        }
        if pairs.isEmpty { continue }
        var called: [CallingKind: Passage] = [:]
        found[target] = pairs.map { searched, pair in
          let asked = AskedQuestion(
            source: pair.source, target: pair.target, traffic: traffic, via: nil, avoid: nil)
          let joined = searched.directly.flatMap { directly in
            let kind = callingKind(of: sources.groups[searched.source], asked)
            return outcome(asked, besides: directly, kind, &called)
          }
          return (searched.source, joined ?? outcome(asked))
        }
      }
    }
    if searched.reduce(0, { $0 + $1.count }) < Self.pairsForTwoThreads { return outcomes() }
    let (some, others) = inTwoThreads(outcomes, outcomes)
    return some.merging(others) { first, _ in first }
  }

  /// What senders are alike in that call a host by its public addresses.
  private struct CallingKind: Hashable {
    let traits: HostClasses.Traits
    let sent: TrafficSet
  }

  /// - Returns: `nil` where the sender is like no other.
  private func callingKind(
    of group: MatrixSide.Group, _ question: AskedQuestion
  ) -> CallingKind? {
    guard case .hosts(.alike(let traits)) = group.key,
      let host = question.source.senders.first?.host,
      let sent = calls(of: host, question).flatMap({ sent(by: host, of: $0) })
    else { return nil }
    return CallingKind(traits: traits.besidesOwnGroup, sent: sent)
  }

  /// What a pair of hosts comes to of which is known what passes by the target's own address; `nil`
  /// where that is undecided, since what decides it may decide the rest as well.
  ///
  /// - Parameter known: What senders of each kind get through by other addresses.
  private func outcome(
    _ question: AskedQuestion, besides directly: Passage, _ kind: CallingKind?,
    _ known: inout [CallingKind: Passage]
  ) -> PairOutcome? {
    guard directly.isDecided, let sender = question.source.senders.first,
      let destination = question.target.goal.destinations.first, case .host(let host) = destination
    else { return nil }
    let called: Passage
    if let passage = kind.flatMap({ known[$0] }) {
      called = passage
    } else {
      let found = finding(question, sender, destination, notBy: graph.addresses(of: host))
      func forgotten(_ traffic: TrafficSet) -> TrafficSet {
        traffic.settingSources(to: .all).settingDestinations(to: .all)
      }
      called = Passage(certain: forgotten(found.certain), possible: forgotten(found.possible))
      if let kind { known[kind] = called }
    }
    return PairOutcome(asked: asked(question, destination), Passage(directly.certain).union(called))
  }

  private static let pairsForTwoThreads = 64

  private static let sendersForTwoThreads = 128

  /// What some senders come to.
  private struct Known: Sendable {
    /// How many senders these are.
    var count = 0
    /// What they come to by factors.
    var answers: MatrixAnswers
    /// By target those for whom it must be searched.
    var searched: [[Searched]]
  }

  private func known(
    _ next: () -> Int?, _ flows: MatrixFlows, _ isDynamic: ([Bool], [Bool]),
    _ answers: MatrixAnswers
  ) -> Known {
    var (flows, answers) = (flows, answers)
    var searched = Array(repeating: [Searched](), count: isDynamic.1.count)
    let mayHang = cases != nil || isDynamic.1.contains(true)
    var count = 0
    while let source = next() {
      count += 1
      let itself = answers.itself(source).map { Int32($0) }
      guard let known = flows.outcomes(from: source, in: &answers) else {
        for target in searched.indices where target != answers.itself(source) {
          searched[target].append(Searched(source: source))
        }
        continue
      }
      if let number = known.waylessNumber {
        answers.note(number, source, known.wayless, but: itself)
      }
      for target in known.searched where target != itself {
        searched[Int(target)].append(Searched(source: source))
      }
      for (target, directly) in known.called where target != itself {
        let mayHang = cases != nil || isDynamic.0[source] || isDynamic.1[Int(target)]
        searched[Int(target)].append(
          Searched(source: source, directly: mayHang ? nil : directly))
      }
      var numbers = known.numbers
      for (place, target) in known.targets.enumerated() {
        if mayHang || isDynamic.0[source],
          hangsOnCases(
            answers, numbers[place], isDynamic.0[source] || isDynamic.1[Int(target)])
        {
          numbers[place] = .searched
        }
        if numbers[place] == .searched, target != itself {
          searched[Int(target)].append(Searched(source: source))
        }
      }
      answers.note(numbers, source, known.targets, but: itself)
    }
    return Known(count: count, answers: answers, searched: searched)
  }

  /// Whether cases of open parameters or of dynamic addresses may decide what factors do not.
  private func hangsOnCases(
    _ answers: MatrixAnswers, _ number: MatrixAnswers.Number, _ isDynamic: Bool
  ) -> Bool {
    guard isDynamic || cases != nil, number != .searched else { return false }
    let outcome = answers.outcome(number)
    return outcome.verdict == .unknown && cases != nil || !outcome.undecided.isEmpty
  }

  /// What a side of the question names, each selector once; without a selector all that can be asked.
  private func subjects(named selector: String?) throws(SelectorError) -> [Subject] {
    guard let selector else { return hostsAndServices }
    return try subjects(selector).subjects
  }

  /// Of what a side names, those that take part.
  private func parties(
    _ found: [Subject], isNamed: Bool, where canBeAsked: (Subject) -> Bool
  ) throws(SelectorError) -> [Subject] {
    let asked = found.filter(canBeAsked)
    if isNamed, asked.isEmpty, let first = found.first {
      throw SelectorError(
        "\(first.selector): \(first.silence ?? "it takes part in no traffic of this kind")")
    }
    return asked
  }

  /// Every host and service that the estate has, the internet first. An interface stands under its
  /// machine; networks stand for their hosts, private endpoints for their services.
  private var hostsAndServices: [Subject] {
    let ofMachines = Set(
      graph.estate.machinesAndScaleSets.flatMap { $0.interfaces.compactMap { $0.value?.id } })
    var subjects: [Subject] = []
    if let internet = graph.wellKnownSubject(kind: "internet", name: "") {
      subjects.append(internet)
    }
    for entry in graph.selectors.entries
    where Self.kindsOfHostsAndServices.contains(entry.kind) || isService(entry.id) {
      if entry.kind == "nic", let id = entry.id, ofMachines.contains(id) { continue }
      subjects.append(graph.subject(of: entry))
    }
    return subjects
  }

  private func isService(_ id: ResourceID?) -> Bool {
    guard let id else { return false }
    return graph.estate.services[id] != nil || graph.estate.monitors[id] != nil
  }

  private static let kindsOfHostsAndServices: Set<String> = [
    "client", "vm", "vmss", "nic", "workspace", "endpoint", "deployment", "compute", "storage",
    "keyvault", "registry", "aks",
  ]
}

extension Subject.Sender {
  /// Whether nothing is known of where it sends from.
  fileprivate var isUntold: Bool {
    if case .other = host { true } else { false }
  }
}

/// One side of a matrix: selectors, those together whose hosts nothing tells apart.
struct MatrixSide {
  /// What tells a group from another.
  enum Key: Hashable {
    case hosts(HostClasses.HostClass)
    case subject(String)
  }

  struct Member {
    let subject: Subject
    /// The host that the selector stands for, where it is a single one.
    let host: Host?
    /// The member's place in the order of the side.
    let place: Int
  }

  struct Group {
    let key: Key
    var members: [Member]
  }

  private(set) var groups: [Group] = []
  let subjects: [Subject]

  init(_ subjects: [Subject], _ classes: HostClasses) {
    self.subjects = subjects
    var places: [Key: Int] = [:]
    for (place, subject) in subjects.enumerated() {
      let host = subject.onlyHost
      let key = host.map { Key.hosts(classes.hostClass(of: $0)) } ?? .subject(subject.selector)
      let member = Member(subject: subject, host: host, place: place)
      if let group = places[key] {
        groups[group].members.append(member)
      } else {
        places[key] = groups.count
        groups.append(Group(key: key, members: [member]))
      }
    }
  }

  /// By group the places of its members in the order of the side.
  var places: [[Int32]] { groups.map { $0.members.map { Int32($0.place) } } }

  /// By group whether its hosts have addresses whose number is one of several that rules tell apart.
  fileprivate func areDynamic(in graph: ReachabilityGraph) -> [Bool] {
    groups.map { group in
      group.members[0].host.map { !graph.dynamicNumbers(of: $0).isEmpty } ?? false
    }
  }

  /// Two members that stand for any pair of two groups; `nil` where all there is are pairs of a host
  /// with itself.
  func pair(
    _ index: Int, with other: Int, of side: MatrixSide
  ) -> (source: Subject, target: Subject)? {
    let own = groups[index]
    let others = side.groups[other]
    let source = own.members[0]
    if own.key != others.key { return (source.subject, others.members[0].subject) }
    for source in own.members {
      for target in others.members where source.identity != target.identity {
        return (source.subject, target.subject)
      }
    }
    return nil
  }
}

extension MatrixSide {
  /// What makes two selectors the same party.
  enum Identity: Hashable {
    case host(Host)
    case selector(String)
  }
}

extension MatrixSide.Member {
  var identity: MatrixSide.Identity { host.map { .host($0) } ?? .selector(subject.selector) }
}

extension Subject {
  /// The host that sends for the selector and is reached by it, where both are the same single one
  /// with all its addresses.
  var onlyHost: Host? {
    guard case .anyOf(let destinations) = goal, destinations.count <= 1, senders.count <= 1,
      calledAddress == nil
    else {
      return nil
    }
    switch (senders.first, destinations.first) {
    case (let sender?, .host(let host)?):
      return sender.host == host && sender.addresses == nil ? host : nil
    case (nil, .host(let host)?): return host
    case (let sender?, nil): return sender.addresses == nil ? sender.host : nil
    case (_, .front), (nil, nil): return nil
    }
  }
}
