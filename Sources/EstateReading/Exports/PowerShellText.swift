internal import EstateModel

/// What `ConvertTo-Json` makes of values that it does not print: without `-Depth` it writes the name of
/// their type in their place.
enum PowerShellText {
  /// Whether a document was written by PowerShell, as the case of its keys shows.
  static func wrote(_ element: ConfigurationValue) -> Bool {
    element.rawFields.contains { ["Id", "ResourceId"].contains($0.key) }
  }

  /// The value with what was cut off left open.
  static func opened(_ value: ConfigurationValue) -> ConfigurationValue {
    if value.isArray {
      return ConfigurationValue(.array(value.array.map(opened)), at: value.place)
    }
    if value.isObject {
      let fields = value.rawFields.map {
        ConfigurationValue.PlacedField(
          key: $0.key, keyPlace: $0.keyPlace, value: opened($0.value))
      }
      return ConfigurationValue(.object(fields), at: value.place)
    }
    guard let text = value.string, isCutOff(text) else { return value }
    let unknown = UnknownValue(
      key: "\(value.position)", because: Diagnostic.Message.cutOff.text, source: value.position)
    return ConfigurationValue(.unknown(unknown, symbol: nil), at: value.place)
  }

  private static func isCutOff(_ text: String) -> Bool {
    ["Microsoft.Azure.", "System.Collections.", "System.Object", "@{"].contains {
      text.hasPrefix($0)
    }
  }
}

extension Diagnostic.Message {
  fileprivate static var cutOff: Self {
    Self("PowerShell has cut this value off; export it with 'ConvertTo-Json -Depth 100'")
  }
}
