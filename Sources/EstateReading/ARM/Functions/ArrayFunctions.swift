internal import EstateModel

extension TemplateFunctions {
  /// [Array functions for ARM templates](https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-array)
  static let arrays = [
    PureFunction("array", 1) { call throws(FunctionFailure) in
      let value = try call.value(0)
      return value.isArray ? value : try call.array([value])
    },
    PureFunction("createArray", 0...) { call throws(FunctionFailure) in
      try call.array(call.arguments)
    },
    PureFunction("flatten", 1, flatten),
    PureFunction("range", 2, range),
    PureFunction("union", 2..., union),
    PureFunction("intersection", 2..., intersection),
    PureFunction("indexFromEnd", 2) { call throws(FunctionFailure) in
      let (elements, index) = (try call.array(0), try call.integer(1))
      guard (1...max(1, elements.count)).contains(index), !elements.isEmpty else {
        throw call.refuse("there is no element \(index) from the end of \(elements.count)")
      }
      return elements[elements.count - index]
    },
    PureFunction("tryIndexFromEnd", 2..., tryIndexFromEnd),
    PureFunction("tryGet", 2..., tryGet),
  ]

  /// One level of arrays less.
  private static func flatten(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    var elements: [ConfigurationValue] = []
    for element in try call.array(0) {
      if let unknown = element.unknown { throw .open(unknown) }
      guard element.isArray else { throw call.refuse("an element of the array is no array") }
      elements += element.array
      guard elements.count <= FunctionCall.longestArray else { throw .tooLarge }
    }
    return try call.array(elements)
  }

  private static func range(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let (start, count) = (try call.integer(0), try call.integer(1))
    guard (0...10_000).contains(count) else {
      throw call.refuse("the count is 0 to 10000, not \(count)")
    }
    guard (Int(Int32.min)...Int(Int32.max)).contains(start),
      start + count <= Int(Int32.max) + 1
    else { throw call.refuse("the numbers end at 2147483647") }
    return try call.array((start..<start + count).map { call.number($0) })
  }

  // MARK: Sets

  private static func union(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    if try call.isOfObjects() {
      var merge = ObjectMerge(call: call, isDeep: true)
      for argument in call.arguments { try merge.add(argument) }
      return merge.object
    }
    var elements: [ConfigurationValue] = []
    for index in call.arguments.indices {
      elements += try call.array(index)
      guard elements.count <= FunctionCall.longestArray else { throw .tooLarge }
    }
    return try call.array(try call.distinct(elements))
  }

  private static func intersection(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    if try call.isOfObjects() { return try commonFields(call) }
    var sets: [ValueSet] = []
    for index in call.arguments.indices { sets.append(ValueSet(try call.array(index))) }
    var common: [ConfigurationValue] = []
    for element in try call.distinct(try call.array(0)) {
      var isInAll: Bool? = true
      for set in sets.dropFirst() where isInAll != false {
        switch set.contains(element) {
        case true?: break
        case false?: isInAll = false
        case nil: isInAll = nil
        }
      }
      switch isInAll {
      case true?: common.append(element)
      case false?: break
      case nil: throw call.openness
      }
    }
    return try call.array(common)
  }

  /// Those that all objects have with the same value.
  private static func commonFields(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    var fields = call.arguments[0].rawFields
    for other in call.arguments.dropFirst() {
      var values: [String: ConfigurationValue] = [:]
      for field in other.rawFields { values[field.key] = field.value }
      var common: [ConfigurationValue.PlacedField] = []
      for field in fields {
        guard let value = values[field.key] else { continue }
        switch ValueComparison.equals(field.value, value) {
        case true?: common.append(field)
        case false?: break
        case nil: throw call.openness
        }
      }
      fields = common
    }
    return ConfigurationValue(.object(fields), at: call.place)
  }

  // MARK: Places

  private static func tryIndexFromEnd(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let base = try call.value(0)
    let index = try call.value(1).integer ?? 0
    let elements = base.array
    guard index > 0, index <= elements.count else {
      return ConfigurationValue(.null, at: call.place)
    }
    return try call.followed(from: elements[elements.count - index])
  }

  /// The property or element, or null where there is none; from there on as a plain access.
  private static func tryGet(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let step = try call.value(1)
    if let open = step.openText { throw .open(open) }
    if let key = step.string, let known = call.arguments[0].knownMember(key) {
      return try call.followed(from: known)
    }
    let base = try call.value(0)
    let found: ConfigurationValue?
    if let key = step.string {
      found = base[key]
    } else if let index = step.integer {
      let elements = base.array
      found = elements.indices.contains(index) ? elements[index] : nil
    } else if step.isObject {
      found = base.element(at: step)
    } else {
      throw call.refusal(1, "a name or an index")
    }
    guard let found else { return ConfigurationValue(.null, at: call.place) }
    return try call.followed(from: found)
  }
}

extension FunctionCall {
  /// Whether the arguments are objects; otherwise the first one is an array.
  fileprivate func isOfObjects() throws(FunctionFailure) -> Bool {
    for index in arguments.indices { _ = try value(index) }
    guard arguments[0].isObject else { return false }
    for index in arguments.indices { _ = try object(index) }
    return true
  }

  /// That the open parts of the arguments decide.
  fileprivate var openness: FunctionFailure {
    if let open = arguments.lazy.compactMap(\.openPart).first { return .open(open) }
    return .undocumented("what is open decides the result of '\(name)'")
  }

  /// Each value once, where it stands first.
  fileprivate func distinct(
    _ elements: [ConfigurationValue]
  ) throws(FunctionFailure) -> [ConfigurationValue] {
    var set = ValueSet([])
    var result: [ConfigurationValue] = []
    for element in elements {
      switch set.contains(element) {
      case true?: continue
      case false?:
        set.insert(element)
        result.append(element)
      case nil: throw openness
      }
    }
    return result
  }

  /// The value that the arguments from the third on lead to.
  fileprivate func followed(
    from start: ConfigurationValue
  ) throws(FunctionFailure) -> ConfigurationValue {
    guard arguments.count > 2, !start.isNull else { return start }
    var value = start
    for step in arguments[2...] {
      if let key = step.string, let known = value.knownMember(key) {
        value = known
        continue
      }
      if let open = value.unknown ?? step.unknown ?? step.openText { throw .open(open) }
      let found: ConfigurationValue?
      if let key = step.string {
        found = value[key]
      } else if let index = step.integer {
        let elements = value.array
        found = elements.indices.contains(index) ? elements[index] : nil
      } else {
        found = value.element(at: step)
      }
      guard let found else {
        throw refuse("there is no \(step.text.map { "'\($0)'" } ?? "such element") in the value")
      }
      value = found
    }
    return value
  }
}

extension ConfigurationValue {
  /// `{"value": 1, "fromEnd": true}`, as the Bicep compiler writes an index.
  fileprivate func element(at step: ConfigurationValue) -> ConfigurationValue? {
    let elements = array
    guard let index = step["value"]?.integer else {
      return step["value"]?.string.flatMap { self[$0] }
    }
    guard step["fromEnd"]?.bool == true else {
      return elements.indices.contains(index) ? elements[index] : nil
    }
    return index > 0 && index <= elements.count ? elements[elements.count - index] : nil
  }
}

/// Values of which some may be open.
private struct ValueSet {
  private var keys: Set<String> = []
  private var known: [ConfigurationValue] = []
  private var open: [ConfigurationValue] = []
  /// So many comparisons take about a second.
  private static let mostComparisons = 1_000_000

  init(_ values: [ConfigurationValue]) {
    for value in values { insert(value) }
  }

  mutating func insert(_ value: ConfigurationValue) {
    if let key = ValueComparison.key(of: value) {
      if keys.insert(key).inserted { known.append(value) }
    } else {
      open.append(value)
    }
  }

  /// - Returns: `nil` where open parts decide.
  func contains(_ value: ConfigurationValue) -> Bool? {
    var isDecided = true
    if let key = ValueComparison.key(of: value) {
      if keys.contains(key) { return true }
      guard keys.count * open.count <= Self.mostComparisons else { return nil }
    } else {
      guard (known.count + open.count) * (open.count + 1) <= Self.mostComparisons else {
        return nil
      }
      for other in known where ValueComparison.equals(other, value) != false { isDecided = false }
    }
    for other in open {
      switch ValueComparison.equals(other, value) {
      case true?: return true
      case false?: break
      case nil: isDecided = false
      }
    }
    return isDecided ? false : nil
  }
}
