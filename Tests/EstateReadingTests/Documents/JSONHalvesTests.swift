import EstateModel
import Testing

@testable import EstateReading

/// Halves of a document are read as the whole is, wherever it is cut.
struct JSONHalvesTests {
  private typealias Outcome = Result<DocumentTape.Entries, DocumentFailure>

  private static func text(_ string: String) -> SourceText {
    SourceText(file: "a.json", bytes: Array(string.utf8))
  }

  private static func whole(_ text: SourceText) -> Outcome {
    text.bytes.withUnsafeBufferPointer { bytes in
      var parser = JSONParser(text: text, bytes: bytes, size: bytes.count)
      return Result { () throws(DocumentFailure) in try parser.parse() }
    }
  }

  private static func halves(_ text: SourceText, _ element: Int) -> Outcome {
    var elements = JSONHalves.elements(of: text, from: element)
    switch JSONHalves.beginning(of: text, upTo: element) {
    case .failure(let failure): return .failure(failure)
    case .success(var progress): return JSONHalves.joined(text, &progress, &elements)
    }
  }

  private static func shown(_ outcome: Outcome) -> String {
    switch outcome {
    case .success(let entries):
      "\(entries.map { "\($0.tag) \($0.flag) \($0.offset) \($0.first) \($0.end)" })"
    case .failure(let failure): "\(failure.diagnostic)"
    }
  }

  @Test(
    "cut at any byte, a document has the values or the failure that it has when it is read in order",
    arguments: [
      #"[{"a": [1, {"b": 2}]}, {"c": "x, {"}, 3, [], {"d": {}} , ]"#,
      #"{"value": [ {"a": 1}, {"a": [2, 3]}, "é"], "count": 3}"#,
      #"{"value": [ {"a": 1}, {"a": 2}], "value": 1}"#,
      #"[[1, 2], [3, [4, 5], 6]] // end"#,
      #"[{"a": 1}, {"a": 2, "a": 3}, 4]"#,
      #"[{"a": 1}, {"a": 2}, }]"#, #"[{"a": 1}, {"a": 2} "#, #"[{"a": 1}, {"a": 2}]]"#,
      #"[{"a": 1}, {"a" 2}]"#, #""no list, {}""#,
    ])
  func anyCut(_ document: String) {
    let text = Self.text(document)
    let whole = Self.shown(Self.whole(text))
    for element in text.bytes.indices.dropFirst() {
      #expect(Self.shown(Self.halves(text, element)) == whole, "cut at \(element)")
    }
  }

  @Test("values within each other are counted over the cut")
  func depth() {
    let half = String(repeating: "[", count: DocumentLimits.depth / 2)
    let text = Self.text("[" + half + "1," + half)
    #expect(Self.shown(Self.halves(text, half.utf8.count + 3)) == Self.shown(Self.whole(text)))
    let closed = String(repeating: "]", count: DocumentLimits.depth / 2)
    for extra in ["", "["] {
      let close = extra.isEmpty ? "" : "]"
      let deep = Self.text(half + "1," + extra + half + closed + close + closed)
      let cut = half.utf8.count + 2
      #expect(JSONHalves.elements(of: deep, from: cut) != nil)
      let whole = Self.whole(deep)
      #expect(Self.shown(Self.halves(deep, cut)) == Self.shown(whole))
      if case .success = whole { #expect(extra.isEmpty) } else { #expect(!extra.isEmpty) }
    }
  }

  @Test("an element near the middle begins as the first one does")
  func guess() throws {
    let element = "  {\n    \"id\": 1\n  }"
    let document = "[\n" + (0..<9).map { _ in element }.joined(separator: ",\n") + "\n]"
    let bytes = Array(document.utf8)
    let found = try #require(
      bytes.withUnsafeBufferPointer { JSONHalves.elementNearMiddle(of: $0) })
    #expect(found >= bytes.count / 2)
    #expect(document.utf8.dropFirst(found - 4).starts(with: ",\n  {".utf8))
    let lines = Array(#"[{"a": 1},{"a": 2},{"a": 3},{"a": 4}]"#.utf8)
    #expect(lines.withUnsafeBufferPointer { JSONHalves.elementNearMiddle(of: $0) } == nil)
  }

  @Test("lines are counted in two parts as in one")
  func lines() {
    let line = "ab\r\né\rcd\n\u{1F600}xyz\n\n"
    for length in [0, 1, 100, 1_000] {
      let document = String(repeating: "x", count: length) + String(repeating: line, count: 200)
      let whole = Self.text(document)
      for cut in [128, 300, whole.bytes.count / 2, whole.bytes.count] {
        let parts = Self.text(document)
        let middle = SourceText.LineTable.boundary(near: cut)
        parts.take(
          parts.lineTable(of: 0..<middle), parts.lineTable(of: middle..<whole.bytes.count))
        for offset in 0...whole.bytes.count {
          #expect(parts.position(at: offset) == whole.position(at: offset))
        }
      }
    }
  }

  @Test("counting lines tells whether a part has other bytes than those of ASCII")
  func otherBytes() {
    let document = String(repeating: "0123456\r\n\u{7F}", count: 40)
    #expect(Self.text(document).lineTable(of: 0..<document.utf8.count).hasOnlyASCII)
    for place in 0..<300 {
      var bytes = Array(document.utf8)
      bytes[place] = 0xFF
      let text = SourceText(file: "a.json", bytes: bytes)
      #expect(text.lineTable(of: 0..<128).hasOnlyASCII == (place >= 128))
      #expect(text.lineTable(of: 128..<256).hasOnlyASCII == !(128..<256).contains(place))
    }
  }

  @Test("a byte that is not UTF-8 is found at its place in a document of two halves")
  func encodingOfHalves() throws {
    let element = "  {\n    \"id\": 1\n  }"
    let document =
      "[\n" + (0..<70_000).map { _ in element }.joined(separator: ",\n") + "\n]"
    let start = Array(document.utf8)
    let cut = try #require(
      start.withUnsafeBufferPointer { JSONHalves.elementNearMiddle(of: $0) })
    // The table of lines of the first half ends before the element does that the second begins with.
    let middle = SourceText.LineTable.boundary(near: cut)
    for place in [3, middle - 1, middle, cut - 1, cut, cut + 1, start.count - 2] {
      var bytes = start
      bytes[place] = 0xFF
      let text = SourceText(file: "a.json", bytes: bytes)
      let failure = #expect(throws: DocumentFailure.self) { try JSONReader.read(text) }
      #expect(failure?.diagnostic.message == .invalidUTF8)
      #expect(failure?.diagnostic.source == text.position(at: place))
    }
  }

  @Test("a byte that is not UTF-8 is found in the part that holds it")
  func encoding() {
    let bytes = Array("aé{".utf8) + [0xC3] + Array("{é".utf8) + [0xFF]
    #expect(bytes.withUnsafeBufferPointer { UTF8Text.firstInvalidByte(of: $0) } == 4)
    #expect(bytes.withUnsafeBufferPointer { UTF8Text.firstInvalidByte(of: $0, in: 0..<3) } == nil)
    #expect(bytes.withUnsafeBufferPointer { UTF8Text.firstInvalidByte(of: $0, in: 0..<5) } == 4)
    #expect(
      bytes.withUnsafeBufferPointer { UTF8Text.firstInvalidByte(of: $0, in: 5..<bytes.count) } == 8)
  }
}
