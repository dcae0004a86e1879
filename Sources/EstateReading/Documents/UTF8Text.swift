/// Checks and conversions of encoded text.
enum UTF8Text {
  /// The offset of the first byte that is not part of well-formed UTF-8.
  ///
  /// - Parameter part: where to look; it begins and ends with a whole character.
  static func firstInvalidByte(
    of bytes: UnsafeBufferPointer<UInt8>, in part: Range<Int>? = nil
  ) -> Int? {
    var index = part?.lowerBound ?? 0
    let end = part?.upperBound ?? bytes.count
    while index < end {
      let byte = bytes[index]
      if byte < 0x80 {
        index += 1
        while index + 8 <= end, let word = bytes.word(at: index), word.hasOnlyASCII { index += 8 }
        continue
      }
      let length: Int
      var range: ClosedRange<UInt8> = 0x80...0xBF
      switch byte {
      case 0xC2...0xDF: length = 2
      case 0xE0:
        length = 3
        range = 0xA0...0xBF
      case 0xED:
        length = 3
        range = 0x80...0x9F
      case 0xE1...0xEF: length = 3
      case 0xF0:
        length = 4
        range = 0x90...0xBF
      case 0xF4:
        length = 4
        range = 0x80...0x8F
      case 0xF1...0xF3: length = 4
      default: return index
      }
      guard index + length <= end, range.contains(bytes[index + 1]) else { return index }
      for next in stride(from: index + 2, to: index + length, by: 1)
      where bytes[next] & 0xC0 != 0x80 { return index }
      index += length
    }
    return nil
  }

  /// Whether a byte order mark of UTF-16 begins the bytes.
  static func isUTF16(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
  }

  /// The bytes as UTF-8 where they are UTF-16 with a byte order mark, as Windows PowerShell's `>`
  /// writes; otherwise unchanged.
  static func transcodedFromUTF16(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.withUnsafeBufferPointer({ isUTF16($0) }) else { return bytes }
    let isLittle = bytes[0] == 0xFF
    let units = stride(from: 2, to: bytes.count - 1, by: 2).map { index in
      let first = UInt16(bytes[index])
      let second = UInt16(bytes[index + 1])
      return isLittle ? second << 8 | first : first << 8 | second
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}
