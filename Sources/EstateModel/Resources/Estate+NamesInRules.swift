extension Estate {
  /// The names and patterns of names in all rules of firewalls and managed networks, in small letters.
  package var namesInRules: Set<String> {
    var names = namesToCompare
    for rule in firewallCollections.flatMap(\.rules) {
      names.formUnion(rule.names.compactMap(\.value).map { $0.lowercased() })
      names.formUnion(
        rule.urls.compactMap(\.value).map { String($0.lowercased().prefix { $0 != "/" }) })
    }
    for rule in managedRules {
      if case .fullyQualifiedName(.known(let name, _)) = rule.destination {
        names.insert(name.lowercased())
      }
    }
    return names
  }

  /// The tags of names that rules of firewalls name, as they are written there.
  package var nameTagsInRules: Set<String> {
    Set(firewallCollections.lazy.flatMap(\.rules).flatMap { $0.nameTags.compactMap(\.value) })
  }

  /// The service tags that rules and routes name, in small letters: what they stand for is a part of the
  /// internet. Tags of places in the network itself are not among them.
  package var tagsInRules: Set<String> {
    var tags = tagsToCompare.union(tagsOfLaterRules)
    func add(_ peers: [Setting<SecurityRule.Peer>]) {
      for case .known(.tag(let tag), _) in peers { tags.insert(tag.lowercased()) }
    }
    for rule in securityGroups.lazy.flatMap(\.rulesAtHand) {
      add(rule.sources)
      add(rule.destinations)
    }
    let adminRules = networkManagers.lazy.flatMap(\.configurations).flatMap(\.collections)
      .flatMap(\.rules).map(\.match)
    for rule in adminRules {
      add(rule.sources)
      add(rule.destinations)
    }
    for rule in firewallCollections.lazy.flatMap(\.rules) { add(rule.destinations) }
    for route in routeTables.lazy.flatMap(\.routes) { add([route.prefix]) }
    for rule in managedRules {
      if case .serviceTag(.known(let tag, _), _, _, _, _) = rule.destination {
        tags.insert(tag.lowercased())
      }
    }
    if workspaces.contains(where: { $0.managedNetwork?.mayApprove == true }) {
      tags.formUnion(ManagedNetwork.requiredTags.map { $0.lowercased() })
    }
    return tags.filter { tag in
      !Self.tagsOfPlaces.contains(tag) && !tag.hasPrefix("azureplatform")
    }
  }

  /// The service tags that routes name, in small letters.
  package var tagsInRoutes: Set<String> {
    Set(
      routeTables.lazy.flatMap(\.routes).compactMap { route in
        if case .known(.tag(let tag), _) = route.prefix { tag.lowercased() } else { nil }
      })
  }

  package static let tagsOfPlaces: Set<String> = [
    "virtualnetwork", "internet", "azureloadbalancer",
  ]

  private var firewallCollections: [FirewallRuleCollection] {
    firewalls.flatMap(\.collections) + firewallPolicies.flatMap(\.groups).flatMap(\.collections)
  }

  private var managedRules: [OutboundRule] {
    workspaces.flatMap { $0.managedNetwork?.rules ?? [] }
  }
}
