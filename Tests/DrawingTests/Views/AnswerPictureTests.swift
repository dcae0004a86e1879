import Drawing
import Reachmap
import Testing

@Suite("A picture of an answer shows what passes and what does not, each where it is so")
struct AnswerPictureTests {
  private func told(_ scene: Scene) -> [String] {
    scene.arrows.map { "\($0.from) -> \($0.to) \($0.verdict.rawValue) \($0.label)" }
  }

  @Test("between subnets, hosts that fare alike are one node, and others stand apart")
  func subnets() throws {
    let scene = try SmallEstates.query(
      SmallEstates.hubAndSpoke, from: "subnet/hub/default", to: "subnet/spoke/default",
      on: ["tcp/443"])
    #expect(
      told(scene) == [
        "subnet/hub/default/* -> subnet/spoke/default/* allowed tcp/443",
        "subnet/hub/default/* -> vm/web1 denied tcp/443",
      ])
    #expect(scene.arrows[1].rule.contains("DenyHub"))
    #expect(
      scene.allNodes.map(\.name) == ["any host", "any other host", "vm/web1"])
  }

  @Test("only what denies is drawn as denied")
  func denialsDeny() throws {
    for picture in GalleryPicture.all {
      let scene = try picture.scene()
      for arrow in scene.arrows where arrow.verdict == .denied {
        #expect(
          !arrow.rule.isEmpty
            || scene.arrows.contains {
              $0.to == arrow.to && $0.verdict == .denied && !$0.rule.isEmpty
            }, "\(picture.name): \(arrow.from) -> \(arrow.to)")
      }
      #expect(
        !scene.steps.contains {
          $0.verdict == .denied && $0.because == "nothing stands between them"
        })
    }
  }

  @Test("of what passes in part, the part is green and the rest is red")
  func partial() throws {
    let scene = try SmallEstates.query(
      """
      \(SmallEstates.network("hub", "10.0", peers: [])),
      \(SmallEstates.machine("a", in: "hub", at: "10.0.1.4")),
      \(SmallEstates.machine("b", in: "hub", at: "10.0.1.5", group: "web")),
      \(SmallEstates.group("web", rules: [
        SmallEstates.rule("AllowWeb", 100, "Allow", "Inbound", ports: ["80", "443"]),
        SmallEstates.rule("DenyTcp", 200, "Deny", "Inbound"),
      ]))
      """, from: "vm/a", to: "vm/b", on: ["tcp"])
    #expect(
      told(scene) == [
        "vm/a -> vm/b allowed tcp/80, tcp/443",
        "vm/a -> vm/b denied all tcp but tcp/80 and tcp/443",
      ])
    #expect(scene.arrows.compactMap(\.step) == [1, 2])
    #expect(
      scene.steps.map { "\($0.number) \($0.traffic) \($0.verdict.rawValue)" } == [
        "1 tcp/80, tcp/443 allowed", "2 all tcp but tcp/80 and tcp/443 denied",
      ])
  }

  @Test("an arrow with a number is told in its colour, and a row has an arrow of its own")
  func numbers() throws {
    for picture in GalleryPicture.all {
      let scene = try picture.scene()
      let arrows = scene.arrows.flatMap { arrow in arrow.steps.map { "\($0) \(arrow.verdict)" } }
      let rows = scene.steps.map { "\($0.number) \($0.verdict)" }
      #expect(Set(arrows) == Set(rows), "\(picture)")
    }
  }

  @Test("a host of a subnet and another one of it are two nodes")
  func withinSubnet() throws {
    let scene = try SmallEstates.query(
      SmallEstates.network("hub", "10.0", peers: []), from: "subnet/hub/default",
      to: "subnet/hub/default", on: ["tcp/443"])
    #expect(
      told(scene) == ["subnet/hub/default/* -> subnet/hub/default/* (another) allowed tcp/443"])
  }

  @Test("a way behind a denial says nothing of traffic")
  func behind() throws {
    let scene = try SmallEstates.query(
      """
      \(SmallEstates.network("hub", "10.0", peers: [])),
      \(SmallEstates.machine("a", in: "hub", at: "10.0.1.4", group: "shut")),
      \(SmallEstates.group("shut", rules: [
        SmallEstates.rule("DenyOut", 200, "Deny", "Outbound")
      ])),
      {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "st",
       "properties": {"publicNetworkAccess": "Disabled"}},
      {"type": "Microsoft.Network/privateDnsZones", "apiVersion": "2020-06-01",
       "name": "privatelink.blob.core.windows.net", "properties": {}},
      {"type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01",
       "name": "privatelink.blob.core.windows.net/hub",
       "properties": {"virtualNetwork": {"id": "\(SmallEstates.id("virtualNetworks", "hub"))"}}},
      {"type": "Microsoft.Network/privateEndpoints", "apiVersion": "2023-11-01", "name": "pe",
       "properties": {"subnet": {"id": "\(SmallEstates.id("virtualNetworks", "hub", "subnets"))"},
        "privateLinkServiceConnections": [{"name": "c", "properties": {
         "privateLinkServiceId": "[resourceId('Microsoft.Storage/storageAccounts', 'st')]",
         "groupIds": ["blob"]}}]}},
      {"type": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "apiVersion": "2023-11-01",
       "name": "pe/default", "properties": {"privateDnsZoneConfigs": [{"name": "z", "properties": {
        "privateDnsZoneId": "[resourceId('Microsoft.Network/privateDnsZones', 'privatelink.blob.core.windows.net')]"}}]}}
      """, from: "vm/a", to: "storage/st/blob", on: ["tcp/443"])
    #expect(
      told(scene) == [
        "vm/a -> privateendpoint/pe denied tcp/443", "privateendpoint/pe -> storage/st relation ",
      ])
  }

  @Test("what is closed and not needed is no denial")
  func notNeeded() throws {
    let picture = try #require(GalleryPicture.all.first { $0.name == "managed-network" })
    let scene = try picture.scene()
    #expect(!scene.arrows.contains { $0.verdict == .denied })
    let closed = scene.arrows.filter { $0.verdict == .closed }
    #expect(closed.map(\.label) == ["tcp/443", "tcp/443"])
    #expect(closed.map(\.steps) == [[1, 3], [11]])
    #expect(!scene.steps.contains { $0.verdict == .denied })
    #expect(scene.subtitle[0].contains("closed and not needed"))
    #expect(scene.description.contains("closed, not needed"))
  }
}

@Suite("What a picture is about is told whole")
struct WholeTextTests {
  private static let rule =
    "infrastructure/workspace.yml:125 no input describes the private endpoint that outbound rule "
    + "feature-store-of-the-other-team of workspace/machine-learning-production makes"

  @Test("an arrow's rule is wrapped, not cut")
  func rules() throws {
    let scene = Scene(
      title: "Rules",
      nodes: [
        Scene.Node(id: "vm/a", kind: .virtualMachine, name: "a"),
        Scene.Node(id: "vm/b", kind: .virtualMachine, name: "b"),
      ],
      arrows: [
        Scene.Arrow(from: "vm/a", to: "vm/b", verdict: .denied, step: 1, rule: Self.rule)
      ],
      steps: [
        Scene.Step(
          number: 1, text: "a to b", verdict: .denied,
          because: Array(repeating: Self.rule, count: 4).joined(separator: "; "))
      ])
    let text = try DOTEncoder().text(of: scene)
    #expect(!text.contains("…"))
    for word in Self.rule.split(separator: " ") where !word.contains("/") && word.count < 20 {
      #expect(text.contains(word))
    }
  }
}

@Suite("A topology shows links as they are")
struct TopologyPictureTests {
  @Test("a peering on one side only is no working one")
  func oneSidedPeering() throws {
    let scene = try SmallEstates.topology(
      "\(SmallEstates.network("a", "10.0", peers: ["b"])), \(SmallEstates.network("b", "10.1", peers: []))"
    )
    #expect(scene.arrows.map(\.label) == ["peering, only from a"])
    #expect(scene.arrows.map(\.verdict) == [.broken])
  }

  @Test("nor is one that is not connected", arguments: ["Disconnected", "Initiated", "Connected"])
  func disconnectedPeering(_ state: String) throws {
    let scene = try SmallEstates.topology(
      "\(SmallEstates.network("a", "10.0", peers: ["b"], state: state)), \(SmallEstates.network("b", "10.1", peers: ["a"]))"
    )
    let isConnected = state == "Connected"
    #expect(scene.arrows.map(\.label) == [isConnected ? "peering" : "peering: \(state)"])
    #expect(scene.arrows.map(\.verdict) == [isConnected ? .relation : .broken])
  }

  @Test("security groups are named where they stand, and the note says where that is")
  func securityGroups() throws {
    let scene = try SmallEstates.topology(
      """
      \(SmallEstates.network("a", "10.0", peers: [], group: "edge")),
      \(SmallEstates.machine("x", in: "a", at: "10.0.1.4", group: "own")),
      \(SmallEstates.group("edge", rules: [])), \(SmallEstates.group("own", rules: [])),
      \(SmallEstates.group("loose", rules: []))
      """)
    let machine = try #require(scene.allNodes.first { $0.id == "vm/x" })
    #expect([machine.fact, machine.secondFact] == ["10.0.1.4", "nsg/own"])
    #expect(
      scene.notes == [
        "Not drawn as nodes: 3 security groups, named at the subnets and machines, "
          + "1 of them attached to nothing."
      ])
  }

  @Test("an estate of groups and route tables alone is a picture of these")
  func looseParts() throws {
    let scene = try SmallEstates.topology(
      """
      \(SmallEstates.group("edge", rules: [
        SmallEstates.rule("AllowWeb", 100, "Allow", "Inbound"),
        SmallEstates.rule("DenyMail", 110, "Deny", "Outbound"),
      ])),
      {"type": "Microsoft.Network/routeTables", "apiVersion": "2023-11-01", "name": "rt",
       "properties": {"routes": [{"name": "all", "properties": {"addressPrefix": "0.0.0.0/0",
        "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.0.4"}}]}}
      """)
    #expect(
      scene.allNodes.map { "\($0.id): \($0.fact); \($0.secondFact)" } == [
        "nsg/edge: inbound: AllowWeb; outbound: DenyMail", "routetable/rt: 0.0.0.0/0 -> 10.0.0.4; ",
      ])
    #expect(scene.notes.isEmpty)
  }

  @Test("a picture of nothing says what there is")
  func nothing() throws {
    let scene = try SmallEstates.topology(
      """
      {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2023-11-01", "name": "ip",
       "properties": {}}
      """)
    #expect(scene.allNodes.isEmpty)
    #expect(scene.notes == ["Nothing here can be drawn: the estate has 1 public address."])
    #expect(
      scene.description
        == "Nothing to draw. Nothing here can be drawn: the estate has 1 public address.")
  }

  @Test("a private endpoint of a managed network leads to its target")
  func managedPrivateEndpoint() throws {
    let scene = try SmallEstates.topology(
      """
      {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "lake",
       "properties": {}},
      {"type": "Microsoft.MachineLearningServices/workspaces", "apiVersion": "2024-04-01", "name": "ml",
       "properties": {"managedNetwork": {"isolationMode": "AllowOnlyApprovedOutbound",
        "outboundRules": {"lake": {"type": "PrivateEndpoint", "destination": {
         "serviceResourceId": "[resourceId('Microsoft.Storage/storageAccounts', 'lake')]",
         "subresourceTarget": "blob"}}}}}}
      """)
    let box = try #require(scene.allBoxes.first { $0.style == .managed })
    let endpoint = try #require(box.nodes.first { $0.kind == .privateEndpoint })
    #expect(scene.arrows.contains { $0.from == endpoint.id && $0.to == "storage/lake" })
  }

  @Test("a private endpoint names its addresses as far as there is room")
  func addresses() throws {
    func endpoint(_ addresses: [String]) throws -> String {
      let list = addresses.enumerated().map { place, address in
        """
        {"name": "i\(place)", "properties": {"groupId": "blob", "memberName": "m\(place)",
         "privateIPAddress": "\(address)"}}
        """
      }
      let scene = try SmallEstates.topology(
        """
        \(SmallEstates.network("a", "10.0", peers: [])),
        {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "st",
         "properties": {}},
        {"type": "Microsoft.Network/privateEndpoints", "apiVersion": "2023-11-01", "name": "pe",
         "properties": {"subnet": {"id": "\(SmallEstates.id("virtualNetworks", "a", "subnets"))"},
          "ipConfigurations": [\(list.joined(separator: ", "))],
          "privateLinkServiceConnections": [{"name": "c", "properties": {
           "privateLinkServiceId": "[resourceId('Microsoft.Storage/storageAccounts', 'st')]",
           "groupIds": ["blob"]}}]}}
        """)
      return try #require(scene.allNodes.first { $0.kind == .privateEndpoint }).fact
    }
    #expect(try endpoint(["10.0.1.4", "10.0.1.5"]) == "blob, 10.0.1.4, 10.0.1.5")
    #expect(try endpoint(["10.0.1.4", "10.0.1.5", "10.0.1.6"]) == "blob, 10.0.1.4 +2")
  }
}
