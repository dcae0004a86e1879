/// Trouble in a user's file, with its place and the way out.
///
/// Reading goes on after a diagnostic, so that one run shows all of them. One `error` among them
/// means that no answer is given.
package struct Diagnostic: Hashable, Sendable {
  package enum Severity: String, Hashable, Sendable, Comparable {
    case note, warning, error

    package static func < (left: Severity, right: Severity) -> Bool {
      left.rank < right.rank
    }

    private var rank: Int {
      switch self {
      case .note: 0
      case .warning: 1
      case .error: 2
      }
    }
  }

  /// What is wrong and what to do about it. Built by static functions beside the code that reports.
  package struct Message: Hashable, Sendable {
    package let text: String
    package init(_ text: String) { self.text = text }
  }

  package let severity: Severity
  package let message: Message
  /// `nil` only where the trouble has no place in a file, a directory without inputs for example.
  package let source: SourcePosition?
  /// A second place that belongs to it: the other one of two contradicting values.
  package let related: SourcePosition?

  package init(
    _ severity: Severity, _ message: Message, at source: SourcePosition?,
    related: SourcePosition? = nil
  ) {
    self.severity = severity
    self.message = message
    self.source = source
    self.related = related
  }
}
