package import Reachability

extension QueryAnswer {
  /// The evidence that a reader wants first: every blocker, or the last line that let the traffic in.
  package var deciding: [Evidence] {
    switch verdict {
    case .unreachable, .partial: blockers
    case .unknown: []
    case .reachable: paths.first.map(Self.admitting) ?? []
    }
  }

  /// The line that let the traffic in where a part of it gets through: of the first path that nothing
  /// denies.
  package var admitting: Evidence? {
    paths.first { path in !path.contains { $0.outcome == .deny } }.flatMap {
      Self.admitting($0).first
    }
  }

  /// Controls that say where packets go, and not whether they may.
  private static let leading: Set<String> = [
    "outboundMethod", "gateway", "gatewayTransit", "peering", "route", "routeTable",
    "ipForwarding", "allowForwardedTraffic",
  ]

  /// Of an open way that is the last decision with a place in a file, since it stands nearest to the
  /// destination; where no file says anything, the last one.
  static func admitting(_ path: [PathHop]) -> [Evidence] {
    let decided = path.compactMap { hop in hop.outcome == .allow ? hop.evidence : nil }
    // How a host finds a name or leaves its network says less than who lets it.
    let inFiles = decided.filter { $0.source != nil && $0.control != "nameResolution" }
    let rules = inFiles.filter { !leading.contains($0.control) }
    return (rules.last ?? inFiles.last ?? decided.last).map { [$0] } ?? []
  }
}
