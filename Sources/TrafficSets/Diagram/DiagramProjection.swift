extension DiagramNode {
  /// The keys of a level that some packet of the set has.
  ///
  /// Every node but `nothing` holds a packet, so each edge of that level that leads on counts, and
  /// a way down that does not ask for the level makes every key count.
  func projection(on level: DiagramLevel) -> [ClosedRange<UInt128>] {
    var seen: Set<ObjectIdentifier> = []
    var keys = IntervalSet<UInt128>.empty
    var found: [ClosedRange<UInt128>] = []

    /// Whether every key has been found, which ends the search.
    func search(_ node: DiagramNode) -> Bool {
      if node.isNothing { return false }
      if node.level > level { return true }
      guard seen.insert(ObjectIdentifier(node)).inserted else { return false }
      if node.level < level { return node.edges.contains { search($0.target) } }
      found += node.intervals { !$0.isNothing }
      if found.count > 4096 {
        keys = keys.union(IntervalSet(found))
        found.removeAll(keepingCapacity: true)
      }
      return false
    }

    let everyKey = [0...level.lastKey]
    return search(self) ? everyKey : keys.union(IntervalSet(found)).ranges
  }
}

extension DiagramOperation {
  /// The set with one field forgotten and given anew: the packets that have one of the keys there
  /// and else agree with a packet of the set.
  mutating func setting(
    _ level: DiagramLevel, to keys: [ClosedRange<UInt128>], in set: DiagramNode
  ) -> DiagramNode {
    var known: [ObjectIdentifier: DiagramNode] = [:]
    return setting(level, to: keys, in: set, &known)
  }

  private mutating func setting(
    _ level: DiagramLevel, to keys: [ClosedRange<UInt128>], in set: DiagramNode,
    _ known: inout [ObjectIdentifier: DiagramNode]
  ) -> DiagramNode {
    if set.isNothing { return .nothing }
    if let result = known[ObjectIdentifier(set)] { return result }
    let result: DiagramNode
    if set.level > level {
      result = node(level, in: keys, set)
    } else if set.level == level {
      result = node(level, in: keys, union(of: set.edges.map(\.target)))
    } else {
      var edges = DiagramEdges(capacity: set.edges.count)
      for edge in set.edges {
        edges.append(edge.upper, setting(level, to: keys, in: edge.target, &known))
      }
      result = edges.areThose(of: set) ? set : node(set.level, edges)
    }
    known[ObjectIdentifier(set)] = result
    return result
  }

  /// The set as intervals of one level, each with the packets that it has there, in which the
  /// level is free: what the edges would be if that level were asked for first.
  mutating func hoisting(_ level: DiagramLevel, in set: DiagramNode) -> [DiagramNode.Edge] {
    var known: [ObjectIdentifier: [DiagramNode.Edge]] = [:]
    return hoisting(level, in: set, &known)
  }

  private mutating func hoisting(
    _ level: DiagramLevel, in set: DiagramNode,
    _ known: inout [ObjectIdentifier: [DiagramNode.Edge]]
  ) -> [DiagramNode.Edge] {
    if set.level > level { return [DiagramNode.Edge(upper: level.lastKey, target: set)] }
    if set.level == level { return set.edges }
    if let result = known[ObjectIdentifier(set)] { return result }
    let parts = set.edges.map { hoisting(level, in: $0.target, &known) }
    var places = Array(repeating: 0, count: parts.count)
    var result = DiagramEdges()
    var isDone = false
    while !isDone {
      var upper = level.lastKey
      var rest = DiagramEdges(capacity: parts.count)
      for (index, place) in places.enumerated() {
        let edge = parts[index][place]
        upper = min(upper, edge.upper)
        rest.append(set.edges[index].upper, edge.target)
      }
      result.append(upper, node(set.level, rest))
      isDone = upper == level.lastKey
      for index in places.indices where parts[index][places[index]].upper == upper {
        places[index] += 1
      }
    }
    known[ObjectIdentifier(set)] = result.edges
    return result.edges
  }
}
