extension JSONValue {
  /// The value as text: two spaces a level, a final newline, the same bytes everywhere.
  ///
  /// Only what JSON demands is escaped, so that text in any script stays readable.
  package var text: String {
    var writer = JSONWriter()
    writer.write(self, depth: 0)
    writer.write("\n")
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

/// Writes bytes, since a matrix of a tenant is a hundred megabytes of them.
private struct JSONWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ value: JSONValue, depth: Int) {
    switch value {
    case .null: write("null")
    case .bool(let value): write(value ? "true" : "false")
    case .integer(let value): bytes.append(contentsOf: String(value).utf8)
    case .string(let value): quote(value)
    case .array(let elements):
      write("[")
      for (index, element) in elements.enumerated() {
        beginLine(isFirst: index == 0, depth: depth + 1)
        write(element, depth: depth + 1)
      }
      if !elements.isEmpty { beginLine(isFirst: true, depth: depth) }
      write("]")
    case .object(let members):
      write("{")
      for (index, member) in members.enumerated() {
        beginLine(isFirst: index == 0, depth: depth + 1)
        quote(member.key)
        write(": ")
        write(member.value, depth: depth + 1)
      }
      if !members.isEmpty { beginLine(isFirst: true, depth: depth) }
      write("}")
    }
  }

  mutating func write(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  private mutating func beginLine(isFirst: Bool, depth: Int) {
    write(isFirst ? "\n" : ",\n")
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }

  private mutating func quote(_ value: String) {
    var value = value
    write("\"")
    value.withUTF8 { text in
      // Most texts have nothing to escape.
      if text.contains(where: Self.mustBeEscaped) {
        for byte in text { append(byte) }
      } else {
        bytes.append(contentsOf: text)
      }
    }
    write("\"")
  }

  private static func mustBeEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
  }

  /// A byte of a string, escaped where JSON demands it; parts of longer characters never are.
  private mutating func append(_ byte: UInt8) {
    guard Self.mustBeEscaped(byte) else {
      bytes.append(byte)
      return
    }
    switch byte {
    case UInt8(ascii: "\""): write("\\\"")
    case UInt8(ascii: "\\"): write("\\\\")
    case 0x0A: write("\\n")
    case 0x0D: write("\\r")
    case 0x09: write("\\t")
    case 0x08: write("\\b")
    case 0x0C: write("\\f")
    default:
      let digits = String(byte, radix: 16)
      write("\\u")
      bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.count))
      bytes.append(contentsOf: digits.utf8)
    }
  }
}
