import Drawing
import GraphvizRendering
import Reachmap
import SampleScenes
import TestSupport
import Testing

@Suite("Pictures")
struct PictureTests {
  private static let renderer = IsolatedRenderer(
    executable: probePath(), arguments: ["worker"])

  private func draw(
    _ scene: Scene, as format: PictureFormat = .svg, theme: Theme = .auto
  ) throws -> [UInt8] {
    let maker = PictureMaker(Self.renderer)
    return try maker.draw(try maker.compose(scene, theme: theme), as: format, theme: theme).bytes
  }

  @Test(
    "an SVG is whole, stands alone and names every part", arguments: HandMadeScenes.all.map(\.scene)
  )
  func standsAlone(_ scene: Scene) throws {
    let bytes = try draw(scene)
    let picture = SVGInspector(bytes)
    #expect(picture.isWellFormed)
    expectHarmless(picture, bytes)
    for node in scene.allNodes {
      #expect(picture.texts.contains(node.name))
      #expect(picture.titles.contains { $0.contains(node.name) })
    }
    for box in scene.allBoxes { #expect(picture.texts.contains(box.label)) }
    #expect(picture.titles.first == scene.title)
    #expect(picture.elements["desc"] == 1)
    #expect(picture.ids.filter { $0.hasPrefix("arrow.") }.count == scene.arrows.count)
    #expect(Set(picture.ids).count == picture.ids.count)
    #expect(picture.elements["symbol"] == Set(scene.allNodes.map(\.kind)).count)
    #expect(SVGFinisher.digest(in: String(decoding: bytes, as: UTF8.self)) == scene.digest)
    #expect(bytes.count < 40_000)
  }

  @Test("a tooltip tells the rule that decides")
  func tooltips() throws {
    let picture = SVGInspector(try draw(HandMadeScenes.onlineEndpoint))
    #expect(
      picture.titles.contains {
        $0.contains("denied: endpoint.yml:5 public_network_access: disabled")
      })
  }

  @Test(
    "targets stand in the order of their steps, from top to bottom",
    arguments: [
      "online-endpoint", "endpoint-secure-inbound-secure-outbound", "kubernetes-public",
      "images-own-registry", "images-without-way-out",
    ])
  func order(_ name: String) throws {
    let scene = try #require(GalleryPicture.all.first { $0.name == name }).scene()
    let maker = PictureMaker(Self.renderer)
    let geometry = try maker.compose(scene, theme: .auto).geometry
    #expect(!geometry.readsUpwards(scene))
    var fan = scene
    // The same with its steps counted from the other end is turned.
    let last = (fan.arrows.compactMap(\.step).max() ?? 0) + 1
    for place in fan.arrows.indices {
      fan.arrows[place].step = fan.arrows[place].step.map { last - $0 }
    }
    fan.steps = fan.steps.map { step in
      var step = step
      step.number = last - step.number
      return step
    }
    #expect(!(try maker.compose(fan, theme: .auto).geometry.readsUpwards(fan)))
  }

  @Test("only the theme that follows the reader has two palettes")
  func themes() throws {
    let scene = HandMadeScenes.kubernetes
    let auto = String(decoding: try draw(scene), as: UTF8.self)
    #expect(auto.contains("prefers-color-scheme: dark"))
    for theme in [Theme.light, .dark] {
      let text = String(decoding: try draw(scene, theme: theme), as: UTF8.self)
      #expect(!text.contains("<style"))
      #expect(text.contains(theme.color(.canvas)))
    }
  }

  @Test("hostile texts harm no format")
  func hostile() throws {
    let bytes = try draw(HostileScene.scene)
    let picture = SVGInspector(bytes)
    #expect(picture.isWellFormed)
    expectHarmless(picture, bytes)
    #expect(picture.texts.contains("<script>alert(1)</script>"))
    #expect(picture.texts.contains { $0.hasPrefix("&amp;&lt;&#1;") })
    #expect(!picture.texts.contains { $0.unicodeScalars.contains("\u{202e}") })
    #expect(try draw(HostileScene.scene, as: .png).starts(with: [0x89, 0x50, 0x4e, 0x47]))
    #expect(try draw(HostileScene.scene, as: .pdf).starts(with: Array("%PDF".utf8)))
  }

  @Test("a scene of nothing, of one node, and of empty boxes is drawn")
  func small() throws {
    let node = Scene.Node(id: "vm/a", kind: .virtualMachine, name: "a")
    for scene in [
      Scene(title: "Nothing"), Scene(title: "One", nodes: [node]),
      Scene(
        title: "Empty", boxes: [Scene.Box(id: "vnet/a", style: .virtualNetwork, label: "vnet/a")]),
      Scene(
        title: "To itself", direction: .topToBottom, nodes: [node],
        arrows: [Scene.Arrow(from: "vm/a", to: "vm/a", verdict: .undecided, label: "any")]),
    ] {
      #expect(SVGInspector(try draw(scene)).isWellFormed)
      #expect(try draw(scene, as: .png).count > 100)
    }
  }

  @Test("each random scene is drawn whole or refused with a reason", arguments: RandomSizes.all)
  func random(_ nodeCount: Int, _ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let scene = Scene.random(nodeCount: nodeCount, using: &generator)
    do {
      let picture = SVGInspector(try draw(scene))
      #expect(picture.isWellFormed)
      #expect(picture.ids.filter { $0.hasPrefix("arrow.") }.count == scene.arrows.count)
      #expect(picture.ids.filter { $0.hasPrefix("node.") }.count == scene.allNodes.count)
      #expect(picture.ids.filter { $0.hasPrefix("box.") }.count == scene.allBoxes.count)
    } catch let failure as PictureFailure {
      #expect(failure.description.contains("--detail overview"))
    }
  }

  private func expectHarmless(_ picture: SVGInspector, _ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(!text.contains("<!DOCTYPE") && !text.contains("<!ENTITY"))
    let known: Set = [
      "svg", "title", "desc", "style", "defs", "symbol", "path", "g", "rect", "polygon", "text",
      "use",
    ]
    #expect(known.isSuperset(of: picture.elements.keys))
    for attribute in picture.attributes {
      #expect(!attribute.name.hasPrefix("on"))
      if attribute.name == "xlink:href" { #expect(attribute.value.hasPrefix("#")) }
      if !attribute.name.hasPrefix("xmlns") { #expect(!attribute.value.contains("://")) }
    }
  }
}

/// Sizes and seeds: thirty in every run, three hundred where `REACHMAP_SOAK` is set.
enum RandomSizes {
  static let all: [(Int, UInt64)] = {
    let sizes =
      [10, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 20, 22, 24, 25, 26, 28, 30, 32, 35]
      + [40, 45, 50, 55, 60, 80, 100, 200, 400, 1_000]
    let rounds: UInt64 = isSoaking ? 10 : 1
    return (0..<rounds).flatMap { round in
      sizes.enumerated().map { ($1, round * 1_000 + UInt64($0)) }
    }
  }()
}
