package import Answers
package import Reachability

/// The pictures that reachmap knows, each made into a scene.
package enum View {
  /// Every resource in its box, and what belongs together.
  package static func topology(graph: ReachabilityGraph, options: ViewOptions) -> Scene {
    TopologyView(graph, options).scene
  }

  /// The way of one answer, with what was decided on it.
  package static func query(
    _ answer: QueryAnswer, graph: ReachabilityGraph, options: ViewOptions
  ) -> Scene {
    QueryView(answer, graph, options).scene
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
    do { answer = try query.answer(scenario) } catch { throw .selector(error) }
    guard answer.isApplicable else {
      throw .notApplicable(scenario: scenario.name, title: scenario.title)
    }
    return ScenarioView(answer, query.graph, options).scene
  }
}
