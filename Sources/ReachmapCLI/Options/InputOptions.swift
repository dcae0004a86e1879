import ArgumentParser
import Reachmap

/// What every command that reads an estate takes.
struct InputOptions: ParsableArguments {
  @Argument(
    help: "Files, directories or - for standard input; none means the current directory.",
    completion: .file())
  var inputs: [String] = []

  @Option(help: "A file with values of template parameters.", completion: .file())
  var parameters: [String] = []

  @Option(
    help: ArgumentHelp("A value of a template parameter.", valueName: "[file:]name=value"))
  var set: [String] = []

  @Option(help: "The subscription that templates go to.")
  var subscription: String?

  @Option(help: "The resource group that templates go to.")
  var resourceGroup: String?

  @Option(help: "The region that templates go to.")
  var location: String?

  @Option(help: "Microsoft's file of service tags (JSON).", completion: .file())
  var serviceTags: String?

  @Flag(help: "No warnings on standard error.")
  var quiet = false

  @Option(help: "Colour: auto, always or never; NO_COLOR is honoured.")
  var color: ColorChoice = .auto

  /// Reads the estate; what is suspicious goes to standard error.
  func load() throws(CommandFailure) -> LoadedEstate {
    var options = EstateOptions()
    options.parameterFiles = parameters
    options.parameters = set
    options.subscription = subscription
    options.resourceGroup = resourceGroup
    options.location = location
    options.serviceTagsFile = serviceTags
    let estate: LoadedEstate
    do {
      estate = try LoadedEstate(
        reading: inputs, options: options, standardInput: Console.readStandardInput)
    } catch {
      throw CommandFailure(error)
    }
    if !quiet {
      for problem in estate.problems where problem.severity == .warning {
        Console.complain(problem.description)
      }
    }
    return estate
  }
}

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  /// Whether text on standard output is coloured.
  func applies(toFile: Bool) -> Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto:
      !toFile && Console.isTerminal(1) && !Environment.isSet("NO_COLOR")
    }
  }
}

/// The forms that answers are printed in.
enum FormatChoice: String, ExpressibleByArgument, CaseIterable {
  case text, json, markdown

  var format: ReportFormat {
    switch self {
    case .text: .text
    case .json: .json
    case .markdown: .markdown
    }
  }
}

/// Where an answer goes, and in which form.
struct ReportOptions: ParsableArguments {
  @Option(help: "The form of the answer: text, json or markdown.")
  var format: FormatChoice = .text

  @Option(name: .shortAndLong, help: "The file that the answer goes to.", completion: .file())
  var output: String?

  func write(_ text: String) throws(CommandFailure) {
    if let output {
      try OutputFile.write(Array(text.utf8), to: output)
    } else if Console.write(Array(text.utf8), to: 1) != nil {
      throw CommandFailure(.outputNotWritten, "cannot write to standard output")
    }
  }
}
