internal import ArgumentParser
internal import Reachmap

/// What to read: the arguments of every command that answers about an estate.
struct EstateArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Files and directories to read, or '-' for standard input; none is the current directory.",
      valueName: "input"),
    completion: .file())
  var inputs: [String] = []

  @Option(
    name: .customLong("parameters"),
    help: ArgumentHelp("Parameter file of the ARM templates; repeatable.", valueName: "file"),
    completion: .file())
  var parameterFiles: [String] = []

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Value of a template parameter, as NAME=VALUE or FILE:NAME=VALUE; repeatable.",
      valueName: "name=value"))
  var parameters: [String] = []

  @Option(help: ArgumentHelp("Subscription that templates go to.", valueName: "id"))
  var subscription: String?

  @Option(help: ArgumentHelp("Resource group that templates go to.", valueName: "name"))
  var resourceGroup: String?

  @Option(help: ArgumentHelp("Region that templates go to.", valueName: "region"))
  var location: String?

  @Option(
    help: ArgumentHelp(
      "Microsoft's ServiceTags JSON, for the addresses of service tags.", valueName: "file"),
    completion: .file())
  var serviceTags: String?

  @Flag(help: "Print no warnings, notes or progress.")
  var quiet = false

  @Option(help: "Colour the text: auto, always or never.")
  var color = ColorChoice.auto

  /// Reads the estate and tells its problems.
  func load(_ progress: Progress) throws(CommandFailure) -> LoadedEstate {
    var options = EstateOptions()
    options.parameterFiles = parameterFiles
    options.parameters = parameters
    options.subscription = subscription
    options.resourceGroup = resourceGroup
    options.location = location
    options.serviceTagsFile = serviceTags
    // Where that goes wrong the crash report tells so.
    options.mapsLargeFiles = true
    do {
      let estate = try progress.during("reading") { () throws(LoadingFailure) in
        try LoadedEstate(
          reading: inputs, options: options, standardInput: StandardStream.readInput)
      }
      if !quiet { StandardStream.error.write(estate.problems.map(\.description).joined()) }
      return estate
    } catch {
      throw CommandFailure(error, isQuiet: quiet)
    }
  }

  func makeProgress() -> Progress { Progress(isWanted: !quiet) }

  /// Whether text on standard output is coloured.
  func usesColor(isFile: Bool) -> Bool {
    switch color {
    case .always: true
    case .never: false
    case .auto:
      !isFile && StandardStream.output.isTerminal && (environmentValue("NO_COLOR") ?? "").isEmpty
        && environmentValue("TERM") != "dumb"
    }
  }
}

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
}

extension CommandFailure {
  /// Past this many, further problems of one run are only counted.
  private static let mostProblems = 50

  init(_ failure: LoadingFailure, isQuiet: Bool) {
    let status: ExitStatus =
      switch failure.kind {
      case .wrongUsage: .usage
      case .badInput: .badInput
      case .noSuchFile: .noSuchFile
      }
    let told = failure.problems.filter { !isQuiet || $0.severity == .error }
    var text = told.prefix(Self.mostProblems).map(\.description).joined()
    let rest = told.count - Self.mostProblems
    if rest > 0 { text += "reachmap: error: and \(rest) more problems\n" }
    self.init(status, lines: text)
  }
}
