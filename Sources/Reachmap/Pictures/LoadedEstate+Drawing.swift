internal import Answers
package import Drawing
package import GraphvizRendering
internal import Reachability

extension LoadedEstate {
  /// Draws in this process.
  ///
  /// Graphviz can crash on some pictures, and then takes the process with it. The command
  /// `reachmap draw` draws in a process of its own for that reason.
  public func draw(
    _ request: PictureRequest, as format: PictureRequest.Format
  ) throws(DrawingFailure) -> [UInt8] {
    let pictures = try draw(request, as: [format], engine: Renderer())
    return pictures.flatMap(\.bytes)
  }

  /// One picture in each of the formats, all from one layout.
  package func draw(
    _ request: PictureRequest, as formats: [PictureRequest.Format], engine: any PictureRenderer
  ) throws(DrawingFailure) -> [DrawnPicture] {
    let scene = try scene(request)
    let maker = PictureMaker(engine)
    var composition: Composition?
    var pictures: [DrawnPicture] = []
    do throws(PictureFailure) {
      for format in formats {
        // The one format that Graphviz has no part in: what is too large for it to lay out can
        // still be written down.
        guard let rendered = PictureFormat(format) else {
          pictures.append(try Self.text(of: scene, request))
          continue
        }
        let placed: Composition
        if let composition {
          placed = composition
        } else {
          placed = try maker.compose(scene, theme: request.drawingTheme)
          composition = placed
        }
        pictures.append(
          try maker.draw(
            placed, as: rendered, theme: request.drawingTheme, scale: request.scale))
      }
    } catch {
      throw DrawingFailure(error)
    }
    if let emptiness = scene.emptiness {
      for place in pictures.indices { pictures[place].warnings.append(emptiness) }
    }
    return pictures
  }

  private static func text(
    of scene: Scene, _ request: PictureRequest
  ) throws(PictureFailure) -> DrawnPicture {
    do {
      let text = try DOTEncoder(theme: request.drawingTheme).text(of: scene)
      return DrawnPicture(bytes: Array(text.utf8))
    } catch {
      throw .scene(error)
    }
  }

  /// The picture before anything is placed.
  package func scene(_ request: PictureRequest) throws(DrawingFailure) -> Scene {
    do throws(QuestionFailure) { return try scene(of: resolved(request)) } catch {
      throw .request(error)
    }
  }

  private func scene(of request: PictureRequest) throws(QuestionFailure) -> Scene {
    var options = request.options(source: origin)
    options.focus = try request.focus.map(nodeName)
    options.exclude = try request.exclude.map(nodeName)
    switch request.subject {
    case .topology:
      return View.topology(graph: query.graph, options: options)
    case .query(let from, let to, let traffic):
      let question = QueryQuestion(
        from: from, to: to, traffic: try Self.terms(traffic), wantsWays: true)
      do { return try View.query(question, query: query, options: options) } catch {
        throw QuestionFailure(error)
      }
    case .scenario(let name):
      do { return try View.scenario(name, query: query, options: options) } catch {
        throw QuestionFailure(error)
      }
    case .named(let name):
      throw QuestionFailure("view '\(name)' is named by another view")
    }
  }

  /// What pictures call the node that a selector names, by a bare name or an id perhaps; of a glob the glob.
  private func nodeName(_ selector: String) throws(QuestionFailure) -> String {
    switch query.graph.resolve(selector) {
    case .subjects(let subjects, let isGlob):
      return isGlob || subjects.count != 1 ? selector : subjects[0].selector
    case .failure(let message, let nearMatches):
      throw QuestionFailure(message, nearMatches: nearMatches)
    }
  }

  /// The request with what an overlay's view stands for in the place of the view's name.
  private func resolved(_ request: PictureRequest) throws(QuestionFailure) -> PictureRequest {
    guard case .named(let name) = request.subject else { return request }
    let views = overlays.flatMap(\.views)
    guard let view = views.first(where: { $0.name.value.lowercased() == name.lowercased() })
    else {
      throw QuestionFailure(
        "no view is named '\(name)'; there are topology, query, scenario/NAME and the views of "
          + "overlays", nearMatches: views.map(\.name.value))
    }
    var request = request
    if request.title == nil { request.title = view.title?.value }
    switch view.show.value {
    case .topology: request.subject = .topology
    case .scenario:
      guard let scenario = view.scenario else {
        throw QuestionFailure("view '\(name)' names no scenario")
      }
      let text = scenario.value
      request.subject = .scenario(
        text.hasPrefix("scenario/") ? String(text.dropFirst("scenario/".count)) : text)
    case .query:
      guard let from = view.from, let to = view.to else {
        throw QuestionFailure("view '\(name)' needs 'from' and 'to'")
      }
      request.subject = .query(from: from.value, to: to.value, on: view.on.map(\.value))
    }
    return request
  }
}

extension PictureFormat {
  /// What Graphviz writes; nil for the text that it would read.
  fileprivate init?(_ format: PictureRequest.Format) {
    switch format {
    case .svg: self = .svg
    case .png: self = .png
    case .pdf: self = .pdf
    case .dot: return nil
    }
  }
}

extension QuestionFailure {
  fileprivate init(_ error: ViewError) {
    if case .selector(let failure) = error {
      self.init(failure.message, nearMatches: failure.nearMatches)
    } else {
      self.init(error.description)
    }
  }
}

extension DrawingFailure {
  fileprivate init(_ failure: PictureFailure) {
    switch failure {
    case .scene(let problem): self = .defect("the picture is inconsistent: \(problem)")
    case .rendering(.malformedDOT): self = .defect(failure.description)
    case .rendering: self = .rendering(failure.description)
    }
  }
}

extension Scene {
  /// Why the picture is of nothing; `nil` where it shows something.
  fileprivate var emptiness: String? {
    guard allNodes.isEmpty, allBoxes.isEmpty else { return nil }
    let why = notes.first ?? "nothing is left of it"
    return "the picture is empty: \(why) 'reachmap list --ledger' tells what was read"
  }
}
