extension Scene {
  /// The scene as JSON with a fixed order of keys: equal scenes, and only they, have equal text.
  ///
  /// It changes with the scene's own words and structure and with nothing else: not with the theme,
  /// the layout or the version of Graphviz.
  package var canonicalText: String { canonicalValue.text + "\n" }

  /// FNV-1a over `canonicalText`, 128 bits as 32 hexadecimal digits.
  ///
  /// A picture carries it, so that a stale picture is found without drawing it again. It is no
  /// protection against anybody who wants two scenes to agree.
  package var digest: String {
    var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    for byte in canonicalText.utf8 {
      hash ^= UInt128(byte)
      hash = hash &* 0x0000_0000_0100_0000_0000_0000_0000_013b
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }

  private var canonicalValue: CanonicalValue {
    .object([
      ("schema", .string("reachmap.scene/1")),
      ("title", .string(title)),
      ("subtitle", .strings(subtitle)),
      ("source", .string(source)),
      ("description", .string(description)),
      ("direction", .string(direction.rawValue)),
      ("nodes", .array(nodes.map(\.canonicalValue))),
      ("boxes", .array(boxes.map(\.canonicalValue))),
      ("arrows", .array(arrows.map(\.canonicalValue))),
      ("steps", .array(steps.map(\.canonicalValue))),
      ("notes", .strings(notes)),
    ])
  }
}

extension Scene.Box {
  fileprivate var canonicalValue: CanonicalValue {
    .object([
      ("id", .string(id)), ("style", .string(style.rawValue)), ("label", .string(label)),
      ("detail", .string(detail)), ("tooltip", .string(tooltip)),
      ("nodes", .array(nodes.map(\.canonicalValue))),
      ("boxes", .array(boxes.map(\.canonicalValue))),
    ])
  }
}

extension Scene.Node {
  fileprivate var canonicalValue: CanonicalValue {
    .object([
      ("id", .string(id)), ("kind", .string(kind.rawValue)), ("name", .string(name)),
      ("fact", .string(fact)), ("secondFact", .string(secondFact)), ("tooltip", .string(tooltip)),
      ("placement", .string(placement.rawValue)), ("faded", .boolean(isFaded)),
    ])
  }
}

extension Scene.Arrow {
  fileprivate var canonicalValue: CanonicalValue {
    .object([
      ("from", .string(from)), ("to", .string(to)), ("verdict", .string(verdict.rawValue)),
      ("step", step.map(CanonicalValue.integer) ?? .null),
      ("otherSteps", .array(otherSteps.map(CanonicalValue.integer))), ("label", .string(label)),
      ("rule", .string(rule)), ("tooltip", .string(tooltip)),
      ("meaning", .string(meaning)), ("shapesLayout", .boolean(shapesLayout)),
    ])
  }
}

extension Scene.Step {
  fileprivate var canonicalValue: CanonicalValue {
    .object([
      ("number", .integer(number)), ("text", .string(text)), ("traffic", .string(traffic)),
      ("verdict", .string(verdict.rawValue)), ("because", .string(because)),
    ])
  }
}

/// Just enough JSON to write a scene: keys stay in the order given.
private indirect enum CanonicalValue {
  case null
  case boolean(Bool)
  case integer(Int)
  case string(String)
  case array([CanonicalValue])
  case object([(key: String, value: CanonicalValue)])

  static func strings(_ strings: [String]) -> Self { .array(strings.map(Self.string)) }

  var text: String {
    var text = ""
    write(to: &text, indentation: "")
    return text
  }

  private func write(to text: inout String, indentation: String) {
    let inner = indentation + "  "
    switch self {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .string(let value): text += Self.quoted(value)
    case .array(let values) where values.isEmpty: text += "[]"
    case .array(let values):
      for (index, value) in values.enumerated() {
        text += index == 0 ? "[\n\(inner)" : ",\n\(inner)"
        value.write(to: &text, indentation: inner)
      }
      text += "\n\(indentation)]"
    case .object(let members):
      for (index, member) in members.enumerated() {
        text += index == 0 ? "{\n\(inner)" : ",\n\(inner)"
        text += Self.quoted(member.key) + ": "
        member.value.write(to: &text, indentation: inner)
      }
      text += "\n\(indentation)}"
    }
  }

  private static func quoted(_ string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\u{0}"..."\u{1f}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
