internal import EstateModel
internal import TrafficSets

extension ResourceKind {
  /// Private zones; of their records those that hold addresses.
  static let names: [ResourceKind] = [
    .node("Microsoft.Network/privateDnsZones") { $0.decodeZone($1) },
    .part("Microsoft.Network/privateDnsZones/virtualNetworkLinks"),
    .part("Microsoft.Network/privateDnsZones/A"),
    .part("Microsoft.Network/privateDnsZones/AAAA"),
    .part("Microsoft.Network/privateDnsZones/CNAME"),
    .apart("Microsoft.Network/privateDnsZones/SOA"),
    .apart("Microsoft.Network/privateDnsZones/TXT"),
    .apart("Microsoft.Network/privateDnsZones/MX"),
    .apart("Microsoft.Network/privateDnsZones/PTR"),
    .apart("Microsoft.Network/privateDnsZones/SRV"),
  ]
}

extension EstateDecoding {
  mutating func decodeZone(_ input: ResourceInput) {
    var zone = PrivateDNSZone(id: input.id, source: input.source)
    zone.isDescribed = input.isDescribed || input.listedOnly != nil
    zone.openName = input.id.hasOpenName ? input.nameUnknown : nil
    for part in parts(of: input.id, "virtualNetworkLinks") {
      let properties = writtenProperties(of: part)
      var link = PrivateDNSZone.Link(name: part.name, source: part.source)
      link.presence = part.wholeUnknown
      link.network = reference(properties["virtualNetwork"], to: .network)
      link.redirectsMissingNames = word(
        properties["resolutionPolicy"],
        Vocabulary(words: [("Default", false), ("NxDomainRedirect", true)]))
      link.registersMachines = flag(properties["registrationEnabled"])
      zone.links.append(link)
    }
    for part in parts(of: input.id, "A", "AAAA") {
      let properties = properties(of: part)
      let addresses =
        list(properties.first("aRecords", "arecords")) {
          $0.address($1.value?.isObject == true ? $1["ipv4Address"] : $1)
        }
        + list(properties["aaaaRecords"]) {
          $0.address($1.value?.isObject == true ? $1["ipv6Address"] : $1)
        }
      if let place = zone.records.firstIndex(where: {
        $0.name.equalsIgnoringASCIICase(part.name)
      }) {
        zone.records[place].addresses += addresses.map { ofEndpoint($0) }
      } else {
        var record = PrivateDNSZone.Record(name: part.name, source: part.source)
        record.addresses = addresses.map { ofEndpoint($0) }
        zone.records.append(record)
      }
    }
    for part in parts(of: input.id, "CNAME") {
      var record = PrivateDNSZone.Record(name: part.name, source: part.source)
      let unknown = UnknownValue(
        key: "\(part.id)#cnameRecord",
        because: "the record \(part.name) of \(zone.zoneName) is an alias, which is not followed",
        source: part.source)
      ledger.note(unknown)
      record.addresses = [.unknown(unknown)]
      zone.records.append(record)
    }
    if zone.isDescribed {
      readCounts(of: input, into: &zone)
    } else {
      addOpenParts(to: &zone, input)
    }
    zone.missingRecords = zone.missingRecords ?? openRecord(of: input.id)
    estate.zones.insert(zone)
  }

  /// Why a record may have any name: one that an expression makes or that stands once for each of several
  /// that nobody knows.
  private func openRecord(of zone: ResourceID) -> UnknownValue? {
    parts(of: zone, "A", "AAAA", "CNAME").lazy.filter(\.id.hasOpenName).map { part in
      UnknownValue(
        key: "\(part.id)#name",
        because: "the name of a record of \(zone.name) is not known"
          + (part.nameUnknown.map { ": \($0.because)" } ?? ""),
        source: part.source, candidates: [], parameters: part.nameUnknown?.parameters ?? [])
    }.first
  }

  /// The address of a private endpoint, which only its deployment tells, with the endpoint as the estate
  /// has it.
  private mutating func ofEndpoint(_ address: Setting<Address>) -> Setting<Address> {
    guard let unknown = address.unknown, let owner = unknown.addressOf, let source = unknown.source
    else { return address }
    return .unknown(
      UnknownValue(
        key: unknown.key, because: unknown.because, source: source,
        candidates: unknown.candidates, parameters: unknown.parameters,
        addressOf: mention(owner, at: source)))
  }

  /// An exported zone says how many links and record sets it has; those may be an export of their own.
  private mutating func readCounts(of input: ResourceInput, into zone: inout PrivateDNSZone) {
    func missing(
      _ count: Setting<Int>, present: Int, isComplete: (Int) -> Bool,
      _ message: (Int, Int) -> Diagnostic.Message
    ) -> UnknownValue? {
      guard case .known(let number, let source) = count else { return count.unknown }
      if isComplete(number) { return nil }
      return UnknownValue(
        key: "\(source)#parts", because: message(number, present).text, source: source)
    }
    let links = zone.links.count
    zone.missingLinks = missing(
      integer(input.properties["numberOfVirtualNetworkLinks"]), present: links,
      isComplete: { links >= $0 }
    ) { .missingLinks(of: input.id, $0, present: $1) }
    let sets = recordSets(of: input.id)
    // Every zone has its SOA, which holds no address.
    let others = sets.filter { !$0.hasPrefix("soa/") }.count
    zone.missingRecords = missing(
      integer(input.properties["numberOfRecordSets"]), present: sets.count,
      isComplete: { others >= $0 - 1 }
    ) { .missingRecords(of: input.id, $0, present: $1) }
    for unknown in [zone.missingLinks, zone.missingRecords].compactMap(\.self) {
      ledger.note(unknown)
    }
  }

  /// The record sets of a zone in the inputs, of whatever kind, as `a/name`.
  private mutating func recordSets(of zone: ResourceID) -> Set<String> {
    if recordSetsByZone == nil {
      var found: [ResourceID: Set<String>] = [:]
      for resource in resources where resource.id.segments.count == 2 {
        let segments = resource.id.segments
        guard segments[0].type.equalsIgnoringASCIICase("privateDnsZones"),
          !segments[1].type.equalsIgnoringASCIICase("virtualNetworkLinks"),
          let parent = resource.id.parent
        else { continue }
        found[index.resolve(parent) ?? parent, default: []]
          .insert("\(segments[1].type)/\(segments[1].name)".lowercased())
      }
      recordSetsByZone = found
    }
    return recordSetsByZone?[zone] ?? []
  }

  /// A zone that nobody describes may answer any name, for any network.
  private mutating func addOpenParts(to zone: inout PrivateDNSZone, _ input: ResourceInput) {
    guard let unknown = input.properties["virtualNetworkLinks"].unknown else { return }
    ledger.note(unknown)
    var link = PrivateDNSZone.Link(name: Slot.openName, source: input.source)
    link.network = .unknown(unknown)
    zone.links.append(link)
    var record = PrivateDNSZone.Record(name: "*", source: input.source)
    record.addresses = [.unknown(unknown)]
    zone.records.append(record)
  }
}

extension Diagnostic.Message {
  private static func options(_ id: ResourceID) -> String {
    (id.resourceGroup.map { "-g \($0) " } ?? "") + "-z \(id.name)"
  }

  static func missingLinks(of id: ResourceID, _ count: Int, present: Int) -> Self {
    Self(
      "zone \(id.name) says it has \(count) virtual network \(count == 1 ? "link" : "links"), "
        + "\(present) \(present == 1 ? "is" : "are") in the input; add "
        + "'az network private-dns link vnet list \(options(id))'")
  }

  static func missingRecords(of id: ResourceID, _ count: Int, present: Int) -> Self {
    Self(
      "zone \(id.name) says it has \(count) record \(count == 1 ? "set" : "sets"), \(present) "
        + "\(present == 1 ? "is" : "are") in the input; add "
        + "'az network private-dns record-set list \(options(id))'")
  }
}
