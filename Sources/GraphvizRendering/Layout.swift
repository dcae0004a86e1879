/// Where a layout has put everything, in points, y growing upwards as in Graphviz.
package struct Layout: Hashable, Sendable {
  package var bounds: Rectangle
  /// Keyed by the node's name in the DOT text.
  package var nodes: [String: Rectangle]
  /// Keyed by the cluster's name in the DOT text.
  package var clusters: [String: Rectangle]
  /// Keyed by the edge's `id` attribute; an edge without one is not listed.
  package var edges: [String: Route]
  /// The way that led to it, for the record.
  package var strategy: LayoutStrategy

  package struct Point: Hashable, Sendable {
    package var x: Double
    package var y: Double

    package init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  package struct Rectangle: Hashable, Sendable {
    package var left: Double
    package var bottom: Double
    package var right: Double
    package var top: Double

    package init(left: Double, bottom: Double, right: Double, top: Double) {
      self.left = left
      self.bottom = bottom
      self.right = right
      self.top = top
    }
  }

  /// A piecewise Bézier curve of 3n + 1 points, its tip, and the place kept for its label.
  package struct Route: Hashable, Sendable {
    package var points: [Point]
    /// Where the arrowhead ends; the curve itself stops short of it.
    package var tip: Point?
    package var label: Rectangle?

    package init(points: [Point], tip: Point?, label: Rectangle?) {
      self.points = points
      self.tip = tip
      self.label = label
    }
  }
}

/// The ways to lay a picture out, best first.
///
/// `dot` leaves edges out of some graphs with clusters, and takes minutes for some large ones; each
/// way here gives up some beauty for being more certain to end with every edge.
package enum LayoutStrategy: UInt8, Hashable, Sendable, CaseIterable {
  /// `dot` as it is.
  case ranked
  /// `dot` with `newrank=true`, which loses no edges where clusters form cycles, but is slow.
  case rankedAcrossClusters
  /// `dot` without edge labels, with straight edges and bounded effort.
  case rankedRoughly
  /// `osage`, which packs boxes and draws straight edges, always quickly.
  case packed
}
