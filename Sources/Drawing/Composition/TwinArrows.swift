extension Geometry {
  /// How far apart arrows between the same two parts are led, where they would lie on each other.
  private static let distanceOfTwins = 12.0
  /// Lines nearer to each other than this look like one.
  private static let leastDistance = 5.0

  /// Parts arrows that join the same two parts and that a layout has led on one line: one of them would
  /// hide the other, or both would look like one that is neither.
  mutating func partTwins(of scene: Scene) {
    var groups: [[String]: [Int]] = [:]
    var order: [[String]] = []
    for (index, arrow) in scene.arrows.enumerated() where arrows[index].points.count >= 4 {
      let ends = [arrow.from, arrow.to].sorted()
      if groups[ends] == nil { order.append(ends) }
      groups[ends, default: []].append(index)
    }
    for ends in order {
      guard let twins = groups[ends], twins.count > 1 else { continue }
      for bundle in bundles(of: twins) where bundle.count > 1 {
        let middle = Double(bundle.count - 1) / 2
        for (place, index) in bundle.enumerated() {
          let isTurned = scene.arrows[index].from != scene.arrows[bundle[0]].from
          let distance = (Double(place) - middle) * Self.distanceOfTwins * (isTurned ? -1 : 1)
          move(index, of: scene, by: distance)
        }
      }
    }
  }

  /// The arrows that lie on each other, each group by itself.
  private func bundles(of twins: [Int]) -> [[Int]] {
    var bundles: [[Int]] = []
    for index in twins {
      let place = bundles.firstIndex { bundle in
        bundle.contains { arrows[$0].isOn(arrows[index], within: Self.leastDistance) }
      }
      if let place { bundles[place].append(index) } else { bundles.append([index]) }
    }
    return bundles
  }

  /// Moves a line to its left; its ends stay at the sides of what it joins.
  private mutating func move(_ index: Int, of scene: Scene, by distance: Double) {
    var route = arrows[index]
    let line = route.points + (route.tip.map { [$0] } ?? [])
    var moved = line.indices.map { place -> Point in
      let before = line[max(0, place - 1)]
      let after = line[min(line.count - 1, place + 1)]
      let length = before.distance(to: after)
      guard length > 0.01 else { return line[place] }
      return Point(
        x: line[place].x - (after.y - before.y) / length * distance,
        y: line[place].y + (after.x - before.x) / length * distance)
    }
    let arrow = scene.arrows[index]
    if let start = nodes[arrow.from] ?? boxes[arrow.from] {
      moved[0] = start.side(at: line[0], nearest: moved[0])
    }
    if let end = nodes[arrow.to] ?? boxes[arrow.to], let tip = line.last {
      let old = moved[moved.count - 1]
      let new = end.side(at: tip, nearest: old)
      moved[moved.count - 1] = new
      if route.tip != nil {
        // The head keeps its length and its direction.
        let before = moved.count - 2
        moved[before] = Point(
          x: moved[before].x + new.x - old.x, y: moved[before].y + new.y - old.y)
      }
    }
    if route.tip != nil { route.tip = moved.removeLast() }
    route.points = moved
    arrows[index] = route
  }
}

extension Geometry.Route {
  /// Whether most of the line lies on another one.
  fileprivate func isOn(_ other: Self, within distance: Double) -> Bool {
    let own = finelySampled
    let others = other.finelySampled
    let near = own.count { point in others.contains { $0.distance(to: point) < distance } }
    return near * 2 > own.count
  }
}

extension Geometry.Rectangle {
  /// The point of the side on which another one is that is nearest to where it is to go.
  fileprivate func side(at point: Geometry.Point, nearest wanted: Geometry.Point) -> Geometry.Point
  {
    func clamped(_ value: Double, _ low: Double, _ high: Double) -> Double {
      low < high ? min(max(value, low), high) : (low + high) / 2
    }
    let margin = 8.0
    let distances = [
      abs(point.x - left), abs(point.x - right), abs(point.y - bottom), abs(point.y - top),
    ]
    guard let nearest = distances.indices.min(by: { distances[$0] < distances[$1] }) else {
      return wanted
    }
    let y = clamped(wanted.y, bottom + margin, top - margin)
    let x = clamped(wanted.x, left + margin, right - margin)
    return switch nearest {
    case 0: Geometry.Point(x: point.x, y: y)
    case 1: Geometry.Point(x: point.x, y: y)
    case 2: Geometry.Point(x: x, y: point.y)
    default: Geometry.Point(x: x, y: point.y)
    }
  }
}
