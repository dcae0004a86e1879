internal import Synchronization

/// Draws in a process of its own, so that nothing Graphviz does ends this one.
///
/// The process is this program again, or another, started so that it calls `RenderWorker.run()`.
/// One process serves one call after another; after a crash or a timeout the next call starts a new
/// one. Calls from several threads wait for each other.
package final class IsolatedRenderer: PictureRenderer, Sendable {
  private let executable: String
  private let arguments: [String]
  private let worker = Mutex<WorkerProcess?>(nil)

  /// The arguments are those after the program's name.
  package init(executable: String, arguments: [String]) {
    self.executable = executable
    self.arguments = arguments
  }

  /// This program again, with these arguments, on which it must call `RenderWorker.run()`.
  ///
  /// Nil where the system does not say which file this program is.
  package convenience init?(thisProgramWith arguments: [String]) {
    guard let executable = WorkerProcess.thisProgram else { return nil }
    self.init(executable: executable, arguments: arguments)
  }

  package func layout(
    _ dot: String, strategy: LayoutStrategy, within limit: Duration
  ) throws(RenderingFailure) -> Layout {
    let request = WorkerRequest.layout(dot: dot, strategy: strategy)
    guard case .layout(let layout) = try ask(request, within: limit) else {
      throw .workerFailed("it answered something else")
    }
    return layout
  }

  package func draw(_ picture: PlacedPicture) throws(RenderingFailure) -> DrawnPicture {
    let images = try ImageFolder(picture.images)
    let request = WorkerRequest.draw(
      dot: picture.dot, format: picture.format, imagePath: images.path)
    guard case .picture(let drawn) = try ask(request, within: .seconds(20)) else {
      throw .workerFailed("it answered something else")
    }
    return drawn
  }

  private func ask(
    _ request: WorkerRequest, within limit: Duration
  ) throws(RenderingFailure) -> WorkerReply {
    try worker.withLock { worker throws(RenderingFailure) in
      let running: WorkerProcess
      if let worker {
        running = worker
      } else {
        running = try WorkerProcess(executable: executable, arguments: arguments)
        worker = running
      }
      do throws(RenderingFailure) {
        let reply = try running.ask(request.bytes, within: limit)
        guard case .failure(let failure) = reply else { return reply }
        throw failure
      } catch {
        // A failed layout leaves memory behind in libgvc: the next call begins afresh.
        running.end()
        worker = nil
        throw error
      }
    }
  }

  deinit { worker.withLock { $0?.end() } }
}
