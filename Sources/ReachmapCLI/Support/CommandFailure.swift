internal import Reachmap

/// How the program ends where it gives no answer; the numbers are those of `sysexits.h`.
enum ExitStatus: Int32, Sendable {
  case usage = 64
  case badInput = 65
  case noSuchFile = 66
  case defect = 70
  case unwritableOutput = 73
}

/// An error that ends a command, as text for standard error.
struct CommandFailure: Error {
  let status: ExitStatus
  /// Whole lines.
  let text: String

  init(_ status: ExitStatus, lines text: String) {
    self.status = status
    self.text = text
  }

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    text = "reachmap: error: \(message)\n"
  }

  init(_ failure: QuestionFailure) { self.init(.usage, failure.description) }

  init(_ failure: DrawingFailure) {
    switch failure {
    case .request(let failure): self.init(failure)
    case .rendering(let text): self.init(.badInput, text)
    case .defect(let text): self.init(.defect, text)
    }
  }
}
