import GraphvizRendering
import TestSupport
import Testing

@Suite("A process that draws")
struct IsolationTests {
  private func outcome(
    of command: String, dot: String = "digraph { a -> b }", within limit: Duration = .seconds(5)
  ) -> RenderingFailure? {
    let renderer = IsolatedRenderer(executable: probePath(), arguments: [command])
    do {
      _ = try renderer.layout(dot, strategy: .ranked, within: limit)
      return nil
    } catch { return error }
  }

  private func randomGraph(nodes: Int, edges: Int) -> String {
    var generator = SeededGenerator(seed: 7)
    let lines = (0..<edges).map { edge in
      let (from, to) = (
        Int.random(in: 0..<nodes, using: &generator), Int.random(in: 0..<nodes, using: &generator)
      )
      return "n\(from) -> n\(to) [id=e\(edge)]"
    }
    return "digraph { \(lines.joined(separator: "\n")) }"
  }

  @Test("a layout comes back the same as from this process")
  func same() throws {
    let text = "digraph { subgraph cluster_a { a; b } a -> b [id=ab, label=x]; b -> c [id=bc] }"
    let renderer = IsolatedRenderer(executable: probePath(), arguments: ["worker"])
    #expect(try renderer.layout(text) == Renderer().layout(text))
  }

  @Test("a crash becomes a message that names the signal and says what to do")
  func crash() throws {
    let failure = try #require(outcome(of: "crash"))
    #expect(failure == .crashed(signal: 6))
    #expect(failure.description.contains("--detail overview"))
    #expect(failure.description.contains("-o FILE.dot"))
  }

  @Test("a hang is ended when its time is over")
  func hang() {
    let start = ContinuousClock.now
    #expect(outcome(of: "hang", within: .seconds(1)) == .timedOut(seconds: 1))
    #expect(start.duration(to: .now) < .seconds(3))
  }

  @Test("a layout that takes too long is ended, and the next way is tried")
  func slow() throws {
    let text = randomGraph(nodes: 1_500, edges: 4_500)
    let renderer = IsolatedRenderer(executable: probePath(), arguments: ["worker"])
    let layout = try renderer.layout(
      text, trying: [.ranked, .packed], within: .seconds(4))
    #expect(layout.strategy == .packed)
    #expect(layout.edges.count == 4_500)
  }

  @Test("an early end, garbage and a missing program are told apart")
  func workers() {
    #expect(outcome(of: "exit") == .workerFailed("it ended with status 3"))
    #expect(outcome(of: "babble") == .workerFailed("its answer was garbled"))
    let missing = IsolatedRenderer(executable: "/nowhere/reachmap", arguments: [])
    #expect(throws: RenderingFailure.workerFailed("'/nowhere/reachmap' could not be started")) {
      try missing.layout("digraph {}", strategy: .ranked, within: .seconds(1))
    }
  }

  @Test("too little memory ends the process that draws, not this one")
  func memory() {
    let nodes = (0..<150_000).map { "n\($0)" }.joined(separator: " ")
    let failure = outcome(of: "small-worker", dot: "digraph { \(nodes) }", within: .seconds(20))
    switch failure {
    case .crashed, .workerFailed, .reported: break
    case let other: Issue.record("\(String(describing: other))")
    }
  }

  @Test("after a failure the next call starts a new process")
  func again() throws {
    let renderer = IsolatedRenderer(executable: probePath(), arguments: ["worker"])
    #expect(throws: RenderingFailure.self) { try renderer.layout("no dot") }
    #expect(try renderer.layout("digraph { a -> b }").nodes.count == 2)
  }
}
