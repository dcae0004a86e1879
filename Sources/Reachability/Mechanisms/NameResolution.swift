internal import EstateModel
internal import TrafficSets

// Names come before addresses: a private DNS zone linked to the client's network, else public DNS.
// https://learn.microsoft.com/azure/private-link/private-endpoint-dns
extension ReachabilityGraph {
  static let nameArticle = "https://learn.microsoft.com/azure/private-link/private-endpoint-dns"

  /// Whose name service answers a host.
  enum Resolver {
    /// Azure's, with the private zones linked to this network.
    case network(ResourceID)
    /// The managed network's own: its private endpoints win.
    case managed
    case publicNames(why: String, source: SourcePosition?)
    case unknown(UnknownValue)
  }

  func resolver(of host: Host) -> Resolver {
    if case .client(let name) = host, let client = estate.client(name) {
      switch client.dnsNetwork {
      case .known(let reference, _): return resolver(ofNetwork: reference.id)
      case .unknown(let unknown): return .unknown(unknown)
      case .absent:
        if case .subnet = client.placement { break }
        return .publicNames(
          why: "client/\(client.name) names no network that resolves for it: public DNS answers",
          source: client.source)
      }
    }
    switch attachment(of: host) {
    case .subnet(let subnet, let interface):
      if let servers = interface.flatMap({ estate.interfaces[$0]?.dnsServers }), !servers.isEmpty {
        return .unknown(
          UnknownValue(
            key: "\(text(for: host))#dnsServers",
            because: "\(text(for: host)) asks its own DNS servers, whose answers no input tells",
            source: servers[0].source))
      }
      guard let network = estate.subnets[subnet]?.network else {
        return .unknown(Self.missing("the network of \(text(for: host))"))
      }
      return resolver(ofNetwork: network)
    case .gateway, .internet, .service: return .publicNames(why: "public DNS answers", source: nil)
    case .managed: return .managed
    case .unknown(let unknown): return .unknown(unknown)
    }
  }

  private func resolver(ofNetwork id: ResourceID) -> Resolver {
    guard let network = estate.networks[id] else {
      return .unknown(Self.missing("the network \(id.name)"))
    }
    guard let server = network.dnsServers.first else { return .network(id) }
    if network.dnsServers.allSatisfy({
      $0.value.map { AddressBook.platformHost.contains($0) } ?? false
    }) {
      return .network(id)
    }
    return .unknown(
      server.unknown
        ?? UnknownValue(
          key: "\(id)#dnsServers",
          because:
            "\(selectors.text(for: id)) asks its own DNS servers, whose answers no input tells",
          source: server.source))
  }

  /// From a sender to its addressed packets: one edge for each address that the name may lead to.
  func resolutionEdges(of host: Host, toward destination: Destination) -> [Edge] {
    let front: Front
    switch destination {
    case .front(let wanted): front = wanted
    case .host(let wanted):
      // Where the destination is in the network no input tells, every way may lead there.
      if case .unknown(let unknown) = attachment(of: wanted) {
        return [unknownEdge(of: wanted, unknown, toward: destination)]
      }
      return [Edge(to: .addressed(host), Forwarding(to: .all))]
    }
    if let resource = front.resource, let gate = unmodelledGate(resource, front, host) {
      return [Edge(to: .service(front), gate)]
    }
    if front.zone == nil { return plainNameEdges(of: host, front) }
    let resolver = resolver(of: host)
    if case .managed = resolver { return managedNameEdges(of: host, front) }
    let answers = answers(front, resolver)
    return answers.map { answer in
      let steps: [any Mechanism] = [Forwarding(to: answer.addresses), answer.gate]
      guard let endpoint = answer.misplaced else {
        return Edge(to: .addressed(host), Chain(steps))
      }
      return Edge(to: .privateEndpoint(endpoint.id), Chain(steps + [placeGate(endpoint)]))
    }
  }

  /// Where the subnet of a private endpoint is not known, nobody can tell who has a route to it.
  private func placeGate(_ endpoint: PrivateEndpoint) -> Gate {
    let node = selectors.text(for: endpoint.id)
    let unknown =
      endpoint.subnet.unknown
      ?? UnknownValue(
        key: "\(endpoint.id)#subnet", because: "no input tells the subnet of \(node)",
        source: endpoint.source)
    return Gate(
      .unknown(unknown),
      Evidence(
        node: node, control: "subnet", rule: "subnet not known", source: unknown.source,
        why: unknown.because))
  }

  /// A service of a kind that is not modelled may be reached in ways that nothing here knows of.
  private func unmodelledGate(_ resource: ResourceID, _ front: Front, _ host: Host) -> Gate? {
    // Of an API server only this much is decided so far: a private one has no public side.
    if let cluster = estate.clusters[resource], case .internet = attachment(of: host),
      case .known(true, let source) = cluster.isPrivate
    {
      return Gate(
        .deny,
        Evidence(
          node: front.selector, control: "enablePrivateCluster", rule: "enablePrivateCluster: true",
          source: source, why: "the API server of \(front.selector) has no public address"))
    }
    guard estate.others[resource] != nil || estate.clusters[resource] != nil else { return nil }
    let unknown = notModelled(resource)
    return Gate(
      .unknown(unknown),
      Evidence(
        node: front.selector, control: "kind", rule: "not modelled", source: unknown.source,
        why: unknown.because))
  }

  /// A name that no private zone can hold resolves publicly, or to the router of its cluster.
  private func plainNameEdges(of host: Host, _ front: Front) -> [Edge] {
    if let cluster = routerCluster(of: front) { return routerNameEdges(of: host, front, cluster) }
    let addresses = book[.front(front.name)].map { AddressSet($0) } ?? .empty
    return [Edge(to: .addressed(host), Forwarding(to: addresses))]
  }

  struct Answer {
    let addresses: AddressSet
    let gate: Gate
    /// The private endpoint, where its subnet is not known.
    var misplaced: PrivateEndpoint?
  }

  /// Every address that the name could lead to; the gate of each says whether it does, here.
  private func answers(_ front: Front, _ resolver: Resolver) -> [Answer] {
    let endpoints = estate.privateEndpoints.filter {
      front.isServed(by: $0, in: estate)
    }
    let publicAddress = book[.front(front.name)].map { AddressSet($0) } ?? .empty
    let finding = finding(front, resolver, endpoints)
    let choices = finding.choices ?? endpoints.map(\.id.description) + ["public", "none"]
    func answer(_ addresses: AddressSet, _ gate: Gate, _ choice: String) -> Answer {
      guard case .unknown = gate.action else { return Answer(addresses: addresses, gate: gate) }
      // The name leads to one of these addresses, or to none, whatever is not known: a case for each.
      let cases = Dictionary(
        choices.map { ($0, $0 == choice) }, uniquingKeysWith: { first, _ in first })
      return Answer(
        addresses: addresses, gate: Gate(gate.action, gate.evidence, cases: cases))
    }
    return endpoints.map { endpoint in
      var found = answer(
        addresses(of: endpoint), finding.gate(for: endpoint.id), endpoint.id.description)
      if endpoint.subnet.value.flatMap({ estate.subnets[$0.id] }) == nil {
        found.misplaced = endpoint
      }
      return found
    } + [answer(publicAddress, finding.publicGate, "public")]
  }

  /// What the resolver finds: each candidate's gate.
  private struct Finding {
    var publicGate: Gate
    var gates: [ResourceID: Gate]
    var otherwise: Gate
    /// Where it is not decided: the answers that there can be, by endpoint, `public` and `none`;
    /// `nil` means any.
    var choices: [String]?

    func gate(for endpoint: ResourceID) -> Gate { gates[endpoint] ?? otherwise }
  }

  /// The node whose name service answers.
  private func node(of resolver: Resolver) -> String {
    switch resolver {
    case .network(let id): selectors.text(for: id)
    case .managed, .publicNames, .unknown: "internet"
    }
  }

  private func finding(
    _ front: Front, _ resolver: Resolver, _ endpoints: [PrivateEndpoint]
  ) -> Finding {
    let zoneName = front.zone ?? ""
    func evidence(
      _ rule: String, _ source: SourcePosition?, _ why: String
    ) -> Evidence {
      // The zone is the node that decides, where there is one.
      let zone = estate.zones.first { $0.zoneName == zoneName && rule.contains(zoneName) }
      return Evidence(
        node: zone.map { selectors.text(for: $0.id) } ?? node(of: resolver),
        control: "nameResolution", rule: rule, source: source,
        article: source == nil ? Self.nameArticle : nil, why: why)
    }
    func publicly(_ proof: Evidence, remedies: [ResourceID: [Change]] = [:]) -> Finding {
      Finding(
        publicGate: Gate(.allow, proof),
        gates: remedies.mapValues { Gate(.deny, proof, remedies: $0) },
        otherwise: Gate(.deny, proof))
    }
    let outside =
      front.privateLinkTarget(in: estate).map {
        estate.managedPrivateEndpoint(to: $0, group: front.group)
      } ?? .no
    if endpoints.isEmpty, outside == .no {
      return publicly(
        evidence(
          "no private endpoint", nil,
          "\(front.selector) has no private endpoint: its name resolves to its public address"))
    }
    switch resolver {
    case .managed:
      return publicly(evidence("managed network", nil, "the managed network resolves it"))
    case .unknown(let unknown):
      let gate = Gate(
        .unknown(unknown), evidence("DNS servers not known", unknown.source, unknown.because))
      return Finding(publicGate: gate, gates: [:], otherwise: gate)
    case .publicNames(let why, let source):
      return publicly(evidence("public DNS", source, why))
    case .network(let network):
      let finding = finding(
        front, inNetwork: network, zoneName: zoneName, endpoints, evidence, publicly)
      // Without any private endpoint the zone is not asked at all.
      let doubt =
        endpoints.isEmpty
        ? outside.unknown
        : endpoints.compactMap { front.doubt(of: $0, in: estate) }.first
      guard let doubt, finding.publicGate.action != .allow else { return finding }
      let gate = Gate(.unknown(doubt), evidence(zoneName, doubt.source, doubt.because))
      return Finding(publicGate: gate, gates: [:], otherwise: gate)
    }
  }

  private func finding(
    _ front: Front, inNetwork network: ResourceID, zoneName: String,
    _ endpoints: [PrivateEndpoint],
    _ evidence: (String, SourcePosition?, String) -> Evidence,
    _ publicly: (Evidence, [ResourceID: [Change]]) -> Finding
  ) -> Finding {
    let here = selectors.text(for: network)
    let zones = estate.zones.filter { $0.zoneName == zoneName }
    let linked = zones.compactMap { zone in
      zone.links.first { $0.network.value?.id == network }.map { (zone, $0) }
    }
    func undecided(
      _ because: String, _ source: SourcePosition?, _ choices: [String]? = nil
    ) -> Finding {
      let unknown = UnknownValue(
        key: "\(front.name)@\(network)", because: because, source: source)
      let gate = Gate(.unknown(unknown), evidence(zoneName, source, because))
      return Finding(publicGate: gate, gates: [:], otherwise: gate, choices: choices)
    }
    if linked.count > 1 {
      return undecided("\(here) is linked to two zones named \(zoneName)", linked[0].1.source)
    }
    guard let (zone, link) = linked.first else {
      if let open = zones.first(where: { !$0.isDescribed }) {
        return undecided(
          "the links of the zone \(zoneName) are in no input", open.source)
      }
      if let (zone, open) = openLink(of: zones) {
        let holders = endpoints.filter { holds(zone, $0, front) }.map(\.id.description)
        return undecided(
          "which network a link of \(zoneName) names is not known"
            + (open.network.unknown.map { ": \($0.because)" } ?? ""), open.source,
          holders.isEmpty ? nil : holders + ["public"])
      }
      // The link may be among those of an export that is not here.
      if let zone = zones.first(where: { $0.missingLinks != nil }), let missing = zone.missingLinks
      {
        let holders = endpoints.filter { holds(zone, $0, front) }.map(\.id.description)
        return undecided(
          missing.because, missing.source,
          holders.isEmpty || zones.count > 1 ? nil : holders + ["public"])
      }
      // Policy often writes zone groups and links later: without any zone in the input a template
      // does not tell how the name is resolved.
      if zones.isEmpty, endpoints.contains(where: { $0.origin != .export && $0.zoneGroup.isEmpty })
      {
        return undecided(
          "the zone \(zoneName) is in no input, and no zone group of \(endpoints.map { selectors.text(for: $0.id) }.joined(separator: ", ")) names it",
          endpoints.first?.source)
      }
      let remedies = Dictionary(
        endpoints.map { endpoint in
          (
            endpoint.id,
            zones.filter { $0.isDescribed && holds($0, endpoint, front) }.prefix(1).map {
              Change.linkZone($0.id, network: network, at: $0.source)
            }
          )
        }, uniquingKeysWith: { first, _ in first })
      let zoneText =
        zones.isEmpty ? "no zone \(zoneName)" : "zone \(zoneName) not linked to \(here)"
      return publicly(
        evidence(
          zoneText, zones.first?.source,
          zones.isEmpty
            ? "there is no private zone \(zoneName): the name resolves to the public address"
            : "the private zone \(zoneName) is not linked to \(here): the name resolves to the public address"
        ), remedies)
    }
    return finding(
      front, in: zone, link, network, endpoints, evidence, publicly, undecided)
  }

  /// A link of which no input tells the network.
  private func openLink(
    of zones: [PrivateDNSZone]
  ) -> (zone: PrivateDNSZone, link: PrivateDNSZone.Link)? {
    for zone in zones {
      if let link = zone.links.first(where: { $0.network.unknown != nil }) { return (zone, link) }
    }
    return nil
  }

  /// Whether the endpoint's address gets into the zone, by its zone group or a record.
  private func holds(_ zone: PrivateDNSZone, _ endpoint: PrivateEndpoint, _ front: Front) -> Bool {
    endpoint.zoneGroup.contains { $0.zone.value?.id == zone.id }
      || zone.records.contains { record in
        front.isNamed(by: record.name)
          && record.addresses.contains {
            $0.value.map { addresses(of: endpoint).contains($0) } ?? false
          }
      }
  }

  private func finding(
    _ front: Front, in zone: PrivateDNSZone, _ link: PrivateDNSZone.Link, _ network: ResourceID,
    _ endpoints: [PrivateEndpoint],
    _ evidence: (String, SourcePosition?, String) -> Evidence,
    _ publicly: (Evidence, [ResourceID: [Change]]) -> Finding,
    _ undecided: (String, SourcePosition?, [String]?) -> Finding
  ) -> Finding {
    let here = selectors.text(for: network)
    if !zone.isDescribed {
      return undecided(
        "the records of the zone \(zone.zoneName) are in no input", zone.source, nil)
    }
    let holders = endpoints.filter { holds(zone, $0, front) }
    if holders.count > 1 {
      return undecided(
        "two private endpoints write the same record into \(zone.zoneName): the last one wins",
        holders[1].source, holders.map(\.id.description))
    }
    if let open = endpoints.first(where: { $0.zoneGroup.contains { $0.zone.unknown != nil } }) {
      return undecided(
        "which zone the zone group of \(selectors.text(for: open.id)) names is not known",
        open.source, nil)
    }
    if let holder = holders.first {
      let entry = holder.zoneGroup.first { $0.zone.value?.id == zone.id }
      let proof = evidence(
        zone.zoneName, entry?.source ?? link.source,
        "\(zone.zoneName) is linked to \(here) and holds the address of \(selectors.text(for: holder.id))"
      )
      return Finding(
        publicGate: Gate(.deny, proof), gates: [holder.id: Gate(.allow, proof)],
        otherwise: Gate(.deny, proof))
    }
    if let record = zone.records.first(where: { front.isNamed(by: $0.name) }) {
      if let address = record.addresses.first(where: { address in
        address.value.map { AddressBook.publicNumbers.contains($0) } ?? true
      }) {
        // A public address is used as it stands, and may be the service's own.
        return undecided(
          address.unknown?.because
            ?? "whether the record \(record.name) of \(zone.zoneName) leads to the service is not known",
          record.source, nil)
      }
      // A record that no private endpoint of the estate accounts for.
      let proof = evidence(
        "\(record.name).\(zone.zoneName)", record.source,
        "the record leads to an address that no private endpoint here has")
      return Finding(
        publicGate: Gate(.deny, proof), gates: [:], otherwise: Gate(.deny, proof))
    }
    if let missing = zone.missingRecords {
      return undecided(missing.because, missing.source, nil)
    }
    if front.hasUnknownRecordName, !zone.records.isEmpty {
      let workspace = front.workspace(in: estate).map { selectors.text(for: $0) } ?? front.selector
      return undecided(
        front.hasUnknownIdentifier
          ? "the records of \(zone.zoneName) are named by workspace id, and no input tells the id of \(workspace); export it with 'az resource show', or assume its workspaceId in an overlay"
          : "the records of \(zone.zoneName) are named by region, and no input tells the location of \(workspace)",
        zone.records[0].source, nil)
    }
    switch link.redirectsMissingNames {
    case .known(true, let source):
      return publicly(
        evidence(
          "resolutionPolicy: NxDomainRedirect", source,
          "\(zone.zoneName) has no record for it and asks public DNS instead"), [:])
    case .unknown(let unknown):
      return undecided(unknown.because, unknown.source, ["public", "none"])
    case .known(false, _), .absent: break
    }
    let proof = evidence(
      "no record in \(zone.zoneName)", link.source,
      "\(here) is linked to \(zone.zoneName), which has no record for \(front.name): the name does not resolve"
    )
    let assumptions =
      endpoints.contains { $0.origin != .export }
      ? [
        Remark(
          node: front.selector, property: "privateDnsZoneGroups",
          because: "nothing else writes the record into \(zone.zoneName)", source: zone.source)
      ] : []
    return Finding(
      publicGate: Gate(.deny, proof, assumptions: assumptions),
      gates: Dictionary(
        endpoints.map { endpoint in
          (
            endpoint.id,
            Gate(
              .deny, proof,
              remedies: [
                .addZoneGroup(
                  privateEndpoint: endpoint.id, zone: zone.id, at: endpoint.source)
              ], assumptions: assumptions)
          )
        }, uniquingKeysWith: { first, _ in first }),
      otherwise: Gate(.deny, proof, assumptions: assumptions))
  }
}
