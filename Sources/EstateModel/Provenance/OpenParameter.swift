/// A parameter of a template that has no value and can have only few: a boolean, or one of
/// `allowedValues`.
package struct OpenParameter: Hashable, Sendable {
  /// Identifies it in the whole estate, as ``UnknownValue/key`` does.
  package let key: String
  package let name: String
  /// The values that it can have, as an expression would write them.
  package let choices: [String]
  package let source: SourcePosition

  package init(key: String, name: String, choices: [String], source: SourcePosition) {
    self.key = key
    self.name = name
    self.choices = choices
    self.source = source
  }
}
