internal import EstateModel
internal import TrafficSets

// What an overlay says that an appliance forwards. Its ranges take in hosts that are known by a name
// alone as those of rules do: for certain or perhaps.
extension ReachabilityGraph {
  func traffic(of flow: Appliance.Flow) -> Passage {
    let sources = extent(of: flow.sources)
    let destinations = extent(of: flow.destinations)
    return Passage(
      certain: flow.traffic.intersection(
        TrafficSet(sources: sources.certain, destinations: destinations.certain)),
      possible: flow.traffic.intersection(
        TrafficSet(sources: sources.possible, destinations: destinations.possible)))
  }

  /// All that statements of overlays name.
  func traffic(of statements: [Appliance]) -> Passage {
    statements.flatMap(\.forwards).reduce(.nothing) { $0.union(traffic(of: $1)) }
  }

  func clause(of flow: Appliance.Flow, _ node: String) -> RuleList.Clause {
    let traffic = self.traffic(of: flow)
    return RuleList.Clause(
      certain: traffic.certain, possible: traffic.possible, action: .allow,
      evidence: Evidence(
        node: node, control: "appliance", rule: "forwards", source: flow.source,
        why: "the overlay says that \(node) forwards it"),
      open: UnknownValue(
        key: "\(node)#forwards \(flow.source)",
        because: "whether the flow that \(node) forwards takes in the address is not decided",
        source: flow.source))
  }
}

/// What a machine is said to forward by one of its interfaces goes this way; the rest goes another.
struct SaidForwarding: Mechanism {
  let traffic: Passage
  let node: String
  let source: SourcePosition?

  var isControl: Bool { false }

  /// All but this traffic.
  static func rest(of traffic: Passage, _ node: String, _ source: SourcePosition?) -> Self {
    Self(
      traffic: Passage(
        certain: TrafficSet.all.subtracting(traffic.possible),
        possible: TrafficSet.all.subtracting(traffic.certain)),
      node: node, source: source)
  }

  func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome {
    let passed = Passage(
      certain: passage.certain.intersection(traffic.certain),
      possible: passage.possible.intersection(traffic.possible))
    let open = passed.possible.subtracting(traffic.certain)
    if open.isEmpty { return Outcome(passed: passed) }
    let unknown = UnknownValue(
      key: "\(node)#forwards",
      because: "whether the flow that \(node) forwards takes in the address is not decided",
      source: source)
    let evidence = Evidence(
      node: node, control: "appliance", rule: "forwards", source: source, why: unknown.because)
    return Outcome(passed: passed, decisions: [Decision(.unknown(unknown), open, evidence)])
  }
}
