package import EstateModel
package import Reachability

/// The nodes of an estate, with the selectors that name them.
package struct ListAnswer: Sendable {
  package struct Node: Sendable {
    /// The id where others have the short selector, too: of another subscription, say.
    package let selector: String
    package let kind: String
    package let id: String?
    package let parent: String?
    package let source: SourcePosition
    package let isDescribed: Bool
  }

  package let nodes: [Node]

  init(nodes: [Node]) { self.nodes = nodes }

  package init(_ graph: ReachabilityGraph) { self.init(graph.selectors) }

  /// Of an estate that nobody has asked about yet, which needs no graph.
  package init(_ estate: Estate) { self.init(SelectorIndex(estate)) }

  private init(_ selectors: SelectorIndex) {
    nodes = selectors.entries.map { entry in
      Node(
        selector: entry.id.map { selectors.text(for: $0) } ?? entry.selector, kind: entry.kind,
        id: entry.id?.description, parent: entry.parent.map { selectors.text(for: $0) },
        source: entry.source, isDescribed: entry.isDescribed)
    }
  }
}
