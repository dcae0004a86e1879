internal import ArgumentParser

/// Where a text is written.
struct OutputArguments: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  /// Whether the text goes to where nobody sees its colours.
  var isFile: Bool { output.map { $0 != "-" } ?? false }

  func print(_ text: String) throws(CommandFailure) {
    let bytes = Array(text.utf8)
    if let output {
      try FileWriting.write([(output, bytes)])
    } else {
      try FileWriting.writeOutput(bytes)
    }
  }
}
