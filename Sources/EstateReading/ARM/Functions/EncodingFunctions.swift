internal import EstateModel

extension TemplateFunctions {
  /// Texts as others: base 64, data URIs and parts of URIs.
  ///
  /// [String functions for ARM templates](https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string)
  static let encodings = [
    PureFunction("base64", 1) { call throws(FunctionFailure) in
      try call.string(Base64.text(of: Array(try call.text(0).utf8)))
    },
    PureFunction("base64ToString", 1) { call throws(FunctionFailure) in
      try call.string(String(decoding: try call.base64Bytes, as: UTF8.self))
    },
    PureFunction("base64ToJson", 1) { call throws(FunctionFailure) in
      let text = String(decoding: try call.base64Bytes, as: UTF8.self)
      return try JSONTemplate.value(of: TextParts(text), in: call)
    },
    PureFunction("dataUri", 1, dataUri),
    PureFunction("dataUriToString", 1, dataUriToString),
    PureFunction("uriComponent", 1) { call throws(FunctionFailure) in
      try call.string(PercentEncoding.encoded(try call.text(0)))
    },
    PureFunction("uriComponentToString", 1) { call throws(FunctionFailure) in
      let bytes = PercentEncoding.decoded(Array(try call.text(0).utf8))
      return try call.string(String(decoding: bytes, as: UTF8.self))
    },
  ]

  private static func dataUri(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let value = try call.value(0)
    let isText = value.kind == .string
    var writer = JSONWriter()
    if !isText { try writer.write(value) }
    if let open = writer.parts.open { throw .open(open) }
    let text = isText ? try call.text(0) : writer.parts.symbolic
    let type = isText ? "text/plain" : "application/json"
    return try call.string(
      "data:\(type);charset=utf8;base64,\(Base64.text(of: Array(text.utf8)))")
  }

  private static func dataUriToString(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let text = try call.text(0)
    guard let comma = text.firstIndex(of: ","), text.lowercased().hasPrefix("data:") else {
      throw call.refuse("the text is no data URI; such a one begins with 'data:' and has a comma")
    }
    let tokens = text[..<comma].dropFirst(5).split(separator: ";", omittingEmptySubsequences: false)
    let data = Array(text[text.index(after: comma)...].utf8)
    for token in tokens where token.lowercased().hasPrefix("charset=") {
      guard ["utf-8", "utf8", "us-ascii"].contains(token.dropFirst(8).lowercased()) else {
        throw .undocumented("the character set '\(token.dropFirst(8))' is not evaluated")
      }
    }
    guard tokens.last?.lowercased() == "base64" else {
      return try call.string(String(decoding: PercentEncoding.decoded(data), as: UTF8.self))
    }
    guard let bytes = Base64.bytes(of: data) else { throw call.refuse("the data is no base 64") }
    return try call.string(String(decoding: bytes, as: UTF8.self))
  }
}

extension FunctionCall {
  fileprivate var base64Bytes: [UInt8] {
    get throws(FunctionFailure) {
      guard let bytes = Base64.bytes(of: Array(try text(0).utf8)) else {
        throw refuse("the text is no base 64")
      }
      return bytes
    }
  }
}

/// RFC 4648, with padding.
enum Base64 {
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func text(of bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = group.reduce(0) { $0 << 8 | Int($1) }
      bits <<= 8 * (3 - group.count)
      for place in 0..<4 {
        let letter = letters[bits >> (18 - 6 * place) & 63]
        text.append(place <= group.count ? letter : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// White space between the letters counts for nothing.
  static func bytes(of text: [UInt8]) -> [UInt8]? {
    var letters = text.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    guard letters.count.isMultiple(of: 4) else { return nil }
    var padding = 0
    while padding < 2, letters.last == UInt8(ascii: "=") {
      letters.removeLast()
      padding += 1
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(letters.count / 4 * 3 + 2)
    var (bits, count) = (0, 0)
    for letter in letters {
      guard let value = value(of: letter) else { return nil }
      bits = (bits << 6 | value) & 0xFFFF
      count += 6
      guard count >= 8 else { continue }
      count -= 8
      bytes.append(UInt8(truncatingIfNeeded: bits >> count))
    }
    return bytes
  }

  private static func value(of letter: UInt8) -> Int? {
    switch letter {
    case 0x41...0x5A: Int(letter) - 0x41
    case 0x61...0x7A: Int(letter) - 0x61 + 26
    case 0x30...0x39: Int(letter) - 0x30 + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}

enum PercentEncoding {
  /// Everything but letters, digits and `-._~`.
  static func encoded(_ text: String) -> String {
    var result: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        result.append(byte)
      default:
        let digits = Array("0123456789ABCDEF".utf8)
        result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// As .NET's HttpUtility does it: a plus is a space, and a percent sign without two digits stays.
  static func decoded(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "%"), index + 2 < bytes.count,
        let high = bytes[index + 1].hexadecimalDigit, let low = bytes[index + 2].hexadecimalDigit
      {
        result.append(UInt8(truncatingIfNeeded: high << 4 | low))
        index += 3
      } else {
        result.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
        index += 1
      }
    }
    return result
  }
}
