internal import ArgumentParser
internal import Reachmap

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "The nodes of the estate, and the selectors that name them in a question.",
    usage: "reachmap list [<options>] [<input> ...] [--ledger]",
    discussion: """
      Examples:
        reachmap list infra/
        reachmap list infra/ --ledger
        az network vnet list | reachmap list - infra/ --format json
      """)

  static let _errorLabel = "reachmap: error"

  @OptionGroup var estate: EstateArguments

  @Flag(
    help: "Also what was read, what is not modelled, and which values are unknown and why.")
  var ledger = false

  @OptionGroup var report: ReportArguments

  func run() throws {
    let loaded = try estate.load(estate.makeProgress())
    try report.print(
      loaded.list(
        as: report.format, withLedger: ledger,
        usesColor: estate.usesColor(isFile: report.isFile)))
  }
}
