import EstateModel
import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/machine-learning/how-to-configure-private-link
@Suite("Workspaces: the public side, hubs and projects")
struct WorkspaceRuleTests {
  typealias Builder = EstateBuilder

  private func ask(
    _ origin: ResourceOrigin, hasEndpoint: Bool, state: PrivateEndpoint.ConnectionState = .approved,
    _ change: (inout Workspace) -> Void = { _ in }
  ) throws -> QueryAnswer {
    var builder = Builder()
    let network = builder.network("net", ["10.0.0.0/16"])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24")
    let workspace = builder.workspace("ml") {
      $0.origin = origin
      change(&$0)
    }
    if hasEndpoint {
      builder.privateEndpoint("pe", in: subnet, "10.0.1.9", to: workspace, "amlworkspace") {
        $0.state = Builder.known(state)
      }
    }
    return try builder.query.ask("internet/203.0.113.9", "workspace/ml")
  }

  @Test(
    "W-14: an endpoint whose file names neither the hub nor the project is judged where both say the same",
    arguments: [("disabled", Verdict.unreachable), ("enabled", .reachable)])
  func hubAndProject(_ access: String, _ verdict: Verdict) throws {
    func files(_ other: String) throws -> TextEstate {
      try TextEstate([
        "hub.yml": """
        $schema: https://azuremlschemas.azureedge.net/latest/hub.schema.json
        name: hub
        public_network_access: \(access)
        """,
        "other.yml": other,
        "endpoint.yml": """
        $schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json
        name: chat
        public_network_access: enabled
        """,
      ])
    }
    let project = try files(
      """
      $schema: https://azuremlschemas.azureedge.net/latest/project.schema.json
      name: proj
      hub_id: /subscriptions/s/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/hub
      """)
    let answer = try project.ask("internet", "endpoint/chat")
    #expect(answer.verdict == verdict, "\(answer.told)")
    // Of two workspaces that differ each may be meant.
    let stranger = try files(
      """
      $schema: https://azuremlschemas.azureedge.net/latest/workspace.schema.json
      name: other
      public_network_access: \(access == "enabled" ? "disabled" : "enabled")
      """)
    #expect(try stranger.ask("internet", "endpoint/chat").verdict == .unknown)
  }

  @Test(
    "W-1, W-4: the flag decides, whatever private endpoints there are", arguments: [true, false])
  func flag(_ hasEndpoint: Bool) throws {
    for (value, verdict) in [
      (PublicAccess.enabled, Verdict.reachable), (.disabled, .unreachable),
      (.securedByPerimeter, .unknown),
    ] {
      let answer = try ask(.template, hasEndpoint: hasEndpoint) {
        $0.publicAccess = Builder.known(value)
      }
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("W-1: without a flag and without a private endpoint a workspace is open, and that is said")
  func absentWithoutEndpoint() throws {
    for origin in [ResourceOrigin.template, .azureMachineLearningYAML, .terraform, .export] {
      let answer = try ask(origin, hasEndpoint: false)
      #expect(answer.verdict == .reachable, "\(answer.told)")
      #expect(!answer.assumptions.isEmpty)
    }
  }

  @Test(
    "W-13: with no flag but a private endpoint a template leaves it open, a CLI file not")
  func absentWithEndpoint() throws {
    #expect(try ask(.template, hasEndpoint: true).verdict == .unknown)
    #expect(try ask(.azureMachineLearningYAML, hasEndpoint: true).verdict == .reachable)
  }

  @Test("W-13: the flag of the older API counts where the newer one is absent")
  func olderFlag() throws {
    for (value, verdict) in [(true, Verdict.reachable), (false, .unreachable)] {
      let answer = try ask(.template, hasEndpoint: true) {
        $0.allowsPublicAccessBehindNetwork = Builder.known(value)
      }
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("W-2: of two flags that contradict each other the newer one counts")
  func contradictingFlags() throws {
    let answer = try ask(.template, hasEndpoint: true) {
      $0.publicAccess = Builder.known(.disabled)
      $0.allowsPublicAccessBehindNetwork = Builder.known(true)
    }
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.warnings.contains { $0.property == "allowPublicAccessWhenBehindVnet" })
  }

  @Test("W-3, W-18: the list restricts who comes from outside while public access is enabled")
  func list() throws {
    for (prefix, verdict) in [
      ("203.0.113.0/24", Verdict.reachable), ("198.51.100.0/24", .unreachable),
    ] {
      let answer = try ask(.template, hasEndpoint: false) {
        $0.publicAccess = Builder.known(.enabled)
        $0.addressRules = [Builder.prefix(prefix)]
      }
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
    // A leftover beside a disabled flag counts for nothing.
    let leftover = try ask(.template, hasEndpoint: false) {
      $0.publicAccess = Builder.known(.disabled)
      $0.addressRules = [Builder.prefix("203.0.113.0/24")]
    }
    #expect(leftover.verdict == .unreachable)
  }

  @Test("a leftover of the list that is not known may name anybody for an endpoint")
  func unknownLeftover() throws {
    var builder = Builder()
    let workspace = builder.workspace("ml") {
      $0.publicAccess = Builder.known(.disabled)
      $0.addressRules = [Builder.open("cidr")]
    }
    builder.onlineEndpoint("score", of: workspace)
    let answer = try builder.query.ask("internet/203.0.113.9", "endpoint/score")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  // MARK: - Hubs and projects

  private func project(
    hub: PublicAccess?, project: PublicAccess?, isHubDescribed: Bool = true
  ) throws -> Verdict {
    var builder = Builder()
    let id = builder.workspace("hub") {
      $0.kind = Builder.known(.hub)
      $0.isDescribed = isHubDescribed
      if let hub { $0.publicAccess = Builder.known(hub) }
      if !isHubDescribed { $0.publicAccess = Builder.open("hub") }
    }
    builder.workspace("p") {
      $0.kind = Builder.known(.project)
      $0.hub = Builder.reference(id)
      if let project { $0.publicAccess = Builder.known(project) }
    }
    return try builder.query.ask("internet/203.0.113.9", "workspace/p").verdict
  }

  @Test("W-14: a project takes its public side from its hub")
  func projects() throws {
    #expect(try project(hub: .disabled, project: .enabled) == .unreachable)
    #expect(try project(hub: .disabled, project: nil) == .unreachable)
    #expect(try project(hub: .enabled, project: nil) == .reachable)
    #expect(try project(hub: .enabled, project: .enabled) == .reachable)
    #expect(try project(hub: .enabled, project: .disabled) == .unknown)
    #expect(try project(hub: nil, project: .enabled, isHubDescribed: false) == .reachable)
    #expect(try project(hub: nil, project: .disabled, isHubDescribed: false) == .unreachable)
    #expect(try project(hub: nil, project: nil, isHubDescribed: false) == .unknown)
  }

  @Test("W-3, W-14: a project lets in the addresses of its hub's list")
  func listOfHub() throws {
    for own in [[], ["203.0.113.0/24"], ["198.51.100.0/24"]] {
      var builder = Builder()
      let hub = builder.workspace("hub") {
        $0.kind = Builder.known(.hub)
        $0.publicAccess = Builder.known(.enabled)
        $0.addressRules = [Builder.prefix("203.0.113.0/24")]
      }
      let project = builder.workspace("p") {
        $0.kind = Builder.known(.project)
        $0.hub = Builder.reference(hub)
        $0.addressRules = own.map(Builder.prefix)
      }
      builder.onlineEndpoint("score", of: project) { $0.publicAccess = Builder.known(.enabled) }
      for target in ["workspace/p", "endpoint/score"] {
        let stranger = try builder.query.ask("internet/198.51.100.9", target)
        #expect(stranger.verdict == .unreachable, "\(stranger.told)")
        #expect(stranger.blockers.map(\.node) == ["workspace/hub"], "\(stranger.told)")
        let listed = try builder.query.ask("internet/203.0.113.9", target)
        #expect(
          listed.verdict == (own == ["198.51.100.0/24"] ? .unknown : .reachable), "\(listed.told)")
      }
    }
  }

  @Test("W-14: a deployment of a project has private endpoints to the services of its hub")
  func servicesOfHub() throws {
    for isRepeated in [true, false] {
      var builder = Builder()
      let storage = builder.storage("st") { $0.publicAccess = Builder.known(.disabled) }
      let registry = builder.registry("cr") { $0.firewall.publicAccess = Builder.known(.disabled) }
      func name(_ workspace: inout Workspace) {
        workspace.storageAccount = Builder.reference(storage)
        workspace.containerRegistry = Builder.reference(registry)
      }
      let network = builder.network("net", ["10.0.0.0/16"])
      let subnet = builder.subnet(network, "s", "10.0.1.0/24")
      let hub = builder.workspace("hub") {
        $0.kind = Builder.known(.hub)
        $0.publicAccess = Builder.known(.disabled)
        name(&$0)
      }
      let project = builder.workspace("p") {
        $0.kind = Builder.known(.project)
        $0.hub = Builder.reference(hub)
        if isRepeated { name(&$0) }
      }
      let zone = builder.zone("privatelink.api.azureml.ms", linkedTo: [network])
      builder.privateEndpoint("pe", in: subnet, "10.0.1.9", to: hub, "amlworkspace", zone: zone)
      let endpoint = builder.onlineEndpoint("chat", of: project)
      builder.deployment("one", of: endpoint, egress: Builder.known(.disabled))
      for target in ["registry/cr", "storage/st"] {
        let answer = try builder.query.ask("deployment/chat/one", target, on: ["tcp/443"])
        #expect(answer.verdict == .reachable, "\(answer.told)")
      }
      let plan = try #require(Scenario.onlineEndpoint.plan(builder.query.graph))
      #expect(
        plan.requests.filter { $0.from.hasPrefix("deployment") && $0.isNeeded }.map(\.to)
          == ["registry/cr", "storage/st/blob", "workspace/p"])
    }
  }

  @Test(
    "an endpoint of which no input tells the workspace may be reached by the private endpoint of any",
    arguments: [true, false])
  func endpointOfUnknownWorkspace(_ isLinked: Bool) throws {
    var builder = Builder()
    let network = builder.network("net", ["10.0.0.0/16"])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24")
    builder.machine("a", in: subnet, "10.0.1.4")
    let zone = builder.zone("privatelink.api.azureml.ms", linkedTo: isLinked ? [network] : [])
    for (name, address) in [("ml", "10.0.1.9"), ("ml2", "10.0.1.10")] {
      let workspace = builder.workspace(name) { $0.publicAccess = Builder.known(.disabled) }
      builder.privateEndpoint(
        "pe-\(name)", in: subnet, address, to: workspace, "amlworkspace", zone: zone)
    }
    let workspace = Builder.id("Microsoft.MachineLearningServices/workspaces", "unknown")
    builder.onlineEndpoint("score", of: workspace) {
      $0.workspace = Builder.open("workspace", "ml", "ml2")
      $0.publicAccess = Builder.known(.disabled)
    }
    let answer = try builder.query.ask("vm/a", "endpoint/score", on: ["tcp/443"])
    #expect(answer.verdict == (isLinked ? .unknown : .unreachable), "\(answer.told)")
    let internet = try builder.query.ask("internet", "endpoint/score", on: ["tcp/443"])
    #expect(internet.verdict == .unreachable, "\(internet.told)")
  }

  @Test("W-14: the hub's private endpoint serves its projects, one on a project does not")
  func hubEndpoint() throws {
    for onHub in [true, false] {
      var builder = Builder()
      let network = builder.network("net", ["10.0.0.0/16"])
      let subnet = builder.subnet(network, "s", "10.0.1.0/24")
      builder.machine("a", in: subnet, "10.0.1.4")
      let hub = builder.workspace("hub") {
        $0.kind = Builder.known(.hub)
        $0.publicAccess = Builder.known(.disabled)
      }
      let project = builder.workspace("p") {
        $0.kind = Builder.known(.project)
        $0.hub = Builder.reference(hub)
      }
      let zone = builder.zone("privatelink.api.azureml.ms", linkedTo: [network])
      builder.privateEndpoint(
        "pe", in: subnet, "10.0.1.9", to: onHub ? hub : project, "amlworkspace", zone: zone)
      builder.onlineEndpoint("score", of: project)
      for target in ["workspace/p", "endpoint/score"] {
        let answer = try builder.query.ask("vm/a", target)
        #expect(answer.verdict == (onHub ? .reachable : .unreachable), "\(answer.told)")
      }
    }
  }

  @Test("W-8: a batch endpoint of a workspace with a private endpoint has no public side")
  func batchEndpoint() throws {
    for hasEndpoint in [true, false] {
      var builder = Builder()
      let network = builder.network("net", ["10.0.0.0/16"])
      let subnet = builder.subnet(network, "s", "10.0.1.0/24")
      let workspace = builder.workspace("ml") { $0.publicAccess = Builder.known(.enabled) }
      if hasEndpoint {
        builder.privateEndpoint("pe", in: subnet, "10.0.1.9", to: workspace, "amlworkspace")
      }
      var batch = BatchEndpoint(
        id: workspace.child("batchEndpoints", "score"), source: Builder.place)
      batch.workspace = Builder.reference(workspace)
      builder.estate.batchEndpoints.insert(batch)
      let answer = try builder.query.ask("internet", "endpoint/score")
      #expect(answer.verdict == (hasEndpoint ? .unreachable : .reachable), "\(answer.told)")
    }
  }
  @Test("W-8: a batch endpoint keeps the flag of its workspace's that it was created under")
  func batchEndpointKeepsTheFlag() throws {
    var builder = Builder()
    let workspace = builder.workspace("ml") { $0.publicAccess = Builder.known(.disabled) }
    var batch = BatchEndpoint(
      id: workspace.child("batchEndpoints", "score"), source: Builder.place)
    batch.workspace = Builder.reference(workspace)
    builder.estate.batchEndpoints.insert(batch)
    let answer = try builder.query.ask("internet", "endpoint/score")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.assumptions.contains { $0.node == "endpoint/score" }, "\(answer.told)")
    #expect(answer.fixes.isEmpty, "\(answer.told)")
  }
}
