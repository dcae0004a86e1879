internal import Answers

extension Answer.Verdict {
  init(_ verdict: Answers.Verdict) {
    self =
      switch verdict {
      case .reachable: .reachable
      case .unreachable: .unreachable
      case .partial: .partial
      case .unknown: .unknown
      }
  }
}
