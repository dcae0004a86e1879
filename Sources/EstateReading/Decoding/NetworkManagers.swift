internal import EstateModel

extension ResourceKind {
  private static let manager = "Microsoft.Network/networkManagers"

  static let networkManagers: [ResourceKind] = [
    .node(manager) { $0.decodeNetworkManager($1) },
    .part("\(manager)/scopeConnections"),
    .part("\(manager)/securityAdminConfigurations"),
    .part("\(manager)/securityAdminConfigurations/ruleCollections") { $0.id.ancestor(2) },
    .part("\(manager)/securityAdminConfigurations/ruleCollections/rules") { $0.id.ancestor(3) },
    .node("\(manager)/networkGroups", hasSettings: false) { $0.decodeNetworkGroup($1) },
    .part("\(manager)/networkGroups/staticMembers"),
  ]
}

// A configuration, its collections and their rules are resources each; a listing may have some of them
// only, so that each makes known those that it is in.
extension EstateDecoding {
  mutating func decodeNetworkManager(_ input: ResourceInput) {
    var manager = NetworkManager(id: input.id, source: input.source)
    manager.isDescribed = input.isDescribed
    let scopes = input.properties["networkManagerScopes"]
    manager.subscriptions = list(scopes["subscriptions"]) { $0.text($1) }
    manager.managementGroups = list(scopes["managementGroups"]) { $0.text($1) }
    manager.accesses = list(input.properties["networkManagerScopeAccesses"]) { $0.text($1) }
    manager.hasScopeConnections = !parts(of: input.id, "scopeConnections").isEmpty
    for part in parts(of: input.id, "securityAdminConfigurations") {
      let properties = properties(of: part)
      let place = manager.place(ofConfiguration: part.id, at: part.source)
      manager.configurations[place].intentPolicyServices += list(
        properties["applyOnNetworkIntentPolicyBasedServices"]
      ) { $0.word($1, Vocabulary(.none, .all, .allowRules, isOpen: true)) }
    }
    for part in parts(of: input.id, "ruleCollections") {
      let groups = list(properties(of: part)["appliesToGroups"]) {
        $0.reference($1.value?.isObject == true ? $1["networkGroupId"] : $1)
      }
      manager.withCollection(part.id, at: part.source) { $0.groups += groups }
    }
    let described = Set(parts(of: input.id, "ruleCollections").map(\.id))
    for part in parts(of: input.id, "rules") {
      guard let collection = part.id.parent else { continue }
      let rule = adminRule(part.name, properties(of: part), at: part.source)
      let missing: [Setting<Reference>] =
        described.contains { $0.matches(collection) }
        ? []
        : [
          .unknown(
            UnknownValue(
              key: "\(collection)#appliesToGroups", because: "no input describes \(collection)",
              source: part.source))
        ]
      manager.withCollection(collection, at: part.source) { collection in
        collection.rules.append(rule)
        if collection.groups.isEmpty { collection.groups = missing }
      }
    }
    estate.networkManagers.insert(manager)
  }

  private mutating func adminRule(
    _ name: String, _ properties: Slot, at source: SourcePosition
  ) -> SecurityAdminRule {
    func missing(_ what: String) -> UnknownValue {
      UnknownValue(
        key: "\(source)#\(what)", because: "rule \(name) has no \(what) in the input",
        source: source)
    }
    var match = SecurityRule(name: name, source: source)
    match.priority = integer(properties["priority"]).orOpen(missing("priority"))
    match.direction = word(properties["direction"], Vocabulary(.inbound, .outbound))
      .orOpen(missing("direction"))
    match.protocols = protocols(properties["protocol"])
    match.sources = adminPeers(properties["sources"])
    match.destinations = adminPeers(properties["destinations"])
    match.sourcePorts = list(properties["sourcePortRanges"]) { $0.ports($1) }
    match.destinationPorts = list(properties["destinationPortRanges"]) { $0.ports($1) }
    var rule = SecurityAdminRule(match: match)
    rule.access = word(
      properties["access"], Vocabulary(.allow, .alwaysAllow, .deny, isOpen: true)
    ).orOpen(missing("access"))
    return rule
  }

  /// `{"addressPrefixType": …, "addressPrefix": …}`, several prefixes with commas between.
  private mutating func adminPeers(_ slot: Slot) -> [Setting<SecurityRule.Peer>] {
    var peers: [Setting<SecurityRule.Peer>] = []
    for element in slot.elements {
      let prefix = element.value?.isObject == true ? element["addressPrefix"] : element
      if element["addressPrefixType"].value?.text?.equalsIgnoringASCIICase("networkGroup") == true {
        // The manager takes the ranges of the group together when the configuration is deployed.
        let unknown = UnknownValue(
          key: "\(prefix.value?.text ?? slot.key)#ranges",
          because: "which ranges a network group stands for in a rule is settled at deployment",
          source: prefix.source)
        ledger.note(unknown)
        peers.append(.unknown(unknown))
        continue
      }
      peers += commaSeparatedPeers(prefix)
    }
    return peers
  }

  private mutating func commaSeparatedPeers(_ slot: Slot) -> [Setting<SecurityRule.Peer>] {
    guard let value = slot.value, let text = value.text, text.contains(",") else {
      let peer = peer(slot)
      return peer.isAbsent ? [] : [peer]
    }
    return text.split(separator: ",").map { part in
      guard let peer = RuleText.peer(String(part)) else { return self.peer(slot) }
      return .known(peer, value.position)
    }
  }

  mutating func decodeNetworkGroup(_ input: ResourceInput) {
    var group = NetworkGroup(id: input.id, source: input.source)
    group.isDescribed = input.isDescribed
    for part in parts(of: input.id, "staticMembers") {
      let member = member(properties(of: part)["resourceId"])
      if !member.isAbsent { group.staticMembers.append(member) }
    }
    estate.networkGroups.insert(group)
  }

  /// A member that no input describes is not worth a node: a group may have very many.
  private mutating func member(_ slot: Slot) -> Setting<ResourceID> {
    guard let text = slot.symbolicText, let source = slot.source, let id = ResourceID(text) else {
      return setting(slot, { _ in nil }) { .noReference("resourceId", found: $0.text) }
    }
    return .known(index.resolve(id) ?? id, source)
  }
}

extension NetworkManager {
  fileprivate mutating func place(
    ofConfiguration id: ResourceID, at source: SourcePosition
  ) -> Int {
    if let place = configurations.firstIndex(where: { $0.id.matches(id) }) { return place }
    configurations.append(SecurityAdminConfiguration(id: id, source: source))
    return configurations.count - 1
  }

  fileprivate mutating func withCollection(
    _ id: ResourceID, at source: SourcePosition,
    _ change: (inout SecurityAdminConfiguration.Collection) -> Void
  ) {
    guard let parent = id.parent else { return }
    let place = place(ofConfiguration: parent, at: source)
    if let known = configurations[place].collections.firstIndex(where: { $0.id.matches(id) }) {
      change(&configurations[place].collections[known])
    } else {
      var collection = SecurityAdminConfiguration.Collection(id: id, source: source)
      change(&collection)
      configurations[place].collections.append(collection)
    }
  }
}

extension ResourceID {
  fileprivate func ancestor(_ levels: Int) -> ResourceID? {
    (0..<levels).reduce(Optional(self)) { id, _ in id?.parent }
  }
}
