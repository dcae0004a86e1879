package import EstateModel
package import Reachability

/// The nodes of an estate, with the selectors that name them.
package struct ListAnswer: Sendable {
  package struct Node: Sendable {
    package let selector: String
    package let kind: String
    package let id: String?
    package let parent: String?
    package let source: SourcePosition
    package let isDescribed: Bool
  }

  package let nodes: [Node]

  package init(_ graph: ReachabilityGraph) {
    nodes = graph.selectors.entries.map { entry in
      Node(
        selector: entry.selector, kind: entry.kind, id: entry.id?.description,
        parent: entry.parent, source: entry.source, isDescribed: entry.isDescribed)
    }
  }
}
