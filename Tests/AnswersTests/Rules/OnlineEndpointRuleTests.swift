import Testing

@testable import Answers

// https://learn.microsoft.com/azure/machine-learning/concept-secure-online-endpoint
@Suite("Managed online endpoints: the way in")
struct OnlineEndpointInboundTests {
  @Test("W-8: an endpoint that is disabled takes no public client, and its line says so")
  func disabledEndpoint() throws {
    let estate = try ScoringEstate(endpoint: "disabled").read()
    let answer = try estate.ask("client/laptop", "endpoint/score")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.map(\.node) == ["endpoint/score"], "\(answer.told)")
  }

  @Test("W-8: a workspace that is disabled stands above an endpoint that is enabled")
  func disabledWorkspace() throws {
    let estate = try ScoringEstate(workspace: "disabled").read()
    let answer = try estate.ask("client/laptop", "endpoint/score")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.map(\.node) == ["workspace/ml"], "\(answer.told)")
  }

  static let list = """
    network_acls:
      default_action: Deny
      ip_rules:
        - value: 203.0.113.0/24
    """

  @Test("W-3: a list beside a default action that allows, or beside none, restricts nobody")
  func listWithoutDenial() throws {
    for line in ["default_action: Allow", ""] {
      let lines = Self.list.replacing("default_action: Deny", with: line)
      let estate = try ScoringEstate(workspaceLines: lines).read()
      let answer = try estate.ask("internet/198.51.100.9", "endpoint/score")
      #expect(answer.verdict == .reachable, "\(line) \(answer.told)")
    }
  }

  @Test("W-3, W-8: where both are enabled the workspace's list of addresses still counts")
  func listedAddresses() throws {
    let estate = try ScoringEstate(
      workspaceLines: Self.list,
      moreFiles: [
        "others.yaml": """
        reachmap: 1
        clients:
          - name: stranger
            address: 198.51.100.9
        """
      ]
    ).read()
    for target in ["endpoint/score", "workspace/ml"] {
      let listed = try estate.ask("client/laptop", target)
      #expect(listed.verdict == .reachable, "\(listed.told)")
      let stranger = try estate.ask("client/stranger", target)
      #expect(stranger.verdict == .unreachable, "\(stranger.told)")
      let all = try estate.ask("internet", target)
      #expect(all.verdict == .partial, "\(all.told)")
      #expect(all.allowed == ["tcp/443 from 203.0.113.0/24"], "\(all.told)")
    }
    // With that network's outbound address, which no input tells.
    let contractor = try estate.ask("client/contractor", "endpoint/score")
    #expect(contractor.verdict == .unknown || contractor.verdict == .unreachable)
  }

  @Test(
    "W-18: workspace and endpoint honour the list of addresses as documented",
    arguments: [
      ("enabled", "disabled", Verdict.reachable, Verdict.unreachable),
      ("enabled", "enabled", .reachable, .reachable),
      ("disabled", "disabled", .unreachable, .unreachable),
      // Sources disagree on whether endpoints honour what is left of a list.
      ("disabled", "enabled", .unreachable, .unknown),
    ])
  func allowList(_ row: (String, String, Verdict, Verdict)) throws {
    let estate = try ScoringEstate(
      workspace: row.0, endpoint: row.1, workspaceLines: Self.list
    ).read()
    let workspace = try estate.ask("client/laptop", "workspace/ml")
    #expect(workspace.verdict == row.2, "\(workspace.told)")
    let endpoint = try estate.ask("client/laptop", "endpoint/score")
    #expect(endpoint.verdict == row.3, "\(endpoint.told)")
    let stranger = try estate.ask("internet/198.51.100.9", "endpoint/score")
    #expect(stranger.verdict == .unreachable, "\(stranger.told)")
  }

  @Test(
    "D-1: the private endpoint serves only while it is approved",
    arguments: ["Pending", "Rejected"])
  func pendingConnection(_ state: String) throws {
    let estate = try ScoringEstate(
      workspace: "disabled", endpoint: "disabled", connectionState: state
    ).read()
    let answer = try estate.ask("client/analyst", "endpoint/score")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.control == "privateEndpointConnection" })
  }

  @Test("D-1: a name that leads to a pending private endpoint falls back to nothing")
  func pendingConnectionOfOpenEndpoint() throws {
    let estate = try ScoringEstate(connectionState: "Pending").read()
    let answer = try estate.ask("client/analyst", "endpoint/score")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test("W-8: a client of a network without private endpoint is judged as a public client")
  func clientOfAnotherNetwork() throws {
    let open = try ScoringEstate().read().ask("client/contractor", "endpoint/score")
    #expect(open.verdict == .reachable, "\(open.told)")
    let shut = try ScoringEstate(workspace: "disabled").read()
      .ask("client/contractor", "endpoint/score")
    #expect(shut.verdict == .unreachable, "\(shut.told)")
  }

  @Test("D-20: where the zone of notebooks is not linked, the way to a closed workspace says so")
  func notebooks() throws {
    func warnings(_ zones: [String], _ access: String = "disabled") throws -> [String] {
      let unlinked = ScoringEstate.zones.filter { !zones.contains($0) }
        .flatMap { ExportedText.zone($0, linkedTo: ["lab"]) }
      let answer = try ScoringEstate(workspace: access, linkedZones: zones, more: unlinked).read()
        .ask("client/analyst", "workspace/ml")
      #expect(answer.verdict == .reachable, "\(answer.told)")
      return answer.warnings.map(\.property).filter { $0 == "notebooks" }
    }
    #expect(try warnings(ScoringEstate.zones) == [])
    #expect(try warnings([ScoringEstate.zones[0]]) == ["notebooks"])
    // The public name of an open workspace's notebooks leads there as well.
    #expect(try warnings([ScoringEstate.zones[0]], "enabled") == [])
  }

  @Test("D-11: a network linked to the zone and peered with nothing has no route")
  func linkedButNotPeered() throws {
    var more: [String] = []
    for zone in ScoringEstate.zones {
      more.append(
        """
        {
          "id": "\(ExportedText.id("Microsoft.Network/privateDnsZones", zone))/virtualNetworkLinks/lab",
          "name": "lab",
          "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
          "properties": {"virtualNetwork": {"id": "\(ExportedText.id("Microsoft.Network/virtualNetworks", "lab"))"}}
        }
        """)
    }
    let estate = try ScoringEstate(more: more).read()
    let answer = try estate.ask("client/contractor", "endpoint/score")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.control == "route" }, "\(answer.told)")
  }

  @Test("W-6: a workspace in the mode of the first API has no managed online endpoint")
  func legacyMode() throws {
    let estate = try ScoringEstate(
      more: [
        ExportedText.resource(
          "Microsoft.MachineLearningServices/workspaces", "ml", "\"v1LegacyMode\": true")
      ]
    ).read()
    for sender in ["client/laptop", "client/analyst"] {
      let answer = try estate.ask(sender, "endpoint/score", fixes: true)
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(answer.blockers.contains { $0.control == "v1LegacyMode" }, "\(answer.told)")
      #expect(
        answer.fixes.contains {
          $0.changes.map(\.change) == ["set v1LegacyMode of workspace/ml to false"]
        }, "\(answer.fixes)")
    }
  }

  @Test("W-8: deployments under an endpoint cannot reach one another")
  func deploymentsAreIsolated() throws {
    let estate = try ScoringEstate(
      moreFiles: [
        "green.yml": """
        $schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
        name: green
        endpoint_name: score
        model: azureml:churn:1
        instance_type: Standard_DS3_v2
        instance_count: 1
        """
      ]
    ).read()
    #expect(throws: SelectorError.self) {
      try estate.ask("deployment/score/blue", "deployment/score/green")
    }
  }
}

@Suite("Managed online endpoints: the way out of a deployment")
struct OnlineEndpointOutboundTests {
  static let privately = ["registry/crml", "storage/stml", "workspace/ml"]

  @Test("W-8: restricted egress reaches registry, blob and workspace by its own endpoints")
  func restricted() throws {
    let estate = try ScoringEstate(workspace: "disabled", deployment: "disabled").read()
    for target in Self.privately {
      let answer = try estate.ask("deployment/score/blue", target)
      #expect(answer.verdict == .reachable, "\(answer.told)")
      #expect(answer.paths.allSatisfy { !$0.contains { $0.node == "internet" } }, "\(answer.told)")
    }
  }

  @Test("W-8: restricted egress needs a workspace that has a private endpoint itself")
  func restrictedWithoutWorkspaceEndpoint() throws {
    let estate = try ScoringEstate(
      deployment: "disabled", dependencies: "Enabled", hasWorkspaceEndpoint: false
    ).read()
    for target in Self.privately {
      let answer = try estate.ask("deployment/score/blue", target, fixes: true)
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(
        answer.blockers.contains { $0.rule == "no private endpoint of the workspace" },
        "\(answer.told)")
      #expect(
        answer.fixes.contains {
          $0.changes.count == 1
            && $0.changes[0].change.hasPrefix(
              "add a private endpoint to workspace/ml (amlworkspace)")
        }, "\(answer.fixes)")
    }
  }

  @Test("C-1: restricted egress needs a Premium registry", arguments: ["Basic", "Standard"])
  func restrictedWithoutPremium(_ tier: String) throws {
    let estate = try ScoringEstate(
      deployment: "disabled", dependencies: "Enabled", registryTier: tier
    ).read()
    let registry = try estate.ask("deployment/score/blue", "registry/crml")
    #expect(registry.verdict == .unreachable, "\(registry.told)")
    #expect(registry.blockers.contains { $0.control == "sku" }, "\(registry.told)")
    let storage = try estate.ask("deployment/score/blue", "storage/stml")
    #expect(storage.verdict == .reachable, "\(storage.told)")
  }

  @Test("W-6: restricted egress does not work in the mode of the first API")
  func restrictedInLegacyMode() throws {
    let estate = try ScoringEstate(
      deployment: "disabled",
      more: [
        ExportedText.resource(
          "Microsoft.MachineLearningServices/workspaces", "ml", "\"v1LegacyMode\": true")
      ]
    ).read()
    for target in Self.privately {
      let answer = try estate.ask("deployment/score/blue", target)
      #expect(answer.verdict == .unreachable, "\(answer.told)")
    }
  }

  @Test("W-8: restricted egress reaches nothing else, public or private")
  func restrictedElsewhere() throws {
    let other = ExportedText.storage("stother", "\"publicNetworkAccess\": \"Enabled\"")
    let estate = try ScoringEstate(
      deployment: "disabled", dependencies: "Enabled", more: [other]
    ).read()
    let egress = try estate.line(of: "egress_public_network_access", in: "deployment.yml")
    for target in [
      "storage/stother", "storage/stml/file", "storage/stml/queue", "keyvault/kvml",
      "fqdn/pypi.org", "registry/mcr", "registry/viennaglobal", "service/ENTRAID", "internet",
      "subnet/corp/clients", "client/analyst", "endpoint/score",
    ] {
      let answer = try estate.ask("deployment/score/blue", target, on: "tcp/443")
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(answer.places.contains(egress), "\(answer.told)")
    }
  }

  @Test("W-8: open egress reaches what a public side lets in, and nothing private")
  func open() throws {
    let other = ExportedText.storage("stother", "\"publicNetworkAccess\": \"Enabled\"")
    let estate = try ScoringEstate(more: [other]).read()
    for (target, verdict) in [
      ("storage/stother", Verdict.reachable), ("storage/stml", .unreachable),
      ("registry/crml", .unreachable), ("keyvault/kvml", .unreachable),
      ("workspace/ml", .reachable), ("fqdn/pypi.org", .reachable),
      ("subnet/corp/clients", .unreachable),
    ] {
      let answer = try estate.ask("deployment/score/blue", target, on: "tcp/443")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test(
    "X-10: a managed host's address is not known to a service that lists addresses",
    arguments: [
      ("keyvault/kvml", Verdict.unknown), ("registry/crml", .unknown),
      // Rules of a storage account do not take hosts of its own region.
      ("storage/stml", .unreachable),
    ])
  func listedAddresses(_ row: (String, Verdict)) throws {
    let acls = """
      "publicNetworkAccess": "Enabled",
      "networkAcls": {"defaultAction": "Deny", "ipRules": [{"value": "52.166.0.0/16"}]}
      """
    let estate = try ScoringEstate(
      storage: acls, keyVault: acls,
      registry: """
        "publicNetworkAccess": "Enabled",
        "dataEndpointEnabled": true,
        "networkRuleSet": {"defaultAction": "Deny", "ipRules": [{"action": "Allow", "value": "52.166.0.0/16"}]}
        """
    ).read()
    let answer = try estate.ask("deployment/score/blue", row.0)
    #expect(answer.verdict == row.1, "\(answer.told)")
  }

  @Test("X-10: a service that denies by default without a rule lets no managed host in")
  func deniedByDefault() throws {
    let acls = """
      "publicNetworkAccess": "Enabled",
      "networkAcls": {"defaultAction": "Deny", "bypass": "AzureServices"}
      """
    let estate = try ScoringEstate(storage: acls, keyVault: acls).read()
    for target in ["storage/stml", "keyvault/kvml"] {
      let answer = try estate.ask("deployment/score/blue", target)
      #expect(answer.verdict == .unreachable, "\(answer.told)")
    }
  }

  @Test(
    "W-8: the four supported combinations of inbound and outbound work under their conditions",
    arguments: ["enabled", "disabled"], ["enabled", "disabled"])
  func supportedCombinations(_ endpoint: String, _ egress: String) throws {
    let estate = try ScoringEstate(
      endpoint: endpoint, deployment: egress,
      dependencies: egress == "enabled" ? "Enabled" : "Disabled"
    ).read()
    let inside = try estate.ask("client/analyst", "endpoint/score")
    #expect(inside.verdict == .reachable, "\(inside.told)")
    let outside = try estate.ask("client/laptop", "endpoint/score")
    #expect(outside.verdict == (endpoint == "enabled" ? .reachable : .unreachable))
    for target in Self.privately {
      let answer = try estate.ask("deployment/score/blue", target)
      #expect(answer.verdict == .reachable, "\(answer.told)")
    }
  }

  @Test("true and false are no values of the egress flag", arguments: ["true", "false"])
  func booleanFlag(_ value: String) throws {
    let errors = try TextEstate(
      ScoringEstate(deployment: value).files(), expectsErrors: true
    ).errors
    #expect(errors.count == 1)
    #expect(errors.first?.source?.file.hasSuffix("deployment.yml") == true)
    #expect(errors.first?.message.text.contains("'disabled'") == true, "\(errors)")
  }

  // MARK: - What is not known

  @Test("a deployment whose workspace nobody names may have private endpoints to any service")
  func unknownWorkspace() throws {
    var files = ScoringEstate(deployment: "disabled").files()
    files["workspace.yml"] = nil
    files["other.json"] = ExportedText.list(
      ["ml", "ml2"].map {
        ExportedText.resource(
          "Microsoft.MachineLearningServices/workspaces", $0,
          """
          "publicNetworkAccess": "Disabled",
          "storageAccount": "\(ExportedText.id("Microsoft.Storage/storageAccounts", "stml"))"
          """)
      })
    let estate = try TextEstate(files)
    let answer = try estate.ask("deployment/score/blue", "storage/stml")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    let scenario = try estate.query.answer(.onlineEndpoint)
    #expect(scenario.remarks.contains { $0.property == "workspace" }, "\(scenario.remarks)")
    // Whichever workspace it is, nothing leads elsewhere.
    for target in [
      "keyvault/kvml", "fqdn/pypi.org", "internet", "client/analyst", "endpoint/score",
    ] {
      let other = try estate.ask("deployment/score/blue", target, on: "tcp/443")
      #expect(other.verdict == .unreachable, "\(other.told)")
    }
    files["deployment.yml"] = ScoringEstate(deployment: "enabled").files()["deployment.yml"]
    let open = try TextEstate(files).ask("deployment/score/blue", "fqdn/pypi.org", on: "tcp/443")
    #expect(open.verdict == .reachable, "\(open.told)")
  }

  @Test("a workspace that no input describes may have any storage account and private endpoint")
  func undescribedWorkspace() throws {
    var files = ScoringEstate(deployment: "disabled").files()
    files["workspace.yml"] = nil
    files["reachmap.yaml"] = "reachmap: 1\nworkspace: ml\n"
    let estate = try TextEstate(files)
    for target in ["storage/stml", "registry/crml"] {
      let answer = try estate.ask("deployment/score/blue", target)
      #expect(answer.verdict == .unknown, "\(answer.told)")
    }
  }

  @Test("an egress flag that is not known leaves open what its values would decide differently")
  func unknownEgress() throws {
    let template = """
      {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {"egress": {"type": "string", "allowedValues": ["Enabled", "Disabled"]}},
        "resources": [
          {
            "type": "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments",
            "apiVersion": "2024-04-01",
            "name": "ml/score/blue",
            "location": "westeurope",
            "properties": {"endpointComputeType": "Managed", "egressPublicNetworkAccess": "[parameters('egress')]"}
          }
        ]
      }
      """
    var closed = ScoringEstate().files()
    closed["deployment.yml"] = nil
    closed["deployment.json"] = template
    let estate = try TextEstate(closed)
    // Disabled: by private endpoint. Enabled: the account is private.
    let storage = try estate.ask("deployment/score/blue", "storage/stml")
    #expect(storage.verdict == .unknown, "\(storage.told)")
    // Neither way.
    let vault = try estate.ask("deployment/score/blue", "keyvault/kvml")
    #expect(vault.verdict == .unreachable, "\(vault.told)")
    // Both ways.
    let workspace = try estate.ask("deployment/score/blue", "workspace/ml")
    #expect(workspace.verdict == .reachable, "\(workspace.told)")
    let internet = try estate.ask("deployment/score/blue", "fqdn/pypi.org", on: "tcp/443")
    #expect(internet.verdict == .unknown, "\(internet.told)")
  }

  @Test(
    "W-8: a deployment that calls public addresses is told to be restricted, where that is enough")
  func restriction() throws {
    for (to, isServed) in [
      ("registry/crml", true), ("storage/stml", true), ("keyvault/kvml", false),
    ] {
      let answer = try ScoringEstate(deployment: nil).read()
        .ask("deployment/score/blue", to, fixes: true)
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      let sentences = answer.fixes.flatMap { $0.changes.map(\.change) }
      #expect(
        sentences.contains {
          $0.hasPrefix(
            "set egress_public_network_access of deployment/score/blue to disabled")
        } == isServed, "\(sentences)")
    }
  }
}
