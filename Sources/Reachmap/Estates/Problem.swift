package import EstateModel
internal import Reporting

/// Trouble in an input, with its place and what to do about it.
public struct Problem: Hashable, Sendable, CustomStringConvertible {
  /// How much it stands in the way: with an error among the problems there is no estate.
  public enum Severity: String, Hashable, Sendable {
    case note, warning, error
  }

  package let diagnostic: Diagnostic

  package init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }

  /// How much it stands in the way.
  public var severity: Severity {
    switch diagnostic.severity {
    case .note: .note
    case .warning: .warning
    case .error: .error
    }
  }

  /// What is wrong and what to do about it, without the place.
  public var message: String { diagnostic.message.text }
  /// The file, as it was given or found; `nil` where the trouble stands in none.
  public var file: String? { diagnostic.source?.file }
  /// Counted from 1.
  public var line: Int? { diagnostic.source?.line }
  /// Counted from 1, in Unicode scalars.
  public var column: Int? { diagnostic.source?.column }

  /// As compilers print it, `file:line:column: error: message`, with a final newline.
  public var description: String { DiagnosticReport.text(diagnostic) }
}
