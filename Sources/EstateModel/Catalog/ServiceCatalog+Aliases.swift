// What public DNS makes of a service's name once the service has a private endpoint.
//
// https://learn.microsoft.com/azure/private-link/private-endpoint-dns
extension ServiceCatalog {
  /// The record by which a service's name is found in a private zone; `nil` where no service has such a
  /// name and zone.
  package static func recordName(ofHost name: String, inZone zone: String) -> String? {
    func record(endingIn suffix: String) -> String? {
      name.hasSuffix(".\(suffix)") ? String(name.dropLast(suffix.count + 1)) : nil
    }
    let prefix = "privatelink."
    if zone.hasPrefix(prefix), let found = record(endingIn: String(zone.dropFirst(prefix.count))) {
      return found
    }
    if zone == "privatelink.monitor.azure.com" {
      return monitorRecord(record(endingIn: "applicationinsights.azure.com"))
        ?? record(endingIn: "services.visualstudio.com")
    }
    // Some zones are called otherwise than the names in them.
    for entry in entriesWithOwnZone where entry.zone == zone {
      guard let end = entry.host.lastIndex(of: "}") else { continue }
      let suffix = entry.host[entry.host.index(after: end)...].drop { $0 == "." }
      if let found = record(endingIn: String(suffix)) { return found }
    }
    return nil
  }

  /// `REGION-1.in.applicationinsights.azure.com` is `REGION-1.in.ai` in its zone.
  private static func monitorRecord(_ prefix: String?) -> String? {
    guard let prefix else { return nil }
    return prefix == "in" || prefix.hasSuffix(".in") ? "\(prefix).ai" : prefix
  }

  private static let entriesWithOwnZone: [ServiceEntry] =
    ([keyVault, onlineEndpoint] + kinds.flatMap(\.names)).filter { entry in
      !entry.zone.contains { "{<".contains($0) }
        && !entry.host.hasSuffix(entry.zone.replacing("privatelink.", with: ""))
    }
}
