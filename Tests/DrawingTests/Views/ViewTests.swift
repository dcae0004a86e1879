import Answers
import Drawing
import Reachability
import Reachmap
import Testing

@Suite("Views make scenes that can be drawn and say what was decided")
struct ViewTests {
  private func picture(_ name: String) throws -> GalleryPicture {
    try #require(GalleryPicture.all.first { $0.name == name })
  }

  @Test("every scene holds together", arguments: GalleryPicture.all)
  func valid(_ picture: GalleryPicture) throws {
    for detail in ViewOptions.Detail.allCases {
      let scene = try picture.scene { $0.detail = detail }
      try scene.validate()
      let numbers = Set(scene.steps.map(\.number))
      for arrow in scene.arrows {
        #expect(arrow.from != arrow.to)
        if let step = arrow.step { #expect(numbers.contains(step)) }
      }
      #expect(!scene.description.isEmpty)
    }
  }

  @Test("every step is told by some arrow", arguments: GalleryPicture.all)
  func stepsAreDrawn(_ picture: GalleryPicture) throws {
    let scene = try picture.scene()
    for step in scene.steps {
      #expect(
        scene.arrows.contains {
          $0.steps.contains(step.number)
        }, "step \(step.number)")
    }
  }

  @Test("a topology holds every resource that an input describes, or says that it does not")
  func topologyIsWhole() throws {
    let picture = try picture("secured-workspace")
    let scene = try picture.scene()
    let drawn = Set(scene.allNodes.map(\.id) + scene.allBoxes.map(\.id))
    // A connection is a line.
    let folded: Set<String> = ["nsg", "dnszone", "nic", "publicip", "connection"]
    for entry in try GalleryPicture.query(picture.estate).graph.selectors.entries
    where entry.isDescribed && !folded.contains(entry.kind) {
      #expect(drawn.contains(entry.selector), "\(entry.selector)")
    }
    #expect(scene.notes.contains { $0.contains("security group") })
  }

  @Test(
    "an endpoint on a cluster of Azure Arc, or on one that no input has, is drawn without a box")
  func clusterOfArc() throws {
    let type = "Microsoft.MachineLearningServices/workspaces"
    let arc =
      "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Kubernetes/connectedClusters/arc1"
    let compute = """
      {"type": "\(type)/computes", "apiVersion": "2024-10-01", "name": "ml/k8s", "properties": {
        "computeType": "Kubernetes", "resourceId": "\(arc)", "properties": {"namespace": "x"}}},
      """
    for compute in [compute, ""] {
      let resources = """
        {"type": "\(type)", "apiVersion": "2024-10-01", "name": "ml", "properties": {}}, \(compute)
        {"type": "\(type)/onlineEndpoints", "apiVersion": "2024-10-01", "name": "ml/score",
         "kind": "Kubernetes", "properties": {"authMode": "Key",
           "compute": "[resourceId('\(type)/computes', 'ml', 'k8s')]"}}
        """
      let estate = try SmallEstates.load(resources)
      for view in [PictureRequest(.topology), PictureRequest(.scenario("kubernetes"))] {
        let scene = try estate.scene(view)
        try scene.validate()
        #expect(scene.allNodes.contains { $0.id == "endpoint/score" })
      }
    }
  }

  @Test("networks of one name in two groups are two boxes, each with its group")
  func sameName() throws {
    func network(_ group: String) -> String {
      let id =
        "/subscriptions/s/resourceGroups/\(group)/providers/Microsoft.Network/virtualNetworks/v"
      return """
        {"id": "\(id)", "name": "v", "type": "Microsoft.Network/virtualNetworks", "properties": {
          "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [
            {"id": "\(id)/subnets/s", "name": "s", "properties": {"addressPrefix": "10.0.1.0/24"}}]}}
        """
    }
    let export = "[\(network("one")), \(network("two"))]"
    let scene = try LoadedEstate(reading: ["-"], standardInput: { Array(export.utf8) })
      .scene(PictureRequest(.topology))
    try scene.validate()
    #expect(
      scene.allBoxes.map(\.label).filter { $0.contains("net") } == [
        "vnet/v in one", "subnet s", "vnet/v in two", "subnet s",
      ])
  }

  @Test("a topology has no arrow that speaks of traffic")
  func topologyIsSilent() throws {
    let scene = try picture("secured-workspace").scene()
    #expect(scene.arrows.allSatisfy { $0.verdict == .relation })
  }

  @Test("private endpoints stand in their subnet, and lead to their services")
  func privateEndpoints() throws {
    let scene = try picture("secured-workspace").scene()
    let subnet = try #require(scene.allBoxes.first { $0.id == "subnet/hub/endpoints" })
    #expect(subnet.nodes.allSatisfy { $0.placement == .edge })
    #expect(
      scene.arrows.contains {
        $0.from == "privateendpoint/pe-blob" && $0.to == "storage/stmlhub"
      })
  }

  @Test("a denied arrow names its rule and the place of it")
  func denials() throws {
    let scene = try picture("internet-to-endpoint").scene()
    let arrow = try #require(scene.arrows.first { $0.verdict == .denied })
    #expect(arrow.rule == "workspace.yml:10 public_network_access: disabled")
    #expect(
      scene.steps.filter { $0.verdict == .denied }.map(\.text) == [
        "workspace/ml, public network access", "endpoint/score, public network access",
      ])
  }

  @Test("a path leads over what it passes, and not over subnets")
  func path() throws {
    let scene = try picture("office-to-endpoint").scene()
    #expect(
      scene.arrows.map { "\($0.from) \($0.to)" } == [
        "client/office gateway/hub-vpn", "gateway/hub-vpn privateendpoint/pe-workspace",
        "privateendpoint/pe-workspace endpoint/score",
      ])
  }

  @Test("traffic that passes in part says which part")
  func partial() throws {
    let scene = try picture("kubernetes-public").scene()
    let arrows = scene.arrows.filter { $0.from == "internet" }
    #expect(
      arrows.map(\.label) == [
        "only from 203.0.113.0/24", "tcp/443 from internet (except 203.0.113.0/24)",
      ])
    #expect(arrows.map(\.step) == [1, 1])
    #expect(arrows.map(\.verdict) == [.allowed, .closed])
    #expect(scene.steps.filter { $0.number == 1 }.map(\.verdict) == [.allowed, .closed])
  }

  @Test("less detail folds a subnet, or a network, into one node")
  func detail() throws {
    let picture = try picture("secured-workspace")
    let subnets = try picture.scene { $0.detail = .subnets }
    #expect(subnets.allNodes.contains { $0.id == "subnet/hub/endpoints" })
    #expect(!subnets.allNodes.contains { $0.kind == .privateEndpoint })
    let overview = try picture.scene { $0.detail = .overview }
    #expect(overview.allNodes.contains { $0.id == "vnet/hub" })
    #expect(overview.arrows.contains { $0.from == "vnet/hub" && $0.to == "storage/stmlhub" })
  }

  @Test("a focus keeps its neighbours, an exclusion takes out a box and all in it")
  func trimming() throws {
    let picture = try picture("secured-workspace")
    let focused = try picture.scene { $0.focus = ["Storage/*"] }
    #expect(
      Set(focused.allNodes.map(\.id)) == [
        "storage/stmlhub", "privateendpoint/pe-blob", "privateendpoint/pe-file", "workspace/ml",
      ])
    #expect(!focused.allBoxes.contains { $0.id == "subnet/hub/clients" })
    let alone = try picture.scene {
      $0.focus = ["storage/stmlhub"]
      $0.hops = 0
    }
    #expect(alone.allNodes.map(\.id) == ["storage/stmlhub"])
    let without = try picture.scene { $0.exclude = ["subnet/hub/endpoints"] }
    #expect(!without.allNodes.contains { $0.kind == .privateEndpoint })
    try without.validate()
  }

  @Test(
    "what is focused on or excluded is named in each way that a selector has",
    arguments: [
      "vm/web1", "web1", "VM/Web1",
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/web1",
    ])
  func trimmingByName(selector: String) throws {
    let estate = try SmallEstates.load(SmallEstates.hubAndSpoke)
    var without = PictureRequest(.topology)
    without.exclude = [selector]
    let names = try estate.scene(without).allNodes.map(\.id)
    #expect(names.contains("vm/web2") && !names.contains("vm/web1"))
    var focused = PictureRequest(.topology)
    focused.focus = [selector]
    focused.hops = 0
    #expect(try estate.scene(focused).allNodes.map(\.id) == ["vm/web1"])
  }

  @Test("a scenario that is not known, or not there, is an error that says so")
  func errors() throws {
    let query = try GalleryPicture.query("Examples/secured-workspace")
    #expect(throws: ViewError.self) {
      try View.scenario("studio", query: query, options: ViewOptions())
    }
    #expect {
      try View.scenario("kubernetes", query: query, options: ViewOptions())
    } throws: { error in
      "\(error)".contains("no parts of scenario 'kubernetes'")
    }
  }
}
