internal import EstateModel
internal import TrafficSets

// A host answers a caller from the internet by its own public address only where its routes lead the
// reply to the internet.
// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
extension ReachabilityGraph {
  /// What becomes of replies to callers that came to a public address, a clause for each route.
  func publicReplies(from id: ResourceID, to callers: Extent) -> [RuleList.Clause] {
    guard let subnet = estate.subnets[id], let network = estate.networks[subnet.network] else {
      return []
    }
    let node = selectors.text(for: id)
    func clause(
      _ extent: Extent, _ action: Decision.Action, _ rule: String, _ source: SourcePosition?,
      _ why: String, remedies: [Change] = []
    ) -> RuleList.Clause {
      let tcp = ProtocolSet(.tcp)
      return RuleList.Clause(
        certain: TrafficSet(sources: extent.certain, protocols: tcp),
        possible: TrafficSet(sources: extent.possible, protocols: tcp), action: action,
        evidence: Evidence(
          node: node, control: "wayBack", rule: rule, source: source,
          article: source == nil ? Self.routingArticle : nil, why: why),
        remedies: remedies, open: doubt(of: extent, whether: rule, source))
    }
    if let gate = unknownTable(of: subnet), case .unknown(let unknown) = gate.action {
      return [
        clause(
          callers, gate.action, gate.evidence.rule, gate.evidence.source ?? subnet.source,
          "the reply is routed by a table that is not known: \(unknown.because)")
      ]
    }
    let selection = routeSelection(of: subnet, in: network, toward: .host(.internet))
    // The first clause that matches decides, as the first route does.
    return selection.branches.compactMap { branch in
      let whole = branch.whole ?? branch.extent
      let extent = Extent(
        certain: whole.certain.intersection(callers.certain),
        possible: whole.possible.intersection(callers.possible))
      if extent.possible.isEmpty { return nil }
      let rule = branch.evidence?.rule ?? "system route"
      let place = branch.evidence?.source
      let removal = removing(branch, at: subnet, stopsReplies: true)
      func stopped(_ why: String) -> RuleList.Clause {
        clause(extent, .deny, rule, place, why, remedies: removal)
      }
      func open(_ unknown: UnknownValue) -> RuleList.Clause {
        clause(extent, .unknown(unknown), rule, place, unknown.because)
      }
      switch branch.hop {
      case .internet, .serviceEndpoint:
        return clause(extent, .allow, rule, place, "the reply goes to the internet")
      case .network(let id), .peering(_, let id):
        return stopped(
          "the reply to a caller from the internet is kept in \(selectors.text(for: id)): \(rule)")
      case .gateway:
        return stopped("the reply to a caller from the internet is sent to the gateway: \(rule)")
      case .nowhere: return stopped("the reply is dropped: \(rule)")
      case .open(let unknown): return open(unknown)
      case .appliance(let address):
        return replies(extent, by: address, branch, in: network) { action, why in
          clause(extent, action, rule, place, why, remedies: action == .deny ? removal : [])
        }
      }
    }
  }

  /// A firewall drops replies whose opening it did not see; what another appliance does, no
  /// configuration tells.
  ///
  /// See <https://learn.microsoft.com/azure/firewall/integrate-lb>.
  private func replies(
    _ extent: Extent, by address: Address, _ branch: RouteSelection.Branch,
    in network: VirtualNetwork, _ clause: (Decision.Action, String) -> RuleList.Clause
  ) -> RuleList.Clause {
    if let firewall = firewallSubnet(of: address, seenFrom: network) {
      return clause(
        .deny,
        "the reply goes to the firewall in \(selectors.text(for: firewall)), which did not see the opening and drops it"
      )
    }
    switch owner(of: address, seenFrom: network) {
    case .nobody:
      return clause(
        .deny, "the reply is sent to \(address), which is in no network in reach")
    case .firewall(let id):
      return clause(
        .deny,
        "the reply goes to \(selectors.text(for: id)), which did not see the opening and drops it")
    case .unknown(let unknown): return clause(.unknown(unknown), unknown.because)
    case .frontend(let id):
      // None of its machines saw the opening.
      guard case .decided(let action, let why) = replies(throughFrontend: id, past: []) else {
        preconditionFailure("a reply without an opening goes to no machine")
      }
      return clause(action, why)
    case .interface(let id):
      let node = selectors.text(for: id)
      let flag = estate.interfaces[id]?.forwardsTraffic
      guard flag?.value == true || flag?.unknown != nil else {
        return clause(
          .deny, "the reply is sent to \(node), which takes no packets that are not for it")
      }
      let why = "the reply goes to \(node), which did not see the opening: asymmetric"
      return clause(
        .unknown(
          UnknownValue(
            key: "\(network.id)#asymmetric \(address)", because: why,
            source: branch.evidence?.source)), why)
    }
  }

  /// The subnet of a firewall in reach that holds the address.
  private func firewallSubnet(
    of address: Address, seenFrom network: VirtualNetwork
  ) -> ResourceID? {
    let reach =
      [network.id]
      + network.peerings.filter { !isDown($0, of: network) }.compactMap { $0.remote.value?.id }
    return reach.lazy.flatMap { subnetsByNetwork[$0] ?? [] }.first { subnet in
      subnet.id.name.lowercased() == "azurefirewallsubnet"
        && AddressSet(subnet.prefixes.compactMap(\.value)).contains(address)
    }?.id
  }
}
