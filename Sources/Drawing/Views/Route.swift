import Answers
import EstateModel
import Reachability

/// A path of an answer as it is drawn: from stop to stop, with what was decided between them.
///
/// Subnets and networks are boxes, which the line passes; the internet is passed as well, where it is
/// not an end. A path that does not arrive is led on to where it was meant to go.
struct Route: Hashable {
  struct Leg: Hashable {
    var from: Participant
    var to: Participant
    var hops: [QueryAnswer.PathHop] = []
  }

  private(set) var legs: [Leg]

  init?(_ path: [QueryAnswer.PathHop], of answer: QueryAnswer, _ index: ParticipantIndex) {
    guard let start = index.end(path.first?.node ?? answer.from) ?? index.end(answer.from),
      let end = index.end(answer.to)
    else { return nil }
    var stops = [start]
    var hops: [[QueryAnswer.PathHop]] = [[]]
    func isArrived() -> Bool { stops.count > 1 && stops[stops.count - 1] == end }
    for (offset, hop) in path.enumerated() {
      let isLast = offset == path.count - 1
      let participant = isLast ? index.end(hop.node) : index[hop.node]
      let isStop = participant.map { Self.isStop($0, hop, end, index) } ?? false
      if let participant, isStop, !stops.contains(participant), !isArrived() {
        // What a destination decides is decided on the way to it, what an endpoint does, after it.
        if hop.evidence != nil, participant == end { hops[hops.count - 1].append(hop) }
        stops.append(participant)
        hops.append([])
        if hop.evidence != nil, participant == end { continue }
      }
      guard hop.evidence != nil else { continue }
      hops[isArrived() ? stops.count - 2 : stops.count - 1].append(hop)
    }
    if stops[stops.count - 1] != end || stops.count == 1 { stops.append(end) }
    legs = zip(stops, stops.dropFirst()).enumerated().map { place, ends in
      Leg(from: ends.0, to: ends.1, hops: place < hops.count ? hops[place] : [])
    }
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
      return hop.evidence == nil || id.segments.last?.type.lowercased() == "privateendpoints"
    case .managedPrivateEndpoint: return true
    default: return hop.evidence == nil
    }
  }

  /// The ways of an answer, each once; where it tells none, straight on.
  static func routes(of answer: QueryAnswer, _ index: ParticipantIndex, most: Int = 3) -> [Route] {
    var routes: [Route] = []
    for path in answer.paths.isEmpty ? [[]] : answer.paths {
      guard let route = Route(path, of: answer, index) else { continue }
      if let same = routes.firstIndex(where: { $0.stops == route.stops }) {
        routes[same].take(from: route)
      } else if routes.count < most {
        routes.append(route)
      }
    }
    return routes
  }

  private var stops: [Participant] { legs.map(\.from) + legs.suffix(1).map(\.to) }

  /// Adds what another path over the same stops has decided.
  private mutating func take(from other: Route) {
    for place in legs.indices {
      for hop in other.legs[place].hops where !legs[place].hops.contains(hop) {
        legs[place].hops.append(hop)
      }
    }
  }
}
