import EstateModel

extension EstateBuilder {
  /// A machine with the interfaces `NAME-0`, `NAME-1`, …, the first one primary.
  @discardableResult
  mutating func machine(
    _ name: String, interfaces: [(subnet: ResourceID, address: String)], forwards: Bool? = nil
  ) -> ResourceID {
    let ids = interfaces.enumerated().map { index, place in
      interface("\(name)-\(index)", in: place.subnet, place.address) {
        if let forwards { $0.forwardsTraffic = Self.known(forwards) }
      }
    }
    var machine = VirtualMachine(
      id: Self.id("Microsoft.Compute/virtualMachines", name), source: Self.place)
    machine.interfaces = ids.map { Self.reference($0) }
    estate.machines.insert(machine)
    return machine.id
  }

  static func interfaceID(_ name: String) -> ResourceID {
    id("Microsoft.Network/networkInterfaces", name)
  }
}

extension EstateBuilder {
  /// An internal load balancer with one frontend and one pool.
  ///
  /// - Parameters:
  ///   - members: The machines of ``machine(_:in:_:group:members:)`` in the pool.
  ///   - rules: `"Tcp 80 -> 8080"`, `"All 0 -> 0"`.
  ///   - probe: Its TCP port; without one all members count as healthy.
  @discardableResult
  mutating func balancer(
    _ name: String, in subnet: ResourceID, _ address: String, members: [String],
    rules: [String], probe: Int? = nil, _ change: (inout LoadBalancer) -> Void = { _ in }
  ) -> ResourceID {
    let id = Self.id("Microsoft.Network/loadBalancers", name)
    var balancer = LoadBalancer(id: id, source: Self.place)
    balancer.tier = Self.known("Standard")
    var frontend = LoadBalancer.Frontend(
      id: id.child("frontendIPConfigurations", "front"), source: Self.place)
    frontend.subnet = Self.reference(subnet)
    frontend.privateAddress = Self.address(address)
    balancer.frontends = [frontend]
    let pool = id.child("backendAddressPools", "pool")
    balancer.pools = [LoadBalancer.Pool(id: pool)]
    if let probe {
      balancer.probes = [LoadBalancer.Probe(id: id.child("probes", "probe"))]
      balancer.probes[0].port = Self.known(probe)
    }
    balancer.rules = rules.map { text in
      let words = text.split(separator: " ").map(String.init)
      var rule = LoadBalancer.Rule(name: "on\(words[1])", source: Self.place)
      rule.frontend = Self.reference(frontend.id)
      rule.targets = [Self.reference(pool)]
      rule.transport = LoadBalancer.RuleProtocol(rawValue: words[0]).map(Self.known) ?? .absent
      rule.frontendPort = Self.known(Int(words[1]) ?? 0)
      rule.backendPort = Self.known(Int(words[3]) ?? 0)
      if let probe = balancer.probes.first { rule.probe = Self.reference(probe.id) }
      return rule
    }
    change(&balancer)
    estate.loadBalancers.insert(balancer)
    estate.others.insert(OpaqueResource(id: id, source: Self.place))
    for member in members {
      estate.interfaces.update(Self.interfaceID("\(member)-nic")) {
        $0.configurations[0].backendPools.append(Self.reference(pool))
      }
    }
    return id
  }
}
