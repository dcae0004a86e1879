extension Geometry {
  /// Beyond so many arrows nobody follows a single one, and looking for ways round takes too long.
  private static let detourLimit = 200

  /// Leads arrows round what they should not cross, and puts their labels on their lines.
  mutating func finishArrows(of scene: Scene) {
    if scene.arrows.count <= Self.detourLimit { makeDetours(of: scene) }
    placeLabels(of: scene)
  }

  private mutating func makeDetours(of scene: Scene) {
    let obstacles = Obstacles(scene, self)
    for (index, arrow) in scene.arrows.enumerated() {
      let samples = arrows[index].samples
      let reach = Rectangle(around: samples)
      let avoided = obstacles.avoided(by: arrow)
      let isCrossing = avoided.contains { place in
        place.overlaps(reach)
          && zip(samples, samples.dropFirst()).contains {
            place.inset(by: 1).isCrossed(from: $0, to: $1)
          }
      }
      guard isCrossing, let start = nodes[arrow.from] ?? boxes[arrow.from],
        let end = nodes[arrow.to] ?? boxes[arrow.to]
      else { continue }
      let busy = arrows.indices.filter { $0 != index }.flatMap { other in
        [arrows[other].points.first, arrows[other].tip ?? arrows[other].points.last]
          .compactMap { $0 }
      }
      let detour = Detour(
        from: start, to: end, around: avoided, busy: busy, hasTip: arrows[index].tip != nil)
      if var route = detour.route {
        route.labelCenter = arrows[index].labelCenter
        arrows[index] = route
      }
    }
  }

  private func hidden(by label: Rectangle, _ places: [Rectangle]) -> Double {
    places.reduce(0) { sum, place in
      let width = min(label.right, place.right) - max(label.left, place.left)
      let height = min(label.top, place.top) - max(label.bottom, place.bottom)
      return sum + max(0, width) * max(0, height)
    }
  }

  /// A label goes to the free point of its line that is nearest to where the layout kept room.
  ///
  /// Where no point of the line is free it goes where it hides least.
  private mutating func placeLabels(of scene: Scene) {
    let labels = PartLabels(theme: .light, hasIcons: true)
    let sizes = scene.arrows.map { labels.arrow($0) }
    let titles = scene.allBoxes.compactMap { box in
      boxes[box.id].map { labels.place(of: labels.box(box), in: $0) }
    }
    let frames = scene.allBoxes.compactMap { boxes[$0.id] }
    let fixed = scene.allNodes.compactMap { nodes[$0.id] } + titles
    var taken: [Rectangle] = []
    // Where labels go if nothing better is found; those still to come are respected if possible.
    let kept: [Rectangle?] = zip(sizes, arrows).map { size, route in
      size.flatMap { size in route.labelCenter.map { Rectangle(size, at: $0) } }
    }
    let lines =
      arrows.count <= Self.detourLimit
      ? arrows.map(\.finelySampled) : arrows.map { _ in [] }
    let reaches = lines.map { Rectangle(around: $0).inset(by: -1) }
    for (index, block) in sizes.enumerated() {
      guard let block else { continue }
      let samples = lines[index].isEmpty ? arrows[index].finelySampled : lines[index]
      guard !samples.isEmpty else { continue }
      let wanted = arrows[index].labelCenter ?? samples[samples.count / 2]
      let candidates = samples.sorted { $0.distance(to: wanted) < $1.distance(to: wanted) }
        .prefix(200)
      let reach = Rectangle(around: Array(candidates)).inset(
        by: -Double(max(block.width, block.height)))
      let near = (fixed + taken).filter(reach.overlaps)
      let waiting = kept[(index + 1)...].compactMap { $0 }.filter(reach.overlaps)
      let free = candidates.filter { point in
        !near.contains(where: Rectangle(block, at: point).overlaps)
      }
      let unwanted = free.filter { point in
        !waiting.contains(where: Rectangle(block, at: point).overlaps)
      }
      // Best is a place that hides no border of a box and no other line; beside the line, if need be.
      let others = lines.indices.filter { $0 != index && reaches[$0].overlaps(reach) }
        .flatMap { lines[$0].filter(reach.contains) }
      func isClear(_ point: Point) -> Bool {
        let place = Rectangle(block, at: point)
        return !frames.contains { $0.overlaps(place) && !$0.holds(place) }
          && !others.contains(where: place.contains)
      }
      let aside = Double(block.height) / 2 - 5
      let clear =
        unwanted.first(where: isClear)
        ?? candidates.flatMap { point in
          [Point(x: point.x, y: point.y + aside), Point(x: point.x, y: point.y - aside)]
        }.first { point in
          let place = Rectangle(block, at: point)
          return isClear(point) && !near.contains(where: place.overlaps)
            && !waiting.contains(where: place.overlaps)
        }
      // A line too short for its label has it at its side, over a border if need be.
      let sideways = Double(block.width) / 2 + 4
      let beside =
        clear == nil && free.isEmpty
        ? candidates.flatMap { point in
          [Point(x: point.x + sideways, y: point.y), Point(x: point.x - sideways, y: point.y)]
        }.first { point in !near.contains(where: Rectangle(block, at: point).overlaps) } : nil
      let center =
        clear ?? unwanted.first ?? free.first ?? beside
        ?? candidates.min { first, second in
          hidden(by: Rectangle(block, at: first), near)
            < hidden(by: Rectangle(block, at: second), near)
        } ?? wanted
      arrows[index].labelCenter = center
      taken.append(Rectangle(block, at: center))
    }
  }
}

extension Geometry.Rectangle {
  init(_ block: Block, at center: Geometry.Point) {
    let (width, height) = (Double(block.width) / 2, Double(block.height) / 2)
    self.init(
      left: center.x - width, bottom: center.y - height, right: center.x + width,
      top: center.y + height)
  }

  func holds(_ other: Self) -> Bool {
    left <= other.left && other.right <= right && bottom <= other.bottom && other.top <= top
  }

  /// The smallest that holds all points; empty where there are none.
  init(around points: [Geometry.Point]) {
    let first = points.first ?? Geometry.Point(x: 0, y: 0)
    self.init(left: first.x, bottom: first.y, right: first.x, top: first.y)
    for point in points {
      left = min(left, point.x)
      bottom = min(bottom, point.y)
      right = max(right, point.x)
      top = max(top, point.y)
    }
  }
}

extension Geometry.Route {
  /// Points a few points of length apart, but not more than some hundreds.
  fileprivate var finelySampled: [Geometry.Point] {
    let coarse = samples
    let length = zip(coarse, coarse.dropFirst()).reduce(0) { $0 + $1.0.distance(to: $1.1) }
    let distance = max(5, length / 300)
    var fine: [Geometry.Point] = []
    for (start, end) in zip(coarse, coarse.dropFirst()) {
      let count = max(1, Int(start.distance(to: end) / distance))
      for step in 0..<count {
        let part = Double(step) / Double(count)
        fine.append(
          Geometry.Point(
            x: start.x + (end.x - start.x) * part, y: start.y + (end.y - start.y) * part))
      }
    }
    return fine
  }
}
