/// The pieces of XML that a program wrote: tags and text, without declarations and comments.
///
/// Values and text stay escaped as they came.
enum MarkupToken: Hashable, Sendable {
  case open(String, [Attribute], isEmpty: Bool)
  case close(String)
  case text(String)

  struct Attribute: Hashable, Sendable {
    var name: String
    var value: String
  }

  /// Nil where the text is not such XML.
  static func tokens(of source: [UInt8]) -> [MarkupToken]? {
    var reader = MarkupReader(source)
    return reader.tokens()
  }
}

private struct MarkupReader {
  private let source: [UInt8]
  private var position = 0

  init(_ source: [UInt8]) { self.source = source }

  mutating func tokens() -> [MarkupToken]? {
    var tokens: [MarkupToken] = []
    while position < source.count {
      guard source[position] == UInt8(ascii: "<") else {
        let end = index(of: UInt8(ascii: "<")) ?? source.count
        tokens.append(.text(string(position, end)))
        position = end
        continue
      }
      if starts("<!--") {
        guard skip(past: "-->") else { return nil }
      } else if starts("<?") || starts("<!") {
        guard skip(past: ">") else { return nil }
      } else {
        guard let token = tag() else { return nil }
        tokens.append(token)
      }
    }
    return tokens
  }

  private mutating func tag() -> MarkupToken? {
    position += 1
    let isClosing = position < source.count && source[position] == UInt8(ascii: "/")
    if isClosing { position += 1 }
    let name = word()
    var attributes: [MarkupToken.Attribute] = []
    while position < source.count {
      skipSpace()
      if starts("/>") {
        position += 2
        return .open(name, attributes, isEmpty: true)
      }
      if starts(">") {
        position += 1
        return isClosing ? .close(name) : .open(name, attributes, isEmpty: false)
      }
      let key = word()
      guard !key.isEmpty, starts("=\"") else { return nil }
      position += 2
      guard let end = index(of: UInt8(ascii: "\"")) else { return nil }
      attributes.append(MarkupToken.Attribute(name: key, value: string(position, end)))
      position = end + 1
    }
    return nil
  }

  private mutating func word() -> String {
    let start = position
    while position < source.count, !Self.endsWord(source[position]) { position += 1 }
    return string(start, position)
  }

  private static func endsWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x09, 0x0a, 0x0d, UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "/"): true
    default: false
    }
  }

  private mutating func skipSpace() {
    while position < source.count, [0x20, 0x09, 0x0a, 0x0d].contains(source[position]) {
      position += 1
    }
  }

  private mutating func skip(past end: StaticString) -> Bool {
    while position < source.count {
      if starts(end) {
        position += end.utf8CodeUnitCount
        return true
      }
      position += 1
    }
    return false
  }

  private func starts(_ prefix: StaticString) -> Bool {
    let count = prefix.utf8CodeUnitCount
    guard position + count <= source.count else { return false }
    for offset in 0..<count where prefix.utf8Start[offset] != source[position + offset] {
      return false
    }
    return true
  }

  private func index(of byte: UInt8) -> Int? { source[position...].firstIndex(of: byte) }

  private func string(_ start: Int, _ end: Int) -> String {
    String(decoding: source[start..<end], as: Unicode.UTF8.self)
  }
}
