import Answers
import Reachability

/// The way of one answer: what passes in green, up to where it is denied or open, and why.
struct QueryView {
  private let answer: QueryAnswer
  private let wording: Wording
  private var stage: Stage
  private(set) var scene: Scene

  init(_ answer: QueryAnswer, _ graph: ReachabilityGraph, _ options: ViewOptions) {
    self.answer = answer
    wording = Wording(graph)
    stage = Stage(graph, detail: options.detail)
    scene = Scene(
      title: options.title ?? "\(answer.from) → \(answer.to)", source: options.source,
      direction: options.direction)
    for route in Route.routes(of: answer, stage.index) { draw(route) }
    stage.fill(&scene)
    scene.subtitle = [options.title == nil ? verdict : "\(answer.from) → \(answer.to), \(verdict)"]
    scene.notes = notes
    scene.description = scene.toldInWords
    scene.trim(options)
  }

  private mutating func draw(_ route: Route) {
    var verdict = Scene.Verdict.allowed
    for leg in route.legs {
      let from = stage.put(leg.from)
      let to = stage.put(leg.to)
      verdict = worst([verdict] + leg.hops.compactMap { $0.outcome?.drawn })
      if answer.paths.isEmpty { verdict = answer.verdict.drawn }
      let known = scene.arrows.first {
        $0.from == from && $0.to == to && $0.verdict == verdict
      }
      if from == to || known != nil { continue }
      let number = (scene.arrows.compactMap(\.step).max() ?? 0) + 1
      let deciding = leg.hops.filter { $0.outcome?.drawn == verdict }.compactMap(\.evidence)
      scene.arrows.append(
        Scene.Arrow(
          from: from, to: to, verdict: verdict, step: number,
          label: scene.arrows.isEmpty || verdict != .allowed
            ? wording.traffic(answer.traffic) : "",
          rule: deciding.first.map { wording.rule($0) } ?? ""))
      tell(leg.hops, as: number, "\(from) → \(to)", verdict)
      showWorkspaces(leg, to)
    }
  }

  /// A workspace that decides for its endpoint is no stop, but is shown beside it.
  private mutating func showWorkspaces(_ leg: Route.Leg, _ to: String) {
    for hop in leg.hops {
      guard let evidence = hop.evidence, evidence.control == "publicNetworkAccess",
        case .resource(let id)? = stage.index[evidence.node], stage.estate.workspaces[id] != nil,
        leg.to != .resource(id), !stage.isDrawn(.resource(id))
      else { continue }
      scene.arrows.append(
        Scene.Arrow(from: stage.put(.resource(id)), to: to, verdict: .relation, shapesLayout: false)
      )
    }
  }

  /// A row for every decision on the leg; one for the leg itself where nothing is decided.
  private mutating func tell(
    _ hops: [QueryAnswer.PathHop], as number: Int, _ text: String, _ verdict: Scene.Verdict
  ) {
    var rows = hops.compactMap { hop -> Scene.Step? in
      guard let evidence = hop.evidence, let outcome = hop.outcome else { return nil }
      return Scene.Step(
        number: number, text: "\(evidence.node), \(evidence.control.spaced)",
        traffic: wording.traffic(answer.traffic), verdict: outcome.drawn,
        because: wording.reason(evidence))
    }
    if rows.isEmpty {
      rows = [
        Scene.Step(
          number: number, text: text, traffic: wording.traffic(answer.traffic), verdict: verdict,
          because: "nothing stands between them")
      ]
    }
    scene.steps += rows
  }

  private func worst(_ verdicts: [Scene.Verdict]) -> Scene.Verdict {
    verdicts.contains(.denied) ? .denied : verdicts.contains(.undecided) ? .undecided : .allowed
  }

  private var verdict: String {
    "on \(answer.traffic.joined(separator: ", ")): \(answer.verdict.rawValue)"
  }

  private var notes: [String] {
    var lines: [String] = []
    if answer.verdict == .partial {
      lines.append("Gets through: \(answer.allowed.joined(separator: ", ")).")
    }
    if !answer.undecided.isEmpty {
      lines.append("Not decided: \(answer.undecided.joined(separator: ", ")).")
    }
    lines += answer.unknowns.map { "Would decide it: \(wording.reason($0))." }
    for fix in answer.fixes.prefix(1) {
      lines.append("Would open it: \(fix.changes.map(\.change).joined(separator: "; ")).")
    }
    lines += answer.assumptions.map { "Assumed: \(wording.reason($0))." }
    lines += answer.warnings.map { "Note: \(wording.reason($0))." }
    return lines
  }
}

extension QueryAnswer.PathHop.Outcome {
  var drawn: Scene.Verdict {
    switch self {
    case .allow: .allowed
    case .deny: .denied
    case .unknown: .undecided
    }
  }
}

extension String {
  /// `publicNetworkAccess` as people write it: `public network access`.
  fileprivate var spaced: String {
    reduce(into: "") { text, character in
      if character.isUppercase, !text.isEmpty { text += " " }
      text += character.lowercased()
    }
  }
}
