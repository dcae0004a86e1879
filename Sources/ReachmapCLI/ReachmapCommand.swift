import ArgumentParser
import Reachmap

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The command `reachmap`: it parses, calls and prints.
@main
struct ReachmapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reachmap",
    abstract: "Answers what can reach what in an Azure Machine Learning platform, and draws it.",
    discussion: """
      Reads the configuration itself: Azure ML CLI v2 YAML, ARM templates, exported resources and \
      overlays. INPUT is a file, a directory or - for standard input; none means the current \
      directory.

      EXAMPLES
        reachmap query infra --from internet --to endpoint/score
        reachmap list infra
        reachmap draw infra -o traffic.svg --view scenario/online-endpoint
      """,
    version: reachmapVersion,
    subcommands: [
      QueryCommand.self, ListCommand.self, DrawCommand.self, SchemaCommand.self,
      RenderWorkerCommand.self,
    ] + PlannedCommands.all)

  static func main() {
    // A closed pipe ends the command quietly, as it ends every other filter.
    signal(SIGPIPE, SIG_DFL)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let failure as CommandFailure {
      for line in failure.lines { Console.complain(line) }
      exit(withStatus: failure.status)
    } catch {
      exit(withError: error)
    }
  }

  private static func exit(withStatus status: Int32) -> Never {
    exit(withError: ExitCode(status))
  }
}

let reachmapVersion = "0.1.0"
