extension Composition {
  /// What a reader pays for this picture: crossings, length, a width that no page has, order against
  /// that of the scene. Of several layouts of a scene the cheapest is drawn.
  package var price: Double {
    let width = geometry.extent.width
    let height = geometry.extent.height
    var price = priceOfCrossings
    // What traffic does has a table below, and is read in a page; a topology may need a screen.
    let isOfTraffic = scene.arrows.contains { $0.verdict.isTraffic }
    price += max(0, width - Self.pageWidth) * (isOfTraffic ? 0.35 : 0.15)
    price += max(0, width - Self.pageWidth * 2) * 0.3
    // Between these shapes a picture fits pages and screens.
    price += max(0, height - width) * 0.4 + max(0, width - height * 2) * 0.1
    price += width * height / 20_000
    price += priceOfLength + min(priceOfLabels, 2_000) * 0.3 + priceOfLeaving
    if scene.direction == .leftToRight, geometry.isUpsideDown(scene) { price += 40 }
    if geometry.readsUpwards(scene) { price += 150 }
    return price
  }

  /// About a thousand pixels.
  private static let pageWidth = 750.0

  /// Without what stands round the drawing.
  package var width: Double { geometry.extent.width }

  /// Two arrows of traffic that cross are worse than a line that only joins what belongs together.
  private var priceOfCrossings: Double {
    let lines = geometry.arrows.map(\.samples)
    let reaches = lines.map { Geometry.Rectangle(around: $0).inset(by: -1) }
    var price = 0.0
    for first in lines.indices {
      for second in lines.indices.dropFirst(first + 1)
      where reaches[first].overlaps(reaches[second]) {
        let count = Self.crossings(of: lines[first], lines[second])
        let traffic = [first, second].count { scene.arrows[$0].verdict.isTraffic }
        price += Double(min(count, 3)) * (traffic == 2 ? 180 : 160)
      }
    }
    return price
  }

  /// Traffic within a network that is drawn outside of it reads as if it left it.
  private var priceOfLeaving: Double {
    let obstacles = Obstacles(scene, geometry)
    return zip(scene.arrows, geometry.arrows).reduce(0) { sum, pair in
      guard pair.0.verdict.isTraffic, let home = obstacles.home(of: pair.0) else { return sum }
      return sum + (pair.1.samples.allSatisfy(home.contains) ? 0 : 80)
    }
  }

  /// What lines cost by their length; among traffic one that only joins is to be short.
  private var priceOfLength: Double {
    let isOfTraffic = scene.arrows.contains { $0.verdict.isTraffic }
    return zip(scene.arrows, geometry.arrows).reduce(0) { sum, pair in
      let samples = pair.1.samples
      let length = zip(samples, samples.dropFirst()).reduce(0) { $0 + $1.0.distance(to: $1.1) }
      return sum + length * (isOfTraffic && !pair.0.verdict.isTraffic ? 0.1 : 0.02)
    }
  }

  /// How often two lines cross.
  static func crossings(of one: [Geometry.Point], _ other: [Geometry.Point]) -> Int {
    func side(_ a: Geometry.Point, _ b: Geometry.Point, _ c: Geometry.Point) -> Double {
      (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    }
    var count = 0
    for (a, b) in zip(one, one.dropFirst()) {
      for (c, d) in zip(other, other.dropFirst())
      where side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0 {
        count += 1
      }
    }
    return count
  }
}

extension Geometry {
  /// The rectangle round nodes and boxes.
  var extent: Rectangle {
    let places = Array(nodes.values) + Array(boxes.values)
    guard let first = places.first else {
      return Rectangle(left: 0, bottom: 0, right: 0, top: 0)
    }
    return places.dropFirst().reduce(first) { $0.union($1) }
  }
}
