internal import ArgumentParser
internal import GraphvizRendering
internal import Reachmap

struct DrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw",
    abstract: "A diagram of the estate, of one answer or of a scenario.",
    discussion: """
      Examples:
        reachmap draw infra/ -o network.svg
        reachmap draw --view scenario/online-endpoint -o flows.svg -o flows.png
        reachmap draw --view query --from internet --to endpoint/score -o way.pdf
        reachmap draw --detail subnets --focus vnet/hub --hops 2 -o hub.svg
        reachmap draw infra/ --format dot -o - | less

      The suffix of each file picks what is written: svg, png, pdf or dot.
      """)

  static let _errorLabel = "reachmap: error"

  @OptionGroup var estate: EstateArguments

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("Where the diagram goes; repeatable.", valueName: "file"),
    completion: .file())
  var outputs: [String] = []

  @Option(
    help: ArgumentHelp("Format, where the suffix does not say it: svg, png, pdf or dot."),
    transform: Self.parsed)
  var format: PictureRequest.Format?

  @Option(
    help: ArgumentHelp(
      "topology, query (with --from and --to), scenario/NAME, or the name of a view in an overlay.",
      valueName: "view"))
  var view = "topology"

  @Option(
    help: ArgumentHelp(
      "With --view query: who opens the connection; a glob draws several pairs.",
      valueName: "selector"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "With --view query: what it is opened to; a glob draws several pairs.",
      valueName: "selector"))
  var to: String?

  @Option(
    help: ArgumentHelp(
      "With --view query: traffic such as tcp/443; repeatable.", valueName: "traffic"))
  var on: [String] = []

  @Option(help: "auto, light or dark; auto follows the reader's setting in an SVG.")
  var theme = PictureRequest.Theme.auto

  @Option(help: ArgumentHelp("Instead of the view's own title.", valueName: "text"))
  var title: String?

  @Option(help: "How far into the boxes to look: overview, subnets or resources.")
  var detail = PictureRequest.Detail.resources

  @Option(help: ArgumentHelp("Only what is near this; repeatable.", valueName: "selector"))
  var focus: [String] = []

  @Option(help: ArgumentHelp("How many arrows away from --focus is near.", valueName: "count"))
  var hops = 1

  @Option(
    help: ArgumentHelp("Leave this out, and what is in it; repeatable.", valueName: "selector"))
  var exclude: [String] = []

  @Option(help: "LR, left to right, or TB, top to bottom.")
  var direction = PictureRequest.Direction.leftToRight

  @Option(help: ArgumentHelp("Times as many pixels in a PNG, 0.1 to 10.", valueName: "factor"))
  var scale = 1.0

  func validate() throws {
    if outputs.isEmpty { throw ValidationError("Say where the diagram goes: -o FILE.svg.") }
    for output in outputs { _ = try format(of: output) }
    if hops < 0 { throw ValidationError("--hops takes a number from 0 on.") }
    guard (0.1...10).contains(scale) else { throw ValidationError("--scale takes 0.1 to 10.") }
    let isQuery = view == "query"
    if isQuery, from == nil || to == nil {
      throw ValidationError("--view query needs --from and --to.")
    }
    if !isQuery, from != nil || to != nil || !on.isEmpty {
      throw ValidationError("--from, --to and --on go with --view query.")
    }
    if view == "diff" {
      throw ValidationError(
        "'--view diff' is not built yet; there are topology, query and scenario/NAME.")
    }
  }

  func run() throws {
    guard let renderer = IsolatedRenderer(thisProgramWith: [RenderWorkerCommand.name]) else {
      throw CommandFailure(.defect, "the system does not say which file this program is")
    }
    let progress = estate.makeProgress()
    let loaded = try estate.load(progress)
    let formats = try outputs.map { try format(of: $0) }
    let pictures: [DrawnPicture]
    do {
      pictures = try progress.during("drawing") { () throws(DrawingFailure) in
        try loaded.draw(request, as: formats, engine: renderer)
      }
    } catch {
      throw CommandFailure(error)
    }
    if !estate.quiet {
      var told: Set<String> = []
      for warning in pictures.flatMap(\.warnings) where told.insert(warning).inserted {
        StandardStream.error.write("reachmap: warning: \(warning)\n")
      }
    }
    try FileWriting.write(Array(zip(outputs, pictures.map(\.bytes))))
  }

  private var request: PictureRequest {
    let subject: PictureRequest.Subject
    if view == "topology" {
      subject = .topology
    } else if view == "query", let from, let to {
      subject = .query(from: from, to: to, on: on)
    } else if view.hasPrefix("scenario/") {
      subject = .scenario(String(view.dropFirst("scenario/".count)))
    } else {
      subject = .named(view)
    }
    var request = PictureRequest(subject)
    request.title = title
    request.theme = theme
    request.detail = detail
    request.focus = focus
    request.hops = hops
    request.exclude = exclude
    request.direction = direction
    request.scale = scale
    return request
  }

  private func format(of output: String) throws -> PictureRequest.Format {
    if let format { return format }
    let name = output.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
      throw ValidationError(
        "'\(output)' has no suffix that says what to write; add --format svg, png, pdf or dot.")
    }
    return try Self.parsed(String(name[name.index(after: dot)...]).lowercased())
  }

  private static func parsed(_ text: String) throws -> PictureRequest.Format {
    if let format = PictureRequest.Format(rawValue: text) { return format }
    if ["html", "mmd", "drawio", "json", "md"].contains(text) {
      throw ValidationError("'\(text)' is not built yet; draw to svg, png, pdf or dot.")
    }
    throw ValidationError("'\(text)' is no format of diagrams; draw to svg, png, pdf or dot.")
  }
}
