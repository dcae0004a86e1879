import Answers
import Reachability

/// The flows of a scenario, or of a question about several pairs: arrows numbered by step, the steps told
/// below.
struct ScenarioView {
  private let answer: FlowList
  private let options: ViewOptions
  private var wording: Wording
  private var stage: Stage
  private var arrows = FlowArrows()
  private(set) var scene: Scene

  init(_ answer: FlowList, _ graph: ReachabilityGraph, _ options: ViewOptions) {
    self.answer = answer
    self.options = options
    wording = Wording(graph)
    stage = Stage(graph, detail: options.detail)
    scene = Scene(
      title: options.title ?? answer.title, source: options.source, direction: options.direction)
    for flow in answer.flows { draw(flow) }
    scene.arrows = arrows.arrows
    joinEndpointsWithDeployments()
    joinEndpointsWithNodes()
    stage.fill(&scene)
    scene.subtitle = [summary]
    scene.notes = answer.remarks.map { wording.reason($0) } + guidance
    if answer.omitted > 0 {
      scene.notes.append(
        "\(answer.omitted) more \(answer.omitted == 1 ? "pair is" : "pairs are") not drawn.")
    }
    scene.description = scene.toldInWords
    scene.trim(options)
  }

  private mutating func draw(_ flow: ScenarioFlow) {
    let answer = flow.answer
    let parts = parts(of: flow)
    for part in parts {
      scene.steps.append(
        Scene.Step(
          number: flow.step, text: "\(flow.from) → \(flow.to)", traffic: part.traffic,
          verdict: part.verdict.drawn(isNeeded: flow.isNeeded),
          because: part.reasons.joined(separator: "; ")))
    }
    let isFolded = isLikeTheInternet(flow)
    let ways = Ways(answer, stage, wording)
    stage.divide(ways.divided)
    for route in ways.routes {
      // A flow is told by its verdict; where a part gets through, that part and the rest.
      guard let part = parts.first(where: { $0.verdict == route.verdict }) ?? parts.first else {
        continue
      }
      let legs = route.legs.enumerated().map { place, leg in
        FlowArrows.Leg(
          from: stage.put(isFolded && place == 0 ? .internet : leg.from), to: stage.put(leg.to),
          verdict: leg.verdict.drawn(isNeeded: flow.isNeeded), rule: rule(of: leg, part))
      }
      arrows.add(
        legs, step: flow.step, verdict: route.verdict.drawn(isNeeded: flow.isNeeded),
        label: part.label)
    }
  }

  private func rule(of leg: Route.Leg, _ part: Part) -> String {
    switch leg.verdict {
    case .denied:
      return leg.steps.first { $0.hop.outcome == .deny }?.hop.evidence.map { wording.rule($0) }
        ?? part.rule
    case .undecided: return leg.steps.contains { $0.hop.outcome == .unknown } ? part.rule : ""
    case .allowed: return part.verdict == .allowed ? part.rule : ""
    default: return ""
    }
  }

  /// Whether the flow begins at a client on the internet that fares as the whole internet does: then
  /// the internet's arrow stands for it.
  private mutating func isLikeTheInternet(_ flow: ScenarioFlow) -> Bool {
    guard case .client(let name)? = stage.index.end(flow.from),
      case .internet? = stage.estate.client(name)?.placement,
      let whole = answer.flows.first(where: { $0.from == "internet" && $0.to == flow.to }),
      whole.answer.verdict == flow.answer.verdict, whole.answer.verdict != .partial,
      whole.answer.deciding == flow.answer.deciding
    else { return false }
    stage.fold(client: name)
    return true
  }

  private struct Part {
    var verdict: Scene.Verdict
    var traffic: String
    /// What the arrow says of it.
    var label: String
    var rule: String
    var reasons: [String]
  }

  /// One part, or for traffic that is let through in part, what is and what is not.
  private mutating func parts(of flow: ScenarioFlow) -> [Part] {
    let answer = flow.answer
    let traffic = wording.traffic(answer.traffic)
    let deciding = answer.deciding
    let denied = Part(
      verdict: .denied, traffic: traffic, label: traffic,
      rule: deciding.first.map { wording.rule($0) } ?? "",
      reasons: deciding.map { wording.firstReason($0) })
    switch answer.verdict {
    case .unreachable: return [denied]
    case .reachable:
      var allowed = denied
      allowed.verdict = .allowed
      return [allowed]
    case .unknown, .partial:
      return divided(answer, traffic, denied: denied)
    }
  }

  /// What is let through, what may be, and what is stopped, each by itself.
  private func divided(_ answer: QueryAnswer, _ traffic: String, denied: Part) -> [Part] {
    var parts: [Part] = []
    if !answer.allowed.isEmpty {
      let allowed = wording.traffic(answer.allowed)
      parts.append(
        Part(
          verdict: .allowed, traffic: allowed, label: "only \(Self.rest(of: allowed, traffic))",
          rule: "", reasons: ["only \(allowed)"]))
    }
    let isWhollyOpen = answer.verdict == .unknown && answer.allowed.isEmpty
    if !answer.undecided.isEmpty || isWhollyOpen {
      let open = answer.ways.filter { $0.outcome == .unknown }.map(\.traffic)
      let told = open.isEmpty ? traffic : wording.traffic(open, of: .empty)
      parts.append(
        Part(
          verdict: .undecided, traffic: told,
          label: parts.isEmpty && told == traffic
            ? traffic : "perhaps \(Self.rest(of: told, traffic))",
          rule: answer.unknowns.first.map { wording.reason($0) } ?? "",
          reasons: answer.unknowns.map { wording.reason($0) }))
    }
    let stopped = answer.ways.filter { $0.outcome == .deny }.map(\.traffic)
    if answer.verdict == .partial || !stopped.isEmpty {
      var rest = denied
      rest.traffic = wording.traffic(stopped, of: .empty, isRest: true)
      rest.label = rest.traffic
      parts.append(rest)
    }
    return parts
  }

  /// `from 203.0.113.0/24` of `tcp/443 from 203.0.113.0/24`, where all ports asked about are meant.
  private static func rest(of allowed: String, _ traffic: String) -> String {
    allowed.hasPrefix(traffic + " ") ? String(allowed.dropFirst(traffic.count + 1)) : allowed
  }

  /// On a cluster, an endpoint is served by pods on its nodes.
  private mutating func joinEndpointsWithNodes() {
    for endpoint in stage.estate.onlineEndpoints where stage.isDrawn(.resource(endpoint.id)) {
      guard let cluster = stage.cluster(of: endpoint), stage.isDrawn(.resource(cluster)) else {
        continue
      }
      join(.resource(endpoint.id), .resource(cluster))
    }
  }

  /// An endpoint hands what it takes to its deployments; no configuration decides that.
  private mutating func joinEndpointsWithDeployments() {
    for deployment in stage.estate.onlineDeployments {
      guard let endpoint = deployment.endpoint.value,
        stage.isDrawn(.resource(endpoint.id)), stage.isDrawn(.resource(deployment.id))
      else { continue }
      join(.resource(endpoint.id), .resource(deployment.id))
    }
  }

  private mutating func join(_ one: Participant, _ other: Participant) {
    let ends = (stage.put(one), stage.put(other))
    let isJoined = scene.arrows.contains {
      $0.verdict == .relation && $0.from == ends.0 && $0.to == ends.1
    }
    if ends.0 == ends.1 || isJoined { return }
    scene.arrows.append(
      Scene.Arrow(from: ends.0, to: ends.1, verdict: .relation, meaning: "is served by"))
  }

  private var summary: String {
    let order = ["allowed", "denied", "closed and not needed", "allowed in part", "undecided"]
    var counts: [String: Int] = [:]
    for flow in answer.flows { counts[Self.word(for: flow), default: 0] += 1 }
    let told = order.compactMap { word in counts[word].map { "\($0) \(word)" } }
    return "\(answer.heading): \(told.joined(separator: ", "))"
  }

  private static func word(for flow: ScenarioFlow) -> String {
    switch flow.answer.verdict {
    case .reachable: "allowed"
    case .unreachable: flow.isNeeded ? "denied" : "closed and not needed"
    case .partial: "allowed in part"
    case .unknown: "undecided"
    }
  }

  /// Each once, with all steps that it is for.
  private var guidance: [String] {
    var order: [String] = []
    var steps: [String: [Int]] = [:]
    for flow in answer.flows {
      guard let guidance = flow.guidance else { continue }
      if steps[guidance] == nil { order.append(guidance) }
      steps[guidance, default: []].append(flow.step)
    }
    return order.map { guidance in
      let numbers = (steps[guidance] ?? []).map(String.init)
      let list =
        numbers.count < 2
        ? "Step \(numbers.joined())"
        : "Steps \(numbers.dropLast().joined(separator: ", ")) and \(numbers[numbers.count - 1])"
      return "\(list): \(guidance)."
    }
  }
}

extension Scene.Verdict {
  /// What is closed and may be so is no fault.
  fileprivate func drawn(isNeeded: Bool) -> Self { self == .denied && !isNeeded ? .closed : self }
}
