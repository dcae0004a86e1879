import Drawing
import GraphvizRendering
import Reachability
import Reachmap
import TestSupport
import Testing

@Suite("A topology says what it shows")
struct TopologyWordsTests {
  private func picture(_ name: String) throws -> GalleryPicture {
    try #require(GalleryPicture.all.first { $0.name == name })
  }

  @Test("its title names the networks, and its subtitle counts what is drawn")
  func title() throws {
    let scene = try SmallEstates.topology(SmallEstates.hubAndSpoke)
    #expect(scene.title == "Topology of vnet/hub and vnet/spoke")
    #expect(scene.subtitle == ["2 virtual networks, 2 subnets, 3 machines"])
    #expect(!scene.description.contains(". ."))
  }

  @Test("of a focus it shows the neighbours, over the network's peering too, and counts these")
  func focus() throws {
    var request = PictureRequest(.topology)
    request.focus = ["vm/jump"]
    let scene = try SmallEstates.load(SmallEstates.hubAndSpoke).scene(request)
    #expect(scene.title == "Topology around vm/jump")
    #expect(scene.allNodes.map(\.id) == ["vm/jump"])
    #expect(scene.allBoxes.contains { $0.id == "vnet/spoke" })
    #expect(scene.arrows.map(\.label) == ["peering"])
    #expect(scene.subtitle == ["2 virtual networks, 1 subnet, 1 machine"])
  }

  @Test("many machines that are alike are one node, but for one that is asked for")
  func alike() throws {
    let machines = (0..<6).map {
      SmallEstates.machine("worker\($0)", in: "hub", at: "10.0.1.\($0 + 4)", group: "own")
    }
    let resources =
      ([SmallEstates.network("hub", "10.0", peers: []), SmallEstates.group("own", rules: [])]
      + machines + [SmallEstates.machine("other", in: "hub", at: "10.0.1.40")])
      .joined(separator: ", ")
    let scene = try SmallEstates.topology(resources)
    let group = try #require(scene.allNodes.first { $0.name == "6 machines" })
    #expect(group.fact == "vm/worker0 to worker5" && group.secondFact == "nsg/own")
    #expect(group.tooltip.contains("vm/worker3"))
    #expect(scene.allNodes.contains { $0.name == "vm/other" })
    #expect(scene.subtitle == ["1 virtual network, 1 subnet, 7 machines"])
    var request = PictureRequest(.topology)
    request.focus = ["vm/worker2"]
    let focused = try SmallEstates.load(resources).scene(request)
    #expect(focused.allNodes.contains { $0.id == "vm/worker2" })
  }

  @Test("a subnet tells where its route table leads")
  func routes() throws {
    let scene = try picture("secured-hub").scene()
    let details = scene.allBoxes.filter { $0.style == .subnet }.map(\.detail)
    #expect(details.contains { $0.contains("rt-ml: 0.0.0.0/0 → firewall/fw-hub") })
    let appliance = try picture("hub-and-spoke").scene().allBoxes.map(\.detail)
    #expect(appliance.contains { $0.contains("0.0.0.0/0 → vm/appliance") })
  }

  @Test("the internet is joined with what has a public address, or is left out")
  func internet() throws {
    let scene = try picture("published-web").scene()
    let joined = scene.arrows.filter { $0.from == "internet" }.map(\.to)
    #expect(joined.contains("loadbalancer/lb-web") && joined.contains("natgateway/nat-back"))
    #expect(!joined.contains("vm/front-1"))
    #expect(scene.arrows.contains { $0.from == "client/visitor" && $0.to == "internet" })
    let closed = try SmallEstates.topology(SmallEstates.hubAndSpoke)
    #expect(!closed.allNodes.contains { $0.id == "internet" })
  }

  @Test("what is on premises, a Bastion and a NAT gateway are kinds of their own")
  func kinds() throws {
    let workspace = try picture("secured-workspace").scene()
    #expect(workspace.allNodes.first { $0.id == "localgateway/office" }?.kind == .site)
    let web = try picture("published-web").scene()
    let kinds = Dictionary(uniqueKeysWithValues: web.allNodes.map { ($0.id, $0.kind) })
    #expect(kinds["natgateway/nat-back"] == .natGateway)
    #expect(kinds["bastion/bas-web"] == .bastion)
    #expect(kinds["applicationgateway/agw-web"] == .applicationGateway)
  }
}

@Suite("Several pictures can stand in one page")
struct PagePictureTests {
  private func svg(_ scene: Scene) throws -> String {
    let maker = PictureMaker(
      IsolatedRenderer(executable: probePath(), arguments: ["worker"]))
    let drawn = try maker.draw(
      try maker.compose(scene, theme: .auto), as: .svg, theme: .auto)
    return String(decoding: drawn.bytes, as: UTF8.self)
  }

  @Test("what a picture refers to has names of its own, and its style is for itself")
  func scope() throws {
    func named(_ text: String) -> Set<String> {
      Set(text.matches(of: /id="((?:icon|picture|reachmap)[^"]*)"/).map { String($0.output.1) })
        .filter {
          !["picture.title", "picture.steps", "picture.legend", "picture.notes"].contains($0)
        }
    }
    let texts = try ["office-to-endpoint", "secured-workspace"].map { name in
      try svg(try #require(GalleryPicture.all.first { $0.name == name }).scene())
    }
    #expect(!named(texts[0]).isEmpty)
    #expect(named(texts[0]).isDisjoint(with: named(texts[1])))
    for text in texts {
      for line in text.split(separator: "\n") where line.contains("=\"#") && line.contains("{") {
        #expect(line.hasPrefix("#reachmap"))
      }
    }
  }

  @Test("the description says the verdict, and a picture without a title has a name")
  func words() throws {
    let scene = try #require(
      GalleryPicture.all.first { $0.name == "office-to-endpoint" }
    ).scene()
    let description = try #require(try svg(scene).firstMatch(of: /<desc[^>]*>([^<]*)</))
    #expect(description.output.1.contains("reachable"))
    let name = try #require(try svg(Scene(title: "")).firstMatch(of: /<title[^>]*>([^<]*)</))
    #expect(!name.output.1.isEmpty)
  }
}
