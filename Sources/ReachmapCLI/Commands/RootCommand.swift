internal import ArgumentParser

struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reachmap",
    abstract: "Who can reach whom in Azure Machine Learning and the Azure network around it.",
    discussion: """
      Reads configuration files, needs no access to the cloud, and never guesses: what the files \
      do not decide is answered "unknown", with what would decide it.

      Examples:
        reachmap list infra/
        reachmap query infra/ --from internet --to endpoint/score
        reachmap matrix infra/ --on tcp/443
        reachmap check infra/ --policy policy.yaml
        reachmap draw infra/ -o network.svg

      Exit status: 0 reachable or done, 1 unreachable, partial or failed, 3 unknown, 64 wrong usage, \
      65 bad input, 66 no such file, 70 a bug in reachmap, 73 output cannot be written.
      """,
    version: "0.1.0",
    subcommands: [
      QueryCommand.self, MatrixCommand.self, CheckCommand.self, ListCommand.self,
      DrawCommand.self, SchemaCommand.self, RenderWorkerCommand.self, ScenariosCommand.self,
      LintCommand.self, DiffCommand.self, EmbedCommand.self,
    ])

  static let _errorLabel = "reachmap: error"
}
