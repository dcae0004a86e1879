package import Answers
internal import EstateModel
internal import EstateReading
internal import Reporting

/// What assertions come to in an estate.
public struct Check: Sendable {
  public struct Assertion: Hashable, Sendable {
    public enum Result: String, Hashable, Sendable {
      case passed, failed
      /// What the configuration leaves open decides it.
      case undecided
    }

    public let name: String
    public let result: Result
    /// What the question of the assertion comes to; of several pairs, the one that ``because`` tells.
    public let verdict: Answer.Verdict
    /// One sentence that names the rule that decides and its place.
    public let because: String
    /// Where the assertion stands, as `file:line:column`.
    public let place: String
    /// The pairs that fail, or else that are undecided, as `FROM -> TO`.
    public let pairs: [String]
  }

  package let answer: CheckAnswer

  package init(_ answer: CheckAnswer) { self.answer = answer }

  /// In the order in which they are written.
  public var assertions: [Assertion] { answer.assertions.map { Assertion($0) } }

  /// 1 where one fails, else 3 where one is undecided, else 0.
  public var exitStatus: Int32 { answer.exitStatus }

  /// What came out, in words or as JSON.
  ///
  /// - Parameters:
  ///   - format: ``Format/text`` for a terminal.
  ///   - isFull: Whether long lists are told whole.
  ///   - usesColor: Whether text has escape codes for colour.
  public func report(
    as format: Format = .text, isFull: Bool = false, usesColor: Bool = false
  ) -> String {
    switch format {
    case .text: TextReport(usesColor: usesColor, isFull: isFull).text(answer)
    case .json: JSONReport.text(answer)
    }
  }

  /// How a check is written down.
  public enum Format: String, Hashable, Sendable, CaseIterable {
    case text, json
  }
}

extension Check.Assertion {
  fileprivate init(_ assertion: CheckAnswer.Assertion) {
    name = assertion.assertion.name.value
    result =
      switch assertion.result {
      case .passed: .passed
      case .failed: .failed
      case .undecided: .undecided
      }
    verdict = Answer.Verdict(assertion.verdict)
    because = assertion.because
    place = assertion.assertion.source.description
    pairs = assertion.pairs
  }
}

extension LoadedEstate {
  /// Judges the assertions of the estate's overlays, or of a policy file of the same form.
  ///
  /// - Parameters:
  ///   - policy: The file, YAML or JSON, or `-`; its assertions are then the only ones that count.
  ///   - standardInput: What `-` reads.
  ///   - tell: Called with what the policy file is suspected of.
  /// - Throws: ``LoadingFailure`` where there is no assertion, or one that says nothing of the estate.
  public func check(
    policy: String? = nil, standardInput: () -> [UInt8] = { [] },
    telling tell: (Problem) -> Void = { _ in }
  ) throws(LoadingFailure) -> Check {
    let assertions =
      try policy.map { path throws(LoadingFailure) in
        try self.assertions(ofPolicy: path, standardInput, tell)
      } ?? overlays.flatMap(\.assertions)
    if assertions.isEmpty {
      throw LoadingFailure(
        kind: .wrongUsage, problems: [Problem(Diagnostic(.error, .noAssertions, at: nil))])
    }
    do {
      return Check(try query.check(assertions))
    } catch {
      throw LoadingFailure(kind: .badInput, problems: error.diagnostics.map { Problem($0) })
    }
  }

  private func assertions(
    ofPolicy path: String, _ standardInput: () -> [UInt8], _ tell: (Problem) -> Void
  ) throws(LoadingFailure) -> [OverlayAssertion] {
    let policy = PolicyReader.read(path, standardInput: standardInput)
    if let failure = policy.failure { throw Self.failure(failure, policy.diagnostics) }
    for diagnostic in policy.diagnostics { tell(Problem(diagnostic)) }
    if !overlays.contains(where: { $0.file == path }) {
      for key in policy.otherKeys {
        tell(Problem(Diagnostic(.warning, .keyOfEstate(key.value), at: key.source)))
      }
    }
    return policy.assertions
  }
}

extension Diagnostic.Message {
  fileprivate static var noAssertions: Self {
    Self(
      "there is nothing to check: give --policy FILE, or write into an overlay "
        + "\(Self.assertionExample)")
  }
}
