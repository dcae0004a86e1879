internal import Answers
internal import EstateModel
internal import Reachability

/// The sentences that text and Markdown share.
enum Wording {
  /// What the verdict says, as a sentence without its end; `quote` marks selectors and traffic.
  static func sentence(_ answer: QueryAnswer, quote: (String) -> String = { $0 }) -> String {
    let from = quote(answer.from)
    // A storage account has a host for each of its services; alone it stands for its blobs.
    let isAccount = answer.to.hasPrefix("storage/") && answer.to.split(separator: "/").count == 2
    let to = quote(answer.to) + (isAccount ? " (its blob service)" : "")
    let traffic = answer.traffic.map(quote).joined(separator: ", ")
    let on = traffic.isEmpty ? "" : " on \(traffic)"
    return switch answer.verdict {
    case .reachable: "\(from) reaches \(to)\(on)"
    case .unreachable: "\(from) does not reach \(to)\(on)"
    case .partial: "\(from) reaches \(to) on a part of \(traffic)"
    case .unknown: "the configuration does not decide whether \(from) reaches \(to)\(on)"
    }
  }

  /// The nodes that the traffic passes, each once where several decisions fall on it.
  ///
  /// Looking up a name is a decision and told as a rule, but the traffic does not go there.
  static func nodes(_ path: [QueryAnswer.PathHop]) -> [String] {
    // Where a packet is back in its subnet, or what it was sent to decides, it has not moved on.
    path.enumerated().reduce(into: []) { nodes, step in
      let hop = step.element
      if hop.evidence?.control == "nameResolution" { return }
      let isEnd = step.offset == path.count - 1
      // Nor does it pass what only its reply does.
      if hop.evidence?.control == "wayBack", hop.outcome != .deny, !isEnd { return }
      if nodes.last != hop.node, isEnd || !nodes.contains(hop.node) { nodes.append(hop.node) }
    }
  }

  /// Where a decision stands: a place in a file, or Azure's documentation.
  static func place(_ evidence: Evidence) -> String {
    if let source = evidence.source { return source.description }
    return evidence.article.map { "Azure's default, \($0)" } ?? "Azure's default"
  }

  /// Where a blocker stands; `nil` where it is a condition of the question itself.
  static func place(ofBlocker evidence: Evidence) -> String? {
    evidence.source == nil && evidence.article == nil ? nil : place(evidence)
  }

  /// Terms that differ only in protocol or port on one line: `tcp/22, tcp/443 to vm/web`.
  static func joined(_ terms: [String]) -> [String] {
    var order: [Substring] = []
    var traffic: [Substring: [Substring]] = [:]
    for term in terms {
      let end = term.firstIndex(of: " ") ?? term.endIndex
      let ends = term[end...]
      if traffic[ends] == nil { order.append(ends) }
      traffic[ends, default: []].append(term[..<end])
    }
    return order.map { (traffic[$0] ?? []).joined(separator: ", ") + $0 }
  }

  /// A term with no more than a few of the names that it holds for, and how many more there are.
  static func shortened(_ term: String) -> String {
    guard !term.contains("("), let names = term.ranges(of: " to ").last else { return term }
    let list = term[names.upperBound...].split(separator: ", ")
    if list.count <= mostNames + 1 { return term }
    return term[..<names.upperBound] + list.prefix(mostNames).joined(separator: ", ")
      + " and \(list.count - mostNames) more"
  }

  private static let mostNames = 5

  /// A remark as one line: whose, what, why.
  static func remark(_ remark: Remark, quote: (String) -> String = { $0 }) -> String {
    let subject = [remark.node, remark.property].filter { !$0.isEmpty }.joined(separator: " ")
    return "\(quote(subject)): \(remark.because)"
  }

  static func count(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(count) \(count == 1 ? singular : plural ?? singular + "s")"
  }

  /// How many verdicts of each kind there are, for an answer about many pairs.
  static func totals(_ answers: QueryAnswers) -> String {
    let parts = Verdict.allCases.compactMap { verdict -> String? in
      let count = answers.answers.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    return "\(Self.count(answers.answers.count, "question")): \(parts.joined(separator: ", "))"
  }
}
