import Answers
import Testing

/// Templates that ask with `reference` for what another input, or a part of their own, says.
@Suite("What templates ask of other inputs")
struct AskedOfOtherInputsTests {
  private static func template(_ resources: String) -> String {
    """
    {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
     "contentVersion": "1.0.0.0", "resources": [\(resources)]}
    """
  }

  private static let network = """
    {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v",
     "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
       "subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.0.0/24"}},
         {"name": "c", "properties": {"addressPrefix": "10.0.1.0/24"}}]}}
    """

  private static let prefix =
    "[reference(resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's'), '2024-05-01').addressPrefix]"

  /// A group that denies port 22 to the subnet's own prefix.
  private static let group = """
    {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "g",
     "properties": {"securityRules": [{"name": "shut", "properties": {"priority": 100,
       "direction": "Inbound", "access": "Deny", "protocol": "Tcp", "sourceAddressPrefix": "*",
       "sourcePortRange": "*", "destinationAddressPrefix": "\(prefix)",
       "destinationPortRange": "22"}}]}}
    """

  /// The subnet deployed anew with what it has, and a group.
  private static let guarded = """
    {"type": "Microsoft.Network/virtualNetworks/subnets", "apiVersion": "2024-05-01",
     "name": "v/s", "properties": {"addressPrefix": "\(prefix)", "networkSecurityGroup": {
       "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'g')]"}}}
    """

  @Test(
    "a subnet deployed anew by another template keeps its prefix",
    arguments: [("tcp/22", Verdict.unreachable), ("tcp/443", .reachable)])
  func redeployed(_ row: (String, Verdict)) throws {
    let estate = try TextEstate([
      "network.json": Self.template(Self.network),
      "guard.json": Self.template("\(Self.group), \(Self.guarded)"),
    ])
    let answer = try estate.ask("subnet/v/c", "subnet/v/s", on: row.0)
    #expect(answer.verdict == row.1, "\(answer.told)")
    let within = try estate.ask("ip/10.0.0.5", "ip/10.0.0.9", on: row.0)
    #expect(within.verdict == row.1, "\(within.told)")
  }

  @Test(
    "a subnet that its network lists is there for references",
    arguments: [("tcp/22", Verdict.unreachable), ("tcp/443", .reachable)])
  func listed(_ row: (String, Verdict)) throws {
    let network = Self.network.replacing(
      "\"10.0.0.0/24\"}}",
      with: """
        "10.0.0.0/24", "networkSecurityGroup": {
          "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'g')]"}}}
        """)
    let rule = Self.group.replacing(
      Self.prefix,
      with: Self.prefix.replacing("'v', 's')", with: "'v', 'c')"))
    let estate = try TextEstate(["main.json": Self.template("\(rule), \(network)")])
    // The rule is about the other subnet, and so about nothing here.
    let other = try estate.ask("subnet/v/c", "subnet/v/s", on: row.0)
    #expect(other.verdict == .reachable, "\(other.told)")
    let guarded = try TextEstate([
      "network.json": Self.template(Self.network),
      "guard.json": Self.template("\(Self.group), \(Self.guarded)"),
      "parameters-of-nothing.json": Self.template(""),
    ])
    let answer = try guarded.ask("subnet/v/c", "subnet/v/s", on: row.0)
    #expect(answer.verdict == row.1, "\(answer.told)")
  }

  /// A vault with a private endpoint, whose address a record has from the endpoint itself.
  private static func vault(_ address: String, endpoint: String = "pe") -> String {
    func endpointTo(_ vault: String, _ name: String) -> String {
      """
      {"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "\(vault)",
       "location": "westeurope", "properties": {"publicNetworkAccess": "Disabled"}},
      {"type": "Microsoft.Network/privateEndpoints", "apiVersion": "2024-05-01", "name": "\(name)",
       "properties": {"subnet": {
         "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]"},
         "privateLinkServiceConnections": [{"name": "c", "properties": {
           "privateLinkServiceId": "[resourceId('Microsoft.KeyVault/vaults', '\(vault)')]",
           "groupIds": ["vault"]}}]}}
      """
    }
    return """
      \(endpointTo("kv", "pe")), \(endpointTo("kv2", "pe2")),
      {"type": "Microsoft.Network/privateDnsZones", "apiVersion": "2020-06-01",
       "name": "privatelink.vaultcore.azure.net", "location": "global"},
      {"type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01",
       "name": "privatelink.vaultcore.azure.net/l", "location": "global",
       "properties": {"registrationEnabled": false, "virtualNetwork": {
         "id": "[resourceId('Microsoft.Network/virtualNetworks', 'v')]"}}},
      {"type": "Microsoft.Network/privateDnsZones/A", "apiVersion": "2020-06-01",
       "name": "privatelink.vaultcore.azure.net/kv", "properties": {"ttl": 300,
         "aRecords": [{"ipv4Address": "\(address)"}]}}
      """
  }

  @Test(
    "a record with the address of a private endpoint leads there",
    arguments: [
      "[first(first(reference(resourceId('Microsoft.Network/privateEndpoints', 'pe')).customDnsConfigs).ipAddresses)]",
      "[reference(resourceId('Microsoft.Network/privateEndpoints', 'pe')).customDnsConfigs[0].ipAddresses[0]]",
      "[reference(reference(resourceId('Microsoft.Network/privateEndpoints', 'pe')).networkInterfaces[0].id, '2024-05-01').ipConfigurations[0].properties.privateIPAddress]",
    ])
  func endpointsAddress(_ address: String) throws {
    let estate = try TextEstate([
      "main.json": Self.template("\(Self.network), \(Self.vault(address))")
    ])
    let answer = try estate.ask("subnet/v/c", "keyvault/kv", on: "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(
      answer.paths.joined().contains { $0.node == "privateendpoint/pe" }, "\(answer.told)")
    // The record of one vault is not the other's.
    let other = try estate.ask("subnet/v/c", "keyvault/kv2", on: "tcp/443")
    #expect(other.verdict == .unreachable, "\(other.told)")
  }

  @Test("a record with the address of another one's private endpoint does not lead to the vault")
  func othersAddress() throws {
    let address =
      "[first(first(reference(resourceId('Microsoft.Network/privateEndpoints', 'pe2')).customDnsConfigs).ipAddresses)]"
    let estate = try TextEstate([
      "main.json": Self.template("\(Self.network), \(Self.vault(address))")
    ])
    let answer = try estate.ask("subnet/v/c", "keyvault/kv", on: "tcp/443")
    #expect(answer.verdict != .reachable, "\(answer.told)")
  }

  // MARK: Firewalls

  private static func network(
    _ name: String, _ range: String, _ subnet: String, _ more: String = ""
  )
    -> String
  {
    """
    {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-09-01", "name": "\(name)",
     "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["\(range)"]},
       "subnets": [{"name": "\(subnet)", "properties": {"addressPrefix": "\(range)"\(more)}}]}}
    """
  }

  private static func peering(_ name: String, _ group: String, _ remote: String) -> String {
    """
    {"type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "apiVersion": "2023-09-01",
     "name": "\(name)", "properties": {"allowVirtualNetworkAccess": true,
       "allowForwardedTraffic": true, "remoteVirtualNetwork": {
         "id": "[resourceId(\(group)'Microsoft.Network/virtualNetworks', '\(remote)')]"}}}
    """
  }

  /// A firewall whose rules let `port` through to the internet.
  private static let hub = """
    \(network("hub", "10.0.0.0/24", "AzureFirewallSubnet")),
    {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2023-09-01", "name": "ip",
     "sku": {"name": "Standard"}, "properties": {"publicIPAllocationMethod": "Static"}},
    {"type": "Microsoft.Network/azureFirewalls", "apiVersion": "2023-09-01", "name": "fw",
     "location": "westeurope", "properties": {"sku": {"name": "AZFW_VNet", "tier": "Standard"},
       "ipConfigurations": [{"name": "c", "properties": {
         "subnet": {"id":
           "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'hub', 'AzureFirewallSubnet')]"},
         "publicIPAddress": {"id": "[resourceId('Microsoft.Network/publicIPAddresses', 'ip')]"}}}],
       "networkRuleCollections": [{"name": "n", "properties": {"priority": 100,
         "action": {"type": "Allow"}, "rules": [{"name": "web", "protocols": ["TCP"],
           "sourceAddresses": ["*"], "destinationAddresses": ["*"], "destinationPorts": ["443"]}]}}]}}
    """

  @Test(
    "the next hop that another template's firewall is",
    arguments: ["", "'rg-hub', "], ["", ", 'Full').properties"])
  func firewall(_ group: String, _ full: String) throws {
    let hop =
      "[reference(resourceId(\(group)'Microsoft.Network/azureFirewalls', 'fw'), '2023-09-01'"
      + "\(full.isEmpty ? ")" : full).ipConfigurations[0].properties.privateIPAddress]"
    let spoke = """
      {"type": "Microsoft.Network/routeTables", "apiVersion": "2023-09-01", "name": "rt",
       "properties": {"routes": [{"name": "d", "properties": {"addressPrefix": "0.0.0.0/0",
         "nextHopType": "VirtualAppliance", "nextHopIpAddress": "\(hop)"}}]}},
      \(Self.network("spoke", "10.1.0.0/24", "s",
        #", "routeTable": {"id": "[resourceId('Microsoft.Network/routeTables', 'rt')]"}"#)),
      \(Self.peering("spoke/h", group, "hub"))
      """
    let estate = try TextEstate([
      "hub.json": Self.template("\(Self.hub), \(Self.peering("hub/s", "", "spoke"))"),
      "spoke.json": Self.template(spoke),
    ])
    let open = try estate.ask("subnet/spoke/s", "internet", on: "tcp/443")
    #expect(open.verdict == .reachable, "\(open.told)")
    #expect(open.paths.joined().contains { $0.node == "firewall/fw" }, "\(open.told)")
    let shut = try estate.ask("subnet/spoke/s", "internet", on: "tcp/22")
    #expect(shut.verdict == .unreachable, "\(shut.told)")
  }
}
