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

  /// The private addresses of a service: the one that it sends by, and of an application gateway those of
  /// its private frontends.
  func privateAddresses(ofPlatformService id: ResourceID) -> AddressSet {
    let own = book[.host(.platform(id))].map { AddressSet($0) } ?? .empty
    return own.union(AddressSet(privateEntries(of: id).map(\.address)))
  }

  func publicAddresses(ofPlatformService id: ResourceID) -> AddressSet {
    publicEntries(of: id).reduce(AddressSet.empty) {
      $0.union(AddressSet($1.address))
    }
  }

  /// The addresses by which clients call a service: not the one that it sends by, unless it listens there.
  func calledAddresses(ofPlatformService id: ResourceID) -> AddressSet {
    let called = publicAddresses(ofPlatformService: id)
      .union(AddressSet(privateEntries(of: id).map(\.address)))
    return called.isEmpty ? privateAddresses(ofPlatformService: id) : called
  }

  /// An address at which a service takes its clients.
  private struct Entry {
    let address: Address
    /// Of an application gateway; `nil` where any will do.
    var frontend: ResourceID?
    /// Why it is not known whether clients come by it.
    var doubt: UnknownValue?
  }

  /// Where no input tells which public address it is, it has some.
  private func publicEntries(of id: ResourceID) -> [Entry] {
    let stated: [(Setting<Reference>, isSure: Bool, ResourceID?)] =
      estate.bastions[id].map { [($0.publicAddress, $0.hasPublicAddress, nil)] }
      ?? estate.applicationGateways[id]?.frontends.map {
        ($0.publicAddress, $0.hasPublicAddress, $0.id)
      } ?? []
    return stated.compactMap { setting, isSure, frontend in
      if let known = publicExit(setting) {
        return Entry(address: known.address, frontend: frontend)
      }
      guard let unknown = setting.unknown, let somewhere = book[.somewhere] else { return nil }
      return Entry(address: somewhere, frontend: frontend, doubt: isSure ? nil : unknown)
    }
  }

  /// A Bastion is called from within networks where it has no public side; an application gateway at its
  /// private frontends.
  private func privateEntries(of id: ResourceID) -> [Entry] {
    let own = book[.host(.platform(id))]
    if let bastion = estate.bastions[id] {
      guard let own else { return [] }
      let isPublic = publicEntries(of: id)
      if let unknown = bastion.isPrivateOnly.unknown {
        return [Entry(address: own, doubt: unknown)]
      }
      if bastion.isPrivateOnly.value == true || isPublic.isEmpty || bastion.subnet.value == nil {
        return [Entry(address: own)]
      }
      let doubts = isPublic.compactMap(\.doubt)
      return doubts.count == isPublic.count ? [Entry(address: own, doubt: doubts.first)] : []
    }
    guard let gateway = estate.applicationGateways[id] else { return [] }
    // What no input describes may listen anywhere.
    if gateway.frontends.isEmpty { return own.map { [Entry(address: $0)] } ?? [] }
    return gateway.frontends.compactMap { frontend in
      guard frontend.mayBePrivate,
        let address = frontend.privateAddress.value ?? book[.gatewayFrontend(frontend.id)]
      else { return nil }
      let isSure = frontend.publicAddress.isAbsent
      return Entry(
        address: address, frontend: frontend.id,
        doubt: isSure ? nil : frontend.publicAddress.unknown)
    }
  }

  /// What clients of an application gateway send to a listener.
  func calls(of listener: ApplicationGateway.Listener, at gateway: ApplicationGateway) -> TrafficSet
  {
    var entries = publicEntries(of: gateway.id) + privateEntries(of: gateway.id)
    if let frontend = gateway.frontends.first(where: { $0.id == listener.frontend.value?.id }) {
      entries = entries.filter { $0.frontend == frontend.id }
    }
    let port = listener.port.value.flatMap { UInt16(exactly: $0) }
    return TrafficSet(
      destinations: AddressSet(entries.map(\.address)), protocols: ProtocolSet(.tcp),
      destinationPorts: port.map { PortSet($0) } ?? .all)
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
    let entries = publicEntries(of: id)
    guard !entries.isEmpty else {
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
    let management = managementNote(of: id)
    var seen: Set<Address> = []
    // One that is there for certain stands for others that may have the same address.
    return (entries.filter { $0.doubt == nil } + entries.filter { $0.doubt != nil })
      .filter { seen.insert($0.address).inserted }
      .map { entry in
        let doubt = entry.doubt.map {
          Gate(open: $0, node: node, control: "publicAddress", rule: "public IP address")
        }
        let here = entries.filter { $0.address == entry.address }.compactMap(\.frontend)
        return Edge(
          to: .entering(subnet: subnet),
          Chain(
            [Forwarding(to: AddressSet(entry.address))] + management
              + [isPrivate, doubt].compactMap { $0 }
              + listening(id, at: here)
          ).translating(.destinations(inside)))
      }
  }

  /// From inside its subnet to a service: what came by a public address, and what calls a private one.
  func platformServiceArrivals(_ id: ResourceID) -> [Edge] {
    let place = Place.host(.platform(id))
    let node = selectors.text(for: id)
    let entries = privateEntries(of: id)
    var edges = entries.map { entry in
      let doubt = entry.doubt.map {
        Gate(open: $0, node: node, control: "listener", rule: "private address")
      }
      return Edge(
        to: place,
        Chain(
          [Forwarding(to: AddressSet(entry.address))] + [doubt].compactMap { $0 }
            + listening(id, at: entry.frontend.map { [$0] } ?? [])))
    }
    if let own = book[.host(.platform(id))], !entries.contains(where: { $0.address == own }) {
      edges.insert(Edge(to: place, Forwarding(to: AddressSet(own))), at: 0)
    }
    return edges
  }

  /// The ports on which a service answers.
  ///
  /// - Parameter frontends: Where on an application gateway; anywhere where none is named.
  func listening(_ id: ResourceID, at frontends: [ResourceID]) -> [any Mechanism] {
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
    if !gateway.isDescribed {
      let unknown = Self.missing("the listeners of \(node)")
      return [Gate(open: unknown, node: node, control: "listener", rule: "not known")]
    }
    var clauses: [RuleList.Clause] = []
    for listener in gateway.listeners {
      let frontend = gateway.frontends.first { $0.id == listener.frontend.value?.id }
      if let frontend, !frontends.isEmpty, !frontends.contains(frontend.id) { continue }
      clauses.append(clause(of: listener, isPlaced: frontend != nil, node))
    }
    clauses.append(
      RuleList.Clause(
        .all, .deny,
        Evidence(
          node: node, control: "listener", rule: "no listener", source: gateway.source,
          why: "no listener of \(node) takes it at that address")))
    return [RuleList(clauses)]
  }

  private func clause(
    of listener: ApplicationGateway.Listener, isPlaced: Bool, _ node: String
  ) -> RuleList.Clause {
    let proof = Evidence(
      node: node, control: "listener", rule: listener.name, source: listener.source,
      why: "listener \(listener.name) of \(node) takes it")
    if let port = listener.port.value.flatMap({ UInt16(exactly: $0) }), isPlaced {
      return RuleList.Clause(
        TrafficSet(protocols: ProtocolSet(.tcp), destinationPorts: PortSet(port)), .allow, proof)
    }
    let unknown =
      listener.port.unknown ?? listener.frontend.unknown
      ?? Self.missing("the port of listener \(listener.name) of \(node)")
    return RuleList.Clause(
      certain: .empty, possible: TrafficSet(protocols: ProtocolSet(.tcp)), action: .allow,
      evidence: proof, open: unknown)
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
    return managementNote(of: id) + [
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
}

extension ApplicationGateway.Frontend {
  /// Whether clients within networks may call it: a frontend is public or private, never both.
  var mayBePrivate: Bool {
    if publicAddress.isAbsent { return true }
    if hasPublicAddress || publicAddress.value != nil { return false }
    return true
  }
}
