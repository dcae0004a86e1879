internal import Reachability
internal import TrafficSets

/// What a change opens, packet by packet, so that nothing is told twice under several names.
struct Openings {
  let graph: ReachabilityGraph
  /// Between hosts.
  private var told = TrafficSet.empty
  /// To services, by their names.
  private var toldToFronts: [String: TrafficSet] = [:]
  /// What the question asks of these ends, whoever sends it.
  private var asked = TrafficSet.empty
  private var askedOfFronts: [String: TrafficSet] = [:]

  init(graph: ReachabilityGraph) { self.graph = graph }

  /// Takes in what the question itself is about.
  mutating func ask(
    _ traffic: TrafficSet, from senders: AddressSet, to ends: AddressSet,
    _ destination: Destination
  ) {
    let services = traffic.settingSources(to: .all).settingDestinations(to: .all)
    let sent = services.settingSources(to: senders)
    switch destination {
    case .host:
      asked.formUnion(services.settingDestinations(to: ends))
      told.formUnion(sent.settingDestinations(to: ends))
    case .front(let front):
      askedOfFronts[front.name, default: .empty].formUnion(services)
      toldToFronts[front.name, default: .empty].formUnion(sent)
    }
  }

  /// Whether something of it has not been told yet; then it has been.
  ///
  /// - Parameter isByAskers: Whether the senders are those of the question under another name.
  mutating func isNew(_ more: TrafficSet, to target: Subject, byAskers isByAskers: Bool) -> Bool {
    let fronts = target.goal.destinations.compactMap { destination -> String? in
      if case .front(let front) = destination { front.name } else { nil }
    }
    if let first = fronts.first {
      let services = more.settingDestinations(to: .all)
      let known = fronts.reduce(TrafficSet.empty) { known, name in
        let asked = isByAskers ? askedOfFronts[name] ?? .empty : .empty
        return known.union(toldToFronts[name] ?? .empty).union(asked)
      }
      if services.isSubset(of: known) { return false }
      toldToFronts[first, default: .empty].formUnion(services)
      return true
    }
    var exact = more
    if case .each = target.goal {
    } else if target.selector != "internet" {
      exact = more.settingDestinations(
        to: target.goal.destinations.reduce(AddressSet.empty) { addresses, destination in
          if case .host(let host) = destination {
            addresses.union(graph.addresses(of: host))
          } else {
            addresses
          }
        })
    }
    let known = isByAskers ? told.union(asked) : told
    if exact.isSubset(of: known) { return false }
    told.formUnion(exact)
    return true
  }
}

/// Something that gets through with a change and did not before.
struct OpenedFlow: Sendable {
  let text: String
  let isFromInternet: Bool
}
