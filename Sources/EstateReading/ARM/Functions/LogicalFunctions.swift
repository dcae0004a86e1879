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
    case .unknown: return unknown
    case .string: return openText
    case .array:
      for element in array {
        if let open = element.openPart { return open }
      }
      return nil
    case .object:
      for field in rawFields {
        if let open = field.value.openPart { return open }
      }
      return nil
    case .null, .bool, .number: return nil
    }
  }

  /// An open value as one that follows from others: from what they follow, too.
  func hanging(on values: [ConfigurationValue]) -> ConfigurationValue {
    guard let unknown else { return self }
    var parameters = unknown.parameters
    var known = Set(parameters)
    for value in values {
      value.forEachOpenParameter {
        if known.insert($0).inserted { parameters.append($0) }
      }
    }
    if parameters.count == unknown.parameters.count { return self }
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

  private func forEachOpenParameter(_ body: (String) -> Void) {
    switch kind {
    case .unknown: unknown?.parameters.forEach(body)
    case .string: openText?.parameters.forEach(body)
    case .array: forEachElement { $0.forEachOpenParameter(body) }
    case .object: for field in rawFields { field.value.forEachOpenParameter(body) }
    case .null, .bool, .number: break
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
