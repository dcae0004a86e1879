internal import EstateModel
internal import Reachability
internal import TrafficSets

/// One run over assertions, which share what was found: many ask about the same nodes.
struct Checking {
  typealias Assertion = CheckAnswer.Assertion

  private let query: ReachabilityQuery
  /// `nil` where each host is asked about by itself.
  private let classes: HostClasses?
  private var known: [Key: Found] = [:]

  /// What a question comes to, hosts that nothing tells apart together.
  private struct Found {
    let settled: SettledFindings
    let joint: JointFindings
  }

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

  /// What a pair comes to, and which question shows why.
  private struct Finished {
    let judgement: Judgement
    let verdict: Verdict
    let telling: AskedQuestion
    /// What that question comes to.
    let found: Found
    /// What the question that tells is about.
    let aspect: Aspect
  }

  private enum Aspect {
    case verdict(Verdict)
    case traffic
    case via(String)
    case avoid(String)
  }

  init(_ query: ReachabilityQuery, _ classes: HostClasses?) {
    self.query = query
    self.classes = classes
  }

  /// `nil` where there is no pair to judge.
  mutating func answer(_ request: AssertionRequest) -> Assertion? {
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
      assertion: request.assertion, verdict: worst.verdict, result: worst.judgement.result,
      because: sentence(worst, request, alike: others), pairs: others,
      pairCount: request.pairs.count)
  }

  // MARK: - Judging

  private mutating func finished(
    _ request: AssertionRequest, _ source: Subject, _ target: Subject
  ) -> Finished {
    let plain = AskedQuestion(
      source: source, target: target, traffic: request.traffic, via: nil, avoid: nil)
    let found = found(plain, .all)
    var conditions: [Finished] = []
    func add(
      _ judgement: Judgement, _ question: AskedQuestion, _ told: Found, _ aspect: Aspect
    ) {
      conditions.append(
        Finished(
          judgement: judgement, verdict: found.settled.verdict, telling: question, found: told,
          aspect: aspect))
    }
    if let expected = request.verdict {
      add(
        query.judgement(of: plain, found.settled, expecting: expected), plain, found,
        .verdict(expected))
    }
    if let exactly = request.exactly {
      add(
        query.judgement(of: plain, found.settled, expectingExactly: exactly), plain, found, .traffic
      )
    }
    if let via = request.via, let text = request.assertion.via?.value {
      let question = AskedQuestion(
        source: source, target: target, traffic: request.traffic, via: nil, avoid: via)
      let found = self.found(question, .avoiding(via.map(\.selector)))
      add(
        query.judgement(of: question, found.settled, expecting: .unreachable), question, found,
        .via(text))
    }
    if let avoid = request.avoid, let text = request.assertion.avoid?.value {
      let question = AskedQuestion(
        source: source, target: target, traffic: request.traffic, via: avoid, avoid: nil)
      let found = self.found(question, .via(avoid.map(\.selector)))
      add(
        query.judgement(of: question, found.settled, expecting: .unreachable), question, found,
        .avoid(text))
    }
    guard var worst = conditions.first else {
      return Finished(
        judgement: .undecided, verdict: found.settled.verdict, telling: plain, found: found,
        aspect: .traffic)
    }
    // The first of the worst tells why.
    for condition in conditions.dropFirst() where condition.judgement > worst.judgement {
      worst = condition
    }
    return worst
  }

  private mutating func found(_ question: AskedQuestion, _ condition: Condition) -> Found {
    let key = Key(
      source: sideKey(question.source, condition), target: sideKey(question.target, condition),
      traffic: question.traffic, condition: condition)
    // Hosts of one class are told apart by their pair with each other, and by conditions on one.
    if key.source == key.target { return find(question, condition) }
    if let known = known[key] { return known }
    let found = find(question, condition)
    known[key] = found
    return found
  }

  private func find(_ question: AskedQuestion, _ condition: Condition) -> Found {
    let joint = query.jointFindings(question, condition == .all ? classes : nil)
    return Found(settled: query.settled(question, joint.findings), joint: joint)
  }

  private func sideKey(_ subject: Subject, _ condition: Condition) -> MatrixSide.Key {
    guard condition == .all, let classes, let host = subject.onlyHost else {
      return .subject(subject.selector)
    }
    return .hosts(classes.hostClass(of: host))
  }

  // MARK: - Telling

  private func sentence(
    _ finished: Finished, _ request: AssertionRequest, alike: [String]
  ) -> String {
    let question = finished.telling
    var lines = ToldLines(query, question, finished.found.settled, finished.found.joint)
    let pair = "\(question.source.selector) -> \(question.target.selector)"
    var words: String
    switch finished.aspect {
    case .verdict(let expected):
      words = reason(
        finished, &lines, lacking: expected == .reachable, state: "is \(lines.verdict.rawValue)")
    case .traffic:
      let allowed = allowed(question, finished.found)
      let passing = allowed.isEmpty ? "nothing" : allowed.joined(separator: ", ")
      let lacking = request.exactly.map { exactly in
        !finished.found.settled.findings.allSatisfy {
          exactly.protocolsAndDestinationPorts.isSubset(
            of: $0.possible.protocolsAndDestinationPorts)
        }
      }
      let only = lacking == true && !allowed.isEmpty ? "only " : ""
      words = reason(
        finished, &lines, lacking: lacking ?? false, state: "lets \(only)\(passing) through")
    case .via(let node):
      let state =
        lines.verdict == .unreachable
        ? "has no way that avoids \(node)" : "has a way that avoids \(node)"
      words = reason(finished, &lines, lacking: false, state: state)
    case .avoid(let node):
      let state =
        lines.verdict == .unreachable ? "has no way by \(node)" : "has a way by \(node)"
      words = reason(finished, &lines, lacking: false, state: state)
    }
    words = "\(pair) \(words)"
    let others = alike.filter { $0 != pair }
    guard !others.isEmpty else { return words }
    let told = others.prefix(Self.mostPairsTold).joined(separator: ", ")
    let rest = others.count - min(others.count, Self.mostPairsTold)
    return "\(words); also \(told)\(rest > 0 ? " and \(rest) more pairs" : "")"
  }

  private static let mostPairsTold = 3

  /// What gets through, as an answer tells it of each pair.
  private func allowed(_ question: AskedQuestion, _ found: Found) -> [String] {
    // What was found may be that of other hosts of the same classes.
    let each = query.each(query.jointFindings(question, classes(of: question)), of: question)
    return query.outcome(question, query.settled(question, each)).allowed
  }

  private func classes(of question: AskedQuestion) -> HostClasses? {
    question.via == nil && question.avoid == nil ? classes : nil
  }

  /// The state of a pair and the line that makes it so.
  ///
  /// - Parameter lacking: Whether what is asked for does not get through, where the pair fails.
  private func reason(
    _ finished: Finished, _ lines: inout ToldLines, lacking: Bool, state: String
  ) -> String {
    if finished.judgement == .undecided {
      let open = lines.unknown
      let because = open?.because ?? "no input tells an address"
      return "is not decided: \(because)\(place(open?.source, nil))"
    }
    if case .verdict = finished.aspect {
      if lines.verdict == .unknown, let open = lines.unknown {
        return "\(state): \(open.because)\(place(open.source, nil))"
      }
      if lines.verdict == .partial, let open = lines.admitting, let stop = lines.blocker {
        return
          "\(state): \(open.why)\(place(open.source, open.article)); the rest: \(stop.why)\(place(stop.source, stop.article))"
      }
    }
    let isDenial =
      lines.verdict == .unreachable || (finished.judgement == .failed && lacking)
      || (lines.verdict == .partial && lines.allowsNothing)
    let evidence =
      isDenial ? lines.blocker ?? lines.admitting : lines.admitting ?? lines.blocker
    if let evidence {
      return "\(state): \(evidence.why)\(place(evidence.source, evidence.article))"
    }
    return lines.unknown.map { "\(state): \($0.because)\(place($0.source, nil))" } ?? state
  }

  private func place(_ source: SourcePosition?, _ article: String?) -> String {
    if let source { return " (\(source))" }
    return article.map { " (Azure's default, \($0))" } ?? ""
  }
}
