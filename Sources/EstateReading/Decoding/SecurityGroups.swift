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
    var group = NetworkSecurityGroup(id: input.id, source: input.source)
    group.isDescribed = input.isDescribed
    for rule in input.properties["securityRules"].elements {
      let name = rule["name"].symbolicText ?? Slot.openName
      group.rules.append(
        securityRule(name, rule.properties, at: rule.source ?? input.source))
    }
    for part in parts(of: input.id, "securityRules") {
      let rule = securityRule(part.name, properties(of: part), at: part.source)
      if let place = group.rules.firstIndex(where: {
        $0.name.equalsIgnoringASCIICase(rule.name)
      }) {
        group.rules[place].merge(rule)
      } else {
        group.rules.append(rule)
      }
    }
    estate.securityGroups.insert(group)
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
    rule.sourceGroups = references(properties["sourceApplicationSecurityGroups"])
    rule.sourcePorts = both(properties, "sourcePortRange", "sourcePortRanges") { $0.ports($1) }
    rule.destinations = both(
      properties, "destinationAddressPrefix", "destinationAddressPrefixes"
    ) { $0.peer($1) }
    rule.destinationGroups = references(properties["destinationApplicationSecurityGroups"])
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
private enum RuleWords {
  static let direction = Vocabulary<SecurityRule.Direction>(.inbound, .outbound)
  static let access = Vocabulary<RuleAction>.ruleAction
}

extension SecurityRule {
  /// The same rule as a resource of its own describes it.
  fileprivate mutating func merge(_ other: SecurityRule) {
    priority = priority.merged(with: other.priority)
    direction = direction.merged(with: other.direction)
    access = access.merged(with: other.access)
    protocols = protocols.merged(with: other.protocols)
    sources = sources.merged(with: other.sources)
    sourceGroups += other.sourceGroups.filter { new in !sourceGroups.contains { $0.id == new.id } }
    sourcePorts = sourcePorts.merged(with: other.sourcePorts)
    destinations = destinations.merged(with: other.destinations)
    destinationGroups += other.destinationGroups.filter { new in
      !destinationGroups.contains { $0.id == new.id }
    }
    destinationPorts = destinationPorts.merged(with: other.destinationPorts)
  }
}
