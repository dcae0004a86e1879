internal import EstateModel
internal import Synchronization

/// Rule lists that have been worked out, for one state of the address book.
///
/// A group's rules mean something else in every subnet, since the tag `VirtualNetwork` does.
final class RuleListCache: Sendable {
  struct Key: Hashable {
    let group: ResourceID
    let direction: SecurityRule.Direction
    let subnet: ResourceID
  }

  private let lists = Mutex<[Key: RuleList]>([:])

  func list(_ key: Key, make: () -> RuleList) -> RuleList {
    if let known = lists.withLock({ $0[key] }) { return known }
    let made = make()
    lists.withLock { $0[key] = made }
    return made
  }
}
