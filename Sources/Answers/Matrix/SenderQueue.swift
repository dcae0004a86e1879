internal import Synchronization

/// Senders that two threads work through, one from the first on and one from the last.
///
/// Those of a network follow each other, so that both threads have little in common; and where some take
/// longer than others neither thread waits for the other one.
final class SenderQueue: Sendable {
  private let left: Mutex<Range<Int>>

  init(_ count: Int) { left = Mutex(0..<count) }

  func takeFirst() -> Int? {
    left.withLock { left in
      guard let first = left.first else { return nil }
      left = first + 1..<left.upperBound
      return first
    }
  }

  func takeLast() -> Int? {
    left.withLock { left in
      guard let last = left.last else { return nil }
      left = left.lowerBound..<last
      return last
    }
  }
}
