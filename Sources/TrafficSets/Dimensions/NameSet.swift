/// A set of the names that a client may have asked for, each an atom with a number.
///
/// What a number stands for is the caller's affair; the set only tells names apart.
package struct NameSet: IntervalBacked {
  let intervals: IntervalSet<UInt32>

  init(intervals: IntervalSet<UInt32>) { self.intervals = intervals }

  package init(_ names: UInt32...) { self.init(names) }

  package init(_ names: some Sequence<UInt32>) {
    self.init(intervals: IntervalSet(names.map { $0...$0 }))
  }

  package init(_ range: ClosedRange<UInt32>) { self.init(intervals: IntervalSet([range])) }

  /// The numbers as ascending ranges with gaps between them.
  package var ranges: [ClosedRange<UInt32>] { intervals.ranges }

  package func contains(_ name: UInt32) -> Bool { intervals.contains(name) }
}
