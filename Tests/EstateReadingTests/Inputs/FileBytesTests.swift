import EstateModel
import Foundation
import Testing

@testable import EstateReading

@Suite("Bytes of files")
struct FileBytesTests {
  /// With blanks behind it more than the 16 MiB from which on files are mapped.
  private static let json =
    "[\n"
    + (0..<400_000).map { "  {\"number\": \($0), \"text\": \"é\\n\"}" }.joined(separator: ",\n")
    + "\n]\n"

  @Test("a large file that is mapped is read like one that is copied")
  func mapped() throws {
    let folder = try TemporaryFolder(["a.json": Self.json + String(repeating: " ", count: 1 << 24)])
    let texts = try [false, true].map {
      try FileBytes.text(of: folder.file("a.json"), limit: 1 << 30, mapping: $0)
    }
    #expect(texts[0].bytes == texts[1].bytes)
    let values = try texts.map { try JSONReader.read($0) }
    for value in values {
      var count = 0
      value.forEachElement { _ in count += 1 }
      #expect(count == 400_000)
    }
    #expect(texts[0].position(at: 10_000_000) == texts[1].position(at: 10_000_000))
  }

  @Test("a large file in UTF-16 is transcoded, mapped or not")
  func otherEncoding() throws {
    let folder = try TemporaryFolder([:])
    let text = "[" + String(repeating: " ", count: 1 << 23) + "]"
    let data =
      Data([0xFF, 0xFE]) + Data(text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    try data.write(to: URL(fileURLWithPath: folder.file("a.json")))
    let read = try FileBytes.text(of: folder.file("a.json"), limit: 1 << 30, mapping: true)
    #expect(read.bytes == Array(text.utf8))
  }

  @Test("a file over the limit is refused before it is mapped")
  func limit() throws {
    let folder = try TemporaryFolder(["a.json": String(repeating: " ", count: (1 << 24) + 1)])
    #expect(throws: DocumentFailure.self) {
      try FileBytes.text(of: folder.file("a.json"), limit: 1 << 24, mapping: true)
    }
  }
}
