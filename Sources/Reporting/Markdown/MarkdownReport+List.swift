package import Answers
internal import EstateModel

extension MarkdownReport {
  /// The nodes as a table; with a ledger also what the answers may hang on.
  package static func text(_ answer: ListAnswer, ledger: EstateLedger? = nil) -> String {
    let nodes = Markdown.table(
      ["selector", "kind", "place"],
      answer.nodes.map { node in
        [
          Markdown.code(node.selector), Markdown.words(node.kind),
          Markdown.code(node.source.description)
            + (node.isDescribed ? "" : " (only referred to)"),
        ]
      })
    guard let ledger else { return nodes }
    return ([nodes] + blocks(ledger)).joined(separator: "\n")
  }

  private static func blocks(_ ledger: EstateLedger) -> [String] {
    func block(_ title: String, _ lines: [String]) -> [String] {
      lines.isEmpty ? [] : ["\(title):\n\n\(items(lines))"]
    }
    return block(
      "Read", ledger.read.map { "\(Markdown.code($0.file)): \(Markdown.words($0.format))" })
      + block(
        "Not modelled",
        ledger.notModelled.map {
          "\(Markdown.code($0.type)), \($0.count) (\(Markdown.code($0.source.description)))"
        })
      + block(
        "Unknown values",
        ledger.unknown.map { unknown in
          let places = unknown.sources.map { Markdown.code($0.description) }
          let list = places.isEmpty ? "" : " (\(places.joined(separator: ", ")))"
          return "\(Markdown.words(unknown.because)), \(unknown.count)\(list)"
        })
      + block(
        "Skipped",
        ledger.skipped.map { "\(Markdown.code($0.file)): \(Markdown.words($0.because))" })
      + block(
        "Notes",
        ledger.notes.map { note in
          Markdown.words(note.text)
            + (note.source.map { " (\(Markdown.code($0.description)))" } ?? "")
        })
  }
}
