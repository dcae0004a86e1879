internal import EstateModel

/// The parser proper: one pass, no recursion, entries appended in document order.
struct JSONParser {
  let text: SourceText
  let bytes: UnsafeBufferPointer<UInt8>
  var offset = 0
  /// What was read, behind the entries of `earlier`; an `end` counts from the beginning of its own
  /// list, and in `earlier` from the beginning of all.
  private var entries: [DocumentTape.Entry] = []
  /// The first half, where a second one was taken.
  private var earlier: [DocumentTape.Entry] = []
  private var open: [OpenContainer] = []
  /// The keys of the objects that are open.
  var keys: [Key] = []
  /// How many containers were open within each other at most.
  private var deepest = 0

  fileprivate struct OpenContainer {
    let entry: Int
    let isObject: Bool
    var count: UInt32 = 0
    /// Where its keys begin in `keys`.
    let firstKey: Int
  }

  struct Key {
    let hash: UInt64
    let entry: Int
  }

  /// Where a parser has come to, without the bytes, for another one to go on from.
  struct Progress: Sendable {
    fileprivate let offset: Int
    fileprivate var entries: [DocumentTape.Entry]
    fileprivate let open: [OpenContainer]
    fileprivate let keys: [Key]
  }

  /// The last elements of some array, and where the bracket stands that closes it.
  struct Elements: Sendable {
    fileprivate var entries: [DocumentTape.Entry]
    fileprivate let count: UInt32
    fileprivate let deepest: Int
    fileprivate let end: Int
  }

  /// - Parameter size: how many bytes are likely to be read.
  init(text: SourceText, bytes: UnsafeBufferPointer<UInt8>, from offset: Int = 0, size: Int) {
    self.text = text
    self.bytes = bytes
    self.offset = offset
    entries = [DocumentTape.Entry](unsafeUninitializedCapacity: size / 12 + 16) { block, count in
      if size >= 1 << 24 { LargeMemory.expectFilling(UnsafeMutableRawBufferPointer(block)) }
      count = 0
    }
  }

  /// - Parameter progress: its values become this parser's own; there are too many to copy.
  init(
    text: SourceText, bytes: UnsafeBufferPointer<UInt8>, goingOnFrom progress: inout Progress
  ) {
    self.text = text
    self.bytes = bytes
    offset = progress.offset
    swap(&entries, &progress.entries)
    open = progress.open
    keys = progress.keys
  }

  /// Reads a document from its beginning.
  mutating func parse() throws(DocumentFailure) -> DocumentTape.Entries {
    try begin()
    return try finish()
  }

  /// Reads a document up to an element of an array that begins there; to its end, where there is
  /// none.
  mutating func parse(upTo element: Int) throws(DocumentFailure) -> Progress {
    try begin()
    repeat {
      if offset == element, let container = open.last, !container.isObject { break }
      try readValue()
      try closeContainers()
    } while !open.isEmpty
    return Progress(offset: offset, entries: entries, open: open, keys: keys)
  }

  /// Reads from the beginning of an element to the end of its array.
  mutating func parseElements() throws(DocumentFailure) -> Elements {
    var count: UInt32 = 0
    while true {
      try readValue()
      try closeContainers()
      guard open.isEmpty else { continue }
      count += 1
      try skipSpace()
      if offset < bytes.count, bytes[offset] == UInt8(ascii: ",") {
        offset += 1
        try skipSpace()
        if offset < bytes.count, bytes[offset] != UInt8(ascii: "]") { continue }
      }
      guard offset < bytes.count, bytes[offset] == UInt8(ascii: "]") else {
        throw failure(.unexpected(describeNext(), expected: "',' or ']'"))
      }
      return Elements(entries: entries, count: count, deepest: deepest, end: offset)
    }
  }

  /// Takes the rest of the array that is open; `false`, and nothing is taken, where this parser would
  /// have refused it.
  ///
  /// - Parameter elements: are used up.
  mutating func take(_ elements: inout Elements) -> Bool {
    guard let container = open.last, !container.isObject,
      open.count + elements.deepest <= DocumentLimits.depth
    else { return false }
    swap(&earlier, &entries)
    swap(&entries, &elements.entries)
    // What follows the last of them is the bracket, as after any other value.
    open[open.count - 1].count += elements.count - 1
    offset = elements.end
    return true
  }

  /// Reads on from behind a value to the end of the document.
  mutating func finishAfterValue() throws(DocumentFailure) -> DocumentTape.Entries {
    try closeContainers()
    return try finish()
  }

  private mutating func begin() throws(DocumentFailure) {
    if bytes.startsWithByteOrderMark { offset = 3 }
    try skipSpace()
    guard offset < bytes.count else {
      throw DocumentFailure(.emptyFile, at: text.position(at: 0))
    }
  }

  /// Reads on to the end of the document.
  mutating func finish() throws(DocumentFailure) -> DocumentTape.Entries {
    while count == 0 || !open.isEmpty {
      try readValue()
      try closeContainers()
    }
    try skipSpace()
    if offset < bytes.count {
      throw failure(.unexpected(describeNext(), expected: "the end of the file"))
    }
    return earlier.isEmpty
      ? DocumentTape.Entries(entries) : DocumentTape.Entries(earlier, entries)
  }

  // MARK: Entries

  /// How many entries there are.
  private var count: Int { earlier.count + entries.count }

  /// The entry at a place in both lists, where nobody asks for its end.
  func entry(at index: Int) -> DocumentTape.Entry {
    index < earlier.count ? earlier[index] : entries[index - earlier.count]
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
      OpenContainer(entry: count, isObject: isObject, firstKey: keys.count))
    deepest = max(deepest, open.count)
    append(isObject ? .object : .array, flag: false, at: offset, first: 0)
    offset += 1
  }

  /// After a value or an opening bracket: takes commas and closing brackets until a value is due.
  private mutating func closeContainers() throws(DocumentFailure) {
    while let container = open.last {
      let isFresh = container.entry == count - 1 && container.count == 0
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
    let entry = entry(at: container.entry)
    func finished(_ end: Int) -> DocumentTape.Entry {
      DocumentTape.Entry(
        tag: entry.tag, flag: false, offset: entry.offset, first: container.count,
        end: UInt32(end))
    }
    if container.entry < earlier.count {
      earlier[container.entry] = finished(count)
    } else {
      entries[container.entry - earlier.count] = finished(entries.count)
    }
  }

  private mutating func readKey() throws(DocumentFailure) {
    try skipSpace()
    guard offset < bytes.count else { throw endOfFile() }
    guard bytes[offset] == UInt8(ascii: "\"") else {
      throw failure(.unexpected(describeNext(), expected: "a key between quotes"))
    }
    let index = count
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
        from: text.position(at: Int(entry(at: container.entry).offset))))
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
