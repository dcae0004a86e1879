/// A picture with everything in its place: the laid out scene, and what stands round it.
package struct Composition: Hashable, Sendable {
  package let scene: Scene
  package private(set) var geometry: Geometry
  /// Title, steps, legend and notes, as far as there are any.
  private(set) var furniture: [Placed]
  package private(set) var bounds: Geometry.Rectangle
  /// What the labels of the arrows hide, in the terms of their placing.
  package let priceOfLabels: Double

  struct Placed: Hashable, Sendable {
    var name: String
    var block: Block
    var place: Geometry.Rectangle
  }

  /// Takes the layout of the scene's skeleton, as it is.
  package init(_ scene: Scene, _ skeleton: Geometry, turned: Bool = false, theme: Theme) {
    self.scene = scene
    furniture = []
    var finished = turned ? skeleton.turned : skeleton
    finished.putNodesOnEdges(of: scene)
    priceOfLabels = finished.finishArrows(of: scene)
    geometry = finished
    bounds = Self.extent(of: finished)
    bounds = labelPlaces.compactMap { $0 }.reduce(bounds) { $0.union($1) }
    placeFurniture(Furniture(theme: theme, hasIcons: true))
  }

  /// Where the labels are, in the order of the arrows; nil for an arrow without one.
  package var labelPlaces: [Geometry.Rectangle?] {
    let labels = PartLabels(theme: .light, hasIcons: true)
    return zip(scene.arrows, geometry.arrows).map { arrow, route in
      route.labelCenter.flatMap { center in
        labels.arrow(arrow).map { Geometry.Rectangle($0, at: center) }
      }
    }
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
