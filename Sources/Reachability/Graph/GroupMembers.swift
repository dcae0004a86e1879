internal import EstateModel
internal import TrafficSets

/// The addresses that the application security groups of an estate hold.
struct GroupMembers: Sendable {
  private var known: [ResourceID: AddressSet] = [:]
  /// Addresses that may be in any group, and why.
  private var open = AddressSet.empty
  private var openBecause: UnknownValue?

  init(_ estate: Estate, _ book: AddressBook) {
    for interface in estate.interfaces {
      for (index, configuration) in interface.configurations.enumerated()
      where !configuration.applicationSecurityGroups.isEmpty {
        let address =
          configuration.privateAddress.value ?? book[.interface(interface.id, index)]
        guard let address else { continue }
        add(AddressSet(address), to: configuration.applicationSecurityGroups)
      }
    }
    for endpoint in estate.privateEndpoints where !endpoint.applicationSecurityGroups.isEmpty {
      add(
        ReachabilityGraph.privateAddresses(of: endpoint, book),
        to: endpoint.applicationSecurityGroups)
    }
  }

  private mutating func add(_ addresses: AddressSet, to groups: [Setting<Reference>]) {
    for group in groups {
      switch group {
      case .known(let group, _): known[group.id, default: .empty].formUnion(addresses)
      case .unknown(let unknown):
        open.formUnion(addresses)
        openBecause = openBecause ?? unknown
      case .absent: break
      }
    }
  }

  /// Whoever is in some group, or may be.
  var everybody: AddressSet { known.values.reduce(open) { $0.union($1) } }

  /// What a rule takes in that names a group; one that is not known may hold whoever is in some group.
  func extent(of group: Setting<Reference>, _ because: inout UnknownValue?) -> Extent {
    switch group {
    case .absent: return .nothing
    case .known(let group, _):
      let members = known[group.id] ?? .empty
      if !open.isEmpty { because = because ?? openBecause }
      return Extent(certain: members, possible: members.union(open))
    case .unknown(let unknown):
      because = because ?? unknown
      return Extent(certain: .empty, possible: everybody)
    }
  }
}
