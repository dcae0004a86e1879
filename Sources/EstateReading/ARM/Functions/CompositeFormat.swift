/// `{0}`, `{0:D3}`, `{0,5}`, `{{` and `}}` in the pattern of `format`.
///
/// [Composite formatting](https://learn.microsoft.com/dotnet/standard/base-types/composite-formatting)
enum CompositeFormat {
  enum Item {
    case text(String)
    /// The argument's index, the width that it is widened to (to the right where it is negative),
    /// and how a number is written.
    case argument(Int, alignment: Int, format: String)
  }

  static func items(of pattern: String) -> [Item]? {
    var items: [Item] = []
    var text = ""
    var rest = pattern[...]
    while let character = rest.popFirst() {
      switch character {
      case "{" where rest.first == "{", "}" where rest.first == "}":
        text.append(character)
        rest.removeFirst()
      case "{":
        guard let end = rest.firstIndex(of: "}"), let item = argument(rest[..<end]) else {
          return nil
        }
        if !text.isEmpty { items.append(.text(text)) }
        text = ""
        items.append(item)
        rest = rest[rest.index(after: end)...]
      case "}": return nil
      default: text.append(character)
      }
    }
    if !text.isEmpty { items.append(.text(text)) }
    return items
  }

  private static func argument(_ text: Substring) -> Item? {
    let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let places = halves[0].split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
    guard let index = number(places[0], upTo: 1_000_000), index >= 0 else { return nil }
    var alignment = 0
    if places.count == 2 {
      guard let width = number(places[1], upTo: 1_000_000) else { return nil }
      alignment = width
    }
    return .argument(
      index, alignment: alignment, format: halves.count == 2 ? String(halves[1]) : "")
  }

  /// A whole number with space around it; .NET takes none of a million or more.
  private static func number(_ text: Substring, upTo limit: Int) -> Int? {
    guard let number = Int(text.filter { $0 != " " }), number.magnitude < limit else {
      return nil
    }
    return number
  }
}

/// Numbers as .NET writes them with a format, in the invariant culture.
///
/// [Standard](https://learn.microsoft.com/dotnet/standard/base-types/standard-numeric-format-strings)
/// and [custom](https://learn.microsoft.com/dotnet/standard/base-types/custom-numeric-format-strings)
/// formats: `D`, `F`, `G`, `N`, `X`, and those of `0`, `#`, `,` and `.`.
enum NumberFormat {
  /// - Returns: `nil` for a format that is not evaluated.
  static func text(of number: String, format: String) -> String? {
    guard let letter = format.first else { return number }
    let rest = format.dropFirst()
    let isStandard = letter.isASCII && letter.isLetter && rest.allSatisfy(\.isASCIIDigit)
    guard isStandard else { return custom(number, format) }
    let precision = rest.isEmpty ? nil : Int(rest) ?? .max
    if let precision, precision > 999 { return nil }
    switch letter {
    case "D", "d": return padded(number, precision ?? 0)
    case "X", "x":
      guard let value = Int(number) else { return nil }
      // The two's complement, of 64 bits.
      let digits = String(UInt64(bitPattern: Int64(value)), radix: 16, uppercase: letter == "X")
      return String(repeating: "0", count: max(0, (precision ?? 0) - digits.count)) + digits
    case "N", "n": return fixed(number, digits: precision ?? 2, isGrouped: true)
    case "F", "f": return fixed(number, digits: precision ?? 2, isGrouped: false)
    case "G", "g": return precision == nil || precision == 0 ? number : nil
    default: return nil
    }
  }

  private static func padded(_ number: String, _ count: Int) -> String? {
    guard let value = Int(number) else { return nil }
    let digits = String(value.magnitude)
    let zeros = String(repeating: "0", count: max(0, count - digits.count))
    return (value < 0 ? "-" : "") + zeros + digits
  }

  /// Only whole numbers: how others are rounded depends on their bits.
  private static func fixed(_ number: String, digits: Int, isGrouped: Bool) -> String? {
    guard let value = Int(number) else { return nil }
    var text = String(value.magnitude)
    if isGrouped { text = grouped(text) }
    if digits > 0 { text += "." + String(repeating: "0", count: digits) }
    return (value < 0 ? "-" : "") + text
  }

  private static func grouped(_ digits: String) -> String {
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
      result.append(digit)
    }
    return result
  }

  /// `000`, `#,##0`, `0.00` for a whole number; anything else is not evaluated.
  private static func custom(_ number: String, _ format: String) -> String? {
    guard let value = Int(number), format.allSatisfy({ "0#,.".contains($0) }) else { return nil }
    let halves = format.split(separator: ".", omittingEmptySubsequences: false)
    guard halves.count <= 2, halves.count == 1 || !halves[1].contains(",") else { return nil }
    let whole = halves[0]
    // A comma behind the last digit would divide by a thousand.
    guard whole.last != ",", whole.first != "," else { return nil }
    let places = whole.filter { $0 != "," }
    let least = places.firstIndex(of: "0").map { places.distance(from: $0, to: places.endIndex) }
    var digits = value == 0 ? "" : String(value.magnitude)
    digits = String(repeating: "0", count: max(0, (least ?? 0) - digits.count)) + digits
    if whole.contains(",") { digits = grouped(digits) }
    if halves.count == 2, let last = halves[1].lastIndex(of: "0") {
      let count = halves[1].distance(from: halves[1].startIndex, to: last) + 1
      digits += "." + String(repeating: "0", count: count)
    }
    return (value < 0 && !digits.isEmpty ? "-" : "") + digits
  }
}

extension Character {
  var isASCIIDigit: Bool { isASCII && isNumber }
}
