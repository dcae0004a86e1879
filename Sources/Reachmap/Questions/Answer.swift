package import Answers
internal import Reachability
internal import Reporting

/// The answer to a question: a verdict for each pair of nodes that it is about.
public struct Answer: Sendable {
  /// What the configuration says.
  public enum Verdict: String, Hashable, Sendable {
    /// All traffic asked about gets through.
    case reachable
    /// None of it does.
    case unreachable
    /// Some does and some does not, whatever the open values are.
    case partial
    /// The configuration does not decide it.
    case unknown
  }

  /// The answer about one pair of nodes.
  public struct Result: Hashable, Sendable {
    /// The selector of the sender.
    public let from: String
    /// The selector of the destination.
    public let to: String
    /// The traffic asked about, as terms: `tcp/443`.
    public let traffic: [String]
    /// What the configuration says of it.
    public let verdict: Verdict
    /// The exact traffic that gets through for certain, as terms.
    public let allowed: [String]
    /// The traffic that may get through, as terms.
    public let undecided: [String]
    /// The nodes of each path that is told.
    public let paths: [[String]]
    /// The rules that decide, in the order of the paths, blockers at the end.
    public let rules: [Rule]
  }

  /// A decision of the configuration.
  public struct Rule: Hashable, Sendable {
    /// The selector of the node that decides.
    public let node: String
    /// The rule as it would be looked for: `public_network_access: disabled`.
    public let text: String
    /// Whether it stops traffic that was asked about.
    public let isBlocker: Bool
    /// The place of the deciding value as `file:line:column`; `nil` where Azure's default decides.
    public let place: String?
  }

  package let answers: QueryAnswers

  package init(_ answers: QueryAnswers) { self.answers = answers }

  /// One result, or with a glob one for each pair.
  public var results: [Result] { answers.answers.map { Result($0) } }

  /// The verdict of the only result; of several the least open one.
  ///
  /// That is `unreachable` where one is, else `partial`, else `unknown`, else `reachable`.
  public var verdict: Verdict {
    let verdicts = Set(results.map(\.verdict))
    for verdict in [Verdict.unreachable, .partial, .unknown] where verdicts.contains(verdict) {
      return verdict
    }
    return .reachable
  }

  /// The exit status of a command that answers so: 0 reachable, 1 unreachable or partial, 3 unknown.
  public var exitStatus: Int32 { answers.exitStatus }

  /// The answer in words, or as JSON.
  ///
  /// - Parameters:
  ///   - format: ``ReportFormat/text`` for a terminal.
  ///   - isFull: Whether long lists are told whole.
  ///   - usesColor: Whether text has escape codes for colour.
  public func report(
    as format: ReportFormat = .text, isFull: Bool = false, usesColor: Bool = false
  ) -> String {
    switch format {
    case .text: TextReport(usesColor: usesColor, isFull: isFull).text(answers)
    case .json: JSONReport.text(answers)
    case .markdown: MarkdownReport.text(answers)
    }
  }
}

extension Answer.Result {
  fileprivate init(_ answer: QueryAnswer) {
    from = answer.from
    to = answer.to
    traffic = answer.traffic
    verdict = Answer.Verdict(answer.verdict)
    allowed = answer.allowed
    undecided = answer.undecided
    paths = answer.paths.map { $0.map(\.node) }
    let hops = answer.paths.joined().compactMap { hop in
      hop.outcome == .deny ? nil : hop.evidence.map { Answer.Rule($0, isBlocker: false) }
    }
    rules = hops + answer.blockers.map { Answer.Rule($0, isBlocker: true) }
  }
}

extension Answer.Rule {
  fileprivate init(_ evidence: Evidence, isBlocker: Bool) {
    node = evidence.node
    text = evidence.rule
    self.isBlocker = isBlocker
    place = evidence.source?.description
  }
}
