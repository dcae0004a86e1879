/// JSON's spelling of strings.
enum JSONText {
  /// The text of a string's content that was checked when it was read.
  static func unescaped(_ content: Slice<UnsafeBufferPointer<UInt8>>) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(content.count)
    var index = content.startIndex
    while index < content.endIndex {
      let byte = content[index]
      guard byte == UInt8(ascii: "\\"), index + 1 < content.endIndex else {
        result.append(byte)
        index += 1
        continue
      }
      let escape = content[index + 1]
      index += 2
      switch escape {
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "u"):
        guard let unit = hexadecimal(content, at: index) else { continue }
        index += 4
        result.append(contentsOf: scalar(from: unit, in: content, at: &index))
      default: result.append(escape)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Joins a surrogate pair; a half without its other half is the replacement character.
  private static func scalar(
    from unit: UInt32, in content: Slice<UnsafeBufferPointer<UInt8>>, at index: inout Int
  ) -> [UInt8] {
    var value = unit
    if (0xD800..<0xDC00).contains(unit), index + 1 < content.endIndex,
      content[index] == UInt8(ascii: "\\"), content[index + 1] == UInt8(ascii: "u"),
      let low = hexadecimal(content, at: index + 2), (0xDC00..<0xE000).contains(low)
    {
      value = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
      index += 6
    }
    let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
    return Array(String(Character(scalar)).utf8)
  }

  static func hexadecimal(_ content: Slice<UnsafeBufferPointer<UInt8>>, at index: Int) -> UInt32? {
    guard index + 4 <= content.endIndex else { return nil }
    var value: UInt32 = 0
    for byte in content[index..<index + 4] {
      guard let digit = byte.hexadecimalDigit else { return nil }
      value = value << 4 | digit
    }
    return value
  }
}

extension UInt8 {
  var hexadecimalDigit: UInt32? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(self - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(self - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(self - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}
