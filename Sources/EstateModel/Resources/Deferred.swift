internal import Synchronization

/// A value that is worked out when it is first asked for, once for all copies.
///
/// What works it out must come to the same value whenever that is, and must not ask for it itself.
package final class Deferred<Value: Sendable>: Sendable {
  private enum State {
    case pending(@Sendable () -> Value)
    case known(Value)
  }

  private let state: Mutex<State>

  package init(_ make: @escaping @Sendable () -> Value) { state = Mutex(.pending(make)) }

  package var value: Value {
    state.withLock { state in
      switch state {
      case .known(let value): return value
      case .pending(let make):
        let value = make()
        state = .known(value)
        return value
      }
    }
  }
}
