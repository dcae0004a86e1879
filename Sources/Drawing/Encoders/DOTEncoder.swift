/// Writes a scene as DOT text, the same bytes for the same scene.
package struct DOTEncoder: Hashable, Sendable {
  package var theme: Theme

  package init(theme: Theme = .auto) { self.theme = theme }

  /// The whole picture for `dot` to lay out, title, steps and legend included.
  ///
  /// It stands alone: it names no image file, so the icons are missing.
  package func text(of scene: Scene) throws(SceneProblem) -> String {
    try scene.validate()
    return RankedText(scene, theme: theme, isSkeleton: false).text
  }

  /// Only what a layout needs: sizes, boxes and arrows, without a word of the configuration.
  ///
  /// A skeleton to be turned upside down has the room for titles below.
  package func skeleton(
    of scene: Scene, turned: Bool = false, variant: SkeletonVariant = SkeletonVariant()
  ) throws(SceneProblem) -> String {
    try scene.validate()
    return RankedText(
      scene, theme: theme, isSkeleton: true, isTurned: turned, variant: variant
    ).text
  }
}

/// Ways to write the same skeleton, of which a layout makes different pictures.
package struct SkeletonVariant: Hashable, Sendable {
  package var hasPartsReversed = false
  /// Whether the picture is to be narrow, though its lines become longer.
  package var isFolded = false
  /// Whether lines that only join what belongs together are straight, led after the layout.
  package var leavesRelationsOut = false
  /// Whether more time is taken to keep lines from crossing.
  package var isThorough = false

  package init() {}

  /// The plain one first.
  package static let all: [SkeletonVariant] = {
    var variants = [SkeletonVariant()]
    for (isFolded, leavesRelationsOut) in [(false, false), (true, false), (true, true)] {
      for hasPartsReversed in [false, true] {
        var variant = SkeletonVariant()
        variant.isThorough = true
        variant.isFolded = isFolded
        variant.leavesRelationsOut = leavesRelationsOut
        variant.hasPartsReversed = hasPartsReversed
        variants.append(variant)
      }
    }
    return variants
  }()
}

/// Builds the text that `dot` lays out.
private struct RankedText {
  private let scene: Scene
  private let names: SceneNames
  private let labels: PartLabels
  /// Sizes are always those with icons, so that a skeleton is laid out as the picture is drawn.
  private let isSkeleton: Bool
  private let isTurned: Bool
  private let variant: SkeletonVariant
  private let ranking: Ranking
  private let networks: Set<String>
  private var lines: [String] = []

  init(
    _ scene: Scene, theme: Theme, isSkeleton: Bool, isTurned: Bool = false,
    variant: SkeletonVariant = SkeletonVariant()
  ) {
    self.scene = scene
    self.variant = variant
    self.isTurned = isTurned
    self.isSkeleton = isSkeleton
    names = SceneNames(scene)
    labels = PartLabels(theme: theme, hasIcons: isSkeleton)
    ranking = Ranking(scene, isFolded: variant.isFolded)
    networks = Set(scene.allBoxes.filter { $0.style == .virtualNetwork }.map(\.id))
    write()
  }

  var text: String { lines.joined(separator: "\n") + "\n" }

  private mutating func write() {
    if !isSkeleton { lines.append("// reachmap scene \(scene.digest)") }
    lines.append("digraph reachmap {")
    writeDefaults()
    var indentation = "  "
    if !isSkeleton {
      // The title is the label of a frame without a line: a graph has one label, which is below.
      let title = Furniture(theme: labels.theme, hasIcons: false).title(of: scene, width: 700)
      lines.append("  subgraph cluster_picture {")
      lines.append("    graph [label=\(title.label), labelloc=t, peripheries=0, margin=12]")
      indentation += "  "
    }
    for node in inOrder(scene.nodes) { write(node, indentation) }
    for box in inOrder(scene.boxes) { write(box, indentation) }
    let first = scene.nodes.filter { node in
      node.placement == .first
        && !scene.arrows.contains { $0.to == node.id && ranking.ranks($0) }
    }
    if first.count > 1 {
      let list = first.map { quotedName($0.id) }.joined(separator: "; ")
      lines.append("\(indentation){ rank=same; \(list) }")
    }
    if let outermost = first.first, scene.boxes.count > 0 {
      // Nothing in a box stands further left than what is outside in front of them; what is on the
      // far side of a box must not pull it there, round the box.
      for box in scene.boxes {
        for node in ranking.sources(in: box) {
          lines.append(
            indentation + quotedName(outermost.id) + " -> " + quotedName(node.id)
              + " [style=invis, weight=\(node.placement == .edge ? 0 : 3)]")
        }
      }
    }
    writeGrid(nodes: scene.nodes, boxes: scene.boxes, indentation)
    writeNetworkColumns(indentation)
    if !isSkeleton { lines.append("  }") }
    for (arrow, name) in zip(scene.arrows, names.arrows) {
      // What joins two networks is a straight line; where they stand is said by their columns.
      if isSkeleton, NetworkColumns.joins(arrow, boxes: networks) { continue }
      if variant.leavesRelationsOut, !arrow.verdict.isTraffic, !ranking.ranks(arrow) { continue }
      write(arrow, name)
    }
    lines.append("}")
  }

  private func inOrder<Part>(_ parts: [Part]) -> [Part] {
    variant.hasPartsReversed ? parts.reversed() : parts
  }

  private mutating func writeDefaults() {
    let theme = labels.theme
    var graph: [(name: String, value: String)] = [
      ("rankdir", scene.direction.rawValue), ("compound", "true"), ("nodesep", "0.28"),
      ("ranksep", "0.34"), ("charset", "\"UTF-8\""),
    ]
    if variant.isThorough { graph.append(("mclimit", "4")) }
    if !isSkeleton {
      let furniture = Furniture(theme: theme, hasIcons: false)
      let below = [
        furniture.steps(of: scene, width: 900), furniture.legend(of: scene, width: 900),
        furniture.notes(of: scene, width: 900),
      ].compactMap { $0?.inset(bottom: 12) }
      graph += [
        ("fontname", "\"Helvetica,Arial,DejaVu Sans\""), ("bgcolor", "\"\(theme.color(.canvas))\""),
        ("labelloc", "b"), ("labeljust", "l"), ("pad", "0.2"),
      ]
      if !below.isEmpty { graph.append(("label", Block.column(below).label)) }
    }
    lines.append("  graph " + DOTText.attributes(graph))
    lines.append(
      isSkeleton
        ? "  node [shape=box, fixedsize=true, label=\"\"]"
        : "  node [shape=plain, fontname=\"Helvetica,Arial,DejaVu Sans\"]")
    if isSkeleton {
      // As large as they are drawn: a line ends where its head begins.
      lines.append("  edge [arrowsize=0.8]")
    } else {
      lines.append("  edge [fontname=\"Helvetica,Arial,DejaVu Sans\", penwidth=1.5, arrowsize=0.8]")
    }
  }

  private mutating func write(
    _ node: Scene.Node, in box: Scene.Box? = nil, _ indentation: String
  ) {
    var block = labels.node(node)
    if isSkeleton, let box { block.width += EdgeNodes.widening(of: node, in: box, scene) }
    lines.append(
      indentation + quotedName(node.id) + " "
        + (isSkeleton ? size(block) : DOTText.attributes([("label", block.label)])))
  }

  private mutating func write(_ box: Scene.Box, _ indentation: String) {
    let inner = indentation + "  "
    let finish = box.style.finish
    let block = labels.box(box)
    var attributes: [(name: String, value: String)] = [
      (
        "label",
        isSkeleton ? Block.space(width: block.width, height: block.height).label : block.label
      ),
      ("labelloc", isTurned ? "b" : "t"), ("labeljust", "l"),
      ("margin", margin(of: box)),
    ]
    if !isSkeleton {
      attributes += [
        ("style", box.style == .managed ? "\"rounded,filled,dashed\"" : "\"rounded,filled\""),
        // The frame of the title has none, and what it has is inherited.
        ("peripheries", "1"), ("color", "\"\(labels.theme.color(finish.stroke))\""),
        ("fillcolor", "\"\(labels.theme.color(finish.fill))\""),
      ]
    }
    lines.append("\(indentation)subgraph \(DOTText.quoted(names.cluster(box))) {")
    lines.append("\(inner)graph \(DOTText.attributes(attributes))")
    if needsAnchor(box) {
      lines.append(
        inner + DOTText.quoted(names.anchor(box)) + " "
          + DOTText.attributes([
            ("shape", "box"), ("fixedsize", "true"), ("label", "\"\""), ("style", "invis"),
            // The width of an empty box; in others it only gives an arrow something to meet.
            ("width", isEmpty(box) ? DOTText.number(Double(block.width) / 72) : "0.05"),
            ("height", isEmpty(box) ? "0.2" : "0.05"),
          ]))
    }
    for node in inOrder(box.nodes) { write(node, in: box, inner) }
    for box in inOrder(box.boxes) { write(box, inner) }
    writeGrid(nodes: box.nodes, boxes: box.boxes, inner)
    writeFarEdge(of: box, inner)
    lines.append("\(indentation)}")
  }

  private mutating func write(_ arrow: Scene.Arrow, _ name: String) {
    let color = labels.theme.color(arrow.verdict.tone)
    var attributes: [(name: String, value: String)] = [("id", DOTText.quoted(name))]
    if let block = labels.arrow(arrow) {
      attributes.append(
        (
          "label",
          isSkeleton
            ? Block.space(width: block.width, height: block.height).label
            : block.label
        ))
    }
    if !isSkeleton {
      attributes += [
        ("color", "\"\(color)\""), ("style", arrow.verdict.lineStyle),
      ]
    }
    if !arrow.verdict.isTraffic { attributes.append(("dir", "none")) }
    if !ranking.ranks(arrow) || NetworkColumns.joins(arrow, boxes: networks) {
      attributes.append(("constraint", "false"))
    }
    if arrow.verdict == .allowed { attributes.append(("weight", "2")) }
    let (tail, tailBox) = end(arrow.from)
    let (head, headBox) = end(arrow.to)
    if let tailBox { attributes.append(("ltail", tailBox)) }
    if let headBox { attributes.append(("lhead", headBox)) }
    lines.append("  \(tail) -> \(head) \(DOTText.attributes(attributes))")
  }

  /// The outermost boxes leave room for arrows that go round the inner ones.
  private func margin(of box: Scene.Box) -> String {
    if box.style == .azure { return "24" }
    return box.boxes.isEmpty ? "12" : "14"
  }

  /// Invisible edges that put what no arrow ranks into columns instead of one long strip.
  private mutating func writeGrid(
    nodes: [Scene.Node], boxes: [Scene.Box], _ indentation: String
  ) {
    let loose =
      nodes.filter { ranking.isIsolated($0) }.map { quotedName($0.id) }
      + boxes.filter { ranking.isIsolated($0) }.map { representative(of: $0) }
    if let edge = middleEdge(of: boxes), !loose.isEmpty, scene.direction == .leftToRight {
      // Private endpoints are on the far side of a network, and what has no arrow is before them.
      for name in loose { lines.append("\(indentation)\(name) -> \(edge) [style=invis]") }
    }
    guard loose.count > 3 else {
      // A few stand in a row beside the others, not on top of each other.
      let hasOthers = loose.count < nodes.count + boxes.count
      if nodes.contains(where: { $0.placement == .edge }) { return }
      if hasOthers, middleEdge(of: boxes) == nil {
        for (left, right) in zip(loose, loose.dropFirst()) {
          lines.append("\(indentation)\(left) -> \(right) [style=invis]")
        }
      }
      return
    }
    let rows = max(2, Int((Double(loose.count) * 1.4).squareRoot().rounded()))
    for index in loose.indices where index + rows < loose.count {
      lines.append("\(indentation)\(loose[index]) -> \(loose[index + rows]) [style=invis]")
    }
  }

  /// Keeps all of a network before all of the one that stands beside it.
  private mutating func writeNetworkColumns(_ indentation: String) {
    guard !variant.isFolded else { return }
    for (first, second) in NetworkColumns(scene).pairs {
      let lasts = ranking.sinks(in: first).map { quotedName($0.id) } + emptyAnchors(in: first)
      let firsts = ranking.sources(in: second).map { quotedName($0.id) } + emptyAnchors(in: second)
      guard lasts.count * firsts.count <= Self.farEdgeLimit else { continue }
      for last in lasts {
        for first in firsts {
          // As far apart as the words on the line between them need.
          lines.append("\(indentation)\(last) -> \(first) [style=invis, weight=0, minlen=3]")
        }
      }
    }
  }

  /// What stands for the boxes without a node in this one, itself included.
  private func emptyAnchors(in box: Scene.Box) -> [String] {
    isEmpty(box) ? [DOTText.quoted(names.anchor(box))] : box.boxes.flatMap(emptyAnchors)
  }

  /// Keeps what stands on the far edge of a box behind everything else in it.
  private mutating func writeFarEdge(of box: Scene.Box, _ indentation: String) {
    let edge = box.nodes.filter { $0.placement == .edge }
    let others = box.nodes.filter { $0.placement != .edge }.map { quotedName($0.id) }
    guard edge.count * others.count <= Self.farEdgeLimit else { return }
    for node in edge {
      for other in others {
        lines.append("\(indentation)\(other) -> \(quotedName(node.id)) [style=invis, weight=0]")
      }
    }
  }

  /// So many edges that nobody sees make no layout slow.
  private static let farEdgeLimit = 200

  /// The middle one of the nodes on the edge of the subnets, where there are any.
  private func middleEdge(of boxes: [Scene.Box]) -> String? {
    let edge = boxes.filter { !ranking.isIsolated($0) && $0.boxes.isEmpty }
      .flatMap(\.nodes).filter { $0.placement == .edge && !ranking.isIsolated($0) }
    return edge.isEmpty ? nil : quotedName(edge[edge.count / 2].id)
  }

  private func representative(of box: Scene.Box) -> String {
    if let node = box.nodes.first { return quotedName(node.id) }
    if let inner = box.boxes.first { return representative(of: inner) }
    return DOTText.quoted(names.anchor(box))
  }

  /// A box that is empty, which Graphviz would leave out, or that an arrow meets itself.
  private func needsAnchor(_ box: Scene.Box) -> Bool {
    isEmpty(box) || ranking.ends.contains(box.id)
  }

  private func isEmpty(_ box: Scene.Box) -> Bool { box.nodes.isEmpty && box.boxes.isEmpty }

  private func end(_ id: String) -> (node: String, box: String?) {
    if names.nodes[id] != nil { return (quotedName(id), nil) }
    let box = names.boxes[id] ?? ""
    return (DOTText.quoted("anchor." + box), DOTText.quoted("cluster_" + box))
  }

  private func quotedName(_ id: String) -> String { DOTText.quoted(names.nodes[id] ?? "") }

  private func size(_ block: Block) -> String {
    DOTText.attributes([
      ("width", inches(block.width)), ("height", inches(block.height)),
    ])
  }

  /// Exact to a hundredth of a point, which two decimals of an inch are not.
  private func inches(_ points: Int) -> String {
    let millionths = points * 1_000_000 / 72
    let fraction = String(millionths % 1_000_000)
    return String(millionths / 1_000_000) + "."
      + String(repeating: "0", count: 6 - fraction.count) + fraction
  }
}
