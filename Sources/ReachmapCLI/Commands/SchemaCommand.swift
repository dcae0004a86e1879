import ArgumentParser
import Reporting

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "The JSON Schema of the overlay or of a JSON output.",
    discussion: """
      EXAMPLES
        reachmap schema overlay > reachmap.schema.json
        reachmap schema query
      """)

  @Argument(help: "overlay, query or list.")
  var name: String

  @OptionGroup var report: SchemaOptions

  func run() throws {
    guard let text = Schemas.text(name) else {
      throw CommandFailure(
        .wrongUsage,
        "there is no schema '\(name)'; there are \(Schemas.names.joined(separator: ", "))")
    }
    if let output = report.output {
      try OutputFile.write(Array(text.utf8), to: output)
    } else if Console.write(Array(text.utf8), to: 1) != nil {
      throw CommandFailure(.outputNotWritten, "cannot write to standard output")
    }
  }
}

struct SchemaOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "The file that the schema goes to.", completion: .file())
  var output: String?
}
