internal import EstateModel
internal import TrafficSets

// Where not everything is known of the rules of destination translation, or of whom they lead to, a firewall may
// lead to a host all the same.
// https://learn.microsoft.com/azure/firewall/destination-nat-rules
extension ReachabilityGraph {
  /// Why a firewall may lead to a host that none of its known rules names.
  func doubtfulEntries(toward host: Host) -> [Edge] {
    // The firewall puts its own address in the place of the caller's: replies go to it.
    doubtfulEntries(to: .answered(host)) { doubts(of: $0, leadingTo: host) }
  }

  /// The same for a private endpoint that is called itself.
  func doubtfulEntries(toCalled endpoint: PrivateEndpoint, _ front: Front) -> [Edge] {
    doubtfulEntries(to: .privateEndpoint(endpoint.id)) { firewall in
      let own = calledAddresses(front, of: endpoint)
      let free =
        own.isSubset(of: .named)
        ? endpoint.subnet.value.flatMap { freeNumbers[$0.id] } ?? .empty : .empty
      let open = firewall.configurations.lazy.compactMap(\.publicAddress.unknown).first
      guard firewall.configurations.contains(where: { !$0.publicAddress.isAbsent }) else {
        return []
      }
      return translations(of: firewall).compactMap { rule, _ in
        guard let address = rule.translatedAddress.value else { return nil }
        let node = selectors.text(for: endpoint.id)
        let dynamic = UnknownValue(
          key: "\(endpoint.id)#\(address)",
          because: "whether \(node), whose address is in no input, has \(address) is not known",
          source: rule.source)
        let unknown = own.contains(address) ? open : free.contains(address) ? dynamic : nil
        return unknown.map { ($0, arrivals(by: rule)) }
      }
    }
  }

  private func doubtfulEntries(
    to place: Place, _ doubts: (AzureFirewall) -> [(UnknownValue, TrafficSet)]
  ) -> [Edge] {
    estate.firewalls.flatMap { firewall -> [Edge] in
      let open = knownNetworks.entryDoubts.value(for: firewall.id) { entryDoubts(of: firewall) }
      let isWhollyOpen = open.contains { $0.traffic == .all }
      let doubts =
        open.map { ($0.unknown, $0.traffic) } + (isWhollyOpen ? [] : doubts(firewall))
      return doubts.map { unknown, traffic in
        let gate = Gate(
          open: unknown, node: selectors.text(for: firewall.id), control: "firewallRule",
          rule: "DNAT rules not known")
        return Edge(to: place, Chain([Sorting(traffic: traffic), gate]))
      }
    }
  }

  /// Why rules of a firewall may lead to the host, and with what: where the firewall's public address is
  /// not known, or the host's private one.
  private func doubts(
    of firewall: AzureFirewall, leadingTo host: Host
  ) -> [(UnknownValue, TrafficSet)] {
    let open = firewall.configurations.lazy.compactMap(\.publicAddress.unknown).first
    let interface: NetworkInterface?
    var frontends: [ResourceID] = []
    switch host {
    case .interface(let id):
      interface = estate.interfaces[id]
      frontends = innerFrontends(leadingTo: id)
    case .frontend(let id):
      interface = nil
      frontends = balancers.frontends[id]?.isPublic == false ? [id] : []
    case .subnet, .subnetAddress, .platform, .site, .client, .address: interface = nil
    default: return []
    }
    let picking = subnetsPicking(addressesOf: frontends, or: host)
    guard firewall.configurations.contains(where: { !$0.publicAddress.isAbsent }) else { return [] }
    let own = addresses(of: host)
    let isDynamic =
      interface?.configurations.contains { $0.privateAddress.value == nil } ?? false
    if open == nil, !isDynamic, picking.isEmpty { return [] }
    return translations(of: firewall).compactMap { rule, _ in
      guard let address = rule.translatedAddress.value else { return nil }
      if picking.contains(where: { freeNumbers[$0]?.contains(address) == true }) {
        let unknown = UnknownValue(
          key: "\(text(for: host))#\(address)",
          because: "whether a frontend that leads to \(text(for: host)), whose address is dynamic, "
            + "has \(address) is not known", source: rule.source)
        return (unknown, TrafficSet(protocols: ProtocolSet(.tcp, .udp)))
      }
      let dynamic = interface.flatMap { doubt(whether: $0, has: address, at: rule.source) }
      guard let unknown = (own.contains(address) ? open : nil) ?? dynamic else { return nil }
      return (unknown, arrivals(by: rule))
    }
  }

  /// The subnets in which Azure picks the addresses of some frontends, of load balancers or of the
  /// application gateway that the host is.
  private func subnetsPicking(addressesOf frontends: [ResourceID], or host: Host) -> [ResourceID] {
    let dynamic = frontends.compactMap { balancers.frontends[$0] }
      .filter { $0.privateAddress.value == nil }.compactMap(\.subnet.value?.id)
    guard case .platform(let id) = host, let gateway = estate.applicationGateways[id] else {
      return dynamic
    }
    let picks = gateway.frontends.contains { $0.mayBePrivate && $0.privateAddress.value == nil }
    return picks ? dynamic + [gateway.subnet.value?.id].compactMap(\.self) : dynamic
  }

  /// What a rule leads on, as it arrives.
  func arrivals(by rule: FirewallRule) -> TrafficSet {
    var protocols = ProtocolSet(.tcp, .udp)
    if rule.protocols.allSatisfy({ $0.value != nil }) {
      protocols = rule.protocols.compactMap(\.value).reduce(ProtocolSet.empty) { $0.union($1) }
    }
    if let port = rule.translatedPort.value.flatMap({ UInt16(exactly: $0) }) {
      return TrafficSet(protocols: protocols, destinationPorts: PortSet(port))
    }
    guard rule.translatedPort.isAbsent, rule.ports.allSatisfy({ $0.value != nil }) else {
      return TrafficSet(protocols: protocols)
    }
    let ports = rule.ports.compactMap(\.value).reduce(PortSet.empty) { $0.union($1) }
    return TrafficSet(protocols: protocols, destinationPorts: ports)
  }

  /// Why what comes to the public addresses of a firewall may lead anywhere, with what arrives of it.
  typealias EntryDoubt = (unknown: UnknownValue, traffic: TrafficSet)

  private func entryDoubts(of firewall: AzureFirewall) -> [EntryDoubt] {
    if let unknown = notModelled(firewall) { return [(unknown, .all)] }
    // Where it has no public address nothing comes to it from outside.
    if firewall.isDescribed, firewall.configurations.allSatisfy(\.publicAddress.isAbsent) {
      return []
    }
    if let unknown = rulesDoubt(of: firewall) { return [(unknown, .all)] }
    return translations(of: firewall).compactMap { rule, _ in
      guard target(of: rule, at: firewall).certain.isEmpty else { return nil }
      let unknown =
        rule.translatedAddress.unknown
        ?? UnknownValue(
          key: "\(firewall.id)#\(rule.name)",
          because:
            "what the name \(rule.translatedName.value ?? "?") of DNAT rule \(rule.name) leads to is not known",
          source: rule.source)
      return (unknown, arrivals(by: rule))
    }
  }
}
