/// What the arrows of a scene say about columns: which parts they rank, and which arrows do not.
struct Ranking {
  /// The ids that some arrow begins or ends at.
  let ends: Set<String>
  private let targets: Set<String>
  private let ranked: [Scene.Arrow]
  private let arrows: Arrows

  /// A chain of more parts than this makes a strip that nobody can read.
  private static let columnLimit = 6
  /// A chain of as many parts makes a picture that is hardly legible in the width of a page.
  private static let comfortableLength = 5

  /// - Parameter isFolded: Whether the picture is to be as narrow as can be: subnets of a network on
  ///   top of each other, and what only belongs to what traffic reaches in a row of its own.
  init(_ scene: Scene, isFolded: Bool = false) {
    ends = Set(scene.arrows.flatMap { [$0.from, $0.to] })
    var networks: [String: String] = [:]
    var homes: [String: String] = [:]
    func visit(_ box: Scene.Box, in network: String?) {
      let network = network ?? (box.style == .virtualNetwork ? box.id : nil)
      for node in box.nodes {
        networks[node.id] = network
        homes[node.id] = box.id
      }
      for inner in box.boxes { visit(inner, in: network) }
    }
    for box in scene.boxes { visit(box, in: nil) }
    let length = scene.direction == .leftToRight ? Self.longestChain(of: scene) : 0
    let arrows = Arrows(
      networks: networks, homes: homes, isLong: length > Self.columnLimit || isFolded,
      ranksRelations: !isFolded || !scene.arrows.contains(where: \.verdict.isTraffic),
      starts: length >= Self.comfortableLength
        ? Set(scene.arrows.map(\.from)).subtracting(scene.arrows.map(\.to)) : [])
    self.arrows = arrows
    ranked = scene.arrows.filter(arrows.ranks)
    targets = Set(ranked.map(\.to))
  }

  /// False for an arrow whose target may stand in the column of its source.
  func ranks(_ arrow: Scene.Arrow) -> Bool { arrows.ranks(arrow) }

  func isIsolated(_ node: Scene.Node) -> Bool { !ends.contains(node.id) }

  func isIsolated(_ box: Scene.Box) -> Bool {
    !ends.contains(box.id) && box.nodes.allSatisfy(isIsolated) && box.boxes.allSatisfy(isIsolated)
  }

  /// The nodes in a box, at any depth, that no ranking arrow leads to.
  func sources(in box: Scene.Box) -> [Scene.Node] {
    box.nodes.filter { !targets.contains($0.id) } + box.boxes.flatMap(sources)
  }

  /// The nodes in a box, at any depth, that no ranking arrow leads from to another one in it.
  func sinks(in box: Scene.Box) -> [Scene.Node] {
    func nodes(in box: Scene.Box) -> [Scene.Node] { box.nodes + box.boxes.flatMap(nodes) }
    let inside = nodes(in: box)
    let known = Set(inside.map(\.id))
    let leading = Set(
      ranked.filter { known.contains($0.from) && known.contains($0.to) }.map(\.from))
    return inside.filter { !leading.contains($0.id) }
  }

  /// How many parts the longest chain of arrows has; arrows that close a cycle do not count.
  private static func longestChain(of scene: Scene) -> Int {
    // A picture with this many arrows is not a chain.
    guard scene.arrows.count <= 200 else { return 0 }
    var next: [String: [String]] = [:]
    for arrow in scene.arrows where arrow.shapesLayout {
      next[arrow.from, default: []].append(arrow.to)
    }
    var lengths: [String: Int] = [:]
    var isOpen: Set<String> = []
    func length(from id: String) -> Int {
      if let known = lengths[id] { return known }
      guard isOpen.insert(id).inserted else { return 0 }
      let length = 1 + (next[id, default: []].map { length(from: $0) }.max() ?? 0)
      isOpen.remove(id)
      lengths[id] = length
      return length
    }
    return scene.arrows.map { length(from: $0.from) }.max() ?? 0
  }
}

/// Which arrows rank.
///
/// Where the whole is too wide, the arrows between the subnets of a network do not: the subnets
/// then stand on top of each other. Where it is barely not, this holds for what nothing leads to,
/// since its arrow is the only one that is bent by it.
private struct Arrows {
  /// By node id, the network and the innermost box that it is in.
  let networks: [String: String]
  let homes: [String: String]
  let isLong: Bool
  let ranksRelations: Bool
  let starts: Set<String>

  func ranks(_ arrow: Scene.Arrow) -> Bool {
    guard arrow.shapesLayout, ranksRelations || arrow.verdict.isTraffic else { return false }
    guard isLong || starts.contains(arrow.from), let network = networks[arrow.from] else {
      return true
    }
    return network != networks[arrow.to] || homes[arrow.from] == homes[arrow.to]
  }
}
