import Answers
import Testing

/// Behind a next hop that nobody knows packets may have another sender's address, and replies another
/// way.
@Suite("Ways that no input shows")
struct HiddenWayTests {
  private static func estate(
    hop: String, rules: String = "", target: String = ""
  ) throws -> TextEstate {
    try TextEstate([
      "main.json": """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "contentVersion": "1.0.0.0", "parameters": {"hop": {"type": "string"}},
       "resources": [
       {"type": "Microsoft.Network/routeTables", "apiVersion": "2024-05-01", "name": "r",
        "location": "westeurope", "properties": {"routes": [{"name": "d", "properties": {
          "addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance",
          "nextHopIpAddress": "\(hop)"}}]}},
       {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "g",
        "location": "westeurope", "properties": {"securityRules": [\(target)]}},
       {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v",
        "location": "westeurope",
        "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
          "subnets": [
            {"name": "AzureFirewallSubnet", "properties": {"addressPrefix": "10.0.9.0/26"}},
            {"name": "s", "properties": {"addressPrefix": "10.0.1.0/24", "routeTable": {
              "id": "[resourceId('Microsoft.Network/routeTables', 'r')]"}}}]}},
       {"type": "Microsoft.Network/networkInterfaces", "apiVersion": "2024-05-01", "name": "n",
        "location": "westeurope", "properties": {"ipConfigurations": [{"name": "c", "properties": {
          "privateIPAddress": "10.0.1.4", "privateIPAllocationMethod": "Static",
          "subnet": {"id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]"}}}]}},
       {"type": "Microsoft.Compute/virtualMachines", "apiVersion": "2024-07-01", "name": "m",
        "location": "westeurope", "properties": {"networkProfile": {"networkInterfaces": [{
          "id": "[resourceId('Microsoft.Network/networkInterfaces', 'n')]"}]}}},
       {"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "kv",
        "location": "westeurope", "properties": {"networkAcls": {
          "defaultAction": "Deny", "bypass": "None", "ipRules": [\(rules)]}}}]}
      """
    ])
  }

  @Test(
    "a firewall that no input shows may have an address that the service lets in",
    arguments: ["10.0.9.4", "[parameters('hop')]"])
  func service(_ hop: String) throws {
    let answer = try Self.estate(hop: hop, rules: "{\"value\": \"20.91.0.1\"}")
      .ask("vm/m", "keyvault/kv", on: "tcp/443")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test(
    "what lets nobody in stays closed, whoever forwards it",
    arguments: ["10.0.9.4", "[parameters('hop')]"])
  func closedService(_ hop: String) throws {
    let answer = try Self.estate(hop: hop).ask("vm/m", "keyvault/kv", on: "tcp/443")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test("P-1: a peered network that no input describes may hold the address")
  func undescribedPeer() throws {
    let estate = try TextEstate([
      "main.json": """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "contentVersion": "1.0.0.0",
       "resources": [
       {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v",
        "location": "westeurope",
        "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
          "subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.1.0/24"}}],
          "virtualNetworkPeerings": [{"name": "to-far", "properties": {
            "allowVirtualNetworkAccess": true, "peeringState": "Connected", "remoteVirtualNetwork": {
              "id": "[resourceId('Microsoft.Network/virtualNetworks', 'far')]"}}}]}},
       {"type": "Microsoft.Network/networkInterfaces", "apiVersion": "2024-05-01", "name": "n",
        "location": "westeurope", "properties": {"ipConfigurations": [{"name": "c", "properties": {
          "privateIPAddress": "10.0.1.4", "privateIPAllocationMethod": "Static",
          "subnet": {"id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]"}}}]}},
       {"type": "Microsoft.Network/networkInterfaces", "apiVersion": "2024-05-01", "name": "f",
        "location": "westeurope", "properties": {"ipConfigurations": [{"name": "c", "properties": {
          "privateIPAddress": "10.2.1.4", "privateIPAllocationMethod": "Static",
          "subnet": {"id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'far', 's')]"}}}]}}]}
      """
    ])
    let answer = try estate.ask("nic/n", "nic/f", on: "tcp/22")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test("names of others are taken to lie in no prefix that a rule names, and the answer says so")
  func placeOfName() throws {
    for (prefix, isSaid) in [("203.0.113.0/24", true), ("10.9.0.0/16", false)] {
      let rule = """
        {"name": "d", "properties": {"priority": 100, "direction": "Outbound", "access": "Deny",
          "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*",
          "destinationAddressPrefix": "\(prefix)", "destinationPortRange": "*"}}
        """
      let estate = try Self.estate(hop: "10.0.9.4", target: rule)
      let answer = try estate.ask("vm/m", "fqdn/pypi.org", on: "tcp/443")
      #expect(
        answer.assumptions.contains { $0.node == "fqdn/pypi.org" } == isSaid, "\(answer.told)")
    }
  }
}
