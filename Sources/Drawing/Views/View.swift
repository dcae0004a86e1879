package import Answers
package import Reachability

/// The pictures that reachmap knows, each made into a scene.
package enum View {
  /// Every resource in its box, and what belongs together.
  package static func topology(graph: ReachabilityGraph, options: ViewOptions) -> Scene {
    TopologyView(graph, options).scene
  }

  /// The ways of the answer, with what was decided on them; of several pairs, what comes of each.
  ///
  /// - Throws: ``ViewError`` where a selector names nothing, or nothing that can be asked.
  package static func query(
    _ question: QueryQuestion, query: ReachabilityQuery, options: ViewOptions
  ) throws(ViewError) -> Scene {
    let answers = try answers(to: question, query)
    if answers.count == 1 { return QueryView(answers[0], query.graph, options).scene }
    return ScenarioView(
      FlowList(question, answers), query.graph, options
    ).scene
  }

  /// What would open a way is looked for where it is told: in a picture of one pair.
  private static func answers(
    to question: QueryQuestion, _ query: ReachabilityQuery
  ) throws(ViewError) -> [QueryAnswer] {
    var question = question
    question.wantsWays = true
    let isGlob = (question.from + question.to).contains { "*?[".contains($0) }
    let wantsFixes = question.wantsFixes
    question.wantsFixes = wantsFixes && !isGlob
    do {
      let answers = try query.answer(question).answers
      guard answers.count == 1, isGlob, wantsFixes else { return answers }
      question.from = answers[0].from
      question.to = answers[0].to
      question.wantsFixes = true
      return try query.answer(question).answers
    } catch { throw .selector(error) }
  }

  /// The flows of a scenario, numbered.
  ///
  /// - Throws: ``ViewError`` where there is no such scenario, or the estate lacks its parts.
  package static func scenario(
    _ name: String, query: ReachabilityQuery, options: ViewOptions
  ) throws(ViewError) -> Scene {
    guard let scenario = Scenario.named(name) else {
      throw .unknownScenario(name, known: Scenario.all.map(\.name))
    }
    let answer: ScenarioAnswer
    do { answer = try query.answer(scenario, wantsWays: true) } catch { throw .selector(error) }
    guard answer.isApplicable else {
      throw .notApplicable(scenario: scenario.name, title: scenario.title)
    }
    return ScenarioView(FlowList(answer), query.graph, options).scene
  }
}
