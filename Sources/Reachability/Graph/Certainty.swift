package import EstateModel

/// Whether something is so, as far as the configuration tells.
package enum Certainty: Hashable, Sendable {
  case no
  case yes
  case open(UnknownValue)

  package init(_ holds: Bool) { self = holds ? .yes : .no }

  package var isPossible: Bool { self != .no }

  package var unknown: UnknownValue? {
    if case .open(let unknown) = self { unknown } else { nil }
  }

  /// Whether both are so.
  package func and(_ other: @autoclosure () -> Certainty) -> Certainty {
    switch self {
    case .no: .no
    case .yes: other()
    case .open: other() == .no ? .no : self
    }
  }

  /// Whether one of both is so.
  package func or(_ other: @autoclosure () -> Certainty) -> Certainty {
    switch self {
    case .yes: return .yes
    case .no: return other()
    case .open:
      let other = other()
      return other == .yes ? .yes : self
    }
  }
}

extension Setting where Value == Reference {
  /// Whether the setting names that resource.
  func names(_ id: ResourceID) -> Certainty {
    switch self {
    case .known(let reference, _): Certainty(reference.id == id)
    case .absent: .no
    case .unknown(let unknown): .open(unknown)
    }
  }
}

extension Setting where Value == String {
  /// Whether the setting is that text, in whatever letter case.
  func reads(_ text: String) -> Certainty {
    switch self {
    case .known(let value, _): Certainty(value.lowercased() == text.lowercased())
    case .absent: .no
    case .unknown(let unknown): .open(unknown)
    }
  }
}

extension UnknownValue {
  /// What a flag of public access does in each of its values; empty where they are not known to be
  /// few: services may also leave it to a perimeter.
  func flagCases(enabled: Bool, disabled: Bool, hasOthers: Bool = false) -> [String: Bool] {
    let values = candidates.isEmpty && !hasOthers ? ["Enabled", "Disabled"] : candidates
    var cases: [String: Bool] = [:]
    for value in values {
      switch value.lowercased() {
      case "enabled": cases[value] = enabled
      case "disabled": cases[value] = disabled
      default: return [:]
      }
    }
    return cases
  }
}
