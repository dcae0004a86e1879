import ArgumentParser
import GraphvizRendering

/// Graphviz in a process of its own, so that its crash is an error message here.
struct RenderWorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render-worker", abstract: "Draws for another process.", shouldDisplay: false)

  func run() throws {
    throw ExitCode(RenderWorker.run())
  }
}
