/// The arrows of many flows: those that run in parallel are drawn once, and every flow is numbered
/// where it runs alone.
struct FlowArrows {
  struct Leg {
    var from: String
    var to: String
    /// Whether what stops the flow, or leaves it open, stands on this leg.
    var isDeciding: Bool
  }

  private struct Key: Hashable {
    var from: String
    var to: String
    var verdict: Scene.Verdict
  }

  private struct Flow {
    var step: Int
    var legs: [Leg]
    var keys: [Key]
    var label: String
    var rule: String
  }

  private var flows: [Flow] = []

  mutating func add(
    _ legs: [Leg], step: Int, verdict: Scene.Verdict, label: String, rule: String
  ) {
    // Two stops that are drawn as one have no arrow between them.
    let legs = legs.filter { $0.from != $0.to }
    flows.append(
      Flow(
        step: step, legs: legs,
        keys: legs.map { Key(from: $0.from, to: $0.to, verdict: verdict) }, label: label,
        rule: rule))
  }

  var arrows: [Scene.Arrow] {
    var steps: [Key: [Int]] = [:]
    var order: [Key] = []
    for flow in flows {
      for key in flow.keys where steps[key]?.contains(flow.step) != true {
        if steps[key] == nil { order.append(key) }
        steps[key, default: []].append(flow.step)
      }
    }
    var drawn: [Key: Scene.Arrow] = [:]
    for key in order {
      drawn[key] = Scene.Arrow(from: key.from, to: key.to, verdict: key.verdict)
    }
    var told: Set<String> = []
    for flow in flows {
      guard let place = numberedLeg(of: flow, steps) else { continue }
      let key = flow.keys[place]
      if drawn[key]?.step == nil {
        drawn[key]?.step = flow.step
        drawn[key]?.label = flow.label
      } else if drawn[key]?.step != flow.step {
        drawn[key]?.label += ", also \(flow.step)"
      }
      let ruled = flow.keys[flow.legs.firstIndex(where: \.isDeciding) ?? place]
      // A rule that stops many is written once for each place that it stops them at.
      if told.insert("\(ruled.to) \(flow.rule)").inserted || ruled.verdict == .allowed {
        drawn[ruled]?.rule = flow.rule
      }
    }
    // Past where it is stopped, a flow is not shown beside one that gets through.
    return order.filter { key in
      guard key.verdict != .allowed, drawn[key]?.step == nil, drawn[key]?.rule.isEmpty == true
      else { return true }
      return drawn[Key(from: key.from, to: key.to, verdict: .allowed)] == nil
    }.compactMap { drawn[$0] }
  }

  /// The first leg that no other flow takes; else the first one.
  private func numberedLeg(of flow: Flow, _ steps: [Key: [Int]]) -> Int? {
    flow.keys.firstIndex { steps[$0]?.count == 1 } ?? (flow.keys.isEmpty ? nil : 0)
  }
}
