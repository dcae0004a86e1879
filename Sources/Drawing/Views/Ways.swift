import Answers
import EstateModel
import Reachability

/// All that a picture draws of one answer: what gets through and what does not, each on its own way.
struct Ways {
  private(set) var routes: [Route] = []
  /// How many more there are.
  private(set) var omitted = 0
  /// Subnets of which some hosts are drawn by themselves, since they fare differently.
  private(set) var divided: Set<ResourceID> = []

  private let wording: Wording
  /// More than this nobody follows in one picture.
  private static let most = 6

  init(_ answer: QueryAnswer, _ stage: Stage, _ wording: Wording) {
    self.wording = wording
    for way in answer.ways {
      if let route = Route(way, of: answer, stage) { add(route) }
    }
    if routes.isEmpty, let straight = Route(straightFor: answer, stage) { routes = [straight] }
    // What gets through comes first.
    let order: [Scene.Verdict] = [.allowed, .undecided, .denied]
    routes = order.flatMap { verdict in routes.filter { $0.verdict == verdict } }
    absorb(stage, \.first) { Array($0.dropFirst()) }
    absorb(stage, \.last) { Array($0.dropLast()) }
    omitted = max(0, routes.count - Self.most)
    routes.removeLast(omitted)
  }

  private mutating func add(_ route: Route) {
    if let same = routes.firstIndex(where: { $0.isDrawn(like: route) }) {
      routes[same].take(from: route)
    } else {
      routes.append(route)
    }
  }

  // MARK: - Who stands for whom

  /// How one end of a route fares: what is left of the route without it.
  private struct Fare: Hashable {
    var stops: [Participant]
    var verdicts: [Scene.Verdict]
    var traffic: [String]
    var blockers: [Evidence]
  }

  /// Lets the hosts of a subnet stand for those machines in it that fare as they do.
  private mutating func absorb(
    _ stage: Stage, _ end: KeyPath<[Participant], Participant?>,
    _ rest: ([Participant]) -> [Participant]
  ) {
    func fares(_ participant: Participant) -> Set<Fare> {
      Set(
        routes.filter { $0.stops[keyPath: end] == participant }.map { route in
          Fare(
            stops: rest(route.stops), verdicts: route.legs.map(\.verdict),
            traffic: route.legs.map { wording.traffic($0.portions, of: route.asked) },
            blockers: route.legs.flatMap(\.steps).map(\.hop).filter { $0.outcome != .allow }
              .compactMap(\.evidence))
        })
    }
    var ends: [Participant] = []
    for end in routes.compactMap({ $0.stops[keyPath: end] }) where !ends.contains(end) {
      ends.append(end)
    }
    for case .hosts(let place) in ends {
      let whole = fares(.hosts(place))
      for other in ends where other != .hosts(place) && stage.isIn(other, place) {
        if fares(other) == whole {
          routes.removeAll { $0.stops[keyPath: end] == other }
        } else {
          divided.insert(place)
        }
      }
    }
  }
}
