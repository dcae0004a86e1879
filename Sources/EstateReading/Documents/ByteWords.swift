// Eight bytes at a time: a large export is mostly text and indentation.
extension UnsafeBufferPointer<UInt8> {
  /// The eight bytes from here on, the first one lowest; `nil` where there are fewer.
  func word(at offset: Int) -> UInt64? {
    guard offset + 8 <= count else { return nil }
    return UInt64(
      littleEndian: UnsafeRawBufferPointer(self)
        .loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}

extension UInt64 {
  /// The byte in each of the eight places.
  init(everyByte byte: UInt8) { self = UInt64(byte) &* 0x0101_0101_0101_0101 }

  /// The top bit of each byte that is this one.
  func matches(of byte: UInt8) -> UInt64 {
    let difference = self ^ UInt64(everyByte: byte)
    let low = UInt64(everyByte: 0x7F)
    return ~((difference & low &+ low) | difference | low)
  }

  /// Whether no byte is below 0x10, as line breaks are, or beyond ASCII.
  var hasNeitherControlsNorBeyondASCII: Bool {
    // A byte that has one of these three bits carries into its top bit.
    let top = UInt64(everyByte: 0x80)
    return ((self & UInt64(everyByte: 0x70)) &+ UInt64(everyByte: 0x70)) & top == top
      && hasOnlyASCII
  }

  var hasOnlyASCII: Bool { self & UInt64(everyByte: 0x80) == 0 }

  /// How many bytes stand before the first one that is not zero.
  var leadingZeroBytes: Int { trailingZeroBitCount / 8 }
}
