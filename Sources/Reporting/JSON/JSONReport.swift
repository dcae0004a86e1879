package import Answers
internal import Reachability

/// Answers as JSON, for scripts: one object a run, its form named by `schema`.
package enum JSONReport {
  /// One object; where a glob asked, an object with one such object for each pair in `results`.
  package static func text(_ answers: QueryAnswers) -> String {
    value(answers).text
  }

  static func value(_ answers: QueryAnswers) -> JSONValue {
    let schema = JSONValue.Member("schema", "reachmap.query/1")
    if answers.isList || answers.answers.count != 1 {
      let results = answers.answers.map { JSONValue.object(members(of: $0)) }
      return .object([schema, JSONValue.Member("results", .array(results))])
    }
    return .object([schema] + members(of: answers.answers[0]))
  }

  private static func members(of answer: QueryAnswer) -> [JSONValue.Member] {
    typealias Member = JSONValue.Member
    return [
      Member("from", .string(answer.from)),
      Member("to", .string(answer.to)),
      Member("traffic", .strings(answer.traffic)),
      Member("verdict", .string(answer.verdict.rawValue)),
      Member("allowed", .strings(answer.allowed)),
      Member("undecided", .strings(answer.undecided)),
      Member("paths", .array(answer.paths.map { ["hops": .array($0.map(hop))] })),
      Member("blockers", .array(answer.blockers.map(blocker))),
      Member("fixes", .array(answer.fixes.map(fix))),
      Member("unknowns", .array(answer.unknowns.map(JSONValue.remark))),
      Member("assumptions", .array(answer.assumptions.map(JSONValue.remark))),
      Member("warnings", .array(answer.warnings.map(JSONValue.remark))),
    ]
  }

  private static func hop(_ hop: QueryAnswer.PathHop) -> JSONValue {
    let value: JSONValue = ["node": .string(hop.node)]
    guard let evidence = hop.evidence else { return value }
    return value.adding(
      [
        JSONValue.Member("control", .string(evidence.control)),
        JSONValue.Member("rule", .string(evidence.rule)),
        JSONValue.Member("decision", .optional(hop.outcome?.rawValue)),
      ] + JSONValue.decidingPlace(evidence))
  }

  private static func blocker(_ evidence: Evidence) -> JSONValue {
    let value: JSONValue = [
      "node": .string(evidence.node), "control": .string(evidence.control),
      "rule": .string(evidence.rule),
    ]
    return value.adding(
      JSONValue.decidingPlace(evidence) + [JSONValue.Member("why", .string(evidence.why))])
  }

  private static func fix(_ fix: QueryAnswer.Fix) -> JSONValue {
    let value: JSONValue = [
      "changes": .array(
        fix.changes.map { ["change": .string($0.change), "source": .source($0.source)] }),
      "alsoOpens": .strings(fix.alsoOpens),
    ]
    // Said only where it limits the answer: an empty list would else read as "nothing".
    return fix.isComparisonComplete
      ? value : value.adding([JSONValue.Member("alsoOpensIsComplete", false)])
  }
}
