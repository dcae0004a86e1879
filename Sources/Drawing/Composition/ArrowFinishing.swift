extension Geometry {
  /// Leads arrows round what they should not cross, and puts their labels on their lines.
  mutating func finishArrows(of scene: Scene) {
    let obstacles = Obstacles(scene, self)
    for (index, arrow) in scene.arrows.enumerated() {
      let avoided = obstacles.avoided(by: arrow)
      guard avoided.contains(where: { arrows[index].crosses($0.inset(by: 1)) }),
        let start = nodes[arrow.from] ?? boxes[arrow.from],
        let end = nodes[arrow.to] ?? boxes[arrow.to]
      else { continue }
      let detour = Detour(
        from: start, to: end, around: avoided, hasTip: arrows[index].tip != nil)
      if var route = detour.route {
        route.labelCenter = arrows[index].labelCenter
        arrows[index] = route
      }
    }
    placeLabels(of: scene, obstacles)
  }

  /// A label goes to the free point of its line that is nearest to where the layout kept room.
  ///
  /// Where no point of the line is free it stays where the layout put it, or, where it had no
  /// room there, in the middle.
  private mutating func placeLabels(of scene: Scene, _ obstacles: Obstacles) {
    let labels = PartLabels(theme: .light, hasIcons: true)
    let sizes = scene.arrows.map { labels.arrow($0) }
    let titles = scene.allBoxes.compactMap { box in
      boxes[box.id].map { labels.place(of: labels.box(box), in: $0) }
    }
    let fixed = scene.allNodes.compactMap { nodes[$0.id] } + titles
    var taken: [Rectangle] = []
    for (index, block) in sizes.enumerated() {
      guard let block else { continue }
      let samples = arrows[index].finelySampled
      guard !samples.isEmpty else { continue }
      let wanted = arrows[index].labelCenter ?? samples[samples.count / 2]
      let waiting = sizes.indices.dropFirst(index + 1).compactMap { later in
        sizes[later].flatMap { size in
          arrows[later].labelCenter.map { Rectangle(size, at: $0) }
        }
      }
      func isFree(_ place: Rectangle) -> Bool {
        !fixed.contains(where: place.overlaps) && !taken.contains(where: place.overlaps)
      }
      let ranked = samples.sorted { $0.distance(to: wanted) < $1.distance(to: wanted) }
      let free = ranked.filter { isFree(Rectangle(block, at: $0)) }
      let best =
        free.first { point in
          !waiting.contains(where: Rectangle(block, at: point).overlaps)
        } ?? free.first
      let center = best ?? wanted
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
}

extension Geometry.Route {
  /// Points at most a few points of length apart.
  fileprivate var finelySampled: [Geometry.Point] {
    let coarse = samples
    var fine: [Geometry.Point] = []
    for (start, end) in zip(coarse, coarse.dropFirst()) {
      let count = max(1, min(40, Int(start.distance(to: end) / 5)))
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
