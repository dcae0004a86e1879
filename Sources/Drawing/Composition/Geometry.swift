/// Where a layout has put the parts of a scene, in points, y growing upwards, by scene id.
package struct Geometry: Hashable, Sendable {
  package var nodes: [String: Rectangle]
  package var boxes: [String: Rectangle]
  /// In the order of the scene's arrows.
  package var arrows: [Route]

  package init(nodes: [String: Rectangle], boxes: [String: Rectangle], arrows: [Route]) {
    self.nodes = nodes
    self.boxes = boxes
    self.arrows = arrows
  }

  package struct Point: Hashable, Sendable {
    package var x: Double
    package var y: Double

    package init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  package struct Rectangle: Hashable, Sendable {
    package var left: Double
    package var bottom: Double
    package var right: Double
    package var top: Double

    package init(left: Double, bottom: Double, right: Double, top: Double) {
      self.left = left
      self.bottom = bottom
      self.right = right
      self.top = top
    }

    package var width: Double { right - left }
    package var height: Double { top - bottom }
    package var center: Point { Point(x: (left + right) / 2, y: (bottom + top) / 2) }

    package func union(_ other: Rectangle) -> Rectangle {
      Rectangle(
        left: min(left, other.left), bottom: min(bottom, other.bottom),
        right: max(right, other.right), top: max(top, other.top))
    }

    package func overlaps(_ other: Rectangle) -> Bool {
      left < other.right && other.left < right && bottom < other.top && other.bottom < top
    }
  }

  /// A piecewise Bézier curve of 3n + 1 points, where its arrowhead ends, and where its label goes.
  package struct Route: Hashable, Sendable {
    package var points: [Point]
    package var tip: Point?
    package var labelCenter: Point?

    package init(points: [Point], tip: Point?, labelCenter: Point?) {
      self.points = points
      self.tip = tip
      self.labelCenter = labelCenter
    }
  }
}

extension Geometry {
  /// Upside down.
  var turned: Geometry {
    Geometry(
      nodes: nodes.mapValues(\.turned), boxes: boxes.mapValues(\.turned),
      arrows: arrows.map { route in
        Route(
          points: route.points.map(\.turned), tip: route.tip?.turned,
          labelCenter: route.labelCenter?.turned)
      })
  }

  /// True where more neighbours stand against the order of the scene than with it.
  ///
  /// `dot` fills a column from the top or from the bottom as it happens; a picture that has to be
  /// turned is laid out again with the titles' room on the other side.
  package func isUpsideDown(_ scene: Scene) -> Bool {
    var balance = 0
    func compare(_ places: [Rectangle]) { balance += Self.balance(of: places) }
    compare(scene.nodes.compactMap { nodes[$0.id] })
    compare(scene.boxes.compactMap { boxes[$0.id] })
    for box in scene.allBoxes {
      compare(box.nodes.compactMap { nodes[$0.id] })
      compare(box.boxes.compactMap { boxes[$0.id] })
    }
    return balance < 0
  }

  /// True where the eye passes more targets of one part against the order of their steps than with it.
  package func readsUpwards(_ scene: Scene) -> Bool {
    var targets: [String: [(step: Int, id: String)]] = [:]
    for arrow in scene.arrows {
      guard let step = arrow.step, nodes[arrow.to] != nil else { continue }
      targets[arrow.from, default: []].append((step, arrow.to))
    }
    let balance = targets.values.reduce(0) { balance, targets in
      var seen: Set<String> = []
      let order = targets.sorted { $0.step < $1.step }.map(\.id).filter { seen.insert($0).inserted }
      return balance + Self.balance(of: order.compactMap { nodes[$0] })
    }
    return balance < 0
  }

  /// How many more of them stand above a later one than below.
  private static func balance(of places: [Rectangle]) -> Int {
    var balance = 0
    for (index, first) in places.enumerated() {
      for second in places[(index + 1)...] {
        if first.bottom >= second.top { balance += 1 }
        if second.bottom >= first.top { balance -= 1 }
      }
    }
    return balance
  }
}

extension Geometry.Point {
  fileprivate var turned: Self { Self(x: x, y: -y) }
}

extension Geometry.Rectangle {
  fileprivate var turned: Self { Self(left: left, bottom: -top, right: right, top: -bottom) }
}
