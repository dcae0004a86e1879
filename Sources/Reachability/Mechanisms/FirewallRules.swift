internal import EstateModel
internal import TrafficSets

// What an Azure Firewall lets through: all network rules before all application rules, by groups, by
// collections, by their order; what no rule takes in is denied.
// https://learn.microsoft.com/azure/firewall/rule-processing
extension ReachabilityGraph {
  static let firewallArticle = "https://learn.microsoft.com/azure/firewall/rule-processing"

  /// The rules of a firewall in the order in which they are asked.
  struct FirewallRules {
    /// Network rules, and before them what is not known.
    var network: [RuleList.Clause] = []
    var application: [RuleList.Clause] = []
    var otherwise: RuleList.Clause

    var whole: RuleList { RuleList(network + application + [otherwise]) }

    /// What network rules let through.
    var networked: Passage { RuleList(network + [otherwise.denying]).passes(Passage(.all)) }

    /// What application rules let through, with other source addresses.
    var applied: Passage {
      RuleList(network.map { $0.denying } + application + [otherwise.denying])
        .passes(Passage(.all))
    }
  }

  func rules(of firewall: AzureFirewall, toward destination: Destination) -> FirewallRules {
    let node = selectors.text(for: firewall.id)
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "firewallRule", rule: rule, source: source,
        article: source == nil ? Self.firewallArticle : nil, why: why)
    }
    var rules = FirewallRules(
      otherwise: RuleList.Clause(
        .all, .deny,
        evidence("no rule", policySource(of: firewall), "no rule of \(node) lets it through"),
        remedies: [
          .allowThroughFirewall(firewall.id, traffic: .empty, at: policySource(of: firewall))
        ]
      ))
    if case .front(let front) = destination, mayBeInfrastructure(front) {
      rules.otherwise.warnings.append(
        Remark(
          node: node, property: "infrastructure",
          because:
            "some names of Azure's own infrastructure pass behind the rules; no article lists them",
          source: nil))
    }
    // It judges IPv4 only.
    rules.network.append(
      RuleList.Clause(
        TrafficSet(destinations: book.ipv6), .deny,
        evidence("IPv4 only", nil, "\(node) passes IPv4 only")))
    let (collections, unknown) = collections(of: firewall)
    if let unknown {
      rules.network.append(
        RuleList.Clause(
          .all, .unknown(unknown), evidence("rules not known", unknown.source, unknown.because)))
    }
    var repeated = RepeatedDoubts()
    var namesParts = false
    let takesNames = takesNamesInNetworkRules(firewall)
    for placed in collections {
      let collection = placed.collection
      if let open = collection.open {
        rules.network.append(
          RuleList.Clause(
            .all, .unknown(open),
            evidence("\(collection.name): rules not known", open.source, open.because)))
      }
      for rule in collection.rules {
        switch rule.kind {
        case .network:
          let (clause, traffic) = networkClause(
            rule, placed, firewall, toward: destination, takesNames: takesNames)
          rules.network.append(repeated.settling(clause, of: rule, traffic))
          namesParts =
            namesParts || !rule.destinationGroups.isEmpty
            || rule.destinations.contains { $0.value?.isPartOfInternet == true }
          if takesNames == .no, !rule.names.isEmpty {
            rules.otherwise.warnings.append(withoutProxy(rule, placed, node))
          }
        case .application:
          rules.application += applicationClauses(
            rule, placed, firewall.id, toward: destination)
        case .translation: break
        }
      }
    }
    if namesParts { rules.network = joined(rules.network) }
    return rules
  }

  /// Whether a name may be one of those that Azure lets pass for itself: images of the platform, disks,
  /// diagnostics.
  private func mayBeInfrastructure(_ front: Front) -> Bool {
    front.resource == nil && front.tags.isEmpty
      && ServiceCatalog.microsoftDomains.contains { front.name.hasSuffix(".\($0)") }
  }

  /// Where a rule would be added.
  private func policySource(of firewall: AzureFirewall) -> SourcePosition {
    firewall.policy.value.flatMap { estate.firewallPolicies[$0.id]?.source } ?? firewall.source
  }

  private var knownPublicNumbers: AddressSet {
    AddressSet(estate.publicAddresses.compactMap(\.address.value))
  }

  /// What a rule of destination translation takes in of what comes to the firewall's addresses.
  func translationMatch(
    of rule: FirewallRule, at own: AddressSet
  ) -> (certain: TrafficSet, possible: TrafficSet, open: UnknownValue?) {
    var match = Match()
    for peer in rule.sources { add(peer, \.sources, &match) }
    for group in rule.sourceGroups { addGroup(group, \.sources, &match) }
    for peer in rule.destinations { add(peer, \.destinations, &match) }
    // A number that nobody here is known to have may be that of an address without one.
    let unnumbered = own.intersection(.named)
    let strange = match.destinations.certain.intersection(AddressBook.publicNumbers)
      .subtracting(own).subtracting(knownPublicNumbers)
    if match.destinations.possible != .all, !unnumbered.isEmpty, !strange.isEmpty {
      match.destinations = match.destinations.union(
        Extent(certain: .empty, possible: unnumbered))
      match.open =
        match.open
        ?? Self.missing("the number of \(text(for: unnumbered)), which rule \(rule.name) may mean")
    }
    let ports = rule.ports.extent(&match.open)
    var protocols = ProtocolSet.empty
    for setting in rule.protocols {
      protocols = protocols.union(setting.value ?? .all)
      if let unknown = setting.unknown { note(unknown, &match) }
    }
    protocols = protocols.intersection(ProtocolSet(.tcp, .udp))
    return (
      match.isSure
        ? TrafficSet(
          sources: match.sources.certain,
          destinations: match.destinations.certain.intersection(own), protocols: protocols,
          destinationPorts: ports.certain) : .empty,
      TrafficSet(
        sources: match.sources.possible,
        destinations: match.destinations.possible.intersection(own), protocols: protocols,
        destinationPorts: ports.possible), match.open
    )
  }

  // MARK: - Clauses

  /// What is not known of a rule while its match is put together.
  private struct Match {
    var sources = Extent.nothing
    var destinations = Extent.nothing
    var open: UnknownValue?
    /// Nothing is certain of a rule whose place in the order is not known.
    var isSure = true
  }

  /// With what it takes in for certain, but for its destinations.
  private func networkClause(
    _ rule: FirewallRule, _ placed: Placed, _ firewall: AzureFirewall,
    toward destination: Destination, takesNames: Certainty
  ) -> (RuleList.Clause, TrafficSet) {
    var match = sources(of: rule, placed)
    for peer in rule.destinations { add(peer, \.destinations, &match) }
    for group in rule.destinationGroups { addGroup(group, \.destinations, &match) }
    let byAddress = match.destinations
    for name in rule.names where takesNames != .no {
      if case .front(let front) = destination, let text = name.value,
        NamePattern(text).takesIn(front.name) == true,
        let (addresses, doubt) = addresses(of: front, resolvedBy: firewall)
      {
        match.destinations = match.destinations.union(addresses)
        match.open = match.open ?? doubt
      } else {
        addName(name, &match)
        if case .host = destination, let text = name.value {
          let (addresses, doubt) = privateAddresses(named: text, resolvedBy: firewall)
          match.destinations = match.destinations.union(addresses)
          match.open = match.open ?? doubt
        }
      }
    }
    if !rule.names.isEmpty, let unknown = takesNames.unknown {
      match.destinations = Extent(
        certain: byAddress.certain, possible: match.destinations.possible)
      match.open = match.open ?? unknown
    }
    var protocols = ProtocolSet.empty
    for setting in rule.protocols {
      protocols = protocols.union(setting.value ?? .all)
      if let unknown = setting.unknown { note(unknown, &match) }
    }
    let ports = rule.ports.extent(&match.open)
    if ports.possible != .all { protocols = protocols.intersection(ProtocolSet(.tcp, .udp)) }
    let clause = clause(
      rule, placed, firewall.id, "network rule", match,
      certain: TrafficBox(protocols: protocols, destinationPorts: ports.certain),
      possible: TrafficBox(protocols: protocols, destinationPorts: ports.possible))
    let traffic = TrafficSet(
      sources: match.sources.certain, protocols: protocols, destinationPorts: ports.certain)
    return (clause, match.isSure ? traffic : .empty)
  }

  private func withoutProxy(_ rule: FirewallRule, _ placed: Placed, _ node: String) -> Remark {
    Remark(
      node: node, property: "dnsSettings",
      because:
        "the names of network rule \(placed.collection.name)/\(rule.name) count only with DNS proxy, which \(node) has not enabled",
      source: rule.names.lazy.compactMap(\.source).first ?? rule.source)
  }

  /// By names; a rule without a name that is known takes in nothing.
  private func applicationClauses(
    _ rule: FirewallRule, _ placed: Placed, _ firewall: ResourceID,
    toward destination: Destination
  ) -> [RuleList.Clause] {
    var match = sources(of: rule, placed)
    let denies = placed.collection.action.value == .deny
    for name in rule.names { addName(name, &match, toward: destination, denied: denies) }
    for url in rule.urls {
      let host = url.value.map { String($0.prefix { $0 != "/" }) }
      guard let host else {
        note(url.unknown ?? Self.missing("a URL of rule \(rule.name)"), &match)
        continue
      }
      // Of a URL only the host is in what is asked.
      let pattern = NamePattern(host)
      addPossible(
        names(host).union(privateExtent(of: destination) { pattern.takesIn($0) != false }), rule,
        "the path of a URL decides", &match)
    }
    for tag in rule.nameTags {
      addPossible(
        names { $0.mayBeMicrosofts ? nil : false }.union(
          privateExtent(of: destination) { $0.mayBeMicrosofts }), rule,
        "no input tells the names of tag \(tag.value ?? "?")", &match)
    }
    for category in rule.categories {
      addPossible(
        Extent(publicSpace).union(
          privateExtent(of: destination) { _ in true }), rule,
        "no input tells the sites of category \(category.value ?? "?")", &match)
    }
    // With destinations of its own a rule takes in only these.
    if !rule.destinations.isEmpty || !rule.destinationGroups.isEmpty {
      var own = Match()
      for peer in rule.destinations { add(peer, \.destinations, &own) }
      for group in rule.destinationGroups { addGroup(group, \.destinations, &own) }
      match.destinations = Extent(
        certain: match.destinations.certain.intersection(own.destinations.certain),
        possible: match.destinations.possible.intersection(own.destinations.possible))
      match.open = match.open ?? own.open
    }
    let ports = readablePorts(of: rule, toward: destination, &match)
    let tcp = ProtocolSet(.tcp)
    return [
      clause(
        rule, placed, firewall, "application rule", match,
        certain: TrafficBox(protocols: tcp, destinationPorts: ports.certain),
        possible: TrafficBox(protocols: tcp, destinationPorts: ports.possible))
    ]
  }

  /// The ports on which an application rule can read whom the destination is called by.
  private func readablePorts(
    of rule: FirewallRule, toward destination: Destination, _ match: inout Match
  ) -> (certain: PortSet, possible: PortSet) {
    var certain = PortSet.empty
    var possible = PortSet.empty
    for reading in rule.readings {
      let ports = [reading.ports].extent(&match.open)
      if let language = reading.language.value {
        certain = certain.union(language.readable(ports.certain, toward: destination))
        possible = possible.union(language.readable(ports.possible, toward: destination))
      } else {
        match.open =
          match.open ?? reading.language.unknown
          ?? Self.missing("a protocol of rule \(rule.name)")
        possible = ApplicationProtocol.allCases.reduce(possible) {
          $0.union($1.readable(ports.possible, toward: destination))
        }
      }
    }
    return (certain, possible)
  }

  private func clause(
    _ rule: FirewallRule, _ placed: Placed, _ firewall: ResourceID, _ kind: String,
    _ match: Match, certain: TrafficBox, possible: TrafficBox
  ) -> RuleList.Clause {
    let collection = placed.collection
    let node = selectors.text(for: firewall)
    let action: Decision.Action
    switch collection.action {
    case .known(.allow, _): action = .allow
    case .known(.deny, _): action = .deny
    case .unknown(let unknown): action = .unknown(unknown)
    case .absent:
      action = .unknown(Self.missing("whether collection \(collection.name) allows or denies"))
    }
    let word = collection.action.value.map { $0 == .allow ? "allows" : "denies" } ?? "decides"
    // As products, which tell the senders that a rule takes in even where no destination is certain.
    return RuleList.Clause(
      sure: match.isSure
        ? RuleTraffic(certain.between(match.sources.certain, match.destinations.certain))
        : .set(.empty),
      most: RuleTraffic(possible.between(match.sources.possible, match.destinations.possible)),
      action: action,
      evidence: Evidence(
        node: node, control: "firewallRule", rule: "\(collection.name)/\(rule.name)",
        source: rule.source, why: "\(kind) \(rule.name) of \(node) \(word) it"),
      remedies: action == .deny
        ? [
          .allowThroughFirewall(
            firewall,
            ahead: Change.FirewallDenial(
              policy: placed.policy, collection: collection.name,
              isNetworkRule: rule.kind == .network), traffic: .empty,
            at: placed.policy.flatMap { estate.firewallPolicies[$0]?.source } ?? rule.source)
        ] : [],
      open: match.open)
  }

  private func sources(of rule: FirewallRule, _ placed: Placed) -> Match {
    var match = Match()
    for peer in rule.sources { add(peer, \.sources, &match) }
    for group in rule.sourceGroups { addGroup(group, \.sources, &match) }
    if rule.sources.isEmpty, rule.sourceGroups.isEmpty {
      match.sources = Extent(certain: .empty, possible: .all)
      note(
        UnknownValue(
          key: "\(rule.source)#sourceAddresses",
          because: "rule \(rule.name) names no source, and what it matches then is not documented",
          source: rule.source), &match)
    }
    if placed.isOpen {
      match.isSure = false
      match.open = Self.missing("the priority of collection \(placed.collection.name)")
    }
    return match
  }

  private func note(_ unknown: UnknownValue, _ match: inout Match) {
    match.open = match.open ?? unknown
    match.isSure = false
  }

  // MARK: - Sides

  private func add(
    _ peer: Setting<SecurityRule.Peer>, _ side: WritableKeyPath<Match, Extent>,
    _ match: inout Match
  ) {
    switch peer {
    case .known(let peer, _): match[keyPath: side] = match[keyPath: side].union(extent(of: peer))
    case .unknown(let unknown):
      match.open = match.open ?? unknown
      match[keyPath: side] = match[keyPath: side].union(Extent(certain: .empty, possible: .all))
    case .absent: break
    }
  }

  /// A firewall knows tags of public services only.
  private func extent(of peer: SecurityRule.Peer) -> Extent {
    switch peer {
    case .any: Extent(.all)
    case .prefix(let prefix): extent(of: AddressSet(prefix))
    case .range(let range): extent(of: AddressSet(range))
    case .publicAddress(let id): extent(ofPublicAddress: id)
    case .tag(let tag):
      switch tag.lowercased() {
      case "internet": Extent(publicSpace)
      default: meaning(ofServiceTag: tag)
      }
    }
  }

  private func addGroup(
    _ group: Setting<Reference>, _ side: WritableKeyPath<Match, Extent>, _ match: inout Match
  ) {
    guard let reference = group.value else {
      match.open = match.open ?? group.unknown
      match[keyPath: side] = match[keyPath: side].union(Extent(certain: .empty, possible: .all))
      return
    }
    for range in estate.ipGroups[reference.id]?.ranges ?? [] {
      add(
        range.value.map { .known(.prefix($0), reference.source) }
          ?? range.unknown.map { .unknown($0) } ?? .absent, side, &match)
    }
  }

  /// - Parameters:
  ///   - destination: where it has private addresses of its own behind its name.
  ///   - isDenied: whether the rule denies what it takes in.
  private func addName(
    _ name: Setting<String>, _ match: inout Match, toward destination: Destination? = nil,
    denied isDenied: Bool = false
  ) {
    guard let text = name.value else {
      match.open = match.open ?? name.unknown
      match.destinations = match.destinations.union(Extent(certain: .empty, possible: .all))
      return
    }
    var extent = names(text)
    let pattern = NamePattern(text)
    if let called = destination.flatMap({ nameInRequests(toward: $0) }),
      case let takesIn = pattern.takesIn(called.name), takesIn != false
    {
      // By whatever address the client calls: the name decides.
      extent = extent.union(
        Extent(certain: takesIn == true ? called.addresses : .empty, possible: called.addresses))
    } else if destination != nil, pattern.isEverything {
      let others = AddressSet.all.subtracting(AddressBook.publicNumbers)
        .subtracting(book.openAddresses)
      // Without a name no rule behind it lets anything through either.
      extent = extent.union(Extent(certain: isDenied ? others : .empty, possible: others))
      if !isDenied {
        match.open =
          match.open
          ?? UnknownValue(
            key: "\(name.source.map(String.init(describing:)) ?? text)#name",
            because:
              "no input tells whether a name leads to that address: application rules judge names",
            source: name.source)
      }
    }
    match.destinations = match.destinations.union(extent)
  }

  /// The addresses within networks to which requests for a destination go, where a list may hold the name
  /// in them.
  private func privateExtent(
    of destination: Destination, _ mayHold: (NamePattern) -> Bool
  ) -> Extent {
    guard let called = nameInRequests(toward: destination), mayHold(NamePattern(called.name)) else {
      return .nothing
    }
    return Extent(certain: .empty, possible: called.addresses)
  }

  private func addPossible(
    _ extent: Extent, _ rule: FirewallRule, _ because: String, _ match: inout Match
  ) {
    if extent.possible.isEmpty { return }
    match.destinations = match.destinations.union(
      Extent(certain: .empty, possible: extent.possible))
    match.open =
      match.open
      ?? UnknownValue(
        key: "\(rule.source)#names", because: "\(because): application rule \(rule.name)",
        source: rule.source)
  }
}

extension RuleList.Clause {
  /// The same match, denied.
  fileprivate var denying: RuleList.Clause {
    RuleList.Clause(
      certain: certain, possible: possible, action: .deny, evidence: evidence, open: open)
  }
}

extension TrafficBox {
  /// The part of it that is sent by and to these.
  fileprivate func between(_ sources: AddressSet, _ destinations: AddressSet) -> TrafficBox {
    var box = self
    box.sources = sources
    box.destinations = destinations
    return box
  }
}
