internal import EstateModel
internal import TrafficSets

// What calls an address of a firewall: rules of destination translation lead it on, with an address of
// the firewall's in the place of the caller's, and no network rule is asked.
// https://learn.microsoft.com/azure/firewall/destination-nat-rules
extension ReachabilityGraph {
  static let destinationTranslationArticle =
    "https://learn.microsoft.com/azure/firewall/destination-nat-rules"

  /// A rule of destination translation as it stands at its firewall.
  struct FirewallEntry: Sendable {
    let firewall: AzureFirewall
    let rule: FirewallRule
    let name: String
    /// The addresses of the firewall that it listens at, and the ports.
    let calls: AddressSet
    let ports: PortSet
    let protocols: ProtocolSet
    /// What it takes, of what no rule before it takes.
    let list: RuleList

    /// What callers send.
    var before: TrafficSet {
      TrafficSet(destinations: calls, protocols: protocols, destinationPorts: ports)
    }

    /// What arrives.
    var behind: TrafficSet {
      TrafficSet(protocols: protocols, destinationPorts: translatedPorts ?? ports)
    }

    /// The ports that it puts in the place of the called ones, any where that is open; `nil` where they
    /// stay as they are.
    var translatedPorts: PortSet? {
      rule.translatedPort.unknown != nil ? .all : translatedPort.map { PortSet($0) }
    }

    var translatedPort: UInt16? { rule.translatedPort.value.flatMap { UInt16(exactly: $0) } }
  }

  /// The public addresses of a firewall, by number or by name.
  func publicAddresses(of firewall: AzureFirewall) -> AddressSet {
    firewall.configurations.reduce(AddressSet.empty) { addresses, configuration in
      guard let id = configuration.publicAddress.value?.id else { return addresses }
      let address = address(ofPublicAddress: id)
      return addresses.union(address.map { AddressSet($0) } ?? .empty)
    }
  }

  /// The addresses of a firewall within its subnet: the one that it is known to have, or any.
  private func ownAddresses(of firewall: AzureFirewall) -> AddressSet {
    if let address = firewall.privateAddress.value { return AddressSet(address) }
    guard let subnet = firewall.subnet.value.flatMap({ estate.subnets[$0.id] }) else {
      return .empty
    }
    return AddressSet(subnet.prefixes.compactMap(\.value))
  }

  /// The rules of all firewalls that lead to a host.
  func firewallEntries(leadingTo host: Host) -> [FirewallEntry] {
    firewallEntries(leadingTo: .host(host))
  }

  /// The rules of all firewalls that lead to a host, or to a private endpoint that is called itself.
  func firewallEntries(leadingTo destination: Destination) -> [FirewallEntry] {
    if estate.firewalls.all.isEmpty { return [] }
    let wanted = translatedAddresses(leadingTo: destination)
    if wanted.isEmpty { return [] }
    return estate.firewalls.flatMap { firewall -> [FirewallEntry] in
      if notModelled(firewall) != nil { return [] }
      let entries = firewallEntries(of: firewall)
      // By their places: an entry has much more to it than its address.
      return entries.indices.filter { place in
        entries[place].rule.translatedAddress.value.map { wanted.contains($0) } ?? false
      }.map { entries[$0] }
    }
  }

  /// The addresses by which a rule may lead to a destination: those that routes lead to, and public ones
  /// that stand for it.
  private func translatedAddresses(leadingTo destination: Destination) -> AddressSet {
    switch destination {
    case .front(let front):
      return calledEndpoint(front).map { calledAddresses(front, of: $0) } ?? .empty
    case .host(let host):
      switch host {
      case .interface, .platform:
        return addresses(of: host).union(publicAddresses(leadingTo: host))
      case .frontend, .subnet, .subnetAddress, .site, .address: return addresses(of: host)
      case .client:
        if case .internet = attachment(of: host) { return .empty }
        return addresses(of: host)
      case .internet, .machine, .compute, .deployment, .cluster, .injected, .app, .service, .other:
        return .empty
      }
    }
  }

  /// The rules of a firewall, whomever they lead to.
  func firewallEntries(of firewall: AzureFirewall) -> [FirewallEntry] {
    knownNetworks.firewallEntries.value(for: firewall.id) { entries(of: firewall) }
  }

  private func entries(of firewall: AzureFirewall) -> [FirewallEntry] {
    let node = selectors.text(for: firewall.id)
    let own = publicAddresses(of: firewall).union(ownAddresses(of: firewall))
    var before: [RuleList.Clause] = []
    var entries: [FirewallEntry] = []
    for (rule, name) in translations(of: firewall) {
      let match = translationMatch(of: rule, at: own)
      let evidence = Evidence(
        node: node, control: "firewallRule", rule: told(rule, name), source: rule.source,
        why: "DNAT rule \(rule.name) of \(node) leads to \(target(of: rule))")
      let clause = RuleList.Clause(
        certain: match.certain, possible: match.possible, action: .allow, evidence: evidence,
        open: match.open)
      entries.append(
        FirewallEntry(
          firewall: firewall, rule: rule, name: name, calls: match.possible.destinations,
          ports: match.possible.destinationPorts, protocols: match.possible.protocols,
          list: RuleList(
            before + [
              clause,
              RuleList.Clause(
                .all, .deny,
                Evidence(
                  node: node, control: "firewallRule", rule: name, source: rule.source,
                  why: "DNAT rule \(rule.name) of \(node) takes nothing from there")),
            ])))
      before.append(
        RuleList.Clause(
          certain: match.certain, possible: match.possible, action: .deny, evidence: evidence,
          open: match.open))
    }
    return entries
  }

  private func target(of rule: FirewallRule) -> String {
    let place =
      rule.translatedAddress.value.map { book.label($0) } ?? rule.translatedName.value ?? "?"
    return rule.translatedPort.value.map { "\(place):\($0)" } ?? place
  }

  /// The rule with what callers use and what that becomes: `web/in: tcp/443 -> 10.1.0.4:8443`.
  private func told(_ rule: FirewallRule, _ name: String) -> String {
    guard rule.ports.allSatisfy({ $0.value != nil }), !rule.ports.isEmpty else { return name }
    let ports = rule.ports.compactMap(\.value).reduce(PortSet.empty) { $0.union($1) }
    let protocols = rule.protocols.compactMap(\.value)
      .reduce(ProtocolSet.empty) { $0.union($1) }
    let called = TrafficTerm.terms(
      of: TrafficSet(protocols: protocols, destinationPorts: ports)
    ).map(\.description).joined(separator: ", ")
    return "\(name): \(called) -> \(target(of: rule))"
  }

  // MARK: - Calling

  /// From a sender that calls a destination by an address of a firewall: traffic is told as it arrives.
  func firewallCalls(of sender: Host, toward destination: Destination) -> [Edge] {
    if estate.firewalls.all.isEmpty { return [] }
    switch attachment(of: sender) {
    case .subnet, .gateway, .internet, .managed: break
    case .service, .unknown: return []
    }
    let calls = firewallEntries(leadingTo: destination).map { entry in
      Edge(
        to: .addressed(sender),
        Chain([Sorting(traffic: entry.behind)]).translating(
          .destination(entry.calls, ports: entry.ports)))
    }
    guard case .host(let host) = destination else { return calls }
    return calls + balancedFirewallCalls(of: sender, toward: host)
      + openTranslationCalls(of: sender, toward: host)
  }

  // MARK: - Arriving

  /// From where a packet for an address of a firewall arrives: over the internet, in its subnet, or
  /// at the firewall itself, to which routes lead what is meant for its public addresses.
  func translatedEntries(
    toward destination: Destination, in subnet: ResourceID? = nil,
    calledAt firewall: AzureFirewall? = nil
  ) -> [Edge] {
    if estate.firewalls.all.isEmpty { return [] }
    // Rules of one frontend share the firewall's rule that leads to it.
    var seen: Set<String> = []
    var entries = firewallEntries(leadingTo: destination)
    if case .host(let host) = destination {
      entries += balancedEntries(leadingTo: host).map(\.entry)
        .filter { seen.insert("\($0.firewall.id) \($0.name)").inserted }
    }
    return entries.compactMap { entry in
      let here: AddressSet
      if let subnet {
        guard entry.firewall.subnet.value?.id == subnet else { return nil }
        here = ownAddresses(of: entry.firewall)
      } else if let firewall {
        guard firewall.id == entry.firewall.id else { return nil }
        // A route may lead what is meant for its own subnet here, too.
        here = publicAddresses(of: firewall).union(ownAddresses(of: firewall))
      } else {
        here = publicAddresses(of: entry.firewall)
      }
      let source = address(of: entry.firewall.id)
      let inside = entry.rule.translatedAddress.value.map { AddressSet($0) } ?? .empty
      return Edge(
        to: .firewall(entry.firewall.id, .translated),
        Chain(
          [Forwarding(to: here), Sorting(traffic: entry.before), entry.list]
            + translationNote(entry)
        ).translating(
          .both(
            sources: source, destinations: inside, ports: entry.translatedPorts)))
    }
  }

  private func translationNote(_ entry: FirewallEntry) -> [any Mechanism] {
    guard let unknown = entry.rule.translatedPort.unknown else { return [] }
    return [
      Gate(
        open: unknown, node: selectors.text(for: entry.firewall.id), control: "firewallRule",
        rule: entry.name)
    ]
  }

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
      let doubts =
        knownNetworks.entryDoubts.value(for: firewall.id) { entryDoubt(of: firewall) }
        .map { [($0, TrafficSet.all)] } ?? doubts(firewall)
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

  private func entryDoubt(of firewall: AzureFirewall) -> UnknownValue? {
    if let unknown = notModelled(firewall) { return unknown }
    // Where it has no public address nothing comes to it from outside.
    if firewall.isDescribed, firewall.configurations.allSatisfy(\.publicAddress.isAbsent) {
      return nil
    }
    if let unknown = rulesDoubt(of: firewall) { return unknown }
    for (rule, _) in translations(of: firewall) where rule.translatedAddress.value == nil {
      return rule.translatedAddress.unknown
        ?? UnknownValue(
          key: "\(firewall.id)#\(rule.name)",
          because:
            "what the name \(rule.translatedName.value ?? "?") of DNAT rule \(rule.name) leads to is not known",
          source: rule.source)
    }
    return nil
  }
}
