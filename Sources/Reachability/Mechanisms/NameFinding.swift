internal import EstateModel
internal import TrafficSets

/// What the resolver finds: each candidate's gate.
struct NameFinding {
  var publicGate: Gate
  var gates: [ResourceID: Gate]
  var otherwise: Gate
  /// Where it is not decided: the answers that there can be, by endpoint, `public` and `none`;
  /// `nil` means any.
  var choices: [String]?

  func gate(for endpoint: ResourceID) -> Gate { gates[endpoint] ?? otherwise }
}

// Which private endpoint a name leads to, by the zones and records, or that it resolves publicly.
// https://learn.microsoft.com/azure/private-link/private-endpoint-dns
extension ReachabilityGraph {
  /// The node whose name service answers.
  private func node(of resolver: Resolver, askedBy client: String) -> String {
    switch resolver {
    case .network(let id): selectors.text(for: id)
    case .unknown: client
    case .managed, .publicNames, .nobody: "internet"
    }
  }

  private func isLinked(_ zone: PrivateDNSZone, to resolver: Resolver) -> Bool {
    guard case .network(let network) = resolver else { return false }
    return zone.links.contains { $0.network.value?.id == network }
  }

  /// What the resolver answers for the name of a front that these private endpoints may serve.
  func nameFinding(
    _ front: Front, _ resolver: Resolver, _ endpoints: [PrivateEndpoint], askedBy client: String
  ) -> NameFinding {
    // The zone as the estate spells it, where a part of its name is not known.
    let zoneName =
      estate.zones.first { front.isHeld(byZone: $0.zoneName) }?.zoneName ?? front.zone ?? ""
    func evidence(
      _ rule: String, _ source: SourcePosition?, _ why: String
    ) -> Evidence {
      // The zone is the node that decides, where there is one; of several the one that the network asks.
      let zones = estate.zones.filter { $0.zoneName == zoneName && rule.contains(zoneName) }
      let zone = zones.first { isLinked($0, to: resolver) } ?? zones.first
      return Evidence(
        node: zone.map { selectors.text(for: $0.id) } ?? node(of: resolver, askedBy: client),
        control: "nameResolution", rule: rule, source: source,
        article: source == nil ? Self.nameArticle : nil, why: why)
    }
    func publicly(_ proof: Evidence, remedies: [ResourceID: [Change]] = [:]) -> NameFinding {
      NameFinding(
        publicGate: Gate(.allow, proof),
        gates: remedies.mapValues { Gate(.deny, proof, remedies: $0) },
        otherwise: Gate(.deny, proof))
    }
    let outside =
      front.privateLinkTarget(in: estate).map {
        estate.managedPrivateEndpoint(to: $0, group: front.group)
      } ?? .no
    if case .nobody(let why, let source) = resolver {
      let proof = evidence("DNS servers", source, why)
      return NameFinding(publicGate: Gate(.deny, proof), gates: [:], otherwise: Gate(.deny, proof))
    }
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
      return NameFinding(publicGate: gate, gates: [:], otherwise: gate)
    case .publicNames(let why, let source), .nobody(let why, let source):
      return publicly(evidence("public DNS", source, why))
    case .network(let network):
      let finding = finding(
        front, inNetwork: network, zoneName: zoneName, endpoints, evidence, publicly)
      // Without any private endpoint the zone is not asked at all.
      let doubt =
        endpoints.isEmpty
        ? outside.unknown
        : endpoints.compactMap { front.doubt(of: $0, in: estate) }.first
      guard let doubt, finding.publicGate.action != .allow else {
        return withNotebooks(finding, of: front, askedIn: network)
      }
      let gate = Gate(.unknown(doubt), evidence(zoneName, doubt.source, doubt.because))
      return NameFinding(publicGate: gate, gates: [:], otherwise: gate)
    }
  }

  /// The same, with a warning where the name of a workspace leads to its private endpoint and that of its
  /// notebooks, in a zone of its own, does not.
  ///
  /// See <https://learn.microsoft.com/azure/machine-learning/how-to-custom-dns>.
  private func withNotebooks(
    _ finding: NameFinding, of front: Front, askedIn network: ResourceID
  ) -> NameFinding {
    let notebooks = "privatelink.notebooks.azure.net"
    guard let id = front.resource, estate.workspaces[id] != nil, front.zone != notebooks,
      estate.workspaces[estate.privateLinkWorkspace(of: id)]?.publicAccess.value == .disabled,
      finding.gates.values.contains(where: { $0.action == .allow })
    else { return finding }
    let mayBeLinked = estate.zones.contains { zone in
      zone.openName != nil
        || zone.zoneName == notebooks
          && (!zone.isDescribed || zone.missingLinks != nil
            || zone.links.contains { $0.network.unknown != nil || $0.network.value?.id == network })
    }
    if mayBeLinked { return finding }
    let warning = Remark(
      node: front.selector, property: "notebooks",
      because:
        "\(selectors.text(for: network)) is not linked to \(notebooks): the notebooks of \(front.selector) do not open from there",
      source: estate.networks[network]?.source)
    var warned = finding
    warned.gates = finding.gates.mapValues { gate in
      gate.action == .allow
        ? Gate(
          gate.action, gate.evidence, remedies: gate.remedies, assumptions: gate.assumptions,
          warnings: gate.warnings + [warning], cases: gate.cases, hidesWay: gate.hidesWay)
        : gate
    }
    return warned
  }

  /// What the zones linked to a network hold of it.
  private func finding(
    _ front: Front, inNetwork network: ResourceID, zoneName: String,
    _ endpoints: [PrivateEndpoint],
    _ evidence: (String, SourcePosition?, String) -> Evidence,
    _ publicly: (Evidence, [ResourceID: [Change]]) -> NameFinding
  ) -> NameFinding {
    let here = selectors.text(for: network)
    let zones = estate.zones.filter { front.isHeld(byZone: $0.zoneName) }
    let linked = zones.compactMap { zone in
      zone.links.first { $0.presence == nil && $0.network.value?.id == network }.map { (zone, $0) }
    }
    func undecided(
      _ because: String, _ source: SourcePosition?, _ choices: [String]? = nil
    ) -> NameFinding {
      let unknown = UnknownValue(
        key: "\(front.name)@\(network)", because: because, source: source)
      let gate = Gate(.unknown(unknown), evidence(zoneName, source, because))
      return NameFinding(publicGate: gate, gates: [:], otherwise: gate, choices: choices)
    }
    if linked.count > 1 {
      return undecided("\(here) is linked to two zones named \(zoneName)", linked[0].1.source)
    }
    guard let (zone, link) = linked.first else {
      if let open = openZone(for: zoneName, network, heldBy: endpoints, front) {
        let holders = endpoints.filter { holds(open, $0, front) }.map(\.id.description)
        let isOnlyDoubt =
          open.isDescribed && zones.allSatisfy { $0.isDescribed && $0.missingLinks == nil }
          && openLink(of: zones, network) == nil
        return undecided(
          "whether \(selectors.text(for: open.id)) is \(zoneName) is not known"
            + (open.openName.map { ": \($0.because)" } ?? ""),
          open.openName?.source ?? open.source,
          holders.isEmpty || !isOnlyDoubt ? nil : holders + ["public"])
      }
      if let open = zones.first(where: { !$0.isDescribed }) {
        return undecided(
          "the links of the zone \(zoneName) are in no input", open.source)
      }
      if let (zone, open) = openLink(of: zones, network) {
        let holders = endpoints.filter { holds(zone, $0, front) }.map(\.id.description)
        let because = open.presence ?? open.network.unknown
        return undecided(
          (open.presence == nil
            ? "which network a link of \(zoneName) names is not known"
            : "whether link \(open.name) is one of \(zoneName) is not known")
            + (because.map { ": \($0.because)" } ?? ""), open.source,
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
      // The zone that holds the record may be linked, whichever it is.
      if let (because, source) = openZoneGroup(of: endpoints) {
        return undecided(because, source, endpoints.map(\.id.description) + ["public"])
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
            zones.isEmpty
              ? addingZone(zoneName, for: endpoint, network)
              : zones.filter { $0.isDescribed && holds($0, endpoint, front) }.prefix(1).map {
                Change.linkZone($0.id, network: network, at: $0.source)
              }
          )
        }, uniquingKeysWith: { first, _ in first })
      if zones.isEmpty {
        let other = otherZone(of: endpoints)
        return publicly(
          evidence(
            "no zone \(zoneName)", other?.source,
            "there is no private zone \(zoneName): the name resolves to the public address"
              + (other?.words ?? "")), remedies)
      }
      return publicly(
        evidence(
          "zone \(zoneName) not linked to \(here)", zones.first?.source,
          "the private zone \(zoneName) is not linked to \(here): the name resolves to the public address"
        ), remedies)
    }
    return finding(
      front, in: zone, link, network, endpoints, evidence, publicly, undecided)
  }

  /// A zone of the name that a service needs, which no input has, with the record of a private endpoint.
  private func addingZone(
    _ name: String, for endpoint: PrivateEndpoint, _ network: ResourceID
  ) -> [Change] {
    if name.isEmpty || name.contains("<") { return [] }
    return [.addZone(name, privateEndpoint: endpoint.id, network: network, at: endpoint.source)]
  }

  /// The zone that the zone group of an endpoint names in place of the one that its service's name needs.
  private func otherZone(
    of endpoints: [PrivateEndpoint]
  ) -> (words: String, source: SourcePosition?)? {
    for endpoint in endpoints {
      for entry in endpoint.zoneGroup {
        guard let zone = entry.zone.value else { continue }
        return (
          "; the zone group of \(selectors.text(for: endpoint.id)) names \(zone.id.name)",
          entry.source
        )
      }
    }
    return nil
  }

  /// Why it is not known which zone holds the record of an endpoint, and where its zone group says so.
  private func openZoneGroup(
    of endpoints: [PrivateEndpoint]
  ) -> (because: String, source: SourcePosition?)? {
    for endpoint in endpoints {
      for entry in endpoint.zoneGroup {
        guard let unknown = entry.zone.unknown else { continue }
        return (
          "which zone the zone group of \(selectors.text(for: endpoint.id)) names is not known: "
            + unknown.because, unknown.source ?? entry.source
        )
      }
    }
    return nil
  }

  /// A link of which no input tells the network, or the zone.
  private func openLink(
    of zones: [PrivateDNSZone], _ network: ResourceID
  ) -> (zone: PrivateDNSZone, link: PrivateDNSZone.Link)? {
    for zone in zones {
      if let link = zone.links.first(where: { mayLead($0, to: network) }) { return (zone, link) }
    }
    return nil
  }

  private func mayLead(_ link: PrivateDNSZone.Link, to network: ResourceID) -> Bool {
    link.network.unknown != nil || link.network.value?.id == network
  }

  /// A zone whose name is not known, and which may be the one that is asked for this network.
  private func openZone(
    for name: String, _ network: ResourceID, heldBy endpoints: [PrivateEndpoint], _ front: Front
  ) -> PrivateDNSZone? {
    estate.zones.first { zone in
      guard zone.id.hasOpenName, ResourceID.mayBe(zone.id.name, name) else { return false }
      guard zone.isDescribed else {
        // One that no input describes matters by what is known of it.
        return zone.links.contains { $0.network.value?.id == network }
          || endpoints.contains { holds(zone, $0, front) }
      }
      return zone.missingLinks != nil || zone.links.contains { mayLead($0, to: network) }
    }
  }

  /// Whether the endpoint's address gets into the zone, by its zone group or a record.
  private func holds(_ zone: PrivateDNSZone, _ endpoint: PrivateEndpoint, _ front: Front) -> Bool {
    endpoint.zoneGroup.contains { $0.zone.value?.id == zone.id }
      || zone.records.contains { record in
        front.isNamed(by: record.name)
          && record.addresses.contains {
            $0.value.map { addresses(of: endpoint).contains($0) }
              ?? ($0.unknown?.addressOf == endpoint.id)
          }
      }
  }

  /// The addresses of a record that none of the endpoints has; `nil` where each may be one's.
  private func others(
    in record: PrivateDNSZone.Record, besides holders: [PrivateEndpoint]
  ) -> AddressSet? {
    let own = holders.reduce(AddressSet.empty) { $0.union(addresses(of: $1)) }
    let numbers = Set(record.addresses.compactMap(\.value).filter { !own.contains($0) })
    // An endpoint of which no input tells the number has one.
    let unnumbered = holders.filter { mayHaveAddress($0, in: record) }.count
    return numbers.count > unnumbered ? AddressSet(Array(numbers)) : nil
  }

  /// Whether the endpoint, whose address no input tells, may have one that the record names: a number
  /// of its subnet that nobody else has.
  private func mayHaveAddress(
    _ endpoint: PrivateEndpoint, in record: PrivateDNSZone.Record
  ) -> Bool {
    guard let named = book[.privateEndpoint(endpoint.id)] else { return false }
    guard endpoint.subnet.value.flatMap({ estate.subnets[$0.id] }) != nil else { return true }
    return record.addresses.compactMap(\.value).contains {
      extent(of: AddressSet($0)).possible.contains(named)
    }
  }

  /// What the one zone that answers holds of it.
  private func finding(
    _ front: Front, in zone: PrivateDNSZone, _ link: PrivateDNSZone.Link, _ network: ResourceID,
    _ endpoints: [PrivateEndpoint],
    _ evidence: (String, SourcePosition?, String) -> Evidence,
    _ publicly: (Evidence, [ResourceID: [Change]]) -> NameFinding,
    _ undecided: (String, SourcePosition?, [String]?) -> NameFinding
  ) -> NameFinding {
    let here = selectors.text(for: network)
    if !zone.isDescribed {
      return undecided(
        "the records of the zone \(zone.zoneName) are in no input", zone.source, nil)
    }
    let holders = endpoints.filter { holds(zone, $0, front) }
    let named = zone.records.first { front.isNamed(by: $0.name) }
    if let record = named, !holders.isEmpty, let others = others(in: record, besides: holders) {
      return undecided(
        "\(record.name).\(zone.zoneName) has other addresses beside that of "
          + "\(selectors.text(for: holders[0].id)): a client may take any of them", record.source,
        others.isDisjoint(with: AddressBook.publicNumbers)
          ? holders.map(\.id.description) + ["none"] : nil)
    }
    if holders.count > 1 {
      return undecided(
        "two private endpoints write the same record into \(zone.zoneName): the last one wins",
        holders[1].source, holders.map(\.id.description))
    }
    if let (because, source) = openZoneGroup(of: endpoints) {
      return undecided(because, source, nil)
    }
    if let holder = holders.first {
      let entry = holder.zoneGroup.first { $0.zone.value?.id == zone.id }
      let proof = evidence(
        zone.zoneName, entry?.source ?? link.source,
        "\(zone.zoneName) is linked to \(here) and holds the address of \(selectors.text(for: holder.id))"
      )
      return NameFinding(
        publicGate: Gate(.deny, proof), gates: [holder.id: Gate(.allow, proof)],
        otherwise: Gate(.deny, proof))
    }
    if let record = named {
      if let address = record.addresses.first(where: { address in
        address.value.map { AddressBook.publicNumbers.contains($0) } ?? true
      }) {
        // A public address is used as it stands, and may be the service's own.
        return undecided(
          address.unknown?.because
            ?? "whether the record \(record.name) of \(zone.zoneName) leads to the service is not known",
          record.source, nil)
      }
      let possible = endpoints.filter { mayHaveAddress($0, in: record) }
      if !possible.isEmpty {
        let names = possible.map { selectors.text(for: $0.id) }.joined(separator: " or ")
        return undecided(
          "no input tells the address of \(names): whether the record \(record.name) of \(zone.zoneName) leads there is not known",
          record.source, possible.map(\.id.description) + ["none"])
      }
      // A record that no private endpoint of the estate accounts for.
      let proof = evidence(
        "\(record.name).\(zone.zoneName)", record.source,
        "the record leads to an address that no private endpoint here has")
      return nowhere(proof, endpoints, zone)
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
    return nowhere(proof, endpoints, zone, assumptions: assumptions)
  }

  /// What the zone says leads to none of the endpoints; a zone group of an endpoint's own brings the record
  /// that is right.
  private func nowhere(
    _ proof: Evidence, _ endpoints: [PrivateEndpoint], _ zone: PrivateDNSZone,
    assumptions: [Remark] = []
  ) -> NameFinding {
    func gate(_ remedies: [Change] = []) -> Gate {
      Gate(.deny, proof, remedies: remedies, assumptions: assumptions)
    }
    let gates = endpoints.map { endpoint in
      let group = Change.addZoneGroup(
        privateEndpoint: endpoint.id, zone: zone.id, at: endpoint.source)
      return (endpoint.id, gate([group]))
    }
    return NameFinding(
      publicGate: gate(), gates: Dictionary(gates, uniquingKeysWith: { first, _ in first }),
      otherwise: gate())
  }
}
