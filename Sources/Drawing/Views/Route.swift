import Answers
import EstateModel
import Reachability

/// A path of an answer as it is drawn: from stop to stop, with what was decided between them.
///
/// Subnets and networks are boxes, which the line passes; the internet is passed as well, where it is
/// not an end. Of a place with many hosts, the end is the host that the path leads to. A path that
/// does not arrive is led on to where it was meant to go.
struct Route: Hashable {
  struct Leg: Hashable {
    var from: Participant
    var to: Participant
    var hops: [QueryAnswer.PathHop] = []
    /// Denied only where something on this leg denies; behind that no traffic is left to tell of.
    var verdict = Scene.Verdict.allowed
  }

  private(set) var legs: [Leg]
  /// What travels on it, as far as this path tells of it: `tcp/443`, `the rest of tcp/443`.
  var traffic = ""
  /// Whether the answer tells the path, not only that something gets through.
  private(set) var isTold = true

  /// A way that the answer does not tell, only that it is open.
  init(from start: Participant, to end: Participant, traffic: String) {
    legs = [Leg(from: start, to: end)]
    self.traffic = traffic
    isTold = false
  }

  init?(_ path: [QueryAnswer.PathHop], of answer: QueryAnswer, _ stage: Stage) {
    let index = stage.index
    guard let start = index.end(path.first?.node ?? answer.from) ?? index.end(answer.from),
      let end = Self.end(of: path, of: answer, stage)
    else { return nil }
    var stops = [start]
    var hops: [[QueryAnswer.PathHop]] = [[]]
    func isArrived() -> Bool { stops.count > 1 && stops[stops.count - 1] == end }
    for (offset, hop) in path.enumerated() {
      let isLast = offset == path.count - 1
      let exit = Self.exit(of: hop, index)
      let participant = exit ?? (isLast ? index.end(hop.node) : index[hop.node])
      let isStop = participant.map { Self.isStop($0, hop, end, index) } ?? false
      if let participant, isStop, !stops.contains(participant), !isArrived() {
        // What a destination decides is decided on the way to it, what an endpoint does, after it.
        let isDecidedBefore = participant == end || index.isTranslator(participant)
        if hop.evidence != nil, isDecidedBefore { hops[hops.count - 1].append(hop) }
        stops.append(participant)
        hops.append([])
        if hop.evidence != nil, isDecidedBefore { continue }
      }
      guard hop.evidence != nil else { continue }
      hops[isArrived() ? stops.count - 2 : stops.count - 1].append(hop)
    }
    // From one host of a subnet to another one of it.
    let returns = start == end && path.count > 1 && path.last?.evidence == nil
    let arrives = isArrived() || returns
    if !isArrived() { stops.append(end) }
    legs = zip(stops, stops.dropFirst()).enumerated().map { place, ends in
      Leg(from: ends.0, to: ends.1, hops: place < hops.count ? hops[place] : [])
    }
    decide(answer, arrives: arrives)
  }

  /// Where the path is to lead: of a subnet or a network, to the host in it that it arrives at.
  private static func end(
    of path: [QueryAnswer.PathHop], of answer: QueryAnswer, _ stage: Stage
  ) -> Participant? {
    let asked = stage.index.end(answer.to)
    guard case .hosts(let place)? = asked, path.count > 1, let last = path.last,
      last.evidence == nil, let arrived = stage.index.end(last.node), stage.isIn(arrived, place)
    else { return asked }
    return arrived
  }

  /// The gateway by which a packet leaves, where the decision names it.
  private static func exit(
    of hop: QueryAnswer.PathHop, _ index: ParticipantIndex
  ) -> Participant? {
    guard let evidence = hop.evidence, evidence.control == "outboundMethod", hop.outcome == .allow,
      let exit = index[evidence.rule], index.isTranslator(exit)
    else { return nil }
    return exit
  }

  private static func isStop(
    _ participant: Participant, _ hop: QueryAnswer.PathHop, _ end: Participant,
    _ index: ParticipantIndex
  ) -> Bool {
    // These decide for a packet that is elsewhere.
    if let control = hop.evidence?.control, ["nameResolution", "managedNetwork"].contains(control) {
      return false
    }
    if participant == end { return true }
    switch participant {
    case .internet, .hosts: return false
    case .resource(let id):
      if index.isPlace(id) { return false }
      return hop.evidence == nil || index.isTranslator(participant)
        || id.segments.last?.type.lowercased() == "privateendpoints"
    case .managedPrivateEndpoint: return true
    default: return hop.evidence == nil
    }
  }

  private mutating func decide(_ answer: QueryAnswer, arrives: Bool) {
    var behind = Scene.Verdict.allowed
    for place in legs.indices {
      let outcomes = legs[place].hops.compactMap(\.outcome)
      if outcomes.contains(.deny) {
        legs[place].verdict = .denied
        behind = .relation
        continue
      }
      if behind == .allowed, outcomes.contains(.unknown) { behind = .undecided }
      legs[place].verdict = behind
    }
    guard verdict == .allowed, let last = legs.indices.last else { return }
    // Nothing on the way decides: then it is the way itself that is lacking, or open.
    switch answer.verdict {
    case .unreachable: legs[last].verdict = .denied
    case .unknown where answer.allowed.isEmpty: legs[last].verdict = .undecided
    default: legs[last].verdict = arrives || answer.paths.isEmpty ? .allowed : .denied
    }
  }

  var stops: [Participant] { legs.map(\.from) + legs.suffix(1).map(\.to) }

  /// The worst of what its legs say.
  var verdict: Scene.Verdict {
    let verdicts = legs.map(\.verdict)
    return verdicts.contains(.denied)
      ? .denied : verdicts.contains(.undecided) ? .undecided : .allowed
  }

  /// Adds what another path over the same stops has decided.
  mutating func take(from other: Route) {
    for place in legs.indices {
      for hop in other.legs[place].hops where !legs[place].hops.contains(hop) {
        legs[place].hops.append(hop)
      }
    }
  }

  func isDrawn(like other: Route) -> Bool {
    stops == other.stops && legs.map(\.verdict) == other.legs.map(\.verdict)
      && traffic == other.traffic
  }
}
