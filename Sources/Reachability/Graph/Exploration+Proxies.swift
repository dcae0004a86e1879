internal import EstateModel
internal import TrafficSets

// A proxy takes a connection of its client's and opens another one to whom it hands the request on: each
// is routed and judged by itself, from and to the proxy's own addresses. Whether it hands anything on is
// a matter of the requests, which no configuration of the network decides.
// https://learn.microsoft.com/azure/application-gateway/how-application-gateway-works
extension Exploration {
  /// Adds the ways by application gateways that the sender may call and that may call the destination.
  ///
  /// - Parameter passed: Gateways to whom this leads already.
  mutating func handOn(_ traffic: TrafficSet, from sender: Host, past passed: Set<ResourceID>) {
    // Who calls one public address does not call a gateway.
    guard graph.calledAddress == nil else { return }
    let graph = graph.calling(nil)
    for handover in graph.handovers(toward: destination) {
      let id = handover.gateway.id
      if passed.contains(id) || sender == .platform(id) { continue }
      let onward = onward(handover, traffic, graph)
      if onward.isEmpty { continue }
      for call in calls(of: handover, traffic.sources, from: sender, past: passed, graph) {
        for way in onward { ways.append(joined(call, way, handover, traffic)) }
      }
    }
  }

  /// How the sender's requests come to the gateway.
  private mutating func calls(
    of handover: ReachabilityGraph.Handover, _ sources: AddressSet, from sender: Host,
    past passed: Set<ResourceID>, _ graph: ReachabilityGraph
  ) -> [Way] {
    let host = Host.platform(handover.gateway.id)
    let isIPv4 = handover.calls.destinations.isDisjoint(with: graph.book.ipv6)
    let traffic = handover.calls.settingSources(
      to: isIPv4 ? sources.subtracting(graph.book.ipv6) : sources)
    var exploration = Exploration(
      graph, from: sender, toward: .host(host), traffic: traffic, under: hypothesis,
      keepsDestinations: false, depth: depth == .whatPasses ? .whatPasses : .openWays,
      notBy: .empty)
    exploration.handOn(traffic, from: sender, past: passed.union([handover.gateway.id]))
    cases.merge(exploration.cases) { $0.union($1) }
    return exploration.ways.filter(\.mayPass)
  }

  /// How the gateway comes to the destination.
  private mutating func onward(
    _ handover: ReachabilityGraph.Handover, _ traffic: TrafficSet, _ graph: ReachabilityGraph
  ) -> [Way] {
    let host = Host.platform(handover.gateway.id)
    let own = graph.sendingAddresses(of: host)
    var wanted = traffic.settingSources(to: own).settingDestinations(to: .all).intersection(
      TrafficSet(protocols: ProtocolSet(.tcp)))
    if case .host(let target) = handover.destination {
      let leading = graph.addressesLeading(to: target)
      wanted = wanted.settingDestinations(
        to: own.isDisjoint(with: graph.book.ipv6)
          ? leading.subtracting(graph.book.ipv6) : leading)
    }
    if wanted.isEmpty { return [] }
    let exploration = Exploration(
      graph, from: host, toward: handover.destination, traffic: wanted, under: hypothesis,
      keepsDestinations: keepsDestinations,
      depth: depth == .whatPasses ? .whatPasses : .openWays,
      notBy: handover.called?.complement ?? .empty)
    cases.merge(exploration.cases) { $0.union($1) }
    return exploration.ways.compactMap { $0.mayPass ? called($0, by: handover) : nil }
  }

  /// The way as far as the gateway calls it by what the pool and its settings name: others may put further
  /// addresses and ports in the place of these.
  private func called(_ way: Way, by handover: ReachabilityGraph.Handover) -> Way? {
    if let endpoint = handover.endpoint,
      !way.hops.contains(where: { $0.place == .privateEndpoint(endpoint) })
    {
      return nil
    }
    let translation = way.hops.dropFirst().first?.translation
    if let called = handover.called, let addresses = translation?.destinations,
      addresses.isDisjoint(with: called)
    {
      return nil
    }
    if let ports = translation?.ports { return ports.isDisjoint(with: handover.ports) ? nil : way }
    let named = way.passage.intersection(TrafficSet(destinationPorts: handover.ports))
    if named.isEmpty { return nil }
    return Way(
      hops: way.hops, passage: named, blockers: way.blockers, arrives: way.arrives,
      assumptions: way.assumptions, warnings: way.warnings)
  }

  /// Both connections as one way of which nothing is certain.
  private func joined(
    _ call: Way, _ onward: Way, _ handover: ReachabilityGraph.Handover, _ asked: TrafficSet
  ) -> Way {
    let gate = graph.proxying(by: handover.gateway, toward: destination)
    let arriving = onward.hops.first?.traffic ?? onward.passage.possible
    let ports = onward.passage.possible.destinationPorts
    let turn = Hop(
      place: .sender(.platform(handover.gateway.id)),
      decisions: gate.decide(Passage(call.passage.possible), under: hypothesis).decisions,
      traffic: call.hops.last?.traffic ?? call.passage.possible,
      translation: .both(
        sources: arriving.sources, destinations: arriving.destinations,
        ports: ports))
    let arrived = onward.passage.possible
      .settingSources(to: call.passage.possible.sources)
    var hops = call.hops + [turn] + onward.hops.dropFirst()
    if let last = hops.last, destination != handover.destination,
      case .front(let front) = destination
    {
      hops[hops.count - 1] = Hop(
        place: .service(front), decisions: last.decisions, traffic: last.traffic,
        translation: last.translation)
    }
    return Way(
      hops: hops,
      passage: Passage(
        certain: .empty, possible: arrived.intersection(asked.settingDestinations(to: .all))),
      blockers: [], arrives: true, assumptions: call.assumptions + onward.assumptions,
      warnings: call.warnings + onward.warnings)
  }
}

extension Way {
  /// Whether something gets through, perhaps.
  fileprivate var mayPass: Bool { arrives && blockers.isEmpty && !passage.isEmpty }
}

extension Translation {
  /// The destinations that it sets, where it does.
  fileprivate var destinations: AddressSet? {
    switch self {
    case .sources: nil
    case .destinations(let addresses), .destination(let addresses, _, _): addresses
    case .both(_, let destinations, _): destinations
    }
  }

  /// The ports that it sets, where it does.
  fileprivate var ports: PortSet? {
    switch self {
    case .sources, .destinations: nil
    case .destination(_, let ports, _), .both(_, _, let ports): ports
    }
  }
}
