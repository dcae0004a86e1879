extension JSONValue {
  /// The value as text: two spaces a level, a final newline, the same bytes everywhere.
  ///
  /// Only what JSON demands is escaped, so that text in any script stays readable.
  package var text: String {
    var text = ""
    write(to: &text, indentation: "")
    text += "\n"
    return text
  }

  private func write(to text: inout String, indentation: String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .string(let value): Self.quote(value, to: &text)
    case .array(let elements):
      Self.enclose("[", elements, "]", to: &text, indentation) { element, inner, text in
        element.write(to: &text, indentation: inner)
      }
    case .object(let members):
      Self.enclose("{", members, "}", to: &text, indentation) { member, inner, text in
        Self.quote(member.key, to: &text)
        text += ": "
        member.value.write(to: &text, indentation: inner)
      }
    }
  }

  private static func enclose<Element>(
    _ open: String, _ elements: [Element], _ close: String, to text: inout String,
    _ indentation: String, each: (Element, String, inout String) -> Void
  ) {
    text += open
    let inner = indentation + "  "
    for (index, element) in elements.enumerated() {
      text += index == 0 ? "\n" : ",\n"
      text += inner
      each(element, inner, &text)
    }
    if !elements.isEmpty { text += "\n" + indentation }
    text += close
  }

  private static func quote(_ value: String, to text: inout String) {
    // Most texts have nothing to escape.
    guard value.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 == 0x7F })
    else {
      text += "\""
      text += value
      text += "\""
      return
    }
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{08}": text += "\\b"
      case "\u{0C}": text += "\\f"
      case "\u{00}"..<"\u{20}", "\u{7F}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
