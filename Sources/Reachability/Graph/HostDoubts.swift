internal import EstateModel

/// Between which networks of hosts the input does not show every route.
struct HostDoubts {
  let graph: ReachabilityGraph
  /// The networks of the targets, each with one of the targets in it.
  private var networks: [(id: ResourceID, host: Host)] = []
  private var places: [ResourceID: Int] = [:]
  /// By network that packets come from, for each network of targets.
  private var doubts: [ResourceID: [Bool]] = [:]

  init(graph: ReachabilityGraph, targets: [HostFlows.Border?]) {
    self.graph = graph
    for case let target? in targets where places[target.network] == nil {
      places[target.network] = networks.count
      networks.append((target.network, target.host))
    }
  }

  func place(of network: ResourceID) -> Int { places[network] ?? 0 }

  /// A host whose edges stand for those toward all others that are not in doubt.
  mutating func witness(from network: ResourceID) -> Host? {
    let doubts = doubts(at: network)
    return networks.indices.first { !doubts[$0] }.map { networks[$0].host }
  }

  /// For each network of targets whether the routes of one of the subnets are in doubt toward it.
  mutating func networksInDoubt(from subnets: Set<ResourceID>) -> [Bool] {
    var inDoubt = Array(repeating: false, count: networks.count)
    for network in Set(subnets.compactMap { graph.estate.subnets[$0]?.network }) {
      for (place, isInDoubt) in doubts(at: network).enumerated() where isInDoubt {
        inDoubt[place] = true
      }
    }
    return inDoubt
  }

  private mutating func doubts(at id: ResourceID) -> [Bool] {
    if let known = doubts[id] { return known }
    let network = graph.estate.networks[id]
    // Peerings that may lead anywhere, and gateways that are joined, make edges of their own.
    let isOpen = network.map { !graph.openPeerings(of: $0).isEmpty } ?? true
    let made = networks.map { target in
      isOpen || graph.isJoined(id, target.id)
        || network.map {
          graph.routeDoubt(at: $0, toward: .host(target.host), in: [target.id]) != nil
        } ?? true
    }
    doubts[id] = made
    return made
  }
}
