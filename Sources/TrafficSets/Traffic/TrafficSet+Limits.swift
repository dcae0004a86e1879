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
  /// Limits between which all packets lie: the closest for sets of few addresses, perhaps wider ones for
  /// others, of which it would take longer to tell.
  package var outerLimits: TrafficLimits {
    TrafficLimits(
      sources: Self.addresses(root.outerKeys(of: .source)),
      destinations: Self.addresses(root.outerKeys(of: .destination)))
  }

  private static func addresses(_ keys: ClosedRange<UInt128>) -> ClosedRange<Address> {
    Address(key: keys.lowerBound)...Address(key: keys.upperBound)
  }

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

extension DiagramNode {
  private static let fewEdges = 8

  /// A range of a level's keys that holds all those of packets of the set.
  fileprivate func outerKeys(of wanted: DiagramLevel) -> ClosedRange<UInt128> {
    let everyKey = 0...wanted.lastKey
    guard level <= wanted else { return everyKey }
    let edges = edges
    if level == wanted {
      guard let first = edges.firstIndex(where: { !$0.target.isNothing }),
        let last = edges.lastIndex(where: { !$0.target.isNothing })
      else { return everyKey }
      return (first == 0 ? 0 : edges[first - 1].upper + 1)...edges[last].upper
    }
    guard edges.count <= Self.fewEdges else { return everyKey }
    var keys: ClosedRange<UInt128>?
    for edge in edges where !edge.target.isNothing {
      let own = edge.target.outerKeys(of: wanted)
      keys =
        keys.map {
          min($0.lowerBound, own.lowerBound)...max($0.upperBound, own.upperBound)
        } ?? own
    }
    return keys ?? everyKey
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
    let held = set.edges
    var first = 0
    if isLimited {
      first = limit.keys.lowerBound == 0 ? 0 : set.place(after: limit.keys.lowerBound - 1, from: 0)
      // The limits mostly lie within one edge.
      if held[first].upper >= limit.keys.upperBound {
        let result = limiting(held[first].target, limits.dropFirst())
        return result.isNothing ? result : node(limit.level, in: [limit.keys], result)
      }
    }
    var edges = DiagramEdges(capacity: held.count - first + 2)
    // Neighbours of a gap mostly lead to one and the same node.
    var last: (target: DiagramNode, result: DiagramNode)?
    if isLimited, limit.keys.lowerBound > 0 {
      edges.append(limit.keys.lowerBound - 1, .nothing)
    }
    for edge in held[first...] {
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

extension TrafficSet {
  /// The packets to these destinations: what an intersection with all such packets is, in less time.
  package func sent(toAnyOf destinations: AddressSet) -> TrafficSet {
    if destinations.intervals.isAll { return self }
    var operation = DiagramOperation()
    return TrafficSet(
      root: operation.restricting(.destination, to: destinations.intervals.ranges, in: root))
  }
}

extension DiagramOperation {
  /// The packets that have one of the keys at a level.
  ///
  /// - Parameter keys: Ascending and apart.
  fileprivate mutating func restricting(
    _ level: DiagramLevel, to keys: [ClosedRange<UInt128>], in set: DiagramNode
  ) -> DiagramNode {
    if set.isNothing { return set }
    if set.level > level { return node(level, in: keys, set) }
    if set.level == level { return restricting(to: keys, set) }
    // Mostly all of a packet set has such keys or nothing, which is told without making a node.
    var isSame = true
    var isNothing = true
    for edge in set.edges {
      let result = restricting(level, to: keys, in: edge.target)
      if result !== edge.target { isSame = false }
      if !result.isNothing { isNothing = false }
    }
    if isSame { return set }
    if isNothing { return .nothing }
    var edges = DiagramEdges(capacity: set.edges.count)
    for edge in set.edges {
      edges.append(edge.upper, restricting(level, to: keys, in: edge.target))
    }
    return node(set.level, edges)
  }

  private mutating func restricting(
    to keys: [ClosedRange<UInt128>], _ set: DiagramNode
  ) -> DiagramNode {
    switch set.keysWithPackets(among: keys) {
    case .all: return set
    case .none: return .nothing
    case .some: break
    }
    var edges = DiagramEdges(capacity: set.edges.count + 2)
    var index = 0
    var lower: UInt128 = 0
    for range in keys {
      if range.lowerBound > lower { edges.append(range.lowerBound - 1, .nothing) }
      if range.lowerBound > 0 { index = set.place(after: range.lowerBound - 1, from: index) }
      while set.edges[index].upper < range.upperBound {
        edges.append(set.edges[index].upper, set.edges[index].target)
        index += 1
      }
      edges.append(range.upperBound, set.edges[index].target)
      lower = range.upperBound &+ 1
    }
    if lower > 0 { edges.append(set.level.lastKey, .nothing) }
    return node(set.level, edges)
  }
}

extension DiagramNode {
  fileprivate enum Part {
    case none, some, all
  }

  /// How many of the node's keys that have packets are among these.
  fileprivate func keysWithPackets(among keys: [ClosedRange<UInt128>]) -> Part {
    var hasInside = false
    var hasOutside = false
    var lower: UInt128 = 0
    var place = 0
    for edge in edges {
      if !edge.target.isNothing {
        while place < keys.count, keys[place].upperBound < lower { place += 1 }
        let isMet = place < keys.count && keys[place].lowerBound <= edge.upper
        let isHeld =
          isMet && keys[place].lowerBound <= lower && edge.upper <= keys[place].upperBound
        if isMet { hasInside = true }
        if !isHeld { hasOutside = true }
        if hasInside, hasOutside { return .some }
      }
      lower = edge.upper &+ 1
    }
    return hasInside ? .all : .none
  }
}
