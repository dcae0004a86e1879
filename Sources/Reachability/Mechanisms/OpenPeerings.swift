internal import EstateModel
internal import TrafficSets

// Peerings with a network that no input describes bring routes all the same.
// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
extension ReachabilityGraph {
  /// What a peering may lead to whose other network is not known, and why that is open.
  struct OpenPeering {
    let addresses: AddressSet
    let unknown: UnknownValue
  }

  /// The peerings of a network that bring routes which the input does not show.
  func openPeerings(of network: VirtualNetwork) -> [OpenPeering] {
    let here = selectors.text(for: network.id)
    var peers: [VirtualNetwork] = []
    var open: [(UnknownValue, AddressSet?)] = []
    for peering in network.peerings {
      if let state = peering.state.value, state != .connected { continue }
      guard let id = peering.remote.value?.id, let remote = estate.networks[id] else {
        let unknown =
          peering.remote.unknown
          ?? UnknownValue(
            key: "\(peering.id)#remote",
            because: "no input tells which network \(here) is peered with", source: peering.source)
        open.append((unknown, syncedNumbers(of: peering)))
        continue
      }
      if isDown(peering, of: network) { continue }
      peers.append(remote)
      if !remote.isDescribed || remote.addressSpace.contains(where: { $0.value == nil }) {
        let unknown = UnknownValue(
          key: "\(peering.id)#space",
          because: "no input tells the address space of \(selectors.text(for: id))",
          source: peering.source)
        open.append((unknown, syncedNumbers(of: peering)))
      }
    }
    if open.isEmpty { return [] }
    // The ranges of peers overlap neither each other nor the network's own.
    let known = peers.reduce(ranges(of: network).certain) { $0.union(ranges(of: $1).certain) }
    var rest = AddressBook.privateIPv4.union(privateNamedAddresses)
    // A network may use public ranges as its own.
    for other in estate.networks { rest.formUnion(ranges(of: other).possible) }
    rest.subtract(known)
    return open.map { unknown, range in
      OpenPeering(
        addresses: range.map { rest.intersection($0.union(.named)) } ?? rest, unknown: unknown)
    }
  }

  /// The routes that such peerings may bring: a route of the user's own wins for certain only where
  /// it is as long as the smallest range that a network can have.
  func openPeeringCandidates(_ network: VirtualNetwork) -> [RouteSelection.Candidate] {
    openPeerings(of: network).map { peering in
      RouteSelection.Candidate(
        length: Self.smallestRange, rank: 2, hop: .open(peering.unknown),
        extent: Extent(certain: .empty, possible: peering.addresses), doubt: peering.unknown)
    }
  }

  private static let smallestRange = 29
}
