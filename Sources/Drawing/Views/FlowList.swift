import Answers
import Reachability

/// Flows to be drawn in one picture, and how the whole is named.
struct FlowList {
  let title: String
  /// What the counts of the subtitle are of.
  let heading: String
  let flows: [ScenarioFlow]
  let remarks: [Remark]
  /// How many pairs there are besides.
  var omitted = 0

  /// More pairs than this nobody follows in one picture.
  private static let mostPairs = 24

  /// The flows of a scenario.
  init(_ answer: ScenarioAnswer) {
    title = answer.title
    heading = "Scenario \(answer.name)"
    flows = answer.flows
    remarks = answer.remarks
  }

  /// A question that selects several pairs, each a flow.
  init(_ question: QueryQuestion, _ answers: [QueryAnswer]) {
    title = "\(question.from) → \(question.to)"
    heading = "\(answers.count) pairs"
    flows = answers.prefix(Self.mostPairs).enumerated().map { place, answer in
      ScenarioFlow(step: place + 1, from: answer.from, to: answer.to, title: "", answer: answer)
    }
    remarks = []
    omitted = answers.count - flows.count
  }
}
