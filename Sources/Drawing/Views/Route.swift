import Answers
import EstateModel
import Reachability
import TrafficSets

/// A way of an answer as it is drawn: from stop to stop, with what was decided between them.
///
/// Subnets and networks are boxes, which the line passes; the internet is passed as well, unless it is an
/// end or the way leaves a network to come back into one. Of a place with many hosts, the end is the host
/// that the way leads to. A way that does not arrive is led on to where it was meant to go.
struct Route: Hashable {
  struct Leg: Hashable {
    var from: Participant
    var to: Participant
    /// The decisions on it that its traffic hangs on.
    var steps: [TracedWay.Step] = []
    /// What travels on it.
    var portions: [TracedWay.Portion] = []
    /// Denied only where something on this leg denies; behind that no traffic is left to tell of.
    var verdict = Scene.Verdict.allowed
  }

  private(set) var legs: [Leg]
  /// What becomes of the traffic.
  let verdict: Scene.Verdict
  /// All that was asked of its ends.
  private(set) var asked: TrafficSet

  /// Of an answer that tells no way, only what comes of it.
  init?(straightFor answer: QueryAnswer, _ stage: Stage) {
    guard let start = stage.index.end(answer.from), let end = stage.index.end(answer.to) else {
      return nil
    }
    verdict = answer.verdict.drawn
    asked = .empty
    legs = [Leg(from: start, to: end, verdict: answer.verdict.drawn)]
  }

  init?(_ way: TracedWay, of answer: QueryAnswer, _ stage: Stage) {
    let path = way.steps.map(\.hop)
    let index = stage.index
    guard let start = index.end(path.first?.node ?? answer.from) ?? index.end(answer.from),
      let end = Self.end(of: path, of: answer, stage)
    else { return nil }
    verdict = way.outcome.drawn
    asked = way.asked
    let excursion = Excursion(path, from: start, to: end, stage)
    var legs: [Leg] = []
    var open = Leg(from: start, to: end)
    var stops = [start]
    func isArrived() -> Bool { stops.count > 1 && stops[stops.count - 1] == end }
    /// Ends the leg here.
    func stop(at participant: Participant, _ step: TracedWay.Step) {
      open.to = participant
      open.portions = [step.arriving]
      legs.append(open)
      open = Leg(from: participant, to: end)
      stops.append(participant)
    }
    for (offset, step) in way.steps.enumerated() {
      let hop = step.hop
      let isLast = offset == way.steps.count - 1
      let exit = Self.exit(of: hop, index)
      let participant = exit ?? (isLast ? index.end(hop.node) : index[hop.node])
      let isStop =
        (participant.map { Self.isStop($0, hop, end, index) || excursion.stops($0, at: offset) }
          ?? false) && Self.isThere(participant, path[offset...])
      let isDecided = step.decided != nil
      if let participant, isStop, !stops.contains(participant), !isArrived() {
        // What a destination decides is decided on the way to it, what an endpoint does, after it.
        let isDecidedBefore =
          participant == end || index.isTranslator(participant)
          || excursion.stops(participant, at: offset)
        if isDecided, isDecidedBefore { open.steps.append(step) }
        stop(at: participant, step)
        if isDecided, !isDecidedBefore { open.steps.append(step) }
        continue
      }
      guard isDecided else { continue }
      if isArrived() {
        legs[legs.count - 1].steps.append(step)
      } else {
        open.steps.append(step)
      }
    }
    if !isArrived() {
      open.portions = [way.traffic]
      legs.append(open)
    }
    self.legs = legs
    decide()
  }

  /// Where the path is to lead: of a subnet or a network, to the host in it that it arrives at; of a
  /// name, to what it leads to.
  private static func end(
    of path: [QueryAnswer.PathHop], of answer: QueryAnswer, _ stage: Stage
  ) -> Participant? {
    let asked = stage.index.end(answer.to)
    if case .wellKnown? = asked, answer.to.hasPrefix("fqdn/"), path.count > 1, let last = path.last,
      last.evidence == nil, let arrived = stage.index[last.node], !stage.index.isPlace(arrived),
      arrived != .internet
    {
      return arrived
    }
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

  /// A private endpoint of a managed network is not there where something else than itself denies what
  /// comes behind it: Azure makes none for what cannot have one.
  private static func isThere(
    _ participant: Participant?, _ rest: ArraySlice<QueryAnswer.PathHop>
  ) -> Bool {
    guard case .managedPrivateEndpoint? = participant, let hop = rest.first else { return true }
    let denial = rest.first { $0.outcome == .deny }
    return denial == nil || denial?.node == hop.node
  }

  /// What gets through is allowed all along, whatever an open value on the way makes of it.
  private mutating func decide() {
    guard let last = legs.indices.last else { return }
    if verdict == .allowed { return }
    var behind = Scene.Verdict.allowed
    for place in legs.indices {
      let outcomes = legs[place].steps.compactMap(\.hop.outcome)
      if verdict == .denied, outcomes.contains(.deny) {
        legs[place].verdict = .denied
        behind = .relation
        continue
      }
      if behind == .allowed, outcomes.contains(.unknown) { behind = .undecided }
      legs[place].verdict = behind
    }
    // Nothing on the way decides: then it is the way itself that is lacking, or open.
    if !legs.contains(where: { $0.verdict == verdict }) { legs[last].verdict = verdict }
  }

  var stops: [Participant] { legs.map(\.from) + legs.suffix(1).map(\.to) }

  func isDrawn(like other: Route) -> Bool {
    stops == other.stops && legs.map(\.verdict) == other.legs.map(\.verdict)
  }

  /// Adds what takes the same legs and fares alike.
  mutating func take(from other: Route) {
    asked.formUnion(other.asked)
    for place in legs.indices {
      for step in other.legs[place].steps where !legs[place].steps.contains(step) {
        legs[place].steps.append(step)
      }
      for portion in other.legs[place].portions where !legs[place].portions.contains(portion) {
        legs[place].portions.append(portion)
      }
    }
  }
}

/// The part of a way that leaves the networks of an estate by the internet and comes back from there to a
/// host: shown, since a straight line would be another way.
private struct Excursion {
  private let internet: Int?
  private let index: ParticipantIndex

  init(
    _ path: [QueryAnswer.PathHop], from start: Participant, to end: Participant, _ stage: Stage
  ) {
    index = stage.index
    let isBetweenNetworks = stage.isInNetwork(start) && stage.isInNetwork(end)
    internet =
      isBetweenNetworks
      ? path.firstIndex { $0.evidence == nil && stage.index[$0.node] == .internet } : nil
  }

  /// Whether the way is led over the internet, or over the public address that it comes back by.
  func stops(_ participant: Participant, at place: Int) -> Bool {
    guard let internet, place >= internet else { return false }
    return participant == .internet || index.isPublicAddress(participant)
  }
}
