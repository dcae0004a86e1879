internal import ArgumentParser
internal import Reachmap

/// How and where an answer is printed.
struct ReportArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp("How to print: text, json or markdown.", valueName: "format"),
    transform: Self.parsed)
  var format = ReportFormat.text

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  private static func parsed(_ text: String) throws -> ReportFormat {
    if let format = ReportFormat(rawValue: text) { return format }
    if ["sarif", "junit", "csv"].contains(text) {
      throw ValidationError("'\(text)' is not built yet; use text, json or markdown.")
    }
    throw ValidationError("Use text, json or markdown.")
  }

  /// Whether the text goes to where nobody sees its colours.
  var isFile: Bool { output.map { $0 != "-" } ?? false }

  func print(_ text: String) throws(CommandFailure) {
    let bytes = Array(text.utf8)
    if let output {
      try FileWriting.write([(output, bytes)])
    } else {
      try FileWriting.writeOutput(bytes)
    }
  }
}
