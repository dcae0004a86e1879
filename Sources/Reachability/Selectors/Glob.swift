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
