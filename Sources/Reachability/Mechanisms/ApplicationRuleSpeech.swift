internal import EstateModel
internal import TrafficSets

// Application rules take in HTTP, HTTPS and SQL alone. What a service speaks at its ports is known: what is
// none of these they do not hear, whatever port they name.
// https://learn.microsoft.com/azure/firewall/rule-processing
extension ReachabilityGraph {
  /// The ports of an application rule at which the destination speaks what the rule understands.
  func heard(_ rule: FirewallRule, toward destination: Destination) -> [Setting<PortSet>] {
    guard case .front(let front) = destination, isOfAzure(front) else { return rule.ports }
    return rule.ports.enumerated().map { index, ports in
      let speech = index < rule.speech.count ? rule.speech[index] : nil
      return ports.map { $0.intersection(Self.ports(where: front, speaks: speech)) }
    }
  }

  /// Whether an application rule can take in what is sent to the destination on these ports.
  func mayBeHeard(_ ports: PortSet, by destination: Destination) -> Bool {
    guard case .front(let front) = destination else { return true }
    return ports.isSubset(of: Self.ports(where: front, speaks: nil))
  }

  /// A service of Azure's speaks the same everywhere.
  private func isOfAzure(_ front: Front) -> Bool { front.resource != nil || !front.tags.isEmpty }

  /// - Parameter speech: `nil` for any that application rules understand.
  private static func ports(
    where front: Front, speaks speech: ApplicationProtocol?
  ) -> PortSet {
    let sql = isDatabase(front) ? databasePorts : .empty
    let web = PortSet.all.subtracting(otherPorts)
    switch speech {
    case .mssql: return sql
    case .http: return web.subtracting(PortSet(443))
    case .https: return web.subtracting(PortSet(80))
    case nil: return web.union(sql)
    }
  }

  private static func isDatabase(_ front: Front) -> Bool {
    front.name.contains(".database.windows.") || front.name.contains(".database.usgovcloudapi.")
      || front.name.contains(".database.chinacloudapi.") || front.name.contains(".sql.azuresynapse")
  }

  private static let databasePorts = PortSet(1433).union(PortSet(11_000...11_999))

  /// Where services speak neither HTTP nor HTTPS: SSH and SFTP, SMB, NFS, AMQP, Kafka, MQTT, databases and
  /// caches.
  private static let otherPorts: PortSet = [
    22, 111, 445, 2049, 3306, 5432, 5671, 5672, 6379, 6380, 6432, 8883, 9093, 10_000, 10_255,
    10_260,
    10_350,
  ].reduce(databasePorts.union(PortSet(3342)).union(PortSet(9350...9354))) {
    $0.union(PortSet($1))
  }
}
