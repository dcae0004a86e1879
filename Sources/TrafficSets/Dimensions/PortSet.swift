/// A set of TCP or UDP ports; of ICMP, the types (as source port) or codes (as destination port).
package struct PortSet: IntervalBacked {
  let intervals: IntervalSet<UInt16>

  init(intervals: IntervalSet<UInt16>) { self.intervals = intervals }

  package init(_ range: ClosedRange<UInt16>) { self.init(intervals: IntervalSet([range])) }
  package init(_ port: UInt16) { self.init(port...port) }

  package init(_ ranges: some Sequence<ClosedRange<UInt16>>) {
    self.init(intervals: IntervalSet(Array(ranges)))
  }

  /// The ports as ascending ranges with gaps between them.
  package var ranges: [ClosedRange<UInt16>] { intervals.ranges }

  package func contains(_ port: UInt16) -> Bool { intervals.contains(port) }
}

extension PortSet: CustomStringConvertible {
  /// `80,443,8000-9000`, or nothing for no port.
  package var description: String { ranges.map(\.compactDescription).joined(separator: ",") }
}

extension ClosedRange where Bound: FixedWidthInteger {
  /// `80` or `8000-9000`.
  var compactDescription: String {
    lowerBound == upperBound ? "\(lowerBound)" : "\(lowerBound)-\(upperBound)"
  }
}
