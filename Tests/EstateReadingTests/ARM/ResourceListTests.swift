import EstateModel
import EstateReading
import Testing

@Suite("What stands in the resources of a template")
struct ResourceListTests {
  @Test(
    "what is no resource is an error with its place, and the rest is read",
    arguments: [
      #"[{"type": "A.B/c", "name": "one"}, ↓[{"type": "A.B/c", "name": "lost"}]]"#,
      #"[{"type": "A.B/c", "name": "one"}, ↓"A.B/c"]"#,
      #"[{"type": "A.B/c", "name": "one", "resources": [↓[{"type": "d", "name": "lost"}]]}]"#,
      #"{"one": {"type": "A.B/c", "name": "one"}, "two": ↓[{"type": "A.B/c", "name": "lost"}]}"#,
    ])
  func noResource(_ resources: String) throws {
    let marked = MarkedText(template(resources: resources))
    let read = try TemporaryFolder(["main.json": marked.text]).read()
    let errors = read.diagnostics.filter { $0.severity == .error }
    #expect(errors.count == 1)
    #expect(errors.first?.message.text.contains("a resource is an object") == true)
    #expect(errors.first?.source?.line == marked.line)
    #expect(errors.first?.source?.column == marked.column)
    #expect(read.resources.map(\.name) == ["one"])
  }

  @Test("resources that are neither a list nor a map are an error, no resources are none")
  func noList() throws {
    let read = try TemporaryFolder(["main.json": template(resources: "\"[variables('all')]\"")])
      .read()
    #expect(read.diagnostics.contains { $0.message.text.contains("'resources' takes a list") })
    for nothing in ["[]", "{}", "[null]"] {
      let empty = try TemporaryFolder(["main.json": template(resources: nothing)]).read()
      #expect(empty.diagnostics.filter { $0.severity == .error }.isEmpty, "\(nothing)")
    }
  }
}
