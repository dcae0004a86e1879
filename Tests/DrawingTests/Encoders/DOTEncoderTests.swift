import Drawing
import GraphvizRendering
import SampleScenes
import TestSupport
import Testing

@Suite("DOT")
struct DOTEncoderTests {
  @Test("the same scene gives the same bytes, with its digest")
  func steady() throws {
    for (_, scene) in HandMadeScenes.all {
      let text = try DOTEncoder().text(of: scene)
      #expect(try DOTEncoder().text(of: scene) == text)
      #expect(text.hasPrefix("// reachmap scene \(scene.digest)\n"))
    }
  }

  @Test("a skeleton holds no word of the configuration")
  func skeleton() throws {
    var scene = HandMadeScenes.dockerImages
    scene.title = "SECRET"
    scene.nodes[0].name = "SECRET"
    scene.arrows[0].rule = "SECRET"
    scene.steps[0].because = "SECRET"
    #expect(try !DOTEncoder().skeleton(of: scene).contains("SECRET"))
  }

  @Test("what Graphviz reads has as many arrows as the scene, hostile texts or not")
  func readable() throws {
    for scene in HandMadeScenes.all.map(\.scene) + [HostileScene.scene] {
      let layout = try Renderer().layout(try DOTEncoder().skeleton(of: scene))
      // What joins two networks is drawn without a layout.
      let networks = Set(scene.allBoxes.filter { $0.style == .virtualNetwork }.map(\.id))
      let joined = scene.arrows.count { NetworkColumns.joins($0, boxes: networks) }
      #expect(layout.edges.count == scene.arrows.count - joined)
      #expect(layout.nodes.count >= scene.allNodes.count)
      // Standing alone it is laid out as well.
      let whole = try Renderer().layout(try DOTEncoder().text(of: scene))
      #expect(whole.edges.count == scene.arrows.count)
    }
  }

  @Test("a scene with an arrow to nowhere is refused")
  func refused() {
    let scene = Scene(
      title: "", arrows: [Scene.Arrow(from: "a", to: "b", verdict: .allowed)])
    #expect(throws: SceneProblem.unknownEnd("a")) { try DOTEncoder().text(of: scene) }
  }
}
