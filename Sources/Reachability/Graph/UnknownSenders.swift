internal import EstateModel
internal import TrafficSets

// Behind a next hop that nobody knows a packet may have any address for its sender's.
extension ReachabilityGraph {
  /// Whoever it may come from then: every number but the platform's own, and what
  /// rules tell apart by something else than a number.
  ///
  /// Other addresses without a number are left out: each has one of those numbers, whichever that is, while
  /// one rule may hold of some of them and the next rule of others.
  func unknownSenders(mayBeIPv6: Bool) -> AddressSet {
    let all = AddressSet.named.complement.union(
      knownNetworks.spaces.value(for: .toldApart) { sendersToldApart })
    return (mayBeIPv6 ? all : all.subtracting(book.ipv6)).subtracting(AddressBook.platform)
  }

  /// The members of application security groups and the holders of service tags whose numbers no input
  /// tells, and public addresses that rules of groups name without one.
  private var sendersToldApart: AddressSet {
    var senders = groupMembers.everybody.intersection(.named)
    let tags = ruleLists.namedTags { estate.tagsInRules }
    if tags.contains(where: { !book.holds(tag: $0) }), let somewhere = book[.somewhere] {
      senders.formUnion(AddressSet(somewhere))
    }
    func add(_ peers: [Setting<SecurityRule.Peer>]) {
      for case .known(.publicAddress(let id), _) in peers {
        if let address = book[.publicAddress(id)] { senders.formUnion(AddressSet(address)) }
      }
    }
    for group in estate.securityGroups { for rule in group.rules { add(rule.sources) } }
    for manager in estate.networkManagers {
      for collection in manager.configurations.flatMap(\.collections) {
        for rule in collection.rules { add(rule.match.sources) }
      }
    }
    return senders
  }
}
