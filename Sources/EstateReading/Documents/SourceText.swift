package import EstateModel
internal import Synchronization

/// The bytes of one input, and the way from a byte to its line and column.
///
/// Values remember only their byte offset; the line and column of the few that are shown are counted
/// on demand from the nearest checkpoint, so that a file without line breaks costs no more.
package final class SourceText: Sendable {
  /// The path as it was given or found, `-` for standard input.
  package let file: String
  private let shared: SharedElements<UInt8>
  private let checkpoints = Mutex<SharedElements<Checkpoint>?>(nil)

  fileprivate struct Checkpoint: Sendable {
    var line: UInt32
    var column: UInt32
  }

  fileprivate static let stride = 128

  /// Those of a mapped file are copied each time.
  package var bytes: [UInt8] { shared.array }
  /// The same bytes, as long as this text is held.
  var view: UnsafeBufferPointer<UInt8> { shared.buffer }

  /// What the body makes of the bytes, during which this text is held.
  func withView<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withExtendedLifetime(self) { () throws(Failure) in try body(view) }
  }

  package convenience init(file: String, bytes: [UInt8]) {
    self.init(file: file, SharedElements(bytes))
  }

  init(file: String, _ shared: SharedElements<UInt8>) {
    self.file = file
    self.shared = shared
  }

  /// The same text for another thread: counting references to one object from two threads is slow.
  func twin() -> SourceText {
    // Of a text that is made anew the letters are new, too.
    let twin = SourceText(file: String(decoding: Array(file.utf8), as: UTF8.self), shared)
    let known = checkpoints.withLock { Self.counted(&$0, of: self) }
    twin.checkpoints.withLock { $0 = known }
    return twin
  }

  /// Counts lines and columns ahead of the first question for a place.
  func countLines() { checkpoints.withLock { _ = Self.counted(&$0, of: self) } }

  /// The place of the character that the byte at `offset` belongs to.
  ///
  /// LF, CR LF and a lone CR end a line; a byte order mark takes no column.
  package func position(at offset: Int) -> SourcePosition {
    let target = min(offset, view.count)
    let (index, checkpoint) = checkpoints.withLock { known in
      let all = Self.counted(&known, of: self).buffer
      let index = min(target / Self.stride, all.count - 1)
      return (index, all[index])
    }
    var counter = LineCounter(line: Int(checkpoint.line), column: Int(checkpoint.column))
    counter.advance(over: view, from: index * Self.stride, to: target)
    return SourcePosition(file: file, line: counter.line, column: max(counter.column, 1))
  }

  private static func counted(
    _ known: inout SharedElements<Checkpoint>?, of text: SourceText
  ) -> SharedElements<Checkpoint> {
    if let known { return known }
    let made = SharedElements(text.lineTable(of: 0..<text.view.count).checkpoints)
    known = made
    return made
  }
}

extension SourceText {
  /// The lines and columns of every so many bytes of a part, counted as if the text began there.
  struct LineTable: Sendable {
    fileprivate var checkpoints: [Checkpoint] = []
    /// Behind the part.
    fileprivate var end: Checkpoint
    /// Whether the part has no other byte.
    var hasOnlyASCII = true

    /// A place near the byte where one table may end and another one begin.
    static func boundary(near offset: Int) -> Int { offset / SourceText.stride * SourceText.stride }
  }

  /// - Parameter part: begins at a boundary.
  func lineTable(of part: Range<Int>) -> LineTable {
    let bytes = view
    let isBeginning = part.lowerBound == 0
    var counter = LineCounter(
      line: isBeginning ? 1 : 0,
      column: !isBeginning || bytes.startsWithByteOrderMark ? 0 : 1)
    var table = LineTable(end: counter.checkpoint)
    table.checkpoints.reserveCapacity(part.count / Self.stride + 1)
    for start in Swift.stride(from: part.lowerBound, to: part.upperBound, by: Self.stride) {
      table.checkpoints.append(counter.checkpoint)
      let end = min(start + Self.stride, part.upperBound)
      if !counter.takePlainBlock(of: bytes, from: start, to: end) {
        counter.advance(over: bytes, from: start, to: end)
      }
    }
    // A text without a byte has a place, too.
    if table.checkpoints.isEmpty { table.checkpoints.append(counter.checkpoint) }
    table.end = counter.checkpoint
    table.hasOnlyASCII = counter.hasOnlyASCII
    return table
  }

  /// Makes the tables of both halves known.
  func take(_ first: LineTable, _ second: LineTable) {
    let end = first.end
    var all = first.checkpoints
    all.reserveCapacity(all.count + second.checkpoints.count)
    for checkpoint in second.checkpoints {
      all.append(
        Checkpoint(
          line: end.line + checkpoint.line,
          column: checkpoint.line == 0 ? end.column + checkpoint.column : checkpoint.column))
    }
    checkpoints.withLock { $0 = SharedElements(all) }
  }
}

/// Counts lines, and columns in Unicode scalars, over UTF-8.
private struct LineCounter {
  var line: Int
  var column: Int
  /// Whether no other byte was met so far.
  var hasOnlyASCII = true

  var checkpoint: SourceText.Checkpoint {
    SourceText.Checkpoint(line: UInt32(line), column: UInt32(column))
  }

  /// Takes a block of whole words that is ASCII without a carriage return, with nothing to choose between
  /// for a word; `false`, and nothing taken, for another one.
  mutating func takePlainBlock(
    of bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
  ) -> Bool {
    // The breaks of a block are counted by the place in their words, a byte each.
    guard end <= bytes.count, (end - start) % 8 == 0, end - start <= 8 * 255 else { return false }
    let raw = UnsafeRawBufferPointer(bytes)
    let returns = UInt64(everyByte: 0x0D)
    let ones = UInt64(everyByte: 1)
    var odd: UInt64 = 0
    var counts: UInt64 = 0
    var last: UInt64 = 0
    var lastIndex = start
    var index = start
    while index < end {
      let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      let difference = word ^ returns
      // The top bit of a byte beyond ASCII, and of the first carriage return.
      odd |= word | ((difference &- ones) & ~difference)
      let breaks = word.matches(of: 0x0A)
      counts &+= breaks >> 7
      if breaks != 0 {
        last = breaks
        lastIndex = index
      }
      index &+= 8
    }
    guard odd.hasOnlyASCII else { return false }
    if last == 0 {
      column += end - start
    } else {
      line += (0..<8).reduce(0) { $0 + Int(counts >> (8 * $1) & 0xFF) }
      column = end - lastIndex - (7 - last.leadingZeroBitCount / 8)
    }
    return true
  }

  mutating func advance(over bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) {
    var index = start
    while index < end {
      // Without line breaks every ASCII byte is a column; a lone line feed starts them anew.
      if index + 8 <= end, let word = bytes.word(at: index) {
        if word.hasNeitherControlsNorBeyondASCII {
          column += 8
          index += 8
          continue
        }
        if word.hasOnlyASCII, word.matches(of: 0x0D) == 0 {
          let breaks = word.matches(of: 0x0A)
          if breaks == 0 {
            column += 8
          } else {
            line += breaks.nonzeroBitCount
            column = breaks.leadingZeroBitCount / 8 + 1
          }
          index += 8
          continue
        }
      }
      let byte = bytes[index]
      index += 1
      if byte >= 0x80 { hasOnlyASCII = false }
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte == 0x0D {
        // The LF of a CR LF ends the line.
        if index < bytes.count, bytes[index] == 0x0A { continue }
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  var startsWithByteOrderMark: Bool {
    count >= 3 && self[0] == 0xEF && self[1] == 0xBB && self[2] == 0xBF
  }
}

/// A byte of an input: the small form of a `SourcePosition`.
package struct SourcePlace: Sendable {
  package let text: SourceText
  package let offset: Int
  /// The place where it is known without its text.
  private let counted: SourcePosition?

  package init(text: SourceText, offset: Int) {
    self.text = text
    self.offset = offset
    counted = nil
  }

  /// The place of a value of which only the position was kept.
  package init(_ position: SourcePosition) {
    text = SourceText(file: position.file, bytes: [])
    offset = 0
    counted = position
  }

  package var position: SourcePosition { counted ?? text.position(at: offset) }
}
