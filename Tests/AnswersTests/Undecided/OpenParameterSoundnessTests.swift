import Foundation
import Testing
import TrafficSets

@testable import Answers

/// Verdicts of templates whose parameters are open against those for every value of them.
@Suite("A decided verdict is the same for every value of what is open")
struct OpenParameterSoundnessTests {
  /// `REACHMAP_SOAK=1` tries many more.
  static let templates =
    ProcessInfo.processInfo.environment["REACHMAP_SOAK"] == "1" ? 0..<1500 : 0..<40

  /// The verdict; what is not there sends and takes nothing.
  private func verdict(
    _ estate: TextEstate, _ question: (from: String, to: String, on: [String])
  ) throws -> QueryAnswer? {
    do {
      return try estate.query.ask(question.from, question.to, on: question.on)
    } catch is SelectorError {
      return nil
    }
  }

  @Test("of every value that parameters can have", arguments: templates)
  func everyValue(_ seed: Int) throws {
    let isSmall = seed % 8 != 0
    let template = RandomTemplate(seed: seed, parameterCount: isSmall ? 1...4 : 5...6)
    try check(template, "seed \(seed)")
  }

  private func check(_ template: RandomTemplate, _ name: String) throws {
    let open = try TextEstate(["main.json": template.text])
    let answers = try RandomTemplate.questions.map { try verdict(open, $0) }
    var verdicts = Array(repeating: Set<Verdict>(), count: answers.count)
    for assignment in template.assignments {
      let estate = try TextEstate(["main.json": template.text], settings: assignment)
      for (place, question) in RandomTemplate.questions.enumerated() {
        let answer = try verdict(estate, question)
        verdicts[place].insert(answer?.verdict ?? .unreachable)
        guard let whole = answers[place], let answer, whole.verdict != .unknown,
          answer.verdict != whole.verdict
        else { continue }
        Issue.record(
          """
          \(name): said to be \(whole.verdict) whatever is open, but with \(assignment):
          \(answer.told)
          where it was
          \(whole.told)
          \(template.text)
          """)
        return
      }
    }
    // A template that has nobody to ask about, or nothing open, would show nothing.
    #expect(verdicts.contains { !$0.isEmpty } && answers.contains { $0 != nil })
    #expect(template.assignments.count > 1)
    for (place, answer) in answers.enumerated() {
      guard let answer, let only = verdicts[place].first, verdicts[place].count == 1,
        answer.verdict != only
      else { continue }
      Issue.record(
        """
        \(name): \(only) for every value, but said to be \(answer.verdict):
        \(answer.told)
        \(template.text)
        """)
      return
    }
  }
}
