/// The places of the parts of an id of the form that nearly all have:
/// `/subscriptions/S/resourceGroups/G/providers/P/T/N…` in ASCII, no part of it empty or named like a
/// keyword.
struct PlainResourceID {
  typealias Place = Range<UInt32>

  private(set) var subscription: Place = 0..<0
  private(set) var resourceGroup: Place = 0..<0
  private(set) var provider: Place = 0..<0
  /// Whether `subscriptions` and the like are written as Azure writes them.
  private(set) var hasKeysOfAzure = true

  /// `nil` for a text of another form.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    let slash = UInt8(ascii: "/")
    guard bytes.first == slash, bytes.count <= UInt32.max else { return nil }
    var count = 0
    var start = 1
    for index in 1...bytes.count {
      if index < bytes.count, bytes[index] != slash {
        guard bytes[index] < 0x80 else { return nil }
        continue
      }
      guard index > start, takePart(count, bytes, UInt32(start)..<UInt32(index)) else {
        return nil
      }
      count += 1
      start = index + 1
    }
    // Three keys with a part each, and pairs of type and name.
    guard count >= 8, count % 2 == 0 else { return nil }
  }

  /// Takes the part of that number in; `false` where the form has no such part there.
  private mutating func takePart(
    _ number: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ place: Place
  ) -> Bool {
    switch number {
    case 0: return takeKey("subscriptions", bytes[place])
    case 2: return takeKey("resourceGroups", bytes[place])
    case 4: return takeKey("providers", bytes[place])
    case 1:
      subscription = place
      return !Self.isWord("resourceGroups", bytes[place])
    case 3:
      resourceGroup = place
      return true
    case 5: provider = place
    default: break
    }
    return !Self.isWord("providers", bytes[place])
  }

  private mutating func takeKey(
    _ key: StaticString, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard Self.isWord(key, bytes) else { return false }
    if !key.withUTF8Buffer({ $0.elementsEqual(bytes) }) { hasKeysOfAzure = false }
    return true
  }

  private static func isWord(_ word: StaticString, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.count == word.utf8CodeUnitCount
      && word.withUTF8Buffer { $0.equalsWithoutCase(bytes) }
  }
}
