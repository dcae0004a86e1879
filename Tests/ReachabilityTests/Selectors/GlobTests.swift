import Reachability
import Testing

@Suite("Globs")
struct GlobTests {
  @Test(
    "a star is any text, a question mark one character, brackets one of those in them",
    arguments: [
      ("subnet/hub/*", "subnet/hub/clients"), ("*", ""), ("vm/*-?", "vm/build-7"),
      ("vm/[ab]1", "vm/b1"), ("*/it", "storage/it"),
    ])
  func matching(_ row: (pattern: String, text: String)) {
    #expect(Glob(row.pattern).matches(row.text))
  }

  @Test(
    "what is left over on either side does not match",
    arguments: [
      ("subnet/hub", "subnet/hub/clients"), ("vm/?", "vm/"), ("vm/[ab]1", "vm/c1"),
      ("vm/[ab", "vm/a"), ("", "vm/a"),
    ])
  func mismatching(_ row: (pattern: String, text: String)) {
    #expect(!Glob(row.pattern).matches(row.text))
  }
}
