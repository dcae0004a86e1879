internal import EstateModel

/// `${{…}}` in files of Azure ML: what a pipeline or a tool that renders the file puts in its place.
///
/// Such a value is open, and two uses of one expression are the same value.
enum OpenExpressions {
  /// The value with each text that holds an expression left open.
  static func opened(_ value: ConfigurationValue) -> ConfigurationValue {
    guard holdsExpression(value) else { return value }
    if value.isArray {
      return ConfigurationValue(.array(value.array.map(opened)), at: value.place)
    }
    if value.isObject {
      let fields = value.rawFields.map {
        ConfigurationValue.PlacedField(
          key: $0.key, keyPlace: $0.keyPlace, value: opened($0.value))
      }
      return ConfigurationValue(.object(fields), at: value.place)
    }
    guard let text = value.string else { return value }
    let unknown = UnknownValue(
      key: "expression \(text)",
      because: "'\(text)' is put in when the file is used; give the file as it is then",
      source: value.position)
    return ConfigurationValue(.unknown(unknown, symbol: symbol(of: text)), at: value.place)
  }

  private static func holdsExpression(_ value: ConfigurationValue) -> Bool {
    switch value.kind {
    case .string: return value.string?.contains("${{") == true
    case .array: return value.array.contains(where: holdsExpression)
    case .object: return value.rawFields.contains { holdsExpression($0.value) }
    case .null, .bool, .number, .unknown: return false
    }
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
