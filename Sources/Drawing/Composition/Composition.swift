/// A picture with everything in its place: the laid out scene, and what stands round it.
package struct Composition: Hashable, Sendable {
  package let scene: Scene
  package private(set) var geometry: Geometry
  /// Title, steps, legend and notes, as far as there are any.
  private(set) var furniture: [Placed]
  package private(set) var bounds: Geometry.Rectangle

  struct Placed: Hashable, Sendable {
    var name: String
    var block: Block
    var place: Geometry.Rectangle
  }

  /// Takes the layout of the scene's skeleton, as it is.
  package init(_ scene: Scene, _ skeleton: Geometry, theme: Theme) {
    self.scene = scene
    geometry = scene.direction == .leftToRight ? skeleton.mirrored : skeleton
    furniture = []
    bounds = Self.extent(of: geometry)
    moveBordersUnderEdgeNodes()
    geometry.finishArrows(of: scene)
    bounds = Self.extent(of: geometry)
    placeFurniture(Furniture(theme: theme, hasIcons: true))
  }

  private static func extent(of geometry: Geometry) -> Geometry.Rectangle {
    let places =
      geometry.nodes.values.map { $0 } + geometry.boxes.values.map { $0 }
      + geometry.arrows.flatMap { route in
        route.points.map { Geometry.Rectangle(left: $0.x, bottom: $0.y, right: $0.x, top: $0.y) }
      }
    guard let first = places.first else {
      return Geometry.Rectangle(left: 0, bottom: 0, right: 0, top: 0)
    }
    return places.dropFirst().reduce(first) { $0.union($1) }
  }

  /// Title on top, steps, legend and notes below, all aligned with the drawing's left side.
  private mutating func placeFurniture(_ furniture: Furniture) {
    let drawing = bounds
    let width = max(Int(drawing.width), 640)
    put("picture.title", furniture.title(of: scene, width: width), top: nil, gap: 16)
    let below: [(String, Block?)] = [
      ("picture.steps", furniture.steps(of: scene, width: width)),
      ("picture.legend", furniture.legend(of: scene, width: width)),
      ("picture.notes", furniture.notes(of: scene, width: width)),
    ]
    for (name, block) in below {
      guard let block else { continue }
      put(name, block, top: bounds.bottom, gap: 16)
    }
  }

  /// Below `top`, or above everything where there is none.
  private mutating func put(_ name: String, _ block: Block, top: Double?, gap: Double) {
    let height = Double(block.height)
    let upper = top.map { $0 - gap } ?? bounds.top + gap + height
    let place = Geometry.Rectangle(
      left: bounds.left, bottom: upper - height, right: bounds.left + Double(block.width),
      top: upper)
    furniture.append(Placed(name: name, block: block, place: place))
    bounds = bounds.union(place)
  }
}

extension Composition {
  /// How far a node on the edge of its box stands out of it.
  private static let overhang = 26.0

  /// Draws a box's far border under its nodes that belong on its edge.
  ///
  /// A layout knows only inside and outside. The border moves inwards, and only where nothing else
  /// of the box, its label included, reaches as far.
  fileprivate mutating func moveBordersUnderEdgeNodes() {
    for box in scene.allBoxes where box.nodes.contains(where: { $0.placement == .edge }) {
      guard var frame = geometry.boxes[box.id] else { continue }
      let edge = box.nodes.filter { $0.placement == .edge }.compactMap { geometry.nodes[$0.id] }
      let others =
        box.nodes.filter { $0.placement != .edge }.compactMap { geometry.nodes[$0.id] }
        + box.boxes.compactMap { geometry.boxes[$0.id] }
      let label = PartLabels(theme: .light, hasIcons: true).box(box)
      switch scene.direction {
      case .leftToRight:
        guard let far = edge.map(\.right).max() else { continue }
        let border = far - Self.overhang
        let reached = (others.map { $0.right + 12 } + [frame.left + Double(label.width) + 20]).max()
        let starts = edge.filter { $0.right > border }.map(\.left).max() ?? border
        guard border < frame.right, border >= (reached ?? border), starts < border - 20 else {
          continue
        }
        frame.right = border
      case .topToBottom:
        guard let far = edge.map(\.bottom).min() else { continue }
        let border = far + Self.overhang / 2
        let reached = others.map { $0.bottom - 12 }.min() ?? border
        guard border > frame.bottom, border <= reached else { continue }
        frame.bottom = border
      }
      geometry.boxes[box.id] = frame
    }
  }
}
