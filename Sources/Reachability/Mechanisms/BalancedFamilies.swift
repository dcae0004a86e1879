internal import EstateModel
internal import TrafficSets

// A balancer translates no IPv4 to IPv6, and none back: a frontend leads to members of its own family,
// and takes callers of that alone.
// https://learn.microsoft.com/azure/load-balancer/load-balancer-ipv6-overview
extension ReachabilityGraph {
  /// The family of a frontend's address; `nil` where no input tells it.
  func family(ofFrontend id: ResourceID) -> AddressFamily? {
    guard let frontend = balancers.frontends[id] else { return nil }
    if frontend.isPublic {
      return frontend.publicAddress.value.flatMap { estate.publicAddresses[$0.id] }
        .flatMap { Self.family(of: $0) }
    }
    if let address = frontend.privateAddress.value {
      return address.family == .ipv6 ? .ipv6 : .ipv4
    }
    return frontend.family.isAbsent ? .ipv4 : frontend.family.value
  }

  /// Whether a member with this address may be behind the frontend.
  func isOfFamily(
    _ address: Address, _ configuration: NetworkInterface.Configuration, ofFrontend id: ResourceID?
  ) -> Bool {
    guard let family = id.flatMap({ family(ofFrontend: $0) }),
      !book.ofOpenFamily.contains(address)
    else { return true }
    return (family == .ipv6) == book.ipv6.contains(address)
  }

  /// A frontend whose family is a matter of an open value leads to its members only where that is theirs.
  func familyGate(ofFrontend id: ResourceID) -> [any Mechanism] {
    let resource = balancers.frontends[id]?.publicAddress.value.flatMap {
      estate.publicAddresses[$0.id]
    }
    guard let resource, resource.isDescribed, Self.family(of: resource) == nil,
      let unknown = resource.family.unknown
    else { return [] }
    return [
      Gate(
        open: unknown, node: selectors.text(for: resource.id), control: "publicAddress",
        rule: "publicIPAddressVersion not known")
    ]
  }

  /// Lets through only callers of the family of the addresses, where an interface has both.
  func callers(ofFamilyOf addresses: AddressSet, _ interface: ResourceID) -> [any Mechanism] {
    guard !addresses.isEmpty,
      estate.interfaces[interface]?.configurations.contains(where: {
        $0.isIPv6 || $0.family.unknown != nil
      }) == true
    else { return [] }
    if addresses.isSubset(of: book.ipv6) {
      return [Sorting(traffic: TrafficSet(sources: book.addresses(ofIPv6: true)))]
    }
    if addresses.isDisjoint(with: book.ipv6), addresses.isDisjoint(with: book.ofOpenFamily) {
      return [Sorting(traffic: TrafficSet(sources: book.addresses(ofIPv6: false)))]
    }
    return []
  }
}
