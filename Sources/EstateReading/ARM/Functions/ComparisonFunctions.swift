internal import EstateModel

extension TemplateFunctions {
  /// [Comparison functions for ARM templates](https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-comparison)
  static let comparisons = [
    PureFunction("equals", 2) { call throws(FunctionFailure) in
      if let areEqual = ValueComparison.equals(call.arguments[0], call.arguments[1]) {
        return call.bool(areEqual)
      }
      throw call.openArgument
    },
    PureFunction("coalesce", 1..., coalesce),
    PureFunction("less", 2) { call throws(FunctionFailure) in
      call.bool(try call.order == .before)
    },
    PureFunction("lessOrEquals", 2) { call throws(FunctionFailure) in
      call.bool(try call.order != .behind)
    },
    PureFunction("greater", 2) { call throws(FunctionFailure) in
      call.bool(try call.order == .behind)
    },
    PureFunction("greaterOrEquals", 2) { call throws(FunctionFailure) in
      call.bool(try call.order != .before)
    },
    PureFunction("fail", 1) { call throws(FunctionFailure) in
      throw .refused(.templateFails(try call.text(0)))
    },
  ]

  /// The first value that is not null; an open one may be, unless it is known to be a text.
  private static func coalesce(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    for (index, argument) in call.arguments.enumerated() where !argument.isNull {
      if let unknown = argument.unknown, argument.textParts?.knownPieces.isEmpty != false {
        // Nothing stands behind it but null, and so it is the value whatever it is.
        let rest = call.arguments[(index + 1)...]
        if rest.allSatisfy(\.isNull) { return argument }
        throw .open(unknown)
      }
      return argument
    }
    return ConfigurationValue(.null, at: call.place)
  }
}

private enum Order {
  case before, same, behind
}

extension FunctionCall {
  fileprivate var openArgument: FunctionFailure {
    if let open = arguments.lazy.compactMap(\.openPart).first { return .open(open) }
    return .undocumented("what is open decides '\(name)'")
  }

  /// Of two numbers or two texts.
  fileprivate var order: Order {
    get throws(FunctionFailure) {
      let (first, second) = (try value(0), try value(1))
      if let one = first.integer, let other = second.integer {
        return one < other ? .before : one == other ? .same : .behind
      }
      if let one = first.number, let other = second.number {
        return one < other ? .before : one == other ? .same : .behind
      }
      guard first.kind == .string else { throw refusal(0, "a number or a text") }
      guard second.kind == .string else { throw refusal(1, "a text, as the first one is") }
      if ValueComparison.equals(first, second) == true { return .same }
      return try Self.order(try text(0), try text(1))
    }
  }

  /// Letters and digits as .NET's invariant culture has them: `1 a A b B`, the case last.
  private static func order(
    _ first: String, _ second: String
  ) throws(FunctionFailure) -> Order {
    guard first.utf8.allSatisfy(\.isLetterOrDigit), second.utf8.allSatisfy(\.isLetterOrDigit) else {
      throw .undocumented("how texts with other characters than letters and digits are ordered")
    }
    let (one, other) = (first.lowercased(), second.lowercased())
    if one != other { return one < other ? .before : .behind }
    guard let difference = zip(first.utf8, second.utf8).first(where: { $0 != $1 }) else {
      return .same
    }
    // The small letter comes first.
    return difference.0 > difference.1 ? .before : .behind
  }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }
}

extension Diagnostic.Message {
  static func templateFails(_ message: String) -> Self {
    Self("the template fails here, as its 'fail' says: \(message)")
  }
}
