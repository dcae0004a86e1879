/// Writes a composition as DOT text in which everything has its place, for `nop2` to draw.
///
/// Labels of boxes and arrows are nodes of their own: Graphviz then draws them above all lines, and
/// measures nothing again.
package struct PlacedDOTEncoder: Hashable, Sendable {
  package var theme: Theme
  /// Points to a pixel-free unit: 96 for the size that screens expect, more for sharper PNG.
  package var resolution: Int

  package init(theme: Theme = .auto, resolution: Int = 96) {
    self.theme = theme
    self.resolution = resolution
  }

  /// The icons that the text names, each once, in a fixed order.
  package func icons(of scene: Scene) -> [(name: String, icon: Icon, tone: Tone)] {
    let kinds = Set(scene.allNodes.map(\.kind))
    return Scene.Kind.allCases.filter(kinds.contains).map {
      (name: $0.iconName, icon: $0.icon, tone: $0.family.finish.ink)
    }
  }

  package func text(of composition: Composition) -> String {
    let scene = composition.scene
    let names = SceneNames(scene)
    let labels = PartLabels(theme: theme, hasIcons: true)
    let geometry = composition.geometry
    var lines = ["digraph reachmap {"]
    lines.append(
      "  graph "
        + DOTText.attributes([
          ("bgcolor", "\"\(theme.color(.canvas))\""), ("outputorder", "edgesfirst"),
          // PDF would have half an inch of white paper round the picture's own ground.
          ("pad", "0.25"), ("margin", "0"), ("dpi", String(resolution)), ("charset", "\"UTF-8\""),
          ("fontname", "\"Helvetica,Arial,DejaVu Sans\""),
        ]))
    lines.append("  node [shape=plain, fontname=\"Helvetica,Arial,DejaVu Sans\"]")
    lines.append("  edge [penwidth=1.5, arrowsize=0.8]")
    for box in scene.boxes { write(box, names, geometry, "  ", &lines) }
    for node in scene.nodes { write(node, names, geometry, "  ", &lines) }
    // Without this corner, Graphviz would make the picture only as large as its nodes.
    for (index, corner) in [
      (composition.bounds.left, composition.bounds.bottom),
      (composition.bounds.right, composition.bounds.top),
    ].enumerated() {
      lines.append(
        "  \"corner.\(index)\" "
          + DOTText.attributes([
            ("shape", "point"), ("style", "invis"), ("width", "0.01"),
            ("pos", position(Geometry.Point(x: corner.0, y: corner.1))),
          ]))
    }
    for ((arrow, name), route) in zip(zip(scene.arrows, names.arrows), geometry.arrows) {
      lines.append(
        "  \(end(arrow.from, names)) -> \(end(arrow.to, names)) "
          + DOTText.attributes([
            ("id", DOTText.quoted(name)), ("color", "\"\(theme.color(arrow.verdict.tone))\""),
            ("style", arrow.verdict.lineStyle), ("pos", DOTText.quoted(curve(route))),
            ("dir", arrow.verdict.isTraffic ? "forward" : "none"),
          ]))
    }
    for box in scene.allBoxes {
      guard let frame = geometry.boxes[box.id], let name = names.boxes[box.id] else { continue }
      let block = labels.box(box)
      let center = labels.place(of: block, in: frame).center
      lines.append(plate("label." + name, block, at: center))
    }
    for ((arrow, name), route) in zip(zip(scene.arrows, names.arrows), geometry.arrows) {
      guard let block = labels.arrow(arrow), let center = route.labelCenter else { continue }
      lines.append(plate("label." + name, block, at: center))
    }
    for placed in composition.furniture {
      lines.append(plate(placed.name, placed.block, at: placed.place.center))
    }
    lines.append("}")
    return lines.joined(separator: "\n") + "\n"
  }

  private func write(
    _ box: Scene.Box, _ names: SceneNames, _ geometry: Geometry, _ indentation: String,
    _ lines: inout [String]
  ) {
    guard let frame = geometry.boxes[box.id], let name = names.boxes[box.id] else { return }
    let finish = box.style.finish
    lines.append("\(indentation)subgraph \(DOTText.quoted(names.cluster(box))) {")
    lines.append(
      "\(indentation)  graph "
        + DOTText.attributes([
          ("id", DOTText.quoted(name)), ("bb", DOTText.quoted(corners(frame))),
          ("style", box.style == .managed ? "\"rounded,filled,dashed\"" : "\"rounded,filled\""),
          ("color", "\"\(theme.color(finish.stroke))\""),
          ("fillcolor", "\"\(theme.color(finish.fill))\""),
          ("penwidth", box.style == .azure ? "1.2" : "1"),
        ]))
    lines.append(
      indentation + "  " + DOTText.quoted(names.anchor(box)) + " "
        + DOTText.attributes([
          ("shape", "point"), ("style", "invis"), ("width", "0.01"),
          ("pos", position(frame.center)),
        ]))
    for inner in box.boxes { write(inner, names, geometry, indentation + "  ", &lines) }
    for node in box.nodes { write(node, names, geometry, indentation + "  ", &lines) }
    lines.append("\(indentation)}")
  }

  private func write(
    _ node: Scene.Node, _ names: SceneNames, _ geometry: Geometry, _ indentation: String,
    _ lines: inout [String]
  ) {
    guard let place = geometry.nodes[node.id], let name = names.nodes[node.id] else { return }
    let block = PartLabels(theme: theme, hasIcons: true).node(node)
    lines.append(indentation + plate(name, block, at: place.center).dropFirst(2))
  }

  private func plate(_ name: String, _ block: Block, at center: Geometry.Point) -> String {
    "  " + DOTText.quoted(name) + " "
      + DOTText.attributes([
        ("id", DOTText.quoted(name)), ("pos", position(center)), ("label", block.label),
      ])
  }

  private func end(_ id: String, _ names: SceneNames) -> String {
    DOTText.quoted(names.nodes[id] ?? "anchor." + (names.boxes[id] ?? ""))
  }

  private func curve(_ route: Geometry.Route) -> String {
    let tip = route.tip.map { "e," + pair($0) + " " } ?? ""
    return tip + route.points.map(pair).joined(separator: " ")
  }

  private func corners(_ rectangle: Geometry.Rectangle) -> String {
    [rectangle.left, rectangle.bottom, rectangle.right, rectangle.top]
      .map(DOTText.number).joined(separator: ",")
  }

  private func position(_ point: Geometry.Point) -> String { DOTText.quoted(pair(point)) }

  private func pair(_ point: Geometry.Point) -> String {
    DOTText.number(point.x) + "," + DOTText.number(point.y)
  }
}
