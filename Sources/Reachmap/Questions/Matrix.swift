package import Answers
internal import Reporting

/// Who reaches whom: every pair of hosts and services, those together that have the same answer.
public struct Matrix: Sendable {
  /// Each of ``from`` with each of ``to``, but for the pairs of a host with itself.
  public struct Row: Hashable, Sendable {
    public let from: [String]
    public let to: [String]
    public let verdict: Answer.Verdict
    /// The exact traffic that gets through for certain, as terms.
    public let allowed: [String]
    /// The traffic that may get through, as terms.
    public let undecided: [String]
  }

  package let answer: MatrixAnswer

  package init(_ answer: MatrixAnswer) { self.answer = answer }

  /// In the order of the estate.
  public var rows: [Row] {
    answer.rows.map {
      Row(
        from: $0.from, to: Array($0.to), verdict: Answer.Verdict($0.outcome.verdict),
        allowed: $0.outcome.allowed, undecided: $0.outcome.undecided)
    }
  }

  /// How many pairs have the verdict.
  public func pairCount(_ verdict: Answer.Verdict) -> Int {
    answer.totals.reduce(0) { $0 + (Answer.Verdict($1.key) == verdict ? $1.value : 0) }
  }

  /// The matrix in words, or as JSON.
  ///
  /// - Parameters:
  ///   - format: ``ReportFormat/text`` for a terminal.
  ///   - isFull: Whether long lists are told whole.
  ///   - usesColor: Whether text has escape codes for colour.
  public func report(
    as format: ReportFormat = .text, isFull: Bool = false, usesColor: Bool = false
  ) -> String {
    switch format {
    case .text: TextReport(usesColor: usesColor, isFull: isFull).text(answer)
    case .json: JSONReport.text(answer)
    case .markdown: MarkdownReport.text(answer)
    }
  }
}

extension LoadedEstate {
  /// Asks who reaches whom.
  ///
  /// - Parameters:
  ///   - from: A selector, with globs where wanted; none means every host and service.
  ///   - to: A selector; none means every host and service.
  ///   - traffic: Terms such as `tcp/443`. Without any, a service is asked on its documented ports,
  ///     anything else on all of TCP, UDP and ICMP.
  /// - Throws: ``QuestionFailure`` where a selector names nothing, or a term no traffic.
  public func matrix(
    from: String? = nil, to: String? = nil, on traffic: [String] = []
  ) throws(QuestionFailure) -> Matrix {
    let question = MatrixQuestion(from: from, to: to, traffic: try Self.terms(traffic))
    do {
      return Matrix(try query.matrix(question))
    } catch {
      throw QuestionFailure(error.message, nearMatches: error.nearMatches)
    }
  }
}
