package import Answers
internal import EstateModel
internal import Reachability

/// Answers for people at a terminal: the verdict first, then the path, then the rules.
package struct TextReport: Sendable {
  /// Whether escape codes for colour are written.
  package let usesColor: Bool
  /// Whether long lists are told whole.
  package let isFull: Bool

  private static let mostLines = 5
  private static let mostPaths = 3

  package init(usesColor: Bool = false, isFull: Bool = false) {
    self.usesColor = usesColor
    self.isFull = isFull
  }

  package func text(_ answers: QueryAnswers) -> String {
    var canvas = TextCanvas(usesColor: usesColor)
    if answers.answers.count > 1 {
      canvas.table(
        answers.answers.map { answer in
          [
            (answer.verdict.rawValue, Style(answer.verdict)),
            ("\(answer.from) -> \(answer.to)", nil),
            (answer.traffic.joined(separator: ", "), .pale),
          ]
        })
      canvas.line()
    }
    for (index, answer) in answers.answers.enumerated() {
      if index > 0 { canvas.line() }
      write(answer, to: &canvas)
    }
    if answers.answers.count > 1 {
      canvas.line()
      canvas.line(canvas.styled(Wording.totals(answers), .strong))
    }
    return canvas.text
  }

  private func write(_ answer: QueryAnswer, to canvas: inout TextCanvas) {
    let verdict = canvas.styled(answer.verdict.rawValue, Style(answer.verdict))
    canvas.line("\(verdict): \(Wording.sentence(answer))")
    writeTraffic(answer, to: &canvas)
    let shown = isFull ? answer.paths[...] : answer.paths.prefix(Self.mostPaths)
    for (index, path) in shown.enumerated() {
      let number = answer.paths.count > 1 ? " \(index + 1)" : ""
      canvas.heading("Path\(number)")
      canvas.line("  " + Wording.nodes(path).joined(separator: " -> "))
      let rules = path.compactMap(rule)
      if !rules.isEmpty { canvas.heading("Rules\(number)") }
      canvas.table(rules)
    }
    let rest = answer.paths.count - shown.count
    if rest > 0 {
      canvas.line()
      canvas.line("and \(Wording.count(rest, "more path")); --full tells all")
    }
    writeBlockers(answer, to: &canvas)
    writeFixes(answer, to: &canvas)
    writeRemarks("What would decide it", answer.unknowns, to: &canvas)
    writeRemarks("Assumed", answer.assumptions, to: &canvas)
    writeRemarks("Mind", answer.warnings, to: &canvas)
  }

  /// What gets through where the verdict does not say it.
  private func writeTraffic(_ answer: QueryAnswer, to canvas: inout TextCanvas) {
    guard answer.verdict == .partial || answer.verdict == .unknown else { return }
    var rows: [[(text: String, style: Style?)]] = []
    for (title, terms, style) in [
      ("gets through:", answer.allowed, Style.good), ("undecided:", answer.undecided, .open),
    ] {
      let lines = Wording.joined(terms)
      let shown =
        isFull || lines.count <= Self.mostLines ? lines[...] : lines.prefix(Self.mostLines)
      for (index, line) in shown.enumerated() {
        let told = isFull ? line : Wording.shortened(line)
        rows.append([(index == 0 ? title : "", style), (told, nil)])
      }
      let rest = lines.count - shown.count
      if rest > 0 { rows.append([("", nil), ("and \(rest) more; --full tells all", nil)]) }
    }
    canvas.table(rows)
    if answer.verdict == .partial, answer.traffic == ["any"], answer.to.hasPrefix("fqdn/") {
      canvas.line("  asked about any traffic; --on tcp/443 asks about HTTPS alone")
    }
  }

  private func rule(_ hop: QueryAnswer.PathHop) -> [(text: String, style: Style?)]? {
    guard let evidence = hop.evidence else { return nil }
    return [
      (hop.outcome?.rawValue ?? "", hop.outcome.map { Style($0) }), (hop.node, nil),
      (evidence.rule, nil), (Wording.place(evidence), .pale),
    ]
  }

  private func writeBlockers(_ answer: QueryAnswer, to canvas: inout TextCanvas) {
    if answer.blockers.isEmpty { return }
    canvas.heading("Blocked by")
    for blocker in answer.blockers {
      canvas.line("  \(canvas.styled(blocker.node, .bad)): \(blocker.why)")
      if let place = Wording.place(ofBlocker: blocker) {
        canvas.line("    " + canvas.styled(place, .pale))
      }
    }
  }

  private func writeFixes(_ answer: QueryAnswer, to canvas: inout TextCanvas) {
    if answer.fixes.isEmpty, answer.areFixesSought {
      canvas.heading("What would open it")
      canvas.line("  none of the small changes that were tried does")
    }
    for (index, fix) in answer.fixes.enumerated() {
      canvas.heading(index == 0 ? "What would open it (tried)" : "Or")
      for step in fix.changes {
        canvas.line("  - \(step.change)")
        if let source = step.source {
          canvas.line("    " + canvas.styled(source.description, .pale))
        }
      }
      writeOpened(fix, to: &canvas)
    }
  }

  private func writeOpened(_ fix: QueryAnswer.Fix, to canvas: inout TextCanvas) {
    if !fix.isComparisonComplete {
      canvas.line("  what else it opens was not compared: the estate is too large for that")
      return
    }
    if fix.alsoOpens.isEmpty {
      canvas.line("  it opens nothing else")
      return
    }
    canvas.line("  it also opens")
    let shown = isFull ? fix.alsoOpens[...] : fix.alsoOpens.prefix(Self.mostLines)
    for line in shown { canvas.line("    \(line)") }
    let rest = fix.alsoOpens.count - shown.count
    if rest > 0 { canvas.line("    and \(rest) more; --full lists them") }
  }

  private func writeRemarks(_ title: String, _ remarks: [Remark], to canvas: inout TextCanvas) {
    if remarks.isEmpty { return }
    canvas.heading(title)
    for remark in remarks {
      canvas.line("  \(Wording.remark(remark))")
      if let source = remark.source {
        canvas.line("    " + canvas.styled(source.description, .pale))
      }
    }
  }
}
