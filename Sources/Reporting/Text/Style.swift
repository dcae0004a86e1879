internal import Answers

/// How a terminal shows a part of a text; nothing where colour is off.
enum Style: String, Sendable {
  case strong = "1"
  case pale = "2"
  case good = "32"
  case bad = "31"
  case open = "33"
  case strongGood = "1;32"
  case strongBad = "1;31"
  case strongOpen = "1;33"

  init(_ verdict: Verdict) {
    self =
      switch verdict {
      case .reachable: .strongGood
      case .unreachable, .partial: .strongBad
      case .unknown: .strongOpen
      }
  }

  init(_ outcome: QueryAnswer.PathHop.Outcome) {
    self =
      switch outcome {
      case .allow: .good
      case .deny: .bad
      case .unknown: .open
      }
  }
}

/// Lines for a terminal, with columns that line up.
struct TextCanvas {
  let usesColor: Bool
  private(set) var text = ""

  init(usesColor: Bool) { self.usesColor = usesColor }

  func styled(_ text: String, _ style: Style?) -> String {
    guard usesColor, let style, !text.isEmpty else { return text }
    return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
  }

  mutating func line(_ line: String = "") { text += line + "\n" }

  /// An empty line and a heading.
  mutating func heading(_ heading: String) {
    if !text.isEmpty { line() }
    line(styled(heading, .strong))
  }

  /// Rows of cells below each other; the last cell of a row is as long as it is.
  mutating func table(_ rows: [[(text: String, style: Style?)]], indentation: String = "  ") {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count - 1 ? $0[column].text.count : 0 }.max() ?? 0
    }
    for row in rows {
      var cells = indentation
      for (column, cell) in row.enumerated() {
        cells += styled(cell.text, cell.style)
        if column < row.count - 1 {
          cells += String(repeating: " ", count: widths[column] - cell.text.count + 2)
        }
      }
      line(cells)
    }
  }
}
