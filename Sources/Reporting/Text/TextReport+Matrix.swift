package import Answers

extension TextReport {
  /// How many pairs have which verdict, then who reaches whom, what is open before what is closed.
  package func text(_ answer: MatrixAnswer) -> String {
    var canvas = TextCanvas(usesColor: usesColor)
    canvas.line(canvas.styled(Wording.totals(answer), .strong))
    let list = SelectorList(among: answer.asked, isFull: isFull)
    for verdict in Wording.orderOfMatrix {
      let rows = answer.rows.filter { $0.outcome.verdict == verdict }
      if rows.isEmpty { continue }
      canvas.line()
      canvas.line(canvas.styled(verdict.rawValue, Style(verdict)))
      for (from, rows) in Wording.bySenders(rows) {
        canvas.line("  " + list.text(from))
        write(rows, verdict, list, to: &canvas)
      }
    }
    return canvas.text
  }

  /// Long terms would push the targets of all rows out of sight: they stand below theirs.
  private func write(
    _ rows: [MatrixAnswer.Row], _ verdict: Verdict, _ list: SelectorList,
    to canvas: inout TextCanvas
  ) {
    let style = Style(verdict).plain
    let terms = rows.map {
      verdict == .unreachable ? "" : Wording.shortTraffic($0.outcome, isFull: isFull)
    }
    if verdict != .unreachable, terms.allSatisfy({ $0.count <= Self.mostTrafficBesideTargets }) {
      canvas.table(
        zip(rows, terms).map { [($1, style), ("-> " + list.text($0.to), nil)] },
        indentation: "    ")
      return
    }
    for (row, terms) in zip(rows, terms) {
      canvas.line("    -> " + list.text(row.to))
      if !terms.isEmpty { canvas.line("       " + canvas.styled(terms, style)) }
    }
  }

  private static let mostTrafficBesideTargets = 24
}

extension Style {
  /// The same colour for what stands in great numbers.
  fileprivate var plain: Style {
    switch self {
    case .strongGood: .good
    case .strongBad: .bad
    case .strongOpen: .open
    case .strong, .pale, .good, .bad, .open: self
    }
  }
}

extension Wording {
  static let orderOfMatrix: [Verdict] = [.reachable, .partial, .unknown, .unreachable]

  /// How many pairs there are, and how many have each verdict.
  static func totals(_ answer: MatrixAnswer) -> String {
    let parts = orderOfMatrix.compactMap { verdict -> String? in
      let count = answer.totals[verdict] ?? 0
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    return "\(count(answer.pairCount, "pair")): \(parts.joined(separator: ", "))"
  }

  /// Rows with the same senders together.
  static func bySenders(
    _ rows: [MatrixAnswer.Row]
  ) -> [(from: [String], rows: [MatrixAnswer.Row])] {
    var places: [[String]: Int] = [:]
    var groups: [(from: [String], rows: [MatrixAnswer.Row])] = []
    for row in rows {
      if let place = places[row.from] {
        groups[place].rows.append(row)
      } else {
        places[row.from] = groups.count
        groups.append((row.from, [row]))
      }
    }
    return groups
  }

  /// The same for a terminal: what goes to the same names is told together, and of many names some.
  static func shortTraffic(_ outcome: PairOutcome, isFull: Bool) -> String {
    let short = PairOutcome(
      verdict: outcome.verdict, allowed: told(outcome.allowed, isFull),
      undecided: told(outcome.undecided, isFull))
    // Where a part names several, commas would not tell where the next one begins.
    let areLists = (short.allowed + short.undecided).contains { $0.contains(", ") }
    return traffic(short, separator: areLists ? "; " : ", ")
  }

  private static func told(_ terms: [String], _ isFull: Bool) -> [String] {
    let lines = joined(terms)
    return isFull ? lines : lines.map(shortened)
  }

  /// What gets through and what may, as far as the verdict does not say it.
  static func traffic(
    _ outcome: PairOutcome, separator: String = ", ", quote: (String) -> String = { $0 }
  ) -> String {
    let allowed = outcome.allowed.map(quote).joined(separator: separator)
    let undecided = outcome.undecided.map(quote).joined(separator: separator)
    switch outcome.verdict {
    case .reachable, .partial:
      return undecided.isEmpty ? allowed : "\(allowed)\(separator)undecided \(undecided)"
    case .unknown:
      let open = undecided.isEmpty ? "nothing is known" : "undecided \(undecided)"
      return allowed.isEmpty ? open : "\(allowed)\(separator)\(open)"
    case .unreachable: return "nothing"
    }
  }
}
