internal import TrafficSets

/// A mechanism that holds for some traffic; the rest passes.
struct Limited: Mechanism {
  let traffic: TrafficSet
  let mechanism: any Mechanism

  init(to traffic: TrafficSet, _ mechanism: any Mechanism) {
    self.traffic = traffic
    self.mechanism = mechanism
  }

  var isControl: Bool { mechanism.isControl }

  func decide(_ passage: Passage, under hypothesis: Hypothesis) -> Outcome {
    let part = passage.intersection(traffic)
    if part.isEmpty { return Outcome(passed: passage) }
    var outcome = mechanism.decide(part, under: hypothesis)
    outcome.passed = outcome.passed.union(
      Passage(
        certain: passage.certain.subtracting(traffic),
        possible: passage.possible.subtracting(traffic)))
    return outcome
  }
}
