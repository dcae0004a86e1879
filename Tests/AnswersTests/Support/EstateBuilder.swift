import EstateModel
import Foundation
import TrafficSets

@testable import Answers

/// Makes typed estates in few words; every value has a place of its own, which nobody looks at.
struct EstateBuilder {
  var estate = Estate()
  static let place = SourcePosition(file: "built.json", line: 1, column: 1)

  var query: ReachabilityQuery { ReachabilityQuery(estate) }

  static func known<Value>(_ value: Value) -> Setting<Value> { .known(value, place) }

  static func open<Value>(_ key: String, _ candidates: String...) -> Setting<Value> {
    .unknown(
      UnknownValue(
        key: key, because: "parameter '\(key)' has no value", source: place,
        candidates: candidates))
  }

  static func reference(_ id: ResourceID) -> Setting<Reference> {
    .known(Reference(id, at: place), place)
  }

  static func id(_ type: String, _ name: String) -> ResourceID {
    let parts = type.split(separator: "/").map(String.init)
    return ResourceID(
      subscription: "s", resourceGroup: "rg", provider: parts[0],
      segments: [ResourceID.Segment(type: parts[1], name: name)])
  }

  static func prefix(_ text: String) -> Setting<AddressPrefix> {
    guard let prefix = AddressPrefix(text) else { preconditionFailure("no prefix: \(text)") }
    return known(prefix)
  }

  static func address(_ text: String) -> Setting<Address> {
    guard let address = Address(text) else { preconditionFailure("no address: \(text)") }
    return known(address)
  }

  // MARK: - Routes

  /// A route table of `"10.0.0.0/8 -> 10.0.9.4"`, `"Storage -> Internet"`, … at a subnet.
  @discardableResult
  mutating func routes(
    _ routes: String..., at subnet: ResourceID, _ change: (inout RouteTable) -> Void = { _ in }
  ) -> ResourceID {
    self.routes(routes, at: subnet, change)
  }

  @discardableResult
  mutating func routes(
    _ routes: [String], at subnet: ResourceID, _ change: (inout RouteTable) -> Void = { _ in }
  ) -> ResourceID {
    var table = RouteTable(
      id: Self.id(
        "Microsoft.Network/routeTables", "rt-\(subnet.parent?.name ?? "")-\(subnet.name)"),
      source: Self.place)
    table.routes = routes.enumerated().map { index, text in
      let words = text.components(separatedBy: " -> ")
      precondition(words.count == 2, "no route: \(text)")
      var route = Route(name: "r\(index)", source: Self.place)
      route.prefix =
        AddressPrefix(words[0]).map { Self.known(.prefix($0)) } ?? Self.known(.tag(words[0]))
      if let type = Route.HopType(rawValue: words[1]) {
        route.hopType = Self.known(type)
      } else {
        route.hopType = Self.known(.virtualAppliance)
        route.hopAddress = Self.address(words[1])
      }
      return route
    }
    change(&table)
    estate.routeTables.insert(table)
    estate.subnets.update(subnet) { $0.routeTable = Self.reference(table.id) }
    return table.id
  }

  /// A machine that forwards packets which are not for it.
  @discardableResult
  mutating func appliance(
    _ name: String, in subnet: ResourceID, _ address: String, forwards: Bool? = true,
    group: ResourceID? = nil
  ) -> ResourceID {
    let machine = machine(name, in: subnet, address, group: group)
    let interface = Self.id("Microsoft.Network/networkInterfaces", "\(name)-nic")
    estate.interfaces.update(interface) {
      $0.forwardsTraffic = forwards.map { Self.known($0) } ?? .absent
    }
    return machine
  }

  // MARK: - Networks

  @discardableResult
  mutating func network(
    _ name: String, _ space: [String], isDescribed: Bool = true, location: String = "westeurope"
  ) -> ResourceID {
    var network = VirtualNetwork(
      id: Self.id("Microsoft.Network/virtualNetworks", name), source: Self.place)
    network.addressSpace = space.map(Self.prefix)
    network.isDescribed = isDescribed
    network.location = Self.known(location)
    estate.networks.insert(network)
    return network.id
  }

  @discardableResult
  mutating func subnet(
    _ network: ResourceID, _ name: String, _ prefix: String,
    _ change: (inout Subnet) -> Void = { _ in }
  ) -> ResourceID {
    var subnet = Subnet(id: network.child("subnets", name), network: network, source: Self.place)
    subnet.prefixes = [Self.prefix(prefix)]
    change(&subnet)
    estate.subnets.insert(subnet)
    return subnet.id
  }

  /// Both sides of a peering.
  mutating func peer(
    _ one: ResourceID, _ other: ResourceID, _ change: (inout Peering) -> Void = { _ in }
  ) {
    peerOneSide(one, other, change)
    peerOneSide(other, one, change)
  }

  mutating func peerOneSide(
    _ from: ResourceID, _ to: ResourceID, _ change: (inout Peering) -> Void = { _ in }
  ) {
    var peering = Peering(id: from.child("virtualNetworkPeerings", to.name), source: Self.place)
    peering.remote = Self.reference(to)
    peering.allowsVirtualNetworkAccess = Self.known(true)
    change(&peering)
    estate.networks.update(from) { $0.peerings.append(peering) }
  }

  @discardableResult
  mutating func gateway(
    _ name: String, in network: ResourceID, kind: VirtualNetworkGateway.Kind = .vpn
  ) -> ResourceID {
    let octets =
      estate.networks[network]?.addressSpace.first?.value?.first.description ?? "10.0.0.0"
    let base = octets.split(separator: ".").prefix(2).joined(separator: ".")
    let subnet = subnet(network, "GatewaySubnet", "\(base).255.0/27")
    var gateway = VirtualNetworkGateway(
      id: Self.id("Microsoft.Network/virtualNetworkGateways", name), source: Self.place)
    gateway.kind = Self.known(kind)
    gateway.subnet = Self.reference(subnet)
    estate.gateways.insert(gateway)
    return gateway.id
  }

  // MARK: - Hosts

  @discardableResult
  mutating func interface(
    _ name: String, in subnet: ResourceID, _ address: String?, group: ResourceID? = nil,
    members: [ResourceID] = [], _ change: (inout NetworkInterface) -> Void = { _ in }
  ) -> ResourceID {
    var interface = NetworkInterface(
      id: Self.id("Microsoft.Network/networkInterfaces", name), source: Self.place)
    var configuration = NetworkInterface.Configuration(name: "ip", source: Self.place)
    configuration.subnet = Self.reference(subnet)
    if let address { configuration.privateAddress = Self.address(address) }
    configuration.applicationSecurityGroups = members.map {
      .known(Reference($0, at: Self.place), Self.place)
    }
    interface.configurations = [configuration]
    if let group { interface.securityGroup = Self.reference(group) }
    change(&interface)
    estate.interfaces.insert(interface)
    return interface.id
  }

  /// A machine of its own name with one interface `NAME-nic`.
  @discardableResult
  mutating func machine(
    _ name: String, in subnet: ResourceID, _ address: String?, group: ResourceID? = nil,
    members: [ResourceID] = []
  ) -> ResourceID {
    let nic = interface("\(name)-nic", in: subnet, address, group: group, members: members)
    var machine = VirtualMachine(
      id: Self.id("Microsoft.Compute/virtualMachines", name), source: Self.place)
    machine.interfaces = [Self.reference(nic)]
    estate.machines.insert(machine)
    return machine.id
  }

  mutating func client(
    _ name: String, _ placement: Client.Placement, _ addresses: [String] = [],
    dns: ResourceID? = nil
  ) {
    var client = Client(name: name, source: Self.place, placement: placement)
    client.addresses = addresses.map(Self.prefix)
    if let dns { client.dnsNetwork = Self.reference(dns) }
    estate.clients.append(client)
  }

  @discardableResult
  mutating func applicationGroup(_ name: String) -> ResourceID {
    let group = ApplicationSecurityGroup(
      id: Self.id("Microsoft.Network/applicationSecurityGroups", name), source: Self.place)
    estate.applicationSecurityGroups.insert(group)
    return group.id
  }

  // MARK: - Security groups

  @discardableResult
  mutating func group(_ name: String, _ rules: [SecurityRule]) -> ResourceID {
    var group = NetworkSecurityGroup(
      id: Self.id("Microsoft.Network/networkSecurityGroups", name), source: Self.place)
    group.rules = rules
    estate.securityGroups.insert(group)
    return group.id
  }

  /// `"in 100 allow tcp * -> * : 443"`: direction, priority, access, protocol, source, destination,
  /// ports of the destination.
  static func rule(
    _ text: String, sourceGroups: [ResourceID] = [], destinationGroups: [ResourceID] = [],
    sourcePorts: String = "*", _ change: (inout SecurityRule) -> Void = { _ in }
  ) -> SecurityRule {
    let words = text.split(separator: " ").map(String.init)
    precondition(words.count == 9, "no rule: \(text)")
    var rule = SecurityRule(name: "rule\(words[1])", source: place)
    rule.direction = known(words[0] == "in" ? .inbound : .outbound)
    rule.priority = known(Int(words[1]) ?? 0)
    rule.access = known(words[2] == "allow" ? .allow : .deny)
    let protocols: [String: ProtocolSet] = [
      "tcp": ProtocolSet(.tcp), "udp": ProtocolSet(.udp), "icmp": ProtocolSet(.icmp),
    ]
    rule.protocols = known(protocols[words[3]] ?? .all)
    rule.sources = peers(words[4])
    rule.destinations = peers(words[6])
    rule.sourceGroups = sourceGroups.map { .known(Reference($0, at: place), place) }
    rule.destinationGroups = destinationGroups.map { .known(Reference($0, at: place), place) }
    rule.destinationPorts = ports(words[8])
    rule.sourcePorts = ports(sourcePorts)
    change(&rule)
    return rule
  }

  /// `10.0.0.0/8,Internet`, `-` for none.
  static func peers(_ text: String) -> [Setting<SecurityRule.Peer>] {
    if text == "-" { return [] }
    return text.split(separator: ",").map { part in
      if part == "*" { return known(.any) }
      if let prefix = AddressPrefix(String(part)) { return known(.prefix(prefix)) }
      return known(.tag(String(part)))
    }
  }

  static func ports(_ text: String) -> [Setting<PortSet>] {
    text.split(separator: ",").map { part in
      if part == "*" { return known(.all) }
      let ends = part.split(separator: "-").compactMap { UInt16($0) }
      return known(PortSet(ends[0]...ends[ends.count - 1]))
    }
  }

  // MARK: - Services

  @discardableResult
  mutating func storage(
    _ name: String, location: String = "westeurope",
    _ change: (inout ServiceFirewall) -> Void = { _ in }
  ) -> ResourceID {
    var account = StorageAccount(
      id: Self.id("Microsoft.Storage/storageAccounts", name), source: Self.place)
    account.location = Self.known(location)
    change(&account.firewall)
    estate.storageAccounts.insert(account)
    return account.id
  }

  @discardableResult
  mutating func keyVault(_ name: String, _ change: (inout ServiceFirewall) -> Void = { _ in })
    -> ResourceID
  {
    var vault = KeyVault(id: Self.id("Microsoft.KeyVault/vaults", name), source: Self.place)
    vault.location = Self.known("westeurope")
    change(&vault.firewall)
    estate.keyVaults.insert(vault)
    return vault.id
  }

  @discardableResult
  mutating func registry(
    _ name: String, tier: String = "Premium", hasDataEndpoint: Bool = true,
    _ change: (inout ContainerRegistry) -> Void = { _ in }
  ) -> ResourceID {
    var registry = ContainerRegistry(
      id: Self.id("Microsoft.ContainerRegistry/registries", name), source: Self.place)
    registry.location = Self.known("westeurope")
    registry.tier = Self.known(tier)
    registry.hasDataEndpoint = Self.known(hasDataEndpoint)
    change(&registry)
    estate.registries.insert(registry)
    return registry.id
  }

  @discardableResult
  mutating func workspace(_ name: String, _ change: (inout Workspace) -> Void = { _ in })
    -> ResourceID
  {
    var workspace = Workspace(
      id: Self.id("Microsoft.MachineLearningServices/workspaces", name), source: Self.place)
    workspace.location = Self.known("westeurope")
    change(&workspace)
    estate.workspaces.insert(workspace)
    return workspace.id
  }

  @discardableResult
  mutating func onlineEndpoint(
    _ name: String, of workspace: ResourceID, _ change: (inout OnlineEndpoint) -> Void = { _ in }
  ) -> ResourceID {
    var endpoint = OnlineEndpoint(
      id: workspace.child("onlineEndpoints", name), source: Self.place)
    endpoint.workspace = Self.reference(workspace)
    change(&endpoint)
    estate.onlineEndpoints.insert(endpoint)
    return endpoint.id
  }

  @discardableResult
  mutating func deployment(
    _ name: String, of endpoint: ResourceID, egress: Setting<PublicAccess>
  ) -> ResourceID {
    var deployment = OnlineDeployment(
      id: endpoint.child("deployments", name), source: Self.place)
    deployment.endpoint = Self.reference(endpoint)
    deployment.egressPublicAccess = egress
    estate.onlineDeployments.insert(deployment)
    return deployment.id
  }

  // MARK: - Private endpoints and names

  @discardableResult
  mutating func privateEndpoint(
    _ name: String, in subnet: ResourceID, _ address: String?, to target: ResourceID,
    _ group: String, zone: ResourceID? = nil, _ change: (inout PrivateEndpoint) -> Void = { _ in }
  ) -> ResourceID {
    var endpoint = PrivateEndpoint(
      id: Self.id("Microsoft.Network/privateEndpoints", name), source: Self.place)
    endpoint.origin = .export
    endpoint.subnet = Self.reference(subnet)
    endpoint.target = Self.reference(target)
    endpoint.groups = [Self.known(group)]
    endpoint.state = Self.known(.approved)
    if let address { endpoint.addresses = [Self.address(address)] }
    if let zone {
      endpoint.zoneGroup = [
        PrivateEndpoint.ZoneGroupEntry(zone: Self.reference(zone), source: Self.place)
      ]
    }
    change(&endpoint)
    estate.privateEndpoints.insert(endpoint)
    return endpoint.id
  }

  @discardableResult
  mutating func zone(
    _ name: String, linkedTo networks: [ResourceID] = [],
    records: KeyValuePairs<String, String> = [:],
    group: String = "rg", _ change: (inout PrivateDNSZone) -> Void = { _ in }
  ) -> ResourceID {
    let id = ResourceID(
      subscription: "s", resourceGroup: group, provider: "Microsoft.Network",
      segments: [ResourceID.Segment(type: "privateDnsZones", name: name)])
    var zone = PrivateDNSZone(id: id, source: Self.place)
    zone.links = networks.map { network in
      var link = PrivateDNSZone.Link(name: network.name, source: Self.place)
      link.network = Self.reference(network)
      return link
    }
    zone.records = records.map { name, address in
      var record = PrivateDNSZone.Record(name: name, source: Self.place)
      record.addresses = [Self.address(address)]
      return record
    }
    change(&zone)
    estate.zones.insert(zone)
    return id
  }
}
