import EstateModel
import EstateReading
import Foundation
import Testing

/// Real configurations, where they stand beside the package.
private let corpus: String? = {
  var folder = URL(fileURLWithPath: #filePath)
  for _ in 0..<3 { folder.deleteLastPathComponent() }
  let path = folder.deletingLastPathComponent().appendingPathComponent("shared/corpus").path
  return FileManager.default.fileExists(atPath: path) ? path : nil
}()

private func files(under folder: String) -> [String] {
  (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
    .filter { $0.hasSuffix(".json") || $0.hasSuffix(".yml") }.sorted()
}

@Suite(.enabled(if: corpus != nil, "no corpus of real configurations beside the package"))
struct CorpusTests {
  @Test("every real template, export and Azure ML file is read into resources")
  func everyFile() throws {
    let corpus = try #require(corpus)
    for name in files(under: corpus) where !name.hasPrefix("terraform-plan") {
      let output = EstateReader.read(
        inputs: ["\(corpus)/\(name)"], options: ReadingOptions(), standardInput: { [] })
      if ProcessInfo.processInfo.environment["REACHMAP_LIST_CORPUS"] != nil {
        print("== \(name): \(output.resources.count) resources")
        for line in output.trouble { print("   \(line)") }
        for note in output.ledger.notes { print("   note: \(note.text)") }
        for resource in output.resources { print("   \(resource.id)") }
      }
      #expect(output.failure != .noSuchFile)
    }
  }
}
