/// Finds a text in others in time that grows with their lengths only.
struct TextSearch {
  private let units: [UInt16]
  /// Where to go on when the unit behind so many equal ones differs.
  private let failures: [Int]

  init(_ text: String, ignoringCase: Bool = false) {
    units = ignoringCase ? Self.folded(text) : Array(text.utf16)
    var failures = [0, 0]
    var length = 0
    for index in units.indices.dropFirst() {
      while length > 0, units[index] != units[length] { length = failures[length] }
      if units[index] == units[length] { length += 1 }
      failures.append(length)
    }
    self.failures = failures
  }

  /// Where the text begins, each behind the end of the one before.
  func places(in other: [UInt16]) -> [Int] { places(in: other, areApart: true) }

  func first(in other: [UInt16]) -> Int? {
    units.isEmpty ? 0 : places(in: other, areApart: true, upTo: 1).first
  }

  func last(in other: [UInt16]) -> Int? {
    places(in: other, areApart: false).last
  }

  private func places(in other: [UInt16], areApart: Bool, upTo limit: Int = .max) -> [Int] {
    guard !units.isEmpty else { return [] }
    var places: [Int] = []
    var length = 0
    for (index, unit) in other.enumerated() {
      while length > 0, unit != units[length] { length = failures[length] }
      if unit == units[length] { length += 1 }
      guard length == units.count else { continue }
      places.append(index + 1 - length)
      if places.count == limit { break }
      length = areApart ? 0 : failures[length]
    }
    return places
  }

  /// Small letters for all, one unit for one unit.
  static func folded(_ text: String) -> [UInt16] {
    if text.utf8.allSatisfy({ $0 < 0x80 }) {
      return text.utf8.map { UInt16($0.lowercasedASCII) }
    }
    var units: [UInt16] = []
    for scalar in text.unicodeScalars {
      let own = String(scalar)
      let small = scalar.properties.lowercaseMapping
      units += small.utf16.count == own.utf16.count ? small.utf16 : own.utf16
    }
    return units
  }

  /// The pieces between any of the delimiters; an empty one divides nothing, and without any,
  /// white space does.
  static func pieces(
    of text: String, between delimiters: [String]
  ) throws(FunctionFailure) -> [String] {
    let bytes = Array(text.utf8)
    let given = delimiters.isEmpty ? [" ", "\t", "\r\n", "\n", "\r", "\u{B}", "\u{C}"] : delimiters
    let wanted = given.map { Array($0.utf8) }.filter { !$0.isEmpty }
    guard bytes.count * max(1, wanted.reduce(0) { $0 + $1.count }) <= 1 << 28 else {
      throw .tooLarge
    }
    var pieces: [String] = []
    var (start, position) = (0, 0)
    while position < bytes.count {
      let rest = bytes[position...]
      guard let delimiter = wanted.first(where: { rest.starts(with: $0) }) else {
        position += 1
        continue
      }
      pieces.append(String(decoding: bytes[start..<position], as: UTF8.self))
      guard pieces.count < FunctionCall.longestArray else { throw .tooLarge }
      position += delimiter.count
      start = position
    }
    pieces.append(String(decoding: bytes[start...], as: UTF8.self))
    return pieces
  }
}
