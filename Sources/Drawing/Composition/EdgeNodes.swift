/// Nodes that stand on the edge of their box, as private endpoints on that of their subnet.
///
/// A layout knows only inside and outside. So such a node is laid out inside, wide enough for the
/// box's title beside what will stand out; afterwards the border is drawn further in.
enum EdgeNodes {
  /// How far a node on the edge of its box stands out of it.
  static let overhang = 26.0
  private static let margin = 12.0

  /// By how much a node is laid out wider than it is drawn; the room is on its left.
  static func widening(of node: Scene.Node, in box: Scene.Box, _ scene: Scene) -> Int {
    // Beside other nodes there is room for the title anyway.
    guard scene.direction == .leftToRight, box.boxes.isEmpty,
      box.nodes.allSatisfy({ $0.placement == .edge })
    else { return 0 }
    let labels = PartLabels(theme: .light, hasIcons: true)
    // The title stands at 9 from the left and is kept 9 from the border.
    let needed = Double(labels.box(box).width) + 18 + overhang - margin
    return max(0, Int(needed.rounded(.up)) - labels.node(node).width)
  }
}

extension Geometry {
  mutating func putNodesOnEdges(of scene: Scene) {
    for box in scene.allBoxes {
      for node in box.nodes {
        let room = EdgeNodes.widening(of: node, in: box, scene)
        if room > 0 { narrow(node.id, by: Double(room), scene) }
      }
    }
    for box in scene.allBoxes where box.nodes.contains(where: { $0.placement == .edge }) {
      moveBorder(of: box, scene.direction)
    }
  }

  /// Takes the room on the left of a node away again, and leads its arrows over it.
  private mutating func narrow(_ id: String, by room: Double, _ scene: Scene) {
    guard var place = nodes[id] else { return }
    let oldLeft = place.left
    place.left += room
    nodes[id] = place
    for (index, arrow) in scene.arrows.enumerated() {
      let last = arrows[index].points.count - 1
      guard last >= 3 else { continue }
      if arrow.to == id {
        let end = arrows[index].tip ?? arrows[index].points[last]
        let shift = Self.shift(of: end, oldLeft, place)
        arrows[index].tip?.x += shift
        arrows[index].points[last].x += shift
        arrows[index].points[last - 1].x += shift
      }
      if arrow.from == id {
        let shift = Self.shift(of: arrows[index].points[0], oldLeft, place)
        arrows[index].points[0].x += shift
        arrows[index].points[1].x += shift
      }
    }
  }

  /// From the old left side to the new one; from above or below the room taken away, over the node.
  private static func shift(of end: Point, _ oldLeft: Double, _ place: Rectangle) -> Double {
    if abs(end.x - oldLeft) < 1.5 { return place.left - oldLeft }
    return max(0, place.left + 12 - end.x)
  }

  /// Draws a box's far border under its nodes that belong there, where nothing else of the box
  /// reaches as far. Elsewhere they stay inside: moved by themselves, they would leave their lines.
  private mutating func moveBorder(of box: Scene.Box, _ direction: Scene.Direction) {
    guard var frame = boxes[box.id] else { return }
    let edge = box.nodes.filter { $0.placement == .edge }.compactMap { nodes[$0.id] }
    let others =
      box.nodes.filter { $0.placement != .edge }.compactMap { nodes[$0.id] }
      + box.boxes.compactMap { boxes[$0.id] }
    let title = PartLabels(theme: .light, hasIcons: true).box(box)
    switch direction {
    case .leftToRight:
      guard let far = edge.map(\.right).max() else { return }
      let border = far - EdgeNodes.overhang
      let reached = others.map { $0.right + 12 } + [frame.left + Double(title.width) + 17]
      guard border < frame.right, reached.allSatisfy({ $0 <= border }) else { return }
      frame.right = border
    case .topToBottom:
      guard let far = edge.map(\.bottom).min() else { return }
      let border = far + EdgeNodes.overhang / 2
      guard border > frame.bottom, others.allSatisfy({ $0.bottom - 12 >= border }) else {
        return
      }
      frame.bottom = border
    }
    boxes[box.id] = frame
  }
}
