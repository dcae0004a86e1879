import Answers
import Testing

/// What hangs on whether two resources are in one region, where a region is an open value.
@Suite("Open regions")
struct OpenRegionTests {
  enum Place: String {
    case west = "\"westeurope\""
    case east = "\"eastus\""
    /// As a compiler writes it, without a word on where the group is.
    case group = "\"[parameters('location')]\""
    case other = "\"[parameters('elsewhere')]\""
  }

  private static func estate(
    network: Place, storage: Place, subnet: String = "", rules: String = "",
    configuration: String = ""
  ) throws -> TextEstate {
    try TextEstate([
      "main.json": """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "contentVersion": "1.0.0.0",
       "parameters": {
         "location": {"type": "string", "defaultValue": "[resourceGroup().location]"},
         "elsewhere": {"type": "string"}},
       "resources": [
       {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v",
        "location": \(network.rawValue),
        "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
          "subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.0.0/24"\(subnet)}}]}},
       {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2024-05-01", "name": "p",
        "location": \(network.rawValue), "sku": {"name": "Standard"},
        "properties": {"publicIPAllocationMethod": "Static", "ipAddress": "20.90.1.1"}},
       {"type": "Microsoft.Network/networkInterfaces", "apiVersion": "2024-05-01", "name": "n",
        "location": \(network.rawValue),
        "properties": {"ipConfigurations": [{"name": "c", "properties": {"subnet": {
          "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]"}\(configuration)}}]}},
       {"type": "Microsoft.Compute/virtualMachines", "apiVersion": "2024-07-01", "name": "m",
        "location": \(network.rawValue), "properties": {"networkProfile": {"networkInterfaces": [{
          "id": "[resourceId('Microsoft.Network/networkInterfaces', 'n')]"}]}}},
       {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "sa",
        "location": \(storage.rawValue), "kind": "StorageV2", "properties": {\(rules)}}]}
      """
    ])
  }

  private static let places: [(Place, Place, isSame: Bool?)] = [
    (.west, .west, true), (.west, .east, false), (.group, .group, true), (.group, .west, nil),
    (.west, .group, nil), (.group, .other, nil), (.other, .other, true),
  ]

  private static func verdict(
    _ isSame: Bool?, same: Verdict, different: Verdict
  ) -> Verdict {
    isSame.map { $0 ? same : different } ?? .unknown
  }

  @Test("S-4: an IP rule has no effect in the account's own region", arguments: places)
  func addressRule(_ row: (Place, Place, isSame: Bool?)) throws {
    let estate = try Self.estate(
      network: row.0, storage: row.1,
      rules:
        "\"networkAcls\": {\"defaultAction\": \"Deny\", \"ipRules\": [{\"value\": \"20.90.1.1\"}]}",
      configuration:
        ", \"publicIPAddress\": {\"id\": \"[resourceId('Microsoft.Network/publicIPAddresses', 'p')]\"}"
    )
    let answer = try estate.ask("vm/m", "storage/sa", on: "tcp/443")
    #expect(
      answer.verdict == Self.verdict(row.isSame, same: .unreachable, different: .reachable),
      "\(answer.told)")
  }

  @Test("O-14: a private subnet reaches storage of its own region", arguments: places)
  func nearStorage(_ row: (Place, Place, isSame: Bool?)) throws {
    let estate = try Self.estate(
      network: row.0, storage: row.1, subnet: ", \"defaultOutboundAccess\": false")
    let answer = try estate.ask("vm/m", "storage/sa", on: "tcp/443")
    #expect(
      answer.verdict == Self.verdict(row.isSame, same: .reachable, different: .unreachable),
      "\(answer.told)")
  }

  @Test("E-6: a service endpoint for storage serves its own region", arguments: places)
  func serviceEndpoint(_ row: (Place, Place, isSame: Bool?)) throws {
    let estate = try Self.estate(
      network: row.0, storage: row.1,
      subnet:
        ", \"defaultOutboundAccess\": false, \"serviceEndpoints\": [{\"service\": \"Microsoft.Storage\"}]",
      rules: """
        "networkAcls": {"defaultAction": "Deny", "virtualNetworkRules": [{
          "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]"}]}
        """)
    let answer = try estate.ask("vm/m", "storage/sa", on: "tcp/443")
    #expect(
      answer.verdict == Self.verdict(row.isSame, same: .reachable, different: .unreachable),
      "\(answer.told)")
  }
}
