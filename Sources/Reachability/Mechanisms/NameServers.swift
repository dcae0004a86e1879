internal import EstateModel
internal import TrafficSets

// Who looks a name up: Azure's own service, with the zones and rulesets linked to a network, or servers
// of the user's own that lead to such a network.
// https://learn.microsoft.com/azure/dns/private-resolver-endpoints-rulesets
extension ReachabilityGraph {
  static let resolverArticle =
    "https://learn.microsoft.com/azure/dns/private-resolver-endpoints-rulesets"

  /// Whose answer counts in the end, and what was decided on the way to it.
  struct Resolution {
    var resolver: Resolver
    var steps: [any Mechanism] = []

    /// Why nobody hears the answer; `nil` where somebody may.
    var silence: Gate? {
      steps.lazy.compactMap { $0 as? Gate }.first { $0.action == .deny }
    }
  }

  /// A name that is looked up, and the private zone that public DNS sends it to.
  struct AskedName {
    let name: String
    let zone: String?
  }

  /// Whose answer counts for a name of no service's front.
  func resolver(of host: Host, for asked: AskedName) -> Resolver {
    heard(resolution(of: host, for: asked))
  }

  /// Whose answer counts, where anybody hears it.
  func heard(_ resolution: Resolution) -> Resolver {
    guard let denial = resolution.silence else { return resolution.resolver }
    return .nobody(why: denial.evidence.why, source: denial.evidence.source)
  }

  /// A server that is asked, where the input tells what it is.
  private struct NameServer {
    /// The network for which it asks Azure; `nil` where it asks others or nobody.
    var network: ResourceID?
    /// Others that it asks instead.
    var forwardsTo: [Setting<Address>] = []
    /// Why it does not answer.
    var silence: String?
    let subnet: ResourceID
    let evidence: Evidence
  }

  /// What a network's name service answers, for a host in it.
  ///
  /// - Parameter passed: networks and rules that were asked before; a circle has no answer.
  func resolution(
    inNetwork id: ResourceID, of host: Host?, _ asked: AskedName, passed: [String] = []
  ) -> Resolution {
    guard let network = estate.networks[id] else {
      return Resolution(resolver: .unknown(Self.missing("the network \(id.name)")))
    }
    if network.dnsServers.isEmpty { return azure(inNetwork: id, asked, passed: passed) }
    return resolution(
      by: network.dnsServers, of: selectors.text(for: id), in: id, askedBy: host, asked,
      passed: passed)
  }

  // MARK: - Servers

  /// Several servers that lead to different answers decide nothing.
  func resolution(
    by servers: [Setting<Address>], of node: String, in network: ResourceID, askedBy host: Host?,
    _ asked: AskedName, passed: [String]
  ) -> Resolution {
    var found: [Resolution] = []
    var reach: [NameServer] = []
    var strange: UnknownValue?
    for server in servers {
      guard let address = server.value else {
        let unknown =
          server.unknown ?? Self.missing("the addresses of the DNS servers of \(node)")
        // Whether it hears any of them is as open as what they answer.
        let isHeard = servers.contains {
          $0.value.map { AddressBook.platformHost.contains($0) } == true
        }
        let gate = Gate(
          open: unknown, node: node, control: "nameResolution", rule: "DNS servers not known")
        return Resolution(resolver: .unknown(unknown), steps: isHeard ? [] : [gate])
      }
      if AddressBook.platformHost.contains(address) {
        found.append(azure(inNetwork: network, asked, passed: passed))
        continue
      }
      guard let known = nameServer(at: address, seenFrom: network) else {
        strange =
          strange
          ?? UnknownValue(
            key: "\(network)#dnsServers",
            because: "\(node) asks its own DNS servers, whose answers no input tells",
            source: server.source)
        continue
      }
      reach.append(known)
      var next: Resolution
      let key = "\(address)"
      if let silence = known.silence {
        next = Resolution(resolver: .nobody(why: silence, source: known.evidence.source))
      } else if passed.contains(key) {
        next = Resolution(
          resolver: .nobody(
            why: "the DNS servers of \(node) ask each other in a circle", source: server.source))
      } else if let answering = known.network {
        next = azure(inNetwork: answering, asked, passed: passed + [key])
      } else {
        let home = estate.subnets[known.subnet]?.network ?? network
        next = resolution(
          by: known.forwardsTo, of: known.evidence.node, in: home, askedBy: nil, asked,
          passed: passed + [key])
      }
      next.steps.insert(Gate(.allow, known.evidence), at: 0)
      found.append(next)
    }
    if let strange {
      // Whatever they answered, nobody hears it who reaches none of them.
      let addresses = servers.compactMap(\.value)
      let gate = host.flatMap { silence(of: addresses, toward: $0) }
      return Resolution(resolver: .unknown(strange), steps: gate.map { [$0] } ?? [])
    }
    guard let first = found.first else { return azure(inNetwork: network, asked, passed: passed) }
    if found.contains(where: { $0.resolver.key != first.resolver.key }) {
      return Resolution(
        resolver: .unknown(
          UnknownValue(
            key: "\(network)#dnsServers",
            because: "the DNS servers of \(node) lead to different answers",
            source: servers[0].source)))
    }
    guard let host, reach.count == servers.count, let gate = reachability(of: reach, from: host)
    else { return first }
    return Resolution(resolver: first.resolver, steps: [gate] + first.steps)
  }

  /// What has the address of a DNS server: a resolver's endpoint, or a firewall that passes names on.
  private func nameServer(at address: Address, seenFrom network: ResourceID) -> NameServer? {
    for resolver in estate.nameResolvers {
      let node = selectors.text(for: resolver.id)
      for endpoint in resolver.endpoints {
        guard let subnet = endpoint.subnet.value.flatMap({ estate.subnets[$0.id] }),
          let home = resolver.network.value?.id ?? Optional(subnet.network)
        else { continue }
        let isHere =
          endpoint.address.value.map { $0 == address }
          ?? AddressSet(subnet.prefixes.compactMap(\.value)).contains(address)
        guard isHere else { continue }
        return NameServer(
          network: home, subnet: subnet.id,
          evidence: Evidence(
            node: node, control: "nameResolution", rule: "inbound endpoint \(endpoint.name)",
            source: endpoint.source,
            why: "\(node) answers as \(selectors.text(for: home)) does"))
      }
    }
    for firewall in estate.firewalls {
      guard let subnet = firewall.subnet.value.flatMap({ estate.subnets[$0.id] }),
        self.firewall(at: address, in: subnet)?.id == firewall.id
      else { continue }
      return nameServer(firewall, in: subnet)
    }
    return nil
  }

  private func nameServer(_ firewall: AzureFirewall, in subnet: Subnet) -> NameServer? {
    let node = selectors.text(for: firewall.id)
    let policy = firewall.policy.value.flatMap { estate.firewallPolicies[$0.id] }
    if firewall.policy.unknown != nil || (!firewall.policy.isAbsent && policy?.isDescribed != true)
    {
      return nil
    }
    let settings = policy?.settings ?? firewall.settings
    func evidence(_ rule: String, _ source: SourcePosition?, _ why: String) -> Evidence {
      Evidence(
        node: node, control: "nameResolution", rule: rule, source: source ?? firewall.source,
        why: why)
    }
    switch settings.proxiesNames {
    case .unknown: return nil
    case .known(true, let source):
      let isAzures = settings.nameServers.isEmpty
      return NameServer(
        network: isAzures ? subnet.network : nil, forwardsTo: settings.nameServers,
        subnet: subnet.id,
        evidence: evidence("DNS proxy", source, "\(node) passes names on that it is asked"))
    case .known(false, _), .absent:
      let why = "\(node) is asked for names, and its DNS proxy is off"
      return NameServer(
        silence: why, subnet: subnet.id,
        evidence: evidence("DNS proxy off", settings.proxiesNames.source, why))
    }
  }

  /// Whether a host reaches one of its servers; `nil` where it does.
  private func reachability(of servers: [NameServer], from host: Host) -> Gate? {
    let places = servers.compactMap { server -> (host: Host, address: Address)? in
      guard let subnet = estate.subnets[server.subnet],
        let address = unclaimedAddresses(of: subnet).firstAddress
      else { return nil }
      return (.subnetAddress(subnet.id, address.description), address)
    }
    return reachability(ofServersAt: places, from: host)
  }

  /// Why a host reaches none of the servers at these addresses, whoever is there; `nil` where it may.
  private func silence(of addresses: [Address], toward host: Host) -> Gate? {
    let key = NetworkCache.NameServerKey(addresses: addresses, host: host)
    return knownNetworks.silentServers.value(for: key) {
      var places: [(host: Host, address: Address)] = []
      for address in addresses {
        // Of public ones rules on service tags may let in more than is known.
        guard AddressBook.privateIPv4.contains(address),
          let subject = addressSubject(address, address.description), subject.calledAddress == nil,
          case .host(let server)? = subject.goal.destinations.first, server != host
        else { return nil }
        places.append((server, address))
      }
      return reachability(ofServersAt: places, from: host)
    }
  }

  private func reachability(
    ofServersAt places: [(host: Host, address: Address)], from host: Host
  ) -> Gate? {
    let questions = TrafficSet(
      protocols: ProtocolSet(.tcp, .udp), destinationPorts: PortSet(53))
    var blocker: (decision: Decision, target: Host)?
    var isOpen = false
    for (target, address) in places {
      let own = AddressSet(address)
      let sources = sendingAddresses(of: host)
      let exploration = Exploration(
        self, from: host, toward: .host(target),
        traffic: questions.intersection(
          TrafficSet(
            sources: own.isSubset(of: book.ipv6)
              ? sources.intersection(book.ipv6) : sources.subtracting(book.ipv6),
            destinations: own)), throughProxies: false)
      for way in exploration.ways where way.arrives {
        guard way.blockers.isEmpty else {
          blocker = blocker ?? (way.blockers[0], target)
          continue
        }
        if !way.passage.certain.isEmpty { return nil }
        isOpen = isOpen || !way.passage.possible.isEmpty
      }
      if !isOpen, blocker == nil, let first = exploration.ways.flatMap(\.blockers).first {
        blocker = (first, target)
      }
    }
    if isOpen { return nil }
    guard let (decision, target) = blocker else { return nil }
    let evidence = decision.evidence
    return Gate(
      .deny,
      Evidence(
        node: evidence.node, control: "nameResolution", rule: evidence.rule,
        source: evidence.source, article: evidence.article,
        why: "\(text(for: host)) reaches none of its DNS servers: \(evidence.why)"),
      remedies: remedies(of: decision, asking: target, questions))
  }

  /// What would let questions through to a server; one protocol is enough for them.
  private func remedies(
    of decision: Decision, asking server: Host, _ questions: TrafficSet
  ) -> [Change] {
    let datagrams = decision.traffic.intersection(TrafficSet(protocols: ProtocolSet(.udp)))
    return decision.remedies.compactMap {
      $0.narrowed(
        to: datagrams.isEmpty ? decision.traffic : datagrams, of: questions,
        toward: .host(server), in: self)
    }
  }

  // MARK: - Azure's own service

  /// Zones linked to the network come before rulesets linked to it, for each name in turn: the public
  /// one first, then the private one that it is an alias of.
  private func azure(
    inNetwork id: ResourceID, _ asked: AskedName, passed: [String]
  ) -> Resolution {
    let own = Resolution(resolver: .network(id))
    let rulesets = estate.forwardingRulesets.filter { ruleset in
      ruleset.networks.contains { $0.value?.id == id || $0.unknown != nil }
    }
    if rulesets.isEmpty { return own }
    if !isLinked(toZoneOf: asked.name, id),
      let forwarded = forwarded(asked.name, rulesets, id, asked, passed)
    {
      return forwarded
    }
    guard let zone = asked.zone, !isLinked(toZoneOf: zone, id) else { return own }
    return forwarded(zone, rulesets, id, asked, passed) ?? own
  }

  private func isLinked(toZoneOf name: String, _ network: ResourceID) -> Bool {
    estate.zones.contains { zone in
      (name == zone.zoneName || name.hasSuffix(".\(zone.zoneName)"))
        && zone.links.contains { $0.network.value?.id == network }
    }
  }

  /// Names that a rule for every name does not take: those of Azure's services.
  private static func isReserved(_ name: String) -> Bool {
    ServiceCatalog.microsoftDomains.contains { name == $0 || name.hasSuffix(".\($0)") }
  }

  /// The longest ending wins.
  private func forwarded(
    _ name: String, _ rulesets: [ForwardingRuleset], _ network: ResourceID, _ asked: AskedName,
    _ passed: [String]
  ) -> Resolution? {
    var best: (length: Int, rule: ForwardingRuleset.Rule, ruleset: ForwardingRuleset)?
    for ruleset in rulesets {
      for rule in ruleset.rules where rule.isEnabled.value != false {
        guard let domain = rule.domain.value?.lowercased().trimmingDots else {
          return Resolution(
            resolver: .unknown(
              rule.domain.unknown ?? Self.missing("the domain of forwarding rule \(rule.name)")))
        }
        guard name == domain || domain.isEmpty || name.hasSuffix(".\(domain)") else { continue }
        if domain.isEmpty, Self.isReserved(name) { continue }
        if best.map({ domain.count > $0.length }) ?? true {
          best = (domain.count, rule, ruleset)
        }
      }
    }
    guard let (_, rule, ruleset) = best else { return nil }
    let node = selectors.text(for: ruleset.id)
    let doubt =
      rule.isEnabled.unknown
      ?? ruleset.networks.first { $0.value?.id == network || $0.unknown != nil }?.unknown
    if let doubt { return Resolution(resolver: .unknown(doubt)) }
    let key = "\(ruleset.id)/\(rule.name)"
    if passed.contains(key) {
      return Resolution(
        resolver: .nobody(
          why: "rule \(rule.name) of \(node) leads back to itself", source: rule.source))
    }
    var next = resolution(
      by: rule.servers, of: node, in: network, askedBy: nil, asked, passed: passed + [key])
    next.steps.insert(
      Gate(
        .allow,
        Evidence(
          node: node, control: "nameResolution",
          rule: "\(rule.name): \(rule.domain.value ?? "?")", source: rule.source,
          why: "rule \(rule.name) of \(node) has it looked up elsewhere")), at: 0)
    return next
  }
}

extension String {
  fileprivate var trimmingDots: String {
    var text = self[...]
    while text.last == "." { text = text.dropLast() }
    return String(text)
  }
}

extension ReachabilityGraph.Resolver {
  /// Equal where the answers are.
  var key: String {
    switch self {
    case .network(let id): "network \(id)"
    case .managed: "managed"
    case .publicNames: "public"
    case .nobody: "nobody"
    case .unknown(let unknown): "unknown \(unknown.key)"
    }
  }
}
