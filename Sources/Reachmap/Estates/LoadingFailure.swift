/// Inputs that no estate could be read from.
public struct LoadingFailure: Error, Hashable, Sendable {
  /// What was wrong with the inputs; the raw value is the exit status of the command.
  public enum Kind: Int32, Hashable, Sendable {
    /// An option says something impossible.
    case wrongUsage = 64
    /// A file is unreadable, malformed or over a limit.
    case badInput = 65
    case noSuchFile = 66
  }

  /// What was wrong with them.
  public let kind: Kind
  /// At least one error, in the order of the inputs.
  public let problems: [Problem]

  package init(kind: Kind, problems: [Problem]) {
    self.kind = kind
    self.problems = problems
  }
}
