import EstateModel
import Testing

@testable import EstateReading

@Suite("Places in a text")
struct SourceTextTests {
  /// Counts from the beginning, one scalar after the other.
  private static func counted(_ text: String, upTo offset: Int) -> (line: Int, column: Int) {
    var (line, column, bytes, afterReturn) = (1, 1, 0, false)
    for scalar in text.unicodeScalars {
      let end = bytes + String(scalar).utf8.count
      if end > offset { break }
      bytes = end
      switch scalar {
      case "\n":
        if !afterReturn { line += 1 }
        column = 1
      case "\r":
        line += 1
        column = 1
      default: column += 1
      }
      afterReturn = scalar == "\r"
    }
    return (line, column)
  }

  @Test("lines and columns are those that counting from the beginning gives", arguments: 0..<40)
  func places(seed: Int) {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    // Long stretches of plain lines, as of printed JSON, and now and then something else.
    let plain = [
      "\n", "  \"a\": 1,\n", String(repeating: "x", count: 300), "\t\u{C}\u{7F}", "\n\n\n",
    ]
    let odd = ["\r\n", "\r", "é", "\u{1F600}"]
    var text = ""
    while text.utf8.count < 2_000 {
      text += next(30) < seed % 3 ? odd[next(odd.count)] : plain[next(plain.count)]
    }
    let source = SourceText(file: "a.json", bytes: Array(text.utf8))
    var starts = text.unicodeScalars.map { String($0).utf8.count }.reduce(into: [0]) {
      $0.append(($0.last ?? 0) + $1)
    }
    // The carriage return and the line feed that end one line are no place that a value begins at.
    starts.removeAll { Array(text.utf8).prefix($0).last == 0x0D }
    for start in starts {
      let expected = Self.counted(text, upTo: start)
      let place = source.position(at: start)
      #expect((place.line, place.column) == expected, "at byte \(start)")
    }
  }
}
