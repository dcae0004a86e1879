extension Address: CustomStringConvertible {
  /// `10.0.0.4`, `2001:db8::1` (in the form of RFC 5952), or `address#7` for an atom.
  package var description: String {
    switch family {
    case .ipv4: Self.dotted(UInt32(truncatingIfNeeded: key))
    case .ipv6: Self.colons(key)
    case .named: "address#\(UInt32(truncatingIfNeeded: key))"
    }
  }

  /// Reads an IPv4 address of four decimal numbers or an IPv6 address; `nil` for anything else.
  ///
  /// A leading zero is refused, as some tools take it for octal. So are IPv6 zones.
  package init?(_ text: String) {
    guard let key = Self.key(of: text), !Self.namedKeys.contains(key) else { return nil }
    self.init(key: key)
  }

  /// The 128 bits of an address, an IPv4 address as its IPv4-mapped one.
  static func key(of text: String) -> UInt128? {
    if text.utf8.contains(UInt8(ascii: ":")) { return sixteenBytes(text) }
    return fourBytes(text[...]).map { ipv4Keys.lowerBound + UInt128($0) }
  }

  private static func fourBytes(_ text: Substring) -> UInt32? {
    var bits: UInt32 = 0
    var number: UInt32 = 0
    var digits = 0
    var dots = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: "."), digits > 0, dots < 3 {
        bits = bits << 8 | number
        (number, digits, dots) = (0, 0, dots + 1)
        continue
      }
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), digits == 0 || number > 0
      else { return nil }
      number = number * 10 + UInt32(byte - UInt8(ascii: "0"))
      digits += 1
      guard number <= 255 else { return nil }
    }
    return dots == 3 && digits > 0 ? bits << 8 | number : nil
  }

  /// A decimal number without sign or leading zero.
  static func decimal(_ text: Substring, digits: Int) -> Int? {
    guard (1...digits).contains(text.utf8.count),
      text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      text.utf8.count == 1 || text.utf8.first != UInt8(ascii: "0")
    else { return nil }
    return Int(text)
  }

  private static func sixteenBytes(_ text: String) -> UInt128? {
    guard let gap = firstDoubleColon(in: text) else {
      guard let groups = groups(text[...]), groups.count == 8 else { return nil }
      return number(groups)
    }
    guard let before = groups(text[..<gap.lowerBound]),
      let after = groups(text[gap.upperBound...]),
      before.count + after.count < 8,
      // An embedded IPv4 address may only end the whole.
      !text[..<gap.lowerBound].contains(".")
    else { return nil }
    let zeros = Array(repeating: UInt16(0), count: 8 - before.count - after.count)
    return number(before + zeros + after)
  }

  private static func firstDoubleColon(in text: String) -> Range<String.Index>? {
    var index = text.startIndex
    while let colon = text[index...].firstIndex(of: ":") {
      let next = text.index(after: colon)
      if next < text.endIndex, text[next] == ":" { return colon..<text.index(after: next) }
      index = next
    }
    return nil
  }

  /// The 16-bit groups of a text without `::`; an IPv4 address at its end makes two.
  private static func groups(_ text: Substring) -> [UInt16]? {
    guard !text.isEmpty else { return [] }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var groups: [UInt16] = []
    for (index, part) in parts.enumerated() {
      if part.contains(".") {
        guard index == parts.count - 1, let bits = fourBytes(part) else { return nil }
        groups += [UInt16(bits >> 16), UInt16(truncatingIfNeeded: bits)]
      } else {
        guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit),
          let group = UInt16(part, radix: 16)
        else { return nil }
        groups.append(group)
      }
    }
    return groups
  }

  private static func number(_ groups: [UInt16]) -> UInt128 {
    groups.reduce(0) { $0 << 16 | UInt128($1) }
  }

  private static func dotted(_ bits: UInt32) -> String {
    "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
  }

  /// Lower case, no leading zeros, the first of the longest runs of two or more zero groups as `::`.
  private static func colons(_ bits: UInt128) -> String {
    let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> (112 - 16 * $0)) }
    var longest = 0..<0
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, groups[end] == 0 { end += 1 }
      if end - start > longest.count { longest = start..<end }
      start = end + 1
    }
    func joined(_ part: ArraySlice<UInt16>) -> String {
      part.map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard longest.count > 1 else { return joined(groups[...]) }
    return joined(groups[..<longest.lowerBound]) + "::" + joined(groups[longest.upperBound...])
  }
}
