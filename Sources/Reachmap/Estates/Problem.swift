package import EstateModel
internal import Reporting

/// Trouble in an input, with its place and what to do about it.
public struct Problem: Hashable, Sendable, CustomStringConvertible {
  public enum Severity: String, Hashable, Sendable {
    case note, warning, error
  }

  package let diagnostic: Diagnostic

  package init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }

  public var severity: Severity {
    switch diagnostic.severity {
    case .note: .note
    case .warning: .warning
    case .error: .error
    }
  }

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

/// Inputs that no estate could be read from.
public struct LoadingFailure: Error, Hashable, Sendable {
  public enum Kind: Int32, Hashable, Sendable {
    /// An option says something impossible.
    case wrongUsage = 64
    /// A file is unreadable, malformed or over a limit.
    case badInput = 65
    case noSuchFile = 66
  }

  public let kind: Kind
  /// At least one error, in the order of the inputs.
  public let problems: [Problem]

  package init(kind: Kind, problems: [Problem]) {
    self.kind = kind
    self.problems = problems
  }
}
