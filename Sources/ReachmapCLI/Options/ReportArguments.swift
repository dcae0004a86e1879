internal import ArgumentParser
internal import Reachmap

/// How and where an answer is printed.
struct ReportArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp("How to print: text, json or markdown.", valueName: "format"),
    transform: Self.parsed)
  var format = ReportFormat.text

  @OptionGroup var destination: OutputArguments

  private static func parsed(_ text: String) throws -> ReportFormat {
    if let format = ReportFormat(rawValue: text) { return format }
    if ["sarif", "junit", "csv"].contains(text) {
      throw ValidationError("'\(text)' is not built yet; use text, json or markdown.")
    }
    throw ValidationError("Use text, json or markdown.")
  }

  var isFile: Bool { destination.isFile }

  func print(_ text: String) throws(CommandFailure) { try destination.print(text) }
}
