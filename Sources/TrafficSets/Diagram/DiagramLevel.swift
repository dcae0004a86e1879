/// The fields of a packet in the order in which a diagram asks for them, then the two answers.
///
/// The order is a matter of speed alone: addresses first, since each rule has its own, then the few
/// protocols and ports that rules share.
enum DiagramLevel: UInt8, Hashable, Comparable, Sendable {
  case destination, source, transport, destinationPort, sourcePort, name
  case nothing, everything

  /// The highest key of the field; the lowest is zero.
  var lastKey: UInt128 {
    switch self {
    case .destination, .source: UInt128.max
    case .transport: UInt128(UInt8.max)
    case .destinationPort, .sourcePort: UInt128(UInt16.max)
    case .name: UInt128(UInt32.max)
    case .nothing, .everything: 0
    }
  }

  static func < (left: DiagramLevel, right: DiagramLevel) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension DiagramLevel {
  /// The levels at which a diagram asks, in their order.
  static let fields: [DiagramLevel] = [
    .destination, .source, .transport, .destinationPort, .sourcePort, .name,
  ]
}
