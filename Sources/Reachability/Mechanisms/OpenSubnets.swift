internal import EstateModel
internal import TrafficSets

// Subnets whose range no input tells: whether an address lies in one is not known, not even that of a
// host which the input places there.
// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
extension ReachabilityGraph {
  /// How packets get into a subnet: to the addresses that it has for certain, and to those of hosts that
  /// are said to stand in it while its range is open.
  func deliveries(
    into subnet: Subnet
  ) -> [(addresses: AddressSet, gates: [any Mechanism])] {
    let certain = addresses(of: subnet)
    let placed = placedAddresses(in: subnet)
    guard let unknown = openPrefix(of: subnet), !placed.isEmpty else { return [(certain, [])] }
    let gate = Gate(
      open: unknown, node: selectors.text(for: subnet.id), control: "addressPrefix",
      rule: "address prefix not known")
    return [(certain, []), (placed, [gate])]
  }

  /// Why the range of a subnet is open; of a network that no input describes, everything is.
  func openPrefix(of subnet: Subnet) -> UnknownValue? {
    guard let unknown = subnet.prefixes.lazy.compactMap(\.unknown).first,
      estate.networks[subnet.network]?.isDescribed == true
    else { return nil }
    return unknown
  }

  /// Numbers of hosts that are said to stand in a subnet whose range is open, as far as they lie in no
  /// part of it that is known.
  func placedAddresses(in subnet: Subnet) -> AddressSet {
    guard openPrefix(of: subnet) != nil else { return .empty }
    var placed = AddressSet.empty
    for interface in interfacesBySubnet[subnet.id] ?? [] {
      placed.formUnion(addresses(of: interface, in: subnet.id))
    }
    for frontend in balancers.frontendsBySubnet[subnet.id] ?? [] {
      placed.formUnion(address(ofFrontend: frontend))
    }
    for endpoint in privateEndpointsBySubnet[subnet.id] ?? [] {
      placed.formUnion(addresses(of: endpoint))
    }
    for firewall in estate.firewalls where firewall.subnet.value?.id == subnet.id {
      placed.formUnion(address(of: firewall.id))
    }
    for gateway in estate.applicationGateways where gateway.subnet.value?.id == subnet.id {
      placed.formUnion(privateAddresses(ofPlatformService: gateway.id))
    }
    for client in estate.clients {
      guard case .subnet(.known(let home, _)) = client.placement, home.id == subnet.id else {
        continue
      }
      placed.formUnion(AddressSet(client.addresses.compactMap(\.value)))
    }
    return placed.subtracting(addresses(of: subnet))
  }

  /// Why an address that no input places may be one of a subnet's whose range is open, in a network
  /// that has it among its own.
  func strayDoubt(in id: ResourceID, toward destination: Destination) -> UnknownValue? {
    guard case .host(let host) = destination, host != .internet,
      destinationNetworks(destination).isEmpty
    else { return nil }
    let open = knownNetworks.openPrefixes.value(for: id) {
      (subnetsByNetwork[id] ?? []).lazy.compactMap { openPrefix(of: $0) }.first
    }
    guard let open, let network = estate.networks[id],
      !ranges(of: network).possible.isDisjoint(with: addresses(of: host))
    else { return nil }
    return open
  }
}
