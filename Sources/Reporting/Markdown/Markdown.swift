/// The pieces of Markdown that reports are made of.
enum Markdown {
  /// Text as code; a fence of more backticks than the text has in a row.
  static func code(_ text: String) -> String {
    var longest = 0
    var current = 0
    for character in text {
      current = character == "`" ? current + 1 : 0
      longest = max(longest, current)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let padding = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
    return fence + padding + oneLine(text) + padding + fence
  }

  /// Plain words, with what Markdown would take for its own escaped.
  static func words(_ text: String) -> String {
    var escaped = ""
    for character in oneLine(text) {
      if "\\`*_[]<>|#".contains(character) { escaped += "\\" }
      escaped.append(character)
    }
    return escaped
  }

  static func table(_ head: [String], _ rows: [[String]]) -> String {
    var text = row(head) + row(head.map { _ in "---" })
    for cells in rows {
      // A bar inside code is escaped too: tables are cut before code is read.
      text += row(cells.map { $0.replacingBars() })
    }
    return text
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |\n"
  }

  private static func oneLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }
}

extension String {
  fileprivate func replacingBars() -> String {
    var text = ""
    var isEscaped = false
    for character in self {
      if character == "|", !isEscaped { text += "\\" }
      isEscaped = character == "\\" && !isEscaped
      text.append(character)
    }
    return text
  }
}
