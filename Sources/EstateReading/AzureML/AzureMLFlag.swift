package import EstateModel

/// Flags that the tools write as `enabled` or `disabled`, in any case.
package enum AccessFlag {
  /// What a flag says, and the error where it says nothing that it may.
  ///
  /// - Parameters:
  ///   - key: the flag's name as the file has it.
  ///   - others: further words that the flag takes, which leave it neither on nor off.
  package static func read(
    _ value: ConfigurationValue?, key: String, others: [String] = []
  ) -> (setting: Setting<Bool>, error: Diagnostic?) {
    guard let value, !value.isNull else { return (.absent, nil) }
    if let unknown = value.unknown { return (.unknown(unknown), nil) }
    if let text = value.string {
      if text.equalsIgnoringASCIICase("enabled") { return (.known(true, value.position), nil) }
      if text.equalsIgnoringASCIICase("disabled") { return (.known(false, value.position), nil) }
      if others.contains(where: { $0.equalsIgnoringASCIICase(text) }) {
        return (
          .unknown(
            UnknownValue(
              key: "\(value.position)", because: "\(key) is '\(text)', which is not modelled",
              source: value.position)), nil
        )
      }
    }
    let message = Diagnostic.Message.noAccessFlag(key, found: value.text)
    return (
      .unknown(
        UnknownValue(
          key: "\(value.position)", because: message.text, source: value.position)),
      Diagnostic(.error, message, at: value.position)
    )
  }
}

/// A word out of a closed list.
package enum Enumeration {
  /// The error of a value that is none of the words, compared without case and underscores.
  package static func error(
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
  static func noAccessFlag(_ key: String, found: String?) -> Self {
    let shown = found.map { "'\($0)'" } ?? "no text"
    let restricts =
      key.lowercased().replacing("_", with: "").hasPrefix("egress")
      ? "'disabled' is what restricts: then the deployment gets out only through private endpoints"
      : "'disabled' is what restricts: then only private endpoints lead in"
    return Self("\(key) takes 'enabled' or 'disabled', not \(shown); \(restricts)")
  }

  static func notOneOf(_ key: String, found: String?, words: [String]) -> Self {
    let shown = found.map { "'\($0)'" } ?? "this"
    return Self(
      "\(key) cannot be \(shown); write one of \(words.map { "'\($0)'" }.joined(separator: ", "))")
  }
}
