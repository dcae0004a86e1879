internal import ArgumentParser
internal import Reachmap

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Whether the assertions of the overlays, or of a policy file, hold.",
    usage: "reachmap check [<options>] [<input> ...] [--policy <file>]",
    discussion: """
      Examples:
        reachmap check infra/
        reachmap check infra/ --policy policy.yaml
        reachmap check main.json --set env=prod --policy policy.json --format json

      An assertion says what has to be true of the traffic between two nodes, in YAML or JSON:
        reachmap: 1
        assertions:
          - name: scoring is private
            from: internet
            to: endpoint/score
            expect: unreachable
          - {from: client/*, to: vm/jump, on: any, expect: {allowed: [tcp/22]}}
          - {from: subnet/spoke*/*, to: internet, via: firewall/hub}

      'expect' is reachable, unreachable, partial or unknown, or exactly the traffic that gets \
      through. 'via' holds where nothing gets through that avoids the node, 'avoid' where nothing \
      gets through by it. Where a side is a glob, the assertion holds for each pair.

      Exit status: 0 all hold, 1 one fails, 3 none fails and one is undecided.
      """)

  static let _errorLabel = "reachmap: error"

  @OptionGroup var estate: EstateArguments

  @Option(
    help: ArgumentHelp(
      "Check the assertions of this file instead of those of the overlays; '-' is standard input.",
      valueName: "file"),
    completion: .file())
  var policy: String?

  @Flag(help: .hidden)
  var coverage = false

  @Flag(help: "Tell long lists whole.")
  var full = false

  @Option(
    help: ArgumentHelp("How to print: text or json.", valueName: "format"),
    transform: Self.parsed)
  var format = Check.Format.text

  @OptionGroup var destination: OutputArguments

  private static func parsed(_ text: String) throws -> Check.Format {
    if let format = Check.Format(rawValue: text) { return format }
    if ["markdown", "sarif", "junit"].contains(text) {
      throw ValidationError("'\(text)' is not built yet for check; use text or json.")
    }
    throw ValidationError("Use text or json.")
  }

  func validate() throws {
    if coverage { throw ValidationError("'--coverage' is not built yet.") }
  }

  func run() throws {
    let progress = estate.makeProgress()
    let loaded = try estate.load(progress)
    let check: Check
    do {
      check = try progress.during("checking") { () throws(LoadingFailure) in
        try loaded.check(policy: policy, standardInput: StandardStream.readInput) { problem in
          if !estate.quiet { StandardStream.error.write(problem.description) }
        }
      }
    } catch {
      throw CommandFailure(error, isQuiet: estate.quiet)
    }
    try destination.print(
      check.report(
        as: format, isFull: full, usesColor: estate.usesColor(isFile: destination.isFile)))
    // As of a question, the estate is not torn down.
    withExtendedLifetime(loaded) { end(check.exitStatus) }
  }
}
