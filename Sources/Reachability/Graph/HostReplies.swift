internal import EstateModel
internal import TrafficSets

/// What replies of hosts let through, for all that they reply to at once.
///
/// How a reply is routed hangs on the network and the route table of the host that sends it, and on the
/// appliances that the opening passed.
struct HostReplies {
  let graph: ReachabilityGraph
  /// The addresses that are replied to, ascending.
  let departures: [Address]
  /// A host for each class whose replies are routed alike.
  private var hosts: [HostFlows.Border] = []
  private var places: [ResourceID: Int] = [:]
  private var profiles: [Key: Int] = [:]
  /// By number, by place of the source.
  private var known: [[HostFlows.Flow]] = []
  /// By link and class the number of the profile, since hashing what a link passes takes long.
  private var numbers: [[Int]] = []
  /// How replies are routed, by the appliances that the opening passed.
  private let lists = SharedWork<[ResourceID], RuleList?>()

  private struct Key: Hashable {
    let place: Int
    let appliances: [ResourceID]
  }

  init(graph: ReachabilityGraph, departures: [Address]) {
    self.graph = graph
    self.departures = departures
  }

  var count: Int { hosts.count }

  /// The number of the class that the host belongs to.
  mutating func place(of target: HostFlows.Border) -> Int {
    let key = graph.routedLike(target.subnet)
    if let known = places[key] { return known }
    places[key] = hosts.count
    hosts.append(target)
    return hosts.count - 1
  }

  private static let unasked = -2
  private static let allAnswered = -1

  /// What connections of a source to hosts of the class come to for their replies.
  ///
  /// - Parameter link: stands for the appliances that they pass.
  mutating func flow(
    ofRepliesTo source: Int, by place: Int, _ link: Int,
    past appliances: [ResourceID], _ profiles: inout FlowProfiles,
    _ flows: inout FlowTable
  ) -> HostFlows.Flow {
    while numbers.count <= link {
      numbers.append(Array(repeating: Self.unasked, count: hosts.count))
    }
    var number = numbers[link][place]
    if number == Self.unasked {
      number = profile(place, past: appliances, &profiles, &flows)
      numbers[link][place] = number
    }
    return number == Self.allAnswered ? HostFlows.everything : known[number][source]
  }

  /// The number of a profile; ``allAnswered``.
  private mutating func profile(
    _ place: Int, past appliances: [ResourceID], _ profiles: inout FlowProfiles,
    _ flows: inout FlowTable
  ) -> Int {
    let key = Key(place: place, appliances: appliances)
    if let known = self.profiles[key] { return known }
    let host = hosts[place]
    let list = lists.value(of: place, among: hosts.count, appliances) { place in
      let forwarders = appliances.map { id in
        ReachabilityGraph.Forwarder(arrival: id, leaving: graph.home(of: id) ?? id)
      }
      return graph.wayBack(from: hosts[place].host, to: .all, past: forwarders) as? RuleList
    }
    var number = Self.allAnswered
    if let list {
      let profile = profiles.profile(
        of: [HostFlows.Filter(list)], at: .between, sentTo: host.address, by: departures, &flows)
      number = known.count
      known.append(profiles.flows(profile))
    }
    self.profiles[key] = number
    return number
  }
}
