internal import EstateModel
internal import TrafficSets

extension ResourceKind {
  /// Private zones; of their records those that hold addresses.
  static let names: [ResourceKind] = [
    .node("Microsoft.Network/privateDnsZones") { $0.decodeZone($1) },
    .part("Microsoft.Network/privateDnsZones/virtualNetworkLinks"),
    .part("Microsoft.Network/privateDnsZones/A"),
    .part("Microsoft.Network/privateDnsZones/AAAA"),
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
    zone.isDescribed = input.isDescribed
    for part in parts(of: input.id, "virtualNetworkLinks") {
      let properties = properties(of: part)
      var link = PrivateDNSZone.Link(name: part.name, source: part.source)
      link.network = reference(properties["virtualNetwork"], to: .network)
      link.redirectsMissingNames = word(
        properties["resolutionPolicy"],
        Vocabulary(words: [("Default", false), ("NxDomainRedirect", true)]))
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
        zone.records[place].addresses += addresses
      } else {
        var record = PrivateDNSZone.Record(name: part.name, source: part.source)
        record.addresses = addresses
        zone.records.append(record)
      }
    }
    if !input.isDescribed { addOpenParts(to: &zone, input) }
    estate.zones.insert(zone)
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
