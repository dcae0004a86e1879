internal import EstateModel
internal import TrafficSets

// Peerings join two networks, not three, and exist once per side.
// https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-peering
extension ReachabilityGraph {
  func peeringEdges(
    _ peering: Peering, of network: VirtualNetwork, from home: ResourceID,
    _ routed: inout AddressSet
  ) -> [Edge] {
    guard let reference = peering.remote.value, let remote = estate.networks[reference.id] else {
      return []
    }
    var edges: [Edge] = []
    for subnet in subnetsByNetwork[remote.id] ?? [] {
      for (addresses, gates) in deliveries(into: subnet) {
        routed.formUnion(addresses)
        edges.append(
          Edge(
            to: .entering(subnet: subnet.id),
            Chain(
              [Forwarding(to: addresses)] + gates
                + peeringGates(peering, of: network, to: remote, from: home, into: subnet.id))))
      }
    }
    return edges
  }

  /// Whether a peering joins nothing for certain: then it makes no route either.
  func isDown(_ peering: Peering, of network: VirtualNetwork) -> Bool {
    guard let remote = peering.remote.value.flatMap({ estate.networks[$0.id] }) else {
      return false
    }
    return peeringGate(peering, of: network, to: remote).action == .deny
  }

  func peeringGate(
    _ peering: Peering, of network: VirtualNetwork, to remote: VirtualNetwork
  ) -> Gate {
    let join = NetworkCache.Join(peering, of: network, to: remote)
    return knownNetworks.gates.value(for: join) { newGate(peering, of: network, to: remote) }
  }

  private func newGate(
    _ peering: Peering, of network: VirtualNetwork, to remote: VirtualNetwork
  ) -> Gate {
    let here = selectors.text(for: network.id)
    let there = selectors.text(for: remote.id)
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(node: here, control: "peering", rule: rule, source: source, why: why)
    }
    func unknown(_ because: String, _ source: SourcePosition?) -> Gate {
      let value = UnknownValue(key: "\(peering.id)#\(because)", because: because, source: source)
      return Gate(.unknown(value), evidence(peering.id.name, source, because))
    }
    guard let back = remote.peering(to: network.id) else {
      if remote.isDescribed, !remote.peerings.contains(where: { $0.remote.value == nil }) {
        return Gate(
          .deny,
          evidence(
            "peering on one side only", peering.source,
            "\(here) is peered with \(there), but \(there) is not peered back"),
          remedies: [.completePeering(from: remote.id, to: network.id, at: remote.source)])
      }
      // One whose other end is open may be the one that is missing.
      if let open = remote.peerings.lazy.compactMap(\.remote.unknown).first {
        return Gate(.unknown(open), evidence(peering.id.name, peering.source, open.because))
      }
      return unknown("no input tells the peering of \(there) to \(here)", peering.source)
    }
    for side in [peering, back] {
      if let state = side.state.value, state != .connected {
        return Gate(
          .deny,
          evidence(
            "peeringState: \(state.rawValue)", side.state.source,
            "the peering of \(here) and \(there) is \(state.rawValue.lowercased())"))
      }
      if let open = side.state.unknown { return unknown(open.because, open.source) }
    }
    if let overlap = overlap(of: network, remote), peering.peersCompleteNetworks.value != false,
      back.peersCompleteNetworks.value != false
    {
      if peering.state.value == .connected || peering.peersCompleteNetworks.unknown != nil {
        return unknown(
          "\(here) and \(there) overlap in \(overlap), which peered networks must not",
          peering.source)
      }
      return Gate(
        .deny,
        evidence(
          "address spaces overlap", peering.source,
          "\(here) and \(there) overlap in \(overlap): Azure refuses to peer them"))
    }
    var warnings: [Remark] = []
    for (side, owner) in [(peering, here), (back, there)]
    where side.allowsVirtualNetworkAccess.value == false {
      warnings.append(
        Remark(
          node: owner, property: "allowVirtualNetworkAccess",
          because:
            "the flag only takes the peer out of the tag VirtualNetwork; traffic that a rule names by address still passes",
          source: side.allowsVirtualNetworkAccess.source))
    }
    return Gate(
      .allow, evidence(peering.id.name, peering.source, "\(here) is peered with \(there)"),
      warnings: warnings)
  }

  /// That a network's own link to who forwards its packets does not take the replies, which come from others:
  /// its flag is asked for, and packets pass without it.
  ///
  /// See <https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-peering>.
  func forwardedReplies(to network: VirtualNetwork, by peering: Peering) -> [any Mechanism] {
    guard peering.allowsForwardedTraffic.unknown == nil,
      peering.allowsForwardedTraffic.value != true
    else { return [] }
    let node = selectors.text(for: network.id)
    return [
      Note(warnings: [
        Remark(
          node: node, property: "allowForwardedTraffic",
          because:
            "peering \(peering.id.name) of \(node) does not allow forwarded traffic, which replies "
            + "from beyond the peered network are",
          source: peering.allowsForwardedTraffic.source ?? peering.source)
      ])
    ]
  }
}
