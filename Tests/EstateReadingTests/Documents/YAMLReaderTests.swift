import EstateModel
import EstateReading
import Testing

private func read(_ text: String) throws -> ConfigurationValue {
  try YAMLReader.read(SourceText(file: "a.yml", bytes: Array(text.utf8)))
}

@Suite struct YAMLReaderTests {
  @Test(
    "a value knows its place, columns counted in Unicode scalars",
    arguments: [
      "a: ↓x", "# é\nb: 1\na:   ↓'x'", "b: [1, é]\na: ↓[1, 2]", "a:\n  ↓k: 1", "{b: 😀, a: ↓{}}",
      "a:\n  ↓- 1\n  - 2\n", "\u{FEFF}a: ↓1", "b: \"x\u{2028}y\"\na: ↓1", "a: ↓|\n  x\n  y\n",
      "b: x\r\na: ↓y\r\n",
    ])
  func places(_ marked: String) throws {
    // The separator U+2028 ends a line for YAML, not for an editor.
    let marked = MarkedText(marked.replacing("\u{2028}", with: "~"))
    let text = marked.text.replacing("~", with: "\u{2028}")
    let value = try #require(try read(text)["a"])
    let column = marked.text.hasPrefix("\u{FEFF}") ? marked.column - 1 : marked.column
    #expect(value.position == SourcePosition(file: "a.yml", line: marked.line, column: column))
  }

  @Test("true, false, null and numbers are such, and other words are text with their spelling")
  func scalars() throws {
    let value = try read(
      "a: true\nb: False\nc: ~\nd: 12\ne: 1.5\nf: on\ng: '12'\nh: 007\ni: 1.2.3\nj:\nk: -3\nl: 1e3")
    #expect(value["a"]?.bool == true)
    #expect(value["b"]?.bool == false)
    #expect(value["b"]?.text == "False")
    #expect(value["c"]?.isNull == true)
    #expect(value["d"]?.integer == 12)
    #expect(value["e"]?.number == 1.5)
    #expect(value["f"]?.string == "on")
    #expect(value["g"]?.string == "12")
    #expect(value["h"]?.string == "007")
    #expect(value["i"]?.string == "1.2.3")
    #expect(value["j"]?.isNull == true)
    #expect(value["k"]?.integer == -3)
    #expect(value["l"]?.number == 1000)
  }

  @Test("aliases and merge keys are written out, a mapping's own keys first")
  func aliases() throws {
    let value = try read(
      "base: &base {a: 1, b: 2}\nuse:\n  <<: *base\n  b: 3\nlist: [*base, *base]\n")
    #expect(value["use"]?["a"]?.integer == 1)
    #expect(value["use"]?["b"]?.integer == 3)
    #expect(value["use"]?.fields.map(\.key) == ["b", "a"])
    #expect(value["list"]?.array.count == 2)
  }

  @Test("merge keys that multiply end at a limit")
  func mergeBomb() {
    var text = "a: &a {x: 1}\n"
    for (letter, before) in zip("bcdefghijklmnopqrstuvwz", "abcdefghijklmnopqrstuvw") {
      text += "\(letter): &\(letter)\n  <<: [*\(before), *\(before)]\n"
    }
    #expect(throws: DocumentFailure.self) { try read(text) }
  }

  @Test("a long chain of aliases is an error and not the end of the program")
  func aliasChain() {
    var text = "a0: &a0 [x]\n"
    for index in 1..<4000 { text += "a\(index): &a\(index) [*a\(index - 1)]\n" }
    #expect(throws: DocumentFailure.self) { try read(text) }
  }

  @Test(
    "what is no YAML is an error",
    arguments: ["a: [1", "a: {", "a: 'x", "a: *none", "a: b: c", "[1]: x", "\u{1}: x", "a: &"])
  func errors(_ text: String) {
    #expect(throws: DocumentFailure.self) { try read(text) }
  }
}
