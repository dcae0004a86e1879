internal import ArgumentParser
internal import EstateModel
internal import GraphvizRendering

/// The program: parse, call, print, end with the status that says what came out.
@main
enum ReachmapProgram {
  static func main() {
    CrashReport.install()
    Heap.expectEstate()
    let arguments = Array(CommandLine.arguments.dropFirst())
    // The process that draws for another one, started once a drawing: it needs no command line.
    if arguments == [RenderWorkerCommand.name] { end(RenderWorker.run()) }
    StandardStream.ignoreClosedPipes()
    if let wrong = misspeltCommand(in: arguments) ?? RepeatedOption.message(for: arguments) {
      StandardStream.error.write(wrong)
      end(ExitStatus.usage.rawValue)
    }
    let command: any ParsableCommand
    do { command = try RootCommand.parseAsRoot(arguments) } catch {
      end(status(ofUnparsed: error))
    }
    end(run(command))
  }

  /// The error about a first word that is no command; the parser would only call it unexpected.
  private static func misspeltCommand(in arguments: [String]) -> String? {
    guard let word = arguments.first, !word.hasPrefix("-"), word != "help" else { return nil }
    let names = RootCommand.configuration.subcommands.map { $0._commandName }
    if names.contains(word) { return nil }
    let shown = RootCommand.configuration.subcommands.filter { $0.configuration.shouldDisplay }
      .map { $0._commandName }
    let near = shown.filter { editDistance($0, word.lowercased()) <= 2 }
    let hint =
      near.isEmpty
      ? "the commands are \(shown.joined(separator: ", "))"
      : "did you mean \(near.joined(separator: " or "))?"
    return "reachmap: error: no command is named '\(word)'; \(hint)\n"
  }

  private static func run(_ command: any ParsableCommand) -> Int32 {
    var command = command
    do {
      try command.run()
      return 0
    } catch let failure as CommandFailure {
      StandardStream.error.write(failure.text)
      return failure.status.rawValue
    } catch let code as ExitCode {
      return code.rawValue
    } catch {
      let status = RootCommand.exitCode(for: error)
      // Help is an error to the parser; nothing else should arrive here.
      guard status.isSuccess else {
        StandardStream.error.write("reachmap: error: \(error); please report this as a bug\n")
        return ExitStatus.defect.rawValue
      }
      StandardStream.output.write(RootCommand.fullMessage(for: error) + "\n")
      return 0
    }
  }

  /// Prints help, the version, or what is wrong with the command line.
  private static func status(ofUnparsed error: any Error) -> Int32 {
    let message = RootCommand.fullMessage(for: error) + "\n"
    if RootCommand.exitCode(for: error).isSuccess {
      StandardStream.output.write(message)
      return 0
    }
    StandardStream.error.write(message)
    return ExitStatus.usage.rawValue
  }
}
