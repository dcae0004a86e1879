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
    if let ledger { write(ledger, to: &canvas) }
    return canvas.text
  }

  private func write(_ ledger: EstateLedger, to canvas: inout TextCanvas) {
    canvas.heading("Read: \(Wording.count(ledger.read.count, "file"))")
    canvas.table(ledger.read.map { [($0.file, nil), ($0.format, .pale)] })
    if !ledger.notModelled.isEmpty {
      canvas.heading("Not modelled: what passes through these is unknown")
      canvas.table(
        ledger.notModelled.map {
          [($0.type, nil), (String($0.count), nil), ($0.source.description, .pale)]
        })
    }
    if !ledger.unknown.isEmpty {
      canvas.heading("Unknown values")
      for unknown in ledger.unknown {
        canvas.line("  \(unknown.because) (\(Wording.count(unknown.count, "value")))")
        for source in unknown.sources {
          canvas.line("    " + canvas.styled(source.description, .pale))
        }
      }
    }
    if !ledger.skipped.isEmpty {
      canvas.heading("Skipped: \(Wording.count(ledger.skipped.count, "file"))")
      canvas.table(ledger.skipped.map { [($0.file, nil), ($0.because, nil)] })
    }
    if !ledger.notes.isEmpty {
      canvas.heading("Notes")
      for note in ledger.notes {
        canvas.line("  \(note.text)")
        if let source = note.source {
          canvas.line("    " + canvas.styled(source.description, .pale))
        }
      }
    }
  }
}
