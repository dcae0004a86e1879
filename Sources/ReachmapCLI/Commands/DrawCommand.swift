import ArgumentParser
import Drawing
import GraphvizRendering
import Reachmap

struct DrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw",
    abstract: "One diagram, in each FILE.",
    discussion: """
      The suffix picks the format: svg, png, pdf, dot. An SVG carries its own text, needs no font \
      and follows the reader's light or dark setting.

      EXAMPLES
        reachmap draw infra -o estate.svg
        reachmap draw infra -o traffic.svg -o traffic.png --view scenario/online-endpoint
        reachmap draw infra -o why.svg --view query --from internet --to endpoint/score
      """)

  @OptionGroup var input: InputOptions

  @Option(name: .shortAndLong, help: "A file to draw into; repeatable.", completion: .file())
  var output: [String] = []

  @Option(help: "The format of files whose suffix does not tell: svg, png, pdf or dot.")
  var format: String?

  @Option(help: "topology, query, scenario/NAME or the name of an overlay's view.")
  var view = "topology"

  @Option(help: "With --view query: who sends.")
  var from: String?

  @Option(help: "With --view query: what is to be reached.")
  var to: String?

  @Option(help: "With --view query: traffic such as tcp/443; repeatable.")
  var on: [String] = []

  @Option(help: "auto, light or dark.")
  var theme: Theme = .auto

  @Option(help: "The title instead of the view's own.")
  var title: String?

  @Option(help: "overview, subnets or resources.")
  var detail: ViewOptions.Detail = .resources

  @Option(help: "Only what is near these nodes: selectors, globs allowed; repeatable.")
  var focus: [String] = []

  @Option(help: "How many arrows away from the focus is still near.")
  var hops = 1

  @Option(help: "Leave these nodes out: selectors, globs allowed; repeatable.")
  var exclude: [String] = []

  @Option(help: "LR or TB.")
  var direction: DrawingDirection = .LR

  @Option(help: "How many times the size a PNG has.")
  var scale = 1.0

  func run() throws {
    let files = try files()
    let estate = try input.load()
    let scene = try scene(of: estate)
    let maker = PictureMaker(
      IsolatedRenderer(executable: Executable.path, arguments: ["render-worker"]))
    var composition: Composition?
    var pictures: [(path: String, bytes: [UInt8])] = []
    for (path, format) in files {
      if format == .dot {
        pictures.append((path, Array(try dot(scene).utf8)))
        continue
      }
      do {
        let composed = try composition ?? maker.compose(scene, theme: theme)
        composition = composed
        let picture = try maker.draw(composed, as: format, theme: theme, scale: scale)
        for warning in picture.warnings where !input.quiet {
          Console.complain("reachmap: warning: \(warning)")
        }
        pictures.append((path, picture.bytes))
      } catch {
        throw CommandFailure(.badInput, "\(error)")
      }
    }
    // Nothing is written before every format is drawn.
    for (path, bytes) in pictures {
      if path == "-" {
        if Console.write(bytes, to: 1) != nil {
          throw CommandFailure(.outputNotWritten, "cannot write to standard output")
        }
      } else {
        try OutputFile.write(bytes, to: path)
      }
    }
  }

  private func dot(_ scene: Scene) throws(CommandFailure) -> String {
    do { return try DOTEncoder(theme: theme).text(of: scene) } catch {
      throw CommandFailure(.badInput, "\(error)")
    }
  }

  private func scene(of estate: LoadedEstate) throws(CommandFailure) -> Scene {
    var request = PictureRequest()
    request.view = view
    request.from = from
    request.to = to
    request.on = on
    request.options.detail = detail
    request.options.focus = focus
    request.options.hops = hops
    request.options.exclude = exclude
    request.options.title = title
    request.options.theme = theme
    request.options.direction = direction == .LR ? .leftToRight : .topToBottom
    do { return try estate.scene(request) } catch { throw CommandFailure(error) }
  }

  /// The files with their formats, by suffix or by `--format`.
  private func files() throws(CommandFailure) -> [(path: String, format: PictureFormat)] {
    if output.isEmpty {
      throw CommandFailure(.wrongUsage, "draw needs a file to draw into; add -o traffic.svg")
    }
    guard scale > 0, scale <= 16 else {
      throw CommandFailure(.wrongUsage, "--scale takes a number over 0, up to 16")
    }
    var files: [(path: String, format: PictureFormat)] = []
    for path in output {
      let suffix = path.split(separator: "/").last?.split(separator: ".").dropFirst().last
      let name = format ?? suffix.map { $0.lowercased() } ?? ""
      guard let known = PictureFormat(rawValue: name) else {
        let planned = ["html", "mmd", "drawio", "json", "md"].contains(name)
        throw CommandFailure(
          .wrongUsage,
          planned
            ? "the format '\(name)' is not built yet; there are svg, png, pdf and dot"
            : "'\(path)' does not tell a format; end it in .svg, .png, .pdf or .dot, or add --format"
        )
      }
      files.append((path, known))
    }
    return files
  }
}

enum DrawingDirection: String, ExpressibleByArgument, CaseIterable {
  case LR, TB
}

extension Theme: ExpressibleByArgument {}
extension ViewOptions.Detail: ExpressibleByArgument {}
