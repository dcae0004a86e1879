import EstateModel

extension EstateBuilder {
  static func unknown(_ key: String) -> UnknownValue {
    UnknownValue(key: key, because: "parameter '\(key)' has no value", source: place)
  }

  @discardableResult
  mutating func networkGroup(_ name: String, _ members: [ResourceID]) -> ResourceID {
    var group = NetworkGroup(
      id: Self.id("Microsoft.Network/networkManagers", "avnm").child("networkGroups", name),
      source: Self.place)
    group.staticMembers = members.map { Self.known($0) }
    estate.networkGroups.insert(group)
    return group.id
  }

  /// A manager with a configuration, a collection of it for each network group; where the manager is
  /// there, one more configuration.
  @discardableResult
  mutating func networkManager(
    _ name: String, _ collections: [(group: ResourceID, rules: [SecurityAdminRule])],
    _ change: (inout NetworkManager) -> Void = { _ in }
  ) -> ResourceID {
    let id = Self.id("Microsoft.Network/networkManagers", name)
    var manager = estate.networkManagers[id] ?? NetworkManager(id: id, source: Self.place)
    var configuration = SecurityAdminConfiguration(
      id: id.child("securityAdminConfigurations", "config\(manager.configurations.count)"),
      source: Self.place)
    configuration.collections = collections.enumerated().map { index, part in
      var collection = SecurityAdminConfiguration.Collection(
        id: configuration.id.child("ruleCollections", "c\(index)"), source: Self.place)
      collection.groups = [Self.reference(part.group)]
      collection.rules = part.rules
      return collection
    }
    manager.configurations.append(configuration)
    change(&manager)
    estate.networkManagers.insert(manager)
    return id
  }

  /// As ``rule(_:sourceGroups:destinationGroups:sourcePorts:_:)``, and `always` is an access too.
  static func adminRule(
    _ text: String, _ change: (inout SecurityAdminRule) -> Void = { _ in }
  ) -> SecurityAdminRule {
    var rule = SecurityAdminRule(match: Self.rule(text))
    switch text.split(separator: " ")[2] {
    case "always": rule.access = known(.alwaysAllow)
    case "allow": rule.access = known(.allow)
    default: rule.access = known(.deny)
    }
    change(&rule)
    return rule
  }
}
