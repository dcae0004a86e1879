import GraphvizRendering
import TestSupport
import Testing

@Suite("Renderer")
struct RendererTests {
  @Test("a layout has every node, cluster and edge, and the edge's label between its ends")
  func layout() throws {
    let layout = try Renderer().layout(
      """
      digraph { rankdir=LR
        a [shape=box, fixedsize=true, width=1, height=0.5, label=""]
        subgraph cluster_x { b [shape=box, fixedsize=true, width=1, height=0.5, label=""] }
        a -> b [id=ab, label="x"]
      }
      """)
    let (a, b) = (try #require(layout.nodes["a"]), try #require(layout.nodes["b"]))
    #expect(a.right - a.left == 72 && a.top - a.bottom == 36)
    #expect(a.right < b.left)
    let cluster = try #require(layout.clusters["cluster_x"])
    #expect(cluster.left < b.left && cluster.right > b.right)
    let route = try #require(layout.edges["ab"])
    #expect(route.points.count % 3 == 1)
    #expect(abs((route.tip?.x ?? 0) - b.left) < 1)
    let label = try #require(route.label)
    #expect(label.left > a.right && label.right < b.left)
  }

  @Test("what is no DOT is named as such, and the next picture is not harmed by it")
  func malformed() throws {
    #expect {
      try Renderer().layout("digraph { a -> ")
    } throws: { error in
      if case .malformedDOT = error as? RenderingFailure { true } else { false }
    }
    #expect(try Renderer().layout("digraph { a -> b }").nodes.count == 2)
  }

  @Test("the same text gives the same layout whatever was laid out before it")
  func steady() throws {
    func text(_ count: Int) -> String {
      let clusters = (0..<count).map { "subgraph cluster_\($0) { a\($0); b\($0) }" }
      let edges = (0..<count).map { "a\($0) -> b\(($0 * 7 + 3) % count) [id=e\($0)]" }
      return "digraph { " + (clusters + edges).joined(separator: "\n") + " }"
    }
    let first = try Renderer().layout(text(12))
    for count in 3..<20 { _ = try Renderer().layout(text(count)) }
    #expect(try Renderer().layout(text(12)) == first)
  }

  @Test("threads that draw at once wait for each other")
  func threads() async throws {
    let counts = try await withThrowingTaskGroup(of: Int.self) { group in
      for count in 2..<12 {
        group.addTask {
          let edges = (1..<count).map { "n\($0 - 1) -> n\($0)" }.joined(separator: "; ")
          return try Renderer().layout("digraph { \(edges) }").nodes.count
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(counts.sorted() == Array(2..<12))
  }
}
