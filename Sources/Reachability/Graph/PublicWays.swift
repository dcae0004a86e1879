internal import EstateModel
internal import TrafficSets

/// Which hosts of the estate may call each other by public addresses.
///
/// What a host sends to such an address leaves its network, or comes to a firewall that has the address.
/// How far it gets does not hang on whom it is for; from there on it does not hang on who sent it. So a
/// few steps tell of most pairs that nothing passes that way. Of the others nothing is said here.
struct PublicWays {
  /// What comes so far that only its destination decides where it goes.
  fileprivate struct Stand: Hashable {
    let place: Place
    let traffic: TrafficSet
  }

  /// A host that public addresses lead to.
  private struct Arrival {
    let host: Host
    /// The number of the calls that lead to it.
    let calls: Int
  }

  /// What one host sends to public addresses of the estate.
  struct Sent {
    /// `nil` where it may get anywhere.
    fileprivate let stands: [Stand]?
    /// For each kind of calls by whose addresses they come so far, once it was asked for.
    fileprivate var byCalls: [[(place: Place, callers: AddressSet)]?]
  }

  private let graph: ReachabilityGraph
  private var calls: [TrafficSet] = []
  private var numbers: [TrafficSet: Int] = [:]
  private var all = TrafficSet.empty
  private var arrivals: [Arrival] = []
  private var exits: [ResourceID: [Stand]?] = [:]
  /// By whose addresses something may arrive from a place, by arrival.
  private var callers: [Place: [AddressSet?]] = [:]
  private let allCallers = SharedWork<Place, AddressSet>()

  init(graph: ReachabilityGraph) { self.graph = graph }

  /// Notes calls that lead to a host, before anything is asked.
  ///
  /// - Returns: The number of the arrival; `nil` where there are no calls.
  mutating func arrival(of calls: TrafficSet, at host: Host) -> Int? {
    if calls.isEmpty { return nil }
    let number = numbers[calls] ?? self.calls.count
    if number == self.calls.count {
      numbers[calls] = number
      self.calls.append(calls)
      all.formUnion(calls)
    }
    arrivals.append(Arrival(host: host, calls: number))
    return arrivals.count - 1
  }

  /// - Parameter witness: a host whose edges stand for those toward all others, as far as public
  ///   addresses do not lead to them.
  mutating func sent(by border: HostFlows.Border, toward witness: Host) -> Sent {
    let byCalls = [[(place: Place, callers: AddressSet)]?](repeating: nil, count: calls.count)
    if all.isEmpty { return Sent(stands: [], byCalls: byCalls) }
    guard let exits = exits(of: border.subnet, toward: witness) else {
      return Sent(stands: nil, byCalls: byCalls)
    }
    if exits.isEmpty { return Sent(stands: [], byCalls: byCalls) }
    let left = border.filters.reduce(
      Passage(all.settingSources(to: AddressSet(border.address)))
    ) { $1.list.passes($0) }
    // Who sent it was changed on the way out.
    let anybody = left.possible.settingSources(to: .all)
    let stands = exits.map {
      Stand(place: $0.place, traffic: $0.traffic.intersection(anybody))
    }
    return Sent(stands: stands.filter { !$0.traffic.isEmpty }, byCalls: byCalls)
  }

  /// Whether something of it may come to the arrival of this number.
  mutating func mayArrive(_ sent: inout Sent, _ arrival: Int) -> Bool {
    guard let stands = sent.stands else { return true }
    if stands.isEmpty { return false }
    let number = arrivals[arrival].calls
    let wanted: [(place: Place, callers: AddressSet)]
    if let known = sent.byCalls[number] {
      wanted = known
    } else {
      wanted = stands.map {
        (place: $0.place, callers: $0.traffic.intersection(calls[number]).sources)
      }.filter { !$0.callers.isEmpty }
      sent.byCalls[number] = wanted
    }
    return wanted.contains { stand in
      !callers(arrival, from: stand.place).isDisjoint(with: stand.callers)
    }
  }

  /// By whose addresses something may arrive, told once for all senders.
  private mutating func callers(_ arrival: Int, from place: Place) -> AddressSet {
    if let known = callers[place]?[arrival] { return known }
    let made = allCallers.value(of: arrival, among: arrivals.count, place) { arrival in
      Exploration.senders(
        graph, of: calls[arrivals[arrival].calls].settingSources(to: .all), from: place,
        arrivingAt: arrivals[arrival].host)
    }
    callers[place, default: Array(repeating: nil, count: arrivals.count)][arrival] = made
    return made
  }

  // MARK: - The way out

  /// Where calls come to that leave a subnet, whoever sends them; `nil` where that is not decided.
  private mutating func exits(of subnet: ResourceID, toward witness: Host) -> [Stand]? {
    if let known = exits[subnet] { return known }
    var search = ExitSearch(graph: graph, witness: witness)
    let isDecided = search.follow(all, from: .routed(subnet: subnet), past: [])
    let made = isDecided ? search.found.map { Stand(place: $0.key, traffic: $0.value) } : nil
    exits[subnet] = .some(made)
    return made
  }

  private struct ExitSearch {
    let graph: ReachabilityGraph
    let witness: Host
    var found: [Place: TrafficSet] = [:]

    /// - Returns: Whether all of it comes to places that are known, or nowhere.
    mutating func follow(_ traffic: TrafficSet, from place: Place, past: [Place]) -> Bool {
      let called = traffic.destinations
      let edges = graph.edges(from: place, toward: .host(witness))
      // By their places: a hub has a thousand of which few are wanted.
      for index in edges.indices where !edges[index].destinations.isDisjoint(with: called) {
        let edge = edges[index]
        if case .dropped = edge.to { continue }
        if past.contains(edge.to) { continue }
        let passed = passed(edge.mechanism, traffic)
        if passed.isEmpty { continue }
        // Nothing that is known of the way out changes whom it is for.
        switch edge.mechanism.translation {
        case nil, .sources: break
        case .destination, .destinations, .both: return false
        }
        switch edge.to {
        case .internet: note(passed, at: edge.to)
        case .firewall(_, .arriving):
          note(passed, at: edge.to)
          guard follow(passed, from: edge.to, past: past + [place]) else { return false }
        case .firewall, .appliance, .leaving, .routing, .routed:
          guard follow(passed, from: edge.to, past: past + [place]) else { return false }
        default: return false
        }
      }
      return true
    }

    private mutating func note(_ traffic: TrafficSet, at place: Place) {
      found[place, default: .empty].formUnion(traffic)
    }

    private func passed(_ mechanism: any Mechanism, _ traffic: TrafficSet) -> TrafficSet {
      var passage = Passage(traffic)
      for step in mechanism.steps {
        if let list = step as? RuleList {
          passage = list.passes(passage)
        } else {
          passage = step.decide(passage, under: .none).passed
        }
      }
      guard case .sources(let addresses) = mechanism.translation else { return passage.possible }
      return passage.possible.settingSources(to: addresses)
    }
  }
}
