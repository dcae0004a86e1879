package import EstateModel
package import TrafficSets

// Public addresses as nodes of a way: a balancer, a firewall or a NAT gateway has them, which are
// the places that the way shows.
extension ReachabilityGraph {
  /// The address of a public IP address; `nil` where the id names something else.
  package func publicAddress(of id: ResourceID) -> AddressSet? {
    estate.publicAddresses[id].flatMap { _ in address(ofPublicAddress: id) }.map { AddressSet($0) }
  }

  /// Whether packets go to the address on the hop, or come from it: not those for anybody on the
  /// internet, among whom it happens to be.
  package func isBorne(_ address: AddressSet, on hop: Hop) -> Bool {
    let own = ownPublicAddresses
    var ends = [hop.traffic.destinations, hop.traffic.sources]
    switch hop.translation {
    case .sources(let addresses), .destinations(let addresses),
      .destination(let addresses, _, _):
      ends.append(addresses)
    case .both(let sources, let destinations, _): ends += [sources, destinations]
    case nil: break
    }
    return ends.contains { !$0.isDisjoint(with: address) && $0.isSubset(of: own) }
  }

  private var ownPublicAddresses: AddressSet {
    knownNetworks.spaces.value(for: .public) {
      AddressSet(estate.publicAddresses.compactMap { address(ofPublicAddress: $0.id) })
    }
  }
}
