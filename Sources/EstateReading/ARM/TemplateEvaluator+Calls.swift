internal import EstateModel

// Calls, and what of their results is used.
extension TemplateEvaluator {
  mutating func call(
    _ name: String, _ arguments: [TemplateExpression], at place: SourcePlace
  ) -> ConfigurationValue {
    let key = name.lowercased()
    switch key {
    case "if": return conditional(arguments, at: place)
    case "and": return lazily(name, arguments, at: place) { $0.truth == false }
    case "or": return lazily(name, arguments, at: place) { $0.truth == true }
    case "coalesce":
      return lazily(name, arguments, at: place) { !$0.isNull && !$0.isUnknown }
    default: break
    }
    if let function = TemplateFunctions.lambdas[key] { return function(&self, arguments, place) }
    if let function = scope.functions[key] {
      return ownFunction(name, function, arguments, at: place)
    }
    if let function = TemplateFunctions.all[key] {
      let values = arguments.map { evaluate($0, at: place) }
      if key == "split", let parts = partsOfName(values, at: place) { return parts }
      let value = function(&self, values, place).hanging(on: values)
      return ["first", "last"].contains(key) && values.count == 1
        ? value.asPart(ofEndpointIn: values[0]) : value
    }
    unusedDepth += 1
    let values = arguments.map { evaluate($0, at: place) }
    unusedDepth -= 1
    let because =
      key.hasPrefix("list")
      ? "what '\(name)' gives exists only in Azure" : "function '\(name)' is not evaluated"
    return unknown(because, canonical: Self.canonical(call: name, values), at: place)
      .hanging(on: values)
  }

  /// Of `if` only the branch that the condition picks is evaluated.
  private mutating func conditional(
    _ arguments: [TemplateExpression], at place: SourcePlace
  ) -> ConfigurationValue {
    guard arguments.count == 3 else {
      reportValue(.argumentCount("if", "three"), at: place)
      return unknown("'if' takes a condition and two values", canonical: "if()", at: place)
    }
    let condition = evaluate(arguments[0], at: place)
    if let holds = condition.truth { return evaluate(arguments[holds ? 1 : 2], at: place) }
    unusedDepth += 1
    let values = [condition] + arguments[1...].map { evaluate($0, at: place) }
    unusedDepth -= 1
    let canonical = Self.canonical(call: "if", values)
    guard let open = condition.unknown else {
      reportValue(.noCondition(condition.text), at: place)
      return unknown("the condition of 'if' is no boolean", canonical: canonical, at: place)
    }
    // Whichever it is.
    if Self.canonical(values[1]) == Self.canonical(values[2]) { return values[1] }
    return unknown(open.because, canonical: canonical, at: place).hanging(on: values)
  }

  /// A call whose first decisive argument settles it: those behind may lack what they ask for.
  private mutating func lazily(
    _ name: String, _ arguments: [TemplateExpression], at place: SourcePlace,
    _ decides: (ConfigurationValue) -> Bool
  ) -> ConfigurationValue {
    var values: [ConfigurationValue] = []
    var opened = 0
    for argument in arguments {
      let value = evaluate(argument, at: place)
      values.append(value)
      if decides(value) {
        let isOpenBefore = values.dropLast().contains { $0.isUnknown }
        if name.equalsIgnoringASCIICase("coalesce"), isOpenBefore { break }
        unusedDepth -= opened
        if let truth = value.truth, !name.equalsIgnoringASCIICase("coalesce") {
          return ConfigurationValue(.bool(truth), at: place)
        }
        return value
      }
      if value.isUnknown {
        unusedDepth += 1
        opened += 1
      }
    }
    unusedDepth -= opened
    guard let function = TemplateFunctions.all[name.lowercased()] else {
      return unknown(
        "function '\(name)' is not evaluated", canonical: Self.canonical(call: name, values),
        at: place
      ).hanging(on: values)
    }
    return function(&self, values, place).hanging(on: values)
  }

  /// A call of a function that the template itself declares.
  private mutating func ownFunction(
    _ name: String, _ function: ConfigurationValue, _ arguments: [TemplateExpression],
    at place: SourcePlace
  ) -> ConfigurationValue {
    let values = arguments.map { evaluate($0, at: place) }
    let parameters = function["parameters"]?.array ?? []
    guard let output = function["output"]?["value"], values.count <= parameters.count else {
      reportValue(.ownFunctionArguments(name, parameters.count), at: place)
      return unknown(
        "'\(name)' is called with other arguments than it takes",
        canonical: Self.canonical(call: name, values), at: place)
    }
    var named: [String: ConfigurationValue] = [:]
    for (index, parameter) in parameters.enumerated() {
      let name = parameter["name"]?.string?.lowercased() ?? ""
      if index < values.count {
        named[name] = values[index]
      } else if parameter["nullable"]?.bool == true {
        named[name] = ConfigurationValue(.null, at: place)
      } else {
        reportValue(.ownFunctionArguments(name, parameters.count), at: place)
        return unknown(
          "'\(name)' is called with other arguments than it takes",
          canonical: Self.canonical(call: name, values), at: place)
      }
    }
    return inFrame(TemplateFrame(deployment: frame.deployment, arguments: named)) {
      $0.evaluate(output)
    }
  }

  /// The parts of a declared resource's name, `split(format('{0}/{1}', …), '/')`: open parts of such a
  /// name have no slash in them, as it fits the resource's type.
  private func partsOfName(
    _ values: [ConfigurationValue], at place: SourcePlace
  ) -> ConfigurationValue? {
    guard values.count == 2, values[1].string == "/", values[0].isUnknown,
      let parts = values[0].textParts, declaredNames.contains(parts.symbolic.lowercased())
    else { return nil }
    let elements = parts.segments.map { segment in
      if let only = segment.onlyOpen { return only }
      guard let open = segment.open else {
        return ConfigurationValue(.string(segment.symbolic), at: place)
      }
      let unknown = UnknownValue(
        key: scope.key + "'\(segment.symbolic)'", because: open.because, source: open.source,
        parameters: open.parameters)
      return ConfigurationValue(
        .unknown(unknown, symbol: segment.symbolic), at: place, parts: segment)
    }
    return ConfigurationValue(.array(elements), at: place)
  }

  // MARK: Access

  mutating func member(
    _ name: String, of base: ConfigurationValue, at place: SourcePlace
  ) -> ConfigurationValue {
    if let open = base.unknown {
      if let value = base.knownMember(name) { return value }
      return unknown(open.because, canonical: Self.canonical(base) + "." + name, at: place)
        .hanging(on: [base]).asPart(ofEndpointIn: base)
    }
    if let value = base[name] { return value }
    if base.isNull {
      reportValue(.propertyOfNull(name), at: place)
    } else {
      reportValue(.noProperty(name, Self.names(of: base)), at: place)
    }
    return unknown("there is no property '\(name)'", canonical: name, at: place)
  }

  mutating func element(
    _ index: ConfigurationValue, of base: ConfigurationValue, at place: SourcePlace
  ) -> ConfigurationValue {
    if let name = index.string { return member(name, of: base, at: place) }
    if let open = base.unknown ?? index.unknown {
      return unknown(
        open.because, canonical: "\(Self.canonical(base))[\(Self.canonical(index))]", at: place
      ).hanging(on: [base, index]).asPart(ofEndpointIn: base)
    }
    if let position = index.integer, base.isArray {
      let elements = base.array
      if elements.indices.contains(position) { return elements[position] }
      reportValue(.noElement(position, count: elements.count), at: place)
    }
    return unknown("there is no such element", canonical: Self.canonical(index), at: place)
  }

  private static func names(of value: ConfigurationValue) -> [String] {
    value.rawFields.map(\.key)
  }
}

extension ConfigurationValue {
  /// What is known of a property of an open object; `nil` where nothing is.
  func knownMember(_ name: String) -> ConfigurationValue? {
    guard let value = knownPart?[name] else { return nil }
    return value.asPartOfOpen(self, named: name)
  }

  /// Itself, known to be a part of what only the deployment of a private endpoint tells, as the value is.
  func asPart(ofEndpointIn whole: ConfigurationValue) -> ConfigurationValue {
    guard let owner = whole.unknown?.addressOf,
      owner.isOfType("Microsoft.Network/privateEndpoints"), let unknown, knownPart == nil
    else { return self }
    return ConfigurationValue(
      .unknown(
        UnknownValue(
          key: unknown.key, because: unknown.because, source: unknown.source,
          candidates: unknown.candidates, parameters: unknown.parameters, addressOf: owner),
        symbol: symbolicText), at: place)
  }

  /// What is known of an open object, as a value of which more may be true.
  func asPartOfOpen(_ whole: ConfigurationValue, named name: String) -> ConfigurationValue {
    guard let open = whole.unknown else { return self }
    switch kind {
    case .object:
      return ConfigurationValue(
        .open(
          open.member(name),
          symbol: TemplateSymbol.symbol(for: "\(TemplateEvaluator.canonical(whole)).\(name)"),
          known: self), at: place)
    case .array:
      return ConfigurationValue(
        .array(
          array.enumerated().map { index, element in
            element.asPartOfOpen(whole, named: "\(name)[\(index)]")
          }), at: place)
    case .null, .bool, .number, .string, .unknown: return self
    }
  }
}

extension Diagnostic.Message {
  static func noProperty(_ name: String, _ names: [String]) -> Self {
    Self("there is no property '\(name)'\(NearMatches.hint(for: name, among: names))")
  }

  static func propertyOfNull(_ name: String) -> Self {
    Self("there is no property '\(name)' of null; ask with 'tryGet' or give a value")
  }

  static func noElement(_ index: Int, count: Int) -> Self {
    Self("there is no element \(index); the array has \(count)")
  }

  static func ownFunctionArguments(_ name: String, _ count: Int) -> Self {
    Self("'\(name)' is declared in this template with \(count) parameters; give as many values")
  }
}
