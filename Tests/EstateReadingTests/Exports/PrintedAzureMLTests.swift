import EstateModel
import EstateReading
import Testing

private let workspace =
  "/subscriptions/s/resourceGroups/r/providers/Microsoft.MachineLearningServices/workspaces/ml"

private func decoded(_ text: String) throws -> (read: ReadEstate, estate: Estate) {
  let read = try TemporaryFolder(["export.json": text]).read(["export.json"])
  return (read, EstateDecoder.estate(from: read).estate)
}

@Suite("What 'az ml … list' and 'show' print")
struct PrintedAzureMLTests {
  @Test("a list of workspaces has the keys of YAML, and the ids of ARM")
  func workspaces() throws {
    let (read, estate) = try decoded(
      """
      [{"id": "\(workspace)", "name": "ml", "display_name": "ml", "location": "westeurope",
        "resourceGroup": "r", "resource_group": "r", "hbi_workspace": false, "kind": "hub",
        "public_network_access": "Disabled", "tags": {},
        "managed_network": {"isolation_mode": "allow_only_approved_outbound", "outbound_rules": [
          {"name": "pypi", "type": "fqdn", "category": "user_defined", "status": "Active",
           "destination": "pypi.org"}], "status": {"status": "Active", "spark_ready": false}}}]
      """)
    #expect(read.trouble == [])
    #expect(read.resources.map(\.id.description) == [workspace])
    let found = try #require(estate.workspaces.first { _ in true })
    #expect(found.publicAccess.value == .disabled)
    #expect(read.resources.first?.kind.value == "Hub")
    let rules = read.resources.first?.properties["managedNetwork"]?["outboundRules"]
    #expect(rules?["pypi"]?["destination"]?.string == "pypi.org")
  }

  @Test(
    "an endpoint that prints its 'properties', too, keeps its access", arguments: [false, true])
  func endpoint(_ isInList: Bool) throws {
    let object = """
      {"id": "\(workspace)/onlineEndpoints/score", "name": "score", "auth_mode": "key",
       "kind": "Managed", "location": "westeurope", "mirror_traffic": {}, "traffic": {"blue": 100},
       "properties": {"azureml.onlineendpointid": "x"}, "provisioning_state": "Succeeded",
       "public_network_access": "disabled", "resourceGroup": "r",
       "scoring_uri": "https://score.westeurope.inference.ml.azure.com/score"}
      """
    let (read, estate) = try decoded(isInList ? "[\(object)]" : object)
    #expect(read.trouble == [])
    #expect(estate.onlineEndpoints.all.map(\.publicAccess.value) == [.disabled])
    #expect(estate.onlineEndpoints.all.map(\.isKubernetes) == [false])
  }

  @Test("deployments, computes, batch endpoints and registries likewise")
  func others() throws {
    let (read, estate) = try decoded(
      """
      [{"id": "\(workspace)/onlineEndpoints/score/deployments/blue", "name": "blue",
        "endpoint_name": "score", "egress_public_network_access": "disabled", "type": "managed",
        "environment": "azureml:\(workspace)/environments/e/versions/1", "properties": {},
        "instance_type": "Standard_DS3_v2", "resourceGroup": "r"},
       {"id": "\(workspace)/computes/cpu", "name": "cpu", "type": "amlcompute",
        "enable_node_public_ip": false, "ssh_public_access_enabled": false, "resourceGroup": "r",
        "network_settings": {"subnet": "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/v/subnets/a"}},
       {"id": "\(workspace)/batchEndpoints/nightly", "name": "nightly", "auth_mode": "aad_token",
        "defaults": {"deployment_name": "d"}, "properties": {}, "resourceGroup": "r"},
       {"id": "\(workspace)/datastores/d", "name": "d", "type": "azure_blob", "account_name": "st"},
       {"id": "/subscriptions/s/resourceGroups/r/providers/Microsoft.MachineLearningServices/registries/reg",
        "name": "reg", "public_network_access": "Disabled", "replication_locations": []}]
      """)
    #expect(read.trouble == [])
    #expect(
      read.resources.map(\.type).map { $0.split(separator: "/").last } == [
        "deployments", "computes", "batchEndpoints", "registries",
      ])
    #expect(estate.onlineDeployments.all.map(\.egressPublicAccess.value) == [.disabled])
    let compute = try #require(estate.computes.all.first)
    #expect(compute.hasPublicAddress.value == false)
    #expect(compute.subnet.value?.id.name == "a")
    #expect(estate.services.all.map(\.id.name) == ["reg"])
    #expect(estate.services.all.map(\.firewall.publicAccess.value) == [.disabled])
    #expect(read.ledger.notes.map(\.text) == ["1 entry is no part of an Azure ML network"])
  }

  @Test("what ARM itself prints of Azure ML stays as it is")
  func armShape() throws {
    let (read, _) = try decoded(
      """
      [{"id": "\(workspace)/computes/cpu", "type": "x", "location": "l",
        "properties": {"computeType": "AmlCompute", "properties": {"enableNodePublicIp": false}}}]
      """)
    #expect(read.resources.map(\.format) == [.export])
    #expect(
      read.resources.first?.properties["properties"]?["enableNodePublicIp"]?.bool == false)
  }
}
