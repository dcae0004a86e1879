internal import EstateModel

/// A function that evaluates its arguments itself, as one of them is a lambda.
typealias LambdaFunction =
  @Sendable (inout TemplateEvaluator, [TemplateExpression], SourcePlace) -> ConfigurationValue

extension TemplateFunctions {
  /// The functions that take lambdas, by name in small letters.
  ///
  /// See <https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-lambda>.
  static let lambdas: [String: LambdaFunction] = [
    "map": { $0.mapped($1, at: $2) },
    "filter": { $0.filtered($1, at: $2) },
    "reduce": { $0.reduced($1, at: $2) },
    "sort": { $0.sorted($1, at: $2) },
    "toobject": { $0.toObject($1, at: $2) },
    "groupby": { $0.grouped($1, at: $2) },
    "mapvalues": { $0.mappedValues($1, at: $2) },
    "lambda": { $0.strayLambda($1, at: $2) },
  ]

  /// `lambdaVariables`.
  static let lambdaValues: [String: TemplateFunction] = [
    "lambdavariables": { evaluator, arguments, place in
      evaluator.lambdaVariable(arguments, at: place)
    }
  ]
}

/// `lambda('a', 'b', body)`.
private struct TemplateLambda {
  let variables: [String]
  let body: TemplateExpression

  init?(_ expression: TemplateExpression, variables counts: ClosedRange<Int>) {
    guard case .call(let name, let arguments) = expression, name.lowercased() == "lambda",
      let body = arguments.last, counts.contains(arguments.count - 1)
    else { return nil }
    var variables: [String] = []
    for argument in arguments.dropLast() {
      guard case .string(let variable) = argument else { return nil }
      variables.append(variable)
    }
    self.variables = variables
    self.body = body
  }
}

extension TemplateEvaluator {
  private mutating func apply(
    _ lambda: TemplateLambda, to values: [ConfigurationValue], at place: SourcePlace
  ) -> ConfigurationValue {
    let count = frame.lambdaVariables.count
    for (name, value) in zip(lambda.variables, values) {
      frame.lambdaVariables.append(TemplateFrame.LambdaVariable(name: name, value: value))
    }
    defer { frame.lambdaVariables.removeLast(frame.lambdaVariables.count - count) }
    return evaluate(lambda.body, at: place)
  }

  private func number(_ value: Int, at place: SourcePlace) -> ConfigurationValue {
    ConfigurationValue(.number(String(value)), at: place)
  }

  /// The first argument, which has to be known; an open result where it is not.
  private enum Input<Value> {
    case value(Value)
    case failed(ConfigurationValue)
  }

  private mutating func list(
    _ function: String, _ arguments: [TemplateExpression], at place: SourcePlace
  ) -> Input<[ConfigurationValue]> {
    switch input(function, arguments, at: place) {
    case .failed(let value): return .failed(value)
    case .value(let value):
      guard value.isArray else {
        return .failed(wrongInput(function, "an array", at: place))
      }
      return .value(value.array)
    }
  }

  private mutating func input(
    _ function: String, _ arguments: [TemplateExpression], at place: SourcePlace
  ) -> Input<ConfigurationValue> {
    guard let first = arguments.first else {
      return .failed(wrongInput(function, "a value and a lambda", at: place))
    }
    let value = evaluate(first, at: place)
    if value.isUnknown { return .failed(open([value], function, arguments, at: place)) }
    return .value(value)
  }

  private mutating func wrongInput(
    _ function: String, _ wanted: String, at place: SourcePlace
  ) -> ConfigurationValue {
    reportValue(.lambdaInput(function, wanted), at: place)
    return unknown("'\(function)' takes \(wanted)", canonical: "\(function)()", at: place)
  }

  /// An open result: what it hangs on, and the text of the call with what its variables are.
  private func open(
    _ values: [ConfigurationValue], _ function: String, _ arguments: [TemplateExpression],
    at place: SourcePlace
  ) -> ConfigurationValue {
    let because = values.lazy.compactMap(\.openPart).first?.because
    let texts = arguments.dropFirst().map(\.description)
    let inputs = values.first.map { [Self.canonical($0)] } ?? []
    return unknown(
      because ?? "'\(function)' is not decided",
      canonical: "\(function)(\((inputs + texts).joined(separator: ", ")))\(frame.turn)", at: place
    ).hanging(on: values)
  }

  fileprivate mutating func mapped(
    _ arguments: [TemplateExpression], at place: SourcePlace
  ) -> ConfigurationValue {
    guard arguments.count == 2, let lambda = TemplateLambda(arguments[1], variables: 1...2) else {
      return wrongInput("map", "an array and a lambda of one or two variables", at: place)
    }
    switch list("map", arguments, at: place) {
    case .failed(let value): return value
    case .value(let elements):
      var results: [ConfigurationValue] = []
      for (index, element) in elements.enumerated() {
        results.append(apply(lambda, to: [element, number(index, at: place)], at: place))
      }
      return ConfigurationValue(.array(results), at: place)
    }
  }

  fileprivate mutating func filtered(
    _ arguments: [TemplateExpression], at place: SourcePlace
  ) -> ConfigurationValue {
    guard arguments.count == 2, let lambda = TemplateLambda(arguments[1], variables: 1...2) else {
      return wrongInput("filter", "an array and a lambda of one or two variables", at: place)
    }
    switch list("filter", arguments, at: place) {
    case .failed(let value): return value
    case .value(let elements):
      var results: [ConfigurationValue] = []
      for (index, element) in elements.enumerated() {
        let keeps = apply(lambda, to: [element, number(index, at: place)], at: place)
        if keeps.isUnknown {
          let whole = ConfigurationValue(.array(elements), at: place)
          return open([whole, keeps], "filter", arguments, at: place)
        }
        guard let truth = keeps.truth else {
          return wrongInput("filter", "a lambda that gives true or false", at: place)
        }
        if truth { results.append(element) }
      }
      return ConfigurationValue(.array(results), at: place)
    }
  }

  fileprivate mutating func reduced(
    _ arguments: [TemplateExpression], at place: SourcePlace
  ) -> ConfigurationValue {
    guard arguments.count == 3, let lambda = TemplateLambda(arguments[2], variables: 2...3) else {
      return wrongInput(
        "reduce", "an array, a first value and a lambda of two or three variables", at: place)
    }
    switch list("reduce", arguments, at: place) {
    case .failed(let value): return value
    case .value(let elements):
      var result = evaluate(arguments[1], at: place)
      for (index, element) in elements.enumerated() {
        result = apply(lambda, to: [result, element, number(index, at: place)], at: place)
      }
      return result
    }
  }

  /// The lambda tells whether its first value belongs before its second.
  fileprivate mutating func sorted(
    _ arguments: [TemplateExpression], at place: SourcePlace
  ) -> ConfigurationValue {
    guard arguments.count == 2, let lambda = TemplateLambda(arguments[1], variables: 2...2) else {
      return wrongInput("sort", "an array and a lambda of two variables", at: place)
    }
    switch list("sort", arguments, at: place) {
    case .failed(let value): return value
    case .value(let elements):
      var undecided: ConfigurationValue?
      var isWrong = false
      let sorted = elements.sorted { left, right in
        if undecided != nil || isWrong { return false }
        let order = apply(lambda, to: [left, right], at: place)
        if order.isUnknown { undecided = order }
        if !order.isUnknown, order.truth == nil { isWrong = true }
        return order.truth ?? false
      }
      if isWrong { return wrongInput("sort", "a lambda that gives true or false", at: place) }
      if let undecided {
        let whole = ConfigurationValue(.array(elements), at: place)
        return open([whole, undecided], "sort", arguments, at: place)
      }
      return ConfigurationValue(.array(sorted), at: place)
    }
  }

  fileprivate mutating func toObject(
    _ arguments: [TemplateExpression], at place: SourcePlace
  ) -> ConfigurationValue {
    guard (2...3).contains(arguments.count),
      let keys = TemplateLambda(arguments[1], variables: 1...1)
    else { return wrongInput("toObject", "an array and lambdas of one variable", at: place) }
    let values = arguments.count == 3 ? TemplateLambda(arguments[2], variables: 1...1) : nil
    guard arguments.count == 2 || values != nil else {
      return wrongInput("toObject", "an array and lambdas of one variable", at: place)
    }
    switch list("toObject", arguments, at: place) {
    case .failed(let value): return value
    case .value(let elements):
      var object = FieldsByKey()
      for element in elements {
        let key = apply(keys, to: [element], at: place)
        if key.isUnknown {
          let whole = ConfigurationValue(.array(elements), at: place)
          return open([whole, key], "toObject", arguments, at: place)
        }
        guard let name = key.text else {
          return wrongInput("toObject", "a lambda that gives a text for the key", at: place)
        }
        object.set(name, values.map { apply($0, to: [element], at: place) } ?? element, at: place)
      }
      return ConfigurationValue(.object(object.fields), at: place)
    }
  }

  fileprivate mutating func grouped(
    _ arguments: [TemplateExpression], at place: SourcePlace
  ) -> ConfigurationValue {
    guard arguments.count == 2, let lambda = TemplateLambda(arguments[1], variables: 1...1) else {
      return wrongInput("groupBy", "an array and a lambda of one variable", at: place)
    }
    switch list("groupBy", arguments, at: place) {
    case .failed(let value): return value
    case .value(let elements):
      var order: [String] = []
      var groups: [String: (name: String, elements: [ConfigurationValue])] = [:]
      for element in elements {
        let key = apply(lambda, to: [element], at: place)
        if key.isUnknown {
          let whole = ConfigurationValue(.array(elements), at: place)
          return open([whole, key], "groupBy", arguments, at: place)
        }
        guard let name = key.text else {
          return wrongInput("groupBy", "a lambda that gives a text", at: place)
        }
        let folded = name.lowercased()
        if groups[folded] == nil { order.append(folded) }
        groups[folded, default: (name, [])].elements.append(element)
      }
      let fields = order.compactMap { key in
        groups[key].map { group in
          ConfigurationValue.PlacedField(
            key: group.name, keyPlace: place,
            value: ConfigurationValue(.array(group.elements), at: place))
        }
      }
      return ConfigurationValue(.object(fields), at: place)
    }
  }

  fileprivate mutating func mappedValues(
    _ arguments: [TemplateExpression], at place: SourcePlace
  ) -> ConfigurationValue {
    guard arguments.count == 2, let lambda = TemplateLambda(arguments[1], variables: 1...1) else {
      return wrongInput("mapValues", "an object and a lambda of one variable", at: place)
    }
    switch input("mapValues", arguments, at: place) {
    case .failed(let value): return value
    case .value(let object):
      guard object.isObject else { return wrongInput("mapValues", "an object", at: place) }
      var fields: [ConfigurationValue.PlacedField] = []
      for field in object.rawFields {
        fields.append(
          ConfigurationValue.PlacedField(
            key: field.key, keyPlace: field.keyPlace,
            value: apply(lambda, to: [field.value], at: place)))
      }
      return ConfigurationValue(.object(fields), at: place)
    }
  }

  fileprivate mutating func strayLambda(
    _ arguments: [TemplateExpression], at place: SourcePlace
  ) -> ConfigurationValue {
    reportValue(.strayLambda, at: place)
    return unknown("a lambda stands where a value should be", canonical: "lambda", at: place)
  }

  fileprivate mutating func lambdaVariable(
    _ arguments: [ConfigurationValue], at place: SourcePlace
  ) -> ConfigurationValue {
    guard arguments.count == 1, let name = arguments.first?.string else {
      reportValue(.argumentCount("lambdaVariables", "one"), at: place)
      return unknown("'lambdaVariables' takes a name", canonical: "lambdaVariables", at: place)
    }
    let variable = frame.lambdaVariables.last { $0.name.equalsIgnoringASCIICase(name) }
    if let variable { return variable.value }
    reportValue(.noLambdaVariable(name, frame.lambdaVariables.map(\.name)), at: place)
    return unknown(
      "no lambda here has a variable '\(name)'", canonical: "lambdaVariables('\(name)')", at: place)
  }
}

/// The fields of an object in the making; a key that comes again replaces the value.
private struct FieldsByKey {
  private(set) var fields: [ConfigurationValue.PlacedField] = []
  private var places: [String: Int] = [:]

  mutating func set(_ key: String, _ value: ConfigurationValue, at place: SourcePlace) {
    let field = ConfigurationValue.PlacedField(key: key, keyPlace: place, value: value)
    if let index = places[key.lowercased()] {
      fields[index] = field
    } else {
      places[key.lowercased()] = fields.count
      fields.append(field)
    }
  }
}

extension Diagnostic.Message {
  static func lambdaInput(_ function: String, _ wanted: String) -> Self {
    Self("'\(function)' takes \(wanted)")
  }

  static var strayLambda: Self {
    Self("a lambda stands only among the arguments of 'map', 'filter', 'sort' and their like")
  }

  static func noLambdaVariable(_ name: String, _ names: [String]) -> Self {
    Self(
      "no lambda around this has a variable '\(name)'\(NearMatches.hint(for: name, among: names))")
  }
}
