internal import EstateModel

/// Why a call gives no known value.
enum FunctionFailure: Error {
  /// It hangs on an open value.
  case open(UnknownValue)
  /// Azure refuses such a call.
  case refused(Diagnostic.Message)
  case tooLarge
  /// Azure works it out in a way that no article tells.
  case undocumented(String)
}

/// One call of a function whose value follows from its arguments alone.
struct FunctionCall {
  let name: String
  let arguments: [ConfigurationValue]
  let place: SourcePlace
  /// What the keys of open values begin with.
  let scope: String
  /// Whether ids keep the symbols of groups and subscriptions that are not the template's own.
  var keepsOpenScopes = false

  /// No name or address is longer; doubling a variable again and again is.
  static let longestText = 1 << 20
  static let longestArray = 100_000

  func has(_ index: Int) -> Bool { arguments.indices.contains(index) }

  // MARK: Arguments

  /// The argument, which is not open; it may hold open values.
  func value(_ index: Int) throws(FunctionFailure) -> ConfigurationValue {
    guard has(index) else { throw refusal(index, "a value") }
    if let unknown = arguments[index].unknown { throw .open(unknown) }
    return arguments[index]
  }

  func parts(_ index: Int) throws(FunctionFailure) -> TextParts {
    guard has(index), let parts = arguments[index].textParts else {
      throw refusal(index, "a text")
    }
    return parts
  }

  func text(_ index: Int) throws(FunctionFailure) -> String {
    let parts = try parts(index)
    if let open = parts.open { throw .open(open) }
    return parts.symbolic
  }

  func integer(_ index: Int) throws(FunctionFailure) -> Int {
    guard let integer = try value(index).integer else { throw refusal(index, "an integer") }
    return integer
  }

  func array(_ index: Int) throws(FunctionFailure) -> [ConfigurationValue] {
    let value = try value(index)
    guard value.isArray else { throw refusal(index, "an array") }
    return value.array
  }

  func object(_ index: Int) throws(FunctionFailure) -> ConfigurationValue {
    let value = try value(index)
    guard value.isObject else { throw refusal(index, "an object") }
    return value
  }

  /// What to say where an argument is of another type.
  func refusal(_ index: Int, _ wanted: String) -> FunctionFailure {
    let found = has(index) ? arguments[index].kindInWords : "nothing"
    return .refused(.wrongArgument(name, index, wanted: wanted, found: found))
  }

  func refuse(_ problem: String) -> FunctionFailure {
    .refused(.refusedCall(name, problem))
  }

  // MARK: Results

  func string(_ text: String) throws(FunctionFailure) -> ConfigurationValue {
    guard text.utf8.count <= Self.longestText else { throw .tooLarge }
    return ConfigurationValue(.string(text), at: place)
  }

  func number(_ value: Int) -> ConfigurationValue {
    ConfigurationValue(.number(String(value)), at: place)
  }

  func bool(_ value: Bool) -> ConfigurationValue { ConfigurationValue(.bool(value), at: place) }

  func array(_ elements: [ConfigurationValue]) throws(FunctionFailure) -> ConfigurationValue {
    guard elements.count <= Self.longestArray else { throw .tooLarge }
    return ConfigurationValue(.array(elements), at: place)
  }

  func object(_ fields: [(String, ConfigurationValue)]) -> ConfigurationValue {
    ConfigurationValue(
      .object(
        fields.map { ConfigurationValue.PlacedField(key: $0, keyPlace: place, value: $1) }),
      at: place)
  }

  /// A text of parts; with an open one among them, an open text with its symbol.
  ///
  /// A resource id stays a known text: its open parts are symbols in it.
  func text(_ parts: TextParts) throws(FunctionFailure) -> ConfigurationValue {
    if let value = parts.onlyOpen { return value }
    guard let open = parts.open else { return try string(parts.symbolic) }
    guard parts.symbolic.utf8.count <= Self.longestText else { throw .tooLarge }
    let id = TemplateSymbol.withoutSymbolicScope(parts.symbolic, onlyOwn: keepsOpenScopes)
    if id.hasPrefix("/"), ResourceID(id) != nil {
      return ConfigurationValue(.string(id), at: place, parts: parts)
    }
    let unknown = UnknownValue(
      key: scope + canonical, because: open.because, source: open.source,
      parameters: open.parameters)
    return ConfigurationValue(
      .unknown(unknown, symbol: parts.symbolic), at: place, parts: parts)
  }

  var canonical: String { TemplateEvaluator.canonical(call: name, arguments) }

  /// The value of this call, or of another one, which is open for the same reason as `open`.
  func unknown(_ open: UnknownValue, canonical: String? = nil) -> ConfigurationValue {
    unknown(open.because, canonical: canonical, parameters: open.parameters)
  }

  /// An open value that does not tell the arguments, which may be what is too large.
  func open(for because: String) -> ConfigurationValue {
    let position = place.position
    return unknown(because, canonical: "\(name)(…) in \(position.line):\(position.column)")
  }

  func unknown(
    _ because: String, canonical: String? = nil, parameters: [String] = []
  ) -> ConfigurationValue {
    let canonical = canonical ?? self.canonical
    let unknown = UnknownValue(
      key: scope + canonical, because: because, source: place.position, parameters: parameters)
    return ConfigurationValue(
      .unknown(unknown, symbol: TemplateSymbol.symbol(for: canonical)), at: place)
  }
}

/// A function whose value follows from its arguments alone, as its reference describes it.
struct PureFunction: Sendable {
  typealias Body = @Sendable (FunctionCall) throws(FunctionFailure) -> ConfigurationValue

  let name: String
  let count: ClosedRange<Int>
  let body: Body

  init(_ name: String, _ count: Int, _ body: @escaping Body) {
    self.init(name, count...count, body)
  }

  init(_ name: String, _ count: PartialRangeFrom<Int>, _ body: @escaping Body) {
    self.init(name, count.lowerBound...Int.max, body)
  }

  init(_ name: String, _ count: ClosedRange<Int>, _ body: @escaping Body) {
    self.name = name
    self.count = count
    self.body = body
  }

  /// The function as the evaluator calls it.
  var function: TemplateFunction {
    { evaluator, arguments, place in evaluator.call(self, arguments, at: place) }
  }
}

extension TemplateEvaluator {
  fileprivate mutating func call(
    _ function: PureFunction, _ arguments: [ConfigurationValue], at place: SourcePlace
  ) -> ConfigurationValue {
    let call = FunctionCall(
      name: function.name, arguments: arguments, place: place, scope: scope.key,
      keepsOpenScopes: keepsOpenScopes)
    guard function.count.contains(arguments.count) else {
      reportValue(.wrongArgumentCount(function.name, function.count, arguments.count), at: place)
      return call.unknown("'\(function.name)' is called with another number of arguments")
    }
    // Looking at what it is given takes time, too.
    guard spend(arguments.reduce(0) { $0 + $1.extent.weight >> 8 }, at: place) else {
      return call.open(for: "evaluating the template takes too long")
    }
    do throws(FunctionFailure) {
      let value = try function.body(call)
      if value.extent.isTooLarge { throw .tooLarge }
      return value
    } catch {
      return outcome(of: call, failing: error)
    }
  }

  /// The value, or an open one where whoever walks through it would not come to an end.
  mutating func bounded(_ value: ConfigurationValue) -> ConfigurationValue {
    guard value.extent.isTooLarge else { return value }
    report(.valueTooLarge, at: value.place)
    let position = value.place.position
    return unknown(
      "the value is too large", canonical: "… in \(position.line):\(position.column)",
      at: value.place)
  }

  private mutating func outcome(
    of call: FunctionCall, failing failure: FunctionFailure
  ) -> ConfigurationValue {
    switch failure {
    case .open(let unknown): return call.unknown(unknown)
    case .undocumented(let because): return call.unknown(because)
    case .refused(let message):
      reportValue(message, at: call.place)
      return call.unknown("Azure refuses this call of '\(call.name)'")
    case .tooLarge:
      report(.resultTooLarge(call.name), at: call.place)
      return call.open(for: "the result is too large")
    }
  }
}

extension ConfigurationValue {
  fileprivate var kindInWords: String {
    switch kind {
    case .null: "null"
    case .bool: "a boolean"
    case .number: integer == nil ? "a number with a fraction" : "an integer"
    case .string: "a text"
    case .array: "an array"
    case .object: "an object"
    case .unknown: "an open value"
    }
  }
}

extension Diagnostic.Message {
  static func resultTooLarge(_ function: String) -> Self {
    Self("the result of '\(function)' is larger than any name or list in Azure; look for a loop")
  }

  static var valueTooLarge: Self {
    Self("this value is larger or nests deeper than any in Azure; look for a loop")
  }

  static func wrongArgumentCount(
    _ function: String, _ wanted: ClosedRange<Int>, _ given: Int
  ) -> Self {
    let number =
      wanted.upperBound == .max
      ? "at least \(wanted.lowerBound)"
      : wanted.count == 1 ? "\(wanted.lowerBound)" : "\(wanted.lowerBound) to \(wanted.upperBound)"
    let noun = wanted.upperBound == 1 ? "argument" : "arguments"
    return Self("'\(function)' takes \(number) \(noun), and \(given) are given")
  }

  static func wrongArgument(
    _ function: String, _ index: Int, wanted: String, found: String
  ) -> Self {
    let ways = ["a text": "string()", "an integer": "int()", "a boolean": "bool()"]
    let converts =
      ways[wanted].map { found == "null" ? "" : "; \($0) may convert it" } ?? ""
    return Self(
      "'\(function)' takes \(wanted) as argument \(index + 1), and \(found) is given\(converts)")
  }

  static func refusedCall(_ function: String, _ problem: String) -> Self {
    Self("'\(function)' cannot be evaluated: \(problem)")
  }
}
