package import Answers
internal import EstateModel

extension TextReport {
  /// The nodes, one a line; with a ledger also what the answers may hang on.
  package func text(_ answer: ListAnswer, ledger: EstateLedger? = nil) -> String {
    var canvas = TextCanvas(usesColor: usesColor)
    canvas.table(
      answer.nodes.map { node in
        [
          (node.selector, node.isDescribed ? nil : .open), (node.kind, nil),
          (node.source.description + (node.isDescribed ? "" : " (only referred to)"), .pale),
        ]
      }, indentation: "")
    if answer.nodes.isEmpty { canvas.line("no nodes") }
    if let ledger { LedgerText(ledger, answer).write(to: &canvas) }
    return canvas.text
  }
}
