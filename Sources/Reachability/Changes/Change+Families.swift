package import EstateModel
package import TrafficSets

// A rule of a security group names prefixes of one family: for both it takes two.
// https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview
extension Change {
  /// The change as ``narrowed(to:of:toward:leaving:in:)`` makes it, in as many rules as there are families in it.
  package func narrowedByFamily(
    to denied: TrafficSet, of asked: TrafficSet, toward destination: Destination,
    leaving left: ResourceID? = nil, in graph: ReachabilityGraph
  ) -> [Change] {
    func narrowed(_ denied: TrafficSet) -> Change? {
      self.narrowed(to: denied, of: asked, toward: destination, leaving: left, in: graph)
    }
    if case .allowThroughFirewall = self {
      return narrowedRules(to: denied, of: asked, destination, in: graph)
    }
    guard let single = narrowed(denied) else { return [] }
    guard case .allowTraffic(_, _, let sources, let destinations, _, _) = single,
      Self.mixesFamilies(sources + destinations)
    else { return [single] }
    let six = graph.book.ipv6
    let parts = [six.complement, six].map {
      denied.intersection(TrafficSet(sources: $0, destinations: $0))
    }
    return parts.filter { !$0.isEmpty }.compactMap { narrowed($0) }
  }

  private static func mixesFamilies(_ peers: [SecurityRule.Peer]) -> Bool {
    let families = peers.compactMap { peer -> Address.Family? in
      switch peer {
      case .prefix(let prefix): prefix.first.family
      case .range(let range): range.lowerBound.family
      case .any, .tag, .publicAddress: nil
      }
    }
    return Set(families).count > 1
  }
}

extension ReachabilityGraph {
  /// All addresses of the families that some have.
  func families(of addresses: AddressSet) -> AddressSet {
    if addresses.isDisjoint(with: book.ipv6) { return book.ipv6.complement }
    return addresses.isSubset(of: book.ipv6) ? book.ipv6 : .all
  }
}
