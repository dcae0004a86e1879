/// The arrows of many flows: those that run in parallel are drawn once, and every flow is numbered
/// where it runs alone.
struct FlowArrows {
  struct Leg {
    var from: String
    var to: String
    var verdict: Scene.Verdict
    /// What decides on this leg.
    var rule: String
  }

  private struct Key: Hashable {
    var from: String
    var to: String
    var verdict: Scene.Verdict
  }

  private struct Flow {
    var step: Int
    var verdict: Scene.Verdict
    var legs: [Leg]
    var keys: [Key]
    var label: String
  }

  private var flows: [Flow] = []

  /// - Parameter verdict: What becomes of the flow, which is told on a leg that says the same.
  mutating func add(_ legs: [Leg], step: Int, verdict: Scene.Verdict, label: String) {
    // Two stops that are drawn as one have no arrow between them.
    let legs = legs.filter { $0.from != $0.to }
    flows.append(
      Flow(
        step: step, verdict: verdict, legs: legs,
        keys: legs.map { Key(from: $0.from, to: $0.to, verdict: $0.verdict) }, label: label))
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
      drawn[key] = Scene.Arrow(
        from: key.from, to: key.to, verdict: key.verdict,
        meaning: key.verdict == .relation ? "where it would lead on" : "")
    }
    label(&drawn, steps)
    var told: Set<String> = []
    for flow in flows {
      for (leg, key) in zip(flow.legs, flow.keys) where !leg.rule.isEmpty {
        // A rule that stops many is written once for each place that it stops them at.
        if told.insert("\(key.to) \(leg.rule)").inserted || key.verdict == .allowed {
          drawn[key]?.rule = leg.rule
        }
      }
    }
    // Past where it is stopped, a flow is only shown where nothing else leads on.
    let ends = Set(order.filter { $0.verdict != .relation }.map { [$0.from, $0.to] })
    return order.filter { $0.verdict != .relation || !ends.contains([$0.from, $0.to]) }
      .compactMap { drawn[$0] }
  }

  /// Every flow is numbered once for each thing that becomes of it: of one that gets through in part, the
  /// part and the rest have the same number.
  private func label(_ drawn: inout [Key: Scene.Arrow], _ steps: [Key: [Int]]) {
    var riders: [Key: [Flow]] = [:]
    for flow in flows {
      guard let key = numberedLeg(of: flow, steps),
        riders[key]?.contains(where: { $0.step == flow.step }) != true
      else { continue }
      riders[key, default: []].append(flow)
    }
    for (key, flows) in riders {
      guard let first = flows.first else { continue }
      drawn[key]?.step = first.step
      drawn[key]?.otherSteps = flows.dropFirst().map(\.step)
      drawn[key]?.label = Self.label(of: flows)
    }
  }

  /// What all say alike once; what they say differently each for its steps.
  private static func label(of flows: [Flow]) -> String {
    var order: [String] = []
    var steps: [String: [Int]] = [:]
    for flow in flows {
      if steps[flow.label] == nil { order.append(flow.label) }
      steps[flow.label, default: []].append(flow.step)
    }
    if order.count == 1 { return order[0] }
    return order.map { label in
      "\((steps[label] ?? []).map(String.init).joined(separator: ", ")): \(label)"
    }.joined(separator: "; ")
  }

  /// The first leg with the flow's verdict that no other flow takes; else the first one.
  private func numberedLeg(of flow: Flow, _ steps: [Key: [Int]]) -> Key? {
    let keys = flow.keys.filter { $0.verdict == flow.verdict }
    return keys.first { steps[$0]?.count == 1 } ?? keys.first
  }
}
