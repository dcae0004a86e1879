extension Geometry {
  /// Beyond so many arrows nobody follows a single one, and looking for ways round takes too long.
  private static let detourLimit = 200

  /// Leads arrows round what they should not cross, and puts their labels beside their lines; tells
  /// what the labels hide.
  mutating func finishArrows(of scene: Scene) -> Double {
    joinWithoutLayout(scene)
    if scene.arrows.count <= Self.detourLimit {
      makeDetours(of: scene)
      straightenRelations(of: scene)
      partTwins(of: scene)
    }
    let placing = LabelPlacing(scene, self)
    for (index, center) in placing.centers.enumerated() where center != nil {
      arrows[index].labelCenter = center
    }
    return placing.price
  }

  /// What no layout has led is straight, as far as nothing stands in its way.
  private mutating func joinWithoutLayout(_ scene: Scene) {
    for (index, arrow) in scene.arrows.enumerated() where arrows[index].points.isEmpty {
      guard let start = nodes[arrow.from] ?? boxes[arrow.from],
        let end = nodes[arrow.to] ?? boxes[arrow.to]
      else { continue }
      let straight = Detour(from: start, to: end, around: [], busy: [], hasTip: false)
      arrows[index] =
        straight.route
        ?? Route(
          points: [start.center, start.center, end.center, end.center], tip: nil, labelCenter: nil)
    }
  }

  /// A line that only joins what belongs together takes a plainer way than the layout gave it, where it then
  /// crosses fewer others.
  private mutating func straightenRelations(of scene: Scene) {
    let isOfTraffic = scene.arrows.contains { $0.verdict.isTraffic }
    let relations = scene.arrows.indices.filter {
      !scene.arrows[$0].verdict.isTraffic && scene.arrows[$0].label.isEmpty
    }
    guard isOfTraffic, !relations.isEmpty else { return }
    let obstacles = Obstacles(scene, self)
    for index in relations {
      let arrow = scene.arrows[index]
      guard let start = nodes[arrow.from] ?? boxes[arrow.from],
        let end = nodes[arrow.to] ?? boxes[arrow.to]
      else { continue }
      let others = arrows.indices.filter { $0 != index }
      let busy = others.flatMap { other in
        [arrows[other].points.first, arrows[other].tip ?? arrows[other].points.last]
          .compactMap { $0 }
      }
      let lines = others.map { arrows[$0].samples }
      func price(_ route: Route) -> Double {
        let own = route.samples
        let length = zip(own, own.dropFirst()).reduce(0) { $0 + $1.0.distance(to: $1.1) }
        return length * 0.1
          + lines.reduce(0) { $0 + 45 * Double(Composition.crossings(of: own, $1)) }
      }
      let detour = Detour(
        from: start, to: end, around: obstacles.avoided(by: arrow), busy: busy, hasTip: false)
      if let plain = detour.route, price(plain) < price(arrows[index]) { arrows[index] = plain }
    }
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
      let home = obstacles.home(of: arrow)
      guard isCrossing || arrows[index].leaves(home),
        let start = nodes[arrow.from] ?? boxes[arrow.from],
        let end = nodes[arrow.to] ?? boxes[arrow.to]
      else { continue }
      let busy = arrows.indices.filter { $0 != index }.flatMap { other in
        [arrows[other].points.first, arrows[other].tip ?? arrows[other].points.last]
          .compactMap { $0 }
      }
      func detour(within home: Rectangle?) -> Route? {
        Detour(
          from: start, to: end, around: avoided, busy: busy, hasTip: arrows[index].tip != nil,
          within: home
        ).route
      }
      // Its label goes with it: the place that the layout kept is beside another line.
      if let home, let route = detour(within: home), !route.leaves(home) {
        arrows[index] = route
      } else if isCrossing, let route = detour(within: nil) {
        arrows[index] = route
      }
    }
  }
}

extension Geometry.Route {
  /// Whether some of it is outside of a place.
  fileprivate func leaves(_ place: Geometry.Rectangle?) -> Bool {
    guard let place else { return false }
    return samples.contains { !place.contains($0) }
  }
}
