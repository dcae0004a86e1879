/// Text from a configuration, made fit to be shown.
enum DisplayText {
  /// On one line, with what XML forbids and what turns the direction of text made visible.
  ///
  /// Names come from files of strangers: a name may not end a line, hide a part of itself, or
  /// write over its neighbours.
  static func visible(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { replacement(of: $0) != nil }) else { return text }
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { shown.append(replacement(of: scalar) ?? scalar) }
    return String(shown)
  }

  /// For the content of an HTML-like label.
  ///
  /// Graphviz writes what looks like an entity to SVG as it is, so a literal one is kept apart by
  /// a word joiner, which the SVG loses again.
  static func htmlEscaped(_ text: String) -> String {
    escaped(text, ampersand: "&amp;\u{2060}")
  }

  /// For XML text and attributes.
  static func xmlEscaped(_ text: String) -> String { escaped(visible(text), ampersand: "&amp;") }

  private static func escaped(_ text: String, ampersand: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += ampersand
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  private static func replacement(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x09, 0x0a, 0x0d, 0x85, 0x2028, 0x2029: " "
    case 0x00...0x1f, 0x7f...0x9f: "\u{fffd}"
    // Marks, embeddings, overrides and isolates of direction; joiners and the word joiner.
    case 0x061c, 0x200e, 0x200f, 0x202a...0x202e, 0x2060...0x206f, 0xfeff: "\u{fffd}"
    case 0xfff9...0xffff: "\u{fffd}"
    default: scalar.value & 0xfffe == 0xfffe ? "\u{fffd}" : nil
    }
  }
}
