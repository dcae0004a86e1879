internal import Foundation

/// Writes JSON as `az` prints it, indented by two spaces, in the order in which it is told.
struct JSONWriter: ~Copyable {
  private var bytes: [UInt8] = []
  private var depth = 0
  private var isFirst = true
  private let file: FileHandle
  private var failure: (any Error)?

  private static let chunk = 1 << 20

  init(file: FileHandle) {
    self.file = file
    bytes.reserveCapacity(Self.chunk * 2)
  }

  /// Writes what is left, and throws what kept an earlier part from being written.
  mutating func finish() throws {
    bytes.append(UInt8(ascii: "\n"))
    flush()
    if let failure { throw failure }
  }

  mutating func object(_ key: String? = nil, _ body: (inout JSONWriter) -> Void) {
    begin(key)
    nest(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
  }

  mutating func array(_ key: String, _ body: (inout JSONWriter) -> Void) {
    begin(key)
    nest(UInt8(ascii: "["), UInt8(ascii: "]"), body)
  }

  mutating func strings(_ key: String, _ elements: [String]) {
    array(key) { for element in elements { $0.string(nil, element) } }
  }

  mutating func string(_ key: String?, _ value: String) {
    begin(key)
    append(text: value)
  }

  mutating func number(_ key: String, _ value: Int) {
    begin(key)
    bytes += String(value).utf8
  }

  mutating func flag(_ key: String, _ value: Bool) {
    begin(key)
    bytes += (value ? "true" : "false").utf8
  }

  private mutating func nest(
    _ opening: UInt8, _ closing: UInt8, _ body: (inout JSONWriter) -> Void
  ) {
    bytes.append(opening)
    depth += 1
    isFirst = true
    body(&self)
    depth -= 1
    if !isFirst { breakLine() }
    isFirst = false
    bytes.append(closing)
    if bytes.count >= Self.chunk { flush() }
  }

  private mutating func begin(_ key: String?) {
    guard depth > 0 else { return }
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
    breakLine()
    guard let key else { return }
    append(text: key)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(UInt8(ascii: " "))
  }

  private mutating func breakLine() {
    bytes.append(UInt8(ascii: "\n"))
    for _ in 0..<depth * 2 { bytes.append(UInt8(ascii: " ")) }
  }

  /// Of what has to be escaped, the texts here have only quotes.
  private mutating func append(text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(UInt8(ascii: "\\")) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func flush() {
    do {
      if failure == nil { try file.write(contentsOf: Data(bytes)) }
    } catch {
      failure = error
    }
    bytes.removeAll(keepingCapacity: true)
  }
}
