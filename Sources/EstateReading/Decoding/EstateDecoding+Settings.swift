internal import EstateModel
internal import TrafficSets

// How a place of a resource is read as a setting of some type.
extension EstateDecoding {
  /// Reads a value with `parse`; where that gives nothing, the message is an error and the setting
  /// is open.
  ///
  /// What Azure or Terraform prints is no user's slip: there the message only warns, except of a word
  /// that is not among those of a closed list.
  mutating func setting<Value>(
    _ slot: Slot, isWord: Bool = false, _ parse: (ConfigurationValue) -> Value?,
    orElse message: (ConfigurationValue) -> Diagnostic.Message
  ) -> Setting<Value> {
    switch slot.content {
    case .absent: return .absent
    case .open(let unknown):
      ledger.note(unknown)
      return .unknown(unknown)
    case .value(let value):
      if value.isEmptyText { return .absent }
      if let parsed = parse(value) { return .known(parsed, value.position) }
      let message = message(value)
      let isPrinted = [.export, .terraformState, .terraformPlan].contains(format)
      let severity: Diagnostic.Severity = isPrinted && !isWord ? .warning : .error
      diagnostics.append(Diagnostic(severity, message, at: value.position))
      let unknown = UnknownValue(
        key: "\(value.position)", because: message.text, source: value.position)
      if severity == .warning { ledger.note(unknown) }
      return .unknown(unknown)
    }
  }

  mutating func text(_ slot: Slot) -> Setting<String> {
    let key = spelled(slot.key)
    return setting(slot, \.text) { _ in .notText(key) }
  }

  mutating func integer(_ slot: Slot) -> Setting<Int> {
    let key = spelled(slot.key)
    return setting(slot, { $0.integer ?? $0.string.flatMap { Int($0) } }) {
      .noNumber(key, found: $0.text)
    }
  }

  mutating func flag(_ slot: Slot) -> Setting<Bool> {
    let key = spelled(slot.key)
    return setting(
      slot,
      { value in
        if let flag = value.bool { return flag }
        return switch value.string?.lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
      }
    ) { .noFlag(key, found: $0.text) }
  }

  /// One word of a vocabulary; another one is an error with the words to choose from.
  mutating func word<Value>(
    _ slot: Slot, _ vocabulary: Vocabulary<Value>
  ) -> Setting<Value> {
    if let value = slot.value, let text = value.string, !text.isEmpty, vocabulary[text] == nil,
      !vocabulary.isError(text)
    {
      let unknown = UnknownValue(
        key: "\(value.position)", because: "\(spelled(slot.key)) '\(text)' is not modelled",
        source: value.position)
      ledger.note(unknown)
      return .unknown(unknown)
    }
    let key = spelled(slot.key)
    // PowerShell prints the number of a word in its own list, unless it is asked not to.
    if format == .export, let value = slot.value, value.number != nil {
      return setting(slot, { _ in nil }) { .numberForWord(key, found: $0.text ?? "") }
    }
    let isSnakeCase = isSnakeCase
    return setting(slot, isWord: true, { $0.string.flatMap { vocabulary[$0] } }) { value in
      .noSuchWord(
        key, found: value.text, accepted: vocabulary.accepted(snakeCase: isSnakeCase),
        advice: value.bool != nil || ["true", "false"].contains(value.text?.lowercased())
          ? vocabulary.advice : nil)
    }
  }

  /// A list whose elements are read alike; one open element stands for an open list.
  mutating func list<Value>(
    _ slot: Slot, _ read: (inout EstateDecoding, Slot) -> Setting<Value>
  ) -> [Setting<Value>] {
    guard let value = slot.value, !value.isArray else {
      var settings: [Setting<Value>] = []
      for element in slot.elements {
        let setting = read(&self, element)
        if !setting.isAbsent { settings.append(setting) }
      }
      return settings
    }
    // Most lists of a tenant are one value without a list around it.
    let setting = value.isEmptyText ? .absent : read(&self, slot)
    return setting.isAbsent ? [] : [setting]
  }

  // MARK: References

  /// A resource's id, by itself or as `{"id": …}`; of the wrong kind it is an error.
  mutating func reference(
    _ slot: Slot, to target: ReferenceTarget? = nil
  ) -> Setting<Reference> {
    let slot = slot.value?.isObject == true ? slot["id"] : slot
    if let id = resource(writtenIn: slot), target.map({ id.isOfType($0.type) }) ?? true,
      let source = slot.source
    {
      return .known(Reference(id, at: source), source)
    }
    let key = spelled(slot.key)
    guard let text = slot.symbolicText, let source = slot.source, let id = id(of: text) else {
      return setting(slot, { _ in nil }, orElse: { .noReference(key, found: $0.text) })
    }
    if let target, !id.isOfType(target.type) {
      return setting(slot, { _ in nil }, orElse: { _ in .wrongTarget(key, target, found: id) })
    }
    let named = mention(id, at: source)
    if let target, target.isTellingPlace, let unknown = openMeaning(of: named, slot, at: source) {
      ledger.note(unknown)
      return .unknown(unknown)
    }
    return .known(Reference(named, at: source), source)
  }

  /// The resource of the estate that a text names just as its own input does.
  private func resource(writtenIn slot: Slot) -> ResourceID? {
    slot.value?.withPlainText { index.id(writtenAs: $0) } ?? nil
  }

  /// The references of a list of application security groups.
  mutating func applicationSecurityGroups(_ slot: Slot) -> [Setting<Reference>] {
    list(slot) { $0.reference($1, to: .applicationSecurityGroup) }
  }

  // MARK: Messages

  /// A key as the file that is being decoded spells it.
  func spelled(_ key: String) -> String { isSnakeCase ? key.snakeCased : key }
}

/// The kinds that a property may refer to, where there is only one.
enum ReferenceTarget {
  case network, subnet, routeTable, securityGroup, applicationSecurityGroup, interface,
    privateEndpoint, zone, gateway, localGateway

  /// Whether it matters which of the estate's resources is meant, even of one that no input describes:
  /// what stands in it, or belongs to it, is found by it.
  var isTellingPlace: Bool {
    switch self {
    case .network, .subnet, .interface, .applicationSecurityGroup, .zone: true
    case .routeTable, .securityGroup, .privateEndpoint, .gateway, .localGateway: false
    }
  }

  var type: String {
    switch self {
    case .network: "Microsoft.Network/virtualNetworks"
    case .subnet: "Microsoft.Network/virtualNetworks/subnets"
    case .routeTable: "Microsoft.Network/routeTables"
    case .securityGroup: "Microsoft.Network/networkSecurityGroups"
    case .applicationSecurityGroup: "Microsoft.Network/applicationSecurityGroups"
    case .interface: "Microsoft.Network/networkInterfaces"
    case .privateEndpoint: "Microsoft.Network/privateEndpoints"
    case .zone: "Microsoft.Network/privateDnsZones"
    case .gateway: "Microsoft.Network/virtualNetworkGateways"
    case .localGateway: "Microsoft.Network/localNetworkGateways"
    }
  }
}

extension String {
  /// The CLI may write `azureml:` before an id.
  var strippingAzureML: String {
    if utf8.first == UInt8(ascii: "/") { return self }
    return lowercased().hasPrefix("azureml:/") && !lowercased().hasPrefix("azureml://")
      ? String(dropFirst(8)) : self
  }
}

extension Diagnostic.Message {
  private static func shown(_ found: String?) -> String { found.map { "'\($0)'" } ?? "this value" }

  static func notText(_ key: String) -> Self { Self("'\(key)' takes a text") }

  static func noNumber(_ key: String, found: String?) -> Self {
    Self("'\(key)' takes a whole number, not \(shown(found))")
  }

  static func noFlag(_ key: String, found: String?) -> Self {
    Self("'\(key)' takes true or false, not \(shown(found))")
  }

  static func noSuchWord(
    _ key: String, found: String?, accepted: [String], advice: String?
  ) -> Self {
    let words = accepted.map { "'\($0)'" }
    let last = words[words.count - 1]
    let choice =
      words.count == 1 ? last : "\(words.dropLast().joined(separator: ", ")) or \(last)"
    return Self(
      "'\(key)' takes \(choice), not \(shown(found))\(advice.map { "; \($0)" } ?? "")")
  }

  static func numberForWord(_ key: String, found: String) -> Self {
    Self(
      "'\(key)' takes a word, and \(found) is PowerShell's number for one; export it with "
        + "'ConvertTo-Json -EnumsAsStrings -Depth 100'")
  }

  static func wrongTarget(
    _ key: String, _ target: ReferenceTarget, found: ResourceID
  ) -> Self {
    Self("'\(key)' takes the id of a \(target.type), and '\(found.name)' is a \(found.type)")
  }

  static func noReference(_ key: String, found: String?) -> Self {
    Self(
      "'\(key)' takes a resource id (/subscriptions/…/providers/TYPE/NAME), not \(shown(found))")
  }
}
