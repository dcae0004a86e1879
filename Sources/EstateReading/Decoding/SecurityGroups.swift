internal import EstateModel
internal import TrafficSets

extension ResourceKind {
  static let securityGroups: [ResourceKind] = [
    .node("Microsoft.Network/networkSecurityGroups") { $0.decodeSecurityGroup($1) },
    .part("Microsoft.Network/networkSecurityGroups/securityRules"),
    // Azure's own rules are the same in every group, and the model has them.
    .part("Microsoft.Network/networkSecurityGroups/defaultSecurityRules"),
    .node("Microsoft.Network/applicationSecurityGroups", hasSettings: false) { decoding, input in
      var group = ApplicationSecurityGroup(id: input.id, source: input.source)
      group.isDescribed = input.isDescribed
      decoding.estate.applicationSecurityGroups.insert(group)
    },
  ]
}

extension EstateDecoding {
  mutating func decodeSecurityGroup(_ input: ResourceInput) {
    let written = input.properties["securityRules"]
    let parts = parts(of: input.id, "securityRules")
    var group: NetworkSecurityGroup
    if parts.isEmpty, let groups = groupsOfPlainRules(written) {
      group = NetworkSecurityGroup(
        id: input.id, source: input.source,
        rules: laterRules(written, mentioning: groups, of: input.source))
      estate.tagsOfLaterRules.formUnion(plainRules.takeTags())
    } else {
      group = NetworkSecurityGroup(id: input.id, source: input.source)
      group.rules = securityRules(written, parts, of: input.source)
    }
    group.isDescribed = input.isDescribed
    estate.securityGroups.insert(group)
  }

  /// The groups that rules refer to of which nothing is to be told now; `nil` for other rules.
  ///
  /// Nor may they mention what nobody describes, or an id that could mean several resources later on.
  mutating func groupsOfPlainRules(_ written: Slot) -> [ResourceID]? {
    guard let references = plainRules.references(ofAll: written) else { return nil }
    var groups: [ResourceID] = []
    for reference in references {
      guard let id = id(of: reference), id.isOfType(ReferenceTarget.applicationSecurityGroup.type),
        let known = index.find(id), known.isExact
      else { return nil }
      groups.append(known.id)
    }
    return groups
  }

  /// Reads, later, rules of which nothing is to be told now.
  private func laterRules(
    _ written: Slot, mentioning groups: [ResourceID], of source: SourcePosition
  ) -> @Sendable () -> [SecurityRule] {
    let format = format
    let serviceTags = serviceTags
    return {
      var decoding = EstateDecoding([])
      decoding.format = format
      decoding.serviceTags = serviceTags
      groups.forEach { decoding.index.insert($0) }
      return decoding.securityRules(written, [], of: source)
    }
  }

  /// The rules that a group holds, and those that are resources of their own.
  mutating func securityRules(
    _ written: Slot, _ parts: [Resource], of source: SourcePosition
  ) -> [SecurityRule] {
    var rules = written.elements.map { rule in
      securityRule(
        rule["name"].symbolicText ?? Slot.openName, rule.properties, at: rule.source ?? source)
    }
    for part in parts {
      var rule = securityRule(part.name, writtenProperties(of: part), at: part.source)
      rule.presence = part.wholeUnknown
      if rule.presence != nil {
        rules.append(rule)
      } else if let place = rules.firstIndex(where: { $0.name.equalsIgnoringASCIICase(rule.name) })
      {
        rules[place].merge(rule)
      } else {
        rules.append(rule)
      }
    }
    warn(ofOnePriorityAmong: rules)
    return rules
  }

  /// Azure refuses a second rule of one direction with the priority of another one.
  private mutating func warn(ofOnePriorityAmong rules: [SecurityRule]) {
    // By their places: to keep a rule takes longer than to look at it.
    var first: [SecurityRule.Direction: [Int: Int]] = [:]
    for place in rules.indices where rules[place].presence == nil {
      guard let direction = rules[place].direction.value,
        let priority = rules[place].priority.value
      else { continue }
      guard let known = first[direction]?[priority] else {
        first[direction, default: [:]][priority] = place
        continue
      }
      let rule = rules[place]
      let other = rules[known]
      diagnostics.append(
        Diagnostic(
          .warning, .onePriority(rule.name, other.name, priority, direction),
          at: rule.priority.source ?? rule.source, related: other.priority.source ?? other.source))
    }
  }

  private mutating func securityRule(
    _ name: String, _ properties: Slot, at source: SourcePosition
  ) -> SecurityRule {
    var rule = SecurityRule(name: name, source: source)
    rule.priority = integer(properties["priority"])
    rule.direction = word(properties["direction"], RuleWords.direction)
    rule.access = word(properties["access"], RuleWords.access)
    rule.protocols = protocols(properties["protocol"])
    rule.sources = both(properties, "sourceAddressPrefix", "sourceAddressPrefixes") { $0.peer($1) }
    rule.sourceGroups = applicationSecurityGroups(properties["sourceApplicationSecurityGroups"])
    rule.sourcePorts = both(properties, "sourcePortRange", "sourcePortRanges") { $0.ports($1) }
    rule.destinations = both(
      properties, "destinationAddressPrefix", "destinationAddressPrefixes"
    ) { $0.peer($1) }
    rule.destinationGroups = applicationSecurityGroups(
      properties["destinationApplicationSecurityGroups"])
    rule.destinationPorts = both(properties, "destinationPortRange", "destinationPortRanges") {
      $0.ports($1)
    }
    return rule
  }

  /// A property that has a form for one value and one for many: together they are what it says.
  private mutating func both<Value: Equatable>(
    _ properties: Slot, _ one: String, _ many: String,
    _ read: (inout EstateDecoding, Slot) -> Setting<Value>
  ) -> [Setting<Value>] {
    list(properties[one], read).united(with: list(properties[many], read))
  }
}

/// There are many rules, so the words are made once.
enum RuleWords {
  static let direction = Vocabulary<SecurityRule.Direction>(.inbound, .outbound)
  static let access = Vocabulary<RuleAction>.ruleAction
  static let protocols = Vocabulary<ProtocolSet>(words: [
    ("*", .all), ("Any", .all), ("Tcp", ProtocolSet(.tcp)), ("Udp", ProtocolSet(.udp)),
    ("Icmp", ProtocolSet(.icmp)), ("Esp", ProtocolSet(.esp)), ("Ah", ProtocolSet(.ah)),
  ])
}

extension SecurityRule {
  /// The same rule as a resource of its own describes it.
  fileprivate mutating func merge(_ other: SecurityRule) {
    priority = priority.merged(with: other.priority)
    direction = direction.merged(with: other.direction)
    access = access.merged(with: other.access)
    protocols = protocols.merged(with: other.protocols)
    sources = sources.merged(with: other.sources)
    sourceGroups += other.sourceGroups.filter { new in
      !sourceGroups.contains { $0.value?.id == new.value?.id && $0.unknown == new.unknown }
    }
    sourcePorts = sourcePorts.merged(with: other.sourcePorts)
    destinations = destinations.merged(with: other.destinations)
    destinationGroups += other.destinationGroups.filter { new in
      !destinationGroups.contains { $0.value?.id == new.value?.id && $0.unknown == new.unknown }
    }
    destinationPorts = destinationPorts.merged(with: other.destinationPorts)
  }
}

extension Diagnostic.Message {
  static func onePriority(
    _ rule: String, _ other: String, _ priority: Int, _ direction: SecurityRule.Direction
  ) -> Self {
    Self(
      "rule '\(rule)' has the priority \(priority) of rule '\(other)', which is \(direction.rawValue), too: Azure refuses that; give one of them another priority"
    )
  }
}
