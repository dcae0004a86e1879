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

  /// More than this nobody follows in one picture.
  private static let most = 6

  init(_ answer: QueryAnswer, _ stage: Stage, _ wording: Wording) {
    let allowed = answer.allowed.map { Share($0, stage.index) }
    let undecided = answer.undecided.map { Share($0, stage.index) }
    for path in answer.paths.isEmpty ? [[]] : answer.paths {
      guard var route = Route(path, of: answer, stage) else { continue }
      route.traffic = Self.traffic(of: route, answer, allowed, undecided, wording)
      add(route)
    }
    if answer.verdict == .partial { addUntold(allowed, answer, stage, wording) }
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

  /// An answer tells the paths of what is blocked; what gets through elsewhere it only names.
  private mutating func addUntold(
    _ shares: [Share], _ answer: QueryAnswer, _ stage: Stage, _ wording: Wording
  ) {
    for share in shares {
      guard let from = share.from ?? stage.index.end(answer.from),
        let to = share.to ?? stage.index.end(answer.to)
      else { continue }
      let isTold = routes.contains {
        $0.verdict == .allowed && $0.stops.first == from && $0.stops.last == to
      }
      if isTold { continue }
      let terms = shares.filter { $0.from == share.from && $0.to == share.to }.map(\.traffic)
      routes.append(Route(from: from, to: to, traffic: wording.traffic(terms)))
    }
  }

  // MARK: - What travels

  /// A term of an answer, with the hosts that it is restricted to.
  private struct Share {
    private(set) var traffic: String
    private(set) var from: Participant?
    private(set) var to: Participant?

    /// - Parameter term: `tcp/443 from subnet/hub/a to nic/b`.
    init(_ term: String, _ index: ParticipantIndex) {
      var kept: [Substring] = []
      let words = term.split(separator: " ", omittingEmptySubsequences: false)
      var place = 0
      while place < words.count {
        let end = place + 1 < words.count ? index.end(String(words[place + 1])) : nil
        if words[place] == "from", from == nil, let end {
          from = end
          place += 2
        } else if words[place] == "to", to == nil, let end {
          to = end
          place += 2
        } else {
          kept.append(words[place])
          place += 1
        }
      }
      traffic = kept.joined(separator: " ")
    }

    func speaks(of route: Route) -> Bool {
      (from == nil || from == route.stops.first) && (to == nil || to == route.stops.last)
    }
  }

  private static func traffic(
    of route: Route, _ answer: QueryAnswer, _ allowed: [Share], _ undecided: [Share],
    _ wording: Wording
  ) -> String {
    let whole = wording.traffic(answer.traffic)
    guard answer.verdict == .partial || answer.verdict == .unknown else { return whole }
    let passing = allowed.filter { $0.speaks(of: route) }.map(\.traffic)
    let open = undecided.filter { $0.speaks(of: route) }.map(\.traffic)
    switch route.verdict {
    case .allowed: return passing.isEmpty ? whole : wording.traffic(passing)
    case .undecided: return open.isEmpty ? whole : wording.traffic(open)
    case .denied, .relation, .broken:
      return passing.isEmpty && open.isEmpty ? whole : wording.rest(of: answer.traffic)
    }
  }

  // MARK: - Who stands for whom

  /// How one end of a route fares: what is left of the route without it.
  private struct Fare: Hashable {
    var stops: [Participant]
    var verdicts: [Scene.Verdict]
    var traffic: String
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
            stops: rest(route.stops), verdicts: route.legs.map(\.verdict), traffic: route.traffic,
            blockers: route.legs.flatMap(\.hops).filter { $0.outcome != .allow }
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
