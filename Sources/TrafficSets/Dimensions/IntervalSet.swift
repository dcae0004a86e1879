/// A set of the values of an unsigned integer type, as sorted, disjoint ranges that do not touch.
///
/// The form is canonical: two sets with the same members are equal and hash alike. The universe is
/// the whole type, so that the complement of nothing is `Bound.min...Bound.max`.
struct IntervalSet<Bound: FixedWidthInteger & UnsignedInteger & Sendable>: Hashable, Sendable {
  private(set) var ranges: [ClosedRange<Bound>]

  static var empty: Self { Self(canonical: []) }
  static var all: Self { Self(canonical: [Bound.min...Bound.max]) }

  /// Takes ranges that are already sorted, disjoint and apart.
  private init(canonical ranges: [ClosedRange<Bound>]) {
    self.ranges = ranges
  }

  /// Takes ranges in any order, overlapping or not.
  init(_ ranges: [ClosedRange<Bound>]) {
    guard ranges.count > 1 else {
      self.ranges = ranges
      return
    }
    var merged: [ClosedRange<Bound>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      merged.appendMerging(range)
    }
    self.ranges = merged
  }

  var isEmpty: Bool { ranges.isEmpty }
  var isAll: Bool { ranges.count == 1 && ranges[0] == Bound.min...Bound.max }

  func contains(_ value: Bound) -> Bool {
    guard let index = firstIndex(endingAtOrAfter: value) else { return false }
    return ranges[index].lowerBound <= value
  }

  /// Whether all of the range are members, or none.
  func treatsAlike(_ range: ClosedRange<Bound>) -> Bool {
    guard let index = firstIndex(endingAtOrAfter: range.lowerBound) else { return true }
    return range.upperBound < ranges[index].lowerBound
      || ranges[index].lowerBound <= range.lowerBound
        && range.upperBound <= ranges[index].upperBound
  }

  /// Whether some of the range are members.
  func meets(_ range: ClosedRange<Bound>) -> Bool {
    guard let index = firstIndex(endingAtOrAfter: range.lowerBound) else { return false }
    return ranges[index].lowerBound <= range.upperBound
  }

  /// The members that lie in a range.
  func clamped(to limits: ClosedRange<Bound>) -> Self {
    guard let first = firstIndex(endingAtOrAfter: limits.lowerBound) else { return .empty }
    let met = ranges[first...].prefix { $0.lowerBound <= limits.upperBound }
    return Self(canonical: met.map { $0.clamped(to: limits) })
  }

  /// The first range that ends at `value` or later, the only one that can contain it.
  private func firstIndex(endingAtOrAfter value: Bound) -> Int? {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < value {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low < ranges.count ? low : nil
  }

  mutating func insert(_ value: Bound) {
    if let last = ranges.last, last.upperBound < value {
      if last.upperBound + 1 == value {
        ranges[ranges.count - 1] = last.lowerBound...value
      } else {
        ranges.append(value...value)
      }
    } else {
      self = union(Self(canonical: [value...value]))
    }
  }

  func union(_ other: Self) -> Self {
    if isEmpty || other.isAll { return other }
    if other.isEmpty || isAll { return self }
    // What is added is mostly little, or there already.
    if other.ranges.count == 1, other.isSubset(of: self) { return self }
    if ranges.count == 1, isSubset(of: other) { return other }
    var merged: [ClosedRange<Bound>] = []
    merged.reserveCapacity(ranges.count + other.ranges.count)
    var left = 0
    var right = 0
    while left < ranges.count || right < other.ranges.count {
      if right == other.ranges.count
        || (left < ranges.count && ranges[left].lowerBound <= other.ranges[right].lowerBound)
      {
        merged.appendMerging(ranges[left])
        left += 1
      } else {
        merged.appendMerging(other.ranges[right])
        right += 1
      }
    }
    return Self(canonical: merged)
  }

  func intersection(_ other: Self) -> Self {
    if isEmpty || other.isAll { return self }
    if other.isEmpty || isAll { return other }
    var common: [ClosedRange<Bound>] = []
    var left = 0
    var right = 0
    while left < ranges.count, right < other.ranges.count {
      let low = max(ranges[left].lowerBound, other.ranges[right].lowerBound)
      let high = min(ranges[left].upperBound, other.ranges[right].upperBound)
      if low <= high { common.append(low...high) }
      if ranges[left].upperBound < other.ranges[right].upperBound {
        left += 1
      } else {
        right += 1
      }
    }
    return Self(canonical: common)
  }

  func subtracting(_ other: Self) -> Self {
    isDisjoint(with: other) ? self : intersection(other.complement)
  }

  var complement: Self {
    var gaps: [ClosedRange<Bound>] = []
    var next = Bound.min
    for range in ranges {
      if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
      if range.upperBound == Bound.max { return Self(canonical: gaps) }
      next = range.upperBound + 1
    }
    gaps.append(next...Bound.max)
    return Self(canonical: gaps)
  }

  func isSubset(of other: Self) -> Bool {
    ranges.allSatisfy { range in
      guard let index = other.firstIndex(endingAtOrAfter: range.lowerBound) else { return false }
      return other.ranges[index].lowerBound <= range.lowerBound
        && range.upperBound <= other.ranges[index].upperBound
    }
  }

  func isDisjoint(with other: Self) -> Bool {
    if ranges.count == 1 { return !other.meets(ranges[0]) }
    if other.ranges.count == 1 { return !meets(other.ranges[0]) }
    var left = 0
    var right = 0
    while left < ranges.count, right < other.ranges.count {
      if ranges[left].overlaps(other.ranges[right]) { return false }
      if ranges[left].upperBound < other.ranges[right].upperBound {
        left += 1
      } else {
        right += 1
      }
    }
    return true
  }
}

extension Array {
  /// Appends a range that starts no earlier than the last one does, or widens the last one where
  /// the two overlap or touch.
  fileprivate mutating func appendMerging<Bound>(_ range: ClosedRange<Bound>)
  where Element == ClosedRange<Bound>, Bound: FixedWidthInteger & UnsignedInteger {
    guard let last, last.upperBound == Bound.max || last.upperBound + 1 >= range.lowerBound else {
      append(range)
      return
    }
    self[count - 1] = last.lowerBound...Swift.max(last.upperBound, range.upperBound)
  }
}
