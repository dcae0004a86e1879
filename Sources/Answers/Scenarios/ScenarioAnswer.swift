package import Reachability

/// What a scenario's flows come to in one estate.
package struct ScenarioAnswer: Sendable {
  package let name: String
  package let title: String
  /// In the order of their steps; empty where the estate lacks the scenario's parts.
  package let flows: [ScenarioFlow]
  /// What is lacking that is no flow.
  package let remarks: [Remark]
  package let isApplicable: Bool

  /// What the flows come to that the scenario needs; `nil` where it does not apply.
  package var verdict: Verdict? {
    guard isApplicable else { return nil }
    let needed = flows.filter(\.isNeeded).map(\.answer.verdict)
    let failed = needed.filter { $0 == .unreachable || $0 == .partial }
    if !failed.isEmpty {
      return failed.count == needed.count && !failed.contains(.partial) ? .unreachable : .partial
    }
    return needed.contains(.unknown) ? .unknown : .reachable
  }
}

/// One flow of a scenario, asked and answered.
package struct ScenarioFlow: Sendable {
  /// Counted from 1 within the scenario.
  package let step: Int
  package let from: String
  package let to: String
  /// What the flow is for, in words.
  package let title: String
  package internal(set) var isNeeded: Bool
  package let guidance: String?
  package let answer: QueryAnswer

  package init(
    step: Int, from: String, to: String, title: String, isNeeded: Bool = true,
    guidance: String? = nil, answer: QueryAnswer
  ) {
    self.step = step
    self.from = from
    self.to = to
    self.title = title
    self.isNeeded = isNeeded
    self.guidance = guidance
    self.answer = answer
  }

  /// The traffic asked about, as terms.
  package var traffic: [String] { answer.traffic }
}

extension ReachabilityQuery {
  /// Asks every flow that the scenario needs in this estate.
  ///
  /// - Throws: ``SelectorError`` where the scenario names something that cannot be asked.
  package func answer(
    _ scenario: Scenario, wantsFixes: Bool = false, wantsWays: Bool = false
  ) throws(SelectorError) -> ScenarioAnswer {
    guard let plan = scenario.plan(graph) else {
      return ScenarioAnswer(
        name: scenario.name, title: scenario.title, flows: [], remarks: [], isApplicable: false)
    }
    var flows: [ScenarioFlow] = []
    var alternatives: [String: [Int]] = [:]
    for request in plan.requests {
      let answers = try answer(
        QueryQuestion(
          from: request.from, to: request.to, traffic: request.traffic, wantsFixes: wantsFixes,
          wantsWays: wantsWays))
      for answer in answers.answers {
        if let name = request.oneOf { alternatives[name, default: []].append(flows.count) }
        flows.append(
          ScenarioFlow(
            step: flows.count + 1, from: answer.from, to: answer.to, title: request.title,
            isNeeded: request.isNeeded, guidance: request.guidance, answer: answer))
      }
    }
    for places in alternatives.values
    where places.allSatisfy({ flows[$0].answer.verdict == .unreachable }) {
      for place in places { flows[place].isNeeded = true }
    }
    return ScenarioAnswer(
      name: scenario.name, title: scenario.title, flows: flows, remarks: plan.remarks,
      isApplicable: true)
  }
}
