/// A shell glob: `*` any text, `?` one character, `[abc]` one of these.
package struct Glob: Sendable {
  private let pattern: [Character]

  package init(_ pattern: String) { self.pattern = Array(pattern) }

  package func matches(_ text: String) -> Bool {
    matches(pattern[...], Array(text)[...])
  }

  private func matches(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
    var pattern = pattern
    var text = text
    while let next = pattern.first {
      switch next {
      case "*":
        let rest = pattern.dropFirst()
        if rest.isEmpty { return true }
        return text.indices.contains { matches(rest, text[$0...]) } || matches(rest, [])
      case "[":
        guard let close = pattern.firstIndex(of: "]"), let character = text.first,
          pattern[(pattern.startIndex + 1)..<close].contains(character)
        else { return false }
        pattern = pattern[(close + 1)...]
        text = text.dropFirst()
      default:
        guard let character = text.first, next == "?" || next == character else { return false }
        pattern = pattern.dropFirst()
        text = text.dropFirst()
      }
    }
    return text.isEmpty
  }
}

/// A glob for selectors: what stands for a kind is a kind as a whole, so that
/// `Microsoft.Sql/servers/*` are the servers and not their databases.
struct SelectorGlob {
  private let whole: Glob?
  private let parts: [Substring]

  /// - Parameter text: in small letters.
  init(_ text: String) {
    parts = text.split(separator: "/", omittingEmptySubsequences: false)
    // What names no kind may be of any.
    whole = parts.count == 1 || parts[0].contains { "*?[".contains($0) } ? Glob(text) : nil
  }

  func matches(_ entry: SelectorIndex.Entry) -> Bool {
    let selector = entry.selector.lowercased()
    if let whole { return whole.matches(selector) }
    let count = entry.kind.utf8.count { $0 == UInt8(ascii: "/") } + 1
    guard parts.count > count else { return false }
    let kind = parts[..<count].joined(separator: "/")
    let name = parts[count...].joined(separator: "/")
    return Glob(kind).matches(entry.kind.lowercased())
      && Glob(name).matches(String(selector.dropFirst(entry.kind.count + 1)))
  }
}
