import Testing

@testable import Answers

/// The system of the article: a workspace with an endpoint and a deployment, its storage account,
/// key vault and registry, a network that holds the workspace's private endpoint and one that does
/// not. What is not given is as the tools leave it when nothing is written.
struct ScoringEstate: Sendable {
  var workspace: String? = "enabled"
  var endpoint: String? = "enabled"
  var deployment: String? = "enabled"
  /// Whether storage, vault and registry take traffic from public networks.
  var dependencies = "Disabled"
  var workspaceLines = ""
  var hasWorkspaceEndpoint = true
  var linkedZones = Self.zones
  var connectionState = "Approved"
  var registryTier = "Premium"
  /// Properties in the place of those that `dependencies` gives.
  var storage: String?
  var keyVault: String?
  var registry: String?
  var more: [String] = []
  var moreFiles: [String: String] = [:]

  static let zones = ["privatelink.api.azureml.ms", "privatelink.notebooks.azure.net"]

  func files() -> [String: String] {
    func flag(_ key: String, _ value: String?) -> String { value.map { "\(key): \($0)\n" } ?? "" }
    let storageID = ExportedText.id("Microsoft.Storage/storageAccounts", "stml")
    let vaultID = ExportedText.id("Microsoft.KeyVault/vaults", "kvml")
    let registryID = ExportedText.id("Microsoft.ContainerRegistry/registries", "crml")
    let workspaceID = ExportedText.id("Microsoft.MachineLearningServices/workspaces", "ml")
    let access = "\"publicNetworkAccess\": \"\(dependencies)\""
    var resources = [
      ExportedText.network(
        "corp", "10.10.0.0/16", ["endpoints": "10.10.1.0/24", "clients": "10.10.2.0/24"]),
      ExportedText.network("lab", "10.20.0.0/16", ["clients": "10.20.2.0/24"]),
      ExportedText.storage("stml", storage ?? access),
      ExportedText.keyVault("kvml", keyVault ?? access),
      ExportedText.registry(
        "crml", registry ?? "\(access),\n\"dataEndpointEnabled\": true", tier: registryTier),
    ]
    if hasWorkspaceEndpoint {
      resources += ExportedText.privateEndpoint(
        "pe-ml", in: ("corp", "endpoints"), address: "10.10.1.4", to: workspaceID,
        group: "amlworkspace", zones: Self.zones, state: connectionState)
      for zone in linkedZones { resources += ExportedText.zone(zone, linkedTo: ["corp"]) }
    }
    var files = [
      "workspace.yml": """
      $schema: https://azuremlschemas.azureedge.net/latest/workspace.schema.json
      name: ml
      location: westeurope
      resource_group: rg
      storage_account: \(storageID)
      key_vault: \(vaultID)
      container_registry: \(registryID)
      \(flag("public_network_access", workspace))\(workspaceLines)
      """,
      "endpoint.yml": """
      $schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json
      name: score
      auth_mode: key
      \(flag("public_network_access", endpoint))
      """,
      "deployment.yml": """
      $schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
      name: blue
      endpoint_name: score
      model: azureml:churn:1
      instance_type: Standard_DS3_v2
      instance_count: 1
      \(flag("egress_public_network_access", deployment))
      """,
      "resources.json": ExportedText.list(resources + more),
      "reachmap.yaml": """
      reachmap: 1
      clients:
        - name: analyst
          subnet: corp/clients
        - name: contractor
          subnet: lab/clients
        - name: laptop
          address: 203.0.113.7
      """,
    ]
    files.merge(moreFiles) { _, new in new }
    return files
  }

  func read() throws -> TextEstate { try TextEstate(files()) }
}
