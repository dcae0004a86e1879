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
    let own = ownAddresses(of: interface, in: home)
    guard !bound.possible.isEmpty, !own.isEmpty else {
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
        Chain([Forwarding(to: bound.certain.complement)] + gates + groups))
    ]
      + own.map { address, family in
        Edge(
          to: .leaving(subnet: home),
          Chain(
            [Forwarding(to: bound.possible.intersection(family))] + gates + [translation]
              + groups.map { Translating(mechanism: $0, source: address) }
          ).translating(.sources(AddressSet(address))))
      }
  }

  /// The addresses that an appliance sends from, each with the destinations of its family; one that has
  /// addresses of one family only sends from that.
  private func ownAddresses(
    of interface: NetworkInterface, in home: ResourceID
  ) -> [(address: Address, destinations: AddressSet)] {
    let all = addresses(of: interface, in: home)
    let six = book.ipv6
    guard let ofIPv4 = all.subtracting(six).firstAddress,
      let ofIPv6 = all.intersection(six).firstAddress
    else { return all.firstAddress.map { [($0, .all)] } ?? [] }
    return [(ofIPv4, six.complement), (ofIPv6, six)]
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
