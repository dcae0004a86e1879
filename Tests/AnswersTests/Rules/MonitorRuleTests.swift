import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/azure-monitor/logs/private-link-design
@Suite("Azure Monitor and its private link scopes")
struct MonitorRuleTests {
  private static let component = "Microsoft.Insights/components"
  private static let workspace = "Microsoft.OperationalInsights/workspaces"
  private static let scope = "Microsoft.Insights/privateLinkScopes"
  private static let zones = [
    "privatelink.monitor.azure.com", "privatelink.oms.opinsights.azure.com",
    "privatelink.ods.opinsights.azure.com", "privatelink.agentsvc.azure-automation.net",
    "privatelink.blob.core.windows.net",
  ]

  /// The component `it`, the workspace `logs`, and where asked for a scope with its endpoint in `net`.
  private func estate(
    component: String = "", workspace: String = "",
    scope: (modes: String, members: [String])? = nil,
    more: [String] = []
  ) throws -> TextEstate {
    var resources = [
      ServiceEstate.resource(Self.component, "it", component),
      ServiceEstate.resource(Self.workspace, "logs", workspace),
    ]
    if let scope {
      resources.append(
        ServiceEstate.resource(Self.scope, "scope", "\"accessModeSettings\": {\(scope.modes)}"))
      resources += scope.members.enumerated().map { index, id in
        ServiceEstate.child(
          of: Self.scope, named: "scope", "scopedResources", "member\(index)",
          "\"linkedResourceId\": \"\(id)\"")
      }
      resources += ServiceEstate.privateEndpoint(
        to: Self.scope, "scope", group: "azuremonitor", zones: Self.zones)
    }
    return try ServiceEstate.estate(resources + more)
  }

  private let component = ExportedText.id(Self.component, "it")
  private let logs = ExportedText.id(Self.workspace, "logs")
  private let closed =
    "\"publicNetworkAccessForIngestion\": \"Disabled\", \"publicNetworkAccessForQuery\": \"Enabled\""
  private let open =
    "\"ingestionAccessMode\": \"Open\", \"queryAccessMode\": \"Open\""
  private let privateOnly =
    "\"ingestionAccessMode\": \"PrivateOnly\", \"queryAccessMode\": \"PrivateOnly\""

  @Test(
    "M-1: a flag for what comes in and one for what is asked, both open unless told otherwise",
    arguments: [
      "Microsoft.Insights/components/it", "Microsoft.OperationalInsights/workspaces/logs",
    ])
  func flags(_ selector: String) throws {
    let plain = try estate()
    #expect(try plain.ask("client/home", "\(selector)/ingestion").verdict == .reachable)
    #expect(try plain.ask("client/home", "\(selector)/query").verdict == .reachable)
    let shut = try estate(component: closed, workspace: closed)
    let ingestion = try shut.ask("client/home", "\(selector)/ingestion")
    #expect(ingestion.verdict == .unreachable, "\(ingestion.told)")
    #expect(ingestion.blockers.map(\.control) == ["publicNetworkAccess"])
    #expect(try shut.ask("client/home", selector).verdict == .unreachable)
    #expect(try shut.ask("client/home", "\(selector)/query").verdict == .reachable)
    let perimeter = closed.replacing("Disabled", with: "SecuredByPerimeter")
    #expect(
      try estate(component: perimeter, workspace: perimeter)
        .ask("client/home", "\(selector)/ingestion").verdict == .unknown)
  }

  @Test("M-2: through a scope that is private only nothing but its members is reached")
  func privateScope() throws {
    let to = "Microsoft.Insights/components/it/ingestion"
    let member = try estate(component: closed, scope: (privateOnly, [component]))
    let inside = try member.ask("vm/a", to)
    #expect(inside.verdict == .reachable, "\(inside.told)")
    #expect(try member.ask("client/home", to).verdict == .unreachable)
    let stranger = try estate(scope: (privateOnly, [logs]))
    let outside = try stranger.ask("vm/a", to)
    #expect(outside.verdict == .unreachable, "\(outside.told)")
    #expect(outside.blockers.map(\.control) == ["privateLinkScope"])
    // Another mode for this endpoint alone.
    let excluded = try estate(
      scope: (
        """
        \(privateOnly), "exclusions": [{"privateEndpointConnectionName": "endpoint.1234",
          "ingestionAccessMode": "Open", "queryAccessMode": "PrivateOnly"}]
        """, [logs]
      ))
    let exempt = try excluded.ask("vm/a", to)
    #expect(exempt.verdict == .reachable, "\(exempt.told)")
    #expect(
      try excluded.ask("vm/a", "Microsoft.Insights/components/it/query").verdict == .unreachable)
  }

  @Test(
    "M-3: a scope takes the names of components that it does not hold, and passes on the open ones")
  func sharedNames() throws {
    let to = "Microsoft.Insights/components/it/ingestion"
    let passed = try estate(scope: (open, [logs])).ask("vm/a", to)
    #expect(passed.verdict == .reachable, "\(passed.told)")
    #expect(passed.paths[0].contains { $0.node == "privateendpoint/endpoint" }, "\(passed.told)")
    let shut = try estate(component: closed, scope: (open, [logs])).ask("vm/a", to)
    #expect(shut.verdict == .unreachable, "\(shut.told)")
    // Elsewhere the names lead to the public side.
    #expect(
      try estate(scope: (privateOnly, [logs])).ask("client/home", to).verdict == .reachable)
  }

  @Test("M-4: what comes in at a workspace has a name of its own, which obeys no access mode")
  func workspaceNames() throws {
    let to = "Microsoft.OperationalInsights/workspaces/logs/ingestion"
    let stranger = try estate(scope: (privateOnly, [component])).ask("vm/a", to)
    #expect(stranger.verdict == .reachable, "\(stranger.told)")
    let shut = try estate(workspace: closed, scope: (privateOnly, [component])).ask("vm/a", to)
    #expect(shut.verdict == .unreachable, "\(shut.told)")
    let member = try estate(workspace: closed, scope: (privateOnly, [logs])).ask("vm/a", to)
    #expect(member.verdict == .reachable, "\(member.told)")
  }

  @Test("M-5: the zone for blobs that a scope brings holds no record of a storage account")
  func blobZone() throws {
    // The account has a private endpoint in a network elsewhere.
    let other = """
      {"id": "\(ExportedText.id("Microsoft.Network/virtualNetworks", "other"))", "name": "other",
        "type": "Microsoft.Network/virtualNetworks", "location": "westeurope",
        "properties": {"addressSpace": {"addressPrefixes": ["10.9.0.0/16"]}, "virtualNetworkPeerings": [],
          "subnets": [{"id": "\(ExportedText.id("Microsoft.Network/virtualNetworks", "other"))/subnets/s",
            "name": "s", "properties": {"addressPrefix": "10.9.1.0/24"}}]}}
      """
    let account =
      [
        other, ExportedText.storage("data", "\"publicNetworkAccess\": \"Enabled\""),
      ]
      + ExportedText.privateEndpoint(
        "pe-data", in: ("other", "s"), address: "10.9.1.4",
        to: ExportedText.id("Microsoft.Storage/storageAccounts", "data"), group: "blob", zones: [])
    #expect(try estate(more: account).ask("vm/a", "storage/data").verdict == .reachable)
    let answer = try estate(scope: (open, [component]), more: account).ask("vm/a", "storage/data")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.map(\.control) == ["nameResolution"])
  }

  @Test("M-6: the flag of the workspace that keeps a component's data counts as well")
  func bothFlags() throws {
    let to = "Microsoft.Insights/components/it/ingestion"
    let based = "\"WorkspaceResourceId\": \"\(logs)\""
    #expect(try estate(component: based).ask("client/home", to).verdict == .reachable)
    let shut = try estate(component: based, workspace: closed).ask("client/home", to)
    #expect(shut.verdict == .unreachable, "\(shut.told)")
    #expect(shut.blockers.map(\.node) == ["Microsoft.OperationalInsights/workspaces/logs"])
    #expect(
      try estate(component: "\(based), \(closed)").ask("client/home", to).verdict == .unreachable)
  }
}
