import Drawing
import TestSupport
import Testing

@Suite("Text metrics")
struct TextMetricsTests {
  private static let samples = [
    "", "a", "workspace/ml", "10.0.0.0/16", String(repeating: "W", count: 10_000),
    String(repeating: "i", count: 10_000), "🙂🙂🙂🙂🙂🙂🙂🙂", "名前名前名前", "e\u{301}e\u{301}",
    "one two three four five six seven eight nine ten",
  ]

  @Test("what is fitted fits, and is left alone where it fits already", arguments: samples)
  func fitted(_ text: String) {
    for limit in [20, 60, 200] {
      let fitted = TextMetrics.fitted(text, width: limit, size: 10)
      #expect(TextMetrics.width(of: fitted, size: 10) <= limit)
      if TextMetrics.width(of: text, size: 10) <= limit { #expect(fitted == text) }
    }
  }

  @Test("lines are as many as asked at most, each fits, and none is lost", arguments: samples)
  func wrapped(_ text: String) {
    let lines = TextMetrics.wrapped(text, width: 60, size: 9, lines: 3)
    #expect(lines.count <= 3)
    for line in lines { #expect(TextMetrics.width(of: line, size: 9) <= 60) }
    if lines.last?.hasSuffix("…") != true {
      #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
    }
  }
}
