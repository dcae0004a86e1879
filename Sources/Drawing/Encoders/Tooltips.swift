/// What a reader sees who points at a part of the picture, escaped for XML, by the part's name.
struct Tooltips {
  private(set) var byName: [String: String] = [:]

  init(_ scene: Scene) {
    let names = SceneNames(scene)
    for node in scene.allNodes {
      guard let name = names.nodes[node.id] else { continue }
      let facts = [node.name, node.fact, node.secondFact].filter { !$0.isEmpty }
      add(name, node.tooltip.isEmpty ? facts.joined(separator: ", ") : node.tooltip)
    }
    for box in scene.allBoxes {
      guard let name = names.boxes[box.id] else { continue }
      let words = [box.label, box.detail].filter { !$0.isEmpty }
      add(name, box.tooltip.isEmpty ? words.joined(separator: " ") : box.tooltip)
    }
    for (arrow, name) in zip(scene.arrows, names.arrows) {
      add(name, arrow.tooltip.isEmpty ? Self.words(of: arrow) : arrow.tooltip)
    }
  }

  private mutating func add(_ name: String, _ tooltip: String) {
    let text = DisplayText.xmlEscaped(String(tooltip.unicodeScalars.prefix(1_000)))
    byName[name] = text
    byName["label." + name] = text
  }

  private static func words(of arrow: Scene.Arrow) -> String {
    let verdict = arrow.verdict.isTraffic ? arrow.verdict.told : ""
    let head = ["\(arrow.from) → \(arrow.to)", arrow.label, verdict].filter { !$0.isEmpty }
    return head.joined(separator: ", ") + (arrow.rule.isEmpty ? "" : ": " + arrow.rule)
  }
}
