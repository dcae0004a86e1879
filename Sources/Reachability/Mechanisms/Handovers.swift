internal import EstateModel
internal import TrafficSets

// To whom an application gateway hands requests on: its rules lead from listeners to pools, whose members
// are machines by their interfaces, addresses and names, services among these.
// https://learn.microsoft.com/azure/application-gateway/application-gateway-components
extension ReachabilityGraph {
  /// A part of what an application gateway may hand on to a destination.
  struct Handover: Sendable {
    let gateway: ApplicationGateway
    /// What clients send that may be handed on.
    var calls: TrafficSet
    /// The ports to which it is handed on.
    let ports: PortSet
    let target: Target

    var destination: Destination { target.destination }
    var called: AddressSet? { target.called }
    var endpoint: ResourceID? { target.endpoint }
  }

  /// The destination as a member of a pool.
  struct Target: Hashable, Sendable {
    /// What the gateway calls: the destination, or a service at the private endpoint with that address.
    let destination: Destination
    /// The addresses by which it does; `nil` for whichever lead there.
    var called: AddressSet?
    /// The private endpoint that it must come by.
    var endpoint: ResourceID?
  }

  /// Whom a pool of an application gateway names.
  struct PoolMembers: Sendable {
    var addresses: AddressSet
    /// Parts that are open are in braces.
    var names: [String] = []
    /// The selectors of services that further names of theirs stand for.
    var services: Set<String> = []
    /// Whether it may name anybody.
    var areOpen = false
  }

  /// What application gateways may hand on to a destination.
  func handovers(toward destination: Destination) -> [Handover] {
    if estate.applicationGateways.all.isEmpty { return [] }
    return knownNetworks.handovers.value(for: destination) {
      estate.applicationGateways.filter(\.isDescribed).flatMap {
        handovers(by: $0, toward: destination)
      }
    }
  }

  /// That nobody knows which requests a gateway hands on.
  func proxying(by gateway: ApplicationGateway, toward destination: Destination) -> Gate {
    let node = selectors.text(for: gateway.id)
    let target = text(for: destination)
    let unknown = UnknownValue(
      key: "\(gateway.id)#proxied \(target)",
      because:
        "whether \(node) hands requests of its clients on to \(target) is no matter of the network",
      source: gateway.source)
    return Gate(open: unknown, node: node, control: "listener", rule: "application gateway")
  }

  private func handovers(
    by gateway: ApplicationGateway, toward destination: Destination
  ) -> [Handover] {
    var handovers: [Handover] = []
    for pool in gateway.pools {
      let targets = targets(in: pool, of: gateway, toward: destination)
      if targets.isEmpty { continue }
      for (ports, calls) in ways(to: pool, of: gateway) where !calls.isEmpty {
        for target in targets {
          if let place = handovers.firstIndex(where: { $0.ports == ports && $0.target == target }) {
            handovers[place].calls.formUnion(calls)
          } else {
            handovers.append(
              Handover(gateway: gateway, calls: calls, ports: ports, target: target))
          }
        }
      }
    }
    return handovers
  }

  /// To which ports of a pool a gateway hands on what clients send.
  private func ways(
    to pool: ApplicationGateway.Pool, of gateway: ApplicationGateway
  ) -> [(ports: PortSet, calls: TrafficSet)] {
    func port(_ setting: Setting<Int>) -> PortSet {
      setting.value.flatMap { UInt16(exactly: $0) }.map { PortSet($0) } ?? .all
    }
    let anywhere = gateway.listeners.reduce(TrafficSet.empty) {
      $0.union(calls(of: $1, at: gateway))
    }
    let stated =
      gateway.backendPorts.isEmpty
      ? PortSet.all : gateway.backendPorts.reduce(PortSet.empty) { $0.union(port($1)) }
    guard let rules = gateway.handovers else { return [(stated, anywhere)] }
    var ways: [(ports: PortSet, calls: TrafficSet)] = []
    for rule in rules where rule.pool.value.map({ $0.id == pool.id }) ?? true {
      let listener = gateway.listeners.first { $0.id != nil && $0.id == rule.listener.value?.id }
      let calls = listener.map { self.calls(of: $0, at: gateway) } ?? anywhere
      let ports = rule.port.value == nil ? stated : port(rule.port)
      if let place = ways.firstIndex(where: { $0.ports == ports }) {
        ways[place].calls.formUnion(calls)
      } else {
        ways.append((ports, calls))
      }
    }
    return ways
  }

  // MARK: - Pools

  /// As what a destination stands in a pool, or behind one of its members.
  private func targets(
    in pool: ApplicationGateway.Pool, of gateway: ApplicationGateway,
    toward destination: Destination
  ) -> [Target] {
    if destination == .host(.platform(gateway.id)) || destination == .host(.internet) { return [] }
    let members = knownNetworks.poolMembers.value(for: pool.id) {
      self.members(of: pool, in: gateway)
    }
    if members.areOpen { return [Target(destination: destination)] }
    switch destination {
    case .host(let host): return targets(host, among: members, in: pool)
    case .front(let front): return targets(front, among: members)
    }
  }

  /// Whom a pool names; names that lead to records of private zones stand for these addresses, too.
  private func members(
    of pool: ApplicationGateway.Pool, in gateway: ApplicationGateway
  ) -> PoolMembers {
    var members = PoolMembers(addresses: AddressSet(pool.addresses.compactMap(\.value)))
    members.areOpen =
      pool.addresses.contains { $0.unknown != nil } || pool.names.contains { $0.unknown != nil }
    members.names = pool.names.compactMap(\.value)
    members.services = Set(
      members.names.compactMap { estate.front(furtherNamed: $0, selectors)?.selector })
    for name in members.names where !name.contains("{") && mayBePrivate(name) {
      let called = called(name, by: .platform(gateway.id))
      if called.privately.action != .deny { members.addresses.formUnion(called.addresses) }
    }
    return members
  }

  private func targets(
    _ host: Host, among members: PoolMembers, in pool: ApplicationGateway.Pool
  ) -> [Target] {
    let destination = Destination.host(host)
    let addresses = members.addresses
    var leading = addressesLeading(to: host)
    if !addresses.isEmpty {
      for entry in firewallEntries(leadingTo: host) { leading.formUnion(entry.calls) }
    }
    if case .interface(let id) = host, let interface = estate.interfaces[id] {
      let isNamed = interface.configurations.contains { configuration in
        configuration.proxyPools.contains { $0.value?.id == pool.id || $0.unknown != nil }
      }
      // By its own address, whatever else leads to it.
      let own = isNamed ? addresses.union(self.addresses(of: interface)) : addresses
      if own.isEmpty { return [] }
      for frontend in frontends(leadingTo: id) { leading.formUnion(address(ofFrontend: frontend)) }
      return leading.isDisjoint(with: own) ? [] : [Target(destination: destination, called: own)]
    }
    if case .injected(let id) = host, let service = estate.services[id] {
      let isNamed = service.ownNames.contains { name in
        let front = estate.front(of: service, name, selectors)
        return members.names.contains { front.mayBeNamed($0) }
      }
      if isNamed { return [Target(destination: destination)] }
    }
    return leading.isDisjoint(with: addresses)
      ? [] : [Target(destination: destination, called: addresses)]
  }

  private func targets(_ front: Front, among members: PoolMembers) -> [Target] {
    let destination = Destination.front(front)
    let (addresses, names) = (members.addresses, members.names)
    if let call = front.endpointCall {
      guard let endpoint = estate.privateEndpoints[call.endpoint] else { return [] }
      if !calledAddresses(front, of: endpoint).isDisjoint(with: addresses) {
        return [Target(destination: destination)]
      }
      // Its service under the name that leads there.
      return estate.fronts(selectors)
        .filter { service in
          (members.services.contains(service.selector)
            || names.contains { service.mayBeNamed($0) })
            && service.isServed(by: endpoint, in: estate)
        }
        .map { Target(destination: .front($0), endpoint: endpoint.id) }
    }
    if members.services.contains(front.selector) || names.contains(where: { front.mayBeNamed($0) })
    {
      return [Target(destination: destination)]
    }
    if addresses.isEmpty { return [] }
    return estate.privateEndpoints.filter { endpoint in
      front.isServed(by: endpoint, in: estate)
        && !self.addresses(of: endpoint).isDisjoint(with: addresses)
    }.map { endpoint in
      let call = Front.EndpointCall(endpoint: endpoint.id, address: nil)
      return Target(destination: .front(front.called(at: call)))
    }
  }
}

extension Front {
  /// Whether a name is that of the service, or an alias that leads there.
  func isNamed(_ text: String) -> Bool {
    let text = text.lowercased()
    return ownNames.contains { $0.lowercased() == text }
  }

  /// The same, where parts of either may be open.
  func mayBeNamed(_ text: String) -> Bool {
    let text = text.lowercased()
    return ownNames.contains { known in
      let pattern = String(known.map { $0 == "<" ? "{" : $0 == ">" ? "}" : $0 })
      // What is nothing but open would be every name.
      if pattern.hasPrefix("{"), pattern.hasSuffix("}") { return false }
      return ResourceID.mayBe(pattern, text)
    }
  }

  /// Its name, and those that this is an alias of once there is a private endpoint.
  private var ownNames: [String] {
    [name] + (zone.map { zone in records.map { "\($0).\(zone)" } } ?? [])
  }
}
