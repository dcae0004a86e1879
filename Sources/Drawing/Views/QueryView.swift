import Answers
import Reachability

/// The way of one answer: what passes in green, up to where it is denied or open, and why.
struct QueryView {
  private let answer: QueryAnswer
  private let wording: Wording
  private var stage: Stage
  private(set) var scene: Scene
  private var omitted = 0
  /// Where the way would lead on behind a denial.
  private var behind: [(from: String, to: String)] = []
  private var told: [[String]: Set<QueryAnswer.PathHop>] = [:]

  init(_ answer: QueryAnswer, _ graph: ReachabilityGraph, _ options: ViewOptions) {
    self.answer = answer
    wording = Wording(graph)
    stage = Stage(graph, detail: options.detail)
    scene = Scene(
      title: options.title ?? "\(answer.from) → \(answer.to)", source: options.source,
      direction: options.direction)
    let ways = Ways(answer, stage, wording)
    omitted = ways.omitted
    stage.divide(ways.divided)
    for route in ways.routes { draw(route) }
    joinBehind()
    stage.fill(&scene)
    scene.subtitle = [options.title == nil ? verdict : "\(answer.from) → \(answer.to), \(verdict)"]
    scene.notes = notes
    scene.description = scene.toldInWords
    scene.trim(options)
  }

  private mutating func draw(_ route: Route) {
    for leg in route.legs {
      let from = stage.put(leg.from)
      var end = leg.to
      if case .hosts(let place) = end, leg.from == end { end = .anotherHost(place) }
      let to = stage.put(end)
      // Two stops that are drawn as one have no arrow between them.
      if from == to { continue }
      if leg.verdict == .relation {
        behind.append((from, to))
        continue
      }
      let known = scene.arrows.first {
        $0.from == from && $0.to == to && $0.verdict == leg.verdict
      }
      if let number = known?.step {
        tell(leg, as: number, from, to, of: route)
        continue
      }
      let number = (scene.arrows.compactMap(\.step).max() ?? 0) + 1
      let isFirst = leg == route.legs.first
      scene.arrows.append(
        Scene.Arrow(
          from: from, to: to, verdict: leg.verdict, step: number,
          label: isFirst || leg.verdict != .allowed ? route.traffic : "", rule: rule(of: leg)))
      tell(leg, as: number, from, to, of: route)
      showWorkspaces(leg, to)
    }
  }

  private func rule(of leg: Route.Leg) -> String {
    let deciding = leg.hops.filter { $0.outcome?.drawn == leg.verdict }.compactMap(\.evidence)
    if let first = deciding.first { return wording.rule(first) }
    return leg.verdict == .denied ? answer.blockers.first.map { wording.rule($0) } ?? "" : ""
  }

  /// What is behind a denial is shown to belong together, where no traffic gets there otherwise.
  private mutating func joinBehind() {
    for (from, to) in behind
    where !scene.arrows.contains(where: { $0.from == from && $0.to == to }) {
      scene.arrows.append(
        Scene.Arrow(from: from, to: to, verdict: .relation, meaning: "where it would lead on"))
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
        Scene.Arrow(
          from: stage.put(.resource(id)), to: to, verdict: .relation, meaning: "decides for",
          shapesLayout: false)
      )
    }
  }

  /// A row for every decision on the leg that is not told yet; one for the leg itself where nothing
  /// is decided.
  private mutating func tell(
    _ leg: Route.Leg, as number: Int, _ from: String, _ to: String, of route: Route
  ) {
    for hop in leg.hops {
      guard let evidence = hop.evidence, let outcome = hop.outcome,
        told[[from, to], default: []].insert(hop).inserted
      else { continue }
      scene.steps.append(
        Scene.Step(
          number: number, text: "\(evidence.node), \(evidence.control.spaced)",
          traffic: route.traffic, verdict: outcome.drawn, because: wording.reason(evidence)))
    }
    if scene.steps.contains(where: { $0.number == number }) { return }
    scene.steps.append(
      Scene.Step(
        number: number, text: "\(from) → \(to)", traffic: route.traffic, verdict: leg.verdict,
        because: reason(of: leg, of: route)))
  }

  /// Why a leg is as it is that no decision on it tells of.
  private func reason(of leg: Route.Leg, of route: Route) -> String {
    switch leg.verdict {
    case .allowed where !route.isTold: "gets through; a query of these two tells by which rules"
    case .denied: answer.blockers.map { wording.reason($0) }.joined(separator: "; ")
    case .undecided where leg.hops.isEmpty && route.legs.count > 1: "as far as it gets here"
    case .undecided: answer.unknowns.map { wording.reason($0) }.joined(separator: "; ")
    default: "nothing stands between them"
    }
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
    if omitted > 0 {
      lines.append("\(omitted) more \(omitted == 1 ? "way is" : "ways are") not drawn.")
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
