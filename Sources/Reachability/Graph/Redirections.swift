internal import EstateModel

// A SQL server of the connection policy Default sends callers within Azure on to its nodes; to others it is a
// proxy, as it is behind a private endpoint.
// https://learn.microsoft.com/azure/azure-sql/database/connectivity-architecture
extension ReachabilityGraph {
  /// The service with the further ports to which it sends this caller on; `nil` where it sends it nowhere.
  package func redirecting(_ front: Front, from host: Host) -> Front? {
    guard let range = front.redirectionsWithinAzure, front.endpointCall == nil,
      case .subnet = attachment(of: host)
    else { return nil }
    let endpoints = estate.privateEndpoints.filter { front.isServed(by: $0, in: estate) }
    if !endpoints.isEmpty {
      let resolver = resolution(of: host, for: AskedName(name: front.name, zone: front.zone))
        .resolver
      let finding = nameFinding(front, resolver, endpoints, askedBy: text(for: host))
      guard finding.publicGate.action == .allow else { return nil }
    }
    var redirecting = front
    redirecting.redirections = range
    redirecting.redirectionsWithinAzure = nil
    return redirecting
  }
}
