internal import EstateModel
internal import TrafficSets

// Routes that together take all public addresses, as 0.0.0.0/1 and 128.0.0.0/1 do: in which of them an
// address lies whose number no input tells does not matter where all lead to one place, and Azure's default
// route takes none.
// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
extension ReachabilityGraph {
  /// - Parameter own: the candidates that the routes of a table are.
  func joined(_ own: [RouteSelection.Candidate]) -> [RouteSelection.Candidate] {
    let sure = own.indices.filter { own[$0].doubt == nil && own[$0].length > 0 }
    let open = openAddresses(of: own, sure)
    guard !open.isEmpty, takesEveryNumber(own, sure) else { return own }
    var joined = own
    for hop in Set(sure.compactMap { own[$0].hop.place }) {
      let alike = sure.filter { own[$0].hop.place == hop }
      guard takesEveryNumber(own, alike),
        let last = alike.min(by: { own[$0].length < own[$1].length })
      else { continue }
      for index in alike {
        joined[index].extent =
          index == last
          ? joined[index].extent.union(Extent(open))
          : Extent(
            certain: own[index].extent.certain,
            possible: own[index].extent.possible.subtracting(open))
      }
    }
    return joined
  }

  /// The addresses without a number that such routes take, so that no route for everything does.
  func takenJointly(_ own: [RouteSelection.Candidate]) -> AddressSet {
    let sure = own.indices.filter { own[$0].doubt == nil && own[$0].length > 0 }
    let open = openAddresses(of: own, sure)
    return open.isEmpty || !takesEveryNumber(own, sure) ? .empty : open
  }

  /// The public addresses of IPv4 that may lie in one of the routes or in another.
  private func openAddresses(
    of own: [RouteSelection.Candidate], _ places: [Int]
  ) -> AddressSet {
    guard places.count > 1 else { return .empty }
    return places.reduce(AddressSet.empty) {
      $0.union(own[$1].extent.possible.intersection(.named))
    }
    .intersection(publicSpace).intersection(notIPv6)
  }

  private func takesEveryNumber(
    _ own: [RouteSelection.Candidate], _ places: [Int]
  ) -> Bool {
    AddressBook.publicIPv4.isSubset(
      of: places.reduce(AddressSet.empty) { $0.union(own[$1].extent.certain) })
  }
}

extension RouteSelection.Hop {
  /// Equal for hops to one place.
  fileprivate var place: String? {
    switch self {
    case .internet: "internet"
    case .nowhere: "nowhere"
    case .gateway: "gateway"
    case .appliance(let address): "\(address)"
    case .network, .peering, .serviceEndpoint, .open: nil
    }
  }
}
