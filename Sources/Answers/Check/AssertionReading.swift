internal import EstateModel
internal import Reachability
internal import TrafficSets

/// An assertion whose selectors and terms have been found.
struct AssertionRequest: Sendable {
  let assertion: OverlayAssertion
  let pairs: [(source: Subject, target: Subject)]
  let traffic: [TrafficTerm]
  let verdict: Verdict?
  let exactly: TrafficSet?
  let via: [Subject]?
  let avoid: [Subject]?
}

/// Finds what assertions name; many name the same nodes.
struct AssertionReading {
  let query: ReachabilityQuery
  private(set) var diagnostics: [Diagnostic] = []
  private var resolved: [String: SelectorResolution] = [:]

  init(query: ReachabilityQuery) { self.query = query }

  /// Resolves what an assertion names; every word that names nothing is told at its place.
  mutating func request(_ assertion: OverlayAssertion) -> AssertionRequest? {
    let known = diagnostics.count
    let from = subjects(assertion.from)
    let to = subjects(assertion.to)
    let via = assertion.via.flatMap { subjects($0) }
    let avoid = assertion.avoid.flatMap { subjects($0) }
    let traffic = terms(assertion.on)
    var verdict: Verdict?
    var exactly: TrafficSet?
    switch assertion.expect?.value {
    case .verdict(let text): verdict = Verdict(rawValue: text)
    case .allowed(let words): exactly = TrafficSet.union(of: terms(words).map(\.set))
    case nil: break
    }
    guard diagnostics.count == known, let from, let to else { return nil }
    guard let pairs = pairs(assertion, from, to) else { return nil }
    return AssertionRequest(
      assertion: assertion, pairs: pairs, traffic: traffic, verdict: verdict, exactly: exactly,
      via: via?.subjects, avoid: avoid?.subjects)
  }

  private mutating func pairs(
    _ assertion: OverlayAssertion, _ from: (subjects: [Subject], isGlob: Bool),
    _ to: (subjects: [Subject], isGlob: Bool)
  ) -> [(source: Subject, target: Subject)]? {
    // Of a glob only what can send and be reached is meant; a single name must.
    let sources = from.subjects.filter { !$0.senders.isEmpty }
    let targets = to.subjects.filter { !$0.goal.destinations.isEmpty }
    if sources.isEmpty {
      report(.sendsNothing(assertion.from.value, from.subjects.first?.silence), assertion.from)
    }
    if targets.isEmpty {
      report(.takesNothing(assertion.to.value, to.subjects.first?.silence), assertion.to)
    }
    if sources.isEmpty || targets.isEmpty { return nil }
    let isList = from.isGlob || to.isGlob
    let pairs = sources.flatMap { source in
      targets.filter { !isList || $0.selector != source.selector }.map { (source, $0) }
    }
    if pairs.isEmpty {
      report(.noPair(assertion.from.value, assertion.to.value), assertion.to)
      return nil
    }
    return pairs
  }

  private mutating func subjects(
    _ text: Positioned<String>
  ) -> (subjects: [Subject], isGlob: Bool)? {
    let resolution = resolved[text.value] ?? query.graph.resolve(text.value)
    resolved[text.value] = resolution
    switch resolution {
    case .subjects(let subjects, let isGlob): return (subjects, isGlob)
    case .failure(let message, let nearMatches):
      report(.selector(message, nearMatches), text)
      return nil
    }
  }

  private mutating func terms(_ words: [Positioned<String>]) -> [TrafficTerm] {
    var terms: [TrafficTerm] = []
    for word in words {
      do { terms.append(try TrafficTerm(word.value)) } catch {
        report(Diagnostic.Message(error.description), word)
      }
    }
    return terms
  }

  private mutating func report(_ message: Diagnostic.Message, _ text: Positioned<String>) {
    diagnostics.append(Diagnostic(.error, message, at: text.source))
  }
}

extension Diagnostic.Message {
  fileprivate static func selector(_ message: String, _ nearMatches: [String]) -> Self {
    if nearMatches.isEmpty {
      // Some messages say so themselves.
      return message.contains("reachmap list")
        ? Self(message) : Self("\(message); 'reachmap list' prints the names of the estate")
    }
    return Self("\(message); did you mean \(nearMatches.joined(separator: ", "))?")
  }

  fileprivate static func sendsNothing(_ text: String, _ silence: String?) -> Self {
    Self("'\(text)' sends no traffic: \(silence ?? "name what stands behind it")")
  }

  fileprivate static func takesNothing(_ text: String, _ silence: String?) -> Self {
    Self("'\(text)' takes no traffic: \(silence ?? "name what stands behind it")")
  }

  fileprivate static func noPair(_ from: String, _ to: String) -> Self {
    Self("'\(from)' and '\(to)' name the same node; an assertion is about two")
  }
}
