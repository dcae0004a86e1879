internal import EstateModel
internal import TrafficSets

// What is spoken on the ports of a destination: application rules of firewalls read names of HTTP, HTTPS and
// MSSQL, each where that is spoken, and of nothing else.
// https://learn.microsoft.com/azure/firewall/rule-processing
extension ApplicationProtocol {
  /// The ports of these on which a rule of this protocol finds the name of whom is called.
  func readable(_ ports: PortSet, toward destination: Destination) -> PortSet {
    var readable = ports.subtracting(Self.unreadable)
    for other in Self.allCases where other != self {
      readable = readable.subtracting(PortSet(other.usualPort))
    }
    guard case .front(let front) = destination, front.resource != nil else { return readable }
    // What services of Azure's have on ports of their own is no protocol of the web.
    let others = front.ports.filter { Self.usual(on: $0) == nil }
    readable = readable.subtracting(PortSet(others.map { $0...$0 }))
    if let redirections = front.redirections, self != .mssql {
      readable = readable.subtracting(PortSet(redirections))
    }
    return readable
  }

  /// What a rule is written for on a port; `nil` where nothing is spoken there that it could read.
  static func usual(on port: UInt16) -> ApplicationProtocol? { usualPorts[port] }

  private static let usualPorts: [UInt16: ApplicationProtocol] = [
    80: .http, 8080: .http, 443: .https, 8443: .https, 1433: .mssql,
    // The apps on a compute instance.
    8787: .https, 18881: .https,
  ]

  /// By protocol, the ports of traffic that application rules can let through whole; `nil` where some of it is
  /// none of theirs.
  static func readings(of traffic: TrafficSet) -> [(language: ApplicationProtocol, ports: PortSet)]?
  {
    guard traffic.protocols == ProtocolSet(.tcp) else { return nil }
    let ports = traffic.destinationPorts
    func usual(of language: ApplicationProtocol) -> PortSet {
      PortSet(usualPorts.filter { $0.value == language }.map { $0.key...$0.key })
        .intersection(ports)
    }
    let readings = allCases.map { (language: $0, ports: usual(of: $0)) }.filter {
      !$0.ports.isEmpty
    }
    let all = readings.reduce(PortSet.empty) { $0.union($1.ports) }
    return all == ports && !readings.isEmpty ? readings : nil
  }

  /// Ports of well-known protocols that name no server, or not where a firewall reads it: of files, mail, names,
  /// shells, desktops, databases and queues.
  private static let unreadable = PortSet([
    20...23, 25...25, 53...53, 110...111, 123...123, 135...135, 137...139, 143...143, 161...162,
    179...179, 389...389, 445...445, 465...465, 587...587, 636...636, 873...873, 990...990,
    993...993, 995...995, 1521...1521, 1883...1883, 2049...2049, 3306...3306, 3389...3389,
    5432...5432, 5671...5672, 6379...6380, 8883...8883, 27017...27017,
  ])
}
