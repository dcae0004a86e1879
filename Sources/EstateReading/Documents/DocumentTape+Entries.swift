extension DocumentTape {
  /// The entries of a document, in one list or in two that two threads made.
  ///
  /// The second list is not moved behind the first, as it is half of a tenant's export: there `end`
  /// counts from that list's own beginning, and only who reads an entry sees it moved.
  struct Entries: Sendable {
    private let first: SharedElements<Entry>
    private let second: SharedElements<Entry>

    init(_ first: [Entry], _ second: [Entry] = []) {
      self.first = SharedElements(first)
      self.second = SharedElements(second)
    }
  }
}

extension DocumentTape.Entries: RandomAccessCollection {
  var startIndex: Int { 0 }
  var endIndex: Int { first.buffer.count + second.buffer.count }

  // A tape is read by the million entries.
  @inline(__always)
  subscript(_ index: Int) -> DocumentTape.Entry {
    let count = first.buffer.count
    return index < count
      ? first.buffer[index] : second.buffer[index - count].moved(by: UInt32(count))
  }
}

extension DocumentTape.Entry {
  /// The entry behind so many others.
  @inline(__always)
  func moved(by count: UInt32) -> Self {
    // Only arrays and objects have an end.
    Self(tag: tag, flag: flag, offset: offset, first: first, end: end == 0 ? 0 : end + count)
  }
}
