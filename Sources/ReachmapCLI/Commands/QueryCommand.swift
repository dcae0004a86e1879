internal import ArgumentParser
internal import Reachmap

struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Can X reach Y: the verdict, the way, what decides, and what would change it.",
    discussion: """
      Examples:
        reachmap query infra/ --from internet --to endpoint/score
        reachmap query infra/ --from vm/jump --to storage/data/blob --on tcp/443
        reachmap query --from 'subnet/hub/*' --to keyvault/kv --format json
        reachmap query --from vm/jump --to vm/web --avoid nsg/web
        reachmap query main.json --set env=prod --from internet --to vm/jump

      X and Y are selectors: those that `reachmap list` prints, such as vm/NAME, \
      subnet/VNET/SUBNET, endpoint/NAME, client/NAME, with globs; a part, storage/NAME/file; \
      a resource id; and what is in no estate: internet, internet/203.0.113.7, ip/10.1.0.4, \
      registry/mcr, service/TAG, fqdn/HOST. --via and --avoid take whatever a path shows: \
      networks, gateways, machines, security groups, private endpoints, DNS zones.

      A storage account alone is its blob service. Without --on a name on the internet \
      (fqdn/HOST) is asked for all traffic.

      Exit status: 0 reachable, 1 unreachable or partial, 3 unknown.
      """)

  static let _errorLabel = "reachmap: error"

  @OptionGroup var estate: EstateArguments

  @Option(help: ArgumentHelp("Who opens the connection.", valueName: "selector"))
  var from: String?

  @Option(help: ArgumentHelp("What it is opened to.", valueName: "selector"))
  var to: String?

  @Option(
    help: ArgumentHelp(
      "Traffic: tcp/443, udp/53, tcp/8000-9000, icmp, any; repeatable. None: a service's own "
        + "ports, else any.", valueName: "traffic"))
  var on: [String] = []

  @Option(help: ArgumentHelp("Count only paths that pass this node.", valueName: "selector"))
  var via: String?

  @Option(help: ArgumentHelp("Count only paths that do not pass this node.", valueName: "selector"))
  var avoid: String?

  @Flag(help: "Tell long lists whole.")
  var full = false

  @OptionGroup var report: ReportArguments

  func run() throws {
    // Not required by the parser: it would name a missing option before a misspelt one.
    guard let from, let to else {
      let missing = from == nil ? "--from" : "--to"
      throw CommandFailure(
        .usage,
        "missing '\(missing) <selector>': query asks about one source and one destination, as in "
          + "'reachmap query --from internet --to endpoint/score'; see 'reachmap query --help'")
    }
    let progress = estate.makeProgress()
    let loaded = try estate.load(progress)
    let answer: Answer
    do {
      answer = try progress.during("answering") { () throws(QuestionFailure) in
        try loaded.ask(from: from, to: to, on: on, via: via, avoid: avoid)
      }
    } catch {
      throw CommandFailure(error)
    }
    try report.print(
      answer.report(
        as: report.format, isFull: full, usesColor: estate.usesColor(isFile: report.isFile)))
    // A tenant's estate is a million values: the system takes them back faster than they are torn
    // down one by one.
    withExtendedLifetime(loaded) { end(answer.exitStatus) }
  }
}
