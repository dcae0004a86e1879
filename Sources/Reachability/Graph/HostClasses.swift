package import EstateModel
internal import TrafficSets

/// The hosts of an estate, those together that nothing in it tells apart.
///
/// Two hosts are of one class where every question from one of them, or to it, has the same answer as
/// the question about the other: nothing that the graph reads of a host differs between them. They
/// meet the network in the same subnet behind the same security group, and no address that the estate
/// names, no application security group and no route separates their addresses. A host of which
/// anything else is said (a public address, name servers of its own, several addresses, forwarding) is
/// a class by itself, so that a class is exact and at worst too small.
///
/// What a mechanism comes to read of a single host belongs into ``Traits``, or keeps the host alone.
package struct HostClasses: Sendable {
  package enum HostClass: Hashable, Sendable {
    case alone(Host)
    case alike(Traits)
  }

  /// What the graph reads of a host that is one of many.
  package struct Traits: Hashable, Sendable {
    package let subnet: ResourceID
    package let securityGroup: ResourceID?
    /// The application security groups that hold the host's address, whoever's it is.
    let applicationGroups: Set<ResourceID>
    /// The narrowest prefix that the estate names and that holds the address. Prefixes are nested or
    /// disjoint, so hosts that agree in it agree in all of them. `nil` where no input tells the
    /// number: then the subnet decides what the address may be.
    let block: AddressPrefix?
    let isNumbered: Bool
  }

  private let estate: Estate
  private let namedPrefixes: Set<AddressPrefix>
  /// The lengths that named prefixes have, the narrowest first.
  private let lengths: [Int]
  private let applicationGroups: [Address: Set<ResourceID>]
  /// Addresses of which not all groups are known.
  private let openlyGrouped: Set<Address>
  private let detached: Set<ResourceID>
  /// Interfaces of machines with a public address, which have a way out of their own or none.
  private let addressed: [ResourceID: Certainty]
  /// Interfaces of machines whose way out another one of their availability set ends, or may.
  private let inSets: Set<ResourceID>

  package init(_ graph: ReachabilityGraph) {
    estate = graph.estate
    namedPrefixes = graph.estate.namedPrefixes
    lengths = Set(namedPrefixes.map(\.length)).sorted(by: >)
    (applicationGroups, openlyGrouped) = graph.applicationGroupsByAddress
    detached = Set(graph.estate.interfaces.lazy.map(\.id).filter { graph.isDetached($0) })
    addressed = graph.machinesWithPublicAddress
    inSets =
      graph.machinesByAvailabilitySet.isEmpty
      ? []
      : Set(
        graph.estate.interfaces.lazy.map(\.id).filter {
          graph.isEndedByAvailabilitySet($0).0.isPossible
        })
  }

  package func hostClass(of host: Host) -> HostClass {
    // A value of an open parameter may tell hosts apart that nothing does as long as it is open.
    guard estate.cases == nil, case .interface(let id) = host,
      let traits = estate.interfaces[id].flatMap(traits)
    else {
      return .alone(host)
    }
    return .alike(traits)
  }

  /// `nil` for an interface that has more to it.
  private func traits(_ interface: NetworkInterface) -> Traits? {
    guard interface.configurations.count == 1, interface.dnsServers.isEmpty,
      !estate.interfacesInRules.contains(interface.id),
      interface.securityGroup.unknown == nil, interface.forwardsTraffic.unknown == nil,
      interface.forwardsTraffic.value != true
    else { return nil }
    let configuration = interface.configurations[0]
    guard !configuration.applicationSecurityGroups.contains(where: { $0.unknown != nil }) else {
      return nil
    }
    guard !detached.contains(interface.id), configuration.backendPools.isEmpty,
      configuration.proxyPools.isEmpty, configuration.gatewayBalancer.isAbsent,
      addressed[interface.id] == nil,
      !inSets.contains(interface.id),
      let subnet = configuration.subnet.value,
      estate.subnets[subnet.id] != nil
    else { return nil }
    guard let address = configuration.privateAddress.value else {
      // Nothing else tells its family.
      guard !configuration.isIPv6, configuration.family.unknown == nil else { return nil }
      return Traits(
        subnet: subnet.id, securityGroup: interface.securityGroup.value?.id,
        applicationGroups: Set(configuration.applicationSecurityGroups.compactMap { $0.value?.id }),
        block: nil,
        isNumbered: false)
    }
    // Public numbers lie in service tags, which are no prefixes here.
    guard AddressBook.privateIPv4.contains(address), !openlyGrouped.contains(address) else {
      return nil
    }
    return Traits(
      subnet: subnet.id, securityGroup: interface.securityGroup.value?.id,
      applicationGroups: applicationGroups[address] ?? [], block: narrowestPrefix(around: address),
      isNumbered: true)
  }

  private func narrowestPrefix(around address: Address) -> AddressPrefix? {
    for length in lengths where length <= AddressPrefix(address).length {
      let prefix = AddressPrefix(address, length: length)
      if namedPrefixes.contains(prefix) { return prefix }
    }
    return nil
  }
}

extension ReachabilityGraph {
  /// Rules take in the members of a group by their addresses, so that whoever has such an address is
  /// taken in, too.
  fileprivate var applicationGroupsByAddress: ([Address: Set<ResourceID>], open: Set<Address>) {
    var groups: [Address: Set<ResourceID>] = [:]
    var open: Set<Address> = []
    func add(_ address: Address, to settings: [Setting<Reference>]) {
      for setting in settings {
        if let group = setting.value { groups[address, default: []].insert(group.id) }
        if setting.unknown != nil { open.insert(address) }
      }
    }
    for interface in estate.interfaces {
      for configuration in interface.configurations {
        guard let address = configuration.privateAddress.value else { continue }
        add(address, to: configuration.applicationSecurityGroups)
      }
    }
    for endpoint in estate.privateEndpoints {
      for address in endpoint.addresses.compactMap(\.value) {
        add(address, to: endpoint.applicationSecurityGroups)
      }
    }
    return (groups, open)
  }
}
