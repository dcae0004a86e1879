import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/storage/common/storage-network-security
@Suite("Storage accounts, key vaults and registries by themselves")
struct StorageRuleTests {
  private static let type = "Microsoft.Storage/storageAccounts"

  private func ask(
    _ from: String, _ to: String, _ properties: String = "", kind: String? = nil,
    more: [String] = [], endpoints: [String] = [], on traffic: String? = nil, fixes: Bool = false
  ) throws -> QueryAnswer {
    try ServiceEstate.estate(
      [ServiceEstate.resource(Self.type, "it", properties, kind: kind)] + more,
      endpoints: endpoints
    ).query.ask(from, to, on: traffic.map { [$0] } ?? [], fixes: fixes)
  }

  private static let listed = """
    "networkAcls": {"defaultAction": "Deny", "ipRules": [{"value": "203.0.113.0/24"}]}
    """

  @Test("S-9: rules hold for what is asked over HTTPS and over SMB")
  func shares() throws {
    let home = try ask("client/home", "storage/it/file", Self.listed)
    #expect(home.verdict == .reachable)
    #expect(home.allowed == ["tcp/443", "tcp/445"])
    let stranger = try ask("client/stranger", "storage/it/file", Self.listed)
    #expect(stranger.verdict == .unreachable, "\(stranger.told)")
  }

  @Test("S-10: port 80 answers only where the account does not ask for encryption")
  func plainHTTP() throws {
    func verdict(_ properties: String) throws -> Verdict {
      try ask("client/home", "storage/it", properties, on: "tcp/80").verdict
    }
    #expect(try verdict("") == .unreachable)
    #expect(try verdict("\"supportsHttpsTrafficOnly\": true") == .unreachable)
    #expect(try verdict("\"supportsHttpsTrafficOnly\": false") == .reachable)
    let closed = try ask("client/home", "storage/it", on: "tcp/80")
    #expect(closed.blockers.map(\.control) == ["port"])
    #expect(closed.blockers.map(\.rule) == ["supportsHttpsTrafficOnly: not set"])
    let stated = try ask(
      "client/home", "storage/it", "\"supportsHttpsTrafficOnly\": true", on: "tcp/80", fixes: true)
    #expect(stated.blockers.map(\.rule) == ["supportsHttpsTrafficOnly: true"])
    #expect(
      stated.fixes.first?.changes.map(\.change)
        == ["set supportsHttpsTrafficOnly of storage/it to false"])
    let open = try ask(
      "client/home", "storage/it", "\"supportsHttpsTrafficOnly\": false", on: "tcp/80")
    #expect(open.told.contains("supportsHttpsTrafficOnly: false"), "\(open.told)")
    #expect(try ask("client/home", "storage/it").verdict == .reachable)
  }

  @Test(
    "S-10: where a template says nothing, versions before April 2019 make accounts that take plain HTTP",
    arguments: [
      ("2017-06-01", Verdict.reachable), ("2018-11-01", .reachable), ("2019-04-01", .unreachable),
      ("2023-05-01", .unreachable),
    ])
  func plainHTTPByVersion(_ version: String, _ verdict: Verdict) throws {
    func estate(_ properties: String) throws -> TextEstate {
      try ServiceEstate.template([
        """
        {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "\(version)", "name": "it",
         "location": "westeurope", "kind": "StorageV2", "sku": {"name": "Standard_LRS"},
         "properties": {\(properties)}}
        """
      ])
    }
    let answer = try estate("").ask("internet", "storage/it", on: "tcp/80")
    #expect(answer.verdict == verdict, "\(answer.told)")
    // What an account says comes before any version.
    for (stated, verdict) in [("true", Verdict.unreachable), ("false", .reachable)] {
      let answer = try estate("\"supportsHttpsTrafficOnly\": \(stated)")
        .ask("internet", "storage/it", on: "tcp/80")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("S-11: what an account lets a caller do is no matter of the network")
  func authorization() throws {
    let settings = """
      "allowSharedKeyAccess": false, "allowBlobPublicAccess": false, "allowedCopyScope": "PrivateLink"
      """
    #expect(try ask("client/home", "storage/it", settings).verdict == .reachable)
    #expect(
      try ask("client/home", "storage/it", "\(settings), \"publicNetworkAccess\": \"Disabled\"")
        .verdict == .unreachable)
  }

  @Test(
    "S-12: accounts of the first version take no private endpoint",
    arguments: [("Storage", Verdict.unreachable), ("StorageV2", .reachable)])
  func firstVersion(_ row: (String, Verdict)) throws {
    let answer = try ask(
      "vm/a", "storage/it", "\"publicNetworkAccess\": \"Disabled\"", kind: row.0,
      more: ServiceEstate.privateEndpoint(
        to: Self.type, group: "blob", zones: ["privatelink.blob.core.windows.net"]))
    #expect(answer.verdict == row.1, "\(answer.told)")
  }

  @Test("S-13: the second region and zones of Azure's choice have names of their own")
  func names() throws {
    let closed = "\"publicNetworkAccess\": \"Disabled\""
    func endpoint(_ group: String) -> [String] {
      ServiceEstate.privateEndpoint(
        to: Self.type, group: group, zones: ["privatelink.blob.core.windows.net"])
    }
    #expect(
      try ask("vm/a", "storage/it/blob_secondary", closed, more: endpoint("blob_secondary"))
        .verdict == .reachable)
    #expect(
      try ask("vm/a", "storage/it/blob_secondary", closed, more: endpoint("blob")).verdict
        == .unreachable)
    let zoned = "\(closed), \"dnsEndpointType\": \"AzureDnsZone\""
    #expect(try ask("vm/a", "storage/it", zoned).verdict == .unreachable)
    let answer = try ask("vm/a", "storage/it", zoned, more: endpoint("blob"))
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test(
    "S-14: SFTP and NFS answer only where they are switched on",
    arguments: [
      ("isSftpEnabled", "tcp/22"), ("isNfsV3Enabled", "tcp/2049"), ("isNfsV3Enabled", "tcp/111"),
    ])
  func protocols(_ row: (String, String)) throws {
    func verdict(_ properties: String) throws -> Verdict {
      try ask("client/home", "storage/it", properties, on: row.1).verdict
    }
    #expect(try verdict("") == .unreachable)
    #expect(try verdict("\"\(row.0)\": false") == .unreachable)
    #expect(try verdict("\"\(row.0)\": true") == .reachable)
  }

  // MARK: - Key vault

  private static let vault = "Microsoft.KeyVault/vaults"

  // https://learn.microsoft.com/azure/key-vault/general/network-security
  @Test("K-5: the rules of a vault are not asked by who manages it through Resource Manager")
  func management() throws {
    let closed = ServiceEstate.resource(
      Self.vault, "kv", "\"publicNetworkAccess\": \"Disabled\"")
    let estate = try ServiceEstate.estate([closed])
    #expect(try estate.ask("vm/a", "keyvault/kv").verdict == .unreachable)
    #expect(try estate.ask("vm/a", "service/ARM").verdict == .reachable)
  }

  private func group(_ tag: String, port: Int = 443) -> (resource: String, settings: String) {
    let id = ExportedText.id("Microsoft.Network/networkSecurityGroups", "nsg")
    let resource = ExportedText.resource(
      "Microsoft.Network/networkSecurityGroups", "nsg",
      """
      "securityRules": [
        {"name": "allow", "properties": {"priority": 100, "direction": "Outbound", "access": "Allow",
          "protocol": "Tcp", "sourceAddressPrefix": "*", "sourcePortRange": "*",
          "destinationAddressPrefix": "\(tag)", "destinationPortRange": "\(port)"}},
        {"name": "deny", "properties": {"priority": 200, "direction": "Outbound", "access": "Deny",
          "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*",
          "destinationAddressPrefix": "*", "destinationPortRange": "*"}}]
      """)
    return (resource, ", \"networkSecurityGroup\": {\"id\": \"\(id)\"}")
  }

  @Test("K-6: a vault is asked on port 443 of its own name")
  func vaultPort() throws {
    for (port, verdict) in [(443, Verdict.reachable), (80, .unreachable)] {
      let group = group("AzureKeyVault", port: port)
      let estate = try ServiceEstate.estate(
        [ServiceEstate.resource(Self.vault, "kv"), group.resource], subnetSettings: group.settings)
      let answer = try estate.ask("vm/a", "keyvault/kv")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("K-8: Azure Machine Learning is on the list of trusted services, pods and machines are not")
  func vaultTrust() throws {
    let resources = [
      ServiceEstate.resource(
        Self.vault, "kv",
        "\"networkAcls\": {\"defaultAction\": \"Deny\", \"bypass\": \"AzureServices\"}"),
      ServiceEstate.resource(
        "Microsoft.MachineLearningServices/workspaces", "ml", "\"publicNetworkAccess\": \"Enabled\""
      ),
      ServiceEstate.resource(
        "Microsoft.ContainerService/managedClusters", "cluster",
        "\"agentPoolProfiles\": [{\"name\": \"p\", \"vnetSubnetID\": \"\(ServiceEstate.subnet("own"))\"}]"
      ),
    ]
    let estate = try ServiceEstate.estate(resources)
    #expect(try estate.ask("workspace/ml", "keyvault/kv").verdict == .reachable)
    for from in ["vm/a", "aks/cluster"] {
      let answer = try estate.ask(from, "keyvault/kv")
      #expect(answer.verdict == .unreachable, "\(answer.told)")
    }
  }

  @Test(
    "K-9: that a client also signs in is no part of the answer; a managed HSM is a type of its own")
  func signIn() throws {
    let group = group("AzureKeyVault")
    let estate = try ServiceEstate.estate(
      [ServiceEstate.resource(Self.vault, "kv"), group.resource], subnetSettings: group.settings)
    #expect(try estate.ask("vm/a", "keyvault/kv").verdict == .reachable)
    #expect(try estate.ask("vm/a", "service/ENTRAID").verdict == .unreachable)
    let type = "Microsoft.KeyVault/managedHSMs"
    let module = try ServiceEstate.estate(
      [ServiceEstate.resource(type, "hsm", "\"publicNetworkAccess\": \"Disabled\"")]
        + ServiceEstate.privateEndpoint(
          to: type, "hsm", group: "managedhsm", zones: ["privatelink.managedhsm.azure.net"]))
    #expect(try module.ask("vm/a", "\(type)/hsm").verdict == .reachable)
    #expect(try module.ask("client/home", "\(type)/hsm").verdict == .unreachable)
  }

  // MARK: - Container registry

  private static let registry = "Microsoft.ContainerRegistry/registries"

  private func registry(_ properties: String, more: [String] = []) -> [String] {
    [ServiceEstate.resource(Self.registry, "acr", properties, tier: "Premium")] + more
  }

  // https://learn.microsoft.com/azure/container-registry/container-registry-private-endpoints
  @Test("C-6: the private endpoint of a registry serves its login server and its layers")
  func registryNames() throws {
    let closed = registry("\"publicNetworkAccess\": \"Disabled\"")
    let endpoint = ExportedText.privateEndpoint(
      "endpoint", in: ("net", "pe"), address: "10.0.3.5",
      to: ExportedText.id(Self.registry, "acr"), group: "registry", zones: [])
    let zone = "privatelink.azurecr.io"
    func records(_ names: [String]) -> [String] {
      ExportedText.zone(zone, linkedTo: ["net"])
        + names.map { name in
          """
          {"id": "\(ExportedText.id("Microsoft.Network/privateDnsZones", zone))/A/\(name)", "name": "\(name)",
            "type": "Microsoft.Network/privateDnsZones/A",
            "properties": {"ttl": 10, "aRecords": [{"ipv4Address": "10.0.3.5"}]}}
          """
        }
    }
    for (names, verdict) in [
      (["acr", "acr.westeurope.data"], Verdict.reachable), (["acr"], .partial),
    ] {
      let answer = try ServiceEstate.estate(closed + endpoint + records(names))
        .ask("vm/a", "registry/acr")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("C-7: a registry that restricts its networks cannot build: a cluster must be named for it")
  func builds() throws {
    for isRestricted in [true, false] {
      var estate = ExampleQuestion.query("docker-images/own-registry").graph.estate
      let workspace = try #require(estate.workspaces.all.first)
      let registry = try #require(estate.registries.all.first)
      estate.workspaces.update(workspace.id) { $0.imageBuildCompute = .absent }
      estate.registries.update(registry.id) {
        $0.firewall.publicAccess = EstateBuilder.known(.enabled)
        $0.firewall.defaultAction = EstateBuilder.known(isRestricted ? .deny : .allow)
      }
      let answer = try ReachabilityQuery(estate).answer(Scenario.dockerImages)
      #expect(answer.remarks.map(\.property) == (isRestricted ? ["image_build_compute"] : []))
    }
  }

  @Test(
    "C-8: the layers of a replicated registry come from any of its regions, which all must answer")
  func replicas() throws {
    let replica = """
      {"id": "\(ExportedText.id(Self.registry, "acr"))/replications/northeurope", "name": "northeurope",
        "type": "\(Self.registry)/replications", "location": "northeurope", "properties": {"zoneRedundancy": "Disabled"}}
      """
    for (tag, verdict) in [
      ("AzureContainerRegistry", Verdict.reachable),
      ("AzureContainerRegistry.WestEurope", .partial),
    ] {
      let group = group(tag)
      let estate = try ServiceEstate.estate(
        registry("\"dataEndpointEnabled\": true", more: [replica, group.resource]),
        subnetSettings: group.settings)
      let answer = try estate.ask("vm/a", "registry/acr")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
    let alone = group("AzureContainerRegistry.WestEurope")
    let estate = try ServiceEstate.estate(
      registry("\"dataEndpointEnabled\": true", more: [alone.resource]),
      subnetSettings: alone.settings)
    #expect(try estate.ask("vm/a", "registry/acr").verdict == .reachable)
  }

  @Test("C-10: nodes of a cluster pull as hosts of their subnet, no trusted service")
  func nodesPull() throws {
    let cluster = ServiceEstate.resource(
      "Microsoft.ContainerService/managedClusters", "cluster",
      "\"agentPoolProfiles\": [{\"name\": \"p\", \"vnetSubnetID\": \"\(ServiceEstate.subnet("own"))\"}]"
    )
    let workspace = ServiceEstate.resource(
      "Microsoft.MachineLearningServices/workspaces", "ml", "\"publicNetworkAccess\": \"Enabled\"")
    let rules = """
      "networkRuleBypassOptions": "AzureServices", "dataEndpointEnabled": true,
      "networkRuleSet": {"defaultAction": "Deny"}
      """
    let estate = try ServiceEstate.estate(registry(rules, more: [cluster, workspace]))
    let nodes = try estate.ask("aks/cluster", "registry/acr")
    #expect(nodes.verdict == .unreachable, "\(nodes.told)")
    #expect(try estate.ask("workspace/ml", "registry/acr").verdict == .reachable)
  }
}
