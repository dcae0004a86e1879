import EstateModel
import Reachability
import TrafficSets

// Where a subnet's own routes lead, and which public addresses the resources of a picture have.
extension Stage {
  /// `rt-ml: 0.0.0.0/0 → firewall/fw-hub, 2 → internet`; empty where the subnet has no table.
  func routes(of subnet: Subnet) -> String {
    // Of what no input describes nothing is told.
    guard subnet.isDescribed else { return "" }
    switch subnet.routeTable {
    case .absent: return ""
    case .unknown: return "route table not known"
    case .known(let table, _):
      guard let described = estate.routeTables[table.id], described.isDescribed else {
        return "\(table.id.name): not described"
      }
      let defaults = described.routes.filter { $0.prefix.value.map(Self.isDefault) ?? false }
      if let first = defaults.first.map({ target(of: $0) }) {
        return "\(described.id.name): 0.0.0.0/0 → \(first)"
          + besides(
            described.routes.filter { !($0.prefix.value.map(Self.isDefault) ?? false) }, first)
      }
      let count = described.routes.count
      return "\(described.id.name): \(count) \(count == 1 ? "route" : "routes")"
    }
  }

  /// What goes to the internet past a default route that leads elsewhere.
  private func besides(_ routes: [EstateModel.Route], _ first: String) -> String {
    let past = first == "internet" ? 0 : routes.count { $0.hopType.value == .internet }
    return past == 0 ? "" : ", \(past) → internet"
  }

  private static func isDefault(_ peer: SecurityRule.Peer) -> Bool {
    guard case .prefix(let prefix) = peer else { return peer == .any }
    return prefix.description == "0.0.0.0/0"
  }

  private func target(of route: EstateModel.Route) -> String {
    switch route.hopType {
    case .known(.virtualAppliance, _):
      guard let address = route.hopAddress.value else { return "an appliance" }
      return owner(of: address).map { graph.selectors.text(for: $0) } ?? graph.book.label(address)
    case .known(.virtualNetworkGateway, _): return "gateway"
    case .known(.virtualNetwork, _): return "this network"
    case .known(.internet, _): return "internet"
    case .known(.none, _): return "nowhere"
    case .absent, .unknown: return "not known"
    }
  }

  /// What answers to a private address that a route names.
  private func owner(of address: Address) -> ResourceID? {
    for firewall in estate.firewalls where firewall.privateAddress.value == address {
      return firewall.id
    }
    for balancer in estate.loadBalancers
    where balancer.frontends.contains(where: { $0.privateAddress.value == address }) {
      return balancer.id
    }
    for interface in estate.interfaces
    where interface.configurations.contains(where: { $0.privateAddress.value == address }) {
      let machine = estate.machinesAndScaleSets.first { machine in
        machine.interfaces.contains { $0.value?.id == interface.id }
      }
      return machine?.id ?? interface.id
    }
    // The subnet of a firewall has nothing else in it.
    return estate.firewalls.first { firewall in
      firewall.privateAddress.value == nil
        && firewall.configurations.compactMap(\.subnet.value).contains { subnet in
          let prefixes = estate.subnets[subnet.id]?.prefixes ?? []
          return prefixes.compactMap(\.value).contains { $0.contains(address) }
        }
    }?.id
  }

  // MARK: - Public addresses

  /// The resources that have a public address, with the number or a word for it, in a fixed order.
  var publicOwners: [(id: ResourceID, text: String)] {
    var owners: [(id: ResourceID, text: String)] = []
    func add(_ id: ResourceID, _ settings: [Setting<Reference>]) {
      if let text = publicText(settings) { owners.append((id, text)) }
    }
    for firewall in estate.firewalls {
      add(firewall.id, firewall.configurations.map(\.publicAddress))
    }
    for gateway in estate.gateways where gateway.kind.value == .vpn {
      owners.append((gateway.id, Self.somePublicAddress))
    }
    for gateway in estate.applicationGateways {
      add(gateway.id, gateway.frontends.map(\.publicAddress))
    }
    for balancer in estate.loadBalancers {
      add(balancer.id, balancer.frontends.flatMap { [$0.publicAddress, $0.publicPrefix] })
    }
    for gateway in estate.natGateways {
      add(gateway.id, gateway.publicAddresses + gateway.publicPrefixes)
    }
    for bastion in estate.bastions where bastion.isPrivateOnly.value != true {
      add(bastion.id, [bastion.publicAddress])
    }
    let machines = estate.machinesAndScaleSets
    var seen: Set<ResourceID> = []
    for machine in machines {
      let interfaces = machine.interfaces.compactMap {
        $0.value.flatMap { estate.interfaces[$0.id] }
      }
      seen.formUnion(interfaces.map(\.id))
      add(machine.id, interfaces.flatMap(\.configurations).map(\.publicAddress))
    }
    for interface in estate.interfaces where !seen.contains(interface.id) {
      add(interface.id, interface.configurations.map(\.publicAddress))
    }
    return owners
  }

  private static let somePublicAddress = "with a public address"

  /// Nil where there is none.
  func publicText(_ settings: [Setting<Reference>]) -> String? {
    let given = settings.filter { !$0.isAbsent }
    guard !given.isEmpty else { return nil }
    let numbers = given.compactMap { $0.value.flatMap { estate.publicAddresses[$0.id] } }
      .compactMap(\.address.value?.description)
    guard let first = numbers.first else {
      return given.count == 1 ? Self.somePublicAddress : "with public addresses"
    }
    return "public \(first)" + (given.count > 1 ? " +\(given.count - 1)" : "")
  }
}
