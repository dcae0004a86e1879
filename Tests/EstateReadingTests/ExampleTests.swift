import EstateReading
import Foundation
import Testing

@Test("every example is read without trouble")
func examplesAreRead() throws {
  var folder = URL(fileURLWithPath: #filePath)
  for _ in 0..<3 { folder.deleteLastPathComponent() }
  let examples = folder.appendingPathComponent("Examples").path
  let names = FileManager.default.enumerator(atPath: examples)?.compactMap { $0 as? String } ?? []
  let estates = Set(
    names.filter { $0.hasSuffix(".yml") || $0.hasSuffix(".json") }.map {
      URL(fileURLWithPath: $0).deletingLastPathComponent().relativePath
    })
  #expect(!estates.isEmpty)
  for estate in estates.sorted() {
    let output = EstateReader.read(
      inputs: ["\(examples)/\(estate)"], options: ReadingOptions(), standardInput: { [] })
    #expect(output.trouble == [], "\(estate)")
    #expect(!output.resources.isEmpty, "\(estate)")
    #expect(!output.resources.contains { $0.nameUnknown != nil }, "\(estate)")
    if ProcessInfo.processInfo.environment["REACHMAP_LIST_CORPUS"] != nil {
      print("== \(estate)")
      for resource in output.resources { print("   \(resource.id) \(resource.source.shortened)") }
      for skipped in output.ledger.skipped { print("   skipped \(skipped)") }
    }
  }
}
