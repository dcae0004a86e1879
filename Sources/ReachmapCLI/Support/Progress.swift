internal import Synchronization

/// Tells on standard error what takes so long, once it takes over a second and somebody looks on.
final class Progress: Sendable {
  private let stage: Mutex<String?>

  init(isWanted: Bool) {
    stage = Mutex(nil)
    guard isWanted, StandardStream.error.isTerminal else { return }
    Task.detached { [weak self] in
      while true {
        do { try await Task.sleep(for: .seconds(1)) } catch { return }
        guard let self else { return }
        self.stage.withLock { stage in
          guard let stage else { return }
          StandardStream.error.write("\r\u{1B}[Kreachmap: \(stage)")
        }
      }
    }
  }

  /// Runs the body as a stage of this name, and wipes away what was told of it.
  func during<Value, Failure: Error>(
    _ name: String, _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    stage.withLock { $0 = name + " …" }
    defer {
      stage.withLock { stage in
        stage = nil
        if StandardStream.error.isTerminal { StandardStream.error.write("\r\u{1B}[K") }
      }
    }
    return try body()
  }
}
