internal import Synchronization

/// Values that two threads need, worked out by both together: each asks for all of a topic, in an order
/// of its own.
final class SharedWork<Topic: Hashable & Sendable, Value: Sendable>: Sendable {
  private enum State {
    case unknown, begun
    case known(Value)

    var isUnknown: Bool {
      if case .unknown = self { true } else { false }
    }
  }

  private enum Step {
    case done(Value)
    case make(Int)
  }

  private let topics = Mutex<[Topic: [State]]>([:])

  /// The value of a place. Where another thread works at it, other places are worked out meanwhile.
  ///
  /// - Parameter count: How many places the topic has.
  func value(of place: Int, among count: Int, _ topic: Topic, make: (Int) -> Value) -> Value {
    while true {
      switch step(toward: place, among: count, topic) {
      case .done(let value): return value
      case .make(let next):
        let made = make(next)
        topics.withLock { $0[topic]?[next] = .known(made) }
      }
    }
  }

  private func step(toward place: Int, among count: Int, _ topic: Topic) -> Step {
    topics.withLock { topics in
      let states = topics[topic] ?? Array(repeating: .unknown, count: count)
      if case .known(let value) = states[place] { return .done(value) }
      let next =
        states[place].isUnknown
        ? place
        : (place..<count).first { states[$0].isUnknown }
          ?? (0..<place).first { states[$0].isUnknown }
      // Of what is left another thread has begun the last.
      guard let next else { return .make(place) }
      topics[topic, default: states][next] = .begun
      return .make(next)
    }
  }
}
