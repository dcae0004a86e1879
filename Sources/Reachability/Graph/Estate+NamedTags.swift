internal import EstateModel

extension Estate {
  /// Every service tag that a rule of a group, of a network manager or of a firewall names, or a route, in
  /// small letters.
  var namedTags: Set<String> {
    var tags: Set<String> = []
    func add(_ peers: [Setting<SecurityRule.Peer>]) {
      for case .known(.tag(let tag), _) in peers where !TagMeaning.isOfEveryNetwork(tag) {
        tags.insert(tag.lowercased())
      }
    }
    for group in securityGroups {
      for rule in group.rules { add(rule.sources + rule.destinations) }
    }
    for manager in networkManagers {
      for collection in manager.configurations.flatMap(\.collections) {
        for rule in collection.rules { add(rule.match.sources + rule.match.destinations) }
      }
    }
    let collections =
      firewalls.flatMap(\.collections) + firewallPolicies.flatMap(\.groups).flatMap(\.collections)
    for rule in collections.flatMap(\.rules) { add(rule.destinations) }
    for table in routeTables { add(table.routes.map(\.prefix)) }
    return tags
  }
}
