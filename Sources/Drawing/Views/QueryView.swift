import Answers
import Reachability
import TrafficSets

/// The way of one answer: what passes in green, up to where it is denied or open, and why.
struct QueryView {
  private let answer: QueryAnswer
  private let wording: Wording
  private var stage: Stage
  private(set) var scene: Scene
  private var omitted = 0
  /// Where the way would lead on behind a denial.
  private var behind: [(from: String, to: String)] = []
  /// What is drawn as one arrow, in the order of the numbers.
  private var tracks: [Track] = []
  private var workspaces: [Scene.Arrow] = []

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
    drawTracks()
    joinBehind()
    stage.fill(&scene)
    describeInternet()
    scene.subtitle = [options.title == nil ? verdict : "\(answer.from) → \(answer.to), \(verdict)"]
    scene.notes = notes
    scene.description = scene.toldInWords
    scene.trim(options)
  }

  /// What the node of the internet stands for depends on where it is on the way.
  private mutating func describeInternet() {
    guard let place = scene.nodes.firstIndex(where: { $0.id == "internet" }) else { return }
    if answer.from.lowercased() == "internet" { return }
    scene.nodes[place].fact =
      answer.to.lowercased() == "internet" ? "any public address" : "passed on the way"
  }

  private mutating func draw(_ route: Route) {
    var previous: Int?
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
      let known = tracks.firstIndex {
        $0.from == from && $0.to == to && $0.verdict == leg.verdict
      }
      let place = known ?? tracks.count
      if known == nil { tracks.append(Track(from: from, to: to, verdict: leg.verdict)) }
      tracks[place].take(leg, of: route.asked, after: previous)
      previous = place
      showWorkspaces(leg, to)
    }
  }

  /// The arrows of the ways, and a row for every decision that makes one what it is.
  private mutating func drawTracks() {
    let labels = tracks.map {
      wording.traffic($0.portions, of: $0.asked, isRest: $0.verdict == .denied)
    }
    for (place, track) in tracks.enumerated() {
      // What goes on as it came is not told again.
      let isTold = track.previous.allSatisfy { previous in
        previous.map { labels[$0] == labels[place] && track.verdict == .allowed } ?? false
      }
      scene.arrows.append(
        Scene.Arrow(
          from: track.from, to: track.to, verdict: track.verdict, step: place + 1,
          label: isTold ? "" : labels[place], rule: rule(of: track)))
      tell(track, as: place + 1, labels[place])
    }
    scene.arrows += workspaces
  }

  private func rule(of track: Track) -> String {
    if let first = deciding(track).first?.hop.evidence { return wording.rule(first) }
    return track.verdict == .denied ? answer.blockers.first.map { wording.rule($0) } ?? "" : ""
  }

  /// The decisions that make the track what it is.
  private func deciding(_ track: Track) -> [TracedWay.Step] {
    var known: Set<QueryAnswer.PathHop> = []
    return track.steps.filter { step in
      guard let evidence = step.hop.evidence, step.hop.outcome?.drawn == track.verdict else {
        return false
      }
      // Where a name leads is told where it keeps the traffic from its way.
      if track.verdict == .allowed, evidence.control == "nameResolution",
        answer.blockers.contains(evidence)
      {
        return false
      }
      return known.insert(step.hop).inserted
    }
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
    for step in leg.steps {
      guard let evidence = step.hop.evidence, evidence.control == "publicNetworkAccess",
        case .resource(let id)? = stage.index[evidence.node], stage.estate.workspaces[id] != nil,
        leg.to != .resource(id), !stage.isDrawn(.resource(id))
      else { continue }
      workspaces.append(
        Scene.Arrow(
          from: stage.put(.resource(id)), to: to, verdict: .relation, meaning: "decides for",
          shapesLayout: false)
      )
    }
  }

  /// A row for every decision; one for the arrow itself where nothing is decided.
  private mutating func tell(_ track: Track, as number: Int, _ label: String) {
    let steps = deciding(track)
    for step in steps {
      guard let evidence = step.hop.evidence else { continue }
      let decided = track.steps.filter { $0.hop == step.hop }.compactMap(\.decided)
      scene.steps.append(
        Scene.Step(
          number: number, text: "\(evidence.node), \(evidence.control.spaced)",
          traffic: wording.traffic(decided, of: track.asked, isRest: track.verdict == .denied),
          verdict: track.verdict,
          because: wording.reason(evidence)))
    }
    if steps.isEmpty {
      scene.steps.append(
        Scene.Step(
          number: number, text: "\(track.from) → \(track.to)", traffic: label,
          verdict: track.verdict, because: reason(of: track)))
    }
  }

  /// Why an arrow is as it is that no decision tells of.
  private func reason(of track: Track) -> String {
    switch track.verdict {
    case .denied: answer.blockers.map { wording.reason($0) }.joined(separator: "; ")
    case .undecided where track.isBehind: "as far as it gets here"
    case .undecided: answer.unknowns.map { wording.reason($0) }.joined(separator: "; ")
    default: "nothing denies it"
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
    if answer.areFixesSought, answer.fixes.isEmpty {
      lines.append("None of the small changes that were tried opens it.")
    }
    if omitted > 0 {
      lines.append("\(omitted) more \(omitted == 1 ? "way is" : "ways are") not drawn.")
    }
    lines += answer.assumptions.map { "Assumed: \(wording.reason($0))." }
    lines += answer.warnings.map { "Note: \(wording.reason($0))." }
    return lines
  }
}

/// The legs that are drawn as one arrow.
private struct Track {
  var from: String
  var to: String
  var verdict: Scene.Verdict
  var steps: [TracedWay.Step] = []
  var portions: [TracedWay.Portion] = []
  var asked = TrafficSet.empty
  /// The arrows before it; `nil` where a way begins with it.
  var previous: [Int?] = []
  /// Whether something before it is as open.
  var isBehind: Bool { previous.contains { $0 != nil } }

  init(from: String, to: String, verdict: Scene.Verdict) {
    self.from = from
    self.to = to
    self.verdict = verdict
  }

  mutating func take(_ leg: Route.Leg, of asked: TrafficSet, after place: Int?) {
    steps += leg.steps
    for portion in leg.portions where !portions.contains(portion) { portions.append(portion) }
    self.asked.formUnion(asked)
    previous.append(place)
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
