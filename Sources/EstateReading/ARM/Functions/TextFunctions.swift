internal import EstateModel

extension TemplateFunctions {
  /// What looks into texts and changes them.
  ///
  /// Positions count UTF-16 units, as .NET's do.
  ///
  /// [String functions for ARM templates](https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string)
  static let texts = [
    PureFunction("toLower", 1) { call throws(FunctionFailure) in
      try mapped(call) { byLetter($0) { $0.lowercaseMapping } }
    },
    PureFunction("toUpper", 1) { call throws(FunctionFailure) in
      try mapped(call) { byLetter($0) { $0.uppercaseMapping } }
    },
    PureFunction("trim", 1, trim),
    PureFunction("replace", 3, replace),
    PureFunction("substring", 2...3, substring),
    PureFunction("padLeft", 2...3, padLeft),
    PureFunction("split", 2, split),
    PureFunction("startsWith", 2) { call throws(FunctionFailure) in
      try begins(call, atEnd: false)
    },
    PureFunction("endsWith", 2) { call throws(FunctionFailure) in
      try begins(call, atEnd: true)
    },
  ]

  /// As .NET does it: a letter that would become several stays as it is.
  private static func byLetter(
    _ text: String, _ mapping: (Unicode.Scalar.Properties) -> String
  ) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let mapped = mapping(scalar.properties).unicodeScalars
      result.append(mapped.count == 1 ? mapped.first ?? scalar : scalar)
    }
    return String(result)
  }

  /// Letter by letter, so that the known parts of an open text change, too.
  private static func mapped(
    _ call: FunctionCall, _ change: (String) -> String
  ) throws(FunctionFailure) -> ConfigurationValue {
    var result = TextParts()
    let parts = try call.parts(0)
    for part in parts.parts {
      switch part {
      case .known(let text): result.append(change(text))
      case .open(let value):
        guard let unknown = value.unknown else { continue }
        result.append(
          open: call.unknown(
            unknown, canonical: TemplateEvaluator.canonical(call: call.name, [value])))
      }
    }
    return try call.text(result)
  }

  private static func trim(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let text = try call.text(0)
    let scalars = text.unicodeScalars
    let isSpace = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
    guard let start = scalars.firstIndex(where: { !isSpace($0) }),
      let end = scalars.lastIndex(where: { !isSpace($0) })
    else { return try call.string("") }
    return try call.string(String(scalars[start...end]))
  }

  /// Whether letters of another case are replaced, too, no article tells; where it makes no
  /// difference, the result is known.
  private static func replace(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let (text, old, new) = (try call.text(0), try call.text(1), try call.text(2))
    guard !old.isEmpty else { throw call.refuse("the text that is replaced is empty") }
    let units = Array(text.utf16)
    let places = TextSearch(old).places(in: units)
    guard places == TextSearch(old, ignoringCase: true).places(in: TextSearch.folded(text)) else {
      throw .undocumented("no article says whether 'replace' minds small and capital letters")
    }
    let growth = (new.utf16.count - old.utf16.count).multipliedReportingOverflow(by: places.count)
    guard !growth.overflow, units.count + growth.partialValue <= FunctionCall.longestText else {
      throw .tooLarge
    }
    var result: [UInt16] = []
    result.reserveCapacity(max(0, units.count + growth.partialValue))
    var position = 0
    for place in places {
      result += units[position..<place]
      result += new.utf16
      position = place + old.utf16.count
    }
    result += units[position...]
    return try call.string(String(decoding: result, as: UTF16.self))
  }

  private static func substring(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let parts = try call.parts(0)
    let start = try call.integer(1)
    let length = call.has(2) ? try call.integer(2) : nil
    // What an open text begins with may be all that is asked for.
    let units = Array((parts.known ?? parts.knownBeginning).utf16)
    guard start >= 0, length ?? 0 >= 0 else {
      throw call.refuse("the position and the length are zero or more")
    }
    let isWithin = start <= units.count && length.map { $0 <= units.count - start } ?? true
    if let open = parts.open, !isWithin || length == nil { throw .open(open) }
    guard isWithin else {
      let end = length.map { " to \(start)+\($0)" } ?? ""
      throw call.refuse("position \(start)\(end) lies behind the text's \(units.count) characters")
    }
    let end = length.map { start + $0 } ?? units.count
    return try call.string(String(decoding: units[start..<end], as: UTF16.self))
  }

  private static func padLeft(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let value = try call.value(0)
    let text: String
    if let number = value.integer {
      text = String(number)
    } else {
      text = try call.text(0)
    }
    let width = max(0, try call.integer(1))
    let padding = call.has(2) ? try call.text(2) : " "
    guard padding.utf16.count == 1 else {
      throw call.refuse("the third argument is one character")
    }
    let missing = max(0, width - text.utf16.count)
    guard missing <= FunctionCall.longestText else { throw .tooLarge }
    return try call.string(String(repeating: padding, count: missing) + text)
  }

  /// The pieces between the delimiters; those of a resource id are known as far as its parts are.
  private static func split(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let parts = try call.parts(0)
    let delimiters = try call.delimiters
    if let open = parts.open {
      // A name has no slash in it, and so the pieces of an id can be counted.
      guard delimiters == ["/"], parts.knownBeginning.hasPrefix("/") else { throw .open(open) }
      var pieces: [ConfigurationValue] = []
      for segment in parts.segments { pieces.append(try call.piece(segment)) }
      return try call.array(pieces)
    }
    var elements: [ConfigurationValue] = []
    for piece in try TextSearch.pieces(of: parts.symbolic, between: delimiters) {
      elements.append(try call.string(piece))
    }
    return try call.array(elements)
  }

  /// Small and capital letters are the same.
  private static func begins(
    _ call: FunctionCall, atEnd: Bool
  ) throws(FunctionFailure) -> ConfigurationValue {
    let (whole, part) = (try call.parts(0), try call.text(1))
    func units(_ text: String) -> [UInt16] {
      atEnd ? TextSearch.folded(text).reversed() : TextSearch.folded(text)
    }
    let (wanted, known) = (units(part), units(atEnd ? whole.knownEnd : whole.knownBeginning))
    if known.starts(with: wanted) { return call.bool(true) }
    if let open = whole.open, wanted.starts(with: known) { throw .open(open) }
    return call.bool(false)
  }
}

extension FunctionCall {
  fileprivate var delimiters: [String] {
    get throws(FunctionFailure) {
      guard try value(1).isArray else { return [try text(1)] }
      var delimiters: [String] = []
      for element in try array(1) {
        guard let text = element.textParts else { throw refuse("a delimiter is a text") }
        if let open = text.open { throw .open(open) }
        delimiters.append(text.symbolic)
      }
      return delimiters
    }
  }

  /// A piece of a text that is split: known, or open and never an id of its own.
  fileprivate func piece(_ parts: TextParts) throws(FunctionFailure) -> ConfigurationValue {
    if let value = parts.onlyOpen { return value }
    guard let open = parts.open else { return try string(parts.symbolic) }
    let unknown = UnknownValue(
      key: scope + parts.symbolic, because: open.because, source: open.source,
      parameters: open.parameters)
    return ConfigurationValue(.unknown(unknown, symbol: parts.symbolic), at: place, parts: parts)
  }
}
