/// How a name is written where there is little room: whole, without what is told anyway, in two
/// lines, and only then without its middle.
enum NameLines {
  /// - Parameter isKindTold: Whether an icon says what comes before the name's first slash.
  static func lines(
    of name: String, width: Int, size: Int, bold: Bool = false, isKindTold: Bool = false
  ) -> [String] {
    let whole = DisplayText.visible(name)
    func fits(_ text: String) -> Bool {
      TextMetrics.width(of: text, size: size, bold: bold) <= width
    }
    if fits(whole) { return [whole] }
    var short = whole
    if isKindTold, let slash = whole.firstIndex(of: "/"), whole.index(after: slash) < whole.endIndex
    {
      short = String(whole[whole.index(after: slash)...])
      if fits(short) { return [short] }
    }
    let longest = TextMetrics.longestHead(of: short, width: width, size: size, bold: bold)
    let first = wordBreak(in: short, within: longest.count, fits) ?? longest
    let rest = String(short.dropFirst(first.count).drop { $0 == " " })
    return [first, TextMetrics.fittedEnd(rest, width: width, size: size, bold: bold)]
  }

  /// The longest head of whole words that leaves a rest with room in one line: words end at signs, and where
  /// a capital begins another one.
  private static func wordBreak(
    in name: String, within count: Int, _ fits: (String) -> Bool
  ) -> String? {
    let letters = Array(name)
    for end in stride(from: min(count, letters.count - 1), to: letters.count / 3, by: -1) {
      let (last, next) = (letters[end - 1], letters[end])
      let isBreak = "/.-_ ".contains(last) || last.isLowercase && next.isUppercase
      guard isBreak else { continue }
      return fits(String(letters[end...])) ? String(letters[..<end]) : nil
    }
    return nil
  }
}

extension Scene {
  /// The lines that the name of each node is written in, by the node's id.
  package var shownNames: [String: [String]] {
    let labels = PartLabels(theme: .light, hasIcons: true)
    return Dictionary(
      allNodes.map { ($0.id, labels.lines(ofName: $0)) }, uniquingKeysWith: { first, _ in first })
  }

  /// Tells names apart that would be cut to the same text: they then begin where they differ.
  mutating func tellNamesApart() {
    func shown(_ node: Node) -> [String] {
      PartLabels(theme: .light, hasIcons: true).lines(ofName: node)
    }
    var names: [[String]: Set<String>] = [:]
    for node in allNodes { names[shown(node), default: []].insert(node.name) }
    let alike = names.values.filter { $0.count > 1 }
    guard !alike.isEmpty else { return }
    var replacements: [String: String] = [:]
    for group in alike {
      let sorted = group.sorted()
      let (first, last) = (sorted[0], sorted[sorted.count - 1])
      // Of sorted texts, all begin as the first and the last do.
      let common = zip(first, last).prefix { $0 == $1 }.count
      for name in sorted {
        replacements[name] = "…" + name.dropFirst(max(0, common - 6))
      }
    }
    forEachNode { node in
      guard let replacement = replacements[node.name] else { return }
      if node.tooltip.isEmpty {
        node.tooltip = [node.name, node.fact, node.secondFact].filter { !$0.isEmpty }
          .joined(separator: ", ")
      }
      node.name = replacement
    }
  }

  private mutating func forEachNode(_ change: (inout Node) -> Void) {
    func changed(_ boxes: [Box]) -> [Box] {
      boxes.map { box in
        var box = box
        for index in box.nodes.indices { change(&box.nodes[index]) }
        box.boxes = changed(box.boxes)
        return box
      }
    }
    for index in nodes.indices { change(&nodes[index]) }
    boxes = changed(boxes)
  }
}
