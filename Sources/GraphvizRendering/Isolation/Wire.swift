/// Writes values one after another, numbers with their highest byte first.
struct WireWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ value: UInt64) {
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
    }
  }

  mutating func write(_ value: Int) { write(UInt64(bitPattern: Int64(value))) }
  mutating func write(_ value: Double) { write(value.bitPattern) }

  mutating func write(_ value: [UInt8]) {
    write(value.count)
    bytes += value
  }

  mutating func write(_ value: String) { write(Array(value.utf8)) }

  mutating func write<Element>(_ values: [Element], _ each: (inout Self, Element) -> Void) {
    write(values.count)
    for value in values { each(&self, value) }
  }

  mutating func write<Element>(_ value: Element?, _ some: (inout Self, Element) -> Void) {
    write(value == nil ? 0 : 1)
    if let value { some(&self, value) }
  }
}

/// Reads what `WireWriter` wrote, and nothing else.
struct WireReader {
  /// The bytes are not what they should be.
  struct Garbled: Error {}

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func number() throws(Garbled) -> UInt64 {
    guard position + 8 <= bytes.count else { throw Garbled() }
    defer { position += 8 }
    return bytes[position..<position + 8].reduce(0) { $0 << 8 | UInt64($1) }
  }

  mutating func integer() throws(Garbled) -> Int {
    Int(truncatingIfNeeded: Int64(bitPattern: try number()))
  }

  mutating func double() throws(Garbled) -> Double { Double(bitPattern: try number()) }

  mutating func data() throws(Garbled) -> [UInt8] {
    let count = try integer()
    guard count >= 0, count <= bytes.count - position else { throw Garbled() }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  mutating func string() throws(Garbled) -> String {
    String(decoding: try data(), as: Unicode.UTF8.self)
  }

  mutating func array<Element>(
    _ each: (inout Self) throws(Garbled) -> Element
  ) throws(Garbled) -> [Element] {
    let count = try integer()
    guard count >= 0, count <= bytes.count - position else { throw Garbled() }
    var values: [Element] = []
    for _ in 0..<count { values.append(try each(&self)) }
    return values
  }

  mutating func optional<Element>(
    _ some: (inout Self) throws(Garbled) -> Element
  ) throws(Garbled) -> Element? {
    switch try integer() {
    case 0: nil
    case 1: try some(&self)
    default: throw Garbled()
    }
  }
}
