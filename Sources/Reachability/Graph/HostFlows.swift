internal import EstateModel
package import TrafficSets

/// What hosts of many classes get through to each other, worked out by factors.
///
/// Between two hosts in subnets a packet leaves by the sender's groups, is routed, and arrives by the
/// receiver's groups; what passes is the product of three. Each factor is worked out once for all
/// partners at once, so that a pair costs a few look-ups and not a search. The factors are read off the
/// graph's own edges. Where these are not of the form that this rests on, ``flows(from:)`` says so
/// and the pair is searched like any other: hosts that have a way in from the internet, subnets whose
/// packets may take a way of their own, networks between which routes are in doubt.
///
/// It rests on one law: past the sender's subnet, edges toward an interface or a compute in a subnet are
/// the same whichever it is, as far as the border of its subnet, unless
/// ``ReachabilityGraph/routeDoubt(at:toward:)`` names a doubt.
package struct HostFlows {
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
  /// By subnet of the sources.
  private var routings: [ResourceID: Routing] = [:]
  private var doubts: [NetworkPair: Bool] = [:]
  /// Networks with peerings that may lead anywhere.
  private var openNetworks: [ResourceID: Bool] = [:]
  /// The targets' subnets, each with one of the targets in it.
  private var toEverySubnet: [(subnet: ResourceID, network: Int)] = []
  /// The networks of these subnets, each with one of the targets in it.
  private var toEveryNetwork: [Border] = []
  /// The targets' profiles, each once.
  private var targetProfiles: [[Flow]] = []
  private var targetPlaces: [TargetPlace] = []
  private var subnetStates: [ResourceID: [SubnetState]] = [:]
  var flows = FlowTable()

  private struct NetworkPair: Hashable {
    let from: ResourceID
    let to: ResourceID
  }

  /// A host with what stands between it and the routes of its network.
  struct Border {
    let host: Host
    let address: Address
    let subnet: ResourceID
    let network: ResourceID
    let filters: [Filter]
    /// Whether a packet may come in past the border of the subnet.
    var isExposed = false
    /// Of a source its place among the ascending addresses of sources; of a target, of targets.
    var place = 0
    /// By place of the partner: what the filters let through.
    var profile: [Flow] = []
    var routing: Routing?
  }

  /// What is asked of a target for each source; numbers, since there are many of both.
  private struct TargetPlace {
    var subnet = -1
    var address = 0
    var profile = 0
    var isExposed = false
  }

  /// Whether there are ways to a subnet, and whether all there is must be searched for.
  private struct SubnetState {
    let isSearched: Bool
    let ways: [Routing.Way]?
  }

  /// Where the routes of a subnet lead.
  struct Routing {
    struct Way {
      let destinations: AddressSet
      let flow: Flow
    }

    var ways: [ResourceID: [Way]] = [:]
    var leadsToInternet = false
  }

  /// A rule list at a border.
  struct Filter {
    let identity: ObjectIdentifier
    let list: RuleList

    init(_ list: RuleList) {
      self.list = list
      identity = ObjectIdentifier(list.filter)
    }
  }

  /// - Parameters:
  ///   - sources: Interfaces and computes, each for its class; of a `nil` nothing is known here.
  ///   - traffic: The protocols and ports that are asked about, from anywhere to anywhere.
  package init(
    _ graph: ReachabilityGraph, from sources: [Host?], to targets: [Host?], traffic: TrafficSet
  ) {
    self.graph = graph
    self.traffic = traffic
    _ = flows.number(.nothing)
    _ = flows.number(Passage(traffic))
    var borders = HostBorders(graph: graph)
    let witnesses = targets.compactMap { $0 }
    self.targets = targets.map { $0.flatMap { borders.arrival(at: $0) } }
    self.sources = sources.map { host in
      guard let host, let witness = witnesses.first(where: { $0 != host }) else { return nil }
      return borders.departure(of: host, toward: witness)
    }
    let arrivals = Self.placed(&self.targets)
    let departures = Self.placed(&self.sources)
    var profiles = FlowProfiles(traffic: traffic)
    for index in self.sources.indices {
      guard let border = self.sources[index] else { continue }
      self.sources[index]?.profile = profiles.profile(
        of: border.filters, sentBy: border.address, to: arrivals, &flows)
      let routing = routing(of: border)
      self.sources[index]?.routing = routing
    }
    for index in self.targets.indices {
      guard let border = self.targets[index] else { continue }
      self.targets[index]?.profile = profiles.profile(
        of: border.filters, sentTo: border.address, by: departures, &flows)
    }
  }

  /// The addresses of the borders, ascending, each once; every border learns its place.
  private static func placed(_ borders: inout [Border?]) -> [Address] {
    let addresses = Set(borders.compactMap { $0?.address }).sorted()
    let places = Dictionary(
      addresses.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { $1 })
    for index in borders.indices {
      if let address = borders[index]?.address { borders[index]?.place = places[address] ?? 0 }
    }
    return addresses
  }

  // MARK: - Asking

  /// What passes from a source to every target, by its number; `nil` where all of it must be searched
  /// for. Of a target ``searched`` says that it must be, ``wayless`` that nothing passes since no route
  /// leads there.
  package mutating func flows(from source: Int) -> [Flow]? {
    guard let from = sources[source], let routing = from.routing else { return nil }
    if toEverySubnet.isEmpty { numberSubnets() }
    // What holds for all hosts of a subnet, then for all that its border sees alike.
    let subnets = states(from, routing)
    let arrivals = targetProfiles.map { $0[from.place] }
    var result = Array(repeating: Self.searched, count: targets.count)
    for target in targets.indices {
      let place = targetPlaces[target]
      guard place.subnet >= 0 else { continue }
      let subnet = subnets[place.subnet]
      if subnet.isSearched || (place.isExposed && routing.leadsToInternet) { continue }
      guard let ways = subnet.ways else {
        result[target] = Self.wayless
        continue
      }
      let sent = flows.product(from.profile[place.address], arrivals[place.profile])
      result[target] = sent == Self.nothing ? sent : flows.product(sent, middle(ways, target))
    }
    return result
  }

  /// What each subnet of targets is from the subnet of a source.
  private mutating func states(_ from: Border, _ routing: Routing) -> [SubnetState] {
    if let known = subnetStates[from.subnet] { return known }
    let areInDoubt = toEveryNetwork.map { isInDoubt(from, $0) }
    let states = toEverySubnet.map { subnet in
      SubnetState(isSearched: areInDoubt[subnet.network], ways: routing.ways[subnet.subnet])
    }
    subnetStates[from.subnet] = states
    return states
  }

  private mutating func middle(_ ways: [Routing.Way], _ target: Int) -> Flow {
    guard let address = targets[target]?.address else { return Self.nothing }
    var middle = Self.nothing
    for way in ways where way.destinations.contains(address) {
      middle = flows.sum(middle, way.flow)
    }
    return middle
  }

  /// The traffic that a flow stands for, its addresses forgotten.
  package func passage(_ flow: Flow) -> Passage { flows.passage(flow) }

  private mutating func numberSubnets() {
    var places: [ResourceID: Int] = [:]
    var networks: [ResourceID: Int] = [:]
    var profiles: [[Flow]: Int] = [:]
    for target in targets {
      guard let target else {
        targetPlaces.append(TargetPlace())
        continue
      }
      if places[target.subnet] == nil {
        places[target.subnet] = toEverySubnet.count
        if networks[target.network] == nil {
          networks[target.network] = toEveryNetwork.count
          toEveryNetwork.append(target)
        }
        toEverySubnet.append((target.subnet, networks[target.network] ?? 0))
      }
      if profiles[target.profile] == nil {
        profiles[target.profile] = targetProfiles.count
        targetProfiles.append(target.profile)
      }
      targetPlaces.append(
        TargetPlace(
          subnet: places[target.subnet] ?? 0, address: target.place,
          profile: profiles[target.profile] ?? 0, isExposed: target.isExposed))
    }
  }

  private mutating func isInDoubt(_ from: Border, _ to: Border) -> Bool {
    let pair = NetworkPair(from: from.network, to: to.network)
    if let known = doubts[pair] { return known }
    let network = graph.estate.networks[from.network]
    let isInDoubt =
      network.map {
        hasOpenPeerings($0) || graph.isJoined(from.network, to.network)
          || graph.routeDoubt(at: $0, toward: .host(to.host)) != nil
      } ?? true
    doubts[pair] = isInDoubt
    return isInDoubt
  }

  private mutating func hasOpenPeerings(_ network: VirtualNetwork) -> Bool {
    if let known = openNetworks[network.id] { return known }
    let hasOpen = !graph.openPeerings(of: network).isEmpty
    openNetworks[network.id] = hasOpen
    return hasOpen
  }

  // MARK: - Routes

  /// The routes of the border's subnet; `nil` where a packet may take a way that is not told here.
  private mutating func routing(of border: Border) -> Routing? {
    if let known = routings[border.subnet] { return known }
    // A host whose edges stand for those toward all others that are not in doubt.
    var witness: Host?
    for case let target? in targets where !isInDoubt(border, target) {
      witness = target.host
      break
    }
    guard let witness else { return nil }
    var routing = Routing()
    for edge in graph.edges(from: .routed(subnet: border.subnet), toward: .host(witness)) {
      switch edge.to {
      case .entering(let subnet):
        guard edge.mechanism.translation == nil,
          let way = way(by: edge.mechanism, from: border)
        else {
          return nil
        }
        routing.ways[subnet, default: []].append(way)
      case .internet: routing.leadsToInternet = true
      case .dropped: break
      default: return nil
      }
    }
    routings[border.subnet] = routing
    return routing
  }

  private mutating func way(by mechanism: any Mechanism, from border: Border) -> Routing.Way? {
    var destinations = AddressSet.all
    var flow = Self.everything
    for step in mechanism.steps {
      switch step {
      case let forwarding as Forwarding where forwarding.translation == nil:
        destinations = destinations.intersection(forwarding.destinations)
      case let gate as Gate where gate.cases.isEmpty:
        switch gate.action {
        case .allow: break
        case .deny: flow = Self.nothing
        case .unknown:
          flow = flows.product(flow, flows.number(Passage(traffic).undecided))
        }
      // What the network itself sends is not forwarded.
      case let forwarded as ForwardedTraffic
      where forwarded.inside.certain.contains(border.address):
        continue
      default: return nil
      }
    }
    return Routing.Way(destinations: destinations, flow: flow)
  }
}

/// Flows by number, and what they come to together.
struct FlowTable {
  private var passages: [Passage] = []
  private var numbers: [Passage: HostFlows.Flow] = [:]
  private var products: [UInt64: HostFlows.Flow] = [:]

  func passage(_ flow: HostFlows.Flow) -> Passage { passages[Int(flow)] }

  mutating func number(_ passage: Passage) -> HostFlows.Flow {
    if let known = numbers[passage] { return known }
    let number = HostFlows.Flow(passages.count)
    numbers[passage] = number
    passages.append(passage)
    return number
  }

  /// What passes both.
  mutating func product(_ one: HostFlows.Flow, _ other: HostFlows.Flow) -> HostFlows.Flow {
    if one == other || other == HostFlows.everything { return one }
    if one == HostFlows.everything { return other }
    if one == HostFlows.nothing || other == HostFlows.nothing { return HostFlows.nothing }
    let key = UInt64(UInt32(min(one, other))) << 32 | UInt64(UInt32(max(one, other)))
    if let known = products[key] { return known }
    let first = passage(one)
    let second = passage(other)
    let product = number(
      Passage(
        certain: first.certain.intersection(second.certain),
        possible: first.possible.intersection(second.possible)))
    products[key] = product
    return product
  }

  /// What passes one of both.
  mutating func sum(_ one: HostFlows.Flow, _ other: HostFlows.Flow) -> HostFlows.Flow {
    if one == other || other == HostFlows.nothing { return one }
    if one == HostFlows.nothing { return other }
    return number(passage(one).union(passage(other)))
  }
}
