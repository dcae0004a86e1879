internal import EstateModel
package import TrafficSets

/// What hosts of many classes get through to each other, worked out by factors.
///
/// Between two hosts in subnets a packet leaves by the sender's groups, is routed, perhaps by
/// appliances, and arrives by the receiver's groups; of TCP the reply is routed as well. What passes is
/// the product of these. Each factor is worked out once for all partners at once, so that a pair costs
/// a few look-ups and not a search. The factors are read off the graph's own edges. Where these are
/// not of the form that this rests on, ``sent(from:)`` says so and the pair is searched like any
/// other: hosts one of which may call the other by a public address, networks between which routes are
/// in doubt.
///
/// It rests on one law: past the sender's subnet, edges toward an interface or a compute in a subnet are
/// the same whichever it is, as far as the border of its subnet, unless
/// ``ReachabilityGraph/routeDoubt(at:toward:)`` names a doubt or a route's next hop is not known.
package struct HostFlows: Sendable {
  /// Stands for what passes between two hosts: equal for equal traffic, 0 for none.
  package typealias Flow = Int32

  package static let nothing: Flow = 0
  static let everything: Flow = 1
  /// Must be searched for.
  package static let searched: Flow = -1
  /// Nothing passes, since no route leads there, whatever groups let through.
  package static let wayless: Flow = -2

  let graph: ReachabilityGraph
  /// The protocols and ports that are asked about, from anywhere to anywhere.
  let traffic: TrafficSet
  private var sources: [Border?] = []
  private var targets: [Border?] = []
  private var targetPlaces: [TargetPlace] = []
  /// By run of targets whether some of it may be called by public addresses.
  private var runsWithCalls: [Bool] = []
  /// What the filters of sources let through, by place of the target.
  private let sourceProfiles: [[Flow]]
  /// What the filters of targets let through, by place of the source, by the number of their profile.
  private var received: [[Flow]] = []
  /// The targets' addresses, ascending.
  private let arrivals: [Address]
  private var doubts: HostDoubts
  private var routes: HostRoutes
  private var replies: HostReplies
  private var publicWays: PublicWays
  private var profiles: FlowProfiles
  private var row = Row(replies: 0)
  /// By what stands for subnets whose routes are alike.
  private var outsets: [ResourceID: Outset] = [:]
  private var flows: FlowTable

  /// A host with what stands between it and the routes of its network.
  struct Border {
    let host: Host
    let address: Address
    let subnet: ResourceID
    let network: ResourceID
    let filters: [Filter]
    /// Of a target, what others send that call it by public addresses.
    var calls = TrafficSet.empty
    /// Of a source its place among the ascending addresses of sources; of a target, of targets.
    var place = 0
    /// The number of what the filters let through, by place of the partner.
    var profile = 0
  }

  /// What is asked of a target for each source; numbers, since there are many of both.
  private struct TargetPlace {
    var address = 0
    var profile = 0
    var network = 0
    var reply = 0
    /// The number of what arrives by public addresses, where it has any.
    var arrival: Int?
    var isSearched = true
  }

  /// What is the same for all sources whose routes are alike.
  private struct Outset {
    /// Targets to which no route leads.
    var wayless: [Int32] = []
    /// Runs of targets for which it hangs on the source.
    var runs: [Int] = []
    /// Targets that must be searched for.
    var searched: [Int32] = []
  }

  /// What passes from one source.
  package struct Sent: Sendable {
    /// Targets to which no route leads, whatever groups let through; ascending, like the others.
    package let wayless: [Int32]
    package let searched: [Int32]
    /// All other targets, and what passes to each.
    package fileprivate(set) var targets: [Int32] = []
    package fileprivate(set) var flows: [Flow] = []
    /// Targets that may be called by public addresses as well, and what passes by their own.
    package fileprivate(set) var called: [(target: Int32, directly: Flow)] = []

    fileprivate mutating func append(_ target: Int, _ flow: Flow) {
      targets.append(Int32(target))
      flows.append(flow)
    }
  }

  /// What is known of one source's links.
  private struct Row {
    /// Where both addresses are judged, by link what passes to each target.
    private var profiles: [[Flow]?] = []
    /// By link and class of replies what passes, with the reply.
    var answered: StampedFlows
    /// By set of ways that judge no two addresses, and class of replies.
    var middles: StampedFlows

    /// - Parameter replies: how many classes of these there are.
    init(replies: Int) {
      answered = StampedFlows(width: replies)
      middles = StampedFlows(width: replies)
    }

    mutating func forget() {
      profiles.removeAll(keepingCapacity: true)
      answered.forget()
      middles.forget()
    }

    func profile(_ link: Int) -> [Flow]? { link < profiles.count ? profiles[link] : nil }

    mutating func note(_ profile: [Flow], of link: Int) {
      while profiles.count <= link { profiles.append(nil) }
      profiles[link] = profile
    }
  }

  /// A rule list at a border.
  struct Filter: Hashable {
    let identity: ObjectIdentifier
    let list: RuleList

    init(_ list: RuleList) {
      self.list = list
      identity = ObjectIdentifier(list.filter)
    }

    static func == (one: Filter, other: Filter) -> Bool { one.identity == other.identity }
    func hash(into hasher: inout Hasher) { hasher.combine(identity) }
  }

  /// - Parameters:
  ///   - sources: Interfaces and computes, each for its class; of a `nil` nothing is known here.
  ///   - traffic: The protocols and ports that are asked about, from anywhere to anywhere.
  package init(
    _ graph: ReachabilityGraph, from sources: [Host?], to targets: [Host?], traffic: TrafficSet
  ) {
    self.graph = graph
    self.traffic = traffic
    // Lists of senders and of receivers have nothing in common, and are most of the work.
    let (arriving, departing) = inTwoThreads(
      { Self.arrivals(at: targets, in: graph) },
      { Self.departures(of: sources, toward: targets.compactMap { $0 }, in: graph) })
    arrivals = arriving.addresses
    let (sent, received) = inTwoThreads(
      { Profiled(traffic, departing, arriving, at: .sources) },
      { Profiled(traffic, departing, arriving, at: .targets) })
    self.sources = sent.borders
    var targets = received.borders
    let profiles = Self.profiles(of: &targets, received.profiles)
    self.targets = targets
    sourceProfiles = sent.profiles
    flows = sent.flows
    let numbers = flows.numbers(of: received.flows)
    self.profiles = FlowProfiles(
      traffic: traffic, from: departing.addresses, to: arriving.addresses)
    doubts = HostDoubts(graph: graph, targets: received.borders)
    replies = HostReplies(graph: graph, departures: departing.addresses)
    publicWays = PublicWays(graph: graph)
    let places = departing.addresses.count
    let (head, tail) = inTwoThreads(
      { Self.received(by: profiles, numbers, from: 0..<places / 2) },
      {
        let routes = HostRoutes(graph, to: received.borders, traffic: traffic)
        return (routes, Self.received(by: profiles, numbers, from: places / 2..<places))
      })
    routes = tail.0
    self.received = head + tail.1
    numberTargets()
    row = Row(replies: replies.count)
    runsWithCalls = routes.runs.map { run in run.contains { targetPlaces[$0].arrival != nil } }
  }

  private mutating func numberTargets() {
    for target in targets {
      guard let target else {
        targetPlaces.append(TargetPlace())
        continue
      }
      targetPlaces.append(
        TargetPlace(
          address: target.place, profile: target.profile,
          network: doubts.place(of: target.network), reply: replies.place(of: target),
          arrival: publicWays.arrival(of: target.calls, at: target.host), isSearched: false))
    }
  }

  // MARK: - Asking

  /// What passes from a source to every target, by its number; `nil` where all of it must be searched
  /// for.
  package mutating func sent(from source: Int) -> Sent? {
    guard let from = sources[source],
      let witness = doubts.witness(from: from.network)
    else { return nil }
    let routing = routes.routing(from: from.subnet, toward: witness, &flows)
    let outset = outset(of: routing, key: routes.key(of: from.subnet))
    let profile = sourceProfiles[from.profile]
    let received = received[from.place]
    row.forget()
    var calls = publicWays.sent(by: from, toward: witness)
    var sent = Sent(wayless: outset.wayless, searched: outset.searched)
    for run in outset.runs {
      let indices = routes.runs[run]
      let set = routing.setsOfRuns[run]
      if set != HostRoutes.mixed, !runsWithCalls[run],
        let middle = commonMiddle(set, from, targetPlaces[indices.lowerBound])
      {
        for target in indices {
          let both = flows.product(
            profile[targetPlaces[target].address], received[targetPlaces[target].profile])
          sent.append(target, flows.product(both, middle))
        }
        continue
      }
      for target in indices {
        let place = targetPlaces[target]
        let set = routing.sets[target]
        if set == HostRoutes.searched {
          sent.append(target, Self.searched)
          continue
        }
        var flow = Self.wayless
        if !routes.sets[Int(set)].isEmpty {
          flow = flows.product(profile[place.address], received[place.profile])
          if flow != Self.nothing { flow = flows.product(flow, middle(set, from, place)) }
        }
        if let arrival = place.arrival, publicWays.mayArrive(&calls, arrival) {
          sent.called.append((Int32(target), flow == Self.wayless ? Self.nothing : flow))
        } else {
          sent.append(target, flow)
        }
      }
    }
    return sent
  }

  /// Sorts the targets by what the routes alone tell.
  private mutating func outset(of routing: HostRoutes.Routing, key: ResourceID) -> Outset {
    if let known = outsets[key] { return known }
    let inDoubt = doubts.networksInDoubt(from: routing.subnets)
    var outset = Outset()
    for (run, indices) in routes.runs.enumerated() {
      let place = targetPlaces[indices.lowerBound]
      let set = routing.setsOfRuns[run]
      if place.isSearched || inDoubt[place.network] || set == HostRoutes.searched {
        outset.searched += indices.map { Int32($0) }
      } else if set != HostRoutes.mixed, !runsWithCalls[run], routes.sets[Int(set)].isEmpty {
        outset.wayless += indices.map { Int32($0) }
      } else {
        outset.runs.append(run)
      }
    }
    outsets[key] = outset
    return outset
  }

  /// What passes between the borders of the source and of all targets of a subnet; `nil` where it
  /// differs among these.
  private mutating func commonMiddle(_ set: Int32, _ from: Border, _ to: TargetPlace) -> Flow? {
    routes.judgeBothEnds[Int(set)] ? nil : middle(set, from, to)
  }

  /// The traffic that a flow stands for, its addresses forgotten.
  package func passage(_ flow: Flow) -> Passage { flows.passage(flow) }

  /// What passes between the borders of both.
  private mutating func middle(_ set: Int32, _ from: Border, _ to: TargetPlace) -> Flow {
    let judgesBothEnds = routes.judgeBothEnds[Int(set)]
    if !judgesBothEnds, let known = row.middles[Int(set), to.reply] { return known }
    var middle = Self.nothing
    for link in routes.sets[Int(set)] {
      var flow = answered(Int(link), from, to)
      if flow != Self.nothing, !routes.links[Int(link)].filters.isEmpty {
        flow = flows.product(flow, profile(Int(link), from)[to.address])
      }
      middle = flows.sum(middle, flow)
    }
    if !judgesBothEnds { row.middles[Int(set), to.reply] = middle }
    return middle
  }

  /// What passes a link and is answered, groups of appliances aside.
  private mutating func answered(_ link: Int, _ from: Border, _ to: TargetPlace) -> Flow {
    if let known = row.answered[link, to.reply] { return known }
    var flow = passed(link, from)
    if flow != Self.nothing {
      let answered = replies.flow(
        ofRepliesTo: from.place, by: to.reply, link, past: routes.links[link].appliances, &profiles,
        &flows)
      flow = flows.product(flow, answered)
    }
    row.answered[link, to.reply] = flow
    return flow
  }

  /// What peerings and routes on a link let through of what the source sends.
  private mutating func passed(_ link: Int, _ from: Border) -> Flow {
    let flow = routes.links[link].flow
    if routes.links[link].senders.isEmpty { return flow }
    return routes.links[link].senders.reduce(flow) { flow, gate in
      if gate.inside.certain.contains(from.address) { return flow }
      guard gate.inside.possible.contains(from.address) else {
        return flows.product(flow, gate.outside)
      }
      return flows.product(
        flow, flows.number(Passage(certain: flows.passage(gate.outside).certain, possible: traffic))
      )
    }
  }

  /// What groups of appliances let through between the source and every target.
  private mutating func profile(_ link: Int, _ from: Border) -> [Flow] {
    if let known = row.profile(link) { return known }
    let number = profiles.profile(
      of: routes.links[link].filters, at: .between, sentBy: from.address, to: arrivals, &flows)
    let profile = profiles.flows(number)
    row.note(profile, of: link)
    return profile
  }
}
