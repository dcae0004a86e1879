internal import EstateModel

/// Some of many selectors: those that a row of a matrix has in common.
///
/// A tenant's matrix has millions of them, so that each is a place in one list that all rows share.
package struct SelectorGroup: RandomAccessCollection, Sendable {
  /// What all groups of a matrix choose from.
  struct Names: Sendable {
    fileprivate let names: [String]
    /// By name the place of its kind among the kinds.
    fileprivate let kinds: [Int32]
    fileprivate let kindNames: [Substring]

    init(_ names: [String]) {
      self.names = names
      var places: [Substring: Int32] = [:]
      var kindNames: [Substring] = []
      kinds = names.map { name in
        let kind = SelectorGroup.kind(of: name)
        if let place = places[kind] { return place }
        let place = Int32(kindNames.count)
        places[kind] = place
        kindNames.append(kind)
        return place
      }
      self.kindNames = kindNames
    }
  }

  private let names: Names
  private let places: [Int32]

  package init(_ selectors: [String]) {
    self.init(Array(0..<Int32(selectors.count)), of: Names(selectors))
  }

  init(_ places: [Int32], of names: Names) {
    self.places = places
    self.names = names
  }

  package var startIndex: Int { places.startIndex }
  package var endIndex: Int { places.endIndex }
  package subscript(position: Int) -> String { names.names[Int(places[position])] }

  /// The kind that a selector begins with, such as `vm`; of an id that of its type.
  package static func kind(of selector: String) -> Substring {
    if selector.utf8.first == UInt8(ascii: "/"), let id = ResourceID(selector) {
      return Substring(NodeKind(type: id.type)?.rawValue ?? id.type)
    }
    return selector[..<(selector.utf8.firstIndex(of: UInt8(ascii: "/")) ?? selector.endIndex)]
  }

  /// How many there are of each kind, and the first few, in the order in which kinds come first.
  package func kinds(
    first few: Int
  ) -> [(kind: Substring, count: Int, first: [String])] {
    var found: [(kind: Int32, count: Int, first: [Int32])] = []
    var placesOfKinds = Array(repeating: -1, count: names.kindNames.count)
    for place in places {
      let kind = names.kinds[Int(place)]
      if placesOfKinds[Int(kind)] < 0 {
        placesOfKinds[Int(kind)] = found.count
        found.append((kind, 0, []))
      }
      let index = placesOfKinds[Int(kind)]
      found[index].count += 1
      if found[index].count <= few { found[index].first.append(place) }
    }
    return found.map { kind, count, first in
      (names.kindNames[Int(kind)], count, first.map { names.names[Int($0)] })
    }
  }
}
