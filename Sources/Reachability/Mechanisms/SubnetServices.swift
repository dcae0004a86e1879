internal import EstateModel
internal import TrafficSets

// Services of Azure's in subnets of their own: Bastion and application gateways. Packets end at them;
// what they send on are packets of theirs.
// https://learn.microsoft.com/azure/bastion/bastion-nsg
extension ReachabilityGraph {
  static let bastionArticle = "https://learn.microsoft.com/azure/bastion/bastion-nsg"
  static let applicationGatewayArticle =
    "https://learn.microsoft.com/azure/application-gateway/configuration-infrastructure"

  func subnet(ofPlatformService id: ResourceID) -> Setting<Reference> {
    guard let bastion = estate.bastions[id] else {
      return estate.applicationGateways[id]?.subnet ?? .absent
    }
    guard bastion.subnet.isAbsent, !bastion.network.isAbsent else { return bastion.subnet }
    return .unknown(
      UnknownValue(
        key: "\(id)#developer",
        because:
          "\(selectors.text(for: id)) has no subnet: where its clients come in is not documented",
        source: bastion.network.source ?? bastion.source))
  }

  /// The private addresses of a service: of an application gateway those of its private frontends.
  func privateAddresses(ofPlatformService id: ResourceID) -> AddressSet {
    let own = book[.host(.platform(id))].map { AddressSet($0) } ?? .empty
    let known = estate.applicationGateways[id]?.frontends.compactMap(\.privateAddress.value) ?? []
    return own.union(AddressSet(known))
  }

  func publicAddresses(ofPlatformService id: ResourceID) -> AddressSet {
    publicSides(ofPlatformService: id).reduce(AddressSet.empty) {
      $0.union(AddressSet($1.address))
    }
  }

  /// A public address of a service; why it is not known whether it has one.
  private struct ServiceAddress {
    let address: Address
    let doubt: UnknownValue?
  }

  /// Where no input tells which address it is, it has some.
  private func publicSides(ofPlatformService id: ResourceID) -> [ServiceAddress] {
    let stated =
      estate.bastions[id].map { [($0.publicAddress, $0.hasPublicAddress)] }
      ?? estate.applicationGateways[id]?.frontends.map {
        ($0.publicAddress, $0.hasPublicAddress)
      } ?? []
    return stated.compactMap { setting, isSure in
      if let known = publicExit(setting) {
        return ServiceAddress(address: known.address, doubt: nil)
      }
      guard let unknown = setting.unknown, let somewhere = book[.somewhere] else { return nil }
      return ServiceAddress(address: somewhere, doubt: isSure ? nil : unknown)
    }
  }

  // MARK: - Called

  /// From the internet to a service, by its public address.
  func platformServiceEdges(_ id: ResourceID) -> [Edge] {
    let host = Host.platform(id)
    let node = selectors.text(for: id)
    func stop(_ rule: String, _ source: SourcePosition?, _ why: String) -> [Edge] {
      [
        Edge(
          to: .dropped(node),
          Gate(
            .deny,
            Evidence(
              node: node, control: "publicAddress", rule: rule, source: source, why: why)))
      ]
    }
    if let bastion = estate.bastions[id], bastion.isPrivateOnly.value == true {
      return stop(
        "enablePrivateOnlyBastion: true", bastion.isPrivateOnly.source,
        "\(node) has no public side")
    }
    let source = estate.bastions[id]?.source ?? estate.applicationGateways[id]?.source
    let sides = publicSides(ofPlatformService: id)
    guard !sides.isEmpty else {
      return stop("no public address", source, "\(node) has no public IP address")
    }
    let inside = book[.host(.platform(id))].map { AddressSet($0) } ?? .empty
    guard let subnet = subnet(ofPlatformService: id).value?.id else {
      let unknown =
        subnet(ofPlatformService: id).unknown ?? Self.missing("the subnet of \(node)")
      return [unknownEdge(of: host, unknown, toward: .host(host))]
    }
    let isPrivate = estate.bastions[id]?.isPrivateOnly.unknown.map {
      Gate(open: $0, node: node, control: "publicAddress", rule: "enablePrivateOnlyBastion")
    }
    var seen: Set<Address> = []
    // One that is there for certain stands for others that may have the same address.
    return (sides.filter { $0.doubt == nil } + sides.filter { $0.doubt != nil })
      .filter { seen.insert($0.address).inserted }
      .map { side in
        let doubt = side.doubt.map {
          Gate(open: $0, node: node, control: "publicAddress", rule: "public IP address")
        }
        return Edge(
          to: .entering(subnet: subnet),
          Chain(
            [Forwarding(to: AddressSet(side.address))] + [isPrivate, doubt].compactMap { $0 }
              + listening(id, isPublic: true)
          ).translating(.destinations(inside)))
      }
  }

  /// From inside its subnet to a service.
  func platformServiceArrival(_ id: ResourceID) -> Edge {
    let host = Host.platform(id)
    return Edge(
      to: .host(host),
      Chain([Forwarding(to: addresses(of: host))] + listening(id, isPublic: nil)))
  }

  /// The ports on which a service answers.
  ///
  /// - Parameters:
  ///   - isPublic: At frontends of this kind; `nil` at any.
  ///   - name: At the frontend of this name; `nil` at any.
  func listening(
    _ id: ResourceID, isPublic: Bool? = nil, atFrontend name: Setting<String> = .absent
  ) -> [any Mechanism] {
    let node = selectors.text(for: id)
    if let bastion = estate.bastions[id] {
      func evidence(_ why: String) -> Evidence {
        Evidence(
          node: node, control: "listener", rule: "tcp/443", source: bastion.source, why: why)
      }
      return [
        RuleList([
          RuleList.Clause(
            TrafficSet(protocols: ProtocolSet(.tcp), destinationPorts: PortSet(443)), .allow,
            evidence("clients open sessions at \(node) on port 443")),
          RuleList.Clause(.all, .deny, evidence("\(node) answers on port 443 only")),
        ])
      ]
    }
    guard let gateway = estate.applicationGateways[id] else { return [] }
    var clauses: [RuleList.Clause] = []
    for listener in gateway.listeners {
      let frontend = gateway.frontends.first { $0.id == listener.frontend.value?.id }
      if let isPublic, let frontend, frontend.publicAddress.isAbsent == isPublic { continue }
      if let frontend, name.value.map({ $0.lowercased() != frontend.id.name.lowercased() }) == true
      {
        continue
      }
      let proof = Evidence(
        node: node, control: "listener", rule: listener.name, source: listener.source,
        why: "listener \(listener.name) of \(node) takes it")
      if let port = listener.port.value.flatMap({ UInt16(exactly: $0) }), frontend != nil,
        name.unknown == nil
      {
        clauses.append(
          RuleList.Clause(
            TrafficSet(protocols: ProtocolSet(.tcp), destinationPorts: PortSet(port)), .allow,
            proof))
      } else {
        let unknown =
          listener.port.unknown ?? listener.frontend.unknown ?? name.unknown
          ?? Self.missing("the port of listener \(listener.name) of \(node)")
        clauses.append(
          RuleList.Clause(
            certain: .empty, possible: TrafficSet(protocols: ProtocolSet(.tcp)), action: .allow,
            evidence: proof, open: unknown))
      }
    }
    if !gateway.isDescribed {
      let unknown = Self.missing("the listeners of \(node)")
      return [Gate(open: unknown, node: node, control: "listener", rule: "not known")]
    }
    clauses.append(
      RuleList.Clause(
        .all, .deny,
        Evidence(
          node: node, control: "listener", rule: "no listener", source: gateway.source,
          why: "no listener of \(node) takes it")))
    return [RuleList(clauses)]
  }

  // MARK: - Calling

  /// A Bastion opens sessions to machines; with the tiers Basic and Developer on the usual ports only.
  func sessions(of host: Host) -> [any Mechanism] {
    guard case .platform(let id) = host, let bastion = estate.bastions[id] else { return [] }
    let node = selectors.text(for: id)
    func evidence(_ why: String) -> Evidence {
      Evidence(
        node: node, control: "session", rule: "sku: \(bastion.tier.value ?? "Basic")",
        source: bastion.tier.source ?? bastion.source, why: why)
    }
    let ports = bastion.hasCustomPorts ? PortSet.all : PortSet(22).union(PortSet(3389))
    var clauses = [
      RuleList.Clause(
        TrafficSet(protocols: ProtocolSet(.tcp), destinationPorts: ports), .allow,
        evidence("\(node) opens sessions"))
    ]
    if let unknown = bastion.tier.unknown {
      // With the higher tiers to whatever port.
      clauses.append(
        RuleList.Clause(
          certain: .empty, possible: TrafficSet(protocols: ProtocolSet(.tcp)), action: .allow,
          evidence: evidence(unknown.because), open: unknown))
    }
    return [
      RuleList(
        clauses + [
          RuleList.Clause(
            .all, .deny,
            evidence(
              bastion.hasCustomPorts
                ? "\(node) opens sessions over TCP only"
                : "\(node) opens sessions on the ports 22 and 3389 only"))
        ])
    ]
  }

  // MARK: - Behind an application gateway

  /// A client may reach a machine behind an application gateway by requests that this sends on, which no
  /// configuration of the network decides; where no listener can be called, it does not.
  func proxiedEdges(_ interface: NetworkInterface, _ host: Host) -> [Edge] {
    estate.applicationGateways.compactMap { gateway -> Edge? in
      guard isBehind(gateway, interface), mayBeCalled(gateway) else { return nil }
      return proxiedEdge(gateway, interface, host)
    }
  }

  /// What an application gateway may hand on to a machine behind it.
  func proxiedEdge(
    _ gateway: ApplicationGateway, _ interface: NetworkInterface, _ host: Host
  ) -> Edge {
    let node = selectors.text(for: gateway.id)
    let unknown = UnknownValue(
      key: "\(gateway.id)#proxied \(interface.id)",
      because:
        "whether \(node) hands requests of its clients on to \(selectors.text(for: interface.id)) is no matter of the network",
      source: gateway.source)
    var ports = PortSet.empty
    for port in gateway.backendPorts {
      ports = ports.union(port.value.flatMap { UInt16(exactly: $0) }.map { PortSet($0) } ?? .all)
    }
    return Edge(
      to: .host(host),
      Chain([
        Sorting(
          traffic: TrafficSet(
            protocols: ProtocolSet(.tcp),
            destinationPorts: gateway.backendPorts.isEmpty ? .all : ports)),
        Gate(open: unknown, node: node, control: "listener", rule: "application gateway"),
      ]))
  }

  func isBehind(_ gateway: ApplicationGateway, _ interface: NetworkInterface) -> Bool {
    if !gateway.isDescribed { return false }
    let own = addresses(of: interface)
    for pool in gateway.pools {
      if pool.addresses.contains(where: { $0.value.map(own.contains) ?? true }) { return true }
      let isNamed = interface.configurations.contains { configuration in
        configuration.proxyPools.contains { $0.value?.id == pool.id || $0.unknown != nil }
      }
      if isNamed { return true }
    }
    return false
  }

  /// Whether the group at its subnet lets anybody from the internet to a listener.
  private func mayBeCalled(_ gateway: ApplicationGateway) -> Bool {
    let addresses = publicAddresses(ofPlatformService: gateway.id)
    guard !addresses.isEmpty, let subnet = gateway.subnet.value.flatMap({ estate.subnets[$0.id] })
    else { return gateway.frontends.contains { $0.publicAddress.unknown != nil } }
    let host = Host.platform(gateway.id)
    var passage = Passage(
      TrafficSet(
        sources: AddressBook.publicNumbers, destinations: self.addresses(of: host),
        protocols: ProtocolSet(.tcp)))
    for step in listening(gateway.id, isPublic: true) {
      passage = step.decide(passage, under: .none).passed
    }
    if let group = securityGroup(subnet.securityGroup, .inbound, at: subnet.id, of: subnet.id) {
      passage = group.decide(passage, under: .none).passed
    }
    return !passage.isEmpty
  }
}
