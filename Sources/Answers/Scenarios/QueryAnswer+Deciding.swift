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
      let inFiles = decided.filter { $0.source != nil && $0.control != "nameResolution" }
      return (inFiles.last ?? decided.last).map { [$0] } ?? []
    }
  }
}
