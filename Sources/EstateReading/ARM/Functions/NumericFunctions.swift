internal import EstateModel

extension TemplateFunctions {
  /// [Numeric functions for ARM templates](https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-numeric)
  static let numbers = [
    PureFunction("add", 2) { call throws(FunctionFailure) in
      try computed(call) { $0.addingReportingOverflow($1) }
    },
    PureFunction("sub", 2) { call throws(FunctionFailure) in
      try computed(call) { $0.subtractingReportingOverflow($1) }
    },
    PureFunction("mul", 2) { call throws(FunctionFailure) in
      try computed(call) { $0.multipliedReportingOverflow(by: $1) }
    },
    PureFunction("div", 2) { call throws(FunctionFailure) in
      try computed(call) { $0.dividedReportingOverflow(by: $1) }
    },
    PureFunction("mod", 2) { call throws(FunctionFailure) in
      try computed(call) { $0.remainderReportingOverflow(dividingBy: $1) }
    },
    PureFunction("max", 1...) { call throws(FunctionFailure) in
      try extreme(call) { $0 > $1 }
    },
    PureFunction("min", 1...) { call throws(FunctionFailure) in
      try extreme(call) { $0 < $1 }
    },
    PureFunction("int", 1, int),
    PureFunction("float", 1, float),
  ]

  /// - Parameter compute: The result, and whether it needs more than 64 bits, or divides by zero.
  private static func computed(
    _ call: FunctionCall,
    _ compute: (Int, Int) -> (partialValue: Int, overflow: Bool)
  ) throws(FunctionFailure) -> ConfigurationValue {
    let (first, second) = (try call.integer(0), try call.integer(1))
    let (value, isWrong) = compute(first, second)
    guard !isWrong else {
      let isDivision = second == 0 && (call.name == "div" || call.name == "mod")
      throw call.refuse(isDivision ? "it divides by zero" : "the result needs more than 64 bits")
    }
    return call.number(value)
  }

  /// Of the arguments, or of the elements of the only one.
  private static func extreme(
    _ call: FunctionCall, _ isBeyond: (Double, Double) -> Bool
  ) throws(FunctionFailure) -> ConfigurationValue {
    var values = call.arguments
    if values.count == 1, try call.value(0).isArray { values = values[0].array }
    var result: ConfigurationValue?
    for (index, value) in values.enumerated() {
      if let unknown = value.unknown { throw .open(unknown) }
      guard let number = value.number else {
        throw call.refuse("value \(index + 1) is no number")
      }
      guard let before = result else {
        result = value
        continue
      }
      if let first = value.integer, let second = before.integer {
        // Doubles do not tell large ones apart.
        if first != second, isBeyond(first > second ? 1 : 0, first > second ? 0 : 1) {
          result = value
        }
      } else if let other = before.number, isBeyond(number, other) {
        result = value
      }
    }
    guard let result else { throw call.refuse("the array is empty") }
    return result
  }

  private static func int(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let value = try call.value(0)
    if let integer = value.integer { return call.number(integer) }
    guard value.kind == .string else { throw call.refusal(0, "a text or an integer") }
    let text = try call.text(0)
    let digits = text.unicodeScalars.drop { $0.properties.isWhitespace }
    let end = digits.lastIndex { !$0.properties.isWhitespace }.map { digits.index(after: $0) }
    guard let number = Int(String(digits[..<(end ?? digits.endIndex)])) else {
      throw call.refuse("the text '\(text.prefix(50))' is no integer")
    }
    return call.number(number)
  }

  private static func float(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let value = try call.value(0)
    var number = value.number
    if value.kind == .string { number = Double(try call.text(0)) }
    guard let number, number.isFinite else { throw call.refusal(0, "a number, or one as text") }
    return ConfigurationValue(.number("\(number)"), at: call.place)
  }
}
