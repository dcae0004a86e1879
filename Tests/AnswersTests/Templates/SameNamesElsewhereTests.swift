import Reachability
import Testing

@testable import Answers

/// Templates that deploy, or name, resources of one type and name in several groups.
@Suite("Resources of one name in several groups")
struct SameNamesElsewhereTests {
  private static func network(_ name: String, _ prefix: String, group: String? = nil) -> String {
    let guardedBy = group.map { ", \"networkSecurityGroup\": {\"id\": \"\($0)\"}" } ?? ""
    return """
      {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "\(name)",
       "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["\(prefix)"]},
         "subnets": [{"name": "s", "properties": {"addressPrefix": "\(prefix)"\(guardedBy)}}]}}
      """
  }

  private static func machine(_ name: String, in network: String) -> String {
    """
    {"type": "Microsoft.Network/networkInterfaces", "apiVersion": "2024-05-01",
     "name": "\(name)-nic", "properties": {"ipConfigurations": [{"name": "c", "properties": {
       "subnet": {"id":
         "[resourceId('Microsoft.Network/virtualNetworks/subnets', '\(network)', 's')]"}}}]}},
    {"type": "Microsoft.Compute/virtualMachines", "apiVersion": "2024-03-01", "name": "\(name)",
     "properties": {"networkProfile": {"networkInterfaces": [{"id":
       "[resourceId('Microsoft.Network/networkInterfaces', '\(name)-nic')]"}]}}}
    """
  }

  private static func nested(_ place: String, _ resources: String) -> String {
    """
    {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "d", \(place),
     "properties": {"mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"},
       "template": \(template(resources))}}
    """
  }

  private static func template(_ resources: String) -> String {
    """
    {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
     "contentVersion": "1.0.0.0", "parameters": {"group": {"type": "string", "defaultValue": ""}},
     "resources": [\(resources)]}
    """.replacing(", \"defaultValue\": \"\"", with: "")
  }

  @Test("an account whose name is its name in DNS is one, in whatever group a template names it")
  func namedOnce() throws {
    let estate = try TextEstate(
      [
        "main.json": Self.template(
          """
          {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "st",
           "location": "westeurope", "properties": {"publicNetworkAccess": "Disabled"}},
          {"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "kv",
           "location": "westeurope", "properties": {"publicNetworkAccess": "Disabled"}},
          {"type": "Microsoft.MachineLearningServices/workspaces", "apiVersion": "2024-04-01",
           "name": "ml", "location": "westeurope", "properties": {
             "storageAccount":
               "[resourceId(parameters('group'), 'Microsoft.Storage/storageAccounts', 'st')]",
             "keyVault": "[resourceId(parameters('group'), 'Microsoft.KeyVault/vaults', 'kv')]"}}
          """)
      ], settings: ["group=rg"])
    for target in ["storage/st", "keyvault/kv"] {
      #expect(try estate.ask("internet", target).verdict == .unreachable)
    }
  }

  @Test(
    "a group that is named of such an account is the template's own: what else is named there is its own, too"
  )
  func ownGroup() throws {
    func names(_ account: String) throws -> [String] {
      try TextEstate(
        [
          "main.json": Self.template(
            """
            \(account)
            {"type": "Microsoft.Insights/components", "apiVersion": "2020-02-02", "name": "ai",
             "location": "westeurope", "properties": {}},
            {"type": "Microsoft.MachineLearningServices/workspaces", "apiVersion": "2024-04-01",
             "name": "ml", "location": "westeurope", "properties": {
               "storageAccount":
                 "[resourceId(parameters('group'), 'Microsoft.Storage/storageAccounts', 'st')]",
               "applicationInsights":
                 "[resourceId(parameters('group'), 'Microsoft.Insights/components', 'ai')]"}}
            """)
        ], settings: ["group=rg"]
      ).query.graph.selectors.entries.map(\.selector).filter { $0.contains("components") }
    }
    let account = """
      {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "st",
       "location": "westeurope", "properties": {}},
      """
    #expect(try names(account) == ["Microsoft.Insights/components/ai"])
    // Of nothing else the group tells that it is the same.
    #expect(try names("").count == 2)
  }

  static let places = [
    #""resourceGroup": "spoke""#, #""resourceGroup": "[parameters('group')]""#,
    #""subscriptionId": "00000000-0000-0000-0000-000000000002", "resourceGroup": "spoke""#,
  ]

  @Test(
    "a network of the same name that a nested deployment puts elsewhere is another",
    arguments: places)
  func networks(_ place: String) throws {
    let estate = try TextEstate([
      "main.json": Self.template(
        """
        \(Self.network("v", "10.1.0.0/24")), \(Self.machine("a", in: "v")),
        \(Self.machine("c", in: "v")),
        \(Self.nested(place, "\(Self.network("v", "10.1.0.0/24")), \(Self.machine("b", in: "v"))"))
        """)
    ])
    let across = try estate.ask("vm/a", "vm/b", on: "tcp/443")
    #expect(across.verdict == .unreachable, "\(across.told)")
    let within = try estate.ask("vm/a", "vm/c", on: "tcp/443")
    #expect(within.verdict == .reachable, "\(within.told)")
  }

  /// A group of no rules that keeps its members from each other by a rule of its own.
  private static func securityGroup(_ access: String) -> String {
    """
    {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "nsg",
     "properties": {"securityRules": [{"name": "r", "properties": {"priority": 100,
       "direction": "Inbound", "access": "\(access)", "protocol": "*", "sourceAddressPrefix": "*",
       "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*"}}]}}
    """
  }

  @Test(
    "a group named in another resource group is not the one of the same name here",
    arguments: ["'sec'", "parameters('group')"])
  func referred(_ group: String) throws {
    let id = "[resourceId(\(group), 'Microsoft.Network/networkSecurityGroups', 'nsg')]"
    let estate = try TextEstate([
      "main.json": Self.template(
        """
        \(Self.securityGroup("Deny")), \(Self.network("v", "10.1.0.0/24", group: id)),
        \(Self.machine("a", in: "v")), \(Self.machine("c", in: "v"))
        """)
    ])
    let answer = try estate.ask("vm/a", "vm/c", on: "tcp/443")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test("a reference means the resource of the group that it names", arguments: places.dropLast())
  func perGroup(_ place: String) throws {
    let group = place.contains("spoke") ? "'spoke'" : "parameters('group')"
    func ask(_ own: String, _ other: String) throws -> QueryAnswer {
      let id = "[resourceId(\(group), 'Microsoft.Network/networkSecurityGroups', 'nsg')]"
      return try TextEstate([
        "main.json": Self.template(
          """
          \(Self.securityGroup(own)), \(Self.network("v", "10.1.0.0/24", group: id)),
          \(Self.machine("a", in: "v")), \(Self.machine("c", in: "v")),
          \(Self.nested(place, Self.securityGroup(other)))
          """)
      ]).ask("vm/a", "vm/c", on: "tcp/443")
    }
    let denied = try ask("Allow", "Deny")
    #expect(denied.verdict == .unreachable, "\(denied.told)")
    let allowed = try ask("Deny", "Allow")
    #expect(allowed.verdict == .reachable, "\(allowed.told)")
  }

  @Test("of two zones of one name the one is told that the asking network is linked to")
  func zones() throws {
    let name = "privatelink.blob.core.windows.net"
    func zone(_ network: String) -> String {
      """
      {"type": "Microsoft.Network/privateDnsZones", "apiVersion": "2020-06-01", "name": "\(name)"},
      {"type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01",
       "name": "\(name)/l", "properties": {"registrationEnabled": false, "virtualNetwork": {"id":
         "[resourceId('Microsoft.Network/virtualNetworks', '\(network)')]"}}}
      """
    }
    let estate = try TextEstate([
      "main.json": Self.template(
        """
        \(Self.network("v1", "10.1.0.0/24")), \(zone("v1")),
        {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "stx1",
         "location": "westeurope", "properties": {"publicNetworkAccess": "Disabled"}},
        {"type": "Microsoft.Network/privateEndpoints", "apiVersion": "2024-05-01", "name": "pe",
         "properties": {"subnet": {"id":
           "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v1', 's')]"},
           "privateLinkServiceConnections": [{"name": "c", "properties": {"groupIds": ["blob"],
             "privateLinkServiceId": "[resourceId('Microsoft.Storage/storageAccounts', 'stx1')]"}}]}},
        {"type": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "apiVersion": "2024-05-01",
         "name": "pe/default", "properties": {"privateDnsZoneConfigs": [{"name": "z", "properties": {
           "privateDnsZoneId": "[resourceId('Microsoft.Network/privateDnsZones', '\(name)')]"}}]}},
        \(Self.nested(Self.places[0], "\(Self.network("v2", "10.2.0.0/24")), \(zone("v2"))"))
        """)
    ])
    let own = try estate.ask("subnet/v1/s", "storage/stx1", on: "tcp/443")
    #expect(own.verdict == .reachable, "\(own.told)")
    let answer = try estate.ask("subnet/v2/s", "storage/stx1", on: "tcp/443")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    let zone = "/resourceGroups/spoke/providers/Microsoft.Network/privateDnsZones/\(name)"
    #expect(answer.blockers.first?.node == zone, "\(answer.told)")
  }

  @Test("what another file says of a named group is still found")
  func otherFiles() throws {
    let id = "[resourceId('sec', 'Microsoft.Network/networkSecurityGroups', 'nsg')]"
    let estate = try TextEstate([
      "main.json": Self.template(
        """
        \(Self.securityGroup("Deny")), \(Self.network("v", "10.1.0.0/24", group: id)),
        \(Self.machine("a", in: "v")), \(Self.machine("c", in: "v"))
        """),
      "sec.json": """
      [{"id": "/subscriptions/s/resourceGroups/sec/providers/Microsoft.Network/networkSecurityGroups/nsg",
        "type": "Microsoft.Network/networkSecurityGroups", "name": "nsg", "properties": {
        "securityRules": [{"name": "r", "properties": {"priority": 100, "direction": "Inbound",
          "access": "Allow", "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*",
          "destinationAddressPrefix": "*", "destinationPortRange": "*"}}]}}]
      """,
    ])
    let answer = try estate.ask("vm/a", "vm/c", on: "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }
}
