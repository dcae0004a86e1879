// Ids are compared without case, a tenant's by the hundred thousand: in place, byte by byte, as long
// as they are ASCII.
extension String {
  /// Gives the bytes of the text, which most texts have at hand.
  func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
    // One that Foundation holds in another encoding.
    var copy = self
    return copy.withUTF8(body)
  }
}

extension UnsafeBufferPointer<UInt8> {
  subscript(part: Range<UInt32>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: self[Int(part.lowerBound)..<Int(part.upperBound)])
  }

  /// Whether these are the same letters, whatever the case of those of ASCII.
  func equalsWithoutCase(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard count == other.count else { return false }
    let left = UnsafeRawBufferPointer(self)
    let right = UnsafeRawBufferPointer(other)
    var index = 0
    while index < count {
      // Mostly not even the case differs.
      if index + 8 <= count,
        left.loadUnaligned(fromByteOffset: index, as: UInt64.self)
          == right.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      {
        index += 8
        continue
      }
      guard left[index].lowercasedASCII == right[index].lowercasedASCII else { return false }
      index += 1
    }
    return true
  }

  /// The same for bytes that are equal without case.
  ///
  /// A bit that letters of both cases share is set in every byte, whether it is a letter or not: that
  /// makes a few more texts alike, and eight bytes are folded at a time.
  package var hashWithoutCase: UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func combine(_ word: UInt64) {
      hash = (hash ^ (word | 0x2020_2020_2020_2020)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 32
    }
    let bytes = UnsafeRawBufferPointer(self)
    var index = 0
    while index + 8 <= count {
      combine(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    var rest = UInt64(count)
    while index < count {
      rest = rest << 8 | UInt64(self[index])
      index += 1
    }
    combine(rest)
    return hash
  }
}

extension UInt8 {
  @inlinable package var lowercasedASCII: UInt8 {
    self >= 0x41 && self <= 0x5A ? self | 0x20 : self
  }
}
