/// The resources of one kind, in the order of the inputs, found by id.
@usableFromInline package struct ResourceTable<Element: EstateResource>: Sendable {
  @usableFromInline package private(set) var all: [Element] = []
  @usableFromInline package private(set) var places: [ResourceID: Int] = [:]

  package init() {}

  /// Inlined, so that of a large resource only what is looked at is copied.
  @inlinable @inline(__always) package subscript(_ id: ResourceID) -> Element? {
    guard let place = places[id] else { return nil }
    return all[place]
  }

  /// Makes room for that many.
  package mutating func reserve(_ count: Int) {
    all.reserveCapacity(count)
    places.reserveCapacity(count)
  }

  /// Adds the resource, or puts it in the place of the one with the same id.
  package mutating func insert(_ element: Element) {
    if let place = places[element.id] {
      all[place] = element
    } else {
      places[element.id] = all.count
      all.append(element)
    }
  }

  /// Adds resources that are not among these before the one at a place.
  package mutating func insert(contentsOf others: Self, at place: Int) {
    let rest = Array(all[place...])
    all.removeSubrange(place...)
    for element in rest { places[element.id] = nil }
    for element in others.all + rest { insert(element) }
  }

  /// Changes the resource with this id, where there is one.
  package mutating func update(_ id: ResourceID, _ change: (inout Element) -> Void) {
    if let place = places[id] { change(&all[place]) }
  }
}

extension ResourceTable: Sequence {
  @inlinable package func makeIterator() -> IndexingIterator<[Element]> { all.makeIterator() }
}
