internal import EstateModel

/// An expression of the template language, `[concat('a', parameters('b').c)]` without its brackets.
indirect enum TemplateExpression: Hashable, Sendable {
  case string(String)
  case integer(Int)
  case call(String, [TemplateExpression])
  case property(TemplateExpression, String)
  case index(TemplateExpression, TemplateExpression)
}

extension TemplateExpression: CustomStringConvertible {
  /// As a template writes it, without brackets around it.
  var description: String {
    switch self {
    case .string(let text): "'\(text.replacing("'", with: "''"))'"
    case .integer(let value): String(value)
    case .call(let name, let arguments):
      "\(name)(\(arguments.map(\.description).joined(separator: ", ")))"
    case .property(let base, let name): "\(base).\(name)"
    case .index(let base, let index): "\(base)[\(index)]"
    }
  }
}

/// What a string of a template is.
enum TemplateString {
  case literal(String)
  case expression(TemplateExpression)

  /// A text in brackets is an expression; one that begins with `[[` means a `[`.
  init(_ text: String) throws(TemplateSyntaxError) {
    guard text.utf8.first == UInt8(ascii: "["), text.utf8.last == UInt8(ascii: "]") else {
      self = .literal(text)
      return
    }
    if text.utf8.dropFirst().first == UInt8(ascii: "[") {
      self = .literal(String(text.dropFirst()))
      return
    }
    var parser = TemplateExpressionParser(Array(text.utf8.dropFirst().dropLast()))
    self = .expression(try parser.parse())
  }
}

struct TemplateSyntaxError: Error, Hashable, Sendable {
  let problem: String
}

/// Reads expressions; calls, property access and indexing nest at most 200 deep.
private struct TemplateExpressionParser {
  private let bytes: [UInt8]
  private var offset = 0
  private var depth = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func parse() throws(TemplateSyntaxError) -> TemplateExpression {
    let expression = try readExpression()
    skipSpace()
    guard offset == bytes.count else {
      throw TemplateSyntaxError(problem: "'\(rest)' stands behind the expression")
    }
    return expression
  }

  private var rest: String {
    String(decoding: bytes[offset...].prefix(20), as: UTF8.self)
  }

  private mutating func readExpression() throws(TemplateSyntaxError) -> TemplateExpression {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 200 else {
      throw TemplateSyntaxError(problem: "calls are nested more than 200 deep")
    }
    var expression = try readPrimary()
    var accesses = 0
    while true {
      skipSpace()
      if take(".") {
        // `.?` of an absent property; Bicep prints `tryGet` for it, so it is hardly ever met.
        _ = take("?")
        expression = .property(expression, try readName())
      } else if take("[") {
        _ = take("?")
        let index = try readExpression()
        try expect("]")
        expression = .index(expression, index)
      } else {
        return expression
      }
      accesses += 1
      guard accesses <= 200 else {
        throw TemplateSyntaxError(problem: "more than 200 properties are chained")
      }
    }
  }

  private mutating func readPrimary() throws(TemplateSyntaxError) -> TemplateExpression {
    skipSpace()
    guard let byte = peek else {
      throw TemplateSyntaxError(problem: "it ends where a value should be")
    }
    switch byte {
    case UInt8(ascii: "'"): return .string(try readString())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try readInteger()
    default:
      var name = try readName()
      while peek == UInt8(ascii: ".") {
        offset += 1
        name += "." + (try readName())
      }
      skipSpace()
      guard peek == UInt8(ascii: "(") else {
        throw TemplateSyntaxError(problem: "'\(name)' is no call; text stands between quotes")
      }
      return .call(name, try readArguments())
    }
  }

  private mutating func readArguments() throws(TemplateSyntaxError) -> [TemplateExpression] {
    try expect("(")
    if take(")") { return [] }
    var arguments = [try readExpression()]
    while take(",") { arguments.append(try readExpression()) }
    try expect(")")
    return arguments
  }

  private mutating func readString() throws(TemplateSyntaxError) -> String {
    offset += 1
    var content: [UInt8] = []
    while let byte = peek {
      offset += 1
      if byte != UInt8(ascii: "'") {
        content.append(byte)
      } else if peek == UInt8(ascii: "'") {
        offset += 1
        content.append(byte)
      } else {
        return String(decoding: content, as: UTF8.self)
      }
    }
    throw TemplateSyntaxError(problem: "a text's closing quote is missing")
  }

  private mutating func readInteger() throws(TemplateSyntaxError) -> TemplateExpression {
    let start = offset
    offset += 1
    while let byte = peek, byte >= 0x30, byte <= 0x39 { offset += 1 }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    guard let value = Int(text) else {
      throw TemplateSyntaxError(problem: "'\(text)' is no whole number")
    }
    return .integer(value)
  }

  private mutating func readName() throws(TemplateSyntaxError) -> String {
    skipSpace()
    let start = offset
    while let byte = peek, byte.isNameCharacter { offset += 1 }
    guard offset > start else {
      throw TemplateSyntaxError(problem: "a name should stand at '\(rest)'")
    }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) { offset += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard let byte = peek, UInt32(byte) == character.value else { return false }
    offset += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(TemplateSyntaxError) {
    guard take(character) else {
      let found = peek == nil ? "the end" : "'\(rest)'"
      throw TemplateSyntaxError(problem: "'\(character)' is missing before \(found)")
    }
  }
}

extension UInt8 {
  fileprivate var isNameCharacter: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...: true
    default: false
    }
  }
}
