/// Addresses between two, of senders and of receivers.
package struct TrafficLimits: Hashable, Sendable {
  package var sources: ClosedRange<Address>
  package var destinations: ClosedRange<Address>

  package init(sources: ClosedRange<Address>, destinations: ClosedRange<Address>) {
    self.sources = sources
    self.destinations = destinations
  }
}

extension TrafficSet {
  /// The packets between the limits: what an intersection with all such packets is, in less time.
  package func limited(to limits: TrafficLimits) -> TrafficSet {
    var operation = DiagramOperation()
    return TrafficSet(
      root: operation.limiting(
        root,
        [
          (.destination, limits.destinations.lowerBound.key...limits.destinations.upperBound.key),
          (.source, limits.sources.lowerBound.key...limits.sources.upperBound.key),
        ]))
  }
}

extension DiagramOperation {
  /// The packets whose keys lie within one range of each of some levels.
  ///
  /// - Parameter limits: In the order of levels.
  fileprivate mutating func limiting(
    _ set: DiagramNode, _ limits: ArraySlice<(level: DiagramLevel, keys: ClosedRange<UInt128>)>
  ) -> DiagramNode {
    guard let limit = limits.first, !set.isNothing else { return set }
    if set.level > limit.level {
      return node(limit.level, in: [limit.keys], limiting(set, limits.dropFirst()))
    }
    let isLimited = set.level == limit.level
    var edges = DiagramEdges(capacity: set.edges.count + 2)
    // Neighbours of a gap mostly lead to one and the same node.
    var last: (target: DiagramNode, result: DiagramNode)?
    var lower: UInt128 = 0
    if isLimited, limit.keys.lowerBound > 0 {
      edges.append(limit.keys.lowerBound - 1, .nothing)
      lower = limit.keys.lowerBound
    }
    for edge in set.edges where edge.upper >= lower {
      let result: DiagramNode
      if let last, last.target === edge.target {
        result = last.result
      } else {
        result = limiting(edge.target, isLimited ? limits.dropFirst() : limits)
        if !edge.target.isNothing { last = (edge.target, result) }
      }
      if isLimited, edge.upper >= limit.keys.upperBound {
        edges.append(limit.keys.upperBound, result)
        break
      }
      edges.append(edge.upper, result)
    }
    if isLimited, limit.keys.upperBound < limit.level.lastKey {
      edges.append(limit.level.lastKey, .nothing)
    }
    return node(set.level, edges)
  }
}
