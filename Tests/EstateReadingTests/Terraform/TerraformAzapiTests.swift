import EstateModel
import Testing

@testable import EstateReading

private let g = "/subscriptions/s/resourceGroups/g"
private let ml = "\(g)/providers/Microsoft.MachineLearningServices/workspaces/ml"

struct TerraformAzapiTests {
  private static let endpoint = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints"

  @Test(
    "the body is a text up to version 1, an object from version 2 on, with its type in a state file",
    arguments: [
      #""{\"kind\": \"Managed\", \"properties\": {\"publicNetworkAccess\": \"Disabled\"}}""#,
      #"{"kind": "Managed", "properties": {"publicNetworkAccess": "Disabled"}}"#,
      #"{"value": {"kind": "Managed", "properties": {"publicNetworkAccess": "Disabled"}}, "type": ["object", {}]}"#,
    ])
  func body(body: String) throws {
    let read = try TerraformRead(
      TerraformText.state([
        TerraformText.Part(
          "azapi_resource", "e",
          """
          "type": "\(Self.endpoint)@2024-10-01", "name": "score", "parent_id": "\(ml)",
          "location": "West Europe", "body": ↓\(body)
          """)
      ]), format: .terraformState)
    let endpoint = try #require(read.estate.onlineEndpoints.all.first)
    #expect(endpoint.id == ResourceID("\(ml)/onlineEndpoints/score"))
    #expect(endpoint.publicAccess.value == .disabled)
    let resource = try read.resource("score")
    #expect(resource.apiVersion == "2024-10-01")
    #expect(resource.location.value == "westeurope")
    #expect(resource.kind.value == "Managed")
    if body.hasPrefix("\"") {
      #expect(endpoint.publicAccess.source == read.marks[0])
    }
  }

  @Test("the parent and a part of the body that are known after the apply")
  func links() throws {
    let read = try TerraformRead(
      TerraformText.plan([
        TerraformText.Part(
          "azurerm_resource_group", "g", #""name": "group""#, unknown: #""id": true"#,
          expressions: ""),
        TerraformText.Part(
          "azurerm_subnet", "s",
          #""name": "s", "resource_group_name": "group", "virtual_network_name": "v""#,
          unknown: #""id": true"#, expressions: ""),
        TerraformText.Part(
          "azapi_resource", "nic",
          """
          "type": "Microsoft.Network/networkInterfaces@2024-01-01", "name": "nic", "body":
            {"properties": {"ipConfigurations": [{"name": "ip", "properties": {"subnet": {}}}]}}
          """,
          unknown: """
            "id": true, "parent_id": true, "body": {"properties": {"ipConfigurations": [{"properties":
              {"subnet": {"id": true}}}]}}
            """,
          expressions: """
            "parent_id": {"references": ["azurerm_resource_group.g.id", "azurerm_resource_group.g"]},
            "body": {"references": ["azurerm_subnet.s.id", "azurerm_subnet.s"]}
            """),
      ]))
    let nic = try #require(read.estate.interfaces.all.first)
    #expect(
      nic.id
        == ResourceID("/resourceGroups/group/providers/Microsoft.Network/networkInterfaces/nic"))
    #expect(nic.configurations.first?.subnet.value?.id == read.estate.subnets.all.first?.id)
    #expect(read.estate.subnets.all.count == 1)
  }

  @Test("a body that is wholly known after the apply leaves the resource's settings open")
  func openBody() throws {
    let read = try TerraformRead(
      TerraformText.plan([
        TerraformText.Part(
          "azapi_resource", "e",
          #""type": "\#(Self.endpoint)@2024-10-01", "name": "score", "parent_id": "\#(ml)""#,
          unknown: #""id": true, "body": true"#,
          expressions: #""body": {"references": ["local.x"]}"#)
      ]))
    let endpoint = try #require(read.estate.onlineEndpoints.all.first)
    #expect(endpoint.publicAccess.unknown?.because.contains("local.x") == true)
  }

  @Test("a body that is one text after the apply is none of the ids that it refers to")
  func openText() throws {
    let read = try TerraformRead(
      TerraformText.plan([
        TerraformText.Part(
          "azurerm_storage_account", "s", #""name": "st", "resource_group_name": "g""#,
          unknown: #""id": true"#, expressions: ""),
        TerraformText.Part(
          "azapi_resource", "w",
          """
          "type": "Microsoft.MachineLearningServices/workspaces@2024-10-01", "name": "ml",
          "parent_id": "\(g)"
          """,
          unknown: #""id": true, "body": true"#,
          expressions:
            #""body": {"references": ["azurerm_storage_account.s.id", "azurerm_storage_account.s"]}"#
        ),
      ]))
    let workspace = try #require(read.estate.workspaces.all.first)
    #expect(workspace.publicAccess.unknown?.because.contains("known after the apply") == true)
    #expect(read.diagnostics == [])
  }

  @Test("of what the body of a workspace refers to, each property is of its own kind")
  func kindsOfProperties() throws {
    func part(_ type: String, _ name: String) -> TerraformText.Part {
      TerraformText.Part(
        type, "x", #""name": "\#(name)", "resource_group_name": "g""#, unknown: #""id": true"#,
        expressions: "")
    }
    let types = [
      ("azurerm_storage_account", "st"), ("azurerm_key_vault", "kv"),
      ("azurerm_container_registry", "cr"),
    ]
    let references = types.map { #""\#($0.0).x.id", "\#($0.0).x""# }.joined(separator: ", ")
    let read = try TerraformRead(
      TerraformText.plan(
        types.map { part($0.0, $0.1) } + [
          TerraformText.Part(
            "azapi_resource", "w",
            """
            "type": "Microsoft.MachineLearningServices/workspaces@2024-10-01", "name": "ml",
            "parent_id": "\(g)", "body": {"properties": {"friendlyName": "ml"}}
            """,
            unknown: """
              "id": true, "body": {"properties": {"storageAccount": true, "keyVault": true,
                "containerRegistry": true}}
              """,
            expressions: #""body": {"references": [\#(references)]}"#)
        ]))
    let workspace = try #require(read.estate.workspaces.all.first)
    #expect(workspace.storageAccount.value?.id.name == "st")
    #expect(workspace.keyVault.value?.id.name == "kv")
    #expect(workspace.containerRegistry.value?.id.name == "cr")
  }

  @Test("an update holds over what the resource itself says")
  func update() throws {
    let vault = "\(g)/providers/Microsoft.KeyVault/vaults/kv"
    let read = try TerraformRead(
      TerraformText.state([
        TerraformText.Part(
          "azapi_update_resource", "u",
          """
          "type": "Microsoft.KeyVault/vaults@2023-07-01", "resource_id": "\(vault)",
          "body": {"properties": {"publicNetworkAccess": "Disabled"}}
          """),
        TerraformText.Part(
          "azurerm_key_vault", "kv",
          """
          "id": "\(vault)", "name": "kv", "resource_group_name": "g", "public_network_access_enabled": true,
          "network_acls": [{"default_action": "Deny", "bypass": "None"}]
          """),
      ]))
    let firewall = try #require(read.estate.keyVaults.all.first?.firewall)
    #expect(firewall.publicAccess.value == .disabled)
    #expect(firewall.defaultAction.value == .deny)
    #expect(read.diagnostics == [])
  }

  @Test("an update of a resource that no file describes leaves the rest of it open")
  func updateOfAnother() throws {
    let read = try TerraformRead(
      TerraformText.state([
        TerraformText.Part(
          "azapi_update_resource", "u",
          """
          "type": "Microsoft.KeyVault/vaults@2023-07-01", "name": "kv", "parent_id": "\(g)",
          "body": {"properties": {"publicNetworkAccess": "Enabled"}}
          """)
      ]))
    let firewall = try #require(read.estate.keyVaults.all.first?.firewall)
    #expect(firewall.publicAccess.value == .enabled)
    #expect(firewall.defaultAction.unknown != nil)
  }

  @Test("an extension of a resource keeps what it extends")
  func extending() throws {
    let cluster = "\(g)/providers/Microsoft.ContainerService/managedClusters/aks"
    let read = try TerraformRead(
      TerraformText.state([
        TerraformText.Part(
          "azapi_resource", "x",
          """
          "type": "Microsoft.KubernetesConfiguration/extensions@2023-05-01", "name": "azureml",
          "parent_id": "\(cluster)", "body": {"properties": {
            "extensionType": "Microsoft.AzureML.Kubernetes", "configurationSettings": {}}}
          """)
      ]))
    #expect(try read.resource("azureml").id.scope == ResourceID(cluster))
  }

  @Test("an update of nobody knows what may be one of each of its type")
  func openUpdate() throws {
    let read = try TerraformRead(
      TerraformText.plan([
        TerraformText.Part(
          "azapi_update_resource", "u",
          """
          "type": "Microsoft.KeyVault/vaults@2023-07-01",
          "body": {"properties": {"publicNetworkAccess": "Enabled"}}
          """, unknown: #""id": true, "resource_id": true"#,
          expressions: #""resource_id": {"references": ["local.vault"]}"#),
        TerraformText.Part(
          "azurerm_key_vault", "kv",
          #""name": "kv", "resource_group_name": "g", "public_network_access_enabled": false"#),
      ]))
    let firewall = try #require(read.estate.keyVaults.all.first?.firewall)
    #expect(firewall.publicAccess.unknown?.because.contains("local.vault") == true)
    #expect(firewall.defaultAction.isAbsent)
  }

  @Test("a part of a resource that nobody knows may be a part of each")
  func openParent() throws {
    let read = try TerraformRead(
      TerraformText.plan([
        TerraformText.Part(
          "azapi_resource", "r",
          """
          "type": "Microsoft.Network/routeTables/routes@2024-01-01", "name": "r", "body":
            {"properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "None"}}
          """, unknown: #""id": true, "parent_id": true"#,
          expressions: #""parent_id": {"references": ["local.table"]}"#),
        TerraformText.Part("azurerm_route_table", "t", #""name": "t", "resource_group_name": "g""#),
      ]))
    let table = try #require(read.estate.routeTables.all.first { $0.id.name == "t" })
    #expect(table.routes.map { $0.presence != nil } == [true])
  }
}
