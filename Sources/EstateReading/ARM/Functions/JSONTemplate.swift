internal import EstateModel

/// Reads JSON as the template language does: texts in single quotes and bare keys are allowed, and
/// parts of its texts may be open.
enum JSONTemplate {
  static func value(
    of parts: TextParts, in call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    if let open = parts.onlyOpen?.unknown { throw .open(open) }
    var open: [ConfigurationValue] = []
    var text = ""
    for part in parts.parts {
      switch part {
      case .known(let piece): text += piece
      case .open(let value):
        text.unicodeScalars.append(mark)
        text += "\(open.count)"
        text.unicodeScalars.append(mark)
        open.append(value)
      }
    }
    if text.allSatisfy(\.isWhitespace) { return ConfigurationValue(.null, at: call.place) }
    let source = SourceText(file: call.place.text.file, bytes: strict(Array(text.utf8)))
    let value: ConfigurationValue
    do {
      value = try JSONReader.read(source)
    } catch {
      // Open values that stand outside of its texts.
      if let unknown = open.first?.unknown { throw .open(unknown) }
      throw .refused(.noJSON)
    }
    return try placed(value, open, call)
  }

  /// No text of a template holds one: the number is for private use.
  private static let mark: Unicode.Scalar = "\u{10FFFD}"

  /// The same value at the place of the call, with its open parts.
  private static func placed(
    _ value: ConfigurationValue, _ open: [ConfigurationValue], _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    switch value.kind {
    case .string:
      let text = value.string ?? ""
      guard !open.isEmpty, text.unicodeScalars.contains(mark) else {
        return ConfigurationValue(.string(text), at: call.place)
      }
      return try call.text(restored(text, open))
    case .array:
      var elements: [ConfigurationValue] = []
      for element in value.array { elements.append(try placed(element, open, call)) }
      return ConfigurationValue(.array(elements), at: call.place)
    case .object:
      var fields: [ConfigurationValue.PlacedField] = []
      for field in value.rawFields {
        fields.append(
          ConfigurationValue.PlacedField(
            key: restored(field.key, open).symbolic, keyPlace: call.place,
            value: try placed(field.value, open, call)))
      }
      return ConfigurationValue(.object(fields), at: call.place)
    case .null, .bool, .number, .unknown: return value.moved(to: call.place)
    }
  }

  private static func restored(_ text: String, _ open: [ConfigurationValue]) -> TextParts {
    var parts = TextParts()
    let pieces = text.unicodeScalars.split(separator: mark, omittingEmptySubsequences: false)
    for (index, piece) in pieces.enumerated() {
      if index.isMultiple(of: 2) {
        parts.append(String(piece))
      } else if let number = Int(String(piece)), open.indices.contains(number) {
        parts.append(open: open[number])
      }
    }
    return parts
  }

  /// With double quotes round texts and keys.
  private static func strict(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        index = copyText(bytes, from: index, into: &result)
      } else if byte.isLetterOfName, let end = endOfBareKey(bytes, from: index) {
        result.append(UInt8(ascii: "\""))
        result += bytes[index..<end]
        result.append(UInt8(ascii: "\""))
        index = end
      } else {
        // A word that is no key, such as `true`, whole: its end is no key either.
        repeat {
          result.append(bytes[index])
          index += 1
        } while index < bytes.count && byte.isLetterOfName && bytes[index].isLetterOfName
      }
    }
    return result
  }

  private static func copyText(
    _ bytes: [UInt8], from start: Int, into result: inout [UInt8]
  ) -> Int {
    let (quote, backslash) = (bytes[start], UInt8(ascii: "\\"))
    result.append(UInt8(ascii: "\""))
    var index = start + 1
    while index < bytes.count, bytes[index] != quote {
      if bytes[index] == backslash, index + 1 < bytes.count {
        if bytes[index + 1] != UInt8(ascii: "'") { result.append(backslash) }
        result.append(bytes[index + 1])
        index += 2
        continue
      }
      if bytes[index] == UInt8(ascii: "\"") { result.append(backslash) }
      result.append(bytes[index])
      index += 1
    }
    if index < bytes.count { result.append(UInt8(ascii: "\"")) }
    return index + 1
  }

  private static func endOfBareKey(_ bytes: [UInt8], from start: Int) -> Int? {
    var end = start
    while end < bytes.count, bytes[end].isLetterOfName { end += 1 }
    var next = end
    while next < bytes.count, bytes[next] <= 0x20 { next += 1 }
    return next < bytes.count && bytes[next] == UInt8(ascii: ":") ? end : nil
  }
}

extension UInt8 {
  fileprivate var isLetterOfName: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "$"): true
    default: false
    }
  }
}

extension Diagnostic.Message {
  static var noJSON: Self { Self("the text that 'json' is given is no JSON") }
}
