internal import ArgumentParser
internal import GraphvizRendering

/// What the program is while it draws for itself; see `IsolatedRenderer`.
struct RenderWorkerCommand: ParsableCommand {
  static let name = "render-worker"

  static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

  func run() throws { throw ExitCode(RenderWorker.run()) }
}
