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
    /// Where it leads: to addresses that it names, or that its name is known to lead to.
    var inside: AddressSet
    /// What it takes, of what no rule before it takes.
    let list: RuleList
    /// Why it may lead elsewhere.
    var doubt: UnknownValue?

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

  /// The addresses at which a firewall's rules listen.
  func calledAddresses(of firewall: AzureFirewall) -> AddressSet {
    publicAddresses(of: firewall).union(ownAddresses(of: firewall))
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
    if wanted.isEmpty { return entriesPerhaps(leadingTo: destination) }
    return estate.firewalls.flatMap { firewall -> [FirewallEntry] in
      if notModelled(firewall) != nil { return [] }
      let entries = firewallEntries(of: firewall)
      // By their places: an entry has much more to it than its address.
      return entries.indices.filter { !entries[$0].inside.isDisjoint(with: wanted) }
        .map { place in
          var entry = entries[place]
          entry.inside = entry.inside.intersection(wanted)
          return entry
        }
    }
  }

  /// The rules that lead into the subnet of a host of which no input tells the address there, each as one
  /// that may lead to it.
  private func entriesPerhaps(leadingTo destination: Destination) -> [FirewallEntry] {
    guard case .host(let host) = destination, host.hasHiddenAddress,
      case .subnet(let subnet, _) = attachment(of: host), let free = freeNumbers[subnet]
    else { return [] }
    let own = addresses(of: host).intersection(.named)
    if own.isEmpty || free.isEmpty { return [] }
    return estate.firewalls.flatMap { firewall -> [FirewallEntry] in
      if notModelled(firewall) != nil { return [] }
      return firewallEntries(of: firewall).compactMap { entry in
        let possible = entry.inside.intersection(free)
        guard let number = possible.firstAddress else { return nil }
        var perhaps = entry
        perhaps.inside = own
        perhaps.doubt = UnknownValue(
          key: "\(text(for: host))#\(number)",
          because: "whether \(text(for: host)), whose address is in no input, has \(number) is not "
            + "known", source: entry.rule.source)
        return perhaps
      }
    }
  }

  /// The addresses by which a rule may lead to a destination: those that routes lead to, and public ones
  /// that stand for it.
  private func translatedAddresses(leadingTo destination: Destination) -> AddressSet {
    switch destination {
    case .front(let front):
      if let endpoint = calledEndpoint(front) { return calledAddresses(front, of: endpoint) }
      let translates = estate.firewalls.contains { !translations(of: $0).isEmpty }
      if !translates { return .empty }
      return knownNetworks.endpointAddresses.value(for: front) {
        privateAddresses(servingName: front)
      }
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
    let own = calledAddresses(of: firewall)
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
          inside: target(of: rule, at: firewall).certain,
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

  /// Where a rule leads: to the address that it names, or to those of its name's record in a private zone
  /// that the firewall's network is linked to.
  func target(of rule: FirewallRule, at firewall: AzureFirewall) -> Extent {
    if let address = rule.translatedAddress.value { return Extent(AddressSet(address)) }
    guard rule.translatedAddress.isAbsent, let name = rule.translatedName.value else {
      return .nothing
    }
    let (addresses, doubt) = privateAddresses(named: name, resolvedBy: firewall)
    return doubt == nil ? addresses : .nothing
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
    let chained = chainedFirewallCalls(of: sender, toward: destination)
    guard case .host(let host) = destination else { return calls + chained }
    return calls + chained + balancedFirewallCalls(of: sender, toward: host)
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
    entries += chainedEntries(leadingTo: destination).map(\.entry)
      .filter { seen.insert("\($0.firewall.id) \($0.name)").inserted }
    return entries.compactMap { entry in
      let here: AddressSet
      if let subnet {
        guard entry.firewall.subnet.value?.id == subnet else { return nil }
        here = ownAddresses(of: entry.firewall)
      } else if let firewall {
        guard firewall.id == entry.firewall.id else { return nil }
        // A route may lead what is meant for its own subnet here, too.
        here = calledAddresses(of: firewall)
      } else {
        here = publicAddresses(of: entry.firewall)
      }
      let source = address(of: entry.firewall.id)
      return Edge(
        to: .firewall(entry.firewall.id, .translated),
        Chain(
          [Forwarding(to: here), Sorting(traffic: entry.before), entry.list]
            + translationNote(entry)
        ).translating(
          .both(
            sources: source, destinations: entry.inside, ports: entry.translatedPorts)))
    }
  }

  private func translationNote(_ entry: FirewallEntry) -> [any Mechanism] {
    [entry.rule.translatedPort.unknown, entry.doubt].compactMap(\.self).map { unknown in
      Gate(
        open: unknown, node: selectors.text(for: entry.firewall.id), control: "firewallRule",
        rule: entry.name)
    }
  }
}
