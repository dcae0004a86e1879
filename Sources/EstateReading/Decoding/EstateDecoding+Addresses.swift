internal import EstateModel
internal import TrafficSets

// How addresses, ports and protocols are read.
extension EstateDecoding {
  mutating func address(_ slot: Slot) -> Setting<Address> {
    setting(slot, { value in value.text.flatMap { Address($0) } }) { .noAddress($0.text) }
  }

  /// The private address of an ip configuration, or of a frontend.
  ///
  /// A template asks for an address with the method `Static` alone: with `Dynamic` Azure takes a free one of
  /// the subnet, whatever else is said. What Azure prints says which one it has taken.
  /// https://learn.microsoft.com/azure/virtual-network/ip-services/private-ip-addresses
  mutating func privateAddress(of configuration: Slot) -> Setting<Address> {
    let properties = configuration.properties
    let address = address(properties["privateIPAddress"])
    guard address.value != nil, format == .template || format == .bicep,
      properties["provisioningState"].isAbsent, configuration["etag"].isAbsent
    else { return address }
    let method = text(properties["privateIPAllocationMethod"])
    if let unknown = method.unknown { return .unknown(unknown) }
    return method.value?.lowercased() == "dynamic" ? .absent : address
  }

  mutating func prefix(_ slot: Slot) -> Setting<AddressPrefix> {
    setting(slot, { value in value.text.flatMap { AddressPrefix($0) } }) { .noPrefix($0.text) }
  }

  mutating func prefixes(_ slot: Slot) -> [Setting<AddressPrefix>] {
    list(slot) { $0.prefix($1) }
  }

  /// Addresses, prefixes and ranges, a range as the prefixes that it is made of.
  mutating func prefixesAndRanges(_ slot: Slot) -> [Setting<AddressPrefix>] {
    slot.elements.flatMap { element -> [Setting<AddressPrefix>] in
      let parsed = setting(
        element,
        { value -> [AddressPrefix]? in
          guard let text = value.text else { return nil }
          if let prefix = AddressPrefix(text) { return [prefix] }
          return RuleText.range(text).map { AddressSet($0).prefixes }
        }
      ) { .noPrefix($0.text) }
      switch parsed {
      case .known(let prefixes, let source): return prefixes.map { .known($0, source) }
      case .absent: return []
      case .unknown(let unknown): return [.unknown(ofPublicAddress(unknown, at: element.source))]
      }
    }
  }

  /// The number of a public address, which only its deployment tells, with the address as the estate has
  /// it: a rule that names it takes in whoever leaves by it. Any other open value stays what it is.
  mutating func ofPublicAddress(
    _ unknown: UnknownValue, at place: SourcePosition?
  ) -> UnknownValue {
    guard let owner = unknown.addressOf, let source = place ?? unknown.source,
      owner.isOfType("Microsoft.Network/publicIPAddresses")
    else { return unknown }
    let named = mention(owner, at: source)
    estate.publicAddressesInRules.insert(named)
    return UnknownValue(
      key: unknown.key, because: unknown.because, source: source,
      candidates: unknown.candidates, parameters: unknown.parameters, addressOf: named)
  }

  /// The number of an interface, which only its deployment tells, with the interface as the estate has it.
  /// Any other value stays what it is.
  mutating func ofInterface<Value>(_ setting: Setting<Value>, _ slot: Slot) -> Setting<Value> {
    guard let unknown = setting.unknown, let owner = unknown.addressOf,
      owner.isOfType("Microsoft.Network/networkInterfaces"),
      let source = slot.source ?? unknown.source
    else { return setting }
    let named = mention(owner, at: source)
    estate.interfacesInRules.insert(named)
    return .unknown(
      UnknownValue(
        key: unknown.key, because: unknown.because, source: source,
        candidates: unknown.candidates, parameters: unknown.parameters, addressOf: named))
  }

  /// One side of a security rule: an address, a prefix, a range, `*` or a tag.
  ///
  /// A word that is no tag is what nobody knows of: Azure has new tags, and users have slips.
  mutating func peer(_ slot: Slot, isSource: Bool = true) -> Setting<SecurityRule.Peer> {
    if let id = slot.unknown?.addressOf, let source = slot.source,
      id.isOfType("Microsoft.Network/publicIPAddresses")
    {
      let named = mention(id, at: source)
      if isSource { estate.publicAddressesInRules.insert(named) }
      return .known(.publicAddress(named), source)
    }
    let peer = setting(slot, { $0.text.flatMap { RuleText.peer($0) } }) { .noPeer($0.text) }
    guard case .known(.tag(let tag), let source) = peer,
      let unknown = unknownTag(tag, at: source)
    else { return peer }
    return .unknown(unknown)
  }

  /// The service tag of a managed network's rule.
  mutating func serviceTag(_ slot: Slot) -> Setting<String> {
    let text = text(slot)
    guard case .known(let tag, let source) = text, let unknown = unknownTag(tag, at: source) else {
      return text
    }
    return .unknown(unknown)
  }

  /// What a word stands for that is no service tag, with a warning at its place; `nil` for a tag.
  private mutating func unknownTag(_ tag: String, at source: SourcePosition) -> UnknownValue? {
    if RuleText.isTag(tag, in: serviceTags) { return nil }
    let message = Diagnostic.Message.noTag(tag)
    // One parameter may stand in many rules.
    if unknownTags.insert(source).inserted {
      diagnostics.append(Diagnostic(.warning, message, at: source))
    }
    let unknown = UnknownValue(key: "\(source)", because: message.text, source: source)
    ledger.note(unknown)
    return unknown
  }

  /// `*`, `80` or `80-90`.
  mutating func ports(_ slot: Slot) -> Setting<PortSet> {
    setting(slot, { $0.text.flatMap { RuleText.ports($0[...]) } }) { .noPorts($0.text) }
  }

  /// Several of them with commas between.
  mutating func portList(_ slot: Slot) -> Setting<PortSet> {
    setting(
      slot,
      { value in
        guard let text = value.text else { return nil }
        var ports = PortSet.empty
        for part in text.split(separator: ",") {
          guard let some = RuleText.ports(part) else { return nil }
          ports.formUnion(some)
        }
        return ports.isEmpty ? nil : ports
      }
    ) { .noPorts($0.text) }
  }

  mutating func protocols(_ slot: Slot) -> Setting<ProtocolSet> {
    word(slot, RuleWords.protocols)
  }
}

/// The spellings of addresses and ports in rules.
enum RuleText {
  /// Whether the word is a service tag, one of Microsoft's file at least.
  static func isTag(_ word: String, in serviceTags: Set<String>) -> Bool {
    ServiceTagCatalog.holds(word) || serviceTags.contains(word.lowercased())
  }

  /// `10.0.0.1-10.0.0.9`, both of one family and in order.
  static func range(_ text: String) -> ClosedRange<Address>? {
    guard text.utf8.contains(UInt8(ascii: "-")) else { return nil }
    let ends = text.split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let first = Address(trimmed(ends[0])),
      let last = Address(trimmed(ends[1])), first.family == last.family, first <= last
    else { return nil }
    return first...last
  }

  /// Whether the word is a tag as `1ESResourceManager` is one: a digit, then nothing but letters.
  private static func isTagWithDigit(_ text: String) -> Bool {
    let letters = text.drop { $0.isASCII && $0.isNumber }
    return letters.count < text.count && letters.utf8.count > 3
      && letters.unicodeScalars.allSatisfy { $0.isLetter }
  }

  static func peer(_ text: String) -> SecurityRule.Peer? {
    let text = trimmed(text[...])
    if text == "*" || text.equalsIgnoringASCIICase("any") { return .any }
    if let prefix = AddressPrefix(text) { return .prefix(prefix) }
    if let range = range(text) { return .range(range) }
    // A tag is a word, maybe with a region; an address with a slip in it is none.
    guard let first = text.unicodeScalars.first, first.isLetter || isTagWithDigit(text),
      text.unicodeScalars.allSatisfy({
        $0.isLetter || $0.isDigit || $0 == "." || $0 == "_" || $0 == "-"
      })
    else { return nil }
    return .tag(text)
  }

  static func ports(_ text: Substring) -> PortSet? {
    let text = trimmed(text)
    if text == "*" { return .all }
    guard text.utf8.contains(UInt8(ascii: "-")) else { return UInt16(text).map { PortSet($0) } }
    let ends = text.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = UInt16(trimmed(ends[0])) else { return nil }
    guard ends.count == 2, let last = UInt16(trimmed(ends[1])), first <= last else { return nil }
    return PortSet(first...last)
  }

  private static func trimmed(_ text: Substring) -> String {
    let bytes = text.utf8
    let space = UInt8(ascii: " ")
    guard bytes.first == space || bytes.last == space else { return String(text) }
    guard let first = bytes.firstIndex(where: { $0 != space }),
      let last = bytes.lastIndex(where: { $0 != space })
    else { return "" }
    return String(text[first...last])
  }
}

extension Unicode.Scalar {
  /// The tables of Unicode are asked only where ASCII does not tell.
  fileprivate var isLetter: Bool {
    isASCII
      ? (UInt32(0x61)...0x7A).contains(value | 0x20) : properties.isAlphabetic
  }

  fileprivate var isDigit: Bool {
    isASCII ? (UInt32(0x30)...0x39).contains(value) : properties.numericType != nil
  }
}

extension Diagnostic.Message {
  private static func shown(_ found: String?) -> String { found.map { "'\($0)'" } ?? "this" }

  /// Azure Resource Manager takes for text what begins like an expression and does not end like one.
  private static func hint(_ found: String?) -> String {
    guard let found, found.hasPrefix("["), !found.hasPrefix("[["), !found.hasSuffix("]") else {
      return ""
    }
    return "; an expression must end with ']'"
  }

  static func noAddress(_ found: String?) -> Self {
    Self("\(shown(found)) is no IP address; write one like 10.0.0.4\(hint(found))")
  }

  static func noPrefix(_ found: String?) -> Self {
    Self(
      "\(shown(found)) is no address or prefix; write one like 10.0.0.4 or 10.0.0.0/16"
        + hint(found))
  }

  static func noPeer(_ found: String?) -> Self {
    Self(
      "\(shown(found)) is no address, prefix, range or service tag; write one like 10.0.0.0/16, "
        + "10.0.0.4-10.0.0.9, Storage or *" + hint(found))
  }

  static func noTag(_ found: String) -> Self {
    Self(
      "'\(found)' is neither an address prefix nor a service tag"
        + (withoutAzure(found) ?? NearMatches.hint(for: found, among: ServiceTagCatalog.all))
        + hint(found))
  }

  /// Articles write some tags without the word that they begin with: `Keyvault.WestEurope`.
  private static func withoutAzure(_ found: String) -> String? {
    let service = found.prefix { $0 != "." }
    let meant = ServiceTagCatalog.all.first {
      $0.equalsIgnoringASCIICase("Azure\(service)")
    }
    return meant.map { "; did you mean '\($0)\(found.dropFirst(service.count))'?" }
  }

  static func noPorts(_ found: String?) -> Self {
    Self(
      "\(shown(found)) is no port or range of ports; write one like 443, 8000-8080 or *"
        + hint(found))
  }
}
