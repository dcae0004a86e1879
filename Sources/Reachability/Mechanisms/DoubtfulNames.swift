internal import EstateModel
internal import TrafficSets

// A name that may be one of a service of the estate, or of somebody else's on the internet: `db-REGION`, where no
// list here has the region. Each of both is asked as if the name were its own.
extension ReachabilityGraph {
  /// The ways of a host to such a service, and to whoever else has its name.
  func doubting(_ edges: [Edge], of host: Host, toward front: Front, _ doubt: UnknownValue)
    -> [Edge]
  {
    edges.map { Self.edge($0, behind: gate(front, doubt, isOwn: true)) }
      + [Edge(to: .addressed(host), elsewhere(front, doubt))]
  }

  /// From the internet to such a service, and to whoever else has its name.
  func doubting(_ edges: [Edge], toward front: Front) -> [Edge] {
    guard let doubt = front.doubtOfName else { return edges }
    return edges.map { Self.edge($0, behind: gate(front, doubt, isOwn: true)) }
      + [Edge(to: .service(front), elsewhere(front, doubt))]
  }

  private func elsewhere(_ front: Front, _ doubt: UnknownValue) -> Chain {
    let address = book[.front(front.name)].map { AddressSet($0) } ?? .empty
    return Chain([Forwarding(to: address), gate(front, doubt, isOwn: false)])
  }

  private static func edge(_ edge: Edge, behind gate: Gate) -> Edge {
    Edge(
      to: edge.to,
      Chain([gate] + edge.mechanism.steps).translating(edge.mechanism.translation))
  }

  private func gate(_ front: Front, _ doubt: UnknownValue, isOwn: Bool) -> Gate {
    Gate(
      .unknown(doubt),
      Evidence(
        node: front.selector, control: "nameResolution", rule: "name of another region",
        source: doubt.source, why: doubt.because),
      cases: [front.selector: isOwn, "somebody else": !isOwn])
  }
}
