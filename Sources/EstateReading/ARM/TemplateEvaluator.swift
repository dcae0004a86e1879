internal import EstateModel

/// Evaluates the expressions of one template.
///
/// What it cannot evaluate becomes an unknown value that says why; the rest goes on.
struct TemplateEvaluator {
  var scope: TemplateScope
  private(set) var diagnostics: [Diagnostic] = []
  /// The parameters with few values that are used and have none, each once.
  private(set) var openParameters: [OpenParameter] = []
  /// Above zero within the arguments of a call that is not evaluated: `if` for one uses only some of
  /// them, so what a value lacks there is no error.
  private var unusedDepth = 0

  init(scope: TemplateScope) { self.scope = scope }

  // MARK: Values

  /// The value with every expression in it evaluated; the same handle where it has none.
  mutating func evaluate(_ value: ConfigurationValue) -> ConfigurationValue {
    switch value.kind {
    case .string:
      guard let text = value.string, text.utf8.first == UInt8(ascii: "[") else { return value }
      return evaluate(text, at: value.place)
    case .array:
      guard Self.hasExpression(value) else { return value }
      return ConfigurationValue(.array(value.array.map { evaluate($0) }), at: value.place)
    case .object:
      guard Self.hasExpression(value) else { return value }
      return evaluateObject(value)
    case .null, .bool, .number, .unknown: return value
    }
  }

  private mutating func evaluateObject(_ value: ConfigurationValue) -> ConfigurationValue {
    var fields: [ConfigurationValue.PlacedField] = []
    for field in value.rawFields {
      if field.key.equalsIgnoringASCIICase("copy"), field.value.isArray {
        for loop in field.value.array { fields += copiedField(loop, at: field.keyPlace) }
        continue
      }
      var key = field.key
      if key.utf8.first == UInt8(ascii: "[") {
        key = evaluate(key, at: field.keyPlace).symbolicText ?? key
      }
      fields.append(
        ConfigurationValue.PlacedField(
          key: key, keyPlace: field.keyPlace, value: evaluate(field.value)))
    }
    return ConfigurationValue(.object(fields), at: value.place)
  }

  /// A property that a loop makes: open, since loops are not run.
  private mutating func copiedField(
    _ loop: ConfigurationValue, at place: SourcePlace
  ) -> [ConfigurationValue.PlacedField] {
    guard let name = loop["name"]?.string else { return [] }
    let unknown = UnknownValue(
      key: "\(scope.key)copy/\(loop.position.line):\(loop.position.column)",
      because: "the loop that makes '\(name)' is not run", source: loop.position)
    return [
      ConfigurationValue.PlacedField(
        key: name, keyPlace: place,
        value: ConfigurationValue(
          .unknown(unknown, symbol: "{copy \(name)}"), at: loop.place))
    ]
  }

  private static func hasExpression(_ value: ConfigurationValue) -> Bool {
    switch value.kind {
    case .string: value.string?.utf8.first == UInt8(ascii: "[")
    case .array: value.array.contains(where: hasExpression)
    case .object:
      value.rawFields.contains {
        $0.key.utf8.first == UInt8(ascii: "[") || $0.key.equalsIgnoringASCIICase("copy")
          || hasExpression($0.value)
      }
    case .null, .bool, .number, .unknown: false
    }
  }

  /// The value of a string that may be an expression.
  mutating func evaluate(_ text: String, at place: SourcePlace) -> ConfigurationValue {
    do {
      switch try TemplateString(text) {
      case .literal(let literal): return ConfigurationValue(.string(literal), at: place)
      case .expression(let expression): return evaluate(expression, at: place)
      }
    } catch {
      report(.malformedExpression(error.problem), at: place)
      return unknown("the expression is malformed", canonical: text, at: place)
    }
  }

  mutating func evaluate(
    _ expression: TemplateExpression, at place: SourcePlace
  ) -> ConfigurationValue {
    switch expression {
    case .string(let text): return ConfigurationValue(.string(text), at: place)
    case .integer(let value): return ConfigurationValue(.number(String(value)), at: place)
    case .property(let base, let name):
      return member(name, of: evaluate(base, at: place), at: place)
    case .index(let base, let index):
      return element(evaluate(index, at: place), of: evaluate(base, at: place), at: place)
    case .call(let name, let arguments):
      guard let function = TemplateFunctions.all[name.lowercased()] else {
        unusedDepth += 1
        let values = arguments.map { evaluate($0, at: place) }
        unusedDepth -= 1
        return unknown(
          "function '\(name)' is not evaluated",
          canonical: Self.canonical(call: name, values), at: place
        ).hanging(on: values)
      }
      if name.equalsIgnoringASCIICase("if") { return conditional(arguments, at: place) }
      let values = arguments.map { evaluate($0, at: place) }
      return function(&self, values, place).hanging(on: values)
    }
  }

  /// Of `if` only the branch that the condition picks is evaluated.
  private mutating func conditional(
    _ arguments: [TemplateExpression], at place: SourcePlace
  ) -> ConfigurationValue {
    guard arguments.count == 3 else {
      report(.argumentCount("if", "three"), at: place)
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

  // MARK: Access

  private mutating func member(
    _ name: String, of base: ConfigurationValue, at place: SourcePlace
  ) -> ConfigurationValue {
    if let open = base.unknown {
      return unknown(open.because, canonical: Self.canonical(base) + "." + name, at: place)
        .hanging(on: [base])
    }
    if let value = base[name] { return value }
    reportValue(.noProperty(name, Self.names(of: base)), at: place)
    return unknown("there is no property '\(name)'", canonical: name, at: place)
  }

  private mutating func element(
    _ index: ConfigurationValue, of base: ConfigurationValue, at place: SourcePlace
  ) -> ConfigurationValue {
    if let open = base.unknown ?? index.unknown {
      return unknown(
        open.because, canonical: "\(Self.canonical(base))[\(Self.canonical(index))]", at: place
      ).hanging(on: [base, index])
    }
    if let name = index.string { return member(name, of: base, at: place) }
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

  // MARK: Open values

  /// An open value of this template; its symbol and key follow from `canonical`.
  func unknown(
    _ because: String, canonical: String, at place: SourcePlace, candidates: [String] = []
  ) -> ConfigurationValue {
    let unknown = UnknownValue(
      key: scope.key + canonical, because: because, source: place.position,
      candidates: candidates)
    return ConfigurationValue(
      .unknown(unknown, symbol: TemplateSymbol.symbol(for: canonical)), at: place)
  }

  mutating func note(_ parameter: OpenParameter) {
    if !openParameters.contains(where: { $0.key == parameter.key }) {
      openParameters.append(parameter)
    }
  }

  mutating func report(_ message: Diagnostic.Message, at place: SourcePlace) {
    report(Diagnostic(.error, message, at: place.position))
  }

  /// An error that hangs on a value rather than on the template's text.
  mutating func reportValue(_ message: Diagnostic.Message, at place: SourcePlace) {
    if unusedDepth == 0 { report(message, at: place) }
  }

  mutating func report(_ diagnostic: Diagnostic) {
    if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
  }

  static func canonical(call name: String, _ arguments: [ConfigurationValue]) -> String {
    "\(name)(\(arguments.map(canonical).joined(separator: ", ")))"
  }

  /// The same text for the same value, open ones by their symbol.
  static func canonical(_ value: ConfigurationValue) -> String {
    switch value.kind {
    case .null: "null()"
    case .bool, .number: value.text ?? ""
    case .string: "'\(value.string ?? "")'"
    case .unknown:
      TemplateSymbol.withoutBraces(
        TemplateSymbol.withShortScope(value.symbolicText ?? value.unknown?.key ?? ""))
    case .array: "[\(value.array.map(canonical).joined(separator: ", "))]"
    case .object:
      "{\(value.rawFields.map { "\($0.key): \(canonical($0.value))" }.joined(separator: ", "))}"
    }
  }
}

extension Diagnostic.Message {
  static func malformedExpression(_ problem: String) -> Self {
    Self("this is no expression: \(problem); a text that begins with '[' is written '[['")
  }

  static func noProperty(_ name: String, _ names: [String]) -> Self {
    Self("there is no property '\(name)'\(NearMatches.hint(for: name, among: names))")
  }

  static func noElement(_ index: Int, count: Int) -> Self {
    Self("there is no element \(index); the array has \(count)")
  }
}
