internal import EstateModel
internal import Foundation

/// What the compiler says on standard error, `FILE(LINE,COLUMN) : Error BCP018: text`, as diagnostics.
struct BicepDiagnostics {
  private(set) var all: [Diagnostic] = []

  /// - Parameter path: the file that is compiled, as the user knows it.
  init(_ text: String, of path: String) {
    for line in text.split(whereSeparator: \.isNewline) {
      if let diagnostic = Self.diagnostic(line, of: path) { all.append(diagnostic) }
    }
  }

  private static let severities: [(word: String, severity: Diagnostic.Severity)] = [
    ("Error ", .error), ("Warning ", .warning), ("Info ", .note),
  ]

  private static func diagnostic(_ line: Substring, of path: String) -> Diagnostic? {
    guard let separator = line.firstRange(of: ") : ") else { return nil }
    let place = line[..<separator.lowerBound]
    let rest = line[separator.upperBound...]
    guard let (word, severity) = severities.first(where: { rest.hasPrefix($0.word) }),
      let parenthesis = place.lastIndex(of: "(")
    else { return nil }
    let numbers = place[place.index(after: parenthesis)...].split(separator: ",")
    guard numbers.count == 2, let lineNumber = Int(numbers[0]), let column = Int(numbers[1]),
      lineNumber > 0, column > 0
    else { return nil }
    var file = place[..<parenthesis]
    // `az` writes its own word before the compiler's.
    for prefix in ["WARNING: ", "ERROR: "] where file.hasPrefix(prefix) {
      file = file.dropFirst(prefix.count)
    }
    let source = SourcePosition(
      file: known(String(file), path), line: lineNumber, column: column)
    return Diagnostic(
      severity, Diagnostic.Message(String(rest.dropFirst(word.count))), at: source)
  }

  /// The file as the user knows it: the compiler prints whole paths.
  private static func known(_ file: String, _ path: String) -> String {
    func real(_ path: String) -> String? {
      guard let resolved = realpath(path, nil) else { return nil }
      defer { free(resolved) }
      return String(cString: resolved)
    }
    if let one = real(file), one == real(path) { return path }
    guard let folder = real("."), file.hasPrefix(folder + "/") else { return file }
    return String(file.dropFirst(folder.count + 1))
  }
}
