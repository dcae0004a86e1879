internal import ArgumentParser
internal import Reachmap

struct MatrixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matrix",
    abstract: "Who reaches whom: every pair of hosts and services, grouped where rows are alike.",
    usage: "reachmap matrix [<options>] [<input> ...] [--from <selector>] [--to <selector>]",
    discussion: """
      Examples:
        reachmap matrix infra/
        reachmap matrix infra/ --from internet
        reachmap matrix infra/ --to 'storage/*' --on tcp/443 --format json
        reachmap matrix infra/ --from 'subnet/hub/*' --to 'subnet/spoke/*'

      Without --from and --to it is about the internet, clients, machines, interfaces without a \
      machine, computes, deployments, clusters and services; a storage account stands for its blob \
      service. Networks and subnets are asked about where they are named. A row says what each of \
      its senders gets through to each of its targets; a host is not asked about itself.

      Exit status: 0, whatever the verdicts are.
      """)

  static let _errorLabel = "reachmap: error"

  @OptionGroup var estate: EstateArguments

  @Option(help: ArgumentHelp("Only these senders.", valueName: "selector"))
  var from: String?

  @Option(help: ArgumentHelp("Only these targets.", valueName: "selector"))
  var to: String?

  @Option(
    help: ArgumentHelp(
      "Traffic: tcp/443, udp/53, tcp/8000-9000, icmp, any; repeatable. None: a service's own "
        + "ports, else any.", valueName: "traffic"))
  var on: [String] = []

  @Flag(help: "Tell long lists whole.")
  var full = false

  @OptionGroup var report: ReportArguments

  func run() throws {
    let progress = estate.makeProgress()
    let loaded = try estate.load(progress)
    let matrix: Matrix
    do {
      matrix = try progress.during("answering") { () throws(QuestionFailure) in
        try loaded.matrix(from: from, to: to, on: on)
      }
    } catch {
      throw CommandFailure(error)
    }
    try report.print(
      matrix.report(
        as: report.format, isFull: full, usesColor: estate.usesColor(isFile: report.isFile)))
    // As of a question, the estate is not torn down.
    withExtendedLifetime((loaded, matrix)) { end(0) }
  }
}
