internal import EstateModel

/// A word out of a closed list.
enum Enumeration {
  /// The error of a value that is none of the words, compared without case and underscores.
  static func error(
    _ value: ConfigurationValue?, key: String, words: [String]
  ) -> Diagnostic? {
    guard let value, !value.isNull, value.unknown == nil else { return nil }
    if let text = value.text, words.contains(where: { folded($0) == folded(text) }) { return nil }
    return Diagnostic(
      .error, .notOneOf(key, found: value.text, words: words), at: value.position)
  }

  private static func folded(_ word: String) -> String {
    word.lowercased().filter { $0 != "_" }
  }
}

extension Diagnostic.Message {
  static func notOneOf(_ key: String, found: String?, words: [String]) -> Self {
    let shown = found.map { "'\($0)'" } ?? "this"
    return Self(
      "\(key) cannot be \(shown); write one of \(words.map { "'\($0)'" }.joined(separator: ", "))")
  }
}
