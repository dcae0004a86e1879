extension TrafficSet {
  /// What this source sends: its packets, with the source forgotten.
  package func sent(by source: Address) -> TrafficSet { fixing(.source, to: source) }

  /// What is sent to this destination: its packets, with the destination forgotten.
  package func sent(to destination: Address) -> TrafficSet { fixing(.destination, to: destination) }

  private func fixing(_ level: DiagramLevel, to address: Address) -> TrafficSet {
    var operation = DiagramOperation()
    return TrafficSet(root: operation.fixing(level, to: address.key, in: root))
  }

  /// What each of the sources sends.
  ///
  /// - Parameter sources: Ascending.
  package func parts(bySource sources: [Address]) -> TrafficParts {
    parts(by: .source, sources)
  }

  /// What each of the destinations is sent.
  ///
  /// - Parameter destinations: Ascending.
  package func parts(byDestination destinations: [Address]) -> TrafficParts {
    parts(by: .destination, destinations)
  }

  private func parts(by level: DiagramLevel, _ addresses: [Address]) -> TrafficParts {
    var operation = DiagramOperation()
    let edges = operation.hoisting(level, in: root)
    var parts: [TrafficSet] = []
    var places: [DiagramNode: Int32] = [:]
    var choices: [Int32] = []
    choices.reserveCapacity(addresses.count)
    var edge = 0
    var placeOfEdge: Int32?
    for address in addresses {
      while edges[edge].upper < address.key {
        edge += 1
        placeOfEdge = nil
      }
      let place: Int32
      if let known = placeOfEdge ?? places[edges[edge].target] {
        place = known
      } else {
        place = Int32(parts.count)
        places[edges[edge].target] = place
        parts.append(TrafficSet(root: edges[edge].target))
      }
      placeOfEdge = place
      choices.append(place)
    }
    return TrafficParts(parts: parts, choices: choices)
  }
}

/// A set of packets as the parts of many addresses, equal parts once.
package struct TrafficParts: Sendable {
  package let parts: [TrafficSet]
  /// For each address the place of its part.
  package let choices: [Int32]
}

extension DiagramOperation {
  /// The packets that have the key at a level, with that level forgotten.
  fileprivate mutating func fixing(
    _ level: DiagramLevel, to key: UInt128, in set: DiagramNode
  ) -> DiagramNode {
    var known: [ObjectIdentifier: DiagramNode] = [:]
    return fixing(level, to: key, in: set, &known)
  }

  private mutating func fixing(
    _ level: DiagramLevel, to key: UInt128, in set: DiagramNode,
    _ known: inout [ObjectIdentifier: DiagramNode]
  ) -> DiagramNode {
    if set.level > level { return set }
    if set.level == level { return set.target(of: key) }
    if let result = known[ObjectIdentifier(set)] { return result }
    var edges = DiagramEdges(capacity: set.edges.count)
    for edge in set.edges {
      edges.append(edge.upper, fixing(level, to: key, in: edge.target, &known))
    }
    let result = node(set.level, edges)
    known[ObjectIdentifier(set)] = result
    return result
  }
}
