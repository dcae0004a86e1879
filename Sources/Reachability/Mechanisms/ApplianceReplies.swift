internal import EstateModel
internal import TrafficSets

// Replies that come back to the appliance which forwarded the opening.
// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
extension ReachabilityGraph {
  /// An appliance on the way of an opening.
  struct Forwarder: Hashable, Sendable {
    /// The interface that took the packet.
    let arrival: ResourceID
    /// The subnet of the interface by which it left.
    let leaving: ResourceID
    /// The balancer's frontend that chose it.
    var frontend: ResourceID?
  }

  /// What becomes of a reply that is handed to an interface of the machine which forwarded the opening.
  ///
  /// An interface or subnet that the opening did not pass has seen no opening: a group there judges
  /// the reply as something new.
  ///
  /// - Returns: what is decided of all of it; `nil` where `clauses` tell.
  func replies(
    through interface: ResourceID, of forwarder: Forwarder, to sources: Extent,
    past appliances: ArraySlice<Forwarder>, after passed: [ResourceID],
    _ clauses: inout [RuleList.Clause]
  ) -> (Decision.Action, String)? {
    let node = selectors.text(for: interface)
    func asymmetric(_ why: String) -> (Decision.Action, String) {
      let source = estate.interfaces[interface]?.source
      return (
        .unknown(UnknownValue(key: "\(interface)#asymmetric", because: why, source: source)), why
      )
    }
    if interface != forwarder.arrival, home(of: interface) != forwarder.leaving {
      let flag = estate.interfaces[interface]?.forwardsTraffic
      if let unknown = flag?.unknown { return (.unknown(unknown), unknown.because) }
      if flag?.value != true {
        return (
          .deny,
          "the reply is sent to \(node), which takes no packets that are not for it"
        )
      }
    }
    if home(of: interface) != forwarder.leaving, isGuarded(interface) {
      return asymmetric(
        "the reply comes to \(node), and the opening left by another interface: asymmetric")
    }
    // What an overlay says by interface is said of openings; replies go the way these came.
    let isSettled = !statements(of: interface).filter { $0.node == forwarder.arrival }.isEmpty
    let ways =
      isSettled ? [forwarder.arrival] : unique(exits(of: interface).map(\.interface))
    let lists = ways.map { way -> [RuleList.Clause] in
      var own: [RuleList.Clause] = []
      if way != forwarder.arrival, isGuarded(way) {
        let (action, why) = asymmetric(
          "the reply may leave by \(selectors.text(for: way)), by which the opening did not come: asymmetric"
        )
        own.append(
          RuleList.Clause(
            TrafficSet(sources: sources.possible, protocols: ProtocolSet(.tcp)), action,
            proof(node, Self.severalInterfaces, why)))
      } else if let home = home(of: way) {
        reply(from: home, to: sources, past: appliances, after: passed, &own)
      }
      return own
    }
    if lists.count == 1 {
      clauses += lists[0]
      return nil
    }
    let why =
      "the reply passes by one interface of \(node) and not by another, and no input tells which it takes"
    clauses += agreed(lists, sources, node, rule: Self.severalInterfaces, why)
    return nil
  }

  /// What becomes of replies that are addressed to the machine that forwarded the opening: it sends
  /// them on by any of its interfaces.
  func repliesSentOn(
    by forwarder: Forwarder, to sources: Extent, past appliances: ArraySlice<Forwarder>,
    _ clauses: inout [RuleList.Clause]
  ) {
    let node = selectors.text(for: forwarder.arrival)
    let homes = unique(exits(of: forwarder.arrival).compactMap { home(of: $0.interface) })
    let lists = homes.map { home -> [RuleList.Clause] in
      var own: [RuleList.Clause] = []
      reply(from: home, to: sources, past: appliances, after: [forwarder.arrival], &own)
      return own
    }
    if lists.count == 1 {
      clauses += lists[0]
    } else if !lists.isEmpty {
      clauses += agreed(
        lists, sources, node, rule: Self.severalInterfaces,
        "the reply passes by one interface of \(node) and not by another, and no input tells which it takes"
      )
    }
  }

  /// What all ways say alike; where they differ, nothing is decided.
  func agreed(
    _ lists: [[RuleList.Clause]], _ sources: Extent, _ node: String, rule: String, _ why: String
  ) -> [RuleList.Clause] {
    let whole = TrafficSet(sources: sources.possible, protocols: ProtocolSet(.tcp))
    let passages = lists.map { clauses in
      RuleList(
        clauses + [RuleList.Clause(.all, .allow, proof(node, rule, "the reply has a way back"))]
      )
      .passes(Passage(whole))
    }
    let possible = passages.reduce(TrafficSet.empty) { $0.union($1.possible) }
    let certain = passages.reduce(whole) { $0.intersection($1.certain) }
    let stopped = whole.subtracting(possible)
    let open = possible.subtracting(certain)
    var clauses: [RuleList.Clause] = []
    if !stopped.isEmpty {
      // Every way stops it: the reasons of the first tell why.
      let reasons = lists[0].filter {
        $0.action == .deny && !$0.possible.intersection(stopped).isEmpty
      }
      clauses += reasons.map { $0.narrowed(to: $0.possible.intersection(stopped)) }
    }
    if !open.isEmpty {
      let unknown = UnknownValue(key: "\(node)#reply", because: why, source: nil)
      clauses.append(RuleList.Clause(open, .unknown(unknown), proof(node, rule, why)))
    }
    return clauses
  }

  private static let severalInterfaces = "several interfaces forward"

  private func proof(_ node: String, _ rule: String, _ why: String) -> Evidence {
    Evidence(
      node: node, control: "wayBack", rule: rule, source: nil,
      article: Self.routingArticle, why: why)
  }

  /// Whether a security group stands at the interface or its subnet, or may.
  private func isGuarded(_ interface: ResourceID) -> Bool {
    if estate.interfaces[interface]?.securityGroup.isAbsent != true { return true }
    return home(of: interface).flatMap { estate.subnets[$0] }?.securityGroup.isAbsent != true
  }

  private func unique(_ ids: [ResourceID]) -> [ResourceID] {
    var seen: Set<ResourceID> = []
    return ids.filter { seen.insert($0).inserted }
  }

  // MARK: - Circles

  /// A packet that comes back to an appliance which has sent it on, or to a subnet that it left: it is
  /// routed there as it was the first time, for ever.
  func circle(from place: Place, by edge: Edge) -> Edge? {
    let node: String
    switch (place, edge.to) {
    case (.appliance(let id, arriving: false), .leaving), (.routed, .appliance(let id, _)):
      node = selectors.text(for: id)
    case (.routed, .frontend(let id)): node = selectors.text(for: id.parent ?? id)
    case (.frontend, .appliance(let id, _)): node = selectors.text(for: id)
    default: return nil
    }
    let evidence = Evidence(
      node: node, control: "route", rule: "circle", source: nil, article: Self.routingArticle,
      why: "what \(node) sends on is routed back to it: it goes in circles")
    return Edge(to: .dropped(node), Chain(edge.mechanism.steps + [Gate(.deny, evidence)]))
  }
}

extension RuleList.Clause {
  fileprivate func narrowed(to traffic: TrafficSet) -> Self {
    Self(
      certain: traffic, possible: traffic, action: .deny, evidence: evidence, remedies: remedies)
  }
}
