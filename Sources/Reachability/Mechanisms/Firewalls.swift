internal import EstateModel
internal import TrafficSets

// Azure Firewall: what a route hands it, it judges, and sends on by the routes of its own subnet.
// https://learn.microsoft.com/azure/firewall/rule-processing
extension ReachabilityGraph {
  /// The firewall whose subnet holds the address of a next hop.
  ///
  /// Templates carry the address as a literal, so every address of the subnet is taken for the
  /// firewall's, unless the input tells which one it has.
  func firewall(at address: Address, in subnet: Subnet) -> AzureFirewall? {
    guard let firewall = firewall(in: subnet.id),
      AddressSet(subnet.prefixes.compactMap(\.value)).contains(address)
    else { return nil }
    return firewall.privateAddress.value.map { $0 == address } ?? true ? firewall : nil
  }

  func firewall(in subnet: ResourceID) -> AzureFirewall? {
    guard subnet.name.lowercased() == "azurefirewallsubnet" else { return nil }
    return estate.firewalls.first { $0.subnet.value?.id == subnet }
  }

  /// Where an address of AzureFirewallSubnet comes from: behind source translation any of the subnet.
  func address(of firewall: ResourceID) -> AddressSet {
    book[.firewall(firewall)].map { AddressSet($0) } ?? .empty
  }

  /// What leaves its subnet with one of these is the firewall's own: no other host stands there.
  func subnetAddresses(of firewall: AzureFirewall) -> AddressSet {
    let home = firewall.subnet.value.flatMap { estate.subnets[$0.id] }
    return address(of: firewall.id).union(home.map { addresses(of: $0) } ?? .empty)
  }

  /// From a subnet to the firewall that its route names.
  func firewallHop(
    _ id: ResourceID, at address: Address, _ branch: RouteSelection.Branch, from subnet: Subnet,
    in network: VirtualNetwork
  ) -> [Edge] {
    guard let firewall = estate.firewalls[id], let home = firewall.subnet.value?.id else {
      return []
    }
    var steps: [any Mechanism] = [branch.forwarding]
    var replies: [any Mechanism] = []
    if let remote = estate.subnets[home]?.network, remote != network.id,
      let peering = network.peering(to: remote), let other = estate.networks[remote]
    {
      steps += peeringGates(peering, of: network, to: other, from: subnet.id, into: home)
      // A firewall's own replies are of its network.
      if self.firewall(in: subnet.id) == nil {
        replies = forwardedReplies(to: network, by: peering)
      }
    }
    // What is for the firewall itself arrives in its subnet, as it does without the route.
    let itself = AddressSet(address)
    return [
      Edge(
        to: .firewall(id, .arriving),
        Chain([Forwarding(to: itself.complement)] + steps + replies)),
      Edge(to: .entering(subnet: home), Chain([Forwarding(to: itself)] + steps)),
    ]
  }

  func firewallEdges(
    _ id: ResourceID, _ stage: Place.FirewallStage, toward destination: Destination
  ) -> [Edge] {
    guard let firewall = estate.firewalls[id], let home = firewall.subnet.value?.id else {
      return []
    }
    switch stage {
    case .arriving:
      // Translations of destinations come before all other rules, for whoever is routed here.
      var edges: [Edge]
      switch destination {
      // Rules judge hosts by their addresses alone, unless these are called by a name.
      case .host where calledName == nil:
        edges = knownNetworks.firewallJudgings.value(for: id) {
          judging(firewall, toward: destination)
        }
      case .host, .front: edges = judging(firewall, toward: destination)
      }
      edges += translatedEntries(toward: destination, calledAt: firewall)
      if case .front(let front) = destination, calledFirewall(front)?.id == id {
        edges += firewallListening(front, firewall)
      }
      return edges
    case .passed, .translated:
      return [Edge(to: .routing(subnet: home), Forwarding(to: .all))]
    }
  }

  // MARK: - Judging

  /// What passes keeps its source where network rules let it to private ranges, and has an address of
  /// the firewall's subnet otherwise.
  ///
  /// See <https://learn.microsoft.com/azure/firewall/snat-private-range>.
  private func judging(_ firewall: AzureFirewall, toward destination: Destination) -> [Edge] {
    let node = selectors.text(for: firewall.id)
    let rules = rules(of: firewall, toward: destination)
    let whole = rules.whole
    let applied = rules.applied
    let (kept, doubt) = untranslated(by: firewall)
    let own = Translation.sources(address(of: firewall.id))
    let notes = remarks(about: firewall)
    func share(_ traffic: Passage) -> Share {
      Share(
        traffic: traffic,
        unknown: UnknownValue(
          key: "\(firewall.id)#kind",
          because: "which rule of \(node) lets it through is not decided", source: firewall.source),
        node: node)
    }
    func proof(_ why: String) -> Gate {
      Gate(
        .allow,
        Evidence(
          node: node, control: "sourceTranslation", rule: "source translation", source: nil,
          article: "https://learn.microsoft.com/azure/firewall/snat-private-range", why: why))
    }
    func toward(_ extent: Extent) -> RoutedForwarding {
      RoutedForwarding(extent: extent, evidence: nil, doubt: doubt, node: node)
    }
    let appliedKept = applied.intersection(TrafficSet(destinations: kept.possible))
    let byNetworkRules: [any Mechanism] =
      appliedKept.isEmpty ? [] : [share(applied.rest(besides: rules.networked))]
    let edges = [
      Edge(
        to: .firewall(firewall.id, .passed),
        Chain([toward(kept)] + byNetworkRules + [whole] + notes)),
      Edge(
        to: .firewall(firewall.id, .translated),
        Chain(
          [toward(kept.rest), whole] + notes
            + [proof("\(node) puts an address of its own in the place of the sender's")]
        ).translating(own)),
    ]
    if appliedKept.isEmpty { return edges }
    return edges + [
      Edge(
        to: .firewall(firewall.id, .translated),
        Chain(
          [toward(kept), share(applied), whole] + notes
            + [proof("what an application rule lets through comes from \(node) itself")]
        ).translating(own))
    ]
  }

  /// Firewalls of virtual hubs belong to Virtual WAN.
  func notModelled(_ firewall: AzureFirewall) -> UnknownValue? {
    if let unknown = firewall.kind.unknown { return unknown }
    guard firewall.kind.value?.lowercased() == "azfw_hub" else { return nil }
    return UnknownValue(
      key: "\(firewall.id)#hub",
      because:
        "\(selectors.text(for: firewall.id)) is in a virtual hub, whose routes are not modelled",
      source: firewall.kind.source)
  }

  /// What may drop packets all the same, by lists that are in no configuration.
  private func remarks(about firewall: AzureFirewall) -> [any Mechanism] {
    let node = selectors.text(for: firewall.id)
    let policy = firewall.policy.value.flatMap { estate.firewallPolicies[$0.id] }
    let mode = (policy?.settings ?? firewall.settings).threatMode
    var remarks: [any Mechanism] = []
    if mode.value == .deny {
      remarks.append(
        Presumption(
          remark: Remark(
            node: node, property: "threatIntelMode",
            because: "no address or name on the way is in the feed of threat intelligence",
            source: mode.source)))
    }
    if let policy, policy.intrusionMode.value?.lowercased() == "deny" {
      remarks.append(
        Presumption(
          remark: Remark(
            node: node, property: "intrusionDetection",
            because: "intrusion detection finds nothing in the traffic",
            source: policy.intrusionMode.source)))
    }
    return remarks
  }

  // MARK: - Source addresses

  /// The destinations to which network rules let packets pass with their own source, and why that is
  /// not decided.
  private func untranslated(by firewall: AzureFirewall) -> (Extent, UnknownValue?) {
    let settings: FirewallSettings
    switch firewall.policy {
    case .known(let reference, _):
      settings = estate.firewallPolicies[reference.id]?.settings ?? FirewallSettings()
    case .unknown(let unknown):
      return (Extent(certain: .empty, possible: .all), unknown)
    case .absent: settings = firewall.settings
    }
    if let unknown = settings.learnsRanges.unknown {
      return (Extent(certain: .empty, possible: .all), unknown)
    }
    if settings.learnsRanges.value == true {
      return (
        Extent(certain: .empty, possible: .all),
        UnknownValue(
          key: "\(firewall.id)#learnedRanges",
          because:
            "which ranges \(selectors.text(for: firewall.id)) learns from a route server is not known",
          source: settings.learnsRanges.source)
      )
    }
    if settings.untranslated.isEmpty { return (extent(of: AddressBook.privateIPv4), nil) }
    var result = Extent.nothing
    var unknown: UnknownValue?
    for range in settings.untranslated {
      switch range {
      case .known(.iana, _): result = result.union(extent(of: AddressBook.privateIPv4))
      case .known(.prefix(let prefix), _):
        // `255.255.255.255/32` stands for: translate always.
        result = result.union(extent(of: AddressSet(prefix)))
      case .unknown(let open):
        unknown = open
        result = result.union(Extent(certain: .empty, possible: .all))
      case .absent: break
      }
    }
    return (result, unknown)
  }

  // MARK: - Out to the internet

  /// Without translation a private source would be on the internet: nothing goes straight there.
  func untranslatedExit(_ firewall: AzureFirewall, _ route: [any Mechanism]) -> Edge {
    let node = selectors.text(for: firewall.id)
    return Edge(
      to: .dropped(node),
      Chain(
        [Departing(sources: subnetAddresses(of: firewall).complement)] + route + [
          Gate(
            .deny,
            Evidence(
              node: node, control: "outboundMethod", rule: "privateRanges",
              source: firewall.source,
              why: "\(node) keeps the sender's private address, and nothing comes back to that"))
        ]))
  }

  /// From the subnet of a firewall to the internet, by the firewall's own public addresses.
  ///
  /// Of several it takes any: what one of them may reach and another may not is not decided. See
  /// <https://learn.microsoft.com/azure/firewall/integrate-with-nat-gateway>.
  func firewallExits(
    _ firewall: AzureFirewall, _ route: [any Mechanism]
  ) -> [Edge] {
    let node = selectors.text(for: firewall.id)
    let own = subnetAddresses(of: firewall)
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "outboundMethod", rule: rule, source: source ?? firewall.source,
        why: why)
    }
    let kept = untranslatedExit(firewall, route)
    let holders = firewall.configurations.filter { !$0.publicAddress.isAbsent }
    if holders.isEmpty {
      return [
        kept,
        Edge(
          to: .dropped(node),
          Chain(
            [Departing(sources: own)] + route + [
              Gate(
                .deny,
                evidence("no public IP address", nil, "\(node) has no public address to leave by"))
            ])),
      ]
    }
    let exits = holders.enumerated().compactMap { index, holder -> PublicExit? in
      publicExit(holder.publicAddress)
        ?? book[.egress(.other(firewall.id))].map {
          PublicExit(
            name: "public IP address \(index)", address: $0, source: holder.publicAddress.source)
        }
    }
    return [kept]
      + edges(
        leavingBy: exits, "\(firewall.id)", of: node, [Departing(sources: own)] + route
      ) { exit in
        [
          RuleList.Clause(
            TrafficSet(protocols: ProtocolSet(.tcp, .udp, .icmp)), .allow,
            evidence(exit.name, exit.source, "\(node) leaves by \(exit.name)")),
          RuleList.Clause(
            .all, .deny,
            evidence(exit.name, exit.source, "\(node) translates TCP, UDP and ICMP only")),
        ]
      }
  }
}

/// Traffic of which an earlier decision says that it goes this way, for certain or perhaps.
struct Share: Mechanism {
  let traffic: Passage
  let unknown: UnknownValue
  let node: String

  var isControl: Bool { false }

  func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome {
    let passed = Passage(
      certain: passage.certain.intersection(traffic.certain),
      possible: passage.possible.intersection(traffic.possible))
    let open = passed.possible.subtracting(traffic.certain)
    if open.isEmpty { return Outcome(passed: passed) }
    let evidence = Evidence(
      node: node, control: "firewallRule", rule: "rules", source: unknown.source,
      why: unknown.because)
    return Outcome(passed: passed, decisions: [Decision(.unknown(unknown), open, evidence)])
  }
}

extension Passage {
  /// All but this traffic, of which the other may be in it all the same.
  fileprivate func rest(besides other: Passage) -> Passage {
    let rest = TrafficSet.all.subtracting(possible)
    return Passage(certain: rest, possible: rest.union(other.possible))
  }
}

extension Extent {
  /// All but these addresses.
  fileprivate var rest: Extent {
    Extent(certain: possible.complement, possible: certain.complement)
  }
}
