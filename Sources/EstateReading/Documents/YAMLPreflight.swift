internal import EstateModel

/// What is checked of a YAML text before the parser sees it.
///
/// The parser itself limits nesting to 1,000 levels. Aliases it replaces by what they stand for
/// without copying, which is cheap to build but not to walk: hence a limit on their number, and none
/// may stand in a key, since comparing keys walks them.
enum YAMLPreflight {
  static func check(_ text: SourceText, from start: Int) throws(DocumentFailure) {
    let bytes = text.bytes
    var anchors = 0
    var aliases = 0
    var firstComplexKey: Int?
    var previous: UInt8 = 0x0A
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte < 0x20, byte != 0x09, byte != 0x0A, byte != 0x0D {
        throw DocumentFailure(.controlCharacter, at: text.position(at: index))
      }
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0x0A
      if beginsToken(after: previous) {
        switch byte {
        case UInt8(ascii: "&") where !isSpace(next): anchors += 1
        case UInt8(ascii: "*") where !isSpace(next):
          aliases += 1
          if firstComplexKey == nil, isKey(bytes, aliasAt: index) { firstComplexKey = index }
        case UInt8(ascii: "?") where isSpace(next):
          if firstComplexKey == nil { firstComplexKey = index }
        default: break
        }
      }
      if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}"), firstComplexKey == nil,
        next == UInt8(ascii: ":")
      {
        firstComplexKey = index
      }
      previous = byte
      index += 1
    }
    guard anchors > 0 else { return }
    if aliases + anchors > DocumentLimits.yamlAliases {
      throw DocumentFailure(
        .tooManyAliases(DocumentLimits.yamlAliases), at: text.position(at: start))
    }
    if aliases > 24, let firstComplexKey {
      throw DocumentFailure(.complexKey, at: text.position(at: firstComplexKey))
    }
  }

  private static func beginsToken(after byte: UInt8) -> Bool {
    isSpace(byte) || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{")
      || byte == UInt8(ascii: ",")
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  private static func isKey(_ bytes: [UInt8], aliasAt start: Int) -> Bool {
    var index = start + 1
    while index < bytes.count, !isSpace(bytes[index]), bytes[index] != UInt8(ascii: ","),
      bytes[index] != UInt8(ascii: "]"), bytes[index] != UInt8(ascii: "}")
    {
      index += 1
    }
    while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
    return index < bytes.count && bytes[index] == UInt8(ascii: ":")
  }
}

extension Diagnostic.Message {
  static var controlCharacter: Self {
    Self("YAML does not allow this control character; remove it")
  }

  static func tooManyAliases(_ limit: Int) -> Self {
    Self("the file has more than \(limit) anchors and aliases; write the values out")
  }

  static var complexKey: Self {
    Self("a key that is no plain text is not read; write a plain key")
  }
}
