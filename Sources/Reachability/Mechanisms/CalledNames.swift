internal import EstateModel
internal import TrafficSets

/// What a client finds that calls a name of no resource of the estate.
struct CalledName {
  /// Whether the name leads to where it leads on the internet.
  var publicly: Gate
  /// Whether it leads to the addresses of records.
  var privately: Gate
  /// The addresses of the records that the client finds; those of any zone where it finds none.
  var addresses: AddressSet
  /// Why it may lead to an address that no input tells.
  var anywhere: UnknownValue?
  /// What was decided on the way to the answer.
  var steps: [any Mechanism] = []
}

// A name of no resource of the estate may be entered in a private zone that it has: then it leads where
// the record says, for those networks that the zone is linked to.
// https://learn.microsoft.com/azure/dns/private-dns-privatednszone
extension ReachabilityGraph {
  static let privateZoneArticle =
    "https://learn.microsoft.com/azure/dns/private-dns-privatednszone"

  /// A zone in which the name, or the alias that public DNS makes of it, is looked for.
  fileprivate struct AskedZone {
    let zone: PrivateDNSZone
    /// The name of the record.
    let record: String
    /// Whether the name is one of a service that has an alias there once it has a private endpoint.
    let isAlias: Bool

    /// The record of that name, else the wildcard's that takes it.
    var found: PrivateDNSZone.Record? {
      if let record = zone.records.first(where: { $0.name.lowercased() == record }) {
        return record
      }
      var rest = record.split(separator: ".")[...]
      while !rest.isEmpty, record != "@" {
        rest = rest.dropFirst()
        let wildcard = (["*"] + rest).joined(separator: ".")
        if let record = zone.records.first(where: { $0.name.lowercased() == wildcard }) {
          return record
        }
      }
      return nil
    }
  }

  /// Whether a private zone of the estate may hold the name.
  func mayBePrivate(_ name: String) -> Bool { !askedZones(of: name).isEmpty }

  private func askedZones(of name: String) -> [AskedZone] {
    estate.zones.flatMap { zone -> [AskedZone] in
      if zone.id.hasOpenName {
        return Self.endings(of: name).contains { ResourceID.mayBe(zone.id.name, $0) }
          ? [AskedZone(zone: zone, record: "", isAlias: false)] : []
      }
      if name == zone.zoneName { return [AskedZone(zone: zone, record: "@", isAlias: false)] }
      if let record = name.without(ending: ".\(zone.zoneName)") {
        return [AskedZone(zone: zone, record: record, isAlias: false)]
      }
      return ServiceCatalog.recordName(ofHost: name, inZone: zone.zoneName).map {
        [AskedZone(zone: zone, record: $0, isAlias: true)]
      } ?? []
    }
  }

  /// The name itself and every name above it.
  private static func endings(of name: String) -> [String] {
    let labels = name.split(separator: ".")
    return labels.indices.map { labels[$0...].joined(separator: ".") }
  }

  /// All addresses that zones of the estate have for the name.
  func recordedAddresses(of name: String) -> AddressSet {
    askedZones(of: name).reduce(AddressSet.empty) { all, asked in
      (asked.found?.addresses ?? []).reduce(all) { $0.union(numbers(of: $1) ?? .empty) }
    }
  }

  /// What a record says; `nil` where that is not known.
  private func numbers(of address: Setting<Address>) -> AddressSet? {
    if let number = address.value { return AddressSet(number) }
    return address.unknown?.addressOf.flatMap { estate.privateEndpoints[$0] }
      .map { addresses(of: $0) }
  }

  /// What the name leads to where the host calls it.
  func called(_ name: String, by host: Host) -> CalledName {
    // Whoever is asked for names is reached by its address.
    let graph = calling(nil)
    let zones = askedZones(of: name)
    let resolution = graph.resolution(
      of: host, for: AskedName(name: name, zone: zones.first { $0.isAlias }?.zone.zoneName))
    var called: CalledName
    switch resolution.resolver {
    case .managed:
      called = publicly(name, "managed network", nil, "the managed network resolves it")
    case .publicNames(let why, let source): called = publicly(name, "public DNS", source, why)
    case .nobody(let why, let source):
      let gate = Gate(.deny, evidence(nil, "DNS servers", source, why))
      called = CalledName(
        publicly: gate, privately: gate, addresses: recordedAddresses(of: name))
    case .unknown(let unknown):
      called = undecided(name, nil, "DNS servers not known", unknown, isAnywhere: true)
    case .network(let network): called = self.called(name, zones, inNetwork: network)
    }
    called.steps = resolution.steps
    return called
  }

  private func evidence(
    _ zone: PrivateDNSZone?, _ rule: String, _ source: SourcePosition?, _ why: String
  ) -> Evidence {
    Evidence(
      node: zone.map { selectors.text(for: $0.id) } ?? "internet", control: "nameResolution",
      rule: rule, source: source, article: source == nil ? Self.privateZoneArticle : nil, why: why)
  }

  private func publicly(
    _ name: String, _ rule: String, _ source: SourcePosition?, _ why: String,
    zone: PrivateDNSZone? = nil
  ) -> CalledName {
    let proof = evidence(zone, rule, source, why)
    return CalledName(
      publicly: Gate(.allow, proof), privately: Gate(.deny, proof),
      addresses: recordedAddresses(of: name))
  }

  private func undecided(
    _ name: String, _ zone: PrivateDNSZone?, _ rule: String, _ unknown: UnknownValue,
    isAnywhere: Bool
  ) -> CalledName {
    let gate = Gate(
      .unknown(unknown), evidence(zone, rule, unknown.source, unknown.because))
    return CalledName(
      publicly: gate, privately: gate, addresses: recordedAddresses(of: name),
      anywhere: isAnywhere ? unknown : nil)
  }

  /// What the zones linked to a network say: of the name first, then of its alias.
  private func called(
    _ name: String, _ zones: [AskedZone], inNetwork network: ResourceID
  ) -> CalledName {
    let here = selectors.text(for: network)
    for isAlias in [false, true] {
      let group = zones.filter { $0.isAlias == isAlias }
      let linked = group.compactMap { asked in
        asked.zone.links.first { $0.presence == nil && $0.network.value?.id == network }
          .map { (asked, $0) }
      }
      if linked.count > 1 {
        return undecided(
          name, linked[0].0.zone, linked[0].0.zone.zoneName,
          UnknownValue(
            key: "\(name)@\(network)",
            because:
              "\(here) is linked to several zones that may hold \(name): "
              + linked.map { $0.0.zone.zoneName }.joined(separator: ", "),
            source: linked[0].1.source), isAnywhere: true)
      }
      let others = group.filter { asked in
        linked.allSatisfy { $0.0.zone.zoneName != asked.zone.zoneName }
      }
      for asked in others {
        if let doubt = doubt(whether: asked.zone, isLinkedTo: network) {
          return undecided(
            name, asked.zone, asked.zone.zoneName, doubt, isAnywhere: !isAlias)
        }
      }
      if let (asked, link) = linked.first { return called(name, in: asked, link, network) }
    }
    guard let zone = zones.first?.zone else {
      return publicly(name, "public DNS", nil, "public DNS answers")
    }
    return publicly(
      name, "zone \(zone.zoneName) not linked to \(here)", zone.source,
      "the private zone \(zone.zoneName) is not linked to \(here): public DNS answers", zone: zone)
  }

  /// Why it is not known whether the zone answers for the network.
  private func doubt(
    whether zone: PrivateDNSZone, isLinkedTo network: ResourceID
  ) -> UnknownValue? {
    if !zone.isDescribed {
      return UnknownValue(
        key: "\(zone.id)@\(network)",
        because: "the links of the zone \(zone.zoneName) are in no input", source: zone.source)
    }
    if let missing = zone.missingLinks { return missing }
    for link in zone.links {
      if let unknown = link.network.unknown { return unknown }
      if link.network.value?.id == network, let presence = link.presence { return presence }
    }
    guard zone.id.hasOpenName, zone.links.contains(where: { $0.network.value?.id == network })
    else { return nil }
    return zone.openName
      ?? UnknownValue(
        key: "\(zone.id)#name", because: "the name of the zone \(zone.zoneName) is not known",
        source: zone.source)
  }

  /// What the one linked zone says.
  private func called(
    _ name: String, in asked: AskedZone, _ link: PrivateDNSZone.Link, _ network: ResourceID
  ) -> CalledName {
    let zone = asked.zone
    let here = selectors.text(for: network)
    func open(_ because: String, _ source: SourcePosition?, isAnywhere: Bool = true) -> CalledName {
      undecided(
        name, zone, zone.zoneName,
        UnknownValue(key: "\(name)@\(network)", because: because, source: source),
        isAnywhere: isAnywhere)
    }
    if !zone.isDescribed || zone.id.hasOpenName {
      return open("the records of the zone \(zone.zoneName) are in no input", zone.source)
    }
    if let record = asked.found {
      if let unknown = record.addresses.first(where: { numbers(of: $0) == nil })?.unknown {
        return undecided(name, zone, zone.zoneName, unknown, isAnywhere: true)
      }
      let addresses = record.addresses.reduce(AddressSet.empty) {
        $0.union(numbers(of: $1) ?? .empty)
      }
      let told = record.addresses.compactMap { address in
        address.value?.description
          ?? address.unknown?.addressOf.map { "the address of \(selectors.text(for: $0))" }
      }
      let proof = evidence(
        zone, zone.zoneName, record.source,
        "\(zone.zoneName) is linked to \(here) and has \(told.joined(separator: ", ")) for \(name)"
      )
      var assumptions: [Remark] = []
      func assume(_ because: String) {
        assumptions.append(
          Remark(
            node: selectors.text(for: zone.id), property: "records", because: because,
            source: record.source))
      }
      if asked.isAlias {
        assume("\(name) has the private endpoint whose address \(zone.zoneName) holds")
      }
      return CalledName(
        publicly: Gate(.deny, proof), privately: Gate(.allow, proof, assumptions: assumptions),
        addresses: addresses)
    }
    if let missing = zone.missingRecords {
      return undecided(name, zone, zone.zoneName, missing, isAnywhere: true)
    }
    if let endpoint = estate.privateEndpoints.first(where: { endpoint in
      endpoint.zoneGroup.contains { $0.zone.unknown != nil || $0.zone.value?.id == zone.id }
        && endpoint.target.value.map {
          // Names of Azure Monitor are those of no scope: one endpoint writes them all.
          $0.id.name.lowercased() == asked.firstLabel || estate.monitorScopes[$0.id] != nil
        } != false
    }) {
      return open(
        "whether \(selectors.text(for: endpoint.id)) writes a record for \(name) into "
          + "\(zone.zoneName) is not known", endpoint.source)
    }
    if let registering = zone.links.first(where: { $0.registersMachines.value != false }),
      !registering.registersMachines.isAbsent, !asked.record.contains("."), asked.record != "@"
    {
      return open(
        "machines are entered into \(zone.zoneName) by themselves, and whether \(name) is one is "
          + "in no input", registering.source)
    }
    let redirects = zone.zoneName.hasPrefix("privatelink.") ? link.redirectsMissingNames : .absent
    switch redirects {
    case .known(true, let source):
      return publicly(
        name, "resolutionPolicy: NxDomainRedirect", source,
        "\(zone.zoneName) has no record for it and asks public DNS instead", zone: zone)
    case .unknown(let unknown):
      return undecided(name, zone, zone.zoneName, unknown, isAnywhere: false)
    case .known(false, _), .absent: break
    }
    if asked.isAlias {
      return open(
        "whether \(name) has a private endpoint is in no input: if so it does not resolve here, "
          + "since \(here) is linked to \(zone.zoneName), which has no record for it",
        link.source, isAnywhere: false)
    }
    let proof = evidence(
      zone, "no record in \(zone.zoneName)", link.source,
      "\(here) is linked to \(zone.zoneName), which has no record for \(name): the name does not resolve"
    )
    return CalledName(
      publicly: Gate(.deny, proof), privately: Gate(.deny, proof),
      addresses: recordedAddresses(of: name))
  }

  // MARK: - Where it leads

  /// Everything that the name leads to for some client: where it leads on the internet, and what has the
  /// address of a record.
  func destinations(ofName name: String, publicly front: Front) -> [Destination] {
    var destinations: [Destination] = [.front(front)]
    // Each by itself: addresses side by side are one range.
    let recorded = askedZones(of: name).flatMap { $0.found?.addresses ?? [] }
    for address in recorded.compactMap({ numbers(of: $0)?.firstAddress }) {
      for destination in self.destinations(at: address)
      where !destinations.contains(destination) {
        destinations.append(destination)
      }
    }
    return destinations
  }

  /// What has the address; in networks that overlap several have it.
  private func destinations(at address: Address) -> [Destination] {
    let own = AddressSet(address)
    let endpoints = estate.privateEndpoints.filter { addresses(of: $0).contains(address) }
    if !endpoints.isEmpty {
      let fronts = estate.fronts(selectors)
      return endpoints.flatMap { endpoint in
        fronts.filter { $0.isServed(by: endpoint, in: estate) }.prefix(1).map { .front($0) }
      }
    }
    var hosts: [Host] = (interfacesByAddress[address] ?? []).map { .interface($0) }
    hosts += (balancers.frontendsByAddress[address] ?? []).map { .frontend($0) }
    for subnet in estate.subnets
    where AddressSet(subnet.prefixes.compactMap(\.value)).contains(address) {
      if own.isSubset(of: unclaimedAddresses(of: subnet)) {
        hosts.append(.subnetAddress(subnet.id, address.description))
      }
    }
    if !hosts.isEmpty { return hosts.map { .host($0) } }
    return wellKnownSubject(kind: "ip", name: address.description)?.goal.destinations ?? []
  }

  /// The ways of a host to the destination, as far as the name leads there.
  func edges(_ edges: [Edge], of host: Host, calling name: String, toward destination: Destination)
    -> [Edge]
  {
    let called = called(name, by: host)
    if case .front(let front) = destination, front.resource == nil {
      let address = book[.front(front.name)].map { AddressSet($0) } ?? .empty
      let open = called.anywhere.map {
        Edge(
          to: .service(front),
          Gate(open: $0, node: front.selector, control: "nameResolution", rule: "not known"))
      }
      return [
        Edge(
          to: .addressed(host),
          Chain([Forwarding(to: address)] + called.steps + [called.publicly]))
      ] + (open.map { [$0] } ?? [])
    }
    let steps: [any Mechanism] =
      [Forwarding(to: called.addresses)] + called.steps + [called.privately]
    guard case .host = destination else {
      return [Edge(to: .addressed(host), Chain(steps))]
    }
    // Who calls the address that the name leads to calls nobody who leads on to it.
    return edges.filter { $0.mechanism.translation == nil }.map {
      Edge(to: $0.to, Chain(steps + $0.mechanism.steps))
    }
  }

  /// Whether the name leads the host to the destination, or may.
  package func mayLead(_ name: String, _ host: Host, to destination: Destination) -> Bool {
    let called = called(name, by: host)
    let isPublic = if case .front(let front) = destination { front.resource == nil } else { false }
    let gate = isPublic ? called.publicly : called.privately
    return gate.action != .deny || called.steps.contains { ($0 as? Gate)?.action == .deny }
  }
}

extension ReachabilityGraph.AskedZone {
  fileprivate var firstLabel: String? {
    record.split(separator: ".").first.map(String.init)
  }
}

extension String {
  fileprivate func without(ending: String) -> String? {
    hasSuffix(ending) && count > ending.count ? String(dropLast(ending.count)) : nil
  }
}
