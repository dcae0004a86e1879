internal import EstateModel
internal import TrafficSets

/// Where the routes of subnets lead, appliances on the way passed, read off the graph's own edges for
/// all hosts at once.
///
/// Of an edge that is not of the form that this rests on only the addresses are kept: toward them
/// everything must be searched for.
struct HostRoutes {
  /// What stands on a way, from the routes of the sender's subnet to the border of the receiver's.
  struct Link: Hashable {
    /// What judges by both addresses, such as the groups of an appliance.
    var filters: [HostFlows.Filter] = []
    var senders: [SenderGate] = []
    /// What passes, whoever sends to whom.
    var flow = HostFlows.everything
    /// The interfaces that forward it, in order.
    var appliances: [ResourceID] = []
  }

  /// A peering that judges packets by who sent them.
  struct SenderGate: Hashable {
    let inside: Extent
    /// What passes of packets from elsewhere.
    let outside: HostFlows.Flow
  }

  /// Where the routes of a subnet lead.
  struct Routing {
    /// For each target the place of its ways in ``HostRoutes/sets``; ``HostRoutes/searched``.
    var sets: [Int32]
    /// For each run of targets what all of it have there; ``HostRoutes/mixed``.
    var setsOfRuns: [Int32] = []
    /// The subnets and interfaces that packets pass, the sender's own subnet among them.
    var subnets: Set<ResourceID>
    var interfaces: Set<ResourceID> = []
  }

  static let searched: Int32 = -1
  /// The targets of a run have different ways.
  static let mixed: Int32 = -2

  private(set) var links: [Link] = []
  /// Ways that some target has, each by its link; the first is of those that have none.
  private(set) var sets: [[Int32]] = [[]]
  /// By set whether something on one of its ways judges both addresses.
  private(set) var judgeBothEnds = [false]
  private var linkNumbers: [Link: Int32] = [:]
  private var setNumbers: [[Int32]: Int32] = [[]: 0]
  private var routings: [ResourceID: Routing] = [:]
  private var passings: [PassingKey: Passing?] = [:]
  /// Those that are being worked out: their own ways may lead back to them.
  private var begun: Set<ResourceID> = []

  let graph: ReachabilityGraph
  let traffic: TrafficSet
  /// The subnets of targets, by number, and what is asked of each target; numbers, since there are
  /// many and they are asked for often.
  private var subnetNumbers: [ResourceID: Int] = [:]
  private var targets: [Target] = []
  /// Targets that follow each other and are in one subnet.
  private(set) var runs: [Range<Int>] = []
  /// Between which addresses the targets of each run lie.
  private var limitsOfRuns: [ClosedRange<Address>] = []
  /// Subnets that an interface in them may send packets of others from.
  private let homesOfForwarders: Set<ResourceID>

  private struct Target {
    let address: Address
    /// -1 where it is searched for anyway.
    let subnet: Int
  }

  init(_ graph: ReachabilityGraph, to targets: [HostFlows.Border?], traffic: TrafficSet) {
    self.graph = graph
    self.traffic = traffic
    homesOfForwarders = Set(
      graph.estate.interfaces.lazy.filter { !$0.forwardsTraffic.isAbsent }
        .flatMap { $0.configurations.compactMap { $0.subnet.value?.id } }
    ).union(graph.estate.firewalls.compactMap(\.subnet.value?.id))
    for target in targets {
      guard let target else {
        self.targets.append(Target(address: Address.ipv4(0), subnet: -1))
        continue
      }
      let number = subnetNumbers[target.subnet] ?? subnetNumbers.count
      subnetNumbers[target.subnet] = number
      self.targets.append(Target(address: target.address, subnet: number))
    }
    noteRuns()
  }

  private mutating func noteRuns() {
    var start = 0
    while start < targets.count {
      let subnet = targets[start].subnet
      var end = start + 1
      var limits = targets[start].address...targets[start].address
      while end < targets.count, targets[end].subnet == subnet {
        let address = targets[end].address
        limits = min(limits.lowerBound, address)...max(limits.upperBound, address)
        end += 1
      }
      runs.append(start..<end)
      limitsOfRuns.append(limits)
      start = end
    }
  }

  /// - Parameter witness: a host whose edges stand for those toward all other targets.
  mutating func routing(
    from subnet: ResourceID, toward witness: Host, _ flows: inout FlowTable
  ) -> Routing {
    routing(from: subnet, passed: ([], []), toward: witness, &flows)
  }

  /// - Parameter passed: the subnets and interfaces that the way comes from.
  private mutating func routing(
    from subnet: ResourceID, passed: (subnets: Set<ResourceID>, interfaces: Set<ResourceID>),
    toward witness: Host, _ flows: inout FlowTable
  ) -> Routing {
    // Ways never come back to a place. Where none of them meets what was passed before, they are
    // those that there are without it.
    let key = self.key(of: subnet)
    let isFirst = passed.subnets.isEmpty
    if !isFirst, !begun.contains(key) {
      let general = routing(from: subnet, passed: ([], []), toward: witness, &flows)
      if general.subnets.isDisjoint(with: passed.subnets),
        general.interfaces.isDisjoint(with: passed.interfaces)
      {
        return general
      }
    }
    if isFirst, let known = routings[key] { return known }
    if isFirst { begun.insert(key) }
    var routing = Routing(sets: [], subnets: [subnet])
    var edges = Edges(direct: Array(repeating: [], count: subnetNumbers.count))
    noteOpenRoutes(of: subnet, toward: witness, &edges)
    let trail = (subnets: passed.subnets.union([subnet]), interfaces: passed.interfaces)
    for edge in graph.edges(from: .routed(subnet: subnet), toward: .host(witness)) {
      follow(edge, trail, toward: witness, &edges, &routing, &flows)
    }
    noteSets(by: edges, in: &routing, &flows)
    if isFirst {
      begun.remove(key)
      routings[key] = routing
    }
    return routing
  }

  /// Those aside that packets of others leave from: ways never come back to them.
  func key(of subnet: ResourceID) -> ResourceID {
    let standIn = graph.routedLike(subnet)
    let isAlone = homesOfForwarders.contains(subnet) || homesOfForwarders.contains(standIn)
    return isAlone ? subnet : standIn
  }

  private mutating func follow(
    _ edge: Edge, _ trail: (subnets: Set<ResourceID>, interfaces: Set<ResourceID>),
    toward witness: Host, _ edges: inout Edges, _ routing: inout Routing, _ flows: inout FlowTable
  ) {
    switch edge.to {
    // Who can be reached from the internet is searched for.
    case .internet, .dropped: return
    case .entering(let subnet):
      guard edge.mechanism.translation == nil, let leg = leg(edge.mechanism, &flows) else { break }
      if let number = subnetNumbers[subnet] { edges.direct[number].append(way(leg, &flows)) }
      return
    case .appliance(let id, arriving: true), .firewall(let id, .arriving):
      if trail.interfaces.contains(id) { return }
      guard edge.mechanism.translation == nil, var leg = leg(edge.mechanism, &flows),
        let through = passing(id, toward: witness, &flows)
      else { break }
      edges.searched.formUnion(leg.extent.possible.intersection(through.translated))
      if trail.subnets.contains(through.home) { return }
      leg.narrow(through.leg.extent)
      leg.link = composed(leg.link, through.leg.link, &flows)
      let onward = self.routing(
        from: through.home, passed: (trail.subnets, trail.interfaces.union([id])),
        toward: witness, &flows)
      routing.subnets.formUnion(onward.subnets)
      routing.interfaces.formUnion(onward.interfaces.union([id]))
      edges.forwarded.append((leg, onward))
      return
    default: break
    }
    edges.searched.formUnion(graph.destinations(of: edge.mechanism))
  }

  private struct PassingKey: Hashable {
    let interface: ResourceID
    let witness: Host
  }

  /// What an interface forwards, as far as the routes of its subnet.
  private struct Passing {
    var leg: Leg
    let home: ResourceID
    /// What leaves with another sender's address, and so is for somebody on the internet.
    let translated: AddressSet
  }

  /// `nil` where the interface may send packets by another way.
  private mutating func passing(
    _ id: ResourceID, toward witness: Host, _ flows: inout FlowTable
  ) -> Passing? {
    let key = PassingKey(interface: id, witness: witness)
    if let known = passings[key] { return known }
    let made = newPassing(id, toward: witness, &flows)
    passings[key] = .some(made)
    return made
  }

  private func newPassing(
    _ id: ResourceID, toward witness: Host, _ flows: inout FlowTable
  ) -> Passing? {
    var leg = Leg(link: Link(appliances: [id]))
    var translated = AddressSet.empty
    var place =
      graph.estate.firewalls[id] == nil
      ? Place.appliance(id, arriving: true) : .firewall(id, .arriving)
    while true {
      if case .routed(let home) = place {
        return Passing(leg: leg, home: home, translated: translated)
      }
      let edges = graph.edges(from: place, toward: .host(witness))
      for edge in edges where edge.mechanism.translation != nil {
        translated.formUnion(graph.destinations(of: edge.mechanism))
      }
      let plain = edges.filter { $0.mechanism.translation == nil }
      guard plain.count == 1, let next = self.leg(plain[0].mechanism, &flows) else { return nil }
      switch plain[0].to {
      case .appliance(id, arriving: false), .firewall(id, .passed), .leaving, .routing, .routed:
        place = plain[0].to
      default: return nil
      }
      leg.narrow(next.extent)
      leg.link = composed(leg.link, next.link, &flows)
    }
  }

  /// Routes whose next hop is not known lead wherever the destination is.
  private func noteOpenRoutes(of id: ResourceID, toward witness: Host, _ edges: inout Edges) {
    guard let subnet = graph.estate.subnets[id], graph.knownRouteTable(of: subnet) != nil,
      let network = graph.estate.networks[subnet.network]
    else { return }
    let selection = graph.routeSelection(of: subnet, in: network, toward: .host(witness))
    for branch in selection.branches {
      switch branch.hop {
      case .open: edges.searched.formUnion(branch.extent.possible)
      case .appliance(let address):
        switch graph.owner(of: address, seenFrom: network) {
        case .unknown: edges.searched.formUnion(branch.extent.possible)
        case .interface, .frontend, .firewall, .nobody: break
        }
      case .network, .peering, .internet, .gateway, .serviceEndpoint, .nowhere: break
      }
    }
  }

  // MARK: - Links

  /// `nil` where something decides that is not known to judge each packet by itself.
  private func leg(_ mechanism: any Mechanism, _ flows: inout FlowTable) -> Leg? {
    var leg = Leg()
    for step in mechanism.steps {
      switch step {
      case let forwarding as Forwarding where forwarding.translation == nil:
        leg.narrow(Extent(forwarding.destinations))
      case let routed as RoutedForwarding: leg.narrow(routed.extent)
      case let gate as Gate where gate.cases.isEmpty && !gate.hidesWay:
        leg.link.flow = flows.product(leg.link.flow, flow(of: gate.action, &flows))
      case let forwarded as ForwardedTraffic:
        guard let last = forwarded.rules.clauses.last else { return nil }
        leg.link.senders.append(
          SenderGate(inside: forwarded.inside, outside: flow(of: last.action, &flows)))
      case let list as RuleList where list.cases.isEmpty:
        leg.link.filters.append(HostFlows.Filter(list))
      case is Presumption: continue
      default: return nil
      }
    }
    return leg
  }

  private func flow(of action: Decision.Action, _ flows: inout FlowTable) -> HostFlows.Flow {
    switch action {
    case .allow: HostFlows.everything
    case .deny: HostFlows.nothing
    case .unknown: undecided(&flows)
    }
  }

  private func undecided(_ flows: inout FlowTable) -> HostFlows.Flow {
    flows.number(Passage(traffic).undecided)
  }

  private func composed(_ one: Link, _ other: Link, _ flows: inout FlowTable) -> Link {
    Link(
      filters: one.filters + other.filters, senders: one.senders + other.senders,
      flow: flows.product(one.flow, other.flow), appliances: one.appliances + other.appliances)
  }

  private mutating func number(_ link: Link) -> Int32 {
    if let known = linkNumbers[link] { return known }
    let number = Int32(links.count)
    linkNumbers[link] = number
    links.append(link)
    return number
  }

  private mutating func way(_ leg: Leg, _ flows: inout FlowTable) -> Way {
    let certain = number(leg.link)
    let isDecided = leg.extent.certain == leg.extent.possible
    return Way(
      extent: leg.extent, certain: certain,
      possible: isDecided ? certain : number(open(leg.link, &flows)))
  }

  private func open(_ link: Link, _ flows: inout FlowTable) -> Link {
    var open = link
    open.flow = flows.product(link.flow, undecided(&flows))
    return open
  }

  // MARK: - Sets of ways

  /// Notes the ways to each target.
  private mutating func noteSets(
    by edges: Edges, in routing: inout Routing, _ flows: inout FlowTable
  ) {
    let legs = edges.forwarded.map { (certain: $0.leg.link, possible: open($0.leg.link, &flows)) }
    // Targets to which the same edges lead have the same ways.
    var known: [[Int32]: Int32] = [:]
    var taken: [Int32] = []
    var last: (taken: [Int32], set: Int32)?
    func set(_ isKnown: Bool, _ routes: inout HostRoutes, _ flows: inout FlowTable) -> Int32 {
      if !isKnown { return Self.searched }
      if let last, last.taken == taken { return last.set }
      if let set = known[taken] {
        last = (taken, set)
        return set
      }
      let set = routes.set(of: taken, legs, &flows)
      known[taken] = set
      last = (taken, set)
      return set
    }
    routing.sets = Array(repeating: Self.searched, count: targets.count)
    routing.setsOfRuns.reserveCapacity(runs.count)
    let forwarded = edges.forwardedRuns(limitsOfRuns)
    for (run, indices) in runs.enumerated() {
      let subnet = targets[indices.lowerBound].subnet
      if subnet < 0 {
        routing.setsOfRuns.append(Self.searched)
        continue
      }
      switch edges.take(run, limitsOfRuns[run], subnet, forwarded, into: &taken) {
      case .alike(let isKnown):
        let common = set(isKnown, &self, &flows)
        for index in indices { routing.sets[index] = common }
        routing.setsOfRuns.append(common)
      case .different:
        for index in indices {
          let isKnown = edges.take(targets[index].address, subnet, at: index, into: &taken)
          routing.sets[index] = set(isKnown, &self, &flows)
        }
        let first = routing.sets[indices.lowerBound]
        let areSame = indices.allSatisfy { routing.sets[$0] == first }
        routing.setsOfRuns.append(areSame ? first : Self.mixed)
      }
    }
  }

  /// - Parameter taken: What ``Edges/take(_:_:at:into:)`` says.
  private mutating func set(
    of taken: [Int32], _ legs: [(certain: Link, possible: Link)], _ flows: inout FlowTable
  ) -> Int32 {
    let split = Int(taken[0]) + 1
    var ways = Array(taken[1..<split])
    for start in stride(from: split, to: taken.count, by: 2) {
      let leg = legs[Int(taken[start]) / 2]
      let first = taken[start] % 2 == 0 ? leg.certain : leg.possible
      for second in sets[Int(taken[start + 1])] {
        ways.append(number(composed(first, links[Int(second)], &flows)))
      }
    }
    return number(ways.sorted())
  }

  private mutating func number(_ ways: [Int32]) -> Int32 {
    if let known = setNumbers[ways] { return known }
    let number = Int32(sets.count)
    setNumbers[ways] = number
    sets.append(ways)
    judgeBothEnds.append(ways.contains { !links[Int($0)].filters.isEmpty })
    return number
  }
}
