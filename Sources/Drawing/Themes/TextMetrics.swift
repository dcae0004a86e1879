/// How wide text is, from a table that is part of the program.
///
/// The widths are those of a wide face, rounded up, so that text measured here fits its place in
/// whatever face a browser or a machine falls back to, and a picture does not depend on the fonts
/// of the machine that drew it.
package enum TextMetrics {
  /// The width in points, rounded up.
  package static func width(of text: String, size: Int, bold: Bool = false) -> Int {
    let hundredths = text.unicodeScalars.reduce(0) { $0 + advance(of: $1) }
    return (hundredths * size * (bold ? 113 : 100) + 9_999) / 10_000
  }

  /// The text, or as much of its beginning as fits, with an ellipsis.
  package static func fitted(
    _ text: String, width limit: Int, size: Int, bold: Bool = false
  ) -> String {
    // One walk over the characters: names may be absurdly long.
    let room = limit * 10_000 / (size * (bold ? 113 : 100))
    let ellipsis = advance(of: "…")
    var used = 0
    var kept = text.startIndex
    for index in text.indices {
      used += text[index].unicodeScalars.reduce(0) { $0 + advance(of: $1) }
      if used > room { return text[..<kept] + "…" }
      if used + ellipsis <= room { kept = text.index(after: index) }
    }
    return text
  }

  /// The text, or an ellipsis and as much of its end as fits.
  package static func fittedEnd(
    _ text: String, width limit: Int, size: Int, bold: Bool = false
  ) -> String {
    if width(of: text, size: size, bold: bold) <= limit { return text }
    let room = limit * 10_000 / (size * (bold ? 113 : 100))
    var used = advance(of: "…")
    var kept = text.endIndex
    for index in text.indices.reversed() {
      used += text[index].unicodeScalars.reduce(0) { $0 + advance(of: $1) }
      if used > room { break }
      kept = index
    }
    return "…" + text[kept...]
  }

  /// The text in lines no wider than `limit`, broken at spaces where there are any.
  ///
  /// What does not fit into `count` lines ends with an ellipsis.
  package static func wrapped(
    _ text: String, width limit: Int, size: Int, bold: Bool = false, lines count: Int
  ) -> [String] {
    var lines: [String] = []
    var words = text.prefix(4_000).split(separator: " ").map(String.init)[...]
    while let first = words.first {
      if lines.count == count - 1 {
        let rest = words.joined(separator: " ")
        return lines + [fitted(rest, width: limit, size: size, bold: bold)]
      }
      var line = first
      words.removeFirst()
      if width(of: line, size: size, bold: bold) > limit {
        let head = longestHead(of: line, width: limit, size: size, bold: bold)
        words.insert(String(line.dropFirst(head.count)), at: words.startIndex)
        line = head
      }
      while let next = words.first, width(of: line + " " + next, size: size, bold: bold) <= limit {
        line += " " + next
        words.removeFirst()
      }
      lines.append(line)
    }
    return lines
  }

  /// As many characters as fit, at least one; breaks after a separator where that is not far back.
  static func longestHead(
    of word: String, width limit: Int, size: Int, bold: Bool
  ) -> String {
    var head = String(word.prefix(max(limit / 2, 1)))
    while head.count > 1, width(of: head, size: size, bold: bold) > limit { head.removeLast() }
    if let separator = head.lastIndex(where: { "/.:-_,= ".contains($0) }),
      head.distance(from: separator, to: head.endIndex) <= head.count / 2
    {
      return String(head[...separator])
    }
    return head
  }

  /// In hundredths of the type size.
  private static func advance(of scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x20...0x7e: latin[Int(scalar.value - 0x20)]
    // Marks that combine with the letter before them, and joiners.
    case 0x300...0x36f, 0x200b...0x200d, 0x2060, 0xfe00...0xfe0f: 0
    case 0xa0...0x2fff: scalar.properties.isEmoji ? 130 : 86
    default: 130
    }
  }

  /// The scalars 0x20 to 0x7e.
  private static let latin: [Int] = [
    32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 54, 100, 69, 69, 70, 78, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79,
    61, 79, 70, 64, 62, 74, 69, 99, 69, 62, 69, 40, 34, 40, 84, 50, 50, 62, 64, 55, 64, 62, 36, 64,
    64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
  ]
}
