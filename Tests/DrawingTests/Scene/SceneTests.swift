import Drawing
import SampleScenes
import TestSupport
import Testing

@Suite("Scene")
struct SceneTests {
  @Test("equal scenes have equal text and digest, and every part of a scene is in them")
  func digest() {
    let scene = HandMadeScenes.onlineEndpoint
    #expect(scene.digest.count == 32)
    #expect(scene.digest == HandMadeScenes.onlineEndpoint.digest)
    let changes: [(inout Scene) -> Void] = [
      { $0.title += "!" }, { $0.subtitle.append("more") }, { $0.source += "!" },
      { $0.description += "!" }, { $0.direction = .topToBottom }, { $0.notes.append("note") },
      { $0.boxes[0].label += "!" }, { $0.boxes[0].boxes[0].detail += "!" },
      { $0.boxes[0].nodes[0].fact += "!" }, { $0.nodes[0].kind = .client },
      { $0.nodes[0].isFaded = true }, { $0.arrows[0].verdict = .allowed },
      { $0.arrows[0].rule += "!" }, { $0.arrows[0].step = nil },
      { $0.arrows[0].otherSteps = [7] }, { $0.steps[0].because += "!" },
      { $0.arrows.swapAt(0, 1) },
    ]
    var digests: Set<String> = [scene.digest]
    for change in changes {
      var changed = scene
      change(&changed)
      digests.insert(changed.digest)
    }
    #expect(digests.count == changes.count + 1)
  }

  @Test("the digest of a known scene is known, so that it is the same on every machine")
  func knownDigest() {
    #expect(Scene(title: "").digest == "67153fc8df807062cdf9f45db6af8dcf")
  }

  @Test("an id that occurs twice and an arrow that leads nowhere are named")
  func validate() {
    let node = Scene.Node(id: "vm/a", kind: .virtualMachine, name: "a")
    let twice = Scene(
      title: "", boxes: [Scene.Box(id: "b", style: .subnet, label: "", nodes: [node])],
      nodes: [node])
    #expect(throws: SceneProblem.duplicateID("vm/a")) { try twice.validate() }
    let lost = Scene(
      title: "", nodes: [node],
      arrows: [Scene.Arrow(from: "vm/a", to: "vm/b", verdict: .allowed)])
    #expect(throws: SceneProblem.unknownEnd("vm/b")) { try lost.validate() }
  }
}
