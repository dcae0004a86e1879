internal import EstateModel

// What two descriptions of one thing say together.
extension Setting where Value: Equatable {
  /// What one of the two says; open, with both places, where they contradict each other.
  func merged(with other: Setting) -> Setting { merged(with: other, isSame: ==) }
}

extension Setting {
  func merged(with other: Setting, isSame: (Value, Value) -> Bool) -> Setting {
    switch (self, other) {
    case (.absent, _): other
    case (_, .absent): self
    case (.known(let left, let first), .known(let right, let second)):
      isSame(left, right) ? self : .unknown(.contradiction(first, second))
    // One of them is what the other leaves open.
    case (.unknown, .known): other
    case (_, .unknown): self
    }
  }
}

extension Array {
  /// What one of the two lists says; open where they contradict each other.
  func merged<Value: Hashable>(with other: Self) -> Self where Element == Setting<Value> {
    guard let first = compactMap(\.source).first, let second = other.compactMap(\.source).first
    else { return isEmpty ? other : self }
    return Set(compactMap(\.value)) == Set(other.compactMap(\.value))
      ? self : [.unknown(.contradiction(first, second))]
  }

  /// The settings of both lists, those that both have only once.
  func united<Value: Equatable>(with other: Self) -> Self where Element == Setting<Value> {
    self
      + other.filter { addition in
        !contains { existing in
          guard let left = existing.value, let right = addition.value else {
            return existing == addition
          }
          return left == right
        }
      }
  }
}

extension UnknownValue {
  fileprivate static func contradiction(
    _ first: SourcePosition, _ second: SourcePosition
  ) -> UnknownValue {
    UnknownValue(
      key: "\(first)#contradiction",
      because: "two inputs contradict each other, here and at \(second)", source: first)
  }
}
