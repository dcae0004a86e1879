internal import EstateModel

extension TemplateFunctions {
  /// `parameters` and `variables`.
  static let deploymentValues: [String: TemplateFunction] = [
    "parameters": { evaluator, arguments, place in
      evaluator.value(.parameters, arguments, at: place)
    },
    "variables": { evaluator, arguments, place in
      evaluator.value(.variables, arguments, at: place)
    },
  ]
}

extension TemplateEvaluator {
  fileprivate mutating func value(
    _ kind: TemplateScope.Name.Kind, _ arguments: [ConfigurationValue], at place: SourcePlace
  ) -> ConfigurationValue {
    let function = kind.rawValue
    guard arguments.count == 1, let argument = arguments.first else {
      report(.argumentCount(function, "one"), at: place)
      return unknown("'\(function)' takes one name", canonical: "\(function)()", at: place)
    }
    guard let name = argument.string else {
      return unknown(
        argument.unknown?.because ?? "'\(function)' takes a name",
        canonical: Self.canonical(call: function, arguments), at: place)
    }
    return kind == .variables ? variable(name, at: place) : parameter(name, at: place)
  }

  // MARK: Variables

  mutating func variable(_ name: String, at place: SourcePlace) -> ConfigurationValue {
    let key = TemplateScope.Name(kind: .variables, name: name)
    if let known = scope.known[key.key] { return known }
    let loop = scope.variables?["copy"]?.array.first {
      $0["name"]?.string?.equalsIgnoringASCIICase(name) == true
    }
    guard let declared = scope.variables?[name] ?? loop else {
      return undeclared(key, among: scope.variables, at: place)
    }
    let isLoop = scope.variables?[name] == nil
    return remember(key, at: declared.place) { evaluator in
      evaluator.inFrame(evaluator.ownFrame) {
        isLoop ? $0.copiedList(declared) : $0.evaluate(declared)
      }
    }
  }

  private mutating func undeclared(
    _ name: TemplateScope.Name, among declared: ConfigurationValue?, at place: SourcePlace
  ) -> ConfigurationValue {
    let names = declared?.rawFields.map(\.key) ?? []
    reportValue(.undeclared(name.shown, NearMatches.hint(for: name.name, among: names)), at: place)
    return unknown("\(name.shown) is not declared", canonical: name.shown, at: place)
  }

  /// Works a value out once; asking for it meanwhile is a cycle.
  mutating func remember(
    _ name: TemplateScope.Name, at place: SourcePlace,
    _ work: (inout TemplateEvaluator) -> ConfigurationValue
  ) -> ConfigurationValue {
    if let start = scope.pending.firstIndex(where: { $0.key == name.key }) {
      let cycle = scope.pending[start...].map(\.shown) + [name.shown]
      report(.cycleOfReferences(cycle), at: place)
      return unknown(
        "\(name.shown) is part of a cycle of references", canonical: name.shown, at: place)
    }
    guard scope.pending.count < 200 else {
      report(.referencesTooDeep(name.shown), at: place)
      return unknown("references are nested too deep", canonical: name.shown, at: place)
    }
    // A value may be asked for where nothing of it is used, yet it is remembered for all.
    let unused = unusedDepth
    unusedDepth = 0
    scope.pending.append(name)
    let value = work(&self)
    scope.pending.removeLast()
    unusedDepth = unused
    scope.known[name.key] = value
    return value
  }

  // MARK: Parameters

  mutating func parameter(_ name: String, at place: SourcePlace) -> ConfigurationValue {
    if let argument = frame.arguments?[name.lowercased()] { return argument }
    let key = TemplateScope.Name(kind: .parameters, name: name)
    if let known = scope.known[key.key] { return known }
    guard let declared = scope.parameters?[name], frame.arguments == nil else {
      return undeclared(key, among: scope.parameters, at: place)
    }
    let declaration = TemplateType.resolved(declared, in: scope.definitions)
    return remember(key, at: (declaration["defaultValue"] ?? declaration).place) { evaluator in
      evaluator.inFrame(evaluator.ownFrame) {
        $0.value(of: name, declaration)
      }
    }
  }

  private mutating func value(
    of name: String, _ declaration: ConfigurationValue
  ) -> ConfigurationValue {
    if declaration["type"]?.string?.lowercased().hasPrefix("secure") == true {
      return openParameter(name, declaration, because: "parameter '\(name)' is a secret")
    }
    if let supplied = scope.supplied[name.lowercased()] {
      var value = supplied.value
      if let frame = supplied.frame { value = argument(value, named: name, in: frame) }
      if !supplied.hasPlace { value = value.moved(to: declaration.place) }
      // Null asks for the default, where there is one.
      if !value.isNull || declaration["defaultValue"] == nil {
        check(value, name, declaration)
        return value
      }
    }
    let assumed = scope.assumed[name.lowercased()]
    if let standard = declaration["defaultValue"] {
      let value = evaluate(standard)
      guard value.unknown != nil, let assumed else {
        if value.unknown == nil, value.openText == nil { check(value, name, declaration) }
        return value
      }
      return assumed.value
    }
    if let assumed {
      check(assumed.value, name, declaration)
      return assumed.value
    }
    if declaration["nullable"]?.bool == true {
      return ConfigurationValue(.null, at: declaration.place)
    }
    return openParameter(name, declaration, because: "parameter '\(name)' has no value")
  }

  /// A parameter without a value; one that can have only few is tried with each of them.
  private mutating func openParameter(
    _ name: String, _ declaration: ConfigurationValue, because: String
  ) -> ConfigurationValue {
    let key = "\(scope.key)parameters/\(name)"
    let choices = declaration.parameterChoices
    if let chosen = scope.chosen[key],
      let value = choices.first(where: { TemplateEvaluator.canonical($0) == chosen })
    {
      return value
    }
    if !choices.isEmpty {
      note(
        OpenParameter(
          key: key, name: name, choices: choices.map { TemplateEvaluator.canonical($0) },
          source: declaration.position))
    }
    let unknown = UnknownValue(
      key: key, because: because, source: declaration.position,
      candidates: declaration["allowedValues"]?.array.compactMap(\.text) ?? [],
      parameters: choices.isEmpty ? [] : [key])
    let isShared = scope.qualifiedParameters.contains(name.lowercased())
    let symbol = isShared ? "\(name)@\(scope.qualifier)" : name
    return ConfigurationValue(
      .unknown(unknown, symbol: TemplateSymbol.symbol(for: symbol)), at: declaration.place)
  }

  /// Warns of a value that Azure would refuse, as it is not what the declaration asks for.
  private mutating func check(
    _ value: ConfigurationValue, _ name: String, _ declaration: ConfigurationValue
  ) {
    if let text = value.text {
      let words = declaration["allowedValues"]?.array.compactMap(\.text) ?? []
      if !words.isEmpty, !words.contains(where: { $0.equalsIgnoringASCIICase(text) }) {
        report(.notOneOf("parameter '\(name)'", found: text, words: words), at: value.place)
        return
      }
    }
    let size = value.isArray ? value.array.count : value.string?.unicodeScalars.count
    for (limits, size) in [
      (("minLength", "maxLength"), size), (("minValue", "maxValue"), value.integer),
    ] {
      guard let size else { continue }
      if let least = declaration[limits.0]?.integer, size < least {
        report(
          Diagnostic(.warning, .outOfBounds(name, limits.0, least), at: value.place.position))
      }
      if let most = declaration[limits.1]?.integer, size > most {
        report(Diagnostic(.warning, .outOfBounds(name, limits.1, most), at: value.place.position))
      }
    }
  }
}

extension ConfigurationValue {
  /// More than this many values of a parameter are not tried.
  private static let mostChoices = 32

  /// The values that a parameter of this declaration can have, where they are few.
  ///
  /// Of a list `allowedValues` names the elements, so that any subset may be meant.
  fileprivate var parameterChoices: [ConfigurationValue] {
    let type = self["type"]?.string?.lowercased()
    guard type == "string" || type == "int" || type == "bool" else { return [] }
    let allowed = self["allowedValues"]?.array ?? []
    if allowed.isEmpty {
      guard type == "bool" else { return [] }
      return [true, false].map { ConfigurationValue(.bool($0), at: place) }
    }
    let isWhole = allowed.allSatisfy { $0.text != nil }
    return isWhole && allowed.count <= Self.mostChoices ? allowed : []
  }

  /// The same value at another place: one that came from no file.
  func moved(to place: SourcePlace) -> ConfigurationValue {
    switch kind {
    case .null: ConfigurationValue(.null, at: place)
    case .bool: ConfigurationValue(.bool(bool ?? false), at: place)
    case .number: ConfigurationValue(.number(text ?? ""), at: place)
    case .string: ConfigurationValue(.string(text ?? ""), at: place)
    case .array: ConfigurationValue(.array(array.map { $0.moved(to: place) }), at: place)
    case .object:
      ConfigurationValue(
        .object(
          rawFields.map {
            PlacedField(key: $0.key, keyPlace: place, value: $0.value.moved(to: place))
          }), at: place)
    case .unknown: self
    }
  }
}

extension Diagnostic.Message {
  static func argumentCount(_ function: String, _ count: String) -> Self {
    Self("'\(function)' takes \(count) argument\(count == "one" ? "" : "s")")
  }

  static func undeclared(_ shown: String, _ hint: String) -> Self {
    Self("\(shown) is not declared in this template\(hint)")
  }

  static func outOfBounds(_ name: String, _ bound: String, _ limit: Int) -> Self {
    Self("Azure refuses this value of parameter '\(name)': its \(bound) is \(limit)")
  }

  static func cycleOfReferences(_ names: [String]) -> Self {
    Self("this is a cycle of references: \(names.joined(separator: " → ")); break it")
  }

  static func referencesTooDeep(_ shown: String) -> Self {
    Self("\(shown) is reached through more than 200 references; shorten the chain")
  }
}
