internal import EstateModel
internal import TrafficSets

/// Reads off the graph's edges what stands between hosts and the routes of their networks.
struct HostBorders {
  let graph: ReachabilityGraph
  private var subnetDepartures: [ResourceID: [HostFlows.Filter]?] = [:]

  init(graph: ReachabilityGraph) { self.graph = graph }

  /// From the host as far as the routes of its subnet; `nil` where its packets may go another way.
  mutating func departure(of host: Host, toward witness: Host) -> HostFlows.Border? {
    guard let (address, subnet, network) = place(of: host),
      let own = filters(
        [.sender(host), .addressed(host), .leaving(subnet: subnet)], toward: witness)
    else { return nil }
    let known = subnetDepartures[subnet]
    let shared =
      known
      ?? filters(
        [.leaving(subnet: subnet), .routing(subnet: subnet), .routed(subnet: subnet)],
        toward: witness)
    subnetDepartures[subnet] = .some(shared)
    guard let shared else { return nil }
    return HostFlows.Border(
      host: host, address: address, subnet: subnet, network: network, filters: own + shared)
  }

  /// From the border of the host's subnet to the host.
  func arrival(at host: Host) -> HostFlows.Border? {
    // Where a table routes the replies, each pair has a way back of its own.
    // A member of a balancer has a second way in.
    guard let (address, subnet, network) = place(of: host), !graph.isBalanced(host),
      graph.estate.subnets[subnet]?.routeTable.isAbsent == true,
      let filters = filters(
        [.entering(subnet: subnet), .inside(subnet: subnet), .host(host)], toward: host)
    else { return nil }
    let outside = graph.edges(from: .internet, toward: .host(host))
    return HostFlows.Border(
      host: host, address: address, subnet: subnet, network: network, filters: filters,
      isExposed: outside.contains { if case .dropped = $0.to { false } else { true } })
  }

  private func place(of host: Host) -> (Address, subnet: ResourceID, network: ResourceID)? {
    guard case .subnet(let subnet, _) = graph.attachment(of: host),
      let network = graph.estate.subnets[subnet]?.network
    else { return nil }
    let addresses = graph.addresses(of: host)
    guard let address = addresses.firstAddress, addresses == AddressSet(address) else { return nil }
    return (address, subnet, network)
  }

  /// What is decided on a way that has no other; `nil` where it has, or where something decides that
  /// is not known to judge each packet by itself.
  private func filters(_ places: [Place], toward host: Host) -> [HostFlows.Filter]? {
    var filters: [HostFlows.Filter] = []
    for (from, to) in zip(places, places.dropFirst()) {
      let edges = graph.edges(from: from, toward: .host(host))
      guard edges.count == 1, edges[0].to == to, edges[0].mechanism.translation == nil else {
        return nil
      }
      for step in edges[0].mechanism.steps {
        switch step {
        case let list as RuleList: filters.append(HostFlows.Filter(list))
        case let gate as Gate where gate.cases.isEmpty:
          filters.append(
            HostFlows.Filter(RuleList([RuleList.Clause(.all, gate.action, gate.evidence)])))
        case let forwarding as Forwarding where forwarding.translation == nil:
          if forwarding.destinations == .all { continue }
          // Past the border only the host's own address counts.
          guard graph.addresses(of: host).isSubset(of: forwarding.destinations) else { return nil }
        default: return nil
        }
      }
    }
    return filters
  }
}

/// What filters let through between one host and all partners, worked out once for each way that they
/// see the host.
struct FlowProfiles {
  let traffic: TrafficSet
  private var passages: [ObjectIdentifier: Passage] = [:]
  /// Keeps what the identities stand for.
  private var lists: [RuleList] = []
  private var numbers: [Key: Int] = [:]
  private var profiles: [[HostFlows.Flow]] = []
  private var together: [[Int]: [HostFlows.Flow]] = [:]

  private struct Key: Hashable {
    let isSource: Bool
    let passage: Passage
  }

  init(traffic: TrafficSet) { self.traffic = traffic }

  mutating func profile(
    of filters: [HostFlows.Filter], sentBy source: Address, to targets: [Address],
    _ flows: inout FlowTable
  ) -> [HostFlows.Flow] {
    let numbers = filters.map { filter in
      let passage = passage(filter)
      let sent = Passage(
        certain: passage.certain.sent(by: source), possible: passage.possible.sent(by: source))
      return number(Key(isSource: true, passage: sent), &flows) { $0.parts(byDestination: targets) }
    }
    return profile(numbers, count: targets.count, &flows)
  }

  mutating func profile(
    of filters: [HostFlows.Filter], sentTo target: Address, by sources: [Address],
    _ flows: inout FlowTable
  ) -> [HostFlows.Flow] {
    let numbers = filters.map { filter in
      let passage = passage(filter)
      let sent = Passage(
        certain: passage.certain.sent(to: target), possible: passage.possible.sent(to: target))
      return number(Key(isSource: false, passage: sent), &flows) { $0.parts(bySource: sources) }
    }
    return profile(numbers, count: sources.count, &flows)
  }

  private mutating func passage(_ filter: HostFlows.Filter) -> Passage {
    if let known = passages[filter.identity] { return known }
    let passage = filter.list.whole.intersection(traffic)
    passages[filter.identity] = passage
    lists.append(filter.list)
    return passage
  }

  private mutating func number(
    _ key: Key, _ flows: inout FlowTable, parts: (TrafficSet) -> TrafficParts
  ) -> Int {
    if let known = numbers[key] { return known }
    let certain = parts(key.passage.certain)
    let possible =
      key.passage.possible == key.passage.certain ? certain : parts(key.passage.possible)
    let profile =
      certain.choices == possible.choices
      ? profile(certain, possible, &flows) : crossProfile(certain, possible, &flows)
    let number = profiles.count
    profiles.append(profile)
    numbers[key] = number
    return number
  }

  /// The flows of parts that both sides choose alike.
  private func profile(
    _ certain: TrafficParts, _ possible: TrafficParts, _ flows: inout FlowTable
  ) -> [HostFlows.Flow] {
    var numbers: [HostFlows.Flow] = []
    for (sure, maybe) in zip(certain.parts, possible.parts) {
      numbers.append(flows.number(Passage(certain: sure, possible: maybe)))
    }
    return certain.choices.map { numbers[Int($0)] }
  }

  private func crossProfile(
    _ certain: TrafficParts, _ possible: TrafficParts, _ flows: inout FlowTable
  ) -> [HostFlows.Flow] {
    var known: [UInt64: HostFlows.Flow] = [:]
    return zip(certain.choices, possible.choices).map { sure, maybe -> HostFlows.Flow in
      let pair = UInt64(UInt32(sure)) << 32 | UInt64(UInt32(maybe))
      if let flow = known[pair] { return flow }
      let flow = flows.number(
        Passage(certain: certain.parts[Int(sure)], possible: possible.parts[Int(maybe)]))
      known[pair] = flow
      return flow
    }
  }

  private mutating func profile(
    _ numbers: [Int], count: Int, _ flows: inout FlowTable
  ) -> [HostFlows.Flow] {
    guard let first = numbers.first else {
      return Array(repeating: HostFlows.everything, count: count)
    }
    if numbers.count == 1 { return profiles[first] }
    if let known = together[numbers] { return known }
    var profile = profiles[first]
    for number in numbers.dropFirst() {
      let other = profiles[number]
      for index in profile.indices {
        profile[index] = flows.product(profile[index], other[index])
      }
    }
    together[numbers] = profile
    return profile
  }
}
