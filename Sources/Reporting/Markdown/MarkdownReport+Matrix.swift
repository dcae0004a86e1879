package import Answers

extension MarkdownReport {
  /// How many pairs have which verdict, and a table of who reaches whom; what is closed only counts.
  package static func text(_ answer: MatrixAnswer) -> String {
    let list = SelectorList(among: answer.asked, isFull: false)
    let rows = Wording.orderOfMatrix.filter { $0 != .unreachable }.flatMap { verdict in
      answer.rows.filter { $0.outcome.verdict == verdict }.map { row in
        [
          list.text(row.from, quote: Markdown.code), list.text(row.to, quote: Markdown.code),
          verdict.rawValue, Wording.traffic(row.outcome, quote: Markdown.code),
        ]
      }
    }
    let totals = "**\(Wording.totals(answer))**\n"
    if rows.isEmpty { return totals }
    return totals + "\n" + Markdown.table(["from", "to", "verdict", "traffic"], rows)
  }
}
