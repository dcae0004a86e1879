/// The protocol number of an IP packet.
package struct TransportProtocol: RawRepresentable, Hashable, Comparable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let icmp = TransportProtocol(rawValue: 1)
  package static let tcp = TransportProtocol(rawValue: 6)
  package static let udp = TransportProtocol(rawValue: 17)
  package static let esp = TransportProtocol(rawValue: 50)
  package static let ah = TransportProtocol(rawValue: 51)

  package static func < (left: TransportProtocol, right: TransportProtocol) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension TransportProtocol: CustomStringConvertible {
  /// `tcp`, `udp`, `icmp`, `esp`, `ah`, else `protocol/47`.
  package var description: String {
    switch self {
    case .icmp: "icmp"
    case .tcp: "tcp"
    case .udp: "udp"
    case .esp: "esp"
    case .ah: "ah"
    default: "protocol/\(rawValue)"
    }
  }
}

/// A set of IP protocols, out of all 256 numbers.
package struct ProtocolSet: IntervalBacked {
  let intervals: IntervalSet<UInt8>

  init(intervals: IntervalSet<UInt8>) { self.intervals = intervals }

  package init(_ protocols: TransportProtocol...) { self.init(protocols) }

  package init(_ protocols: some Sequence<TransportProtocol>) {
    self.init(intervals: IntervalSet(protocols.map { $0.rawValue...$0.rawValue }))
  }

  package init(_ range: ClosedRange<UInt8>) { self.init(intervals: IntervalSet([range])) }

  /// The numbers as ascending ranges with gaps between them.
  package var ranges: [ClosedRange<UInt8>] { intervals.ranges }

  /// Every protocol of the set, ascending by number.
  package var members: [TransportProtocol] {
    ranges.flatMap { $0.map(TransportProtocol.init(rawValue:)) }
  }

  package func contains(_ transport: TransportProtocol) -> Bool {
    intervals.contains(transport.rawValue)
  }
}
