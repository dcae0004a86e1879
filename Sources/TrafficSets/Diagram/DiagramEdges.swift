/// The edges of a node in the making: neighbours that lead to equal nodes become one.
struct DiagramEdges {
  private(set) var edges: [DiagramNode.Edge] = []

  init(capacity: Int = 0) { edges.reserveCapacity(capacity) }

  /// Adds the keys that follow the last added ones, up to `upper`.
  mutating func append(_ upper: UInt128, _ target: DiagramNode) {
    if let last = edges.last, last.target === target || last.target == target {
      edges[edges.count - 1] = DiagramNode.Edge(upper: upper, target: last.target)
    } else {
      edges.append(DiagramNode.Edge(upper: upper, target: target))
    }
  }

  /// Whether the edges are exactly those of a node that exists.
  func areThose(of node: DiagramNode) -> Bool {
    guard edges.count == node.edges.count else { return false }
    for index in edges.indices {
      guard edges[index].upper == node.edges[index].upper,
        edges[index].target === node.edges[index].target
      else { return false }
    }
    return true
  }
}
