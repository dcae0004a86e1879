internal import EstateModel

/// Writes a value as JSON without spaces, as `string` gives it; text in it may be open.
struct JSONWriter {
  private(set) var parts = TextParts()
  private var buffer = ""

  mutating func write(_ value: ConfigurationValue) throws(FunctionFailure) {
    try put(value)
    flush()
  }

  private mutating func put(_ value: ConfigurationValue) throws(FunctionFailure) {
    if buffer.utf8.count >= 4096 { flush() }
    guard parts.symbolic.utf8.count <= FunctionCall.longestText else { throw .tooLarge }
    switch value.kind {
    case .null: buffer += "null"
    case .bool, .number: buffer += value.text ?? "null"
    case .string: try putText(value)
    case .array:
      buffer += "["
      var isFirst = true
      for element in value.array {
        if !isFirst { buffer += "," }
        isFirst = false
        try put(element)
      }
      buffer += "]"
    case .object:
      buffer += "{"
      var isFirst = true
      for field in value.rawFields {
        buffer += isFirst ? "\"" : ",\""
        isFirst = false
        escape(field.key)
        buffer += "\":"
        try put(field.value)
      }
      buffer += "}"
    case .unknown:
      // Whether it is a text that stands between quotes is open, too.
      if let unknown = value.unknown { throw .open(unknown) }
    }
  }

  private mutating func putText(_ value: ConfigurationValue) throws(FunctionFailure) {
    guard let text = value.textParts else { return }
    buffer += "\""
    for part in text.parts {
      switch part {
      case .known(let text): escape(text)
      case .open(let value):
        flush()
        parts.append(open: value)
      }
    }
    buffer += "\""
  }

  private mutating func flush() {
    parts.append(buffer)
    buffer = ""
  }

  private mutating func escape(_ text: String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": buffer += "\\\""
      case "\\": buffer += "\\\\"
      case "\n": buffer += "\\n"
      case "\r": buffer += "\\r"
      case "\t": buffer += "\\t"
      case "\u{8}": buffer += "\\b"
      case "\u{C}": buffer += "\\f"
      case "\u{0}"..."\u{1F}", "\u{85}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        buffer += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: buffer.unicodeScalars.append(scalar)
      }
    }
  }
}
