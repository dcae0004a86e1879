package import EstateModel
internal import Reachability
internal import Synchronization

extension ReachabilityQuery {
  /// Judges assertions: of the sides that globs name, each pair must hold.
  ///
  /// - Throws: ``CheckFailure`` with every selector and term that says nothing, each at its place.
  package func check(_ assertions: [OverlayAssertion]) throws(CheckFailure) -> CheckAnswer {
    var reading = AssertionReading(query: self)
    let requests = assertions.map { reading.request($0) }
    if !reading.diagnostics.isEmpty { throw CheckFailure(diagnostics: reading.diagnostics) }
    return CheckAnswer(assertions: answers(to: requests.compactMap { $0 }))
  }

  private static let requestsForTwoThreads = 16
  private static let mostRequestsAtOnce = 32
  private static let fewPairs = 100

  private func answers(to requests: [AssertionRequest]) -> [CheckAnswer.Assertion] {
    // What tells hosts apart is all that the estate names: for few of them it takes longer than to ask.
    let count = requests.reduce(0) { count, request in
      request.pairs.reduce(count) { $0 + $1.0.senders.count * $1.1.goal.destinations.count }
    }
    let classes = count > Self.fewPairs ? HostClasses(graph) : nil
    // Those about one target one after the other: what leads to it is kept meanwhile.
    let groups = Dictionary(grouping: requests.indices) { requests[$0].assertion.to.value }
      .values.sorted { $0[0] < $1[0] }.flatMap { group in
        stride(from: 0, to: group.count, by: Self.mostRequestsAtOnce).map {
          group[$0..<min($0 + Self.mostRequestsAtOnce, group.count)]
        }
      }
    let next = Mutex(0)
    @Sendable func answers() -> [Int: CheckAnswer.Assertion] {
      var checking = Checking(self, classes)
      var answers: [Int: CheckAnswer.Assertion] = [:]
      while true {
        let group = next.withLock { next in
          defer { next += 1 }
          return next
        }
        guard group < groups.count else { return answers }
        for index in groups[group] { answers[index] = checking.answer(requests[index]) }
      }
    }
    var known: [Int: CheckAnswer.Assertion]
    if requests.count < Self.requestsForTwoThreads {
      known = answers()
    } else {
      let (some, others) = inTwoThreads(answers, answers)
      known = some.merging(others) { first, _ in first }
    }
    return requests.indices.compactMap { known[$0] }
  }
}
