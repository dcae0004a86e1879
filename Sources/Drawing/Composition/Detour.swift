/// A way round what an arrow should not cross, where a layout has led it through.
///
/// The shortest chain of straight lines over the corners of what is in the way, its turns rounded.
/// Corners are taken in as they prove to be in the way, so the work follows their number and not
/// that of the picture's parts.
struct Detour {
  private let start: Geometry.Rectangle
  private let end: Geometry.Rectangle
  private let obstacles: [Geometry.Rectangle]
  private let busy: [Geometry.Point]
  private let hasTip: Bool
  /// What the way must not leave.
  private let home: Geometry.Rectangle?

  /// How far a detour stays away from what it goes round.
  private static let clearance = 9.0
  private static let tipLength = 8.0

  init(
    from start: Geometry.Rectangle, to end: Geometry.Rectangle,
    around obstacles: [Geometry.Rectangle], busy: [Geometry.Point], hasTip: Bool,
    within home: Geometry.Rectangle? = nil
  ) {
    self.start = start
    self.end = end
    self.obstacles = obstacles
    self.busy = busy.filter { point in
      start.inset(by: -12).contains(point) || end.inset(by: -12).contains(point)
    }
    self.hasTip = hasTip
    self.home = home
  }

  /// Nil where there is no way, or none within reason.
  var route: Geometry.Route? {
    var involved: [Geometry.Rectangle] = []
    for _ in 0..<12 {
      guard let path = shortestPath(around: involved) else { return nil }
      let hit = obstacles.filter { obstacle in
        !involved.contains(obstacle)
          && zip(path, path.dropFirst()).contains { obstacle.isCrossed(from: $0, to: $1) }
      }
      if hit.isEmpty { return rounded(path) }
      involved += hit
      if involved.count > 24 { return nil }
    }
    return nil
  }

  /// Dijkstra over the corners, from any side of the start to any side of the end.
  private func shortestPath(around involved: [Geometry.Rectangle]) -> [Geometry.Point]? {
    let starts = sides(of: start, facing: end).filter(isAtHome)
    let ends = sides(of: end, facing: start).filter(isAtHome)
    let corners = involved.flatMap { $0.inset(by: -Self.clearance).corners }
      .filter { corner in
        !involved.contains { $0.inset(by: 0.5 - Self.clearance).contains(corner) }
          && !start.contains(corner) && !end.contains(corner) && isAtHome(corner)
      }
    let points = starts + corners + ends
    var costs = [Double](repeating: .infinity, count: points.count)
    var previous = [Int?](repeating: nil, count: points.count)
    var isDone = [Bool](repeating: false, count: points.count)
    for index in starts.indices { costs[index] = crowding(at: starts[index]) }
    while let current = points.indices.filter({ !isDone[$0] && costs[$0] < .infinity })
      .min(by: { costs[$0] < costs[$1] })
    {
      if current >= points.count - ends.count {
        var path = [points[current]]
        var index = current
        while let before = previous[index] {
          path.append(points[before])
          index = before
        }
        return path.reversed()
      }
      isDone[current] = true
      for next in points.indices.dropFirst(starts.count) where !isDone[next] {
        let (from, to) = (points[current], points[next])
        guard
          !involved.contains(where: {
            $0.inset(by: 1 - Self.clearance).isCrossed(from: from, to: to)
          }),
          !start.inset(by: 0.5).isCrossed(from: from, to: to),
          !end.inset(by: 0.5).isCrossed(from: from, to: to)
        else { continue }
        // A turn costs a little, so that of two ways of one length the plainer is taken.
        let isEnd = next >= points.count - ends.count
        // The head needs room before it.
        if isEnd, hasTip, from.distance(to: to) <= Self.tipLength + 4 { continue }
        let cost =
          costs[current] + from.distance(to: to) + 12
          + (isEnd ? crowding(at: to) + flatness(from: from, to: to, at: end) : 0)
        if cost < costs[next] {
          costs[next] = cost
          previous[next] = current
        }
      }
    }
    return nil
  }

  /// Whether a point is well within what the way must not leave.
  private func isAtHome(_ point: Geometry.Point) -> Bool {
    home?.inset(by: 3).contains(point) ?? true
  }

  /// What it costs to meet a side along it rather than across.
  private func flatness(
    from: Geometry.Point, to: Geometry.Point, at place: Geometry.Rectangle
  ) -> Double {
    let isLevelSide = min(abs(to.y - place.bottom), abs(to.y - place.top)) < 0.01
    let across = isLevelSide ? abs(to.y - from.y) : abs(to.x - from.x)
    return across < from.distance(to: to) * 0.4 ? 60 : 0
  }

  /// What it costs to begin or end where another arrow does: the two would look like one.
  private func crowding(at side: Geometry.Point) -> Double {
    busy.contains { $0.distance(to: side) < 14 } ? 90 : 0
  }

  /// Points on the sides of a place: where arrows mostly meet it, and opposite of what they come from.
  private func sides(
    of place: Geometry.Rectangle, facing other: Geometry.Rectangle
  ) -> [Geometry.Point] {
    let center = place.center
    let inside = place.inset(by: 14)
    func clamped(_ value: Double, _ low: Double, _ high: Double) -> Double {
      low < high ? min(max(value, low), high) : (low + high) / 2
    }
    // Where both reach as high, the middle of what they share: a level line.
    let (low, high) = (max(place.bottom, other.bottom), min(place.top, other.top))
    let (near, far) = (max(place.left, other.left), min(place.right, other.right))
    let level = clamped(
      low < high ? (low + high) / 2 : other.center.y, inside.bottom, inside.top)
    let upright = clamped(
      near < far ? (near + far) / 2 : other.center.x, inside.left, inside.right)
    let xs = [
      center.x, place.left + place.width * 0.25, place.left + place.width * 0.75, upright,
      place.left + 18, place.right - 18,
    ]
    let ys = [center.y, level]
    return ys.flatMap {
      [Geometry.Point(x: place.right, y: $0), Geometry.Point(x: place.left, y: $0)]
    }
      + xs.flatMap {
        [Geometry.Point(x: $0, y: place.bottom), Geometry.Point(x: $0, y: place.top)]
      }
  }

  private func rounded(_ path: [Geometry.Point]) -> Geometry.Route? {
    guard path.count >= 2, let tip = path.last else { return nil }
    var path = path
    if hasTip {
      let before = path[path.count - 2]
      let length = before.distance(to: tip)
      guard length > Self.tipLength + 4 else { return nil }
      path[path.count - 1] = tip.moved(toward: before, by: Self.tipLength)
    }
    var points = [path[0]]
    func line(to end: Geometry.Point) {
      let start = points[points.count - 1]
      points += [
        start.moved(toward: end, by: start.distance(to: end) / 3),
        end.moved(toward: start, by: start.distance(to: end) / 3), end,
      ]
    }
    for index in path.indices.dropFirst().dropLast() {
      let (before, corner, after) = (path[index - 1], path[index], path[index + 1])
      let radius = min(
        28, before.distance(to: corner) / 2 - 0.5, corner.distance(to: after) / 2 - 0.5)
      let enter = corner.moved(toward: before, by: radius)
      let leave = corner.moved(toward: after, by: radius)
      line(to: enter)
      points += [
        enter.moved(toward: corner, by: radius * 0.6),
        leave.moved(toward: corner, by: radius * 0.6), leave,
      ]
    }
    line(to: path[path.count - 1])
    return Geometry.Route(points: points, tip: hasTip ? tip : nil, labelCenter: nil)
  }
}

extension Geometry.Rectangle {
  fileprivate var corners: [Geometry.Point] {
    [
      Geometry.Point(x: left, y: bottom), Geometry.Point(x: right, y: bottom),
      Geometry.Point(x: right, y: top), Geometry.Point(x: left, y: top),
    ]
  }
}

extension Geometry.Point {
  func distance(to other: Geometry.Point) -> Double {
    ((x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)).squareRoot()
  }

  func moved(toward other: Geometry.Point, by length: Double) -> Geometry.Point {
    let distance = distance(to: other)
    guard distance > 0 else { return self }
    return Geometry.Point(
      x: x + (other.x - x) * length / distance, y: y + (other.y - y) * length / distance)
  }
}
