import ArgumentParser
import Reachmap

struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Can X reach Y, on what traffic, why, and what is the smallest change.",
    discussion: """
      Exit status: 0 reachable, 1 unreachable or partial, 3 unknown, 64 wrong usage, 65 bad \
      input, 66 no such file, 73 output not written.

      EXAMPLES
        reachmap query infra --from internet --to endpoint/score
        reachmap query infra --from deployment/score/blue --to registry/mcr
        reachmap query infra --from 'subnet/hub/*' --to storage/mlstore/file --on tcp/445
        reachmap query infra --from client/office --to workspace/ml --format json
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var report: ReportOptions

  @Option(help: "Who sends: a selector such as internet, client/office or subnet/hub/*.")
  var from: String

  @Option(help: "What is to be reached: a selector such as endpoint/score or storage/mlstore/file.")
  var to: String

  @Option(help: "Traffic: tcp/443, udp/53, tcp/8000-9000, icmp, any; repeatable.")
  var on: [String] = []

  @Option(help: "Count only ways that pass this node.")
  var via: String?

  @Option(help: "Count only ways that do not pass this node.")
  var avoid: String?

  @Flag(help: "Every address range, however long the list.")
  var full = false

  func run() throws {
    let estate = try input.load()
    let answer: Answer
    do {
      answer = try estate.ask(from: from, to: to, on: on, via: via, avoid: avoid)
    } catch {
      throw CommandFailure(error)
    }
    let color = input.color.applies(toFile: report.output != nil)
    try report.write(answer.report(as: report.format.format, isFull: full, usesColor: color))
    throw ExitCode(answer.exitStatus)
  }
}
