internal import EstateModel
internal import TrafficSets

// A reply is routed anew, from where it starts: without a route back a TCP connection does not open.
// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
extension ReachabilityGraph {
  /// What becomes of the replies of a host in a subnet or on premises; `nil` where nothing stands in
  /// their way.
  ///
  /// - Parameters:
  ///   - arrived: The subnet that the opening came to.
  ///   - left: The subnet whose routes the opening took last.
  ///   - appliances: Who forwarded the opening, in order.
  ///   - overInternet: Whether the opening came to a public address of the host.
  func wayBack(
    from host: Host, in arrived: ResourceID? = nil, routedBy left: ResourceID? = nil,
    to sources: AddressSet, past appliances: [Forwarder], overInternet: Bool = false
  ) -> (any Mechanism)? {
    // No route table moves what is for the platform's own addresses.
    if sources.isSubset(of: AddressBook.platform) { return nil }
    var clauses: [RuleList.Clause] = []
    let node: String
    switch attachment(of: host) {
    case .internet:
      guard case .frontend = host, let arrived else { return nil }
      node = selectors.text(for: arrived)
      if overInternet {
        clauses = publicReplies(from: arrived, to: Extent(sources))
      } else {
        reply(from: arrived, to: Extent(sources), past: appliances[...], &clauses)
      }
    case .subnet(let home, _):
      var subnet = home
      // Services of the platform answer the internet whatever routes stand there.
      if overInternet, case .platform = host { return nil }
      // Behind a frontend it is the member that answers.
      if case .frontend = host { subnet = arrived ?? home }
      node = selectors.text(for: subnet)
      if overInternet {
        clauses = publicReplies(from: subnet, to: Extent(sources))
      } else {
        reply(from: subnet, to: Extent(sources), past: appliances[...], &clauses)
      }
    case .gateway:
      guard !overInternet, let left else { return nil }
      (node, clauses) = onPremisesReplies(
        from: host, routedBy: left, to: sources, past: appliances)
    default: return nil
    }
    return wayBack(clauses, node)
  }

  /// Why it is not known whether a reply to one of these senders falls under the rule: that no input tells
  /// the sender's number; `nil` where another thing decides.
  func doubt(
    of senders: Extent, whether rule: String, _ source: SourcePosition?
  ) -> UnknownValue? {
    let open = senders.possible.subtracting(senders.certain).namedAddresses
    guard let first = open.first else { return nil }
    let label = book.label(first)
    return UnknownValue(
      key: "\(label)#address \(rule)",
      because:
        "no input tells the address of \(label)\(open.count > 1 ? " and others" : ""), on which it hangs whether the reply falls under: \(rule)",
      source: source)
  }

  /// What becomes of the replies that a firewall gets for others.
  func wayBack(
    fromFirewall id: ResourceID, to sources: AddressSet, past appliances: [Forwarder],
    overInternet: Bool
  ) -> (any Mechanism)? {
    guard let subnet = estate.firewalls[id]?.subnet.value?.id else { return nil }
    var clauses: [RuleList.Clause] = []
    if overInternet {
      clauses = publicReplies(from: subnet, to: Extent(sources))
    } else {
      reply(from: subnet, to: Extent(sources), past: appliances[...], after: [id], &clauses)
    }
    return wayBack(clauses, selectors.text(for: subnet))
  }

  /// What becomes of the replies that come back to who forwarded the opening last.
  func wayBack(
    from last: Forwarder, to sources: AddressSet, past appliances: [Forwarder]
  ) -> (any Mechanism)? {
    var clauses: [RuleList.Clause] = []
    if estate.firewalls[last.arrival] != nil {
      reply(
        from: last.leaving, to: Extent(sources), past: appliances[...], after: [last.arrival],
        &clauses)
    } else {
      repliesSentOn(by: last, to: Extent(sources), past: appliances[...], &clauses)
    }
    return wayBack(clauses, selectors.text(for: last.leaving))
  }

  private func wayBack(_ clauses: [RuleList.Clause], _ node: String) -> (any Mechanism)? {
    if clauses.allSatisfy({ $0.action == .allow }) { return nil }
    func proof(_ why: String) -> Evidence {
      Evidence(
        node: node, control: "wayBack", rule: "reply", source: nil, article: Self.routingArticle,
        why: why)
    }
    let tcp = ProtocolSet(.tcp)
    var others = RuleList.Clause(
      TrafficSet(protocols: ProtocolSet.all.subtracting(tcp)), .allow,
      proof("only TCP needs a way back"))
    let first = clauses.first { $0.action != .allow }
    others.warnings = [
      Remark(
        node: node, property: "wayBack",
        because:
          "what is not TCP arrives, but replies to it may be lost: \(first?.evidence.why ?? "")",
        source: first?.evidence.source)
    ]
    return RuleList(
      clauses + [others, RuleList.Clause(.all, .allow, proof("the reply has a way back"))])
  }

  /// Where the routes of a subnet send the reply.
  ///
  /// - Parameter gateway: Whose subnet it is, where the reply comes in by a gateway.
  func reply(
    from id: ResourceID, to sources: Extent, past appliances: ArraySlice<Forwarder>,
    after passed: [ResourceID] = [], at gateway: VirtualNetworkGateway? = nil,
    _ clauses: inout [RuleList.Clause]
  ) {
    guard let subnet = estate.subnets[id], let network = estate.networks[subnet.network] else {
      return
    }
    let node = selectors.text(for: id)
    func add(
      _ extent: Extent, _ action: Decision.Action, _ rule: String, _ source: SourcePosition?,
      _ why: String, remedies: [Change] = []
    ) {
      let tcp = ProtocolSet(.tcp)
      let part = Extent(
        certain: extent.certain.intersection(sources.certain),
        possible: extent.possible.intersection(sources.possible))
      if part.possible.isEmpty { return }
      clauses.append(
        RuleList.Clause(
          certain: TrafficSet(sources: part.certain, protocols: tcp),
          possible: TrafficSet(sources: part.possible, protocols: tcp), action: action,
          evidence: Evidence(
            node: node, control: "wayBack", rule: rule, source: source,
            article: source == nil ? Self.routingArticle : nil, why: why),
          remedies: remedies, open: doubt(of: part, whether: rule, source)))
    }
    // Who forwarded the opening last takes the replies back.
    let back =
      appliances.last.flatMap { hop(to: $0.arrival) }
      .map { [Change.routeReplies(subnet: id, .appliance($0), at: routeless(subnet))] } ?? []
    if !subnet.routeTable.isAbsent, knownRouteTable(of: subnet) == nil {
      let name = subnet.routeTable.value.map { selectors.text(for: $0.id) } ?? "a route table"
      let unknown =
        subnet.routeTable.unknown
        ?? UnknownValue(
          key: "\(name)#routes", because: "no input tells the routes of \(name)",
          source: subnet.routeTable.source)
      add(
        Extent(.all), .unknown(unknown), name, unknown.source ?? subnet.source,
        "the reply is routed by \(name), which no input describes")
      return
    }
    // Platform addresses answer by themselves, and what is public comes back the way it came.
    let selection = routeSelection(of: subnet, in: network, toward: .host(.internet))
    for index in selection.branches.indices {
      // Of a hundred branches one leads back to a single sender.
      if selection.branches[index].extent.possible.isDisjoint(with: sources.possible) { continue }
      let branch = selection.branches[index]
      let extent = Extent(
        certain: branch.extent.certain.intersection(sources.certain),
        possible: branch.extent.possible.intersection(sources.possible))
      let rule = branch.evidence?.rule ?? "system route"
      let place = branch.evidence?.source
      func asymmetric(_ why: String) -> Decision.Action {
        .unknown(UnknownValue(key: "\(id)#asymmetric", because: why, source: place))
      }
      func deny(_ addresses: AddressSet, _ why: String, remedies: [Change] = []) {
        add(
          Extent(
            certain: extent.certain.intersection(addresses),
            possible: extent.possible.intersection(addresses)), .deny, rule, place, why,
          remedies: remedies)
      }
      func delivered(_ extent: Extent) {
        if let last = appliances.last {
          let why =
            "the opening passes \(selectors.text(for: last.arrival)), the reply does not: asymmetric"
          add(extent, asymmetric(why), rule, place, why)
        } else if extent.certain != extent.possible {
          let unknown = branch.doubt ?? Self.missing("the route of the reply")
          add(
            Extent(certain: .empty, possible: extent.possible.subtracting(extent.certain)),
            .unknown(unknown), rule, place, unknown.because)
        }
      }
      switch branch.hop {
      case .network(let id):
        // A route of the user's own may keep in the network what is not there.
        let held = estate.networks[id].map { ranges(of: $0).possible } ?? .all
        deny(held.complement, "the reply is kept in \(selectors.text(for: id)): \(rule)")
        delivered(
          Extent(
            certain: extent.certain.intersection(held),
            possible: extent.possible.intersection(held)))
      case .peering(let peering, _):
        if isDown(peering, of: network) {
          deny(.all, "the reply is dropped: the peering \(peering.id.name) is down")
        } else if let gate = transitOfReply(by: peering, from: network, at: gateway) {
          add(extent, gate.action, gate.evidence.rule, gate.evidence.source, gate.evidence.why)
        } else {
          let parts = replyParts(by: peering, of: network, from: id, extent)
          for (part, unknown) in parts.open {
            add(part, .unknown(unknown), rule, place, unknown.because)
          }
          add(
            parts.closed, .deny, rule, place,
            "the reply is dropped: the peering \(peering.id.name) does not take in its subnet")
          delivered(parts.delivered)
        }
      case .gateway:
        func handedOver(_ extent: Extent) {
          delivered(
            gateway != nil
              ? extent
              : repliesByConnections(
                from: network, to: extent, past: Array(appliances), &clauses))
        }
        guard branch.isOwn else {
          handedOver(extent)
          continue
        }
        if let gateway {
          let unknown = UnknownValue(
            key: "\(id)#\(rule)",
            because:
              "what a route to \(selectors.text(for: gateway.id)) does at its own subnet is not documented",
            source: place)
          add(extent, .unknown(unknown), rule, place, unknown.because)
          continue
        }
        let (reached, doubt) = gatewayReach(from: network)
        let lost = Extent(
          certain: extent.certain.subtracting(reached),
          possible: extent.possible.subtracting(reached))
        if let doubt {
          add(lost, .unknown(doubt), rule, place, doubt.because)
        } else {
          add(
            lost, .deny, rule, place, "the reply is dropped by the gateway: no connection takes it")
        }
        handedOver(
          Extent(
            certain: extent.certain.intersection(reached),
            possible: extent.possible.intersection(reached)))
      case .serviceEndpoint: continue
      case .internet:
        deny(
          privateSpace,
          "the reply to a private address is sent to the internet, which drops it",
          // Where the route takes everything a longer one leads back.
          remedies: back)
      case .nowhere:
        if branch.name == nil, let doubt = replyDoubt(at: network, in: subnet) {
          add(extent, .unknown(doubt), "routes not known", doubt.source, doubt.because)
        } else if !branch.isOwn {
          // Azure's routes that drop private ranges: nothing leads back.
          add(
            extent, .deny, "no route back", routeless(subnet),
            "\(node) has no route back for the reply", remedies: back)
        } else {
          add(
            extent, .deny, rule, place, "the reply is dropped: \(rule)",
            remedies: removing(branch, at: subnet, stopsReplies: true))
        }
      case .open(let unknown):
        add(extent, .unknown(unknown), rule, place, unknown.because)
      case .appliance(let address):
        switch owner(of: address, seenFrom: network) {
        case .nobody:
          add(
            extent, .deny, rule, place,
            "the reply is sent to \(address), which is in no network that \(node) reaches directly")
        case .unknown(let unknown):
          add(extent, .unknown(unknown), rule, place, unknown.because)
        case .firewall(let id):
          // What is addressed to the firewall itself is there.
          let itself = self.address(of: id).union(AddressSet(address))
          delivered(
            Extent(
              certain: extent.certain.intersection(itself),
              possible: extent.possible.intersection(itself)))
          let others = Extent(
            certain: extent.certain.subtracting(itself),
            possible: extent.possible.subtracting(itself))
          let home = estate.firewalls[id]?.subnet.value?.id
          if let last = appliances.last, last.arrival == id, let home {
            reply(
              from: home, to: others, past: appliances.dropLast(), after: passed + [id], &clauses)
          } else if passed.contains(id) {
            add(
              others, .deny, rule, place,
              "the reply comes back to \(selectors.text(for: id)): it goes in circles")
          } else {
            add(
              others, .deny, rule, place,
              "the reply goes to \(selectors.text(for: id)), which did not see the opening and drops it",
              remedies: [.routeOpening(to: address, at: place)]
                + removing(branch, at: subnet, stopsReplies: true))
          }
        case .frontend(let frontend):
          switch replies(throughFrontend: frontend, past: appliances) {
          case .decided(let action, let why):
            add(
              extent, action, rule, place, why,
              remedies: action == .deny ? takingEveryPort(at: frontend) : [])
          case .to(let id):
            guard let last = appliances.last else { continue }
            let action = replies(
              through: id, of: last, to: extent, past: appliances.dropLast(),
              after: passed + [id], &clauses)
            if let (action, why) = action { add(extent, action, rule, place, why) }
          }
        case .interface(let id):
          // The sender itself may be the next hop.
          let hop = AddressSet(address)
          delivered(
            Extent(
              certain: extent.certain.intersection(hop),
              possible: extent.possible.intersection(hop)))
          let forwarded = Extent(
            certain: extent.certain.subtracting(hop),
            possible: extent.possible.subtracting(hop))
          let interface = estate.interfaces[id]
          let flag = interface?.forwardsTraffic
          if let last = appliances.last, belongTogether(id, last.arrival) {
            let action = replies(
              through: id, of: last, to: forwarded, past: appliances.dropLast(),
              after: passed + [id], &clauses)
            if let (action, why) = action { add(forwarded, action, rule, place, why) }
          } else if passed.contains(id) {
            add(
              forwarded, .deny, rule, place,
              "the reply comes back to \(selectors.text(for: id)): it goes in circles")
          } else if flag?.value == true || flag?.unknown != nil {
            let why =
              "the reply goes to \(selectors.text(for: id)), which did not see the opening: asymmetric"
            add(forwarded, asymmetric(why), rule, place, why)
          } else {
            add(
              forwarded, .deny, rule, place,
              "the reply is sent to \(selectors.text(for: id)), which takes no packets that are not for it"
            )
          }
        }
      }
    }
    let rest = AddressBook.privateIPv4.union(privateNamedAddresses)
      .subtracting(selection.taken)
    let missing = Extent(certain: rest.subtracting(selection.mayBeTaken), possible: rest)
    if let doubt = replyDoubt(at: network, in: subnet) {
      add(missing, .unknown(doubt), "routes not known", doubt.source, doubt.because)
    } else {
      add(
        missing, .deny, "no route back", routeless(subnet),
        "\(node) has no route back for the reply", remedies: back)
    }
  }

  /// The address that routes name to hand something to a firewall or an appliance.
  private func hop(to forwarder: ResourceID) -> Address? {
    estate.firewalls[forwarder]?.privateAddress.value
      ?? estate.interfaces[forwarder]?.configurations.lazy.compactMap(\.privateAddress.value).first
  }

  /// Where a route that is missing would stand: in the subnet's table, or at the subnet that has none.
  private func routeless(_ subnet: Subnet) -> SourcePosition {
    knownRouteTable(of: subnet)?.source ?? subnet.source
  }

  /// What the internet does not lead to: private addresses, and public ones that a network uses.
  private var privateSpace: AddressSet {
    knownNetworks.spaces.value(for: .unrouted) {
      let used = estate.networks.reduce(AddressSet.empty) { $0.union(ranges(of: $1).certain) }
      return AddressBook.privateIPv4.union(privateNamedAddresses)
        .union(used.subtracting(book.openAddresses))
    }
  }

  /// Why a reply without a route may have one all the same.
  private func replyDoubt(at network: VirtualNetwork, in subnet: Subnet) -> UnknownValue? {
    let refuses = refusesGatewayRoutes(subnet)
    if let doubt = routeDoubt(
      at: network, toward: .host(.internet), refusingGateways: refuses)
    {
      return doubt
    }
    if refuses { return nil }
    return possibleGateways(servingNetwork: network.id).lazy.compactMap { behindDoubt($0) }.first
  }
}
