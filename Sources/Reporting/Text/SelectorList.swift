/// Long lists of selectors in few words: all of a kind at once, and no more than a reader takes in.
struct SelectorList {
  /// How many of each kind were asked about.
  private let counts: [Substring: Int]
  private let isFull: Bool

  private static let mostSelectors = 6

  init(among asked: [String], isFull: Bool) {
    counts = asked.reduce(into: [:]) { $0[Self.kind($1), default: 0] += 1 }
    self.isFull = isFull
  }

  /// The list as words; `quote` marks selectors.
  func text(_ selectors: [String], quote: (String) -> String = { $0 }) -> String {
    if isFull || selectors.count <= Self.mostSelectors {
      return selectors.map(quote).joined(separator: ", ")
    }
    var kinds: [(kind: Substring, selectors: [String])] = []
    for selector in selectors {
      let kind = Self.kind(selector)
      if let place = kinds.firstIndex(where: { $0.kind == kind }) {
        kinds[place].selectors.append(selector)
      } else {
        kinds.append((kind, [selector]))
      }
    }
    var words: [String] = []
    for (kind, selectors) in kinds {
      if selectors.count > 3, selectors.count == counts[kind] {
        words.append("all \(selectors.count) \(quote("\(kind)/*"))")
        continue
      }
      // Of a long kind its beginning shows what it is about.
      let told = selectors.count > 4 ? selectors.prefix(2) : selectors[...]
      words += told.map(quote)
      if told.count < selectors.count {
        words.append("\(selectors.count - told.count) more \(quote("\(kind)/…"))")
      }
    }
    return words.joined(separator: ", ")
  }

  private static func kind(_ selector: String) -> Substring {
    selector[..<(selector.utf8.firstIndex(of: UInt8(ascii: "/")) ?? selector.endIndex)]
  }
}
