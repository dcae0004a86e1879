/// What stands round the drawing: title, table of steps, legend, notes.
struct Furniture: Hashable, Sendable {
  var theme: Theme
  var hasIcons: Bool

  private var labels: PartLabels { PartLabels(theme: theme, hasIcons: hasIcons) }
  private var ink: String { theme.color(.ink) }
  private var muted: String { theme.color(.mutedInk) }

  /// Title, subtitle and source, at most as wide as asked, but never narrower than readable.
  func title(of scene: Scene, width: Int) -> Block {
    let width = max(width, 320)
    var lines = TextMetrics.wrapped(
      DisplayText.visible(scene.title), width: width, size: 17, bold: true, lines: 4
    ).map { Block.text($0, size: 17, color: ink, bold: true, height: 25) }
    for line in scene.subtitle + (scene.source.isEmpty ? [] : [scene.source]) {
      lines += TextMetrics.wrapped(DisplayText.visible(line), width: width, size: 10, lines: 4)
        .map { .text($0, size: 10, color: muted, height: 15) }
    }
    return lines.isEmpty ? .space(width: width, height: 1) : .column(lines)
  }

  /// The steps as a table: number, what, traffic, verdict, why. Nil where there are none.
  func steps(of scene: Scene, width: Int) -> Block? {
    guard !scene.steps.isEmpty else { return nil }
    let size = 9
    func widest(_ texts: [String], _ limit: Int) -> Int {
      let widths = texts.map {
        TextMetrics.width(of: String($0.prefix(200)), size: size, bold: true)
      }
      return min(widths.max() ?? 0, limit) + 10
    }
    let what = widest(scene.steps.map(\.text) + ["Step"], 250)
    let traffic = widest(scene.steps.map(\.traffic) + ["Traffic"], 110)
    let verdict = widest(scene.steps.map(\.verdict.words) + ["Verdict"], 120)
    // The table is as wide as the drawing above it, so that reasons rarely need a second line.
    // Numbers of two or three digits make all rows wider, so that they stay of one width.
    let badges = scene.steps.map { labels.badge($0.number, $0.verdict).width + 8 }
    let number = max(28, badges.max() ?? 0)
    let why = max(width - what - traffic - verdict - number - 8, 240)
    let head = Block.row([
      .space(width: number),
      heading("Step", what), heading("Traffic", traffic), heading("Verdict", verdict),
      heading("Because", why),
    ]).inset(left: 4, right: 4)
    var rows = [head.filled(theme.color(.tableHead))]
    for step in scene.steps {
      let whatLines = lines(step.text, what, ink)
      let whyLines = lines(step.because, why, muted, most: 6)
      let row = Block.row([
        labels.badge(step.number, color(of: step, in: scene)).inset(left: 2, right: 6).padded(
          to: number),
        whatLines, lines(step.traffic, traffic, ink),
        lines(step.verdict.words, verdict, theme.color(step.verdict.tone), bold: true), whyLines,
      ]).inset(left: 4, right: 4, top: 3, bottom: 3)
      rows.append(Block.space(width: row.width, height: 1).filled(theme.color(.rule)))
      rows.append(row)
    }
    return .column(rows)
  }

  /// Which line and which icon means what, as far as they occur, in one or more rows.
  func legend(of scene: Scene, width: Int) -> Block? {
    var entries: [Block] = []
    for verdict in Scene.Verdict.allCases
    where scene.arrows.contains(where: { $0.verdict == verdict }) {
      entries.append(
        Block.row([
          sample(of: verdict), .space(width: 5),
          .text(
            words(for: verdict, in: scene), size: 9, color: theme.color(verdict.tone), height: 18),
        ]))
    }
    if hasIcons {
      let kinds = Set(scene.allNodes.map(\.kind))
      for kind in Scene.Kind.allCases where kinds.contains(kind) {
        entries.append(
          Block.row([
            .image(kind.iconName, side: Icon.side), .space(width: 4),
            .text(kind.title, size: 9, color: muted, height: Icon.side),
          ]))
      }
    }
    if scene.allBoxes.contains(where: { $0.style == .managed }) {
      entries.append(
        .text("dashed box: managed by Microsoft", size: 9, color: muted, height: 18))
    }
    guard !entries.isEmpty else { return nil }
    var rows: [[Block]] = [[]]
    var used = 0
    for entry in entries {
      if used + entry.width > max(width, 320), used > 0 {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append(entry.inset(right: 18))
      used += entry.width + 18
    }
    return .column(rows.map { Block.row($0) })
  }

  /// Lines that say nothing of traffic by what those in this picture mean.
  private func words(for verdict: Scene.Verdict, in scene: Scene) -> String {
    guard verdict == .relation else { return verdict.legend }
    var meanings: [String] = []
    for arrow in scene.arrows
    where arrow.verdict == verdict && !arrow.meaning.isEmpty && !meanings.contains(arrow.meaning) {
      meanings.append(arrow.meaning)
    }
    return meanings.isEmpty ? verdict.legend : meanings.joined(separator: ", ")
  }

  func notes(of scene: Scene, width: Int) -> Block? {
    guard !scene.notes.isEmpty else { return nil }
    let lines = scene.notes.flatMap {
      TextMetrics.wrapped(DisplayText.visible($0), width: max(width, 320), size: 9, lines: 8)
    }
    return .column(lines.map { .text($0, size: 9, color: muted, height: 13) })
  }

  /// The colour of a number is that of its arrow, so that both are found by it.
  private func color(of step: Scene.Step, in scene: Scene) -> Scene.Verdict {
    let arrows = scene.arrows.filter { $0.steps.contains(step.number) }
    return arrows.contains { $0.verdict == step.verdict }
      ? step.verdict : arrows.first?.verdict ?? step.verdict
  }

  private func heading(_ text: String, _ width: Int) -> Block {
    .text(text, size: 9, color: muted, bold: true, width: width, height: 18)
  }

  private func lines(
    _ text: String, _ width: Int, _ color: String, bold: Bool = false, most: Int = 3
  ) -> Block {
    let lines = TextMetrics.wrapped(
      DisplayText.visible(text), width: width - 10, size: 9, lines: most)
    guard !lines.isEmpty else { return .space(width: width) }
    return Block.column(
      lines.map { .text($0, size: 9, color: color, bold: bold, height: 14) }
    ).padded(to: width)
  }

  /// A short piece of line in the verdict's colour and style, drawn with text's own signs, since a
  /// label holds no lines of its own.
  private func sample(of verdict: Scene.Verdict) -> Block {
    let color = theme.color(verdict.tone)
    func dash(_ width: Int) -> Block {
      .column([
        .space(width: width, height: 8), Block.space(width: width, height: 2).filled(color),
        .space(width: width, height: 8),
      ])
    }
    switch verdict {
    case .allowed, .relation: return dash(26)
    case .denied, .closed:
      return .row([dash(6), .space(width: 4), dash(6), .space(width: 4), dash(6)])
    case .undecided, .broken:
      return .row((0..<5).flatMap { [dash(2), .space(width: $0 < 4 ? 4 : 1)] })
    }
  }
}

extension Block {
  /// At least so wide, with the rest of the room on the right.
  func padded(to width: Int) -> Block {
    width > self.width ? .row([self, .space(width: width - self.width)]) : self
  }
}

extension Scene.Verdict {
  /// The word in the table of steps, with its sign.
  var words: String {
    switch self {
    case .allowed: "allowed"
    case .denied: "× denied"
    case .closed: "– closed, not needed"
    case .undecided: "? undecided"
    case .relation, .broken: ""
    }
  }

  fileprivate var legend: String {
    switch self {
    case .allowed: "allowed"
    case .denied: "× denied"
    case .closed: "– closed, not needed"
    case .undecided: "? not decided by the configuration"
    case .relation: "belongs to, or is linked"
    case .broken: "linked, but carries nothing"
    }
  }
}
