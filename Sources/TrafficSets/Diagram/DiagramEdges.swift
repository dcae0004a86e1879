/// The edges of a node in the making: neighbours that lead to equal nodes become one.
struct DiagramEdges {
  private(set) var edges: [DiagramNode.Edge] = []
  /// That of the last edge's target: tells most neighbours apart without touching them.
  private var lastDigest: UInt64 = 0

  init(capacity: Int = 0) { edges.reserveCapacity(capacity) }

  /// Adds the keys that follow the last added ones, up to `upper`.
  mutating func append(_ upper: UInt128, _ target: DiagramNode) {
    let last = edges.count - 1
    if last >= 0, lastDigest == target.digest, edges[last].target == target {
      edges[last].upper = upper
    } else {
      edges.append(DiagramNode.Edge(upper: upper, target: target))
      lastDigest = target.digest
    }
  }

  /// Whether the edges are exactly those of a node that exists.
  func areThose(of node: DiagramNode) -> Bool {
    let others = node.edges
    guard edges.count == others.count else { return false }
    for index in edges.indices {
      guard edges[index].upper == others[index].upper,
        edges[index].target === others[index].target
      else { return false }
    }
    return true
  }
}
