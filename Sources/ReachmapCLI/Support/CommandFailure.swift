import GraphvizRendering
import Reachmap

/// Why a command ends without an answer: what it says, and its exit status.
struct CommandFailure: Error {
  enum Status: Int32 {
    case wrongUsage = 64
    case badInput = 65
    case noSuchFile = 66
    case ownFault = 70
    case outputNotWritten = 73
  }

  let lines: [String]
  let status: Int32

  init(_ status: Status, _ lines: String...) {
    self.lines = lines.map { "reachmap: error: \($0)" }
    self.status = status.rawValue
  }

  init(_ failure: LoadingFailure) {
    lines = failure.problems.map(\.description)
    status = failure.kind.rawValue
  }

  init(_ failure: QuestionFailure) {
    lines = ["reachmap: error: \(failure.description)"]
    status = Status.wrongUsage.rawValue
  }
}
