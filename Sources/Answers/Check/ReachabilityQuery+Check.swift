package import EstateModel
internal import Reachability
internal import TrafficSets

extension ReachabilityQuery {
  /// Judges assertions: of the sides that globs name, each pair must hold.
  ///
  /// - Throws: ``CheckFailure`` with every selector and term that says nothing, each at its place.
  package func check(_ assertions: [OverlayAssertion]) throws(CheckFailure) -> CheckAnswer {
    var checking = Checking(query: self)
    let answers = assertions.map { checking.answer($0) }
    if !checking.diagnostics.isEmpty { throw CheckFailure(diagnostics: checking.diagnostics) }
    return CheckAnswer(assertions: answers.compactMap { $0 })
  }
}

/// One run over assertions, which share what was found: many ask about the same nodes.
private struct Checking {
  typealias Assertion = CheckAnswer.Assertion

  let query: ReachabilityQuery
  private(set) var diagnostics: [Diagnostic] = []
  private var resolved: [String: SelectorResolution] = [:]
  private var findings: [Key: SettledFindings] = [:]
  private let classes: HostClasses

  private struct Key: Hashable {
    let source: MatrixSide.Key
    let target: MatrixSide.Key
    let traffic: [TrafficTerm]
    let condition: Condition
  }

  /// Which ways count.
  private enum Condition: Hashable {
    case all
    case via([String])
    case avoiding([String])
  }

  /// An assertion whose selectors and terms have been found.
  private struct Request {
    let assertion: OverlayAssertion
    let pairs: [(source: Subject, target: Subject)]
    let traffic: [TrafficTerm]
    let verdict: Verdict?
    let exactly: TrafficSet?
    let via: [Subject]?
    let avoid: [Subject]?
  }

  /// What a pair comes to, and which question shows why.
  private struct Finished {
    let judgement: Judgement
    let verdict: Verdict
    let telling: AskedQuestion
    /// What the question that tells is about.
    let aspect: Aspect
  }

  private enum Aspect {
    case verdict(Verdict)
    case traffic
    case via(String)
    case avoid(String)
  }

  init(query: ReachabilityQuery) {
    self.query = query
    classes = HostClasses(query.graph)
  }

  mutating func answer(_ assertion: OverlayAssertion) -> Assertion? {
    guard let request = request(assertion) else { return nil }
    var worst: Finished?
    var named: [Judgement: [String]] = [:]
    for (source, target) in request.pairs {
      let finished = finished(request, source, target)
      named[finished.judgement, default: []].append("\(source.selector) -> \(target.selector)")
      if worst.map({ finished.judgement > $0.judgement }) ?? true { worst = finished }
    }
    guard let worst else { return nil }
    let others = worst.judgement == .passed ? [] : named[worst.judgement] ?? []
    return Assertion(
      assertion: assertion, verdict: worst.verdict, result: worst.judgement.result,
      because: sentence(worst, request, alike: others), pairs: others,
      pairCount: request.pairs.count)
  }

  // MARK: - Judging

  private mutating func finished(
    _ request: Request, _ source: Subject, _ target: Subject
  ) -> Finished {
    let plain = AskedQuestion(
      source: source, target: target, traffic: request.traffic, via: nil, avoid: nil)
    let found = found(plain, .all)
    var conditions: [(judgement: Judgement, telling: AskedQuestion, aspect: Aspect)] = []
    if let expected = request.verdict {
      conditions.append(
        (query.judgement(of: plain, found, expecting: expected), plain, .verdict(expected)))
    }
    if let exactly = request.exactly {
      conditions.append(
        (query.judgement(of: plain, found, expectingExactly: exactly), plain, .traffic))
    }
    if let via = request.via, let text = request.assertion.via?.value {
      let question = AskedQuestion(
        source: source, target: target, traffic: request.traffic, via: nil, avoid: via)
      let found = self.found(question, .avoiding(via.map(\.selector)))
      conditions.append(
        (query.judgement(of: question, found, expecting: .unreachable), question, .via(text)))
    }
    if let avoid = request.avoid, let text = request.assertion.avoid?.value {
      let question = AskedQuestion(
        source: source, target: target, traffic: request.traffic, via: avoid, avoid: nil)
      let found = self.found(question, .via(avoid.map(\.selector)))
      conditions.append(
        (query.judgement(of: question, found, expecting: .unreachable), question, .avoid(text)))
    }
    // The first of the worst tells why.
    var worst = conditions.first
    for condition in conditions.dropFirst()
    where condition.judgement > worst?.judgement ?? .passed { worst = condition }
    return Finished(
      judgement: worst?.judgement ?? .undecided, verdict: found.verdict,
      telling: worst?.telling ?? plain,
      aspect: worst?.aspect ?? .traffic)
  }

  private mutating func found(
    _ question: AskedQuestion, _ condition: Condition
  ) -> SettledFindings {
    let key = Key(
      source: sideKey(question.source, condition), target: sideKey(question.target, condition),
      traffic: question.traffic, condition: condition)
    // Hosts of one class are told apart by their pair with each other, and by conditions on one.
    if key.source == key.target { return query.settledFindings(question, withBlocked: false) }
    if let known = findings[key] { return known }
    let found = query.settledFindings(question, withBlocked: false)
    findings[key] = found
    return found
  }

  private func sideKey(_ subject: Subject, _ condition: Condition) -> MatrixSide.Key {
    guard condition == .all, let host = subject.onlyHost else { return .subject(subject.selector) }
    return .hosts(classes.hostClass(of: host))
  }

  // MARK: - Telling

  private func sentence(
    _ finished: Finished, _ request: Request, alike: [String]
  ) -> String {
    let question = finished.telling
    let answer = query.answer(question, wantsFixes: false)
    let pair = "\(question.source.selector) -> \(question.target.selector)"
    var words: String
    switch finished.aspect {
    case .verdict(let expected):
      words = reason(
        finished, answer, lacking: expected == .reachable, state: "is \(answer.verdict.rawValue)")
    case .traffic:
      let passing = answer.allowed.isEmpty ? "nothing" : answer.allowed.joined(separator: ", ")
      let lacking = request.exactly.map { exactly in
        !query.settledFindings(question, withBlocked: false).findings.allSatisfy {
          exactly.protocolsAndDestinationPorts.isSubset(
            of: $0.possible.protocolsAndDestinationPorts)
        }
      }
      words = reason(finished, answer, lacking: lacking ?? false, state: "lets \(passing) through")
    case .via(let node):
      let state =
        answer.verdict == .unreachable
        ? "has no way that avoids \(node)" : "has a way that avoids \(node)"
      words = reason(finished, answer, lacking: false, state: state)
    case .avoid(let node):
      let state =
        answer.verdict == .unreachable ? "has no way by \(node)" : "has a way by \(node)"
      words = reason(finished, answer, lacking: false, state: state)
    }
    words = "\(pair) \(words)"
    let others = alike.filter { $0 != pair }
    guard !others.isEmpty else { return words }
    let told = others.prefix(Self.mostPairsTold).joined(separator: ", ")
    let rest = others.count - min(others.count, Self.mostPairsTold)
    return "\(words); also \(told)\(rest > 0 ? " and \(rest) more pairs" : "")"
  }

  private static let mostPairsTold = 3

  /// The state of a pair and the line that makes it so.
  ///
  /// - Parameter lacking: Whether what is asked for does not get through, where the pair fails.
  private func reason(
    _ finished: Finished, _ answer: QueryAnswer, lacking: Bool, state: String
  ) -> String {
    if finished.judgement == .undecided {
      let open = answer.unknowns.first
      let because = open?.because ?? "no input tells an address"
      return "is not decided: \(because)\(place(open?.source, nil))"
    }
    let denial = answer.blockers.first
    let isDenial =
      answer.verdict == .unreachable || (finished.judgement == .failed && lacking)
      || (answer.verdict == .partial && answer.allowed.isEmpty)
    if let evidence = isDenial ? denial ?? answer.admitting : answer.admitting ?? denial {
      return "\(state): \(evidence.why)\(place(evidence.source, evidence.article))"
    }
    return answer.unknowns.first.map { "\(state): \($0.because)\(place($0.source, nil))" } ?? state
  }

  private func place(_ source: SourcePosition?, _ article: String?) -> String {
    if let source { return " (\(source))" }
    return article.map { " (Azure's default, \($0))" } ?? ""
  }

  // MARK: - Reading

  /// Resolves what an assertion names; every word that names nothing is told at its place.
  private mutating func request(_ assertion: OverlayAssertion) -> Request? {
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
    return Request(
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
      return Self("\(message); 'reachmap list' prints the names of the estate")
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
