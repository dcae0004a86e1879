internal import Answers

/// Long lists of selectors in few words: all of a kind at once, and no more than a reader takes in.
struct SelectorList {
  /// How many of each kind were asked about.
  private let counts: [Substring: Int]
  private let isFull: Bool

  private static let mostSelectors = 6
  private static let mostOfKind = 4

  init(among asked: [String], isFull: Bool) {
    counts = asked.reduce(into: [:]) { $0[SelectorGroup.kind(of: $1), default: 0] += 1 }
    self.isFull = isFull
  }

  /// The list as words; `quote` marks selectors.
  func text(_ selectors: [String], quote: (String) -> String = { $0 }) -> String {
    text(SelectorGroup(selectors), quote: quote)
  }

  func text(_ selectors: SelectorGroup, quote: (String) -> String = { $0 }) -> String {
    if isFull || selectors.count <= Self.mostSelectors {
      return selectors.map(quote).joined(separator: ", ")
    }
    var words: [String] = []
    for (kind, count, first) in selectors.kinds(first: Self.mostOfKind) {
      if count > 3, count == counts[kind] {
        words.append("all \(count) \(quote("\(kind)/*"))")
        continue
      }
      // Of a long kind its beginning shows what it is about.
      let told = count > Self.mostOfKind ? first.prefix(2) : first[...]
      words += told.map(quote)
      if told.count < count {
        words.append("\(count - told.count) more \(quote("\(kind)/…"))")
      }
    }
    return words.joined(separator: ", ")
  }
}
