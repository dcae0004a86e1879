internal import Dispatch
internal import Synchronization

/// Works out two values that do not hang on each other at the same time.
package func inTwoThreads<First: Sendable, Second: Sendable>(
  _ first: @Sendable () -> First, _ second: @Sendable () -> Second
) -> (First, Second) {
  let firsts = Mutex<First?>(nil)
  let seconds = Mutex<Second?>(nil)
  DispatchQueue.concurrentPerform(iterations: 2) { thread in
    if thread == 0 {
      let value = first()
      firsts.withLock { $0 = value }
    } else {
      let value = second()
      seconds.withLock { $0 = value }
    }
  }
  guard let first = firsts.withLock({ $0 }), let second = seconds.withLock({ $0 }) else {
    preconditionFailure("both threads have ended")
  }
  return (first, second)
}
