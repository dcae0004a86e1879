extension TrafficSet {
  package func union(_ other: TrafficSet) -> TrafficSet {
    var operation = DiagramOperation()
    return TrafficSet(root: operation.union(root, other.root))
  }

  /// The union of many sets, cheaper than one after the other.
  package static func union(of sets: some Sequence<TrafficSet>) -> TrafficSet {
    let roots = sets.map(\.root)
    var operation = DiagramOperation()
    return TrafficSet(root: operation.union(of: roots))
  }

  package func intersection(_ other: TrafficSet) -> TrafficSet {
    var operation = DiagramOperation()
    return TrafficSet(root: operation.intersection(root, other.root))
  }

  package func subtracting(_ other: TrafficSet) -> TrafficSet {
    var operation = DiagramOperation()
    return TrafficSet(root: operation.subtracting(root, other.root))
  }

  package var complement: TrafficSet { TrafficSet.all.subtracting(self) }

  package mutating func formUnion(_ other: TrafficSet) { self = union(other) }
  package mutating func formIntersection(_ other: TrafficSet) { self = intersection(other) }
  package mutating func subtract(_ other: TrafficSet) { self = subtracting(other) }

  package func isSubset(of other: TrafficSet) -> Bool {
    var relation = DiagramRelation()
    return relation.isSubset(root, other.root)
  }

  package func isDisjoint(with other: TrafficSet) -> Bool {
    var relation = DiagramRelation()
    return relation.isDisjoint(root, other.root)
  }
}
