internal import EstateModel
internal import Synchronization
internal import TrafficSets

/// Rule lists that have been worked out, and what their tags mean, for one state of the address book.
///
/// A group's rules mean something else in every network and under every route table, since the tag
/// `VirtualNetwork` does.
final class RuleListCache: Sendable {
  struct Key: Hashable {
    let group: ResourceID
    let direction: SecurityRule.Direction
    let subnet: ResourceID
    /// Whether the rules of network managers are among them.
    let isManaged: Bool
  }

  struct GroupKey: Hashable {
    let group: ResourceID
    let direction: SecurityRule.Direction
  }

  /// A rule of a group, and what it takes in where that is the same at every place.
  struct OrderedRule: Sendable {
    let rule: SecurityRule
    let clause: RuleList.Clause?
    let namesVirtualNetwork: Bool
    /// Whether it names one of the parts into which lists divide the internet.
    let namesPart: Bool
    /// The rules with its priority, where it is the first of several.
    var ofOnePriority: [SecurityRule] = []
    /// Where its priority alone is open, the rule as one that is certainly there.
    var settled: SecurityRule?
  }

  /// A subnet, and whether the tag `VirtualNetwork` holds what its default route takes.
  struct PlaceKey: Hashable {
    let subnet: ResourceID
    let takesDefaultRoute: Bool
  }

  private let rules = Memo<GroupKey, [OrderedRule]>()
  private let places = Memo<PlaceKey, TagMeaning.Place>()
  private let lists = Mutex<[Key: RuleList]>([:])
  private let standIns: [ResourceID: ResourceID]
  private let virtualNetworks = Mutex<[ResourceID: Extent]>([:])
  private let tags = Mutex<[String: Extent]>([:])

  private let prefixes = Mutex<Set<AddressPrefix>?>(nil)
  private let namedTags = Mutex<Set<String>?>(nil)

  private struct Scope: Hashable {
    let network: ResourceID
    let routeTable: ResourceID?
    /// Rules of network managers stand before those of groups, or do not.
    let standing: AdminRuleStanding
  }

  convenience init(_ estate: Estate) {
    var first: [Scope: ResourceID] = [:]
    var standIns: [ResourceID: ResourceID] = [:]
    for subnet in estate.subnets where subnet.routeTable.unknown == nil {
      let scope = Scope(
        network: subnet.network, routeTable: subnet.routeTable.value?.id,
        standing: estate.networkManagers.all.isEmpty
          ? .governed : estate.adminRuleStanding(of: subnet))
      if first[scope] == nil { first[scope] = subnet.id }
      standIns[subnet.id] = first[scope]
    }
    self.init(standIns: standIns)
  }

  private init(standIns: [ResourceID: ResourceID]) { self.standIns = standIns }

  /// The same cache for another state of the address book.
  var emptied: RuleListCache { RuleListCache(standIns: standIns) }

  /// The same cache for other rules of groups, which change nothing about what tags mean.
  var emptiedOfLists: RuleListCache {
    let cache = emptied
    let known = (virtualNetworks.withLock { $0 }, tags.withLock { $0 })
    cache.virtualNetworks.withLock { $0 = known.0 }
    cache.tags.withLock { $0 = known.1 }
    return cache
  }

  /// The first of the subnets that lie in the same network under the same route table.
  func standIn(for subnet: ResourceID) -> ResourceID { standIns[subnet] ?? subnet }

  func list(_ key: Key, make: () -> RuleList) -> RuleList {
    let key = Key(
      group: key.group, direction: key.direction, subnet: standIn(for: key.subnet),
      isManaged: key.isManaged)
    if let known = lists.withLock({ $0[key] }) { return known }
    let made = make()
    lists.withLock { $0[key] = made }
    return made
  }

  /// The rules of a group that a direction asks, in order.
  func rules(_ key: GroupKey, make: () -> [OrderedRule]) -> [OrderedRule] {
    rules.value(for: key, make: make)
  }

  /// What tags take in whose meaning hangs on the subnet.
  func place(_ key: PlaceKey, make: () -> TagMeaning.Place) -> TagMeaning.Place {
    places.value(
      for: PlaceKey(subnet: standIn(for: key.subnet), takesDefaultRoute: key.takesDefaultRoute),
      make: make)
  }

  /// What the tag `VirtualNetwork` takes in at a subnet.
  func virtualNetwork(at subnet: ResourceID, make: () -> Extent) -> Extent {
    let key = standIn(for: subnet)
    if let known = virtualNetworks.withLock({ $0[key] }) { return known }
    let made = make()
    virtualNetworks.withLock { $0[key] = made }
    return made
  }

  /// Every prefix that the estate names.
  func namedPrefixes(make: () -> Set<AddressPrefix>) -> Set<AddressPrefix> {
    if let known = prefixes.withLock({ $0 }) { return known }
    let made = make()
    prefixes.withLock { $0 = made }
    return made
  }

  /// Every service tag that the estate names.
  func namedTags(make: () -> Set<String>) -> Set<String> {
    if let known = namedTags.withLock({ $0 }) { return known }
    let made = make()
    namedTags.withLock { $0 = made }
    return made
  }

  /// What a service tag takes in.
  func tag(_ tag: String, make: () -> Extent) -> Extent {
    if let known = tags.withLock({ $0[tag] }) { return known }
    let made = make()
    tags.withLock { $0[tag] = made }
    return made
  }
}
