internal import Dispatch
internal import EstateModel
internal import Synchronization

/// Reads JSON as Azure does: comments, trailing commas and line breaks inside strings are allowed.
package enum JSONReader {
  /// The value of a whole document.
  ///
  /// Two equal keys in one object are an error, since no one can tell which is meant.
  package static func read(_ text: SourceText) throws(DocumentFailure) -> ConfigurationValue {
    if text.bytes.count >= bytesForTwoThreads { return try readInTwoThreads(text) }
    if let failure = encodingFailure(in: text) { throw failure }
    return value(of: text, try entries(of: text).get())
  }

  /// From this size on a second thread is worth its start.
  private static let bytesForTwoThreads = 1 << 20

  /// Checks the encoding and counts the lines while the values are found.
  private static func readInTwoThreads(
    _ text: SourceText
  ) throws(DocumentFailure) -> ConfigurationValue {
    let failure = Mutex<DocumentFailure?>(nil)
    let outcome = Mutex<Result<[DocumentTape.Entry], DocumentFailure>?>(nil)
    DispatchQueue.concurrentPerform(iterations: 2) { thread in
      if thread == 0 {
        let entries = entries(of: text)
        outcome.withLock { $0 = entries }
      } else {
        text.countLines()
        let found = encodingFailure(in: text)
        failure.withLock { $0 = found }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    guard let outcome = outcome.withLock({ $0 }) else {
      preconditionFailure("both threads have ended")
    }
    return value(of: text, try outcome.get())
  }

  private static func encodingFailure(in text: SourceText) -> DocumentFailure? {
    UTF8Text.firstInvalidByte(of: text.bytes).map {
      DocumentFailure(.invalidUTF8, at: text.position(at: $0))
    }
  }

  private static func entries(
    of text: SourceText
  ) -> Result<[DocumentTape.Entry], DocumentFailure> {
    text.bytes.withUnsafeBufferPointer { bytes in
      var parser = JSONParser(text: text, bytes: bytes)
      return Result { () throws(DocumentFailure) in try parser.parse() }
    }
  }

  private static func value(
    of text: SourceText, _ entries: [DocumentTape.Entry]
  ) -> ConfigurationValue {
    ConfigurationValue(.parsed(DocumentTape(text: text, entries: entries), 0))
  }
}

/// The parser proper: one pass, no recursion, entries appended in document order.
private struct JSONParser {
  let text: SourceText
  let bytes: UnsafeBufferPointer<UInt8>
  var offset = 0
  var entries: [DocumentTape.Entry] = []
  private var open: [OpenContainer] = []
  private var keys: [Key] = []

  private struct OpenContainer {
    let entry: Int
    let isObject: Bool
    var count: UInt32 = 0
    /// Where its keys begin in `keys`.
    let firstKey: Int
  }

  private struct Key {
    let hash: UInt64
    let entry: Int
  }

  init(text: SourceText, bytes: UnsafeBufferPointer<UInt8>) {
    self.text = text
    self.bytes = bytes
    entries.reserveCapacity(bytes.count / 12 + 16)
  }

  mutating func parse() throws(DocumentFailure) -> [DocumentTape.Entry] {
    if bytes.startsWithByteOrderMark { offset = 3 }
    try skipSpace()
    guard offset < bytes.count else {
      throw DocumentFailure(.emptyFile, at: text.position(at: 0))
    }
    repeat {
      try readValue()
      try closeContainers()
    } while !open.isEmpty
    try skipSpace()
    if offset < bytes.count {
      throw failure(.unexpected(describeNext(), expected: "the end of the file"))
    }
    return entries
  }

  // MARK: Values

  /// Reads one value, of a container only its opening bracket; a key before it where one is due.
  private mutating func readValue() throws(DocumentFailure) {
    if let container = open.last, container.isObject { try readKey() }
    try skipSpace()
    guard offset < bytes.count else { throw endOfFile() }
    let start = offset
    switch bytes[offset] {
    case UInt8(ascii: "{"): try openContainer(isObject: true)
    case UInt8(ascii: "["): try openContainer(isObject: false)
    case UInt8(ascii: "\""): try readString()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try readNumber()
    default:
      if skipWord("true") {
        append(.bool, flag: true, at: start, first: 0)
      } else if skipWord("false") {
        append(.bool, flag: false, at: start, first: 0)
      } else if skipWord("null") {
        append(.null, flag: false, at: start, first: 0)
      } else {
        throw failure(.unexpected(describeNext(), expected: "a value"))
      }
    }
  }

  private mutating func openContainer(isObject: Bool) throws(DocumentFailure) {
    guard open.count < DocumentLimits.depth else {
      throw failure(.tooDeep(DocumentLimits.depth))
    }
    open.append(
      OpenContainer(entry: entries.count, isObject: isObject, firstKey: keys.count))
    append(isObject ? .object : .array, flag: false, at: offset, first: 0)
    offset += 1
  }

  /// After a value or an opening bracket: takes commas and closing brackets until a value is due.
  private mutating func closeContainers() throws(DocumentFailure) {
    while let container = open.last {
      let isFresh = container.entry == entries.count - 1 && container.count == 0
      try skipSpace()
      guard offset < bytes.count else { throw endOfFile() }
      let close = container.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
      if isFresh {
        guard bytes[offset] == close else { return }
      } else {
        open[open.count - 1].count += 1
        if bytes[offset] == UInt8(ascii: ",") {
          offset += 1
          try skipSpace()
          guard offset < bytes.count else { throw endOfFile() }
          guard bytes[offset] == close else { return }
        } else if bytes[offset] != close {
          throw failure(
            .unexpected(
              describeNext(), expected: container.isObject ? "',' or '}'" : "',' or ']'"))
        }
      }
      offset += 1
      try finishContainer()
    }
  }

  private mutating func finishContainer() throws(DocumentFailure) {
    let container = open.removeLast()
    if container.isObject {
      try checkKeys(from: container.firstKey, object: container.entry)
      keys.removeSubrange(container.firstKey...)
    }
    let entry = entries[container.entry]
    entries[container.entry] = DocumentTape.Entry(
      tag: entry.tag, flag: false, offset: entry.offset, first: container.count,
      end: UInt32(entries.count))
  }

  private mutating func readKey() throws(DocumentFailure) {
    try skipSpace()
    guard offset < bytes.count else { throw endOfFile() }
    guard bytes[offset] == UInt8(ascii: "\"") else {
      throw failure(.unexpected(describeNext(), expected: "a key between quotes"))
    }
    let index = entries.count
    try readString()
    keys.append(Key(hash: hash(ofKeyAt: index), entry: index))
    try skipSpace()
    guard offset < bytes.count else { throw endOfFile() }
    guard bytes[offset] == UInt8(ascii: ":") else {
      throw failure(.unexpected(describeNext(), expected: "':'"))
    }
    offset += 1
  }

  private mutating func readString() throws(DocumentFailure) {
    let start = offset
    var escaped = false
    offset += 1
    while offset < bytes.count {
      while let word = bytes.word(at: offset) {
        let special =
          word.matches(of: UInt8(ascii: "\"")) | word.matches(of: UInt8(ascii: "\\"))
        offset += special.leadingZeroBytes
        if special != 0 { break }
      }
      guard offset < bytes.count else { break }
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\"") {
        append(.string, flag: escaped, at: start, first: offset - start - 1)
        offset += 1
        return
      }
      if byte == UInt8(ascii: "\\") {
        escaped = true
        try skipEscape()
      } else {
        offset += 1
      }
    }
    throw DocumentFailure(
      .endOfFile(inside: "string", from: text.position(at: start)),
      at: text.position(at: bytes.count))
  }

  private mutating func skipEscape() throws(DocumentFailure) {
    guard offset + 1 < bytes.count else {
      offset = bytes.count
      return
    }
    switch bytes[offset + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      offset += 2
    case UInt8(ascii: "u"):
      guard offset + 6 <= bytes.count,
        bytes[offset + 2..<offset + 6].allSatisfy({ $0.hexadecimalDigit != nil })
      else { throw failure(.badEscape) }
      offset += 6
    default: throw failure(.badEscape)
    }
  }

  private mutating func readNumber() throws(DocumentFailure) {
    let start = offset
    if bytes[offset] == UInt8(ascii: "-") { offset += 1 }
    let isZero = offset < bytes.count && bytes[offset] == UInt8(ascii: "0")
    var digits = skipDigits()
    var isGood = digits > 0 && !(isZero && digits > 1)
    if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
      offset += 1
      digits = skipDigits()
      isGood = isGood && digits > 0
    }
    if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
      offset += 1
      if offset < bytes.count,
        bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-")
      {
        offset += 1
      }
      digits = skipDigits()
      isGood = isGood && digits > 0
    }
    if offset < bytes.count, bytes[offset].isWordCharacter { isGood = false }
    guard isGood else {
      offset = start
      throw failure(.badNumber)
    }
    append(.number, flag: false, at: start, first: offset - start)
  }

  private mutating func skipDigits() -> Int {
    let start = offset
    while offset < bytes.count, bytes[offset] >= 0x30, bytes[offset] <= 0x39 { offset += 1 }
    return offset - start
  }

  private mutating func append(
    _ tag: DocumentTape.Tag, flag: Bool, at start: Int, first: Int
  ) {
    entries.append(
      DocumentTape.Entry(
        tag: tag, flag: flag, offset: UInt32(start), first: UInt32(first), end: 0))
  }

  private mutating func skipWord(_ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard offset + length <= bytes.count else { return false }
    for index in 0..<length where bytes[offset + index] != word.utf8Start[index] { return false }
    if offset + length < bytes.count, bytes[offset + length].isWordCharacter { return false }
    offset += length
    return true
  }

  // MARK: Space and comments

  private mutating func skipSpace() throws(DocumentFailure) {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x0A, 0x0D, 0x09:
        offset += 1
        // Indentation.
        while let word = bytes.word(at: offset) {
          let others = word ^ UInt64(everyByte: 0x20)
          offset += others.leadingZeroBytes
          if others != 0 { break }
        }
      case UInt8(ascii: "/"): try skipComment()
      default: return
      }
    }
  }

  private mutating func skipComment() throws(DocumentFailure) {
    let start = offset
    guard offset + 1 < bytes.count else {
      throw failure(.unexpected("'/'", expected: "a value"))
    }
    if bytes[offset + 1] == UInt8(ascii: "/") {
      while offset < bytes.count, bytes[offset] != 0x0A, bytes[offset] != 0x0D { offset += 1 }
    } else if bytes[offset + 1] == UInt8(ascii: "*") {
      offset += 2
      while offset + 1 < bytes.count {
        if bytes[offset] == UInt8(ascii: "*"), bytes[offset + 1] == UInt8(ascii: "/") {
          offset += 2
          return
        }
        offset += 1
      }
      offset = start
      throw failure(.unterminatedComment)
    } else {
      throw failure(.unexpected("'/'", expected: "a value"))
    }
  }

  // MARK: Duplicate keys

  private func hash(ofKeyAt index: Int) -> UInt64 {
    let entry = entries[index]
    if entry.flag {
      var key = key(at: index)
      return key.withUTF8 { Self.hash(of: $0) }
    }
    let start = Int(entry.offset) + 1
    return Self.hash(of: UnsafeBufferPointer(rebasing: bytes[start..<start + Int(entry.first)]))
  }

  private static func hash(of key: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func combine(_ word: UInt64) {
      hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 32
    }
    var index = 0
    while let word = key.word(at: index) {
      combine(word)
      index += 8
    }
    for place in index..<key.count { combine(UInt64(key[place])) }
    return hash
  }

  private func key(at index: Int) -> String {
    let entry = entries[index]
    let start = Int(entry.offset) + 1
    return JSONText.unescaped(text.bytes[start..<start + Int(entry.first)])
  }

  private func checkKeys(from first: Int, object: Int) throws(DocumentFailure) {
    let count = keys.count - first
    if count <= 16 {
      for later in stride(from: first + 1, to: keys.count, by: 1) {
        for earlier in first..<later where keys[earlier].hash == keys[later].hash {
          try checkPair(keys[earlier].entry, keys[later].entry, object: object)
        }
      }
    } else {
      let sorted = keys[first...].sorted { ($0.hash, $0.entry) < ($1.hash, $1.entry) }
      for (earlier, later) in zip(sorted, sorted.dropFirst()) where earlier.hash == later.hash {
        try checkPair(earlier.entry, later.entry, object: object)
      }
    }
  }

  private func checkPair(_ earlier: Int, _ later: Int, object: Int) throws(DocumentFailure) {
    let name = key(at: later)
    guard key(at: earlier) == name else { return }
    let second = text.position(at: Int(entries[later].offset))
    throw DocumentFailure(
      .duplicateKey(
        name, first: text.position(at: Int(entries[earlier].offset)), second: second),
      at: text.position(at: Int(entries[object].offset)), related: second)
  }

  // MARK: Failures

  private func failure(_ message: Diagnostic.Message) -> DocumentFailure {
    DocumentFailure(message, at: text.position(at: offset))
  }

  private func endOfFile() -> DocumentFailure {
    guard let container = open.last else {
      return failure(.unexpected("the end of the file", expected: "a value"))
    }
    return failure(
      .endOfFile(
        inside: container.isObject ? "object" : "array",
        from: text.position(at: Int(entries[container.entry].offset))))
  }

  private func describeNext() -> String {
    guard offset < bytes.count else { return "the end of the file" }
    let byte = bytes[offset]
    if byte < 0x20 || byte == 0x7F { return "a control character" }
    if byte.isWordCharacter, byte < 0x80 {
      var end = offset
      while end < bytes.count, end - offset < 20, bytes[end].isWordCharacter, bytes[end] < 0x80 {
        end += 1
      }
      return "'\(String(decoding: bytes[offset..<end], as: UTF8.self))'"
    }
    let end = min(offset + 4, bytes.count)
    let character = String(decoding: bytes[offset..<end], as: UTF8.self).unicodeScalars.first
    return character.map { "'\($0)'" } ?? "something else"
  }
}

extension UInt8 {
  fileprivate var isWordCharacter: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), 0x80...: true
    default: false
    }
  }
}
