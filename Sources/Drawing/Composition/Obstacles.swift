/// What the arrows of a picture should not cross, each arrow but for what it has to do with.
struct Obstacles {
  private let scene: Scene
  private let geometry: Geometry
  /// The boxes that hold a part, by the part's id, the part itself included.
  private let holders: [String: Set<String>]
  private let titles: [String: Geometry.Rectangle]

  init(_ scene: Scene, _ geometry: Geometry) {
    self.scene = scene
    self.geometry = geometry
    var holders: [String: Set<String>] = [:]
    func visit(_ box: Scene.Box, _ outer: Set<String>) {
      let held = outer.union([box.id])
      holders[box.id] = held
      for node in box.nodes { holders[node.id] = held }
      for inner in box.boxes { visit(inner, held) }
    }
    for box in scene.boxes { visit(box, []) }
    self.holders = holders
    let labels = PartLabels(theme: .light, hasIcons: true)
    var titles: [String: Geometry.Rectangle] = [:]
    for box in scene.allBoxes {
      guard let frame = geometry.boxes[box.id] else { continue }
      titles[box.id] = labels.place(of: labels.box(box), in: frame)
    }
    self.titles = titles
  }

  /// Nodes at neither end, boxes that hold neither, and the titles of those that hold one.
  func avoided(by arrow: Scene.Arrow) -> [Geometry.Rectangle] {
    let crossed = holders[arrow.from, default: []].union(holders[arrow.to, default: []])
    var places: [Geometry.Rectangle] = []
    for node in scene.allNodes where node.id != arrow.from && node.id != arrow.to {
      // A node of an avoided box is avoided with it, as far as it does not stand out of it.
      guard node.placement == .edge || holders[node.id, default: []].isSubset(of: crossed) else {
        continue
      }
      if let place = geometry.nodes[node.id] { places.append(place) }
    }
    for box in scene.allBoxes {
      if crossed.contains(box.id) {
        if let title = titles[box.id] { places.append(title) }
      } else if let place = geometry.boxes[box.id] {
        places.append(place)
      }
    }
    return places
  }
}

extension Obstacles {
  /// The innermost box that holds both ends of an arrow: traffic between them does not leave it.
  func home(of arrow: Scene.Arrow) -> Geometry.Rectangle? {
    let common = holders[arrow.from, default: []].intersection(holders[arrow.to, default: []])
      .subtracting([arrow.from, arrow.to])
    return common.compactMap { geometry.boxes[$0] }
      .min { $0.width * $0.height < $1.width * $1.height }
  }
}

extension Geometry.Rectangle {
  package func inset(by distance: Double) -> Self {
    Self(
      left: left + distance, bottom: bottom + distance, right: right - distance,
      top: top - distance)
  }

  package func contains(_ point: Geometry.Point) -> Bool {
    left < point.x && point.x < right && bottom < point.y && point.y < top
  }

  /// True where a straight line from one point to the other passes through the inside.
  package func isCrossed(from start: Geometry.Point, to end: Geometry.Point) -> Bool {
    var enter = 0.0
    var leave = 1.0
    for (position, step, low, high) in [
      (start.x, end.x - start.x, left, right), (start.y, end.y - start.y, bottom, top),
    ] {
      if abs(step) < 1e-9 {
        if position <= low || position >= high { return false }
        continue
      }
      let first = (low - position) / step
      let second = (high - position) / step
      enter = max(enter, min(first, second))
      leave = min(leave, max(first, second))
    }
    return leave - enter > 1e-9
  }
}

extension Geometry.Route {
  /// Points along the curve, close enough together to stand for it.
  package var samples: [Geometry.Point] {
    guard let first = points.first else { return [] }
    var samples = [first]
    for start in stride(from: 0, to: points.count - 3, by: 3) {
      let (a, b, c, d) = (points[start], points[start + 1], points[start + 2], points[start + 3])
      for step in 1...12 {
        let t = Double(step) / 12
        let u = 1 - t
        let (wa, wb, wc, wd) = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
        samples.append(
          Geometry.Point(
            x: wa * a.x + wb * b.x + wc * c.x + wd * d.x,
            y: wa * a.y + wb * b.y + wc * c.y + wd * d.y))
      }
    }
    if let tip { samples.append(tip) }
    return samples
  }
}
