package import EstateModel

// The names of the services that follow Azure's common pattern.
extension Estate {
  /// All names of a service; none for one that has an address in a subnet instead.
  package func fronts(of service: PlatformService, _ selectors: SelectorIndex) -> [Front] {
    if service.isInjected { return [] }
    return service.kind.names.map { front(of: service, $0, selectors) }
  }

  package func front(
    of service: PlatformService, _ entry: ServiceEntry, _ selectors: SelectorIndex
  ) -> Front {
    let text = selectors.text(for: service.id)
    let selector = entry == service.kind.names.first ? text : "\(text)/\(entry.part)"
    let region = Self.region(service.location.value)
    let label = service.label.value ?? service.id.name
    func filled(_ template: String) -> String {
      template.replacing("{name}", with: label.lowercased())
        .replacing("{parent}", with: service.id.parent?.name.lowercased() ?? "<app>")
        .replacing("{region}", with: region ?? "<region>")
        .replacing("{selector}", with: text)
    }
    let tags = entry.tags(in: region)
    guard service.hasOwnName else {
      // The host of the region, which all accounts share and no private endpoint serves.
      return Front(
        owner: .resource(service.id), selector: selector, name: "<host of the region of \(text)>",
        tags: tags, location: region, ports: service.ports ?? entry.ports,
        serviceEndpoint: entry.serviceEndpoint,
        part: entry.part)
    }
    let (hostName, zoneName) = service.spelling(of: entry)
    let host = service.hosts[entry.part] ?? filled(hostName)
    let zone = filled(zoneName)
    var front = Front(
      owner: .resource(service.id), selector: selector, name: host, group: filled(entry.group),
      zone: zone,
      records: service.hosts[entry.part].map { Self.records(of: $0, entry.host) }
        ?? entry.records.map(filled),
      tags: tags, location: region, ports: service.ports ?? entry.ports,
      serviceEndpoint: entry.serviceEndpoint,
      part: entry.part, mayHaveOtherTags: entry.tag == nil,
      redirections: service.switches[.redirects]?.value == true ? Self.redirections : nil)
    if service.switches[.redirectsWithinAzure]?.value == true {
      front.redirectionsWithinAzure = Self.redirections
    }
    return front
  }

  /// The ports of the nodes to which a SQL server sends its callers on.
  private static let redirections: ClosedRange<UInt16> = 11000...11999

  /// What of a host name stands before the public suffix of its template.
  private static func records(of host: String, _ template: String) -> [String] {
    let labels = template.split(separator: ".").map(String.init)
    let fixed = labels.reversed().prefix {
      !$0.contains("{") && !$0.contains("<") && !$0.contains(">")
    }
    let suffix = "." + fixed.reversed().joined(separator: ".")
    let record = host.hasSuffix(suffix) ? String(host.dropLast(suffix.count)) : host
    // What a whole domain has in common, a wildcard tells.
    let wildcard = record.split(separator: ".").dropFirst().joined(separator: ".")
    return wildcard.isEmpty ? [record] : [record, "*.\(wildcard)"]
  }
}

extension ServiceEntry {
  /// The service tag, the one of the region where there is such.
  func tags(in region: String?) -> [String] {
    guard let tag else { return [] }
    return [isTagRegional ? region.map { "\(tag).\($0)" } ?? tag : tag]
  }
}

extension PlatformService {
  /// The templates of host and zone: caches of the Enterprise tiers have others than managed ones.
  fileprivate func spelling(of entry: ServiceEntry) -> (host: String, zone: String) {
    guard kind.type == "Microsoft.Cache/redisEnterprise", let tier = tier.value else {
      return (entry.host, entry.zone)
    }
    let suffix =
      tier.lowercased().hasPrefix("enterprise")
      ? "redisenterprise.cache.azure.net" : "redis.azure.net"
    return ("{name}.{region}.\(suffix)", "privatelink.\(suffix)")
  }

  /// Whether it has host names of its own, or may have: a few services share those of a region.
  var hasOwnName: Bool {
    guard let name = switches[.hasOwnName] else { return true }
    return !(name.isAbsent && isDescribed)
  }
}
