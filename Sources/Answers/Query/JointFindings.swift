internal import EstateModel
internal import Reachability
internal import TrafficSets

/// What a question about several hosts comes to, those asked about once that nothing tells apart.
///
/// A subnet stands for each of its interfaces, so that a question about two subnets has a hundred pairs,
/// of few kinds. Pairs of one kind differ in nothing but their addresses.
struct JointFindings: Sendable {
  /// What the pairs come to, those of one kind together: enough for a verdict.
  let findings: [Finding]
  /// By sender and destination, in the order of the question, the place of its kind.
  let kinds: [[Int]]
  /// What one pair of each kind comes to.
  let samples: [Finding]
}

extension ReachabilityQuery {
  /// As ``findings(_:withBlocked:)``, blocked ways only where there is one pair.
  ///
  /// - Parameter classes: What tells hosts apart; `nil` where the question has conditions on the way,
  ///   which may name one of them.
  func jointFindings(_ question: AskedQuestion, _ classes: HostClasses?) -> JointFindings {
    var kinds = PairKinds(question, classes)
    kinds.joinSenders(in: self)
    // What stops the only pair is told next, from the same ways.
    let depth = question.isOnePair ? Exploration.Depth.withBlocked : .whatPasses
    // By destination, since edges toward one are kept.
    for destination in question.target.goal.destinations.indices {
      for sender in question.source.senders.indices {
        kinds.take(sender, destination, in: graph) {
          finding(
            question, question.source.senders[sender],
            question.target.goal.destinations[destination], depth)
        }
      }
    }
    return JointFindings(
      findings: kinds.joined(in: graph), kinds: kinds.kinds, samples: kinds.samples)
  }

  /// All that a sender sends for the question, its address forgotten; `nil` where that is not known.
  func calls(of host: Host, _ question: AskedQuestion) -> TrafficSet? {
    guard question.target.calledName == nil else { return nil }
    let graph = graph.calling(nil, at: question.target.calledAddress)
    let sources = graph.sendingAddresses(of: host)
    var calls = TrafficSet.empty
    for destination in question.target.goal.destinations {
      // Names may lead elsewhere, and a group may keep the sender from asking for them.
      guard case .host(let target) = destination else { return nil }
      let leading =
        question.target.calledAddress.map { AddressSet($0) } ?? question.target.addresses
        ?? graph.addressesLeading(to: target, from: host, sending: sources)
      let wanted = asked(question, destination).intersection(
        TrafficSet(sources: sources, destinations: leading))
      guard let called = graph.calls(of: host, toward: target, wanted) else { return nil }
      calls.formUnion(called)
    }
    return calls.settingSources(to: .all)
  }

  /// What gets past a sender's own security group of what it sends, its address forgotten; `nil` where that
  /// is not known.
  func sent(by host: Host, of calls: TrafficSet) -> TrafficSet? {
    graph.sent(
      pastOwnGroupOf: host, calls.settingSources(to: graph.sendingAddresses(of: host))
    )?.settingSources(to: .all)
  }

  /// Each pair by itself, in the order of the question.
  func each(_ joint: JointFindings, of question: AskedQuestion) -> [Finding] {
    zip(question.source.senders, joint.kinds).flatMap { sender, kinds in
      zip(question.target.goal.destinations, kinds).map { destination, kind in
        joint.samples[kind].moved(to: [sender], [destination], in: graph)
      }
    }
  }
}

extension AskedQuestion {
  /// Whether it asks about one sender and one destination.
  var isOnePair: Bool { source.senders.count == 1 && target.goal.destinations.count == 1 }
}

/// The pairs of a question by their kind.
private struct PairKinds {
  /// What a sender or a destination is alike in.
  private enum Stand: Hashable {
    case alone(Int)
    case alike(HostClasses.Traits)
    /// Whatever its own security group is, what gets past that.
    case sending(HostClasses.Traits, TrafficSet)

    var isOfSeveral: Bool {
      if case .alone = self { false } else { true }
    }
  }

  private struct Key: Hashable {
    let sender: Stand
    let destination: Stand
    /// Of a class that is on both sides, whether it is a host's pair with itself.
    let isItself: Bool
  }

  private let question: AskedQuestion
  private var senders: [Stand] = []
  private var destinations: [Stand] = []
  private var places: [Key: Int] = [:]
  private(set) var kinds: [[Int]]
  private(set) var samples: [Finding] = []
  /// The pairs of each kind.
  private var members: [[(sender: Int, destination: Int)]] = []

  init(_ question: AskedQuestion, _ classes: HostClasses?) {
    self.question = question
    let all = question.target.goal.destinations
    kinds = Array(
      repeating: Array(repeating: 0, count: all.count), count: question.source.senders.count)
    func stand(_ host: Host?, _ index: Int) -> Stand {
      guard let host, case .alike(let traits)? = classes?.hostClass(of: host) else {
        return .alone(index)
      }
      return .alike(traits)
    }
    // Of destinations of which any will do, or all are needed, each is asked about by itself.
    var isEach = false
    if case .each = question.target.goal { isEach = true }
    destinations = all.enumerated().map { index, destination in
      guard isEach, case .host(let host) = destination else { return .alone(index) }
      return stand(host, index)
    }
    // What a sender comes to is then put together of all destinations, and must not lack itself.
    let mayJoin =
      isEach || all.count == 1
      || question.source.senders.allSatisfy { !all.contains(.host($0.host)) }
    senders = question.source.senders.enumerated().map { index, sender in
      stand(mayJoin && sender.addresses == nil ? sender.host : nil, index)
    }
  }

  /// Takes senders for alike that differ in nothing but their own security groups, where these let
  /// through the same.
  mutating func joinSenders(in query: ReachabilityQuery) {
    let groups = Set(
      senders.compactMap { stand -> ResourceID?? in
        if case .alike(let traits) = stand { traits.securityGroup } else { nil }
      })
    if groups.count < 2 { return }
    var calls: [HostClasses.Traits: TrafficSet?] = [:]
    var known: [HostClasses.Traits: Stand] = [:]
    for index in senders.indices {
      guard case .alike(let traits) = senders[index] else { continue }
      let host = question.source.senders[index].host
      let others = traits.besidesOwnGroup
      let called = calls[others] ?? query.calls(of: host, question)
      calls[others] = .some(called)
      let stand =
        known[traits]
        ?? called.flatMap { query.sent(by: host, of: $0) }.map { .sending(others, $0) }
        ?? senders[index]
      known[traits] = stand
      senders[index] = stand
    }
  }

  /// - Parameter find: What the pair comes to, asked where its kind is new.
  mutating func take(
    _ sender: Int, _ destination: Int, in graph: ReachabilityGraph, find: () -> Finding
  ) {
    let key = key(sender, destination, in: graph)
    if let known = places[key] {
      kinds[sender][destination] = known
      members[known].append((sender, destination))
      return
    }
    let found = find()
    let kind = samples.count
    kinds[sender][destination] = kind
    samples.append(found)
    members.append([(sender, destination)])
    if isMovable(found, key, in: graph) { places[key] = kind }
  }

  private func key(_ sender: Int, _ destination: Int, in graph: ReachabilityGraph) -> Key {
    let own = senders[sender]
    guard case .host(let host) = question.target.goal.destinations[destination] else {
      return Key(sender: own, destination: destinations[destination], isItself: false)
    }
    let from = question.source.senders[sender].host
    if case .machine(let id) = from, case .interface(let interface) = host,
      let interfaces = graph.estate.machineOrScaleSet(id)?.interfaces,
      interfaces.contains(where: { $0.value?.id == interface })
    {
      // Of several interfaces of one machine each is another by itself.
      return Key(sender: own, destination: .alone(destination), isItself: true)
    }
    return Key(sender: own, destination: destinations[destination], isItself: host == from)
  }

  /// Whether the addresses of a class are all that the finding knows of it.
  private func isMovable(_ found: Finding, _ key: Key, in graph: ReachabilityGraph) -> Bool {
    if key.sender.isOfSeveral,
      found.asked.sources != graph.sendingAddresses(of: found.sender.host)
    {
      return false
    }
    if key.destination.isOfSeveral, case .host(let host) = found.destination,
      found.asked.destinations != graph.addresses(of: host)
    {
      return false
    }
    return true
  }

  /// The pairs of a kind together, as far as their addresses are all that tells them apart.
  func joined(in graph: ReachabilityGraph) -> [Finding] {
    samples.indices.flatMap { kind -> [Finding] in
      let pairs = members[kind]
      if pairs.count == 1 { return [samples[kind]] }
      var bySender: [(sender: Int, destinations: [Int])] = []
      for pair in pairs.sorted(by: { ($0.sender, $0.destination) < ($1.sender, $1.destination) }) {
        if bySender.last?.sender == pair.sender {
          bySender[bySender.count - 1].destinations.append(pair.destination)
        } else {
          bySender.append((pair.sender, [pair.destination]))
        }
      }
      // A class on both sides has no pairs of a host with itself here, or only those.
      var groups: [(senders: [Int], destinations: [Int])] = []
      for (sender, destinations) in bySender {
        if groups.last?.destinations == destinations {
          groups[groups.count - 1].senders.append(sender)
        } else {
          groups.append(([sender], destinations))
        }
      }
      return groups.map { group in
        samples[kind].moved(
          to: group.senders.map { question.source.senders[$0] },
          group.destinations.map { question.target.goal.destinations[$0] }, in: graph)
      }
    }
  }
}

extension Finding {
  /// What other pairs of the kind come to together.
  fileprivate func moved(
    to senders: [Subject.Sender], _ destinations: [Destination], in graph: ReachabilityGraph
  ) -> Finding {
    let sources =
      senders == [sender]
      ? nil
      : senders.reduce(AddressSet.empty) { $0.union(graph.sendingAddresses(of: $1.host)) }
    let targets =
      destinations == [destination]
      ? nil
      : destinations.reduce(AddressSet.empty) { addresses, destination in
        guard case .host(let host) = destination else { return addresses }
        return addresses.union(graph.addresses(of: host))
      }
    if sources == nil, targets == nil { return self }
    func moved(_ traffic: TrafficSet) -> TrafficSet {
      if traffic.isEmpty { return traffic }
      let sent = sources.map { traffic.settingSources(to: $0) } ?? traffic
      return targets.map { sent.settingDestinations(to: $0) } ?? sent
    }
    let movedCertain = moved(certain)
    return Finding(
      sender: senders.first ?? sender, destination: destinations.first ?? destination,
      asked: moved(asked), certain: movedCertain,
      possible: certain == possible ? movedCertain : moved(possible), ways: [])
  }
}
