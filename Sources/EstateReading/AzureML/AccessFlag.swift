internal import EstateModel

/// Flags that the tools write as `enabled` or `disabled`, in any case.
enum AccessFlag {
  /// The error of a flag that says neither; what is open or absent says nothing wrong.
  static func error(_ value: ConfigurationValue?, key: String) -> Diagnostic? {
    guard let value, !value.isNull, value.unknown == nil else { return nil }
    if let text = value.string,
      ["enabled", "disabled"].contains(where: text.equalsIgnoringASCIICase)
    {
      return nil
    }
    return Diagnostic(.error, .noAccessFlag(key, found: value.text), at: value.position)
  }
}

extension Diagnostic.Message {
  static func noAccessFlag(_ key: String, found: String?) -> Self {
    let shown = found.map { "'\($0)'" } ?? "no text"
    let vocabulary: Vocabulary<PublicAccess> =
      key.lowercased().replacing("_", with: "").hasPrefix("egress") ? .egress : .publicAccess
    let restricts = vocabulary.advice.map { "; \($0)" } ?? ""
    return Self("\(key) takes 'enabled' or 'disabled', not \(shown)\(restricts)")
  }
}
