internal import EstateModel
internal import Reachability
internal import TrafficSets

/// What became of one sender's traffic to one destination.
struct Finding: Sendable {
  let sender: Subject.Sender
  let destination: Destination
  /// What was asked: senders' addresses, and destinations where they are told apart.
  let asked: TrafficSet
  var certain: TrafficSet
  var possible: TrafficSet
  var ways: [Way]

  var verdict: Verdict {
    Verdict(asked: asked, certain: certain, possible: possible)
  }

  /// With what passes in each case, for certain and perhaps, where the cases are all that there are.
  fileprivate mutating func settle(by cases: [(Exploration, TrafficSet, TrafficSet)]) {
    guard let first = cases.first else { return }
    certain.formUnion(cases.dropFirst().reduce(first.1) { $0.intersection($1.1) })
    possible = possible.intersection(cases.reduce(TrafficSet.empty) { $0.union($1.2) })
  }
}

extension Verdict {
  init(asked: TrafficSet, certain: TrafficSet, possible: TrafficSet) {
    if asked.isEmpty {
      // No address of the sender or of the destination is known.
      self = .unknown
    } else if asked.isSubset(of: certain) {
      self = .reachable
    } else if possible.isEmpty {
      self = .unreachable
    } else if certain == possible || (!certain.isEmpty && !asked.isSubset(of: possible)) {
      self = .partial
    } else {
      self = .unknown
    }
  }
}

extension ReachabilityQuery {
  /// At most this many cases of open values are tried.
  private static let mostCases = 64

  /// - Parameter withBlocked: Whether the ways that are blocked are found too.
  func findings(_ question: AskedQuestion, withBlocked: Bool = true) -> [Finding] {
    let senders = question.source.senders
    // By destination, since edges toward one are kept.
    let columns = question.target.goal.destinations.map { destination in
      senders.map {
        finding(question, $0, destination, withBlocked ? .withBlocked : .whatPasses)
      }
    }
    let all = senders.indices.map { sender in columns.map { $0[sender] } }
    guard let name = question.target.calledName else { return all.flatMap(\.self) }
    // Of what a name leads to for one sender or another, that to which it leads this one.
    return all.flatMap { findings in
      let led = findings.filter { graph.mayLead(name, $0.sender.host, to: $0.destination) }
      return led.isEmpty ? Array(findings.prefix(1)) : led
    }
  }

  /// What became of one pair of a question.
  ///
  /// - Parameter uncalled: Addresses by which the sender does not call the destination.
  func finding(
    _ question: AskedQuestion, _ sender: Subject.Sender, _ destination: Destination,
    _ depth: Exploration.Depth = .whatPasses, notBy uncalled: AddressSet = .empty
  ) -> Finding {
    let finding = plainFinding(question, sender, destination, depth, notBy: uncalled)
    // Where the ports of redirections are open as well the one port tells it all.
    guard question.traffic.isEmpty, finding.verdict == .reachable,
      case .front(let front) = destination,
      let redirecting = graph.redirecting(front, from: sender.host)
    else { return finding }
    let whole = plainFinding(question, sender, .front(redirecting), depth, notBy: uncalled)
    if whole.verdict == .reachable { return finding }
    return Finding(
      sender: sender, destination: destination, asked: whole.asked, certain: whole.certain,
      possible: whole.possible, ways: whole.ways)
  }

  private func plainFinding(
    _ question: AskedQuestion, _ sender: Subject.Sender, _ destination: Destination,
    _ wanted: Exploration.Depth, notBy uncalled: AddressSet
  ) -> Finding {
    // Which ways count is told by who decided on them.
    let least: Exploration.Depth = question.hasConditions ? .openWays : .whatPasses
    let depth = wanted == .whatPasses ? least : wanted
    let graph = notedGraphs.graph(self.graph, toward: destination, from: sender.host)
      .calling(question.target.calledName, at: question.target.calledAddress)
    let keepsDestinations = question.keepsDestinations
    let traffic = initialTraffic(question, sender, destination, graph)
    // By whatever address a packet comes, it arrives at the host's own.
    var asked = traffic.settingDestinations(to: .all)
    if traffic.isEmpty {
      // Two ends that have no family of addresses in common.
      asked = self.asked(question, destination).intersection(
        TrafficSet(
          sources: sender.addresses ?? graph.sendingAddresses(of: sender.host, toward: destination))
      )
      if case .host(let host) = destination, graph.addresses(of: host).isEmpty { asked = traffic }
    } else if keepsDestinations {
      asked = traffic
      if case .host(let host) = destination {
        asked = asked.intersection(TrafficSet(destinations: graph.addresses(of: host)))
      }
    }
    func explore(
      _ hypothesis: Hypothesis, assuming assumed: ReachabilityGraph? = nil,
      _ assumedDepth: Exploration.Depth? = nil
    ) -> (Exploration, TrafficSet, TrafficSet) {
      let exploration = Exploration(
        assumed ?? graph, from: sender.host, toward: destination, traffic: traffic,
        under: hypothesis, keepsDestinations: keepsDestinations,
        depth: assumed == nil ? depth : assumedDepth ?? least, notBy: uncalled)
      var certain = TrafficSet.empty
      var possible = TrafficSet.empty
      for way in exploration.ways where way.arrives && way.blockers.isEmpty {
        guard counts(way, question) else { continue }
        certain.formUnion(way.passage.certain)
        possible.formUnion(way.passage.possible)
      }
      return (exploration, certain.intersection(asked), possible.intersection(asked))
    }
    let (exploration, certain, possible) = explore(.none)
    var finding = Finding(
      sender: sender, destination: destination, asked: asked, certain: certain,
      possible: possible, ways: exploration.ways.filter { counts($0, question) })
    if certain != possible {
      for numbers in graph.numberCases(of: sender.host, destination) {
        finding.settle(by: numbers.map { explore(.none, assuming: graph.assuming($0)) })
        // Why nothing passes is told by what denies it, which a single number shows.
        if finding.possible.isEmpty, depth == .withBlocked, let first = numbers.first {
          let told = explore(.none, assuming: graph.assuming(first), depth).0
          finding.ways = told.ways.filter { counts($0, question) }
          break
        }
      }
    }
    if finding.certain != finding.possible {
      let undecided = finding.possible.subtracting(finding.certain)
      let addresses = graph.addressesInOpenTags(of: destination, undecided: undecided)
      if !addresses.isEmpty {
        finding.settle(
          by: TagCases(tags: graph.openTags(of: addresses)).outcomes { tags in
            explore(.none, assuming: graph.assuming(tags: tags, of: addresses))
          })
      }
    }
    if finding.certain != finding.possible {
      finding.settle(
        by: graph.regionCases(of: destination).map { explore(.none, assuming: $0) })
    }
    if finding.certain != finding.possible,
      let decided = cases(of: exploration.cases, { explore($0) })
    {
      finding.certain = finding.certain.union(decided.certain)
      finding.possible = finding.possible.intersection(decided.possible)
    }
    return finding
  }

  /// What passes in every case of the open values, and what passes in some.
  private func cases(
    of open: [String: Set<String>],
    _ explore: (Hypothesis) -> (Exploration, TrafficSet, TrafficSet)
  ) -> (certain: TrafficSet, possible: TrafficSet)? {
    var hypotheses = [Hypothesis.none]
    for (key, choices) in open.sorted(by: { $0.key < $1.key }) {
      guard hypotheses.count * choices.count <= Self.mostCases else { break }
      hypotheses = hypotheses.flatMap { hypothesis in
        choices.sorted().map { choice in
          var extended = hypothesis
          extended.choices[key] = choice
          return extended
        }
      }
    }
    guard hypotheses.count > 1 else { return nil }
    var certain: TrafficSet?
    var possible = TrafficSet.empty
    for hypothesis in hypotheses {
      let (_, sure, may) = explore(hypothesis)
      certain = certain.map { $0.intersection(sure) } ?? sure
      possible.formUnion(may)
    }
    return (certain ?? .empty, possible)
  }

  private func initialTraffic(
    _ question: AskedQuestion, _ sender: Subject.Sender, _ destination: Destination,
    _ graph: ReachabilityGraph
  ) -> TrafficSet {
    let sources =
      sender.addresses ?? graph.sendingAddresses(of: sender.host, toward: destination)
    let traffic = asked(question, destination)
    switch destination {
    case .host(let host):
      return traffic.intersection(
        .betweenOneFamily(
          from: sources,
          to: question.target.calledAddress.map { AddressSet($0) } ?? question.target.addresses
            ?? graph.addressesLeading(to: host, from: sender.host, sending: sources),
          ipv6: graph.book.ipv6, open: graph.book.ofOpenFamily))
    case .front:
      // Services answer on IPv4: who has that does not call them by IPv6.
      let notIPv6 = sources.subtracting(graph.book.ipv6)
      return traffic.intersection(TrafficSet(sources: notIPv6.isEmpty ? sources : notIPv6))
    }
  }

  /// The protocols and ports that are asked about.
  func asked(_ question: AskedQuestion, _ destination: Destination) -> TrafficSet {
    if !question.traffic.isEmpty {
      return question.traffic.reduce(TrafficSet.empty) { $0.union($1.set) }
    }
    // The apps of a compute are a part of what it takes.
    if case .front(let front) = destination, !front.ports.isEmpty,
      front.resource.flatMap({ graph.estate.computes[$0] }) == nil
    {
      return front.ports.reduce(
        front.redirections.map {
          TrafficSet(protocols: ProtocolSet(.tcp), destinationPorts: PortSet($0))
        } ?? .empty
      ) {
        $0.union(TrafficSet(protocols: ProtocolSet(.tcp), destinationPorts: PortSet($1)))
      }
    }
    if case .host(let host) = destination, let ports = graph.documentedPorts(of: host) {
      return ports.reduce(TrafficSet.empty) {
        $0.union(TrafficSet(protocols: ProtocolSet(.tcp), destinationPorts: PortSet($1)))
      }
    }
    return TrafficSet(protocols: ProtocolSet(.tcp, .udp, .icmp))
  }

  /// Whether the way passes what it must and nothing that it must not; a node that decides on the
  /// way, as a security group does, is passed too, and so is a machine by one of its interfaces.
  private func counts(_ way: Way, _ question: AskedQuestion) -> Bool {
    guard question.hasConditions else { return true }
    var nodes = Set(way.hops.map { graph.text(for: $0.place) })
    nodes.formUnion(way.hops.compactMap { graph.machineText(at: $0.place) })
    nodes.formUnion(way.hops.compactMap { graph.networkText(at: $0.place) })
    for condition in [question.via, question.avoid].compactMap({ $0 }).flatMap(\.self) {
      if let address = condition.resource.flatMap({ graph.publicAddress(of: $0) }),
        way.hops.contains(where: { graph.isBorne(address, on: $0) })
      {
        nodes.insert(condition.selector)
      }
    }
    for evidence in way.hops.lazy.flatMap(\.decisions).map(\.evidence) {
      // Who answers for names gets none of the packets that are sent then.
      if evidence.control == "nameResolution", !graph.isNameService(evidence.node) { continue }
      nodes.insert(evidence.node)
    }
    if let via = question.via, !via.contains(where: { nodes.contains($0.selector) }) {
      return false
    }
    if let avoid = question.avoid, avoid.contains(where: { nodes.contains($0.selector) }) {
      return false
    }
    return true
  }
}

extension ReachabilityGraph {
  /// At most this many blocks of numbers are tried of two hosts together.
  private static let mostNumberCases = 96

  /// Lists of cases, each complete in itself, of the numbers that the two hosts may have: two rules that
  /// name numbers mean the same one where they judge the same host.
  func numberCases(
    of sender: Host, _ destination: Destination
  ) -> [[[Address: AddressSet]]] {
    var numbers = dynamicNumbers(of: sender)
    if case .host(let host) = destination, host != sender { numbers += dynamicNumbers(of: host) }
    numbers += placedNumbers(of: destination)
    if numbers.isEmpty { return [] }
    let count = numbers.reduce(1) { $0 * $1.blocks.count }
    guard count <= Self.mostNumberCases else {
      return numbers.map { number in number.blocks.map { [number.address: $0] } }
    }
    var cases: [[Address: AddressSet]] = [[:]]
    for number in numbers {
      cases = cases.flatMap { known in
        number.blocks.compactMap { block in
          // No two hosts have one number.
          let isTaken = known.values.contains { $0 == block && $0.isSingle }
          return isTaken ? nil : known.merging([number.address: block]) { first, _ in first }
        }
      }
    }
    return cases.isEmpty ? [] : [cases]
  }
}

extension AddressSet {
  fileprivate var isSingle: Bool {
    ranges.count == 1 && ranges[0].lowerBound == ranges[0].upperBound
  }
}

extension AskedQuestion {
  /// Whether destinations are told apart: each address of a subnet, the parts of the internet.
  var keepsDestinations: Bool {
    switch target.goal {
    case .each: true
    case .anyOf(let destinations): destinations == [.host(.internet)]
    case .allOf: false
    }
  }
}

extension TrafficSet {
  /// All traffic between two sets of addresses, as far as both ends are of one family.
  fileprivate static func betweenOneFamily(
    from sources: AddressSet, to destinations: AddressSet, ipv6: AddressSet, open: AddressSet
  ) -> TrafficSet {
    let whole = TrafficSet(sources: sources, destinations: destinations)
    if sources.isDisjoint(with: ipv6), destinations.isDisjoint(with: ipv6) { return whole }
    let ipv4 = ipv6.union(open).complement
    return whole.subtracting(
      TrafficSet(sources: ipv4, destinations: ipv6).union(
        TrafficSet(sources: ipv6, destinations: ipv4)))
  }
}
