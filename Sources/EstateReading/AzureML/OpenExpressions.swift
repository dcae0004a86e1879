internal import EstateModel

/// `${{…}}` in files of Azure ML: what a pipeline or a tool that renders the file puts in its place.
///
/// Such a value is open, and two uses of one expression are the same value.
enum OpenExpressions {
  /// The document with each text that holds an expression left open.
  static func opened(_ root: ConfigurationValue) -> ConfigurationValue {
    // Most files have none, which their bytes tell fastest.
    holdsExpression(root.place.text.view) ? openedPart(root) : root
  }

  private static func holdsExpression(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var rest = bytes[...]
    while let start = rest.firstIndex(of: UInt8(ascii: "$")) {
      rest = rest[(start + 1)...]
      if rest.starts(with: "{{".utf8) { return true }
    }
    return false
  }

  private static func openedPart(_ value: ConfigurationValue) -> ConfigurationValue {
    if value.isArray {
      return ConfigurationValue(.array(value.array.map(openedPart)), at: value.place)
    }
    if value.isObject {
      let fields = value.rawFields.map {
        ConfigurationValue.PlacedField(
          key: $0.key, keyPlace: $0.keyPlace, value: openedPart($0.value))
      }
      return ConfigurationValue(.object(fields), at: value.place)
    }
    guard let text = value.string, text.contains("${{") else { return value }
    let unknown = UnknownValue(
      key: "expression \(text)",
      because: "'\(text)' is put in when the file is used; give the file as it is then",
      source: value.position)
    return ConfigurationValue(.unknown(unknown, symbol: symbol(of: text)), at: value.place)
  }

  /// What is known of a text, with its expressions as symbols: `{parameters.name}-storage`.
  private static func symbol(of text: String) -> String {
    var symbol = ""
    var rest = text[...]
    while let start = rest.firstRange(of: "${{") {
      symbol += rest[..<start.lowerBound]
      rest = rest[start.upperBound...]
      let end = rest.firstRange(of: "}}")
      let expression = rest[..<(end?.lowerBound ?? rest.endIndex)]
      // A slash would end the name that the symbol stands for.
      symbol += "{\(expression.filter { !$0.isWhitespace && $0 != "/" })}"
      rest = rest[(end?.upperBound ?? rest.endIndex)...]
    }
    return symbol + rest
  }
}
