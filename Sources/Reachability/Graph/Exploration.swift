package import EstateModel
package import TrafficSets

/// A step on a way through the graph, with what was decided on it.
package struct Hop: Sendable {
  package let place: Place
  /// Decisions on the edge that led here.
  package let decisions: [Decision]
  /// What arrives here of the traffic, by the addresses and ports that it has on the edge.
  package let traffic: TrafficSet
  /// What the traffic looks like from here on, where that is changed here.
  package let translation: Translation?
}

/// One way from a sender to a destination.
package struct Way: Sendable {
  package let hops: [Hop]
  /// What gets through on it, by the sender's own addresses.
  package let passage: Passage
  /// The denials on it, in order; none where the way is open.
  package let blockers: [Decision]
  /// Whether it leads to the destination, the denials overcome.
  package let arrives: Bool
  package let assumptions: [Remark]
  package let warnings: [Remark]

  /// The open values that the passage hangs on.
  package var unknowns: [(unknown: UnknownValue, evidence: Evidence)] {
    hops.flatMap(\.decisions).compactMap { decision in
      if case .unknown(let unknown) = decision.action { (unknown, decision.evidence) } else { nil }
    }
  }
}

/// All ways from one sender to one destination, open and blocked.
///
/// Denials of controls are noted and stepped over, so that a blocked way shows everything that stands
/// on it. Ways never come back to a place.
package struct Exploration: Sendable {
  package internal(set) var ways: [Way] = []
  /// Open values with few cases that were met, with those cases.
  package internal(set) var cases: [String: Set<String>] = [:]

  let graph: ReachabilityGraph
  let destination: Destination
  let hypothesis: Hypothesis
  let keepsDestinations: Bool
  let depth: Depth
  private let followsReplies: Bool
  /// Addresses of the destination by which the sender does not call it.
  private let uncalled: AddressSet
  /// Past this many denials a way is no longer told.
  private static let mostBlockers = 6

  /// How much of the ways is asked for.
  package enum Depth: Sendable {
    /// What gets through; the reasons need not be found.
    case whatPasses
    /// The open ways with the reasons why they are open.
    case openWays
    /// Blocked ways as well.
    case withBlocked
  }

  /// - Parameters:
  ///   - uncalled: Addresses of the destination by which the sender does not call it, though
  ///   what others make of its calls may come to them.
  ///   - throughProxies: Whether what proxies may make of the sender's requests counts.
  package init(
    _ graph: ReachabilityGraph, from sender: Host, toward destination: Destination,
    traffic: TrafficSet, under hypothesis: Hypothesis = .none, keepsDestinations: Bool = false,
    depth: Depth = .withBlocked, notBy uncalled: AddressSet = .empty, throughProxies: Bool = true
  ) {
    self.init(
      graph, from: sender, toward: destination, traffic: traffic, under: hypothesis,
      keepsDestinations: keepsDestinations, depth: depth, notBy: uncalled)
    if throughProxies { handOn(traffic, from: sender, past: []) }
  }

  /// What the sender itself gets through.
  init(
    _ graph: ReachabilityGraph, from sender: Host, toward destination: Destination,
    traffic: TrafficSet, under hypothesis: Hypothesis, keepsDestinations: Bool, depth: Depth,
    notBy uncalled: AddressSet
  ) {
    self.uncalled = uncalled
    self.graph = graph
    self.destination = destination
    self.hypothesis = hypothesis
    self.keepsDestinations = keepsDestinations
    self.depth = depth
    followsReplies = true
    let start = Place.sender(sender)
    walk(
      at: start, Passage(traffic),
      Trail(
        hops: [Hop(place: start, decisions: [], traffic: traffic, translation: nil)],
        places: [start]))
  }

  /// By whose addresses something may arrive at a host of what has come to a place, replies aside.
  static func senders(
    _ graph: ReachabilityGraph, of traffic: TrafficSet, from place: Place, arrivingAt host: Host
  ) -> AddressSet {
    let exploration = Exploration(graph, traffic, from: place, at: host)
    return exploration.ways.reduce(AddressSet.empty) { senders, way in
      way.arrives ? senders.union(way.passage.possible.sources) : senders
    }
  }

  private init(
    _ graph: ReachabilityGraph, _ traffic: TrafficSet, from place: Place, at host: Host
  ) {
    self.graph = graph
    destination = .host(host)
    uncalled = .empty
    hypothesis = .none
    keepsDestinations = false
    depth = .whatPasses
    followsReplies = false
    walk(
      at: place, Passage(traffic),
      Trail(
        hops: [Hop(place: place, decisions: [], traffic: traffic, translation: nil)],
        places: [place]))
  }

  private mutating func walk(at place: Place, _ passage: Passage, _ trail: Trail) {
    if case .host(let host) = place, destination == .host(host), followsReplies, !trail.isAstray {
      // The reply is routed by itself, knowing what the opening passed since it was last on the
      // internet: whoever sent it there takes the reply back from there.
      let isFromInternet = trail.isFromInternet
      let wayBack = graph.wayBack(
        from: host, in: trail.lastSubnet, routedBy: trail.lastRouted,
        to: passage.possible.sources,
        past: isFromInternet ? [] : trail.forwarders, overInternet: isFromInternet)
      if let wayBack {
        follow(Edge(to: .answered(host), wayBack), passage, trail)
      } else {
        finish(passage, trail, arrives: true)
      }
      return
    }
    if isDestination(place) {
      finish(passage, trail, arrives: true)
      return
    }
    let edges = graph.edges(from: place, toward: destination)
    // From a hub there are edges into each subnet of each spoke.
    let wanted = edges.count > Self.fewEdges ? passage.possible.destinations : .all
    for index in edges.indices where !edges[index].destinations.isDisjoint(with: wanted) {
      let edge = edges[index]
      var passage = passage
      if case .sender = place, edge.mechanism.translation == nil, !uncalled.isEmpty {
        passage = passage.intersection(TrafficSet(destinations: uncalled.complement))
        if passage.isEmpty { continue }
      }
      if !trail.hasBeen(at: edge.to) {
        follow(answering(edge, from: place, passage, trail), passage, trail)
      } else if let circle = graph.circle(from: place, by: edge) {
        follow(circle, passage, trail)
      }
    }
  }

  /// Who translates the sender's address gets the reply, and sends it on by its own routes; so does
  /// who forwarded a call to the service endpoint of its subnet.
  private func answering(
    _ edge: Edge, from place: Place, _ passage: Passage, _ trail: Trail
  ) -> Edge {
    guard followsReplies, !trail.isAstray else { return edge }
    let sources = passage.possible.sources
    let isFromInternet = trail.isFromInternet
    let wayBack: (any Mechanism)?
    switch (place, edge.to) {
    case (_, .firewall(let id, .translated)):
      wayBack = graph.wayBack(
        fromFirewall: id, to: sources, past: isFromInternet ? [] : trail.forwarders,
        overInternet: isFromInternet)
    case (.appliance(let id, arriving: false), .leaving(let subnet))
    where edge.mechanism.translation != nil && !isFromInternet:
      wayBack = graph.wayBack(
        from: ReachabilityGraph.Forwarder(arrival: id, leaving: subnet), to: sources,
        past: trail.forwarders)
    case (.routed, .publicSide) where edge.mechanism.translation != nil && !isFromInternet:
      guard let last = trail.forwarders.last else { return edge }
      wayBack = graph.wayBack(from: last, to: sources, past: trail.forwarders.dropLast())
    case (.router(let id), .service):
      wayBack = graph.wayBack(
        fromRouterOf: id, routedBy: trail.lastRouted, to: sources,
        past: isFromInternet ? [] : trail.forwarders, overInternet: isFromInternet)
    default: return edge
    }
    guard let wayBack else { return edge }
    return Edge(
      to: edge.to,
      Chain(edge.mechanism.steps + [wayBack]).translating(edge.mechanism.translation))
  }

  private static let fewEdges = 8

  private func isDestination(_ place: Place) -> Bool {
    switch (place, destination) {
    case (.service(let here), .front(let wanted)): here == wanted
    case (.answered(let here), .host(let wanted)): here == wanted
    case (.host(let here), .host(let wanted)): here == wanted
    default: false
    }
  }

  private mutating func follow(_ edge: Edge, _ passage: Passage, _ trail: Trail) {
    struct Stream {
      var passage: Passage
      var decisions: [Decision] = []
      var trail: Trail
    }
    let isAstray = trail.isAstray
    var streams = [Stream(passage: passage, trail: trail)]
    for step in edge.mechanism.steps {
      var next: [Stream] = []
      for stream in streams {
        let outcome = outcome(of: step, stream.passage)
        // Behind a denial nothing is decided any more.
        if stream.trail.blockers.isEmpty { note(step) }
        if !outcome.passed.isEmpty {
          var passed = stream
          passed.passage = outcome.passed
          passed.decisions += outcome.decisions.filter { $0.action != .deny }
          if let gate = step as? Gate, gate.hidesWay, !comesFromSomewhere(edge) {
            passed.trail.isAstray = true
          }
          passed.trail.assumptions += outcome.assumptions
          passed.trail.warnings += outcome.warnings
          next.append(passed)
        }
        let denials = outcome.decisions.filter { $0.action == .deny }
        guard depth == .withBlocked, step.isControl, !denials.isEmpty,
          stream.trail.blockers.count < Self.mostBlockers
        else { continue }
        var denied = stream
        denied.passage = Passage(denials.reduce(TrafficSet.empty) { $0.union($1.traffic) })
        denied.decisions += denials
        denied.trail.blockers += denials
        denied.trail.assumptions += outcome.assumptions
        denied.trail.warnings += outcome.warnings
        next.append(denied)
      }
      streams = next
    }
    for stream in streams {
      var trail = stream.trail
      trail.hops.append(
        Hop(
          place: edge.to, decisions: stream.decisions, traffic: stream.passage.possible,
          translation: edge.mechanism.translation))
      trail.places.append(edge.to)
      if case .dropped = edge.to {
        finish(stream.passage, trail, arrives: false)
        continue
      }
      var parts = translated(stream.passage, trail, edge.mechanism.translation)
      if stream.trail.isAstray, !isAstray {
        // Who forwards it may put another address in the place of the sender's.
        parts = parts.flatMap { passage, trail in
          let mayBeIPv6 = !passage.possible.destinations.isDisjoint(with: graph.book.ipv6)
          return translated(
            passage, trail, .sources(graph.unknownSenders(mayBeIPv6: mayBeIPv6)))
        }
      }
      for (passage, trail) in parts { walk(at: edge.to, passage, trail) }
    }
  }

  /// Whether the edge leads to the internet with a public address that no input tells: that says all
  /// there is to say of the sender.
  private func comesFromSomewhere(_ edge: Edge) -> Bool {
    guard let somewhere = graph.book[.somewhere] else { return false }
    return edge.mechanism.translation == .sources(AddressSet(somewhere))
  }

  /// Where only what gets through is asked, the reasons need not be found.
  private func outcome(of step: any Mechanism, _ passage: Passage) -> Outcome {
    if depth == .whatPasses, let list = step as? RuleList, hypothesis == .none || list.cases.isEmpty
    {
      return Outcome(passed: list.passes(passage))
    }
    return step.decide(passage, under: hypothesis)
  }

  private mutating func note(_ step: any Mechanism) {
    if let list = step as? RuleList {
      cases.merge(list.cases) { $0.union($1) }
      return
    }
    guard let gate = step as? Gate, case .unknown(let unknown) = gate.action, !gate.cases.isEmpty
    else { return }
    cases[unknown.key, default: []].formUnion(gate.cases.keys)
  }

  /// Source translation hides who sent: the way is split by senders that fare alike, and remembers
  /// them.
  private func translated(
    _ passage: Passage, _ trail: Trail, _ translation: Translation?
  ) -> [(Passage, Trail)] {
    switch translation {
    case nil: return [(passage, trail)]
    case .destinations(let addresses): return [(passage.redirected(to: addresses), trail)]
    case .destination(let addresses, let ports, let counted):
      var known = trail
      known.counted = counted ?? trail.counted
      return [(passage.redirected(to: addresses, ports), known)]
    case .both(let sources, let destinations, let ports):
      let inner = translated(
        passage, trail, .destination(destinations, ports: ports, countedAs: trail.counted))
      return inner.flatMap { translated($0.0, $0.1, .sources(sources)) }
    case .sources(let addresses):
      func changed(_ passage: Passage) -> Passage {
        Passage(
          certain: passage.certain.settingSources(to: addresses),
          possible: passage.possible.settingSources(to: addresses))
      }
      if trail.origin != nil { return [(changed(passage), trail)] }
      return passage.sendersThatFareAlike.map { senders in
        var split = trail
        split.origin = senders
        return (changed(passage.intersection(TrafficSet(sources: senders))), split)
      }
    }
  }

  private mutating func finish(_ passage: Passage, _ trail: Trail, arrives: Bool) {
    func counted(_ traffic: TrafficSet) -> TrafficSet {
      var counted = trail.origin.map { traffic.settingSources(to: $0) } ?? traffic
      if let ports = trail.counted { counted = counted.settingDestinationPorts(to: ports) }
      if !keepsDestinations { counted = counted.settingDestinations(to: .all) }
      return counted
    }
    let isOpen = arrives && trail.blockers.isEmpty && depth != .whatPasses
    ways.append(
      Way(
        hops: isOpen ? trail.hops(taking: passage) : trail.hops,
        passage: Passage(
          certain: counted(passage.certain), possible: counted(passage.possible)),
        blockers: trail.blockers, arrives: arrives, assumptions: trail.assumptions,
        warnings: trail.warnings))
  }
}
