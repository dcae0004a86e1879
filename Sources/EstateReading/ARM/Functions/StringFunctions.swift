internal import EstateModel

extension TemplateFunctions {
  /// What puts texts together.
  ///
  /// [String functions for ARM templates](https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string)
  static let strings = [
    PureFunction("concat", 1..., concat),
    PureFunction("format", 1..., format),
    PureFunction("join", 2, join),
    PureFunction("string", 1, string),
  ]

  /// Texts one after the other, or the elements of arrays; null counts for nothing among texts.
  private static func concat(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    if call.arguments.contains(where: \.isArray) { return try joinedArrays(call) }
    var parts = TextParts()
    for (index, argument) in call.arguments.enumerated() where !argument.isNull {
      guard let text = argument.shownParts else {
        throw call.refusal(index, "a text or an array")
      }
      parts.append(text)
      guard parts.symbolic.utf8.count <= FunctionCall.longestText else { throw .tooLarge }
    }
    return try call.text(parts)
  }

  private static func joinedArrays(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    var elements: [ConfigurationValue] = []
    for index in call.arguments.indices {
      elements += try call.array(index)
      guard elements.count <= FunctionCall.longestArray else { throw .tooLarge }
    }
    return try call.array(elements)
  }

  private static func join(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let elements = try call.array(0)
    let delimiter = try call.parts(1)
    var parts = TextParts()
    for (index, element) in elements.enumerated() {
      guard let text = element.textParts else {
        throw call.refuse("element \(index) of the array is no text")
      }
      if index > 0 { parts.append(delimiter) }
      parts.append(text)
      guard parts.symbolic.utf8.count <= FunctionCall.longestText else { throw .tooLarge }
    }
    return try call.text(parts)
  }

  /// A value as text: objects and arrays as JSON without spaces.
  private static func string(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    if let parts = call.arguments[0].shownParts { return try call.text(parts) }
    if call.arguments[0].isNull { return try call.string("") }
    var writer = JSONWriter()
    try writer.write(call.arguments[0])
    return try call.text(writer.parts)
  }

  private static func format(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let pattern = try call.pattern
    guard let items = CompositeFormat.items(of: pattern) else {
      throw .refused(.malformedFormat(pattern))
    }
    var parts = TextParts()
    for item in items {
      switch item {
      case .text(let text): parts.append(text)
      case .argument(let index, let alignment, let format):
        guard call.has(index + 1) else { throw .refused(.malformedFormat(pattern)) }
        parts.append(try call.formatted(index + 1, alignment: alignment, format: format))
      }
      guard parts.symbolic.utf8.count <= FunctionCall.longestText else { throw .tooLarge }
    }
    return try call.text(parts)
  }
}

extension FunctionCall {
  /// A pattern has braces of its own, which stand for nothing open.
  fileprivate var pattern: String {
    get throws(FunctionFailure) {
      guard let pattern = try value(0).string else { throw refusal(0, "a text") }
      if case .made(let made) = arguments[0].storage, let open = made.parts?.open {
        throw .open(open)
      }
      return pattern
    }
  }

  fileprivate func formatted(
    _ index: Int, alignment: Int, format: String
  ) throws(FunctionFailure) -> TextParts {
    let value = arguments[index]
    var parts = TextParts()
    if value.unknown != nil || value.openText != nil, alignment != 0 || !format.isEmpty {
      guard let open = value.unknown ?? value.openText else { return parts }
      let item = "{0\(alignment == 0 ? "" : ",\(alignment)")\(format.isEmpty ? "" : ":\(format)")}"
      parts.append(
        open: unknown(
          open, canonical: "format('\(item)', \(TemplateEvaluator.canonical(value)))"))
      return parts
    }
    if let text = value.textParts, text.open != nil { return text }
    var text: String
    if let number = value.numberText {
      guard let formatted = NumberFormat.text(of: number, format: format) else {
        throw .undocumented("the number format '\(format)' is not evaluated")
      }
      text = formatted
    } else if value.isNull {
      text = ""
    } else if let shown = value.shownParts {
      text = shown.symbolic
    } else {
      var writer = JSONWriter()
      try writer.write(value)
      if let open = writer.parts.open { throw .open(open) }
      // So .NET's formatting gets it.
      text = writer.parts.symbolic.replacing("\"", with: "'")
    }
    let missing = abs(alignment) - text.utf16.count
    if missing > 0 {
      guard missing <= Self.longestText else { throw .tooLarge }
      let space = String(repeating: " ", count: missing)
      text = alignment > 0 ? space + text : text + space
    }
    parts.append(text)
    return parts
  }
}

extension ConfigurationValue {
  /// A text, a number or a boolean as text, which .NET writes with a capital.
  var shownParts: TextParts? {
    if let parts = textParts { return parts }
    if let bool { return TextParts(bool ? "True" : "False") }
    return text.map { TextParts($0) }
  }

  /// A number as JSON has it.
  fileprivate var numberText: String? { kind == .number ? text : nil }
}

extension Diagnostic.Message {
  static func malformedFormat(_ pattern: String) -> Self {
    Self("the pattern '\(pattern)' does not fit its arguments; write '{{' for a brace")
  }
}
