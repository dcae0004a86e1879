internal import EstateModel

extension TemplateFunctions {
  /// What makes booleans.
  ///
  /// [Logical functions for ARM templates](https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-logical)
  static let booleans = [
    PureFunction("true", 0) { call throws(FunctionFailure) in call.bool(true) },
    PureFunction("false", 0) { call throws(FunctionFailure) in call.bool(false) },
    PureFunction("not", 1) { call throws(FunctionFailure) in
      guard let truth = try call.truths[0] else { throw call.openTruth }
      return call.bool(!truth)
    },
    PureFunction("and", 2...) { call throws(FunctionFailure) in
      let truths = try call.truths
      if truths.contains(false) { return call.bool(false) }
      if truths.contains(nil) { throw call.openTruth }
      return call.bool(true)
    },
    PureFunction("or", 2...) { call throws(FunctionFailure) in
      let truths = try call.truths
      if truths.contains(true) { return call.bool(true) }
      if truths.contains(nil) { throw call.openTruth }
      return call.bool(false)
    },
    PureFunction("bool", 1) { call throws(FunctionFailure) in
      let value = try call.value(0)
      if let number = value.integer { return call.bool(number != 0) }
      guard let truth = value.truth else {
        if value.kind == .string { _ = try call.text(0) }
        throw .refused(.noCondition(value.text))
      }
      return call.bool(truth)
    },
  ]
}

extension FunctionCall {
  /// What the arguments are; `nil` for an open one.
  fileprivate var truths: [Bool?] {
    get throws(FunctionFailure) {
      for argument in arguments where !argument.isUnknown && argument.truth == nil {
        throw .refused(.noCondition(argument.text))
      }
      return arguments.map(\.truth)
    }
  }

  fileprivate var openTruth: FunctionFailure {
    if let open = arguments.lazy.compactMap(\.unknown).first { return .open(open) }
    return .undocumented("'\(name)' is not decided")
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
    case .string: openText
    case .array: array.lazy.compactMap(\.openPart).first
    case .object: rawFields.lazy.compactMap(\.value.openPart).first
    case .null, .bool, .number: nil
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
    let hanging = UnknownValue(
      key: unknown.key, because: unknown.because, source: unknown.source,
      candidates: unknown.candidates, parameters: parameters)
    guard let knownPart else {
      return ConfigurationValue(
        .unknown(hanging, symbol: symbolicText), at: place, parts: madeParts)
    }
    return ConfigurationValue(
      .open(hanging, symbol: symbolicText, known: knownPart), at: place)
  }

  private var openParameters: [String] {
    switch kind {
    case .unknown: unknown?.parameters ?? []
    case .string: openText?.parameters ?? []
    case .array: array.flatMap(\.openParameters)
    case .object: rawFields.flatMap(\.value.openParameters)
    case .null, .bool, .number: []
    }
  }

  private var madeParts: TextParts? {
    if case .made(let made) = storage { made.parts } else { nil }
  }
}

extension Diagnostic.Message {
  static func noCondition(_ found: String?) -> Self {
    Self("a condition is true or false, not \(found.map { "'\($0)'" } ?? "this")")
  }
}
