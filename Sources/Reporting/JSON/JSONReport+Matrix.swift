package import Answers

extension JSONReport {
  /// The rows in the order of the estate, and how many pairs have each verdict.
  package static func text(_ answer: MatrixAnswer) -> String {
    let totals =
      [JSONValue.Member("pairs", .integer(answer.pairCount))]
      + Verdict.allCases.map {
        JSONValue.Member($0.rawValue, .integer(answer.totals[$0] ?? 0))
      }
    let value: JSONValue = [
      "schema": "reachmap.matrix/1", "rows": .array(answer.rows.map(row)),
      "totals": .object(totals),
    ]
    return value.text
  }

  private static func row(_ row: MatrixAnswer.Row) -> JSONValue {
    [
      "from": .strings(row.from), "to": .strings(Array(row.to)),
      "verdict": .string(row.outcome.verdict.rawValue),
      "allowed": .strings(row.outcome.allowed), "undecided": .strings(row.outcome.undecided),
    ]
  }
}
