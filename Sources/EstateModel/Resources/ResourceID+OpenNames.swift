extension UnsafeBufferPointer<UInt8> {
  /// Whether the byte is among these; each is looked at, many at a time, since it mostly is not.
  fileprivate func hasAnywhere(_ wanted: UInt8) -> Bool {
    var found: UInt8 = 0
    for byte in self { found |= byte == wanted ? 1 : 0 }
    return found != 0
  }
}

// Names of which a part is a symbol in braces may turn out to be those of other resources.
extension ResourceID {
  /// Whether a part of a name, its own or that of a resource it is in, is only a symbol.
  package var hasOpenName: Bool {
    description.withBytes { $0.contains(UInt8(ascii: "{")) }
      && segments.contains { $0.name.utf8.contains(UInt8(ascii: "{")) }
  }

  /// Whether this id, once its open names are known, can be the other one.
  package func mayMean(_ other: ResourceID) -> Bool {
    func agree(_ left: String?, _ right: String?) -> Bool {
      guard let left, let right else { return true }
      return left.lowercased() == right.lowercased()
    }
    guard agree(subscription, other.subscription), agree(resourceGroup, other.resourceGroup),
      type.lowercased() == other.type.lowercased()
    else { return false }
    return zip(segments, other.segments).allSatisfy { Self.mayBe($0.name, $1.name) }
  }

  /// Whether two names, of which parts may be symbols, can be the same.
  package static func mayBe(_ name: String, _ other: String) -> Bool {
    let literals = literals(of: name)
    guard literals.count > 1 else {
      return self.literals(of: other).count > 1
        ? mayBe(other, name) : name.lowercased() == other.lowercased()
    }
    // Of two open names only what both begin and end with is compared.
    let others = self.literals(of: other)
    if others.count > 1 {
      return agree(literals.first ?? "", others.first ?? "")
        && agree(
          String((literals.last ?? "").reversed()), String((others.last ?? "").reversed()))
    }
    let text = other.lowercased()
    guard let first = literals.first, let last = literals.last, text.hasPrefix(first),
      text.hasSuffix(last), text.count >= first.count + last.count
    else { return false }
    var rest = text.dropFirst(first.count).dropLast(last.count)
    for literal in literals.dropFirst().dropLast() where !literal.isEmpty {
      guard let range = rest.firstRange(of: literal) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }

  private static func agree(_ one: String, _ other: String) -> Bool {
    one.hasPrefix(other) || other.hasPrefix(one)
  }

  /// What stands before, between and after the symbols of a name, in small letters.
  private static func literals(of name: String) -> [String] {
    var literals = [""]
    var depth = 0
    for character in name.lowercased() {
      switch character {
      case "{":
        if depth == 0 { literals.append("") }
        depth += 1
      case "}": depth = max(depth - 1, 0)
      default:
        if depth == 0 { literals[literals.count - 1].append(character) }
      }
    }
    return literals
  }
}
