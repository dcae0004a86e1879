/// A text in which `↓` stands before the character whose place is expected.
struct MarkedText {
  let text: String
  let line: Int
  let column: Int

  init(_ marked: String) {
    let before = marked.prefix { $0 != "↓" }
    let lines = before.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    text = marked.filter { $0 != "↓" }
    line = lines.count
    column = (lines.last?.unicodeScalars.count ?? 0) + 1
  }

  func place(in file: String) -> String { "\(file):\(line):\(column)" }
}
