/// What a packet may have in one of its fields: a set of whole numbers under another name.
///
/// The algebra is that of sets over a fixed universe, and two sets with the same members are
/// always equal.
package protocol DimensionSet: Hashable, Sendable {
  static var empty: Self { get }
  static var all: Self { get }
  var isEmpty: Bool { get }
  /// Whether the set leaves its field free.
  var isAll: Bool { get }
  var complement: Self { get }
  func union(_ other: Self) -> Self
  func intersection(_ other: Self) -> Self
  func subtracting(_ other: Self) -> Self
  func isSubset(of other: Self) -> Bool
  func isDisjoint(with other: Self) -> Bool
}

extension DimensionSet {
  package mutating func formUnion(_ other: Self) { self = union(other) }
  package mutating func formIntersection(_ other: Self) { self = intersection(other) }
  package mutating func subtract(_ other: Self) { self = subtracting(other) }
}

/// A dimension set that is stored as intervals, which is all of them: the algebra is written once.
protocol IntervalBacked: DimensionSet {
  associatedtype Bound: FixedWidthInteger & UnsignedInteger & Sendable
  var intervals: IntervalSet<Bound> { get }
  init(intervals: IntervalSet<Bound>)
}

extension IntervalBacked {
  package static var empty: Self { Self(intervals: .empty) }
  package static var all: Self { Self(intervals: .all) }
  package var isEmpty: Bool { intervals.isEmpty }
  package var isAll: Bool { intervals.isAll }
  package var complement: Self { Self(intervals: intervals.complement) }

  package func union(_ other: Self) -> Self { Self(intervals: intervals.union(other.intervals)) }

  package func intersection(_ other: Self) -> Self {
    Self(intervals: intervals.intersection(other.intervals))
  }

  package func subtracting(_ other: Self) -> Self {
    Self(intervals: intervals.subtracting(other.intervals))
  }

  package func isSubset(of other: Self) -> Bool { intervals.isSubset(of: other.intervals) }

  package func isDisjoint(with other: Self) -> Bool {
    intervals.isDisjoint(with: other.intervals)
  }
}
