package import EstateModel

/// Why a document could not be parsed, with its place and the way out.
package struct DocumentFailure: Error, Sendable {
  package let diagnostic: Diagnostic

  package init(
    _ message: Diagnostic.Message, at source: SourcePosition?, related: SourcePosition? = nil
  ) {
    diagnostic = Diagnostic(.error, message, at: source, related: related)
  }
}

/// What keeps one document from taking the machine down.
enum DocumentLimits {
  static let jsonBytes = 512 << 20
  static let yamlBytes = 16 << 20
  /// Objects and arrays within each other.
  static let depth = 500
  /// Values of a YAML document once its aliases are written out.
  static let yamlNodes = 1_000_000
  /// Aliases and anchors of a YAML document.
  static let yamlAliases = 10_000
}

extension Diagnostic.Message {
  static func tooDeep(_ limit: Int) -> Self {
    Self(
      "values are nested deeper than \(limit) levels, which no Azure resource needs; flatten this")
  }

  static var emptyFile: Self {
    Self("the file is empty; write a configuration into it or leave it out")
  }

  static var invalidUTF8: Self {
    Self("this byte is not UTF-8; save the file as UTF-8")
  }

  static func duplicateKey(_ key: String, first: SourcePosition, second: SourcePosition) -> Self {
    Self(
      "key '\(key)' stands twice in this object, at \(first.line):\(first.column) and "
        + "\(second.line):\(second.column); remove one of them")
  }

  static func unexpected(_ found: String, expected: String) -> Self {
    Self("found \(found) where \(expected) should be")
  }

  static func endOfFile(inside what: String, from start: SourcePosition) -> Self {
    Self(
      "the file ends inside the \(what) that begins at \(start.line):\(start.column); "
        + "it is cut off or a closing bracket is missing")
  }

  static var unterminatedComment: Self {
    Self("the comment that begins here is never closed; add '*/'")
  }

  static var badEscape: Self {
    Self("this is no escape that JSON knows; write '\\\\' for a backslash")
  }

  static var badNumber: Self {
    Self("this is no number as JSON writes it; put text between quotes")
  }
}
