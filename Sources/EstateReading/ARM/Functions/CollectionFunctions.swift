internal import EstateModel

extension TemplateFunctions {
  /// What takes texts and arrays, some of it objects, alike.
  ///
  /// [Array functions for ARM templates](https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-array)
  static let collections = [
    PureFunction("contains", 2, contains),
    PureFunction("empty", 1, empty),
    PureFunction("first", 1, first),
    PureFunction("last", 1, last),
    PureFunction("indexOf", 2, indexOf),
    PureFunction("lastIndexOf", 2, lastIndexOf),
    PureFunction("length", 1, length),
    PureFunction("skip", 2, skip),
    PureFunction("take", 2, take),
  ]

  /// A text in a text, with the case of its letters; a value in an array; a key in an object,
  /// whatever its case.
  private static func contains(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    if let known = call.arguments[0].knownPart, known[try call.key(1)] != nil {
      return call.bool(true)
    }
    if let text = call.arguments[0].textParts { return try contains(call, text) }
    switch try call.value(0).kind {
    case .array:
      let item = call.arguments[1]
      var open: UnknownValue?
      for element in call.arguments[0].array {
        switch ValueComparison.equals(element, item) {
        case true?: return call.bool(true)
        case false?: continue
        case nil: open = open ?? element.openPart ?? item.openPart
        }
      }
      if let open { throw .open(open) }
      return call.bool(false)
    case .object:
      let key = try call.key(1)
      // A key that is open itself may be the one.
      if call.arguments[0][key] == nil, let open = call.arguments[0].openKey {
        throw .undocumented("the key '\(open)' is open")
      }
      return call.bool(call.arguments[0][key] != nil)
    default: throw call.refusal(0, "a text, an array or an object")
    }
  }

  private static func contains(
    _ call: FunctionCall, _ text: TextParts
  ) throws(FunctionFailure) -> ConfigurationValue {
    // It may be an array or an object.
    if let open = text.onlyOpen?.unknown { throw .open(open) }
    let wanted = try call.parts(1)
    if let open = wanted.open { throw .open(open) }
    let search = TextSearch(wanted.symbolic)
    let pieces = text.knownPieces
    if pieces.contains(where: { search.first(in: Array($0.utf16)) != nil }) {
      return call.bool(true)
    }
    if let open = text.open { throw .open(open) }
    return call.bool(wanted.symbolic.isEmpty)
  }

  private static func empty(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    if call.arguments[0].knownPart?.rawFields.isEmpty == false { return call.bool(false) }
    if let text = call.arguments[0].textParts {
      if !text.knownPieces.isEmpty { return call.bool(false) }
      if let open = text.open { throw .open(open) }
      return call.bool(true)
    }
    let value = call.arguments[0]
    switch value.kind {
    case .null: return call.bool(true)
    case .array: return call.bool(value.array.isEmpty)
    case .object: return call.bool(value.rawFields.isEmpty)
    default: throw call.refusal(0, "a text, an array or an object")
    }
  }

  private static func length(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let value = try call.value(0)
    switch value.kind {
    case .null: return call.number(0)
    case .array: return call.number(value.array.count)
    case .object: return call.number(value.rawFields.count)
    case .string: return call.number(try call.text(0).utf16.count)
    default: throw call.refusal(0, "a text, an array or an object")
    }
  }

  // MARK: Places

  private static func first(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    if let text = call.arguments[0].textParts {
      let beginning = Array(text.knownBeginning.utf16.prefix(1))
      if beginning.isEmpty, let open = text.open { throw .open(open) }
      return try call.string(String(decoding: beginning, as: UTF16.self))
    }
    return try call.element { $0.first }
  }

  private static func last(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    if let text = call.arguments[0].textParts {
      let end = Array(text.knownEnd.utf16.suffix(1))
      if end.isEmpty, let open = text.open { throw .open(open) }
      return try call.string(String(decoding: end, as: UTF16.self))
    }
    return try call.element { $0.last }
  }

  private static func indexOf(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    if call.arguments[0].textParts == nil {
      return try call.index(in: call.itemsToSearch, reversed: false)
    }
    let text = try call.parts(0)
    if let open = text.onlyOpen?.unknown { throw .open(open) }
    let search = TextSearch(try call.text(1), ignoringCase: true)
    let beginning = TextSearch.folded(text.known ?? text.knownBeginning)
    if let place = search.first(in: beginning) { return call.number(place) }
    if let open = text.open { throw .open(open) }
    return call.number(-1)
  }

  private static func lastIndexOf(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    if call.arguments[0].textParts == nil {
      return try call.index(in: call.itemsToSearch, reversed: true)
    }
    let (text, part) = (try call.text(0), try call.text(1))
    if part.isEmpty { throw .undocumented("where an empty text stands last is not documented") }
    let search = TextSearch(part, ignoringCase: true)
    return call.number(search.last(in: TextSearch.folded(text)) ?? -1)
  }

  // MARK: Parts

  private static func take(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    if let text = call.arguments[0].textParts {
      let count = max(0, try call.integer(1))
      if let open = text.onlyOpen?.unknown { throw .open(open) }
      let beginning = Array((text.known ?? text.knownBeginning).utf16)
      if let open = text.open, count > beginning.count {
        // What it begins with is known all the same.
        guard !beginning.isEmpty else { throw .open(open) }
        var parts = TextParts(text.knownBeginning)
        parts.append(open: call.unknown(open))
        return try call.text(parts)
      }
      return try call.string(String(decoding: beginning.prefix(count), as: UTF16.self))
    }
    if try call.value(0).isNull { return call.arguments[0] }
    let (elements, count) = (try call.array(0), try call.integer(1))
    return try call.array(Array(elements.prefix(max(0, count))))
  }

  private static func skip(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    if call.arguments[0].textParts != nil {
      let count = max(0, try call.integer(1))
      let parts = try call.parts(0)
      guard parts.open == nil else { return try call.text(try call.skipped(parts, count)) }
      let units = Array(parts.symbolic.utf16)
      return try call.string(String(decoding: units.dropFirst(count), as: UTF16.self))
    }
    if try call.value(0).isNull { return call.arguments[0] }
    let (elements, count) = (try call.array(0), try call.integer(1))
    return try call.array(Array(elements.dropFirst(max(0, count))))
  }
}

extension FunctionCall {
  /// A key of an object.
  func key(_ index: Int) throws(FunctionFailure) -> String { try text(index) }

  /// - Returns: The element of the array that is the only argument; null of an empty one.
  fileprivate func element(
    _ pick: ([ConfigurationValue]) -> ConfigurationValue?
  ) throws(FunctionFailure) -> ConfigurationValue {
    if try value(0).isNull { return arguments[0] }
    guard arguments[0].isArray else { throw refusal(0, "a text or an array") }
    return pick(arguments[0].array) ?? ConfigurationValue(.null, at: place)
  }

  fileprivate var itemsToSearch: [ConfigurationValue] {
    get throws(FunctionFailure) {
      if try value(0).isNull { return [] }
      guard arguments[0].isArray else { throw refusal(0, "a text or an array") }
      return arguments[0].array
    }
  }

  fileprivate func index(
    in elements: [ConfigurationValue], reversed: Bool
  ) throws(FunctionFailure) -> ConfigurationValue {
    let indices = Array(elements.indices)
    for index in reversed ? indices.reversed() : indices {
      switch ValueComparison.equals(elements[index], arguments[1]) {
      case true?: return number(index)
      case false?: continue
      case nil:
        if let open = elements[index].openPart ?? arguments[1].openPart { throw .open(open) }
      }
    }
    return number(-1)
  }

  /// An open text without so many of the characters that it is known to begin with.
  fileprivate func skipped(
    _ parts: TextParts, _ count: Int
  ) throws(FunctionFailure) -> TextParts {
    let beginning = Array(parts.knownBeginning.utf16)
    if let open = parts.open, count > beginning.count { throw .open(open) }
    var result = TextParts()
    var isFirst = true
    for part in parts.parts {
      switch part {
      case .known(let text):
        result.append(
          isFirst ? String(decoding: beginning.dropFirst(count), as: UTF16.self) : text)
      case .open(let value): result.append(open: value)
      }
      isFirst = false
    }
    return result
  }
}

extension ConfigurationValue {
  /// A key whose text has an open part.
  fileprivate var openKey: String? {
    rawFields.lazy.map(\.key).first { $0.contains("{") && $0.contains("}") }
  }
}
