/// The labels of nodes, boxes and arrows in a theme.
struct PartLabels: Hashable, Sendable {
  var theme: Theme
  /// False for DOT text that must stand alone, without image files.
  var hasIcons: Bool

  /// No text in a node is wider.
  private static let widest = 190

  /// The name as it is written in the node.
  func lines(ofName node: Scene.Node) -> [String] {
    NameLines.lines(
      of: node.name, width: Self.widest, size: 11, bold: true,
      isKindTold: hasIcons && node.kind != .service)
  }

  func node(_ node: Scene.Node) -> Block {
    let finish = node.kind.family.finish
    let ink = theme.color(node.isFaded ? .mutedInk : .ink)
    let names = lines(ofName: node)
    var lines = names.map {
      Block.text($0, size: 11, color: ink, bold: true, height: names.count > 1 ? 15 : 16)
    }
    for fact in [node.fact, node.secondFact] where !fact.isEmpty {
      for line in NameLines.lines(of: fact, width: Self.widest, size: 9) {
        lines.append(.text(line, size: 9, color: theme.color(.mutedInk), height: 12))
      }
    }
    let icon =
      hasIcons
      ? Block.image(node.kind.iconName, side: Icon.side).inset(left: 8, right: 6)
      : Block.space(width: 10)
    return Block.row([icon, .column(lines)])
      .inset(right: 6, top: 8, bottom: 8)
      .framed(fill: theme.color(finish.fill), stroke: theme.color(finish.stroke))
  }

  /// The title of a box, on the box's own ground so that a line behind it does not strike it out.
  func box(_ box: Scene.Box) -> Block {
    let finish = box.style.finish
    let ink = theme.color(finish.ink)
    let ground = theme.color(finish.fill)
    let labels = NameLines.lines(of: box.label, width: 240, size: 10, bold: true).map {
      Block.text($0, size: 10, color: ink, bold: true)
    }
    let details = box.detail.split(separator: "\n").flatMap {
      TextMetrics.wrapped(DisplayText.visible(String($0)), width: 200, size: 9, lines: 3)
    }
    let smaller = details.map { Block.text($0, size: 9, color: ink, height: 13) }
    if box.boxes.isEmpty || labels.count > 1 || smaller.count > 1 {
      // On top of each other round nodes, which keeps the innermost boxes narrow.
      let lines = labels + smaller
      return lines.count == 1
        ? lines[0].filled(ground) : .column(lines.map { $0.filled(ground) })
    }
    return Block.row(labels + smaller.flatMap { [.space(width: 8), $0] }).filled(ground)
  }

  /// Where the title of a box with this frame goes: to its top left.
  func place(of title: Block, in frame: Geometry.Rectangle) -> Geometry.Rectangle {
    let left = frame.left + 9
    let top = frame.top - 5
    return Geometry.Rectangle(
      left: left, bottom: top - Double(title.height), right: left + Double(title.width), top: top)
  }

  /// Nil for an arrow that says nothing but its direction.
  func arrow(_ arrow: Scene.Arrow) -> Block? {
    let color = theme.color(arrow.verdict.tone)
    var first: [Block] = []
    if let step = arrow.step {
      first.append(badge(step, arrow.verdict))
      for other in arrow.otherSteps {
        first += [.space(width: 2), badge(other, arrow.verdict)]
      }
    }
    let words = [arrow.verdict.sign, arrow.label].filter { !$0.isEmpty }.joined(separator: " ")
    if !words.isEmpty {
      if !first.isEmpty { first.append(.space(width: 4)) }
      // Bold text is wider than it is measured for breaking.
      let lines = TextMetrics.wrapped(
        DisplayText.visible(words), width: 160, size: 9, lines: 3)
      first.append(
        .column(
          lines.map {
            .text(
              $0, size: 9, color: color, bold: true, height: lines.count == 1 ? 16 : 13,
              isSnug: hasIcons)
          }))
    }
    var rule: [Block] = []
    if [.denied, .closed, .undecided].contains(arrow.verdict), !arrow.rule.isEmpty {
      rule = lines(ofRule: DisplayText.visible(arrow.rule)).map {
        .text($0, size: 8, color: color, height: 12, isSnug: hasIcons)
      }
    }
    guard !first.isEmpty || !rule.isEmpty else { return nil }
    let lines = (first.isEmpty ? [] : [Block.row(first)]) + rule
    return Block.column(lines).inset(left: 3, right: 3, top: 2, bottom: 2)
      .framed(fill: theme.color(.labelFill), stroke: nil)
  }

  /// The rule whole, in lines as narrow as five of them can be; its place on a line of its own,
  /// where both do not fit into one.
  private func lines(ofRule rule: String) -> [String] {
    let size = 8
    let widths = [126, 150, 190]
    for width in widths {
      if TextMetrics.width(of: rule, size: size) <= width { return [rule] }
      let lines = broken(rule, width: width, size: size)
      if lines.count <= 5 { return lines }
    }
    return TextMetrics.wrapped(rule, width: widths[widths.count - 1], size: size, lines: 5)
  }

  private func broken(_ rule: String, width: Int, size: Int) -> [String] {
    guard let space = rule.firstIndex(of: " "), rule[..<space].contains(":") else {
      return TextMetrics.wrapped(rule, width: width, size: size, lines: 6)
    }
    let words = String(rule[rule.index(after: space)...])
    return TextMetrics.wrapped(String(rule[..<space]), width: width, size: size, lines: 2)
      + TextMetrics.wrapped(words, width: width, size: size, lines: 6)
  }

  /// The number of a step in the colour of its verdict.
  func badge(_ number: Int, _ verdict: Scene.Verdict) -> Block {
    let text = Block.text(
      String(number), size: 9, color: theme.color(.badgeInk), bold: true, width: nil, height: 16,
      alignment: .center)
    var plate = text
    plate.width = max(16, text.width + 7)
    return plate.framed(fill: theme.color(verdict.tone), stroke: nil)
  }
}
