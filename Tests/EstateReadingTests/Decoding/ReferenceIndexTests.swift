import EstateModel
import Testing

@testable import EstateReading

/// A reference that is written as its resource's id is found without being read.
struct ReferenceIndexTests {
  private static let texts = [
    "/subscriptions/s/resourceGroups/g/providers/P.Q/a/one",
    "/subscriptions/s/resourcegroups/g/providers/P.Q/a/two",
    "/subscriptions/s/resourceGroups/h/providers/P.Q/a/one",
    "/subscriptions/s/resourceGroups/g/providers/P.Q/a/one/b/é",
    "/subscriptions/s/resourceGroups/g/providers/P.Q/a/one/providers/R.S/c/three",
    "/providers/P.Q/a/four", "subscriptions/s/resourceGroups/g/providers/P.Q/a/five",
  ]

  @Test("a text finds the resource that its id would find", arguments: texts)
  func writtenAs(_ text: String) throws {
    var index = ReferenceIndex()
    for text in Self.texts { index.insert(try #require(ResourceID(text))) }
    let id = try #require(ResourceID(text))
    for written in [text, text.uppercased(), id.description, text + "x"] {
      let found = Array(written.utf8).withUnsafeBufferPointer { index.id(writtenAs: $0) }
      guard let found else { continue }
      let expected = try #require(ResourceID(written).flatMap { index.find($0) })
      #expect(found == expected.id)
      #expect(expected.isExact)
    }
  }

  @Test("ids of the common form are found so, and parts whose names hold a slash are not")
  func common() throws {
    var index = ReferenceIndex()
    let whole = try #require(ResourceID(Self.texts[0]))
    let odd = whole.child("b", "x/c/y")
    for id in [whole, whole.child("b", "x"), odd] { index.insert(id) }
    func found(_ text: String) -> ResourceID? {
      Array(text.utf8).withUnsafeBufferPointer { index.id(writtenAs: $0) }
    }
    #expect(found(Self.texts[0]) == whole)
    #expect(found(Self.texts[0].uppercased()) == whole)
    #expect(found(Self.texts[0] + "/b/x") == whole.child("b", "x"))
    #expect(found(odd.description) == nil)
    #expect(found(Self.texts[2]) == nil)
  }
}
