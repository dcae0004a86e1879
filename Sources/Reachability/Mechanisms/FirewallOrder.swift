internal import EstateModel

// The order of a firewall's rules: by groups of its policy and of the policy's parents, by collections.
// https://learn.microsoft.com/azure/firewall/policy-rule-sets
extension ReachabilityGraph {
  /// A collection, with where it stands.
  struct Placed {
    let collection: FirewallRuleCollection
    /// Before all others of its kind where that is not known.
    let isOpen: Bool
    /// The policy that it is in; `nil` for a collection of the firewall's own.
    var policy: ResourceID?
  }

  /// The collections that count, in order, and why others may.
  func collections(of firewall: AzureFirewall) -> ([Placed], UnknownValue?) {
    if !firewall.isDescribed {
      return ([], Self.missing("the rules of \(selectors.text(for: firewall.id))"))
    }
    switch firewall.policy {
    case .absent: return (ordered(firewall.collections), nil)
    case .unknown(let unknown): return ([], unknown)
    case .known(let reference, _):
      var seen: Set<ResourceID> = []
      return collections(ofPolicy: reference, &seen)
    }
  }

  /// A parent's groups come first, whatever their priority.
  private func collections(
    ofPolicy reference: Reference, _ seen: inout Set<ResourceID>
  ) -> ([Placed], UnknownValue?) {
    guard let policy = estate.firewallPolicies[reference.id], policy.isDescribed,
      seen.insert(reference.id).inserted
    else {
      return (
        [],
        UnknownValue(
          key: "\(reference.id)#rules",
          because: "no input describes \(selectors.text(for: reference.id))",
          source: reference.source)
      )
    }
    var result: [Placed] = []
    var unknown: UnknownValue?
    switch policy.base {
    case .known(let base, _):
      let (inherited, open) = collections(ofPolicy: base, &seen)
      // Translations are not inherited.
      result += inherited.map { placed in
        var collection = placed.collection
        collection.rules.removeAll { $0.kind == .translation }
        return Placed(
          collection: collection, isOpen: placed.isOpen, policy: placed.policy)
      }
      unknown = open
    case .unknown(let open): unknown = open
    case .absent: break
    }
    let groups = policy.groups.enumerated().sorted {
      ($0.element.priority.value ?? -1, $0.offset) < ($1.element.priority.value ?? -1, $1.offset)
    }
    for (_, group) in groups {
      unknown = unknown ?? group.open
      let isOpen = group.priority.value == nil && policy.groups.count > 1
      result += ordered(group.collections).map {
        Placed(
          collection: $0.collection, isOpen: isOpen || $0.isOpen, policy: reference.id)
      }
    }
    return (result, unknown)
  }

  private func ordered(_ collections: [FirewallRuleCollection]) -> [Placed] {
    collections.enumerated().sorted {
      ($0.element.priority.value ?? -1, $0.offset) < ($1.element.priority.value ?? -1, $1.offset)
    }.map {
      Placed(
        collection: $0.element,
        isOpen: $0.element.priority.value == nil && collections.count > 1)
    }
  }

  /// The rules of destination translation, in order, with the collections that they are in.
  func translations(of firewall: AzureFirewall) -> [FirewallTranslation] {
    knownNetworks.translations.value(for: firewall.id) {
      collections(of: firewall).0.flatMap { placed in
        placed.collection.rules.filter { $0.kind == .translation }.map {
          ($0, "\(placed.collection.name)/\($0.name)")
        }
      }
    }
  }

  typealias FirewallTranslation = (rule: FirewallRule, name: String)

  /// Why the rules of a firewall are not all known.
  func rulesDoubt(of firewall: AzureFirewall) -> UnknownValue? {
    let (collections, unknown) = collections(of: firewall)
    return unknown ?? collections.lazy.compactMap(\.collection.open).first
  }
}
