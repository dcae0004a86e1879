import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/machine-learning/how-to-registry-network-isolation
@Suite("Deployments that take their model from an Azure Machine Learning registry")
struct ModelRegistryRuleTests {
  private func estate(
    _ assets: String, egress: String = "Disabled", hasEndpoint: Bool = true
  ) throws -> TextEstate {
    let type = "Microsoft.MachineLearningServices/workspaces"
    let endpoint = """
      {"type": "Microsoft.Network/privateEndpoints", "apiVersion": "2023-09-01", "name": "pe",
       "location": "westeurope", "properties": {
         "subnet": {"id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'pe')]"},
         "privateLinkServiceConnections": [{"name": "c", "properties": {
           "privateLinkServiceId": "[resourceId('\(type)', 'ml')]", "groupIds": ["amlworkspace"]}}]}}
      """
    return try ServiceEstate.template(
      [
        """
        {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net",
         "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
           "subnets": [{"name": "pe", "properties": {"addressPrefix": "10.0.2.0/24"}}]}}
        """,
        ServiceEstate.templated(type, "ml", "\"publicNetworkAccess\": \"Disabled\""),
        ServiceEstate.templated(
          "Microsoft.MachineLearningServices/registries", "shared",
          "\"publicNetworkAccess\": \"Disabled\""),
        ServiceEstate.templated(
          "Microsoft.MachineLearningServices/registries", "other",
          "\"publicNetworkAccess\": \"Disabled\""),
        ServiceEstate.templated("\(type)/onlineEndpoints", "ml/score", ""),
        ServiceEstate.templated(
          "\(type)/onlineEndpoints/deployments", "ml/score/blue",
          "\"egressPublicNetworkAccess\": \"\(egress)\", \(assets)"),
      ] + (hasEndpoint ? [endpoint] : []))
  }

  @Test(
    "W-16: restricted egress has a private endpoint to the registry that the model, environment or code is from",
    arguments: [
      #""model": "azureml://registries/shared/models/m/versions/1""#,
      #""model": "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/registries/Shared/models/m/versions/1""#,
      #""environmentId": "azureml://registries/shared/environments/e/versions/2""#,
      #""codeConfiguration": {"codeId": "azureml://registries/shared/codes/c/versions/3"}"#,
    ])
  func named(_ assets: String) throws {
    let estate = try estate(assets)
    let answer = try estate.ask("deployment/score/blue", "mlregistry/shared")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.paths[0].allSatisfy { $0.node != "internet" }, "\(answer.told)")
    let other = try estate.ask("deployment/score/blue", "mlregistry/other")
    #expect(other.verdict == .unreachable, "\(other.told)")
    let port = try estate.ask("deployment/score/blue", "mlregistry/shared", on: "tcp/22")
    #expect(port.verdict == .unreachable, "\(port.told)")
  }

  @Test("W-16: a registry that deployments name is there, though no input describes it")
  func onlyNamed() throws {
    let estate = try TextEstate([
      "ws.yml": """
      $schema: https://azuremlschemas.azureedge.net/latest/workspace.schema.json
      name: ml
      """,
      "endpoint.yml": """
      $schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json
      name: score
      """,
      "blue.yml": """
      $schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
      name: blue
      endpoint_name: score
      model: azureml://registries/contoso/models/m/versions/1
      environment: azureml://registries/other/environments/e/labels/latest
      """,
      "batch.yml": """
      $schema: https://azuremlschemas.azureedge.net/latest/batchEndpoint.schema.json
      name: nightly
      """,
      "batchblue.yml": """
      $schema: https://azuremlschemas.azureedge.net/latest/batchDeployment.schema.json
      name: blue
      endpoint_name: nightly
      model: azureml://registries/third/models/m/versions/1
      compute: azureml:cpu
      """,
    ])
    let entries = estate.query.graph.selectors.entries
    for name in ["contoso", "other", "third"] {
      let entry = try #require(entries.first { $0.selector == "mlregistry/\(name)" })
      #expect(!entry.isDescribed)
    }
    let answer = try estate.ask("deployment/score/blue", "mlregistry/contoso")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test("W-16: other models, open egress and a workspace without private endpoint have none")
  func without() throws {
    let shared = #""model": "azureml://registries/shared/models/m/versions/1""#
    for estate in [
      try estate(#""model": "azureml:m:1""#), try estate(#""description": "none""#),
      try estate(shared, egress: "Enabled"), try estate(shared, hasEndpoint: false),
    ] {
      let answer = try estate.ask("deployment/score/blue", "mlregistry/shared")
      #expect(answer.verdict == .unreachable, "\(answer.told)")
    }
  }
}
