package import EstateModel
internal import TrafficSets

/// Between whom changes can open anything, where they only let through what certain interfaces send to
/// certain others.
package struct JoinedHosts: Sendable {
  /// Their interfaces, and the machines of these.
  package let resources: Set<ResourceID>
  private let senders: Set<ResourceID>
  private let targets: Set<ResourceID>
  /// The addresses of both.
  private let sent: AddressSet
  private let called: AddressSet

  /// Whether something may be opened for what this subject sends.
  package func mayOpen(from subject: Subject, in graph: ReachabilityGraph) -> Bool {
    subject.senders.contains { sender in
      if case .interface(let id) = sender.host { return senders.contains(id) }
      return !(sender.addresses ?? graph.sendingAddresses(of: sender.host)).isDisjoint(with: sent)
    }
  }

  /// Whether something may be opened to this subject.
  package func mayOpen(to subject: Subject, in graph: ReachabilityGraph) -> Bool {
    subject.goal.destinations.contains { destination in
      switch destination {
      case .host(.interface(let id)): targets.contains(id)
      // Behind a balancer stand interfaces; the router of a cluster may stand on some.
      case .host(.frontend): true
      case .front: subject.selector.hasPrefix("aks/") || subject.selector.hasPrefix("endpoint/")
      case .host(let host): !graph.addresses(of: host).isDisjoint(with: called)
      }
    }
  }

  fileprivate init(
    from senders: [(id: ResourceID, address: Address)],
    to targets: [(id: ResourceID, address: Address)], in graph: ReachabilityGraph
  ) {
    self.senders = Set(senders.map(\.id))
    self.targets = Set(targets.map(\.id))
    let interfaces = self.senders.union(self.targets)
    resources = interfaces.union(interfaces.compactMap { graph.machineByInterface[$0] })
    sent = AddressSet(senders.map(\.address))
    called = AddressSet(targets.map(\.address))
  }
}

extension ReachabilityGraph {
  /// Between whom the changes can open anything: rules of security groups for single addresses, each that
  /// of an interface and of nothing else. `nil` for all other changes.
  ///
  /// Nothing that translates has such an address, so that what meets the rules was sent by the one
  /// interface and arrives at the other.
  package func hostsJoined(by changes: [Change]) -> JoinedHosts? {
    var senders: [(id: ResourceID, address: Address)] = []
    var targets: [(id: ResourceID, address: Address)] = []
    for change in changes {
      guard case .allowTraffic(_, _, let sources, let destinations, _, _) = change,
        let from = interfaces(havingAll: sources), let to = interfaces(havingAll: destinations)
      else { return nil }
      senders += from
      targets += to
    }
    return senders.isEmpty ? nil : JoinedHosts(from: senders, to: targets, in: self)
  }

  private func interfaces(
    havingAll peers: [SecurityRule.Peer]
  ) -> [(id: ResourceID, address: Address)]? {
    var found: [(id: ResourceID, address: Address)] = []
    for peer in peers {
      guard case .prefix(let prefix) = peer, prefix.first == prefix.last,
        let owner = onlyInterface(having: prefix.first)
      else { return nil }
      found.append((owner, prefix.first))
    }
    return found
  }

  /// The interface that has the address, where the estate has nothing else that may.
  private func onlyInterface(having address: Address) -> ResourceID? {
    guard let owners = interfacesByAddress[address], owners.count == 1,
      let interface = estate.interfaces[owners[0]],
      interface.forwardsTraffic.isAbsent
        || interface.forwardsTraffic.value == false
    else { return nil }
    // By their places, which costs no copy of each.
    let subnets = estate.subnets.all
    let homes = subnets.indices.lazy.filter { place in
      subnets[place].prefixes.isEmpty
        || subnets[place].prefixes.contains { $0.value?.contains(address) ?? true }
    }
    return Array(homes.prefix(2)).count == 1 ? interface.id : nil
  }
}
