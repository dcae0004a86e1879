internal import EstateModel
internal import TrafficSets

// What an appliance sends on to the internet has its own address: without that no reply would come back.
// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
extension ReachabilityGraph {
  /// From an appliance into the subnet that it sends from.
  ///
  /// - Parameters:
  ///   - gates: what is decided before the appliance's own group.
  ///   - group: the group of the interface, outbound.
  func sendingEdges(
    from interface: NetworkInterface, in home: ResourceID, _ gates: [any Mechanism],
    _ group: (any Mechanism)?, toward destination: Destination
  ) -> [Edge] {
    let groups = group.map { [$0] } ?? []
    let bound = boundForInternet(from: home, toward: destination)
    guard !bound.possible.isEmpty, let own = addresses(of: interface, in: home).firstAddress else {
      return [Edge(to: .leaving(subnet: home), Chain(gates + groups))]
    }
    let node = selectors.text(for: interface.id)
    let why = "to reach the internet \(node) translates the sender's address to its own"
    let translation = Gate(
      .allow,
      Evidence(
        node: node, control: "sourceTranslation", rule: "appliance", source: nil,
        article: Self.routingArticle, why: why),
      assumptions: [
        Remark(node: node, property: "forwards", because: why, source: interface.source)
      ])
    return [
      Edge(
        to: .leaving(subnet: home),
        Chain([Forwarding(to: bound.certain.complement)] + gates + groups)),
      Edge(
        to: .leaving(subnet: home),
        Chain(
          [Forwarding(to: bound.possible)] + gates + [translation]
            + groups.map { Translating(mechanism: $0, source: own) }
        ).translating(.sources(AddressSet(own)))),
    ]
  }

  /// What the routes of a subnet send to the internet.
  private func boundForInternet(
    from id: ResourceID, toward destination: Destination
  ) -> Extent {
    guard let subnet = estate.subnets[id], let network = estate.networks[subnet.network] else {
      return .nothing
    }
    return routeSelection(of: subnet, in: network, toward: destination).branches
      .reduce(Extent.nothing) { extent, branch in
        if case .internet = branch.hop { extent.union(branch.extent) } else { extent }
      }
  }
}

/// A mechanism that sees another sender than the packet came from.
struct Translating: Mechanism {
  let mechanism: any Mechanism
  let source: Address

  var isControl: Bool { mechanism.isControl }

  func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome {
    let own = AddressSet(source)
    func seen(_ traffic: TrafficSet) -> TrafficSet { traffic.settingSources(to: own) }
    func told(_ traffic: TrafficSet) -> TrafficSet { traffic.settingSources(to: .all) }
    var outcome = mechanism.decide(
      Passage(certain: seen(passage.certain), possible: seen(passage.possible)), under: hypothesis)
    outcome.passed = Passage(
      certain: passage.certain.intersection(told(outcome.passed.certain)),
      possible: passage.possible.intersection(told(outcome.passed.possible)))
    outcome.decisions = outcome.decisions.map { decision in
      Decision(
        decision.action, passage.possible.intersection(told(decision.traffic)), decision.evidence,
        remedies: decision.remedies)
    }
    return outcome
  }
}
