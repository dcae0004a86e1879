/// Which network stands beside which: those that are peered with one hub, in columns at its sides.
///
/// Left to itself a layout puts them under each other, since a network has room for them in none of
/// its own columns. What is peered with what is beside the hub stands further out.
package struct NetworkColumns {
  /// The first of each pair stands before the second.
  private(set) var pairs: [(before: Scene.Box, after: Scene.Box)] = []

  /// As high as a column may be, measured by what is beside it.
  private static let leastHeight = 780.0

  init(_ scene: Scene) {
    for outer in scene.boxes { arrange(outer.boxes.filter { $0.style == .virtualNetwork }, scene) }
  }

  /// Whether the arrow joins two networks, which stand where these columns say.
  package static func joins(_ arrow: Scene.Arrow, boxes: Set<String>) -> Bool {
    !arrow.verdict.isTraffic && boxes.contains(arrow.from) && boxes.contains(arrow.to)
  }

  private mutating func arrange(_ networks: [Scene.Box], _ scene: Scene) {
    let known = Set(networks.map(\.id))
    var links: [String: [String]] = [:]
    for arrow in scene.arrows where Self.joins(arrow, boxes: known) {
      links[arrow.from, default: []].append(arrow.to)
      links[arrow.to, default: []].append(arrow.from)
    }
    var seen: Set<String> = []
    // Of hubs with as many spokes the first comes first; `sorted` keeps no order by itself.
    let order = networks.enumerated().sorted { first, second in
      let (one, other) = (
        links[first.element.id]?.count ?? 0, links[second.element.id]?.count ?? 0
      )
      return (-one, first.offset) < (-other, second.offset)
    }.map(\.element)
    let byID = Dictionary(uniqueKeysWithValues: networks.map { ($0.id, $0) })
    for hub in order where links[hub.id] != nil && seen.insert(hub.id).inserted {
      let spokes = neighbours(of: hub, links, byID, &seen)
      guard !spokes.isEmpty else { continue }
      // First all that fits on the far side, then columns on both sides in turn.
      let columns = columns(of: spokes, beside: hub)
      var last: [Bool: [Scene.Box]] = [true: [hub], false: [hub]]
      for (index, column) in columns.enumerated() {
        let isAfter = index % 2 == 0
        for inner in last[isAfter, default: []] {
          for spoke in column { join(inner, spoke, isAfter) }
        }
        for spoke in column { spread(from: spoke, isAfter, links, byID, &seen) }
        last[isAfter] = column
      }
    }
  }

  /// What is peered with a spoke and not with its hub stands behind it.
  private mutating func spread(
    from inner: Scene.Box, _ isAfter: Bool, _ links: [String: [String]],
    _ byID: [String: Scene.Box], _ seen: inout Set<String>
  ) {
    for outer in neighbours(of: inner, links, byID, &seen) {
      join(inner, outer, isAfter)
      spread(from: outer, isAfter, links, byID, &seen)
    }
  }

  private mutating func join(_ inner: Scene.Box, _ outer: Scene.Box, _ isAfter: Bool) {
    pairs.append(isAfter ? (inner, outer) : (outer, inner))
  }

  private func neighbours(
    of box: Scene.Box, _ links: [String: [String]], _ byID: [String: Scene.Box],
    _ seen: inout Set<String>
  ) -> [Scene.Box] {
    var found: [Scene.Box] = []
    for id in links[box.id] ?? [] where seen.insert(id).inserted {
      if let box = byID[id] { found.append(box) }
    }
    return found
  }

  private func columns(of spokes: [Scene.Box], beside hub: Scene.Box) -> [[Scene.Box]] {
    let heights = spokes.map { Self.height(of: $0) }
    let total = heights.reduce(0, +)
    let room = max(Self.height(of: hub) * 1.5, Self.leastHeight)
    // A picture of many columns may be higher, so that it keeps its shape.
    let count = max(1, Int((total / room).squareRoot().rounded(.up)))
    let share = total / Double(total <= room ? 1 : max(2, count))
    var columns: [[Scene.Box]] = [[]]
    var used = 0.0
    for (spoke, height) in zip(spokes, heights) {
      if used > 0, used + height / 2 > share {
        columns.append([])
        used = 0
      }
      columns[columns.count - 1].append(spoke)
      used += height
    }
    return columns
  }

  /// About as high as it becomes.
  private static func height(of box: Scene.Box) -> Double {
    let inner = box.boxes.reduce(0) { $0 + height(of: $1) }
    return 50 + inner + Double(box.nodes.count) * 60
  }
}
