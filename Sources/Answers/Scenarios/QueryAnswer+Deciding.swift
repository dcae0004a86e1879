package import Reachability

extension QueryAnswer {
  /// The evidence that a reader wants first: every blocker, or the last line that let the traffic in.
  ///
  /// Of an open way that is the last decision with a place in a file, since it stands nearest to the
  /// destination; where no file says anything, the last one.
  package var deciding: [Evidence] {
    switch verdict {
    case .unreachable, .partial: return blockers
    case .unknown: return []
    case .reachable:
      let decided = paths.first?.compactMap { hop in
        hop.outcome == .allow ? hop.evidence : nil
      }
      guard let decided else { return [] }
      // How a host finds a name or leaves its network says less than who lets it.
      let inFiles = decided.filter { $0.source != nil && $0.control != "nameResolution" }
      let rules = inFiles.filter { $0.control != "outboundMethod" && $0.control != "gateway" }
      return (rules.last ?? inFiles.last ?? decided.last).map { [$0] } ?? []
    }
  }
}
