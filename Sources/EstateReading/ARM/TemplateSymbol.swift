internal import EstateModel

/// The symbols that stand for open values within names and ids.
enum TemplateSymbol {
  /// Longer ones end in a digest, so that names stay readable.
  private static let longest = 100

  /// `{…}`; the same for the same expression, and without `/`, which would divide an id.
  static func symbol(for canonical: String) -> String {
    var text = canonical.replacing("/", with: ".").replacing("{", with: "").replacing("}", with: "")
    if text.count > longest { text = "\(text.prefix(longest))…\(digest(of: text))" }
    return "{\(text)}"
  }

  /// A text with symbols as the expression that gives it: `'a'`, `uniqueString(x)`, and of both
  /// `concat('a', uniqueString(x))`.
  static func withoutBraces(_ text: String) -> String {
    var parts: [String] = []
    var rest = text[...]
    // A text that has braces of its own is told as it is.
    let depths = text.reduce(into: (depth: 0, most: 0)) { depths, character in
      if character == "{" { depths.depth += 1 } else if character == "}" { depths.depth -= 1 }
      depths.most = max(depths.most, abs(depths.depth))
    }
    guard depths.most <= 1, depths.depth == 0 else { return "'\(text)'" }
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      if open > rest.startIndex { parts.append("'\(rest[..<open])'") }
      parts.append(String(rest[rest.index(after: open)..<close]))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty || parts.isEmpty { parts.append("'\(rest)'") }
    return parts.count == 1 ? parts[0] : "concat(\(parts.joined(separator: ", ")))"
  }

  /// The ids of an open group and subscription as the calls that gave them, which read better.
  static func withShortScope(_ text: String) -> String {
    let subscription = "/subscriptions/{subscription().subscriptionId}"
    return text.replacing(
      "\(subscription)/resourceGroups/{resourceGroup().name}", with: "{resourceGroup().id}"
    ).replacing(subscription, with: "{subscription().id}")
  }

  private static func digest(of text: String) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return String(hash, radix: 16)
  }

  /// The symbols of the subscription and group that the file's own template goes to.
  static let ownScopes: Set<String> = [
    "{subscription().subscriptionId}", "{resourceGroup().name}",
  ]

  /// An id without the subscription and group that are only symbols: any of them may be meant.
  ///
  /// - Parameter onlyOwn: Whether only those of the template's own scope are left out.
  static func withoutSymbolicScope(_ text: String, onlyOwn: Bool = false) -> String {
    var result = text
    for part in ["/subscriptions/", "/resourceGroups/"] {
      guard
        let range = result.lowercased().range(of: part.lowercased()),
        let start = index(range.lowerBound, from: result.lowercased(), in: result),
        let valueStart = result.index(start, offsetBy: part.count, limitedBy: result.endIndex),
        valueStart < result.endIndex, result[valueStart] == "{"
      else { continue }
      let end = result[valueStart...].firstIndex(of: "/") ?? result.endIndex
      if onlyOwn, !ownScopes.contains(String(result[valueStart..<end])) { continue }
      result.removeSubrange(start..<end)
    }
    return result
  }

  private static func index(
    _ index: String.Index, from lowered: String, in text: String
  ) -> String.Index? {
    text.index(
      text.startIndex, offsetBy: lowered.distance(from: lowered.startIndex, to: index),
      limitedBy: text.endIndex)
  }
}
