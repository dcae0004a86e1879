internal import EstateModel

/// A text of which some parts are open: known pieces and open values in turns.
///
/// As text an open part is its symbol in braces. Only the parts tell a symbol from braces that the
/// user wrote, and what an id that lacks its scope was cut from.
struct TextParts: Sendable {
  enum Part: Sendable {
    case known(String)
    case open(ConfigurationValue)
  }

  /// Up to the last open one.
  private var closed: [Part] = []
  /// What is known behind it.
  private var tail = ""
  /// The text with its symbols.
  private(set) var symbolic = ""
  /// What the first open part is open for.
  private(set) var open: UnknownValue?

  init() {}

  init(_ text: String) { append(text) }

  mutating func append(_ text: String) {
    guard !text.isEmpty else { return }
    symbolic += text
    tail += text
  }

  mutating func append(_ other: TextParts) {
    for part in other.parts {
      switch part {
      case .known(let text): append(text)
      case .open(let value): append(open: value)
      }
    }
  }

  /// - Parameter value: is open, and has no parts of its own.
  mutating func append(open value: ConfigurationValue) {
    guard let unknown = value.unknown else { return }
    symbolic += value.symbolicText ?? "{…}"
    open = open ?? unknown
    if !tail.isEmpty { closed.append(.known(tail)) }
    tail = ""
    closed.append(.open(value))
  }

  var parts: [Part] { tail.isEmpty ? closed : closed + [.known(tail)] }

  /// The text, where no part is open.
  var known: String? { open == nil ? symbolic : nil }

  /// The only open part, where nothing is known.
  var onlyOpen: ConfigurationValue? {
    if closed.count == 1, tail.isEmpty, case .open(let value) = closed[0] { value } else { nil }
  }

  /// What the text begins with, whatever the open parts are.
  var knownBeginning: String {
    if let first = closed.first {
      if case .known(let text) = first { text } else { "" }
    } else {
      tail
    }
  }

  var knownEnd: String { tail }

  var knownPieces: [String] {
    parts.compactMap { if case .known(let text) = $0 { text } else { nil } }
  }

  /// The parts between slashes, where open parts have none: those of a resource id.
  var segments: [TextParts] {
    var segments = [TextParts()]
    for part in parts {
      switch part {
      case .known(let text):
        for (index, piece) in text.split(separator: "/", omittingEmptySubsequences: false)
          .enumerated()
        {
          if index > 0 { segments.append(TextParts()) }
          segments[segments.count - 1].append(String(piece))
        }
      case .open(let value): segments[segments.count - 1].append(open: value)
      }
    }
    return segments
  }
}

extension ConfigurationValue {
  /// The parts of a text, or of an open value that may be one; `nil` for what is no text.
  var textParts: TextParts? {
    switch kind {
    case .string, .unknown: break
    case .null, .bool, .number, .array, .object: return nil
    }
    if case .made(let made) = storage {
      if let parts = made.parts { return parts }
      // An id that was put together elsewhere: only its braces tell its open parts.
      if let text = symbolicText, text.looksLikeID(isOpen: string == nil), text.contains("{") {
        return TextParts(symbols: text, of: self)
      }
    }
    var parts = TextParts()
    if let string { parts.append(string) } else { parts.append(open: self) }
    return parts
  }

  /// Why a text is not wholly known.
  var openText: UnknownValue? {
    guard case .made(let made) = storage else { return nil }
    // Most texts are known, and there may be very many of them.
    if made.parts == nil, case .string(let text) = made.content,
      text.utf8.first != UInt8(ascii: "/")
    {
      return nil
    }
    return textParts?.open
  }
}

extension String {
  /// Whether this is an id; a known text only where it says so clearly, as braces mean other things
  /// in other texts.
  fileprivate func looksLikeID(isOpen: Bool) -> Bool {
    guard utf8.first == UInt8(ascii: "/") else { return false }
    return isOpen || lowercased().hasPrefix("/subscriptions/") || contains("/providers/")
  }
}

extension TextParts {
  /// - Parameter text: has its open parts in braces, which hold no other ones.
  fileprivate init(symbols text: String, of value: ConfigurationValue) {
    // What the keys of the template's open values begin with.
    var scope = value.place.text.file + "#"
    if let key = value.unknown?.key {
      scope = key.hasSuffix(text) ? String(key.dropLast(text.count)) : key + "#"
    }
    var rest = text[...]
    while let start = rest.firstIndex(of: "{"), let end = rest[start...].firstIndex(of: "}") {
      append(String(rest[..<start]))
      let symbol = String(rest[start...end])
      let because = value.unknown?.because ?? "the part '\(symbol)' of this id is open"
      let unknown = UnknownValue(
        key: scope + symbol.dropFirst().dropLast(), because: because,
        source: value.unknown?.source ?? value.position,
        parameters: value.unknown?.parameters ?? [])
      append(open: ConfigurationValue(.unknown(unknown, symbol: symbol), at: value.place))
      rest = rest[rest.index(after: end)...]
    }
    append(String(rest))
  }
}
