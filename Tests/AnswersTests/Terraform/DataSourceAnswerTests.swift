import Answers
import Testing

/// What a data source tells decides, as far as it goes.
@Suite struct DataSourceAnswerTests {
  private static let group = "/subscriptions/s/resourceGroups/g/providers"

  private static func state(_ type: String, _ id: String, _ values: String) -> [String: String] {
    [
      "state.json": """
      {"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {"resources": [
        {"address": "data.\(type).x", "mode": "data", "type": "\(type)", "name": "x", "values": {
          "id": "\(group)/\(id)", "name": "x", "resource_group_name": "g", \(values)}}]}}}
      """
    ]
  }

  @Test("the network rules of a key vault, which it tells whole")
  func vault() throws {
    func verdict(_ from: String, _ values: String) throws -> Verdict {
      try TextEstate(
        Self.state("azurerm_key_vault", "Microsoft.KeyVault/vaults/x", values)
      ).ask(from, "keyvault/x", on: "tcp/443").verdict
    }
    let rules = """
      "public_network_access_enabled": true, "network_acls": [{"bypass": "AzureServices",
        "default_action": "Deny", "ip_rules": ["198.51.100.0/24"], "virtual_network_subnet_ids": []}]
      """
    #expect(try verdict("internet", rules) == .partial)
    #expect(try verdict("internet/198.51.100.7", rules) == .reachable)
    #expect(try verdict("internet/203.0.113.7", rules) == .unreachable)
    #expect(
      try verdict("internet/203.0.113.7", #""public_network_access_enabled": true"#) == .unknown)
  }

  @Test(
    "of a service that is only read a private endpoint may stand elsewhere",
    arguments: [
      ("azurerm_key_vault", "Microsoft.KeyVault/vaults/x", "keyvault/x", ""),
      ("azurerm_storage_account", "Microsoft.Storage/storageAccounts/x", "storage/x", ""),
      (
        "azurerm_container_registry", "Microsoft.ContainerRegistry/registries/x", "registry/x",
        #", "sku": "Premium", "data_endpoint_enabled": false"#
      ),
    ])
  func hiddenEndpoint(_ type: String, _ id: String, _ target: String, _ more: String) throws {
    let network = ExportedText.list([
      ExportedText.network("v", "10.0.0.0/16", ["s": "10.0.1.0/24"])
    ])
    var files = Self.state(
      type, id,
      """
      "public_network_access_enabled": false, "network_acls": [{"bypass": "None",
        "default_action": "Deny", "ip_rules": [], "virtual_network_subnet_ids": []}]\(more)
      """)
    files["network.json"] = network
    let estate = try TextEstate(files)
    let answer = try estate.ask("subnet/v/s", target, on: "tcp/443")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.unknowns.contains { $0.because.contains("private endpoint") }, "\(answer.told)")
    if type == "azurerm_key_vault" {
      #expect(try estate.ask("internet", target, on: "tcp/443").verdict == .unreachable)
    }
  }

  @Test("that a cluster is private, whatever else is not told of it")
  func cluster() throws {
    func verdict(_ isPrivate: Bool) throws -> Verdict {
      try TextEstate(
        Self.state(
          "azurerm_kubernetes_cluster", "Microsoft.ContainerService/managedClusters/x",
          "\"private_cluster_enabled\": \(isPrivate)")
      ).ask("internet", "aks/x", on: "tcp/443").verdict
    }
    #expect(try verdict(true) == .unreachable)
    #expect(try verdict(false) == .unknown)
  }
}
