internal import ArgumentParser
internal import Reachmap

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "The JSON Schema of the overlay, or of a command's JSON output.",
    discussion: """
      Examples:
        reachmap schema overlay -o reachmap.schema.json
        reachmap schema query

      An editor completes and checks an overlay that names the schema in its first line:
        # yaml-language-server: $schema=reachmap.schema.json
      """)

  static let _errorLabel = "reachmap: error"

  @Argument(help: ArgumentHelp("overlay, query, matrix, check or list.", valueName: "name"))
  var name: ReachmapSchema

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  func run() throws {
    let bytes = Array(name.text.utf8)
    if let output {
      try FileWriting.write([(output, bytes)])
    } else {
      try FileWriting.writeOutput(bytes)
    }
  }
}
