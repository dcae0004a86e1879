package import EstateModel
package import TrafficSets

/// A public IP address at an ip configuration of an interface.
///
/// See <https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses>.
package struct PublicAddressUse: Sendable {
  /// `nil` where no input tells which.
  package let resource: ResourceID?
  package let interface: ResourceID
  /// The subnet of the configuration; `nil` where no input tells it.
  package let subnet: ResourceID?
  /// The public address itself; where no input tells the number, one by name.
  package let address: Address
  /// The private address that it stands for.
  package let inside: Address
  /// `nil` where that is open.
  package let family: AddressFamily?
  /// Why it is not known whether there is one.
  package let doubt: UnknownValue?
  package let source: SourcePosition?
}

extension ReachabilityGraph {
  /// The public addresses of an interface, one for each of its configurations that has one.
  package func publicAddresses(of interface: NetworkInterface) -> [PublicAddressUse] {
    interface.configurations.enumerated().compactMap { index, configuration in
      let setting = configuration.publicAddress
      if setting.isAbsent { return nil }
      let resource = setting.value.flatMap { estate.publicAddresses[$0.id] }
      let named = setting.value.map { AddressBook.Key.publicAddress($0.id) }
      guard
        let inside = configuration.privateAddress.value ?? book[.interface(interface.id, index)],
        let address = resource?.address.value ?? named.flatMap({ book[$0] })
          ?? book[.egress(.interface(interface.id))]
      else { return nil }
      let doubt =
        setting.unknown
        ?? (resource == nil
          ? Self.missing("what \(setting.value?.id.name ?? "the public address") is") : nil)
      return PublicAddressUse(
        resource: resource?.id, interface: interface.id, subnet: configuration.subnet.value?.id,
        address: address, inside: inside, family: Self.family(of: configuration, resource),
        doubt: doubt, source: setting.source)
    }
  }

  /// Both addresses are of one family, so that either tells it.
  static func family(
    of configuration: NetworkInterface.Configuration, _ resource: PublicIPAddress?
  ) -> AddressFamily? {
    for address in [resource?.address.value, configuration.privateAddress.value] {
      if let family = address?.family, family != .named { return family == .ipv4 ? .ipv4 : .ipv6 }
    }
    if let known = resource?.family.value ?? configuration.family.value { return known }
    // Where neither says so, both are what they are by default.
    if configuration.family.isAbsent || resource?.family.isAbsent == true { return .ipv4 }
    return nil
  }

  /// The addresses that lead to a host: its own, and its public ones.
  package func addressesLeading(to host: Host) -> AddressSet {
    if case .platform(let id) = host { return calledAddresses(ofPlatformService: id) }
    return addresses(of: host).union(publicAddresses(leadingTo: host))
  }

  func publicAddresses(leadingTo host: Host) -> AddressSet {
    if case .platform(let id) = host { return publicAddresses(ofPlatformService: id) }
    guard case .interface(let id) = host, let interface = estate.interfaces[id] else {
      return .empty
    }
    return publicAddresses(of: interface).reduce(AddressSet.empty) {
      $0.union(AddressSet($1.address))
    }
  }

  /// By interface: whether the machine that it belongs to has a public address, at whatever interface.
  static func machinesWithPublicAddress(of estate: Estate) -> [ResourceID: Certainty] {
    var found: [ResourceID: Certainty] = [:]
    for interface in estate.interfaces {
      let own = interface.configurations.reduce(Certainty.no) { found, configuration in
        let setting = configuration.publicAddress
        return found.or(
          setting.isAbsent ? .no : setting.unknown.map { .open($0) } ?? .yes)
      }
      if own != .no { found[interface.id] = own }
    }
    for machine in estate.machines {
      let interfaces = machine.interfaces.compactMap { $0.value?.id }
      let all = interfaces.reduce(Certainty.no) { $0.or(found[$1] ?? .no) }
      if all != .no { for interface in interfaces { found[interface] = all } }
    }
    return found
  }

  /// The family of a public address by itself; `nil` where that is open.
  static func family(of resource: PublicIPAddress) -> AddressFamily? {
    if let number = resource.address.value { return number.family == .ipv6 ? .ipv6 : .ipv4 }
    return resource.family.isAbsent ? .ipv4 : resource.family.value
  }

  /// The families of the public addresses that interfaces have, as far as these tell them.
  static func familiesOfPublicAddresses(of estate: Estate) -> [ResourceID: AddressFamily] {
    var families: [ResourceID: AddressFamily] = [:]
    for interface in estate.interfaces {
      for configuration in interface.configurations {
        guard let id = configuration.publicAddress.value?.id,
          let family = family(of: configuration, estate.publicAddresses[id])
        else { continue }
        families[id] = family
      }
    }
    return families
  }

  /// The families of public addresses that no input describes, as far as what has them is of one family.
  static func familiesByHolder(of estate: Estate) -> [ResourceID: AddressFamily] {
    guard estate.publicAddresses.contains(where: { family(of: $0) == nil }) else { return [:] }
    var held = estate.firewalls.flatMap { $0.configurations.map(\.publicAddress) }
    held += estate.bastions.map(\.publicAddress) + estate.gateways.flatMap(\.publicAddresses)
    for gateway in estate.natGateways
    where gateway.tier.isAbsent || gateway.tier.value?.lowercased() == "standard" {
      held += gateway.publicAddresses
    }
    for gateway in estate.applicationGateways {
      let prefixes = gateway.subnet.value.flatMap { estate.subnets[$0.id] }?.prefixes ?? []
      guard !prefixes.isEmpty, prefixes.allSatisfy({ $0.value?.family == .ipv4 }) else { continue }
      held += gateway.frontends.map(\.publicAddress)
    }
    // Members of both families may stand behind a balancer, each behind a frontend of its own.
    var members: [ResourceID: Set<AddressFamily?>] = [:]
    for configuration in estate.interfaces.lazy.flatMap(\.configurations) {
      let family = configuration.family.isAbsent ? .ipv4 : configuration.family.value
      for pool in configuration.backendPools.compactMap(\.value?.id.parent) {
        members[pool, default: []].insert(family)
      }
    }
    for balancer in estate.loadBalancers {
      let numbers = balancer.pools.flatMap(\.members).map { $0.address.value?.family }
      let families = members[balancer.id, default: []].union(
        numbers.map { $0.map { $0 == .ipv6 ? .ipv6 : .ipv4 } })
      if families == [.ipv4] { held += balancer.frontends.map(\.publicAddress) }
    }
    return Dictionary(
      held.compactMap { $0.value.map { ($0.id, .ipv4) } }, uniquingKeysWith: { first, _ in first })
  }

  /// Why nothing is decided about a public address that may be of either family.
  func openFamily(of use: PublicAddressUse) -> UnknownValue {
    let node = use.resource.map { selectors.text(for: $0) } ?? "the public IP address"
    return UnknownValue(
      key: "\(use.interface)#family",
      because: "whether \(node) is an address of IPv4 or IPv6 is not known", source: use.source)
  }
}
