import ArgumentParser
import Reachmap

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "The nodes of an estate, with the selectors that name them.",
    discussion: """
      EXAMPLES
        reachmap list infra
        reachmap list infra --ledger
        reachmap list infra --format json -o nodes.json
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var report: ReportOptions

  @Flag(help: "Also what was read, what is not modelled and which values are unknown.")
  var ledger = false

  func run() throws {
    let estate = try input.load()
    let color = input.color.applies(toFile: report.output != nil)
    try report.write(
      estate.list(as: report.format.format, withLedger: ledger, usesColor: color))
  }
}
