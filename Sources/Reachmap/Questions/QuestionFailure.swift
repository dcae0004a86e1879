/// A question that cannot be asked of an estate.
public struct QuestionFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with the question.
  public let message: String
  /// Selectors that may have been meant.
  public let nearMatches: [String]

  package init(_ message: String, nearMatches: [String] = []) {
    self.message = message
    self.nearMatches = nearMatches
  }

  /// The message, with what may have been meant.
  public var description: String {
    nearMatches.isEmpty ? message : "\(message); did you mean \(Self.list(nearMatches))?"
  }

  private static func list(_ words: [String]) -> String {
    words.count < 2
      ? words.joined()
      : words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
  }
}
