internal import Synchronization

/// Tells on standard error what takes so long, once it takes over a second and somebody looks on.
final class Progress: Sendable {
  private struct State {
    var stage: String?
    var isShown = false
  }

  private let state = Mutex(State())

  init(isWanted: Bool) {
    guard isWanted, StandardStream.error.isTerminal else { return }
    Task.detached { [weak self] in
      while true {
        do { try await Task.sleep(for: .seconds(1)) } catch { return }
        guard let self else { return }
        self.show()
      }
    }
  }

  /// Runs the body as a stage of this name, and wipes away what was told of it.
  func during<Value, Failure: Error>(
    _ stage: String, _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    state.withLock { $0.stage = stage }
    defer { clear() }
    return try body()
  }

  private func show() {
    state.withLock { state in
      guard let stage = state.stage, !state.isShown else { return }
      StandardStream.error.write("reachmap: \(stage) …")
      state.isShown = true
    }
  }

  private func clear() {
    state.withLock { state in
      if state.isShown { StandardStream.error.write("\r\u{1B}[K") }
      state = State()
    }
  }
}
