import EstateModel
import EstateReading
import Testing

private let schemas = "https://azuremlschemas.azureedge.net/latest/"
private let group = "/subscriptions/s/resourceGroups/r/providers"
private let workspace = "\(group)/Microsoft.MachineLearningServices/workspaces/ml"
private let account = "\(group)/Microsoft.Storage/storageAccounts/st"

@Suite("One resource in inputs of different formats")
struct MergedFormatTests {
  private func estate(_ read: ReadEstate) -> Estate { EstateDecoder.estate(from: read).estate }

  @Test("a template and the export of what it made agree, and the export's id is the whole one")
  func templateAndExport() throws {
    let folder = try TemporaryFolder([
      "main.json": template(
        resources: """
          [{"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "st",
            "properties": {"publicNetworkAccess": "Enabled", "networkAcls": {
              "defaultAction": "deny", "ipRules": [{"value": "203.0.113.2"}, {"value": "203.0.113.1"}],
              "virtualNetworkRules": [{"id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 'a')]"}]}}}]
          """),
      "export.json": """
      [{"id": "\(account)", "name": "st", "type": "Microsoft.Storage/storageAccounts", "etag": "x",
        "resourceGroup": "r", "publicNetworkAccess": "Enabled", "provisioningState": "Succeeded",
        "networkRuleSet": {"bypass": "None", "defaultAction": "Deny", "ipRules": [
            {"action": "Allow", "ipAddressOrRange": "203.0.113.1"},
            {"action": "Allow", "ipAddressOrRange": "203.0.113.2"}],
          "virtualNetworkRules": [{"action": "Allow", "state": "Succeeded",
            "virtualNetworkResourceId": "\(group)/Microsoft.Network/virtualNetworks/v/subnets/a"}]}}]
      """,
    ])
    let read = folder.read()
    #expect(read.trouble == [])
    #expect(read.resources.map(\.id.description) == [account])
    let firewall = try #require(estate(read).storageAccounts.all.first?.firewall)
    #expect(firewall.addressRules.compactMap(\.value).count == 2)
    #expect(firewall.subnetRules.compactMap { $0.value?.id.description }.count == 1)
    #expect(firewall.bypassesTrustedServices.value == false)
  }

  @Test("lists that say different things are open, with both places")
  func contradictingLists() throws {
    func rules(_ address: String) -> String {
      #"[{"id": "\#(account)", "properties": {"networkAcls": {"ipRules": [{"value": "\#(address)"}]}}}]"#
    }
    let folder = try TemporaryFolder([
      "a.json": rules("203.0.113.1"), "b.json": rules("203.0.113.2"),
    ])
    let read = folder.read()
    #expect(read.diagnostics.map(\.severity) == [.warning])
    #expect(read.diagnostics.first?.related?.shortened.hasPrefix("b.json") == true)
    let rule = read.resources.first?.properties["networkAcls"]?["ipRules"]
    #expect(rule?.unknown != nil)
  }

  private var exported: String {
    """
    [{"id": "\(workspace)", "name": "ml", "type": "Microsoft.MachineLearningServices/workspaces",
      "properties": {"publicNetworkAccess": "Disabled", "managedNetwork": {
        "isolationMode": "AllowOnlyApprovedOutbound", "status": {"status": "Active"},
        "outboundRules": {"pypi": {"type": "FQDN", "destination": "pypi.org", "status": "Active",
          "category": "UserDefined"}}}}},
     {"id": "\(workspace)/onlineEndpoints/score/deployments/blue", "name": "ml/score/blue",
      "type": "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments",
      "properties": {"endpointComputeType": "Managed", "egressPublicNetworkAccess": "Disabled",
        "environmentId": "\(workspace)/environments/e/versions/3"}}]
    """
  }

  private func files(access: String) -> [String: String] {
    [
      "export.json": exported,
      "workspace.yml": """
      $schema: \(schemas)workspace.schema.json
      name: ml
      public_network_access: \(access)
      managed_network:
        isolation_mode: allow_only_approved_outbound
        outbound_rules:
        - {name: pypi, type: fqdn, destination: pypi.org}
        - {name: conda, type: fqdn, destination: anaconda.org}
      """,
      "blue.yml": """
      $schema: \(schemas)managedOnlineDeployment.schema.json
      name: blue
      endpoint_name: score
      egress_public_network_access: disabled
      environment: azureml:e@latest
      """,
    ]
  }

  @Test("a file of Azure ML and the export of its workspace agree, whatever their spelling")
  func azureMLAndExport() throws {
    let read = try TemporaryFolder(files(access: "disabled")).read()
    #expect(read.trouble == [])
    #expect(
      read.resources.map(\.id.description).sorted() == [
        workspace, "\(workspace)/onlineEndpoints/score/deployments/blue",
      ])
    let estate = estate(read)
    #expect(estate.workspaces.all.map(\.publicAccess.value) == [.disabled])
    #expect(
      estate.workspaces.all.first?.managedNetwork?.rules.map(\.name).sorted() == ["conda", "pypi"])
    #expect(estate.workspaces.all.first?.managedNetwork?.status.value == "Active")
  }

  @Test("where they contradict each other a warning names both places, and the value is open")
  func azureMLAgainstExport() throws {
    let read = try TemporaryFolder(files(access: "enabled")).read()
    #expect(read.failure == nil)
    let warning = try #require(read.diagnostics.first)
    #expect(read.diagnostics.count == 1)
    #expect(
      Set([warning.source?.shortened, warning.related?.shortened])
        == ["export.json:2:41", "workspace.yml:3:24"])
    let access = estate(read).workspaces.all.first?.publicAccess
    #expect(
      access?.unknown?.candidates.map { $0.lowercased() }.sorted() == ["disabled", "enabled"])
  }

  @Test("the same names in two subscriptions are two resources, and their references stay apart")
  func subscriptions() throws {
    func network(_ subscription: String, _ prefix: String) -> String {
      let id = "/subscriptions/\(subscription)/resourceGroups/r/providers/Microsoft.Network"
      return """
        [{"id": "\(id)/virtualNetworks/v", "properties": {
            "addressSpace": {"addressPrefixes": ["\(prefix)"]},
            "subnets": [{"name": "a", "properties": {"addressPrefix": "\(prefix)"}}]}},
         {"id": "\(id)/networkInterfaces/n", "properties": {"ipConfigurations": [
            {"name": "c", "properties": {"subnet": {"id": "\(id)/virtualNetworks/v/subnets/a"}}}]}}]
        """
    }
    let read = try TemporaryFolder([
      "one.json": network("one", "10.0.0.0/16"), "two.json": network("two", "10.1.0.0/16"),
    ]).read()
    #expect(read.trouble == [])
    let estate = estate(read)
    #expect(estate.networks.all.map(\.id.subscription) == ["one", "two"])
    #expect(
      estate.interfaces.all.map { $0.configurations.first?.subnet.value?.id.subscription } == [
        "one", "two",
      ])
  }
}
