internal import CGraphviz

extension Layout {
  /// Reads what a layout has left in the graph, and counts its edges.
  init(
    _ graph: UnsafeMutablePointer<Agraph_t>, strategy: LayoutStrategy
  ) throws(RenderingFailure) {
    self.init(
      bounds: Rectangle(reachmapGraphBounds(graph)), nodes: [:], clusters: [:], edges: [:],
      strategy: strategy)
    graph.forEachNode { node in
      nodes[String(cString: agnameof(node))] = Rectangle(reachmapNodeBounds(node))
    }
    readClusters(of: graph)
    var total = 0
    var missing = 0
    graph.forEachEdge { edge in
      // Without an id it is an edge that only shapes the layout.
      guard let id = reachmapAttribute(edge, "id"), id.pointee != 0 else { return }
      total += 1
      guard let route = Route(edge) else {
        missing += 1
        return
      }
      edges[String(cString: id)] = route
    }
    guard missing == 0 else { throw .edgesMissing(missing, of: total) }
  }

  private mutating func readClusters(of graph: UnsafeMutablePointer<Agraph_t>) {
    for index in 0..<reachmapClusterCount(graph) {
      guard let cluster = reachmapCluster(graph, index) else { continue }
      clusters[String(cString: agnameof(cluster))] = Rectangle(reachmapGraphBounds(cluster))
      readClusters(of: cluster)
    }
  }
}

extension Layout.Rectangle {
  fileprivate init(_ bounds: ReachmapRectangle) {
    self.init(left: bounds.left, bottom: bounds.bottom, right: bounds.right, top: bounds.top)
  }
}

extension Layout.Route {
  /// The edge's curves as one; nil where it has none.
  fileprivate init?(_ edge: UnsafeMutablePointer<Agedge_t>) {
    var points: [Layout.Point] = []
    var tip: Layout.Point?
    for index in 0..<reachmapCurveCount(edge) {
      guard let curve = reachmapCurve(edge, index), let list = curve.pointee.list else { continue }
      let count = Int(reachmapCurvePointCount(curve))
      // Curves of one edge that meet share a point.
      for place in (points.isEmpty ? 0 : 1)..<max(count, 1) {
        points.append(Layout.Point(x: list[place].x, y: list[place].y))
      }
      if reachmapCurveHasTip(curve) != 0 {
        tip = Layout.Point(x: curve.pointee.ep.x, y: curve.pointee.ep.y)
      }
    }
    guard points.count >= 4 else { return nil }
    let label = reachmapEdgeLabel(edge).map { Layout.Rectangle(reachmapLabelBounds($0)) }
    self.init(points: points, tip: tip, label: label)
  }
}

extension UnsafeMutablePointer<Agraph_t> {
  func forEachNode(_ body: (UnsafeMutablePointer<Agnode_t>) -> Void) {
    var node = agfstnode(self)
    while let current = node {
      body(current)
      node = agnxtnode(self, current)
    }
  }

  func forEachEdge(_ body: (UnsafeMutablePointer<Agedge_t>) -> Void) {
    forEachNode { node in
      var edge = agfstout(self, node)
      while let current = edge {
        body(current)
        edge = agnxtout(self, current)
      }
    }
  }
}
