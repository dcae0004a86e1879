internal import EstateModel
internal import TrafficSets

extension ResourceKind {
  static let firewalls: [ResourceKind] = [
    .node("Microsoft.Network/azureFirewalls") { $0.decodeFirewall($1) },
    .node("Microsoft.Network/firewallPolicies") { $0.decodeFirewallPolicy($1) },
    .part("Microsoft.Network/firewallPolicies/ruleCollectionGroups"),
    // Before policies had groups of collections they had groups of rules.
    .part("Microsoft.Network/firewallPolicies/ruleGroups"),
    .node("Microsoft.Network/ipGroups") { $0.decodeIPGroup($1) },
  ]
}

extension EstateDecoding {
  mutating func decodeFirewall(_ input: ResourceInput) {
    var firewall = AzureFirewall(id: input.id, source: input.source)
    let properties = input.properties
    firewall.isDescribed = input.isDescribed
    firewall.location = input.location
    firewall.kind = text(properties["sku"]["name"])
    firewall.configurations = properties["ipConfigurations"].elements.map { element in
      var configuration = AzureFirewall.Configuration(source: element.source ?? input.source)
      let properties = element.properties
      configuration.subnet = reference(properties["subnet"], to: .subnet)
      configuration.privateAddress = address(properties["privateIPAddress"])
      configuration.publicAddress = reference(properties["publicIPAddress"])
      return configuration
    }
    firewall.management = reference(
      properties["managementIpConfiguration"].properties["subnet"], to: .subnet)
    firewall.policy = reference(properties["firewallPolicy"])
    firewall.settings = classicSettings(properties)
    let kinds: [(String, FirewallRuleCollection.Kind)] = [
      ("natRuleCollections", .translation), ("networkRuleCollections", .network),
      ("applicationRuleCollections", .application),
    ]
    for (key, kind) in kinds {
      for element in properties[key].elements {
        firewall.collections.append(
          collection(element, element.properties, always: kind, in: input.source))
      }
    }
    estate.firewalls.insert(firewall)
    decodeOpaque(input, isModelled: true)
  }

  mutating func decodeFirewallPolicy(_ input: ResourceInput) {
    var policy = FirewallPolicy(id: input.id, source: input.source)
    let properties = input.properties
    policy.isDescribed = input.isDescribed
    policy.base = reference(properties["basePolicy"])
    policy.settings.threatMode = word(
      properties["threatIntelMode"], Vocabulary(.off, .alert, .deny, isOpen: true))
    policy.settings.untranslated = properties["snat"]["privateRanges"].elements
      .map { untranslatedRange($0) }
    policy.settings.learnsRanges = enabled(properties["snat"]["autoLearnPrivateRanges"])
    policy.settings.proxiesNames = flag(properties["dnsSettings"]["enableProxy"])
    policy.settings.requiresProxyForNames = flag(
      properties["dnsSettings"]["requireProxyForNetworkRules"])
    policy.settings.nameServers = properties["dnsSettings"]["servers"].elements.map { address($0) }
    policy.intrusionMode = text(properties["intrusionDetection"]["mode"])
    for part in parts(of: input.id, "ruleCollectionGroups", "ruleGroups") {
      policy.groups.append(group(part.name, self.properties(of: part), at: part.source))
    }
    // An export of the policy alone names its groups, without their rules.
    for element in properties.first("ruleCollectionGroups", "ruleGroups").elements {
      let name = element["id"].symbolicText.flatMap { ResourceID($0)?.name }
      if let name, policy.groups.contains(where: { $0.name.equalsIgnoringASCIICase(name) }) {
        continue
      }
      let source = element.source ?? input.source
      var group = FirewallPolicy.Group(name: name ?? Slot.openName, source: source)
      group.open =
        element.unknown
        ?? UnknownValue(
          key: "\(input.id)#\(group.name)",
          because: "no input describes rule collection group \(group.name)", source: source)
      policy.groups.append(group)
    }
    estate.firewallPolicies.insert(policy)
    decodeOpaque(input, isModelled: true)
  }

  mutating func decodeIPGroup(_ input: ResourceInput) {
    var group = IPGroup(id: input.id, source: input.source)
    group.isDescribed = input.isDescribed
    group.ranges = prefixesAndRanges(input.properties["ipAddresses"])
    if let unknown = input.properties.unknown { group.ranges = [.unknown(unknown)] }
    if !input.isDescribed, group.ranges.isEmpty {
      group.ranges = [
        .unknown(
          UnknownValue(
            key: "\(input.id)#ipAddresses", because: "no input describes \(input.id)",
            source: input.source))
      ]
    }
    estate.ipGroups.insert(group)
    decodeOpaque(input, isModelled: true)
  }

  // MARK: - Settings

  /// What stands among the classic firewall's additional properties, whose keys have dots.
  private mutating func classicSettings(_ properties: Slot) -> FirewallSettings {
    var settings = FirewallSettings()
    let additional = properties["additionalProperties"]
    settings.threatMode = word(
      properties["threatIntelMode"], Vocabulary(.off, .alert, .deny, isOpen: true))
    settings.untranslated = ranges(additional["Network.SNAT.PrivateRanges"])
    settings.learnsRanges = enabled(additional["Network.SNAT.AutoLearnPrivateRanges"])
    settings.proxiesNames = enabled(additional["Network.DNS.EnableProxy"])
    settings.requiresProxyForNames = enabled(additional["Network.DNS.RequireProxyForNetworkRules"])
    settings.nameServers = addresses(additional["Network.DNS.Servers"])
    return settings
  }

  /// `IANAPrivateRanges, 192.0.2.0/24`
  private mutating func ranges(_ slot: Slot) -> [Setting<FirewallSettings.Range>] {
    guard let text = slot.value?.text else {
      return slot.unknown.map { [.unknown($0)] } ?? []
    }
    return text.split(separator: ",").map { word in
      setting(slot, { _ in Self.range(String(word)) }, orElse: { _ in .noPrefix(String(word)) })
    }
  }

  private mutating func untranslatedRange(_ slot: Slot) -> Setting<FirewallSettings.Range> {
    setting(slot, { $0.text.flatMap(Self.range) }, orElse: { .noPrefix($0.text) })
  }

  private static func range(_ text: String) -> FirewallSettings.Range? {
    let word = text.filter { $0 != " " }
    if word.equalsIgnoringASCIICase("IANAPrivateRanges") { return .iana }
    return AddressPrefix(word).map { .prefix($0) }
  }

  private mutating func addresses(_ slot: Slot) -> [Setting<Address>] {
    guard let text = slot.value?.text else { return slot.elements.map { address($0) } }
    return text.split(separator: ",").map { word in
      let word = word.filter { $0 != " " }
      return setting(slot, { _ in Address(word) }, orElse: { _ in .noAddress(word) })
    }
  }

  /// `Enabled`, or a flag.
  private mutating func enabled(_ slot: Slot) -> Setting<Bool> {
    let words: Vocabulary<Bool> = Vocabulary(words: [
      ("Enabled", true), ("Disabled", false), ("true", true), ("false", false),
    ])
    return slot.value?.bool != nil ? flag(slot) : word(slot, words)
  }

  // MARK: - Rules

  private mutating func group(
    _ name: String, _ properties: Slot, at source: SourcePosition
  ) -> FirewallPolicy.Group {
    var group = FirewallPolicy.Group(name: name, source: source)
    group.priority = integer(properties["priority"])
    group.open = properties.unknown
    for element in properties.first("ruleCollections", "rules").elements {
      group.collections.append(collection(element, element, always: nil, in: source))
    }
    return group
  }

  /// - Parameter kind: of a classic collection; those of policies tell the kind of each rule.
  private mutating func collection(
    _ element: Slot, _ properties: Slot, always kind: FirewallRuleCollection.Kind?,
    in source: SourcePosition
  ) -> FirewallRuleCollection {
    let source = element.source ?? source
    var collection = FirewallRuleCollection(
      name: element["name"].symbolicText ?? Slot.openName, source: source)
    collection.priority = integer(properties["priority"])
    collection.open = element.unknown ?? properties.unknown
    let isTranslating =
      kind == .translation
      || properties["ruleCollectionType"].symbolicText?.lowercased().contains("nat") == true
    if !isTranslating { collection.action = word(properties["action"]["type"], .ruleAction) }
    let rules = properties.first("rules", "ruleConditions")
    collection.open = collection.open ?? rules.unknown
    collection.rules = rules.elements.compactMap { rule in
      if rule.unknown != nil { return nil }
      return firewallRule(rule, kind ?? Self.kind(of: rule, isTranslating), in: source)
    }
    return collection
  }

  private static func kind(_ rule: Slot, _ word: String) -> Bool {
    rule.first("ruleType", "ruleConditionType").symbolicText?.lowercased().contains(word) == true
  }

  /// What the rule says it is; where it does not, what it names.
  private static func kind(of rule: Slot, _ isTranslating: Bool) -> FirewallRuleCollection.Kind {
    if isTranslating || kind(rule, "nat") { return .translation }
    if kind(rule, "application") { return .application }
    if kind(rule, "network") { return .network }
    let isApplication = ["targetFqdns", "fqdnTags", "targetUrls", "webCategories"].contains {
      !rule[$0].isAbsent
    }
    return isApplication ? .application : .network
  }

  private mutating func firewallRule(
    _ slot: Slot, _ kind: FirewallRuleCollection.Kind, in source: SourcePosition
  ) -> FirewallRule {
    var rule = FirewallRule(
      name: slot["name"].symbolicText ?? Slot.openName, kind: kind, source: slot.source ?? source)
    rule.sources = list(slot["sourceAddresses"]) { $0.ofInterface($0.peer($1), $1) }
    rule.sourceGroups = list(slot["sourceIpGroups"]) { $0.reference($1) }
    rule.destinations = list(slot["destinationAddresses"]) {
      $0.ofInterface($0.peer($1, isSource: false), $1)
    }
    rule.destinationGroups = list(slot["destinationIpGroups"]) { $0.reference($1) }
    switch kind {
    case .network, .translation:
      rule.protocols = list(slot.first("ipProtocols", "protocols")) {
        $0.word($1, RuleWords.protocols)
      }
      rule.ports = list(slot["destinationPorts"]) { $0.ports($1) }
      rule.names = list(slot["destinationFqdns"]) { $0.text($1) }
    case .application:
      rule.ports = slot["protocols"].elements.map { applicationPort($0) }
      rule.names = list(slot["targetFqdns"]) { $0.text($1) }
      rule.nameTags = list(slot["fqdnTags"]) { $0.text($1) }
      rule.categories = list(slot["webCategories"]) { $0.text($1) }
      rule.urls = list(slot["targetUrls"]) { $0.text($1) }
    }
    let target = slot["translatedAddress"]
    rule.translatedAddress = ofInterface(address(target), target)
    rule.translatedName = text(slot["translatedFqdn"])
    rule.translatedPort = integer(slot["translatedPort"])
    return rule
  }

  /// `{"protocolType": "Https", "port": 443}`, or `Https:443` as the command line writes it; without
  /// a port the protocol's own.
  private mutating func applicationPort(_ slot: Slot) -> Setting<PortSet> {
    let port = slot["port"]
    if slot.value?.isObject == true, !port.isAbsent { return ports(port) }
    let text = slot.value?.isObject == true ? slot["protocolType"] : slot
    return setting(
      text,
      { value in
        guard let words = value.text?.split(separator: ":"), let first = words.first else {
          return nil
        }
        if words.count == 2 { return RuleText.ports(words[1]) }
        return switch first.lowercased() {
        case "http": PortSet(80)
        case "https": PortSet(443)
        case "mssql": PortSet(1433)
        default: nil
        }
      }, orElse: { .noPorts($0.text) })
  }
}
