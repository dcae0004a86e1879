import Drawing
import GraphvizRendering
import Reachability
import Reachmap
import SampleScenes
import TestSupport
import Testing

@Suite("A picture can be read: lines, labels and names are where they belong")
struct ReadabilityTests {
  private static let renderer = IsolatedRenderer(executable: probePath(), arguments: ["worker"])

  private func compose(_ scene: Scene) throws -> Composition {
    try PictureMaker(Self.renderer).compose(scene, theme: .light)
  }

  /// Machines and private endpoints in one subnet, which a layout once tore from their lines.
  private static let mixedSubnet = """
    \(SmallEstates.network("hub", "10.0", peers: [])),
    \(SmallEstates.machine("a", in: "hub", at: "10.0.1.4")),
    \(SmallEstates.machine("b", in: "hub", at: "10.0.1.5", group: "own")),
    \(SmallEstates.group("own", rules: [])),
    \((0..<4).map(storageBehindEndpoint).joined(separator: ", "))
    """

  private static func storageBehindEndpoint(_ number: Int) -> String {
    """
    {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "st\(number)",
     "properties": {}},
    {"type": "Microsoft.Network/privateEndpoints", "apiVersion": "2023-11-01", "name": "pe\(number)",
     "properties": {"subnet": {"id": "\(SmallEstates.id("virtualNetworks", "hub", "subnets"))"},
      "privateLinkServiceConnections": [{"name": "c", "properties": {
       "privateLinkServiceId": "[resourceId('Microsoft.Storage/storageAccounts', 'st\(number)')]",
       "groupIds": ["blob"]}}]}}
    """
  }

  @Test("two arrows between the same two parts never lie on each other")
  func twins() throws {
    let scene = Scene(
      title: "twins", direction: .leftToRight,
      nodes: [
        Scene.Node(id: "a", kind: .virtualMachine, name: "a"),
        Scene.Node(id: "b", kind: .virtualMachine, name: "b"),
      ],
      arrows: [
        Scene.Arrow(from: "a", to: "b", verdict: .allowed),
        Scene.Arrow(from: "a", to: "b", verdict: .denied),
      ])
    let straight = [
      Geometry.Point(x: 100, y: 25), Geometry.Point(x: 130, y: 25), Geometry.Point(x: 160, y: 25),
      Geometry.Point(x: 192, y: 25),
    ]
    let route = Geometry.Route(
      points: straight, tip: Geometry.Point(x: 200, y: 25), labelCenter: nil)
    let picture = Composition(
      scene,
      Geometry(
        nodes: [
          "a": Geometry.Rectangle(left: 0, bottom: 0, right: 100, top: 50),
          "b": Geometry.Rectangle(left: 200, bottom: 0, right: 300, top: 50),
        ], boxes: [:], arrows: [route, route]), theme: .light)
    let lines = picture.geometry.arrows.map(\.samples)
    for point in lines[0] {
      let distance = lines[1].map { abs($0.x - point.x) + abs($0.y - point.y) }.min() ?? 0
      #expect(distance > 8, "\(point)")
    }
    for line in lines {
      #expect(line.first?.x == 100 && line.last?.x == 200)
    }
  }

  private func expectReadable(_ picture: Composition, _ name: String) {
    let scene = picture.scene
    let geometry = picture.geometry
    let places = picture.labelPlaces
    for (index, arrow) in scene.arrows.enumerated() {
      let words = "\(name): \(arrow.from) -> \(arrow.to)"
      let line = geometry.arrows[index].samples
      // A line begins and ends at what it joins.
      for (id, point) in [(arrow.from, line.first), (arrow.to, line.last)] {
        if let place = geometry.nodes[id] ?? geometry.boxes[id], let point {
          #expect(place.inset(by: -4).contains(point), "\(words) leaves \(id)")
        }
      }
      // It passes no node but these.
      for node in scene.allNodes where node.id != arrow.from && node.id != arrow.to {
        guard let place = geometry.nodes[node.id] else { continue }
        let isCrossed = zip(line, line.dropFirst()).contains {
          place.inset(by: 2).isCrossed(from: $0, to: $1)
        }
        #expect(!isCrossed, "\(words) crosses \(node.id)")
      }
      if let home = home(of: arrow, in: picture), arrow.verdict.isTraffic {
        let leaves = line.contains { !home.inset(by: -1).contains($0) }
        #expect(!leaves, "\(words) leaves what holds both")
      }
      guard let label = places[index] else { continue }
      let hidden = line.count { label.contains($0) }
      #expect(hidden * 2 <= line.count, "\(words) is hidden by its label")
      for place in geometry.nodes.values {
        #expect(!label.inset(by: 1).overlaps(place), "the label of \(words) lies on a node")
      }
      for other in places[(index + 1)...].compactMap({ $0 }) {
        #expect(!label.inset(by: 1).overlaps(other), "the label of \(words) lies on another")
      }
    }
  }

  /// The innermost box that holds both ends of an arrow.
  private func home(
    of arrow: Scene.Arrow, in picture: Composition
  ) -> Geometry.Rectangle? {
    func holds(_ box: Scene.Box, _ id: String) -> Bool {
      box.nodes.contains { $0.id == id } || box.boxes.contains { $0.id == id || holds($0, id) }
    }
    return picture.scene.allBoxes.filter { holds($0, arrow.from) && holds($0, arrow.to) }
      .compactMap { picture.geometry.boxes[$0.id] }.min { $0.width < $1.width }
  }

  @Test("what computes send to private endpoints below them stays in their network")
  func privateTraffic() throws {
    let computes = ["cluster", "instance", "builder"].map {
      Scene.Node(
        id: $0, kind: .compute, name: "compute/{a-name-that-takes-two-lines-of-its-own}-\($0)")
    }
    let endpoints = ["blob", "registry"].map {
      Scene.Node(id: "pe-\($0)", kind: .privateEndpoint, name: "pe-\($0)", fact: $0)
    }
    let services = [
      Scene.Node(id: "blob", kind: .storage, name: "storage/st"),
      Scene.Node(id: "registry", kind: .registry, name: "registry/cr"),
      Scene.Node(id: "mcr", kind: .microsoftRegistry, name: "registry/mcr"),
      Scene.Node(id: "vienna", kind: .microsoftRegistry, name: "registry/viennaglobal"),
    ]
    let network = Scene.Box(
      id: "vnet", style: .virtualNetwork, label: "vnet/ml",
      boxes: [
        Scene.Box(id: "training", style: .subnet, label: "subnet training", nodes: computes),
        Scene.Box(id: "endpoints", style: .subnet, label: "subnet endpoints", nodes: endpoints),
      ])
    var arrows: [Scene.Arrow] = []
    for compute in computes {
      for target in ["mcr", "vienna", "pe-registry"] {
        arrows.append(
          Scene.Arrow(
            from: compute.id, to: target, verdict: .allowed, step: arrows.count + 1,
            label: "tcp/443"))
      }
    }
    arrows += ["blob", "registry"].map {
      Scene.Arrow(from: "pe-\($0)", to: $0, verdict: .allowed)
    }
    let picture = try compose(
      Scene(
        title: "Docker images",
        boxes: [
          Scene.Box(id: "azure", style: .azure, label: "Azure", boxes: [network], nodes: services)
        ], arrows: arrows))
    expectReadable(picture, "private traffic")
  }

  @Test("no label hides its line, a node or another label", arguments: GalleryPicture.all)
  func labels(_ picture: GalleryPicture) throws {
    expectReadable(try compose(picture.scene()), picture.name)
  }

  @Test("private endpoints among machines keep their lines, and stand behind the machines")
  func edge() throws {
    let picture = try compose(try SmallEstates.topology(Self.mixedSubnet))
    expectReadable(picture, "mixed subnet")
    let frame = try #require(picture.geometry.boxes["subnet/hub/default"])
    for number in 0..<4 {
      let place = try #require(picture.geometry.nodes["privateendpoint/pe\(number)"])
      #expect(place.left < frame.right && frame.right < place.right)
    }
  }

  @Test("a private endpoint whose subnet is not known stands on no edge, and says so")
  func noSubnet() throws {
    let scene = try SmallEstates.topology(
      """
      {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "st",
       "properties": {}},
      {"type": "Microsoft.Network/privateEndpoints", "apiVersion": "2023-11-01", "name": "pe",
       "properties": {"privateLinkServiceConnections": [{"name": "c", "properties": {
        "privateLinkServiceId": "[resourceId('Microsoft.Storage/storageAccounts', 'st')]",
        "groupIds": ["blob"]}}]}}
      """)
    let endpoint = try #require(scene.allNodes.first { $0.kind == .privateEndpoint })
    #expect(endpoint.placement == .automatic)
    #expect([endpoint.fact, endpoint.secondFact].contains("subnet not known"))
  }

  @Test("arrowheads begin where their lines end")
  func heads() throws {
    for (name, scene) in HandMadeScenes.all {
      for route in try compose(scene).geometry.arrows {
        guard let tip = route.tip, let end = route.points.last else { continue }
        let length = ((tip.x - end.x) * (tip.x - end.x) + (tip.y - end.y) * (tip.y - end.y))
          .squareRoot()
        #expect(abs(length - 8) < 0.7, "\(name)")
      }
    }
  }

  @Test("what leads from top to bottom is never turned")
  func downwards() throws {
    for (name, scene) in HandMadeScenes.all {
      var scene = scene
      scene.direction = .topToBottom
      let geometry = try compose(scene).geometry
      let heights = scene.arrows.filter(\.verdict.isTraffic).compactMap { arrow -> Double? in
        guard let from = geometry.nodes[arrow.from], let to = geometry.nodes[arrow.to] else {
          return nil
        }
        return from.center.y - to.center.y
      }
      #expect(heights.reduce(0, +) >= 0, "\(name)")
    }
  }

  @Test("spokes stand beside their hub, not under it")
  func spokes() throws {
    let names = ["one", "two", "three"]
    let spokes = names.enumerated().map {
      SmallEstates.network($1, "10.\($0 + 1)", peers: ["hub"])
    }
    let scene = try SmallEstates.topology(
      ([SmallEstates.network("hub", "10.0", peers: names)] + spokes).joined(separator: ", "))
    let geometry = try compose(scene).geometry
    let hub = try #require(geometry.boxes["vnet/hub"])
    for name in names {
      let spoke = try #require(geometry.boxes["vnet/\(name)"])
      #expect(hub.right < spoke.left || spoke.right < hub.left, "\(name)")
    }
  }
}

@Suite("Names are told whole where they can be, and never two alike")
struct NameTests {
  @Test("a name takes two lines before it loses its middle")
  func twoLines() throws {
    func lines(_ name: String) throws -> [String] {
      let scene = Scene(
        title: "Names", nodes: [Scene.Node(id: "vm/a", kind: .virtualMachine, name: name)])
      return try #require(scene.shownNames["vm/a"])
    }
    #expect(try lines("vm/web") == ["vm/web"])
    // The icon says that it is a machine.
    #expect(try lines("vm/communication-server-0001") == ["communication-server-0001"])
    let two = try lines("vm/" + String(repeating: "application-", count: 3) + "0001")
    #expect(two.count == 2 && two.joined().hasSuffix("0001") && !two.joined().contains("…"))
    let long = try lines("vm/" + String(repeating: "application-", count: 9) + "0001")
    #expect(long.count == 2 && long[1].hasPrefix("…") && long[1].hasSuffix("0001"))
  }

  @Test("names that would be cut to the same text begin where they differ")
  func alike() throws {
    let (head, tail) = (
      String(repeating: "a-long-beginning-", count: 4),
      String(repeating: "-and-a-long-end", count: 4)
    )
    let machines = ["north", "south"].enumerated().map {
      SmallEstates.machine(head + $1 + tail, in: "hub", at: "10.0.1.\($0 + 4)")
    }
    let scene = try SmallEstates.topology(
      ([SmallEstates.network("hub", "10.0", peers: [])] + machines).joined(separator: ", "))
    let names = scene.allNodes.compactMap { scene.shownNames[$0.id] }
    #expect(Set(names).count == names.count)
  }

  @Test("in no picture are two names alike", arguments: GalleryPicture.all)
  func gallery(_ picture: GalleryPicture) throws {
    let scene = try picture.scene()
    var names: [[String]: String] = [:]
    for node in scene.allNodes {
      let shown = scene.shownNames[node.id] ?? []
      #expect(names[shown, default: node.name] == node.name)
      names[shown] = node.name
    }
  }

  @Test("a long title is wrapped, not cut")
  func title() throws {
    let title =
      "vm/" + String(repeating: "client-", count: 14) + " → service/"
      + String(
        repeating: "target-", count: 14)
    let text = try DOTEncoder().text(of: Scene(title: title))
    #expect(!text.contains("…"))
    #expect(text.contains("→"))
    #expect(text.components(separatedBy: "target-").count == 15)
  }
}
