internal import Answers
package import Drawing
internal import EstateModel
internal import TrafficSets

/// Which picture of an estate is wanted.
package struct PictureRequest: Sendable {
  /// `topology`, `query`, `scenario/NAME` or the name of an overlay's view.
  package var view = "topology"
  package var from: String?
  package var to: String?
  package var on: [String] = []
  package var options = ViewOptions()

  package init() {}
}

extension LoadedEstate {
  /// The scene of a view.
  ///
  /// - Throws: ``QuestionFailure`` where a name is unknown or a part of the request is missing.
  package func scene(_ request: PictureRequest) throws(QuestionFailure) -> Scene {
    var options = request.options
    if options.source.isEmpty { options.source = origin }
    switch request.view {
    case "topology": return View.topology(graph: query.graph, options: options)
    case "query": return try queryScene(request, options)
    default:
      if request.view.hasPrefix("scenario/") {
        return try scenarioScene(String(request.view.dropFirst("scenario/".count)), options)
      }
      return try overlayScene(request, options)
    }
  }

  private func queryScene(
    _ request: PictureRequest, _ options: ViewOptions
  ) throws(QuestionFailure) -> Scene {
    guard let from = request.from, let to = request.to else {
      throw QuestionFailure("the view 'query' needs --from and --to")
    }
    let question = QueryQuestion(from: from, to: to, traffic: try Self.terms(request.on))
    let answers: QueryAnswers
    do { answers = try query.answer(question) } catch {
      throw QuestionFailure(error.message, nearMatches: error.nearMatches)
    }
    guard let answer = answers.answers.first, answers.answers.count == 1 else {
      throw QuestionFailure(
        "the view 'query' draws one question; '\(from)' to '\(to)' are \(answers.answers.count)")
    }
    return View.query(answer, graph: query.graph, options: options)
  }

  private func scenarioScene(
    _ name: String, _ options: ViewOptions
  ) throws(QuestionFailure) -> Scene {
    do { return try View.scenario(name, query: query, options: options) } catch {
      throw QuestionFailure(error.description)
    }
  }

  private func overlayScene(
    _ request: PictureRequest, _ options: ViewOptions
  ) throws(QuestionFailure) -> Scene {
    let views = overlays.flatMap(\.views)
    guard let view = views.first(where: { $0.name.value == request.view }) else {
      throw QuestionFailure(
        "no view is named '\(request.view)'",
        nearMatches: ["topology", "query", "scenario/online-endpoint"] + views.map(\.name.value))
    }
    var named = request
    named.options = options
    named.options.title = options.title ?? view.title?.value ?? view.name.value
    named.from = view.from?.value
    named.to = view.to?.value
    named.on = view.on.map(\.value)
    switch view.show.value {
    case .topology: named.view = "topology"
    case .query: named.view = "query"
    case .scenario: named.view = "scenario/\(view.scenario?.value ?? "")"
    }
    return try scene(named)
  }
}
