internal import EstateModel

extension TemplateFunctions {
  /// `concat` and `format`.
  static let strings: [String: TemplateFunction] = [
    "concat": { evaluator, arguments, place in
      evaluator.concatenation(of: arguments, at: place)
    },
    "format": { evaluator, arguments, place in evaluator.formatted(arguments, at: place) },
  ]
}

extension TemplateEvaluator {
  /// No name or address is longer; doubling a variable again and again is.
  private static let longestText = 1 << 20
  private static let longestArray = 100_000

  fileprivate mutating func concatenation(
    of arguments: [ConfigurationValue], at place: SourcePlace
  ) -> ConfigurationValue {
    if arguments.contains(where: \.isArray) {
      return joined(arguments, at: place)
    }
    return text(of: arguments, call: "concat", arguments, at: place)
  }

  private mutating func joined(
    _ arguments: [ConfigurationValue], at place: SourcePlace
  ) -> ConfigurationValue {
    var elements: [ConfigurationValue] = []
    for argument in arguments {
      guard argument.isArray else {
        let because = argument.unknown?.because ?? "'concat' mixes arrays and text"
        return unknown(
          because, canonical: Self.canonical(call: "concat", arguments), at: place)
      }
      elements += argument.array
      guard elements.count <= Self.longestArray else {
        report(.resultTooLarge("concat"), at: place)
        return unknown("the result is too large", canonical: "concat(…)", at: place)
      }
    }
    return ConfigurationValue(.array(elements), at: place)
  }

  fileprivate mutating func formatted(
    _ arguments: [ConfigurationValue], at place: SourcePlace
  ) -> ConfigurationValue {
    guard let pattern = arguments.first?.string else {
      return unknown(
        arguments.first?.unknown?.because ?? "'format' takes a pattern",
        canonical: Self.canonical(call: "format", arguments), at: place)
    }
    guard let parts = FormatPattern.parts(of: pattern) else {
      report(.malformedFormat(pattern), at: place)
      return unknown(
        "the pattern is malformed", canonical: Self.canonical(call: "format", arguments),
        at: place)
    }
    var values: [ConfigurationValue] = []
    for part in parts {
      switch part {
      case .text(let text): values.append(ConfigurationValue(.string(text), at: place))
      case .argument(let index, let width):
        guard arguments.indices.contains(index + 1) else {
          report(.malformedFormat(pattern), at: place)
          return unknown(
            "the pattern names an argument that is not there",
            canonical: Self.canonical(call: "format", arguments), at: place)
        }
        values.append(arguments[index + 1].padded(to: width))
      }
    }
    return text(of: values, call: "format", arguments, at: place)
  }

  /// The texts one after the other; with an open one among them, an open text with its symbol.
  ///
  /// A resource id stays a known text: its open parts are symbols in it.
  private mutating func text(
    of values: [ConfigurationValue], call: String, _ arguments: [ConfigurationValue],
    at place: SourcePlace
  ) -> ConfigurationValue {
    var text = ""
    var open: UnknownValue?
    for value in values {
      if let unknown = value.unknown { open = open ?? unknown }
      guard let part = value.isNull ? "" : value.symbolicText.map(Self.shown(value)) else {
        return unknown(
          open?.because ?? "'\(call)' cannot write an object as text",
          canonical: Self.canonical(call: call, arguments), at: place)
      }
      text += part
      guard text.utf8.count <= Self.longestText else {
        report(.resultTooLarge(call), at: place)
        return unknown("the result is too large", canonical: "\(call)(…)", at: place)
      }
    }
    guard let open else { return ConfigurationValue(.string(text), at: place) }
    let id = TemplateSymbol.withoutSymbolicScope(text)
    if id.hasPrefix("/"), ResourceID(id) != nil {
      return ConfigurationValue(.string(id), at: place)
    }
    let unknown = UnknownValue(
      key: values.count == 1 ? open.key : scope.key + Self.canonical(call: call, arguments),
      because: open.because, source: open.source,
      candidates: values.count == 1 ? open.candidates : [])
    return ConfigurationValue(.unknown(unknown, symbol: text), at: place)
  }

  /// Booleans are written as .NET does.
  private static func shown(_ value: ConfigurationValue) -> (String) -> String {
    { text in value.bool.map { $0 ? "True" : "False" } ?? text }
  }
}

extension ConfigurationValue {
  /// A whole number with leading zeros.
  fileprivate func padded(to width: Int) -> ConfigurationValue {
    guard width > 0, let integer, integer >= 0 else { return self }
    let digits = String(integer)
    let zeros = String(repeating: "0", count: max(0, width - digits.count))
    return ConfigurationValue(.string(zeros + digits), at: place)
  }
}

/// `{0}`, `{0:D3}`, `{{` and `}}` in the pattern of `format`.
private enum FormatPattern {
  enum Part {
    case text(String)
    /// The argument's index and the digits that a whole number is widened to.
    case argument(Int, width: Int)
  }

  static func parts(of pattern: String) -> [Part]? {
    var parts: [Part] = []
    var text = ""
    var rest = pattern[...]
    while let character = rest.popFirst() {
      switch character {
      case "{" where rest.first == "{", "}" where rest.first == "}":
        text.append(character)
        rest.removeFirst()
      case "{":
        guard let end = rest.firstIndex(of: "}") else { return nil }
        let pieces = rest[..<end].split(separator: ":", maxSplits: 1)
        guard let first = pieces.first, let index = Int(first), index >= 0 else { return nil }
        var width = 0
        if pieces.count == 2 {
          guard pieces[1].first?.lowercased() == "d", let digits = Int(pieces[1].dropFirst()),
            (0...99).contains(digits)
          else { return nil }
          width = digits
        }
        if !text.isEmpty { parts.append(.text(text)) }
        text = ""
        parts.append(.argument(index, width: width))
        rest = rest[rest.index(after: end)...]
      case "}": return nil
      default: text.append(character)
      }
    }
    if !text.isEmpty || parts.isEmpty { parts.append(.text(text)) }
    return parts
  }
}

extension Diagnostic.Message {
  static func resultTooLarge(_ function: String) -> Self {
    Self("the result of '\(function)' is larger than any name or list in Azure; look for a loop")
  }

  static func malformedFormat(_ pattern: String) -> Self {
    Self("the pattern '\(pattern)' does not fit its arguments; write '{{' for a brace")
  }
}
