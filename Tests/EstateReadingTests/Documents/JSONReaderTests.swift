import EstateModel
import EstateReading
import TestSupport
import Testing

private func read(_ text: String) throws -> ConfigurationValue {
  try JSONReader.read(SourceText(file: "a.json", bytes: Array(text.utf8)))
}

@Suite struct JSONReaderTests {
  @Test(
    "a value knows its place, columns counted in Unicode scalars",
    arguments: [
      #"{"a": ↓1}"#, "{\n  \"b\": 2,\n  \"a\":\t↓true}", "{\r\n\"é😀\": \"😀\", \"a\": ↓[1]}",
      "\u{FEFF}{\"a\": ↓null}", "{\r\"a\": ↓\"x\"}", "// c\n{/* é */\"a\":↓{}}",
    ])
  func places(_ marked: String) throws {
    let marked = MarkedText(marked)
    let value = try #require(try read(marked.text)["a"])
    let column = marked.text.hasPrefix("\u{FEFF}") ? marked.column - 1 : marked.column
    #expect(value.position == SourcePosition(file: "a.json", line: marked.line, column: column))
  }

  @Test("places far into a file without line breaks are right")
  func longLines() throws {
    let filler = (0..<3000).map { "\"k\($0)é\": \($0)" }.joined(separator: ", ")
    let marked = MarkedText("{\(filler), \"a\": ↓1}")
    let value = try #require(try read(marked.text)["a"])
    #expect(value.position.column == marked.column)
    #expect(value.position.line == 1)
  }

  @Test("comments, trailing commas and line breaks in strings are taken, as Azure does")
  func leniency() throws {
    let value = try read("/* a */ {\"a\": [1, 2, /* b */], // c\n \"b\": \"x\ny\",}")
    #expect(value["a"]?.array.compactMap(\.integer) == [1, 2])
    #expect(value["b"]?.string == "x\ny")
    #expect(value.fields.map(\.key) == ["a", "b"])
  }

  @Test(
    "escapes are read",
    arguments: [
      (#""\u00e9""#, "é"), (#""\ud83d\ude00""#, "😀"),
      (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
      (#""\ud83d""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"),
      (#""\udc00\ud83d""#, "\u{FFFD}\u{FFFD}"),
    ])
  func escapes(_ text: String, _ expected: String) throws {
    #expect(try read(text).string == expected)
  }

  @Test("keys compare without ASCII case, escaped ones too")
  func keys() throws {
    let value = try read(#"{"publicIPAddress": 1, "\u0041b": 2}"#)
    #expect(value["PublicIpAddress"]?.integer == 1)
    #expect(value["aB"]?.integer == 2)
    #expect(value["ab "] == nil)
  }

  @Test("null is there as a value and absent as a member")
  func nulls() throws {
    let value = try read(#"{"a": null}"#)
    #expect(value["a"]?.isNull == true)
    #expect(value.member("a") == nil)
    #expect(value["b"] == nil)
  }

  @Test(
    "numbers keep their value", arguments: ["0", "-1", "1.5", "1e3", "-2.5E-1", "123456789012"])
  func numbers(_ text: String) throws {
    #expect(try read(text).number == Double(text))
  }

  @Test("a whole number is one however it is written")
  func integers() throws {
    #expect(try read("1.0").integer == 1)
    #expect(try read("1.5").integer == nil)
    #expect(try read("1e400").integer == nil)
  }

  @Test(
    "what is no JSON is an error",
    arguments: [
      "", " ", "{", "[1 2]", "{\"a\" 1}", "{a: 1}", "'x'", "[1,,2]", "{,}", "nul", "truex", "+1",
      "1.", ".5", "-", "1e", "\"\\x\"", "\"\\u12g4\"", "[1]]", "/", "/x", "\"", "{\"a\":}", "NaN",
    ])
  func errors(_ text: String) {
    #expect(throws: DocumentFailure.self) { try read(text) }
  }

  @Test("keys of many fields that differ are no duplicates, and one that does not is")
  func manyKeys() throws {
    let fields = (0..<1000).map { "\"k\($0)\": 0" }.joined(separator: ",")
    #expect(try read("{\(fields)}").fields.count == 1000)
    #expect(throws: DocumentFailure.self) { try read("{\(fields), \"k500\": 1}") }
    #expect(throws: DocumentFailure.self) { try read(#"{"a": 1, "\u0061": 2}"#) }
  }

  @Test("bytes that are no UTF-8 are an error at their place")
  func invalidText() {
    for bytes in [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82],
    ] {
      let text = Array("[\n \"".utf8) + bytes.map(UInt8.init) + Array("\"]".utf8)
      do {
        _ = try JSONReader.read(SourceText(file: "a.json", bytes: text))
        Issue.record("\(bytes) was read")
      } catch {
        #expect(error.diagnostic.source?.description == "a.json:2:3")
      }
    }
  }

  @Test("random documents are read back as they were written")
  func randomDocuments() throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      let sample = SampleValue.random(depth: 4, using: &generator)
      let value = try read(sample.written(using: &generator))
      #expect(sample.matches(value))
    }
  }
}

/// A value of which it is known what reading must give.
private indirect enum SampleValue {
  case null, bool(Bool), integer(Int), string(String), array([SampleValue])
  case object([(String, SampleValue)])

  static func random(depth: Int, using generator: inout SeededGenerator) -> SampleValue {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 4), using: &generator) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &generator))
    case 2: return .integer(Int.random(in: -1000...1000, using: &generator))
    case 3: return .string(text(using: &generator))
    case 4:
      return .array(
        (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
          random(depth: depth - 1, using: &generator)
        })
    default:
      return .object(
        (0..<Int.random(in: 0..<5, using: &generator)).map {
          ("\($0)" + text(using: &generator), random(depth: depth - 1, using: &generator))
        })
    }
  }

  private static func text(using generator: inout SeededGenerator) -> String {
    let characters: [Character] = ["a", "\"", "\\", "é", "😀", "\n", "{", "]", ",", "/", "*", " "]
    return String(
      (0..<Int.random(in: 0..<6, using: &generator)).map { _ in
        characters.randomElement(using: &generator) ?? "a"
      })
  }

  func written(using generator: inout SeededGenerator) -> String {
    func space() -> String {
      ["", " ", "\n", "/* , */", "// }\n"].randomElement(using: &generator) ?? ""
    }
    func quoted(_ text: String) -> String {
      "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
    var result = space()
    switch self {
    case .null: result += "null"
    case .bool(let value): result += "\(value)"
    case .integer(let value): result += "\(value)"
    case .string(let text): result += quoted(text)
    case .array(let elements):
      let parts = elements.map { $0.written(using: &generator) }
      result += "[" + parts.joined(separator: ",") + space() + "]"
    case .object(let fields):
      let parts = fields.map { space() + quoted($0.0) + ":" + $0.1.written(using: &generator) }
      result += "{" + parts.joined(separator: ",") + space() + "}"
    }
    return result + space()
  }

  func matches(_ value: ConfigurationValue) -> Bool {
    switch self {
    case .null: value.isNull
    case .bool(let expected): value.bool == expected
    case .integer(let expected): value.integer == expected
    case .string(let expected): value.string == expected
    case .array(let elements):
      value.isArray && value.array.count == elements.count
        && zip(elements, value.array).allSatisfy { $0.matches($1) }
    case .object(let fields):
      value.isObject && value.fields.map(\.key) == fields.map(\.0)
        && zip(fields, value.fields).allSatisfy { $0.1.matches($1.value) }
    }
  }
}
