internal import EstateModel
package import TrafficSets

// Public addresses as nodes of a way: a balancer, a firewall or a NAT gateway has them, which are
// the places that the way shows.
extension ReachabilityGraph {
  /// The address of the public IP address with this selector; `nil` where it names something else.
  package func publicAddress(named selector: String) -> AddressSet? {
    for resource in estate.publicAddresses where selectors.text(for: resource.id) == selector {
      return (resource.address.value ?? book[.publicAddress(resource.id)]).map { AddressSet($0) }
    }
    return nil
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
    AddressSet(
      estate.publicAddresses.compactMap { $0.address.value ?? book[.publicAddress($0.id)] })
  }
}
