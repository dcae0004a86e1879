internal import EstateModel
internal import TrafficSets

// The addresses behind the names of a firewall's rules. A network rule takes in those to which the
// firewall itself resolves the name: by the servers of its DNS settings, else by Azure's own service.
// https://learn.microsoft.com/azure/firewall/fqdn-filtering-network-rules
extension ReachabilityGraph {
  /// The addresses that a name which private endpoints may serve leads to for a firewall, and why that
  /// is not decided; `nil` where the name resolves alike everywhere.
  func addresses(
    of front: Front, resolvedBy firewall: AzureFirewall
  ) -> (Extent, doubt: UnknownValue?)? {
    let endpoints = endpoints(serving: .front(front))
    guard front.zone != nil, !endpoints.isEmpty,
      let network = firewall.subnet.value.flatMap({ estate.subnets[$0.id]?.network })
    else { return nil }
    let finding = nameFinding(
      front,
      resolver(of: firewall, in: network, for: AskedName(name: front.name, zone: front.zone)),
      endpoints, askedBy: selectors.text(for: firewall.id))
    var extent = Extent.nothing
    var doubt: UnknownValue?
    func add(_ addresses: AddressSet, _ gate: Gate) {
      switch gate.action {
      case .allow: extent = extent.union(Extent(addresses))
      case .deny: break
      case .unknown(let unknown):
        extent = extent.union(Extent(certain: .empty, possible: addresses))
        doubt = doubt ?? unknown
      }
    }
    for endpoint in endpoints { add(addresses(of: endpoint), finding.gate(for: endpoint.id)) }
    add(book[.front(front.name)].map { AddressSet($0) } ?? .empty, finding.publicGate)
    return (extent, doubt)
  }

  private func resolver(
    of firewall: AzureFirewall, in network: ResourceID, for asked: AskedName
  ) -> Resolver {
    let settings: FirewallSettings
    switch firewall.policy {
    case .known(let reference, _):
      settings = estate.firewallPolicies[reference.id]?.settings ?? FirewallSettings()
    case .unknown(let unknown): return .unknown(unknown)
    case .absent: settings = firewall.settings
    }
    // Servers of its network are none of its own: without any it asks Azure.
    let resolution = resolution(
      by: settings.nameServers, of: selectors.text(for: firewall.id), in: network, askedBy: nil,
      asked, passed: [])
    let denial = resolution.steps.lazy.compactMap { $0 as? Gate }.first { $0.action == .deny }
    guard let denial else { return resolution.resolver }
    return .nobody(why: denial.evidence.why, source: denial.evidence.source)
  }

  /// The name that requests for a destination have for a Host header or the SNI of TLS, and the addresses
  /// within networks to which they go; `nil` where callers know the destination by its address alone.
  func nameInRequests(toward destination: Destination) -> (name: String, addresses: AddressSet)? {
    if let calledName { return (calledName, recordedAddresses(of: calledName)) }
    guard case .front(let front) = destination, front.isCalledByName else { return nil }
    return (front.name, privateAddresses(servingName: front))
  }

  /// The private addresses that a name of the user's own leads to for a firewall: those of its records
  /// in a zone that is linked to the firewall's network, or what servers of the user's own answer.
  func privateAddresses(
    named text: String, resolvedBy firewall: AzureFirewall
  ) -> (Extent, doubt: UnknownValue?) {
    let name = text.lowercased()
    guard !NamePattern(name).mayBeMicrosofts,
      let network = firewall.subnet.value.flatMap({ estate.subnets[$0.id]?.network })
    else { return (.nothing, nil) }
    let inside = AddressBook.privateIPv4.union(privateNamedAddresses)
    func open(_ unknown: UnknownValue) -> (Extent, doubt: UnknownValue?) {
      (Extent(certain: .empty, possible: inside), unknown)
    }
    switch resolver(of: firewall, in: network, for: AskedName(name: name, zone: nil)) {
    case .unknown(let unknown): return open(unknown)
    case .managed, .publicNames, .nobody: return (.nothing, nil)
    case .network(let asking):
      // Of several zones that hold the name the longest answers.
      let zones = estate.zones.filter { zone in
        (name == zone.zoneName || name.hasSuffix(".\(zone.zoneName)"))
          && zone.links.contains { $0.network.value?.id == asking || $0.network.unknown != nil }
      }
      guard let zone = zones.max(by: { $0.zoneName.count < $1.zoneName.count }) else {
        return (.nothing, nil)
      }
      let link = zone.links.first { $0.network.value?.id == asking } ?? zone.links.first
      let short = name == zone.zoneName ? "@" : String(name.dropLast(zone.zoneName.count + 1))
      let record =
        zone.records.first { $0.name.lowercased() == short }
        ?? zone.records.first { $0.name == "*" && short != "@" }
      guard link?.presence == nil, link?.network.unknown == nil, let record else {
        // Machines may be registered there without a record in any input.
        return open(
          link?.presence ?? link?.network.unknown
            ?? UnknownValue(
              key: "\(zone.id)#\(name)",
              because: "no input has the record of \(name) in \(selectors.text(for: zone.id))",
              source: zone.source))
      }
      if let unknown = record.addresses.compactMap(\.unknown).first { return open(unknown) }
      return (extent(of: AddressSet(record.addresses.compactMap(\.value))), nil)
    }
  }

  /// Whether names in network rules take in anything: only with the DNS proxy on.
  ///
  /// See <https://learn.microsoft.com/azure/firewall/fqdn-filtering-network-rules>.
  func takesNamesInNetworkRules(_ firewall: AzureFirewall) -> Certainty {
    let settings: FirewallSettings
    var base: Setting<Reference> = .absent
    switch firewall.policy {
    case .known(let reference, let source):
      guard let policy = estate.firewallPolicies[reference.id], policy.isDescribed else {
        return .open(
          UnknownValue(
            key: "\(reference.id)#dnsSettings",
            because: "no input describes \(selectors.text(for: reference.id))", source: source))
      }
      settings = policy.settings
      base = policy.base
    case .unknown(let unknown): return .open(unknown)
    case .absent: settings = firewall.settings
    }
    let node = selectors.text(for: firewall.id)
    func open(_ because: String, _ source: SourcePosition?) -> Certainty {
      .open(
        UnknownValue(key: "\(firewall.id)#namesInNetworkRules", because: because, source: source))
    }
    switch settings.proxiesNames {
    case .known(true, _): return .yes
    case .unknown(let unknown): return .open(unknown)
    case .known(false, _): break
    case .absent:
      if !base.isAbsent {
        return open(
          "whether \(node) has the DNS proxy of its parent policy is not documented", base.source)
      }
    }
    if !settings.requiresProxyForNames.isAbsent {
      return open(
        "what requireProxyForNetworkRules does while the DNS proxy of \(node) is off is not documented",
        settings.requiresProxyForNames.source)
    }
    return .no
  }

  // MARK: - Names of rules

  /// The public addresses behind names that a pattern takes in.
  func names(_ text: String) -> Extent {
    let pattern = NamePattern(text)
    if pattern.isEverything { return Extent(publicSpace) }
    // What a narrower rule names has an address of its own: that of a wide pattern is all the rest.
    let isTold = book[.name(pattern.text)] != nil || book[.front(pattern.text)] != nil
    let isMicrosofts = pattern.mayBeMicrosofts
    return names { other in
      if other.isOfTag, !isMicrosofts { return false }
      if isTold, other != pattern, other.takesIn(pattern) == true { return false }
      let taken = pattern.takesIn(other)
      return taken == nil && pattern.isNoName(ofService: other.text) ? false : taken
    }
  }

  func names(_ takesIn: (NamePattern) -> Bool?) -> Extent {
    var certain: [Address] = []
    var possible: [Address] = []
    for (name, address) in book.namesOfAddresses {
      switch takesIn(NamePattern(name)) {
      case true?:
        certain.append(address)
        possible.append(address)
      case nil: possible.append(address)
      case false?: break
      }
    }
    return Extent(certain: AddressSet(certain), possible: AddressSet(possible))
  }

  /// The addresses of private endpoints that answer under a service's name.
  func privateAddresses(servingName front: Front) -> AddressSet {
    estate.privateEndpoints.reduce(AddressSet.empty) { addresses, endpoint in
      front.isServed(by: endpoint, in: estate)
        ? addresses.union(self.addresses(of: endpoint)) : addresses
    }
  }
}
