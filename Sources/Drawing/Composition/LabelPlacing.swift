/// Finds a place for the label of every arrow: beside its line, where it hides as little as can be.
///
/// Places are tried along the line, above, below, at the sides of it and on it, and each has a price
/// for what it hides. The place that the layout kept room for is where the search begins.
struct LabelPlacing {
  private let blocks: [Block?]
  private let routes: [Geometry.Route]
  /// The lines as points a few points of length apart; empty where there are too many to look at.
  private let lines: [[Geometry.Point]]
  private let reaches: [Geometry.Rectangle]
  /// Nodes and titles, which no label may lie on.
  private let walls: [Geometry.Rectangle]
  private let frames: [Geometry.Rectangle]
  private(set) var centers: [Geometry.Point?]
  /// What all places cost together.
  private(set) var price = 0.0

  /// Beyond so many arrows a label minds its own line only.
  private static let crowd = 200
  /// Up to so many arrows the places of labels are tried more carefully.
  private static let fewLabels = 60

  private enum Price {
    static let collision = 1_000.0
    static let waiting = 40.0
    static let border = 60.0
    /// For each point of length.
    static let ownLine = 2.0
    static let otherLine = 3.0
    static let besideOtherLine = 20.0
    static let onLine = 25.0
    static let mostOfLine = 300.0
    static let tip = 120.0
    static let distance = 0.15
    /// For each point of room between a label and its line.
    static let gap = 1.2
    /// For each such point beside another line.
    static let doubt = 3.0
  }

  init(_ scene: Scene, _ geometry: Geometry) {
    let labels = PartLabels(theme: .light, hasIcons: true)
    blocks = scene.arrows.map { labels.arrow($0) }
    routes = geometry.arrows
    let isCrowded = scene.arrows.count > Self.crowd
    lines = isCrowded ? routes.map { _ in [] } : routes.map(\.finelySampled)
    reaches = lines.map { Geometry.Rectangle(around: $0).inset(by: -1) }
    frames = scene.allBoxes.compactMap { geometry.boxes[$0.id] }
    walls =
      scene.allNodes.compactMap { geometry.nodes[$0.id] }
      + scene.allBoxes.compactMap { box in
        geometry.boxes[box.id].map { labels.place(of: labels.box(box), in: $0) }
      }
    centers = routes.map { _ in nil }
    place()
  }

  private mutating func place() {
    // Where labels go if nothing better is found; those still to come are respected if possible.
    let kept = zip(blocks, routes).map { block, route in
      block.flatMap { block in
        route.labelCenter.map { Geometry.Rectangle(block, at: $0) }
      }
    }
    var prices = blocks.map { _ in 0.0 }
    for index in blocks.indices {
      guard let block = blocks[index],
        let best = best(
          index, past: places(before: index), waiting: kept[(index + 1)...].compactMap { $0 })
      else { continue }
      (centers[index], prices[index]) = best
      // One that finds no room of its own may get some by an earlier one that can lie elsewhere.
      guard prices[index] >= Price.collision else { continue }
      let own = Geometry.Rectangle(block, at: best.center)
      for other in 0..<index where rectangle(other)?.overlaps(own) == true {
        let rest = (0...index).filter { $0 != other }.compactMap { rectangle($0) }
        guard let moved = self.best(other, past: rest, waiting: []),
          moved.price < prices[other] + Price.collision
        else { continue }
        (centers[other], prices[other]) = moved
        prices[index] -= Price.collision
      }
    }
    // What was placed early did not know where the others would be.
    if blocks.count <= Self.fewLabels {
      for index in blocks.indices where centers[index] != nil {
        let others = blocks.indices.filter { $0 != index }.compactMap { rectangle($0) }
        guard let again = best(index, past: others, waiting: []), again.price < prices[index]
        else { continue }
        (centers[index], prices[index]) = again
      }
    }
    price = prices.reduce(0, +)
  }

  private func rectangle(_ index: Int) -> Geometry.Rectangle? {
    guard let block = blocks[index], let center = centers[index] else { return nil }
    return Geometry.Rectangle(block, at: center)
  }

  private func places(before index: Int) -> [Geometry.Rectangle] {
    (0..<index).compactMap { rectangle($0) }
  }

  /// The cheapest place for a label; `nil` where there is no line.
  ///
  /// - Parameters:
  ///   - labels: those that are placed.
  ///   - waiting: where others are placed if nothing better is found.
  private func best(
    _ index: Int, past labels: [Geometry.Rectangle], waiting: [Geometry.Rectangle]
  ) -> (center: Geometry.Point, price: Double)? {
    guard let block = blocks[index] else { return nil }
    let line = lines[index].isEmpty ? routes[index].finelySampled : lines[index]
    guard !line.isEmpty else { return nil }
    let wanted = routes[index].labelCenter ?? line[line.count / 2]
    // A label beside the line is as far away as it is wide, and a little more.
    let reach = Geometry.Rectangle(around: line + [wanted])
      .inset(by: -Double(max(block.width, block.height)) - 24)
    return Surroundings(
      line: line, walls: (walls + labels).filter(reach.overlaps),
      waiting: waiting.filter(reach.overlaps), frames: frames.filter(reach.overlaps),
      gaps: blocks.count <= Self.fewLabels ? [0, 10, 20] : [0],
      others: lines.indices.filter { $0 != index && reaches[$0].overlaps(reach) }
        .flatMap { lines[$0].filter(reach.contains) }
    ).cheapest(for: block, near: wanted)
  }

  /// What a label near its line may come to lie on.
  private struct Surroundings {
    var line: [Geometry.Point]
    var walls: [Geometry.Rectangle]
    var waiting: [Geometry.Rectangle]
    var frames: [Geometry.Rectangle]
    /// How far away from the line a label is tried.
    var gaps: [Double]
    var others: [Geometry.Point]

    func cheapest(
      for block: Block, near wanted: Geometry.Point
    ) -> (center: Geometry.Point, price: Double) {
      let candidates = gaps.flatMap { gap in
        places(for: block, gap).map {
          (
            center: $0, at: $1, gap: gap,
            detour: $0.distance(to: wanted) * Price.distance + gap * Price.gap
          )
        }
      }.sorted { $0.detour < $1.detour }
      var best = (center: wanted, price: Double.infinity)
      for candidate in candidates {
        // What follows is further away still.
        if candidate.detour >= best.price { break }
        let place = Geometry.Rectangle(block, at: candidate.center)
        let far = Double(
          frames.count { $0.contains(candidate.center) != $0.contains(candidate.at) })
        let start = candidate.detour + far * Price.border
        if start >= best.price { continue }
        let price = start + price(of: place, gap: candidate.gap, atMost: best.price - start)
        if price < best.price { best = (candidate.center, price) }
      }
      return best
    }

    /// Above, below, left, right and on the line, and with each corner at it where it is slanted.
    private func places(
      for block: Block, _ gap: Double
    ) -> [(center: Geometry.Point, at: Geometry.Point)] {
      let (across, up) = (Double(block.width) / 2 + 3 + gap, Double(block.height) / 2 + 2 + gap)
      let steps: [(Double, Double)] = [
        (0, up), (0, -up), (across, 0), (-across, 0), (0, 0), (across, up), (across, -up),
        (-across, up), (-across, -up),
      ]
      // Of the longest lines not every point is tried.
      let distance = max(2, line.count / 60)
      return stride(from: 0, to: line.count, by: distance).map { line[$0] }.flatMap { point in
        steps.map { (Geometry.Point(x: point.x + $0.0, y: point.y + $0.1), point) }
      }
    }

    private func price(
      of place: Geometry.Rectangle, gap: Double, atMost limit: Double
    ) -> Double {
      var price = 0.0
      for wall in walls where wall.overlaps(place) {
        price += Price.collision + place.overlap(with: wall)
        if price >= limit { return price }
      }
      price += Price.waiting * Double(waiting.count { $0.overlaps(place) })
      price += Price.border * Double(frames.count { $0.overlaps(place) && !$0.holds(place) })
      if price >= limit { return price }
      price += priceOfOwnLine(under: place)
      if price >= limit { return price }
      // Nearer to another line than to its own it would be read as that one's.
      let wide = place.inset(by: -6 - gap)
      var isBeside = false
      for point in others where wide.contains(point) {
        isBeside = true
        if place.contains(point) { price += Price.otherLine * Geometry.Route.sampling }
      }
      return price + (isBeside ? Price.besideOtherLine + gap * Price.doubt : 0)
    }

    private func priceOfOwnLine(under place: Geometry.Rectangle) -> Double {
      guard let first = line.firstIndex(where: place.contains),
        let last = line.lastIndex(where: place.contains)
      else { return 0 }
      func length(_ points: ArraySlice<Geometry.Point>) -> Double {
        zip(points, points.dropFirst()).reduce(0) { $0 + $1.0.distance(to: $1.1) }
      }
      let hidden = length(line[first...last])
      let (before, after) = (length(line[...first]), length(line[last...]))
      var price = Price.onLine + hidden * Price.ownLine
      if hidden > (before + after + hidden) * 0.45 || min(before, after) < 24 {
        price += Price.mostOfLine
      }
      if let tip = line.last, place.inset(by: -3).contains(tip) { price += Price.tip }
      return price
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

  /// The area that both have.
  func overlap(with other: Self) -> Double {
    max(0, min(right, other.right) - max(left, other.left))
      * max(0, min(top, other.top) - max(bottom, other.bottom))
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
  /// How far apart the points of a finely sampled line are, but for very long ones.
  static let sampling = 5.0

  /// Points a few points of length apart, but not more than some hundreds.
  var finelySampled: [Geometry.Point] {
    let coarse = samples
    let length = zip(coarse, coarse.dropFirst()).reduce(0) { $0 + $1.0.distance(to: $1.1) }
    let distance = max(Self.sampling, length / 300)
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
    if let last = coarse.last { fine.append(last) }
    return fine
  }
}
