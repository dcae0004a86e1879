internal import EstateModel

/// Tells security rules about which decoding has nothing to say: no error and no open value.
///
/// Of a tenant's rules that is nearly all, and whoever asks a question needs few of them. Each text is
/// judged by what decoding itself reads it with, and once, since rules repeat each other.
struct PlainSecurityRules {
  /// How the value of a property is read.
  private enum Reading: Int, CaseIterable {
    case priority, direction, access, protocols, peer, ports, references
  }

  /// The tags of Microsoft's file, in small letters.
  private let serviceTags: Set<String>
  /// The texts that were found good, by how they are read.
  private var good: [Set<String>] = Array(repeating: [], count: Reading.allCases.count)

  /// The service tags among them that have not been taken.
  private var tags: Set<String> = []

  /// Those of the rules that are looked at.
  private var references: [String] = []
  /// The priorities of the rules that are looked at, by direction: no two rules have the same one.
  private var priorities: [Substring: Set<String>] = [:]

  init(serviceTags: Set<String> = []) { self.serviceTags = serviceTags }

  /// The texts of the references that these rules hold; `nil` where not all of them are such rules.
  mutating func references(ofAll slot: Slot) -> [String]? {
    guard let value = slot.value, case .parsed(let tape, let index) = value.storage,
      tape.entries[index].tag == .array
    else { return nil }
    references = []
    priorities = [:]
    var rule = index + 1
    while rule < Int(tape.entries[index].end) {
      guard isPlain(rule, in: tape) else { return nil }
      rule = tape.next(after: rule)
    }
    return references
  }

  /// The tags, in small letters, that rules have named since this was called last.
  mutating func takeTags() -> Set<String> {
    defer { tags = [] }
    return tags
  }

  private mutating func isPlain(_ rule: Int, in tape: DocumentTape) -> Bool {
    guard tape.entries[rule].tag == .object else { return false }
    // As `Slot.properties` has it.
    let properties = tape.value(of: "properties", in: rule) ?? rule
    guard tape.entries[properties].tag == .object else { return false }
    var direction: String?
    var priority: String?
    var key = properties + 1
    while key < Int(tape.entries[properties].end) {
      guard tape.entries[key].tag == .string, !tape.entries[key].flag else { return false }
      if let reading = Self.reading(ofKey: key, in: tape) {
        if !isGood(key + 1, in: tape, reading) { return false }
        if reading == .direction { direction = text(at: key + 1, in: tape) }
        if reading == .priority { priority = text(at: key + 1, in: tape) }
      }
      key = tape.next(after: key + 1)
    }
    guard let direction, let priority else { return true }
    return priorities[direction.lowercased().prefix(1), default: []].insert(priority).inserted
  }

  private func text(at value: Int, in tape: DocumentTape) -> String? {
    ConfigurationValue(.parsed(tape, value)).text
  }

  /// A value, or a list of values where a property takes one.
  private mutating func isGood(
    _ value: Int, in tape: DocumentTape, _ reading: Reading
  ) -> Bool {
    guard tape.entries[value].tag == .array else { return isGoodText(value, in: tape, reading) }
    switch reading {
    case .priority, .direction, .access, .protocols: return false
    case .references: return takeReferences(value, in: tape)
    case .peer, .ports:
      // Of a list within the list the next place is no text.
      return (value + 1..<Int(tape.entries[value].end)).allSatisfy {
        isGoodText($0, in: tape, reading)
      }
    }
  }

  /// Keeps what a list of `{"id": …}` refers to.
  private mutating func takeReferences(_ list: Int, in tape: DocumentTape) -> Bool {
    var element = list + 1
    while element < Int(tape.entries[list].end) {
      guard tape.entries[element].tag == .object, let id = tape.value(of: "id", in: element),
        tape.entries[id].tag == .string, tape.entries[id].first > 0
      else { return false }
      let text = tape.string(at: id)
      if !references.contains(text) { references.append(text) }
      element = tape.next(after: element)
    }
    return true
  }

  private mutating func isGoodText(
    _ value: Int, in tape: DocumentTape, _ reading: Reading
  ) -> Bool {
    let entry = tape.entries[value]
    switch entry.tag {
    case .null: return true
    case .number where reading == .priority || reading == .ports: break
    case .string where reading != .priority && !entry.flag:
      if entry.first == 0 { return true }
    default: return false
    }
    let value = ConfigurationValue(.parsed(tape, value))
    guard let text = value.text else { return false }
    if good[reading.rawValue].contains(text) { return true }
    guard reads(text, reading) else { return false }
    if reading == .peer, case .tag(let tag) = RuleText.peer(text) { tags.insert(tag.lowercased()) }
    good[reading.rawValue].insert(text)
    return true
  }

  /// Whether decoding reads the text without a word about it.
  private func reads(_ text: String, _ reading: Reading) -> Bool {
    switch reading {
    case .priority: return Int(text) != nil
    case .direction: return RuleWords.direction[text] != nil
    case .access: return RuleWords.access[text] != nil
    case .protocols: return RuleWords.protocols[text] != nil
    case .ports: return RuleText.ports(text[...]) != nil
    case .references: return false
    case .peer:
      guard let peer = RuleText.peer(text) else { return false }
      if case .tag(let tag) = peer { return RuleText.isTag(tag, in: serviceTags) }
      return true
    }
  }

  // MARK: Keys

  private static let readings: [(key: String, reading: Reading)] = [
    ("priority", .priority), ("direction", .direction), ("access", .access),
    ("protocol", .protocols), ("sourceAddressPrefix", .peer), ("sourceAddressPrefixes", .peer),
    ("sourceApplicationSecurityGroups", .references), ("sourcePortRange", .ports),
    ("sourcePortRanges", .ports), ("destinationAddressPrefix", .peer),
    ("destinationAddressPrefixes", .peer), ("destinationApplicationSecurityGroups", .references),
    ("destinationPortRange", .ports), ("destinationPortRanges", .ports),
  ]

  /// The keys that decoding looks for, in small letters, by their length.
  private static let readingsByLength: [[(key: [UInt8], reading: Reading)]] = {
    let longest = readings.map(\.key.utf8.count).max() ?? 0
    var byLength: [[(key: [UInt8], reading: Reading)]] = Array(repeating: [], count: longest + 1)
    for (key, reading) in readings {
      byLength[key.utf8.count].append((key.utf8.map(\.lowercasedASCII), reading))
    }
    return byLength
  }()

  private static func reading(ofKey key: Int, in tape: DocumentTape) -> Reading? {
    let entry = tape.entries[key]
    let length = Int(entry.first)
    guard length < readingsByLength.count else { return nil }
    let start = Int(entry.offset) + 1
    return readingsByLength[length].first { known in
      known.key.indices.allSatisfy {
        tape.text.view[start + $0].lowercasedASCII == known.key[$0]
      }
    }?.reading
  }
}
