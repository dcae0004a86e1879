internal import Answers
internal import EstateModel

/// What answers may hang on, for people: what is most likely to be missed stands last, where the eye is.
struct LedgerText {
  private let ledger: EstateLedger
  /// By id.
  private let selectors: [String: String]

  init(_ ledger: EstateLedger, _ answer: ListAnswer) {
    self.ledger = ledger
    var selectors: [String: String] = [:]
    for node in answer.nodes {
      if let id = node.id { selectors[id] = node.selector }
    }
    self.selectors = selectors
  }

  func write(to canvas: inout TextCanvas) {
    writeRead(to: &canvas)
    writeSkipped(to: &canvas)
    writeTypes(to: &canvas)
    writeNotes(to: &canvas)
    writeUnknown(to: &canvas)
  }

  // MARK: Files

  /// Lists longer than this are cut; JSON has them whole.
  private static let most = 20
  private static let mostPlaces = 3

  private func writeRead(to canvas: inout TextCanvas) {
    canvas.heading("Read: \(Wording.count(ledger.read.count, "file"))")
    canvas.table(ledger.read.prefix(Self.most).map { [($0.file, nil), ($0.format, .pale)] })
    writeRest(ledger.read.count, "file", indentation: "  ", to: &canvas)
  }

  private func writeSkipped(to canvas: inout TextCanvas) {
    if ledger.skipped.isEmpty { return }
    canvas.heading("Skipped: \(Wording.count(ledger.skipped.count, "file"))")
    var order: [String] = []
    var files: [String: [String]] = [:]
    for skipped in ledger.skipped {
      if files[skipped.because] == nil { order.append(skipped.because) }
      files[skipped.because, default: []].append(skipped.file)
    }
    for reason in order {
      let all = files[reason] ?? []
      canvas.line("  \(reason)")
      for file in all.prefix(Self.most) { canvas.line("    \(file)") }
      writeRest(all.count, "file", indentation: "    ", to: &canvas)
    }
  }

  private func writeRest(
    _ count: Int, _ noun: String, indentation: String, to canvas: inout TextCanvas,
    shown: Int = LedgerText.most
  ) {
    guard count > shown else { return }
    canvas.line(
      "\(indentation)and \(Wording.count(count - shown, noun)) more (--format json has all)")
  }

  // MARK: What is not modelled

  private func writeTypes(to canvas: inout TextCanvas) {
    let (apart, met) = (
      ledger.notModelled.filter(\.isApart), ledger.notModelled.filter { !$0.isApart }
    )
    for (title, types) in [
      ("No part of the network", apart),
      ("Not modelled: what passes through these is unknown", met),
    ] where !types.isEmpty {
      canvas.heading(title)
      canvas.table(
        types.map { [($0.type, nil), (String($0.count), nil), ($0.source.description, .pale)] })
    }
  }

  private func writeNotes(to canvas: inout TextCanvas) {
    if ledger.notes.isEmpty { return }
    canvas.heading("Notes")
    for note in ledger.notes {
      canvas.line("  \(note.text)")
      if let source = note.source {
        canvas.line("    " + canvas.styled(source.description, .pale))
      }
    }
  }

  // MARK: Unknown values

  private func writeUnknown(to canvas: inout TextCanvas) {
    canvas.heading(
      ledger.unknown.isEmpty ? "Unknown values: none" : "Unknown values, by what would tell them")
    for cause in EstateLedger.Unknown.Cause.allCases.reversed() {
      let all = ledger.unknown.filter { $0.cause == cause }
      if all.isEmpty { continue }
      canvas.line("  " + canvas.styled(Self.title(cause), .open))
      if cause == .resource {
        canvas.table(
          all.map { unknown in
            [
              (unknown.resource.map { selectors[$0] ?? $0 } ?? unknown.because, nil),
              (unknown.sources.first?.description ?? "", .pale),
            ]
          }, indentation: "    ")
      } else {
        for unknown in all { write(unknown, to: &canvas) }
      }
    }
  }

  private static func title(_ cause: EstateLedger.Unknown.Cause) -> String {
    switch cause {
    case .parameter: "values of parameters: give them with --parameters, or with --set NAME=VALUE"
    case .listing: "properties that a listing leaves out: export them, too"
    case .resource: "resources that are only referred to: add the file or the export that has them"
    case .other: "other"
    }
  }

  private func write(_ unknown: EstateLedger.Unknown, to canvas: inout TextCanvas) {
    canvas.line("    \(unknown.because) (\(Wording.count(unknown.count, "value")))")
    for source in unknown.sources.prefix(Self.mostPlaces) {
      canvas.line("      " + canvas.styled(source.description, .pale))
    }
    writeRest(
      unknown.sources.count, "place", indentation: "      ", to: &canvas, shown: Self.mostPlaces)
  }
}
