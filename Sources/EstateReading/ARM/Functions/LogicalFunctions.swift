internal import EstateModel

extension TemplateFunctions {
  /// What makes booleans and compares, and `json`; `if` is evaluated by the evaluator itself, as it uses only one
  /// of its values.
  static let logic: [String: TemplateFunction] = [
    "true": { _, _, place in ConfigurationValue(.bool(true), at: place) },
    "false": { _, _, place in ConfigurationValue(.bool(false), at: place) },
    "null": { _, _, place in ConfigurationValue(.null, at: place) },
    "if": { evaluator, arguments, place in
      evaluator.unknown(
        "'if' is not evaluated", canonical: TemplateEvaluator.canonical(call: "if", arguments),
        at: place)
    },
    "not": { evaluator, arguments, place in
      evaluator.truth("not", arguments, count: 1, at: place) { $0[0].map { !$0 } }
    },
    "bool": { evaluator, arguments, place in
      evaluator.truth("bool", arguments, count: 1, at: place) { $0[0] }
    },
    "and": { evaluator, arguments, place in
      evaluator.truth("and", arguments, at: place) { values in
        values.contains(false) ? false : values.contains(nil) ? nil : true
      }
    },
    "or": { evaluator, arguments, place in
      evaluator.truth("or", arguments, at: place) { values in
        values.contains(true) ? true : values.contains(nil) ? nil : false
      }
    },
    "json": { evaluator, arguments, place in evaluator.parsed(arguments, at: place) },
    "equals": { evaluator, arguments, place in evaluator.equality(of: arguments, at: place) },
  ]
}

extension TemplateEvaluator {
  /// - Parameter combine: The truth of the arguments', `nil` for an open one, put together.
  fileprivate mutating func truth(
    _ name: String, _ arguments: [ConfigurationValue], count: Int? = nil, at place: SourcePlace,
    _ combine: ([Bool?]) -> Bool?
  ) -> ConfigurationValue {
    let canonical = Self.canonical(call: name, arguments)
    guard count.map({ $0 == arguments.count }) ?? !arguments.isEmpty else {
      report(.argumentCount(name, count == 1 ? "one" : "some"), at: place)
      return unknown("'\(name)' lacks its arguments", canonical: canonical, at: place)
    }
    for argument in arguments where argument.unknown == nil && argument.truth == nil {
      reportValue(.noCondition(argument.text), at: place)
      return unknown("'\(name)' takes booleans", canonical: canonical, at: place)
    }
    if let result = combine(arguments.map(\.truth)) {
      return ConfigurationValue(.bool(result), at: place)
    }
    return unknown(
      arguments.lazy.compactMap(\.unknown).first?.because ?? "'\(name)' is not decided",
      canonical: canonical, at: place)
  }

  /// `json('null')` and the like.
  fileprivate mutating func parsed(
    _ arguments: [ConfigurationValue], at place: SourcePlace
  ) -> ConfigurationValue {
    let canonical = Self.canonical(call: "json", arguments)
    guard arguments.count == 1, let text = arguments[0].string else {
      let open = arguments.first?.unknown
      if open == nil { report(.argumentCount("json", "one"), at: place) }
      return unknown(open?.because ?? "'json' takes a text", canonical: canonical, at: place)
    }
    do {
      let source = SourceText(file: place.text.file, bytes: Array(text.utf8))
      return try JSONReader.read(source).moved(to: place)
    } catch {
      reportValue(.noJSON, at: place)
      return unknown("the text is no JSON", canonical: canonical, at: place)
    }
  }

  fileprivate mutating func equality(
    of arguments: [ConfigurationValue], at place: SourcePlace
  ) -> ConfigurationValue {
    let canonical = Self.canonical(call: "equals", arguments)
    guard arguments.count == 2 else {
      report(.argumentCount("equals", "two"), at: place)
      return unknown("'equals' takes two values", canonical: canonical, at: place)
    }
    // Two uses of one open value are equal whatever it is.
    let areAlike = Self.canonical(arguments[0]) == Self.canonical(arguments[1])
    let open = arguments.lazy.compactMap(\.openPart).first
    guard let open, !areAlike else { return ConfigurationValue(.bool(areAlike), at: place) }
    return unknown(open.because, canonical: canonical, at: place)
  }
}

extension ConfigurationValue {
  /// A boolean, or a text that says one, as conditions take it.
  var truth: Bool? {
    if let bool { return bool }
    return switch string?.lowercased() {
    case "true": true
    case "false": false
    default: nil
    }
  }

  /// The first open value in it.
  var openPart: UnknownValue? {
    switch kind {
    case .unknown: unknown
    case .array: array.lazy.compactMap(\.openPart).first
    case .object: rawFields.lazy.compactMap(\.value.openPart).first
    case .null, .bool, .number, .string: nil
    }
  }

  /// An open value as one that follows from others: from what they follow, too.
  func hanging(on values: [ConfigurationValue]) -> ConfigurationValue {
    guard let unknown else { return self }
    var parameters = unknown.parameters
    for parameter in values.flatMap(\.openParameters) where !parameters.contains(parameter) {
      parameters.append(parameter)
    }
    if parameters == unknown.parameters { return self }
    return ConfigurationValue(
      .unknown(
        UnknownValue(
          key: unknown.key, because: unknown.because, source: unknown.source,
          candidates: unknown.candidates, parameters: parameters), symbol: symbolicText),
      at: place)
  }

  private var openParameters: [String] {
    switch kind {
    case .unknown: unknown?.parameters ?? []
    case .array: array.flatMap(\.openParameters)
    case .object: rawFields.flatMap(\.value.openParameters)
    case .null, .bool, .number, .string: []
    }
  }
}

extension Diagnostic.Message {
  static var noJSON: Self { Self("the text that 'json' is given is no JSON") }

  static func noCondition(_ found: String?) -> Self {
    Self("a condition is true or false, not \(found.map { "'\($0)'" } ?? "this")")
  }
}
