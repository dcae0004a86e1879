/// One computation on diagrams, with what it has worked out so far.
///
/// Equal nodes that it makes are one object, and a pair of nodes is combined once. Both tables end
/// with the operation, so nothing outlives it but its result. The caller keeps the operands alive
/// meanwhile; the results are kept by the table.
struct DiagramOperation {
  private var nodes: Set<DiagramNode> = []
  private var unions: [DiagramPair: DiagramNode] = [:]
  private var intersections: [DiagramPair: DiagramNode] = [:]
  private var differences: [DiagramPair: DiagramNode] = [:]
  private var choices: [DiagramTriple: DiagramNode] = [:]

  /// The only node with these edges: none where they all lead to one target.
  mutating func node(_ level: DiagramLevel, _ edges: DiagramEdges) -> DiagramNode {
    if edges.edges.count == 1 { return edges.edges[0].target }
    return nodes.insert(DiagramNode(level: level, edges: edges.edges)).memberAfterInsert
  }

  /// The packets that have one of these keys at a level and are in `rest`, which must ask only
  /// for later levels.
  mutating func node(
    _ level: DiagramLevel, in keys: [ClosedRange<UInt128>], _ rest: DiagramNode
  ) -> DiagramNode {
    let made = DiagramNode.node(level, in: keys, rest)
    return made.level == level ? nodes.insert(made).memberAfterInsert : made
  }

  mutating func union(_ left: DiagramNode, _ right: DiagramNode) -> DiagramNode {
    if left === right || left.isEverything || right.isNothing { return left }
    if left.isNothing || right.isEverything { return right }
    if left == right { return left }
    let pair = DiagramPair(left, right)
    if let known = unions[pair] { return known }
    let result = combined(left, right, skipping: .neither) { $0.union($1, $2) }
    unions[pair] = result
    return result
  }

  mutating func intersection(_ left: DiagramNode, _ right: DiagramNode) -> DiagramNode {
    if left === right || left.isNothing || right.isEverything { return left }
    if left.isEverything || right.isNothing { return right }
    if left == right { return left }
    let pair = DiagramPair(left, right)
    if let known = intersections[pair] { return known }
    let result = combined(left, right, skipping: .both) { $0.intersection($1, $2) }
    intersections[pair] = result
    return result
  }

  mutating func subtracting(_ left: DiagramNode, _ right: DiagramNode) -> DiagramNode {
    if left.isNothing || right.isNothing { return left }
    if left === right || right.isEverything || left == right { return .nothing }
    let pair = DiagramPair(left, right)
    if let known = differences[pair] { return known }
    let result = combined(left, right, skipping: .left) { $0.subtracting($1, $2) }
    differences[pair] = result
    return result
  }

  /// Of which operand an edge to nothing leaves nothing, whatever the edges of the other are there.
  private enum Skipping {
    case neither, left, both
  }

  /// Walks the edges of two different nodes side by side; a node that does not ask for the level
  /// of the other stands for all of its keys. A result that is an operand again is that operand.
  private mutating func combined(
    _ left: DiagramNode, _ right: DiagramNode, skipping: Skipping,
    _ combine: (inout DiagramOperation, DiagramNode, DiagramNode) -> DiagramNode
  ) -> DiagramNode {
    let level = min(left.level, right.level)
    // Held once: an edge is looked at in less time than its node's edges are asked for.
    let (leftEdges, rightEdges) = (left.edges, right.edges)
    let capacity =
      left.level == right.level && skipping == .both
      ? 2 * min(leftEdges.count, rightEdges.count) + 1
      : max(leftEdges.count, rightEdges.count)
    var edges = DiagramEdges(capacity: capacity)
    if left.level > level {
      for edge in rightEdges { edges.append(edge.upper, combine(&self, left, edge.target)) }
    } else if right.level > level {
      for edge in leftEdges { edges.append(edge.upper, combine(&self, edge.target, right)) }
    } else {
      var leftIndex = 0
      var rightIndex = 0
      while leftIndex < leftEdges.count, rightIndex < rightEdges.count {
        let leftEdge = leftEdges[leftIndex]
        let rightEdge = rightEdges[rightIndex]
        if skipping != .neither, leftEdge.target.isNothing {
          // A set of few addresses meets a few of many edges: those between are passed over.
          edges.append(leftEdge.upper, .nothing)
          leftIndex += 1
          rightIndex = right.place(after: leftEdge.upper, from: rightIndex)
          continue
        }
        if skipping == .both, rightEdge.target.isNothing {
          edges.append(rightEdge.upper, .nothing)
          rightIndex += 1
          leftIndex = left.place(after: rightEdge.upper, from: leftIndex)
          continue
        }
        let upper = min(leftEdge.upper, rightEdge.upper)
        edges.append(upper, combine(&self, leftEdge.target, rightEdge.target))
        if leftEdge.upper == upper { leftIndex += 1 }
        if rightEdge.upper == upper { rightIndex += 1 }
      }
    }
    if left.level == level, edges.areThose(of: left) { return left }
    if right.level == level, edges.areThose(of: right) { return right }
    return node(level, edges)
  }

  /// The packets of `first` that are in `condition` and those of `second` that are not, in one
  /// walk: a third as much work as an intersection, a subtraction and a union.
  mutating func choosing(
    _ condition: DiagramNode, _ first: DiagramNode, _ second: DiagramNode
  ) -> DiagramNode {
    if condition.isEverything || first === second { return first }
    if condition.isNothing { return second }
    if second.isNothing { return intersection(condition, first) }
    if first.isNothing { return subtracting(second, condition) }
    if first.isEverything || first === condition { return union(condition, second) }
    let key = DiagramTriple(condition, first, second)
    if let known = choices[key] { return known }
    let level = min(condition.level, first.level, second.level)
    var edges = DiagramEdges(
      capacity: max(condition.edges.count, first.edges.count, second.edges.count))
    var conditionCursor = DiagramCursor(condition, at: level)
    var firstCursor = DiagramCursor(first, at: level)
    var secondCursor = DiagramCursor(second, at: level)
    var isDone = false
    while !isDone {
      let upper = min(conditionCursor.upper, firstCursor.upper, secondCursor.upper)
      edges.append(
        upper, choosing(conditionCursor.target, firstCursor.target, secondCursor.target))
      isDone = upper == level.lastKey
      conditionCursor.pass(upper)
      firstCursor.pass(upper)
      secondCursor.pass(upper)
    }
    let result: DiagramNode
    if second.level == level, edges.areThose(of: second) {
      result = second
    } else if first.level == level, edges.areThose(of: first) {
      result = first
    } else {
      result = node(level, edges)
    }
    choices[key] = result
    return result
  }

  /// The union of any number of sets, by halves, so that large results are few.
  mutating func union(of sets: some RandomAccessCollection<DiagramNode>) -> DiagramNode {
    guard let first = sets.first else { return .nothing }
    guard sets.count > 1 else { return first }
    let middle = sets.index(sets.startIndex, offsetBy: sets.count / 2)
    let head = union(of: sets[..<middle])
    return union(head, union(of: sets[middle...]))
  }
}

/// A place among a node's edges; a node that does not ask for the level has one edge, to itself.
private struct DiagramCursor {
  private let edges: [DiagramNode.Edge]
  private var index = 0
  private(set) var upper: UInt128
  private(set) var target: DiagramNode

  init(_ node: DiagramNode, at level: DiagramLevel) {
    edges = node.level == level ? node.edges : []
    upper = edges.first?.upper ?? level.lastKey
    target = edges.first?.target ?? node
  }

  /// Goes on if the edge ends at this key.
  mutating func pass(_ key: UInt128) {
    guard upper == key, index < edges.count - 1 else { return }
    index += 1
    upper = edges[index].upper
    target = edges[index].target
  }
}
