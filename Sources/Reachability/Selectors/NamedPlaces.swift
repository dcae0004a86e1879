internal import EstateModel

/// The places of entries by what they are called, whatever the case of the letters.
///
/// A place that is told may be that of another name, which whoever asks has to see for himself.
struct NamedPlaces: Sendable {
  private var firsts: [UInt64: Int] = [:]
  /// Behind the first ones, of names that several have.
  private var others: [UInt64: [Int]] = [:]
  /// Of names with letters beyond ASCII, whose small letters may be any others.
  private var beyondASCII: [Int] = []

  init(expecting count: Int) { firsts.reserveCapacity(count) }

  /// Notes a name, and tells the first place that may have the same.
  mutating func note(_ name: String, _ place: Int) -> Int? {
    guard let hash = Self.hash(name) else {
      beyondASCII.append(place)
      return nil
    }
    guard let first = firsts[hash] else {
      firsts[hash] = place
      return nil
    }
    others[hash, default: []].append(place)
    return first
  }

  /// Ascending, each once.
  func places(of name: String) -> [Int] {
    var places = beyondASCII
    if let hash = Self.hash(name), let first = firsts[hash] {
      places += [first] + (others[hash] ?? [])
    }
    return places.count < 2 ? places : Set(places).sorted()
  }

  /// `nil` where there are letters beyond ASCII.
  private static func hash(_ name: String) -> UInt64? {
    name.utf8.withContiguousStorageIfAvailable { bytes in
      bytes.contains { $0 >= 0x80 } ? nil : bytes.hashWithoutCase
    } ?? nil
  }
}
