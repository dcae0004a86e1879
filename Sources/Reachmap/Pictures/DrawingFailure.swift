/// Why a picture could not be drawn.
public enum DrawingFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was asked for does not exist or cannot be drawn.
  case request(QuestionFailure)
  /// Graphviz could not, or not in time; the text says what to do about it.
  case rendering(String)
  /// A broken promise of reachmap's own; please report it.
  case defect(String)

  /// What went wrong, in a sentence.
  public var description: String {
    switch self {
    case .request(let failure): failure.description
    case .rendering(let text), .defect(let text): text
    }
  }
}
