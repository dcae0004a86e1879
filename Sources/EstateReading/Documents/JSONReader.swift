internal import Dispatch
internal import EstateModel
internal import Synchronization

/// Reads JSON as Azure does: comments, trailing commas and line breaks inside strings are allowed.
package enum JSONReader {
  /// The value of a whole document.
  ///
  /// Two equal keys in one object are an error, since no one can tell which is meant.
  package static func read(_ text: SourceText) throws(DocumentFailure) -> ConfigurationValue {
    if text.view.count >= bytesForTwoThreads { return try readInTwoThreads(text) }
    if let failure = encodingFailure(in: text) { throw failure }
    return value(of: text, try entries(of: text).get())
  }

  /// From this size on a second thread is worth its start.
  private static let bytesForTwoThreads = 1 << 20

  private typealias Entries = Result<DocumentTape.Entries, DocumentFailure>

  private static func readInTwoThreads(
    _ text: SourceText
  ) throws(DocumentFailure) -> ConfigurationValue {
    if let element = text.withView({ JSONHalves.elementNearMiddle(of: $0) }) {
      return try readInHalves(text, element)
    }
    return try readWhole(text)
  }

  /// Checks the encoding and counts the lines while the values are found.
  private static func readWhole(_ text: SourceText) throws(DocumentFailure) -> ConfigurationValue {
    let failure = Mutex<DocumentFailure?>(nil)
    let outcome = Mutex<Entries?>(nil)
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

  /// Reads the document up to an element of an array, and from there to the end of the array at the
  /// same time.
  ///
  /// Whether the element is one shows only when the first half has been read. Where it is none, or
  /// there is anything wrong in the second half, that is read once more, in order.
  private static func readInHalves(
    _ text: SourceText, _ element: Int
  ) throws(DocumentFailure) -> ConfigurationValue {
    let lines = Mutex<[SourceText.LineTable?]>([nil, nil])
    let invalid = Mutex<[Int?]>([nil, nil])
    let start = Mutex<Result<JSONParser.Progress, DocumentFailure>?>(nil)
    let rest = Mutex<JSONParser.Elements?>(nil)
    let middle = SourceText.LineTable.boundary(near: element)
    DispatchQueue.concurrentPerform(iterations: 2) { thread in
      if thread == 0 {
        let progress = JSONHalves.beginning(of: text, upTo: element)
        start.withLock { $0 = progress }
      } else {
        let elements = JSONHalves.elements(of: text, from: element)
        rest.withLock { $0 = elements }
      }
      let table = text.lineTable(of: thread == 0 ? 0..<middle : middle..<text.view.count)
      lines.withLock { $0[thread] = table }
      // Counting has met every byte; what is ASCII needs no other look. The bytes between the middle
      // and the element are the first half's here.
      let isASCII =
        table.hasOnlyASCII
        && (thread == 1 || text.view[middle..<element].allSatisfy { $0 < 0x80 })
      if isASCII { return }
      let bytes = thread == 0 ? 0..<element : element..<text.view.count
      let found = UTF8Text.firstInvalidByte(of: text.view, in: bytes)
      invalid.withLock { $0[thread] = found }
    }
    let tables = lines.withLock { $0 }
    if let first = tables[0], let second = tables[1] { text.take(first, second) }
    if let byte = invalid.withLock({ $0[0] ?? $0[1] }) {
      throw DocumentFailure(.invalidUTF8, at: text.position(at: byte))
    }
    var elements = rest.withLock { $0.take() }
    switch start.withLock({ $0.take() }) {
    case .success(var progress):
      return value(of: text, try JSONHalves.joined(text, &progress, &elements).get())
    case .failure(let failure): throw failure
    case nil: preconditionFailure("both threads have ended")
    }
  }

  private static func encodingFailure(in text: SourceText) -> DocumentFailure? {
    UTF8Text.firstInvalidByte(of: text.view).map {
      DocumentFailure(.invalidUTF8, at: text.position(at: $0))
    }
  }

  private static func entries(of text: SourceText) -> Entries {
    text.withView { bytes in
      var parser = JSONParser(text: text, bytes: bytes, size: bytes.count)
      return Result { () throws(DocumentFailure) in try parser.parse() }
    }
  }

  private static func value(
    of text: SourceText, _ entries: DocumentTape.Entries
  ) -> ConfigurationValue {
    ConfigurationValue(.parsed(DocumentTape(text: text, entries: entries), 0))
  }
}
