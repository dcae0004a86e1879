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
