internal import EstateModel

/// One parsed document as a flat list of entries in document order.
///
/// An array is followed by its elements, an object by its keys and values in turns; `end` is the
/// index behind the last of them. Sixteen bytes an entry, no allocation for a value: a large export
/// costs a small multiple of its size.
final class DocumentTape: Sendable {
  enum Tag: UInt8 {
    case null, bool, number, string, array, object
    /// Text that does not stand in the bytes as it is read: YAML scalars. `first` indexes `strings`.
    case storedNumber, storedString, storedBool, storedNull
  }

  struct Entry {
    let tag: Tag
    /// For a string: whether it has escapes. For a boolean: its value.
    let flag: Bool
    /// Of the first byte of the value.
    let offset: UInt32
    /// Bytes of a number, bytes between the quotes of a string, children of an array or object.
    let first: UInt32
    /// The index behind the last child.
    let end: UInt32
  }

  let text: SourceText
  let strings: [String]
  let entries: Entries

  init(text: SourceText, entries: Entries, strings: [String] = []) {
    self.text = text
    self.entries = entries
    self.strings = strings
  }

  /// The same document for another thread.
  func twin() -> DocumentTape {
    DocumentTape(text: text.twin(), entries: entries, strings: strings)
  }

  /// The index behind the value at `index`.
  func next(after index: Int) -> Int {
    switch entries[index].tag {
    case .array, .object: Int(entries[index].end)
    default: index + 1
    }
  }

  /// The decoded text of a string or key.
  func string(at index: Int) -> String {
    let entry = entries[index]
    switch entry.tag {
    case .storedNumber, .storedString, .storedBool, .storedNull: return strings[Int(entry.first)]
    case .string:
      let start = Int(entry.offset) + 1
      return entry.flag
        ? JSONText.unescaped(text.view[start..<start + Int(entry.first)])
        : String(decoding: content(of: entry), as: UTF8.self)
    default: return ""
    }
  }

  /// The bytes of a number, or those between the quotes of a string.
  func content(of entry: Entry) -> UnsafeBufferPointer<UInt8> {
    let start = Int(entry.offset) + (entry.tag == .string ? 1 : 0)
    return UnsafeBufferPointer(rebasing: text.view[start..<start + Int(entry.first)])
  }

  /// The index of the value under `key`, whatever the case of the key's ASCII letters, in the object
  /// at `index`.
  func value(of key: String, in index: Int) -> Int? {
    var key = key
    return key.withUTF8 { key in
      let bytes = text.view
      let end = Int(entries[index].end)
      var child = index + 1
      while child < end {
        if keyMatches(entries[child], at: child, key, in: bytes) { return child + 1 }
        let value = entries[child + 1]
        child = value.tag == .array || value.tag == .object ? Int(value.end) : child + 2
      }
      return nil
    }
  }

  private func keyMatches(
    _ entry: Entry, at index: Int, _ key: UnsafeBufferPointer<UInt8>,
    in bytes: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard entry.tag == .string, !entry.flag else {
      return string(at: index).equalsIgnoringASCIICase(String(decoding: key, as: UTF8.self))
    }
    guard Int(entry.first) == key.count else { return false }
    let start = Int(entry.offset) + 1
    for place in key.indices
    where bytes[start + place] != key[place]
      && bytes[start + place].lowercasedASCII != key[place].lowercasedASCII
    {
      return false
    }
    return true
  }
}

extension String {
  /// Azure compares names and enumerations so.
  package func equalsIgnoringASCIICase(_ other: String) -> Bool {
    let left = utf8
    let right = other.utf8
    guard left.count == right.count else { return false }
    return zip(left, right).allSatisfy { $0.lowercasedASCII == $1.lowercasedASCII }
  }
}
