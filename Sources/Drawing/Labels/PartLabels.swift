/// The labels of nodes, boxes and arrows in a theme.
struct PartLabels: Hashable, Sendable {
  var theme: Theme
  /// False for DOT text that must stand alone, without image files.
  var hasIcons: Bool

  func node(_ node: Scene.Node) -> Block {
    let finish = node.kind.family.finish
    let ink = theme.color(node.isFaded ? .mutedInk : .ink)
    let facts = [node.fact, node.secondFact].filter { !$0.isEmpty }
    let widest = 190
    var lines = [
      Block.text(
        TextMetrics.fitted(
          DisplayText.visible(node.name), width: widest, size: 11, bold: true),
        size: 11, color: ink, bold: true, height: 16)
    ]
    for fact in facts {
      lines.append(
        .text(
          TextMetrics.fitted(DisplayText.visible(fact), width: widest, size: 9), size: 9,
          color: theme.color(.mutedInk), height: 12))
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
    let label = Block.text(
      TextMetrics.fitted(DisplayText.visible(box.label), width: 240, size: 10, bold: true),
      size: 10, color: ink, bold: true)
    let detail = Block.text(
      TextMetrics.fitted(DisplayText.visible(box.detail), width: 160, size: 9), size: 9,
      color: ink, height: 13)
    // On top of each other round nodes, which keeps the innermost boxes narrow.
    let title =
      if box.detail.isEmpty {
        label
      } else if box.boxes.isEmpty {
        Block.column([
          label.filled(theme.color(finish.fill)), detail.filled(theme.color(finish.fill)),
        ])
      } else {
        Block.row([label, .space(width: 8), detail])
      }
    return box.boxes.isEmpty && !box.detail.isEmpty
      ? title : title.filled(theme.color(finish.fill))
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
              $0, size: 9, color: color, bold: true, height: lines.count == 1 ? 16 : 13)
          }))
    }
    var rule: [Block] = []
    if [.denied, .closed, .undecided].contains(arrow.verdict), !arrow.rule.isEmpty {
      rule = lines(ofRule: DisplayText.visible(arrow.rule)).map {
        .text($0, size: 8, color: color, height: 12)
      }
    }
    guard !first.isEmpty || !rule.isEmpty else { return nil }
    let lines = (first.isEmpty ? [] : [Block.row(first)]) + rule
    return Block.column(lines).inset(left: 3, right: 5, top: 2, bottom: 2)
      .framed(fill: theme.color(.labelFill), stroke: nil)
  }

  /// The rule whole, in lines as narrow as four of them can be; its place on a line of its own,
  /// where both do not fit into one.
  private func lines(ofRule rule: String) -> [String] {
    let size = 8
    let widths = [166, 200, 240]
    for width in widths {
      if TextMetrics.width(of: rule, size: size) <= width { return [rule] }
      let lines = broken(rule, width: width, size: size)
      if lines.count <= 4 { return lines }
    }
    return TextMetrics.wrapped(rule, width: widths[widths.count - 1], size: size, lines: 4)
  }

  private func broken(_ rule: String, width: Int, size: Int) -> [String] {
    guard let space = rule.firstIndex(of: " "), rule[..<space].contains(":") else {
      return TextMetrics.wrapped(rule, width: width, size: size, lines: 5)
    }
    let words = String(rule[rule.index(after: space)...])
    return TextMetrics.wrapped(String(rule[..<space]), width: width, size: size, lines: 2)
      + TextMetrics.wrapped(words, width: width, size: size, lines: 5)
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
