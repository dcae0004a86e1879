internal import EstateModel

/// Whether values are equal, as far as what is open in them leaves it decided.
enum ValueComparison {
  /// - Returns: `nil` where open parts decide.
  static func equals(_ left: ConfigurationValue, _ right: ConfigurationValue) -> Bool? {
    if left.isUnknown || right.isUnknown || left.kind == .string && right.kind == .string {
      return equalTexts(left, right)
    }
    guard left.kind == right.kind else { return false }
    switch left.kind {
    case .null: return true
    case .bool: return left.bool == right.bool
    case .number:
      if let first = left.integer, let second = right.integer { return first == second }
      return left.number == right.number
    case .array: return equalElements(left.array, right.array)
    case .object: return equalFields(left, right)
    case .string, .unknown: return nil
    }
  }

  /// Texts, or open values that may be such.
  private static func equalTexts(
    _ left: ConfigurationValue, _ right: ConfigurationValue
  ) -> Bool? {
    guard let first = left.textParts, let second = right.textParts else {
      // An open value of which a part is known is a text, and the other one is none.
      let parts = left.textParts ?? right.textParts
      return parts?.knownPieces.isEmpty == false ? false : nil
    }
    if first.open == nil, second.open == nil {
      return first.symbolic.utf8.elementsEqual(second.symbolic.utf8)
    }
    if equalParts(first.parts, second.parts) { return true }
    return haveDifferentEnds(first, second) ? false : nil
  }

  private static func equalParts(_ left: [TextParts.Part], _ right: [TextParts.Part]) -> Bool {
    left.count == right.count
      && zip(left, right).allSatisfy { pair in
        switch pair {
        case (.known(let first), .known(let second)): first.utf8.elementsEqual(second.utf8)
        case (.open(let first), .open(let second)):
          TemplateEvaluator.canonical(first) == TemplateEvaluator.canonical(second)
        default: false
        }
      }
  }

  private static func haveDifferentEnds(_ left: TextParts, _ right: TextParts) -> Bool {
    func differ(_ first: some Collection<UInt8>, _ second: some Collection<UInt8>) -> Bool {
      let isWithin = first.count < second.count
      let length = min(first.count, second.count)
      if !first.prefix(length).elementsEqual(second.prefix(length)) { return true }
      // What is wholly known is not longer than that.
      return isWithin ? left.open == nil && right.open != nil : false
    }
    let (first, second) = (left.known ?? left.knownBeginning, right.known ?? right.knownBeginning)
    if differ(first.utf8, second.utf8) { return true }
    if right.open == nil, left.open != nil, first.utf8.count > second.utf8.count { return true }
    let (firstEnd, secondEnd) = (left.known ?? left.knownEnd, right.known ?? right.knownEnd)
    let length = min(firstEnd.utf8.count, secondEnd.utf8.count)
    return !firstEnd.utf8.suffix(length).elementsEqual(secondEnd.utf8.suffix(length))
  }

  private static func equalElements(
    _ left: [ConfigurationValue], _ right: [ConfigurationValue]
  ) -> Bool? {
    guard left.count == right.count else { return false }
    return all(zip(left, right).lazy.map { equals($0, $1) })
  }

  private static func equalFields(
    _ left: ConfigurationValue, _ right: ConfigurationValue
  ) -> Bool? {
    let (first, second) = (left.rawFields, right.rawFields)
    var values: [String: ConfigurationValue] = [:]
    for field in second { values[field.key] = field.value }
    let haveSameKeys = first.count == second.count && first.allSatisfy { values[$0.key] != nil }
    guard haveSameKeys else {
      let isOpen = (first + second).contains { $0.key.contains("{") }
      return isOpen ? nil : false
    }
    return all(first.lazy.map { field in values[field.key].flatMap { equals(field.value, $0) } })
  }

  private static func all(_ results: some Sequence<Bool?>) -> Bool? {
    var isDecided = true
    for result in results {
      if result == false { return false }
      isDecided = isDecided && result != nil
    }
    return isDecided ? true : nil
  }

  /// The same text for equal values, and another one for others; `nil` where a part is open.
  static func key(of value: ConfigurationValue) -> String? {
    var text = ""
    return put(value, into: &text) ? text : nil
  }

  private static func put(_ value: ConfigurationValue, into text: inout String) -> Bool {
    switch value.kind {
    case .null: text += "n"
    case .bool: text += value.bool == true ? "t" : "f"
    case .number: text += value.integer.map { "i\($0)" } ?? "d\(value.number ?? .nan)"
    case .string:
      guard let parts = value.textParts, parts.open == nil else { return false }
      text += "s\(parts.symbolic.utf8.count):"
      text += parts.symbolic
    case .array:
      text += "["
      for element in value.array where !put(element, into: &text) { return false }
      text += "]"
    case .object:
      text += "{"
      for field in value.rawFields.sorted(by: { $0.key < $1.key }) {
        text += "\(field.key.utf8.count):"
        text += field.key
        guard put(field.value, into: &text) else { return false }
      }
      text += "}"
    case .unknown: return false
    }
    return true
  }
}
