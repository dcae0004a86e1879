import Foundation
import Testing

@testable import EstateReading

@Test("the article on templates names every function that is evaluated, and no other")
func articleOnTemplates() throws {
  var folder = URL(fileURLWithPath: #filePath)
  for _ in 0..<4 { folder.deleteLastPathComponent() }
  let article = try String(
    contentsOf: folder.appending(path: "Sources/Reachmap/Reachmap.docc/TemplateLanguage.md"),
    encoding: .utf8)
  let rows = article.split(separator: "\n").filter { $0.hasPrefix("| `") }
  let named = Set(
    rows.flatMap { row in
      row.matches(of: /`([A-Za-z0-9]+)`/).map { $0.output.1.lowercased() }
    })
  let evaluated = Set(TemplateFunctions.all.keys).union(TemplateFunctions.lambdas.keys)
    .union(["if", "listkeys"])
  #expect(named.subtracting(evaluated) == [])
  #expect(evaluated.subtracting(named) == [])
}
