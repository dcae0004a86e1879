/// A question about two diagrams that is settled without making a third.
struct DiagramRelation {
  /// Most diagrams are too small to be worth a table; a large one may have far more paths than nodes.
  private static let fewWalks = 64
  private var walks = 0
  /// Pairs for which the relation is known to hold; one that fails ends the question.
  private var proven: Set<DiagramPair> = []

  mutating func isSubset(_ left: DiagramNode, _ right: DiagramNode) -> Bool {
    if left === right || left.isNothing || right.isEverything { return true }
    // Only `everything` and `nothing` are left as answers that are not worth a walk.
    if right.isNothing { return false }
    return holds(left, right, skipsRight: false) { $0.isSubset($1, $2) }
  }

  mutating func isDisjoint(_ left: DiagramNode, _ right: DiagramNode) -> Bool {
    if left.isNothing || right.isNothing { return true }
    if left === right || left.isEverything || right.isEverything { return false }
    return holds(left, right, skipsRight: true) { $0.isDisjoint($1, $2) }
  }

  /// - Parameter skipsRight: Whether the relation holds where the right operand has nothing, too, as it
  ///   does where the left one has.
  private mutating func holds(
    _ left: DiagramNode, _ right: DiagramNode, skipsRight: Bool,
    _ relation: (inout DiagramRelation, DiagramNode, DiagramNode) -> Bool
  ) -> Bool {
    walks += 1
    let pair = walks > Self.fewWalks ? DiagramPair(left, right) : nil
    if let pair, proven.contains(pair) { return true }
    let (leftEdges, rightEdges) = (left.edges, right.edges)
    if left.level < right.level {
      for edge in leftEdges where !relation(&self, edge.target, right) { return false }
    } else if right.level < left.level {
      for edge in rightEdges where !relation(&self, left, edge.target) { return false }
    } else {
      var leftIndex = 0
      var rightIndex = 0
      while leftIndex < leftEdges.count, rightIndex < rightEdges.count {
        let leftEdge = leftEdges[leftIndex]
        let rightEdge = rightEdges[rightIndex]
        if leftEdge.target.isNothing {
          leftIndex += 1
          rightIndex = right.place(after: leftEdge.upper, from: rightIndex)
          continue
        }
        if skipsRight, rightEdge.target.isNothing {
          rightIndex += 1
          leftIndex = left.place(after: rightEdge.upper, from: leftIndex)
          continue
        }
        guard relation(&self, leftEdge.target, rightEdge.target) else { return false }
        let upper = min(leftEdge.upper, rightEdge.upper)
        if leftEdge.upper == upper { leftIndex += 1 }
        if rightEdge.upper == upper { rightIndex += 1 }
      }
    }
    if let pair { proven.insert(pair) }
    return true
  }
}
