package import Answers
internal import EstateModel

extension TextReport {
  /// Every assertion with what decides it, then how many hold.
  package func text(_ answer: CheckAnswer) -> String {
    var canvas = TextCanvas(usesColor: usesColor)
    for judged in answer.assertions { write(judged, to: &canvas) }
    canvas.line()
    canvas.line(canvas.styled(Wording.totals(answer), .strong))
    return canvas.text
  }

  private func write(_ judged: CheckAnswer.Assertion, to canvas: inout TextCanvas) {
    let word: (text: String, style: Style) =
      switch judged.result {
      case .passed: ("passed", .good)
      case .failed: ("failed", .strongBad)
      case .undecided: ("undecided", .strongOpen)
      }
    let pairs = judged.pairCount > 1 ? " (\(judged.pairCount) pairs)" : ""
    canvas.line(
      "\(canvas.styled(word.text, word.style)): \(judged.assertion.name.value)\(pairs)")
    if judged.result != .passed {
      canvas.line("  " + canvas.styled(judged.assertion.source.description, .pale))
    }
    canvas.line("  \(judged.because)")
    if isFull, judged.pairs.count > 1 {
      for pair in judged.pairs { canvas.line("    \(pair)") }
    }
  }
}

extension Wording {
  /// How many assertions there are and how many hold; undecided ones count by themselves.
  static func totals(_ answer: CheckAnswer) -> String {
    let counts: [(CheckAnswer.Assertion.Result, String)] = [
      (.passed, "passed"), (.failed, "failed"), (.undecided, "undecided"),
    ]
    let parts = counts.compactMap { result, word -> String? in
      let count = answer.count(result)
      return count == 0 ? nil : "\(count) \(word)"
    }
    return "\(count(answer.assertions.count, "assertion")): \(parts.joined(separator: ", "))"
  }
}
