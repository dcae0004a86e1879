import Answers
import EstateModel
import Testing

/// Answers about templates, where what decides is worked out by the language.
@Suite struct TemplateAnswerTests {
  /// A hub with a firewall in a module of its own, and as many spokes as the parameter says, whose
  /// routes and DNAT rules ask the firewall and its public address for their numbers.
  private static let template = """
    {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
     "contentVersion": "1.0.0.0",
     "parameters": {
       "spokes": {"type": "array", "defaultValue": ["10.1.0.0/16", "10.2.0.0/16"]},
       "password": {"type": "securestring"}
     },
     "variables": {
       "copy": [{"name": "subnets", "count": "[length(parameters('spokes'))]",
         "input": "[cidrSubnet(parameters('spokes')[copyIndex('subnets')], 24, 0)]"}],
       "firewallIP": "[resourceId('Microsoft.Network/publicIPAddresses', 'firewall-ip')]"
     },
     "resources": [
       {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "hub",
        "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [
          {"name": "AzureFirewallSubnet", "properties": {"addressPrefix": "10.0.0.0/26"}}]}},
       {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2024-05-01", "name": "firewall-ip",
        "sku": {"name": "Standard"}, "properties": {"publicIPAllocationMethod": "Static"}},
       {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01",
        "name": "[format('spoke-{0}', copyIndex(1))]",
        "copy": {"name": "spokes", "count": "[length(parameters('spokes'))]"},
        "properties": {
          "addressSpace": {"addressPrefixes": ["[parameters('spokes')[copyIndex()]]"]},
          "subnets": [{"name": "main", "properties": {
            "addressPrefix": "[variables('subnets')[copyIndex()]]", "defaultOutboundAccess": false,
            "routeTable": {"id": "[resourceId('Microsoft.Network/routeTables', 'to-firewall')]"}}}]}},
       {"type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "apiVersion": "2024-05-01",
        "name": "[format('hub/to-{0}', copyIndex(1))]",
        "copy": {"name": "out", "count": "[length(parameters('spokes'))]"},
        "properties": {"allowVirtualNetworkAccess": true, "allowForwardedTraffic": true,
          "remoteVirtualNetwork": {"id":
            "[resourceId('Microsoft.Network/virtualNetworks', format('spoke-{0}', copyIndex(1)))]"}}},
       {"type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "apiVersion": "2024-05-01",
        "name": "[format('spoke-{0}/to-hub', copyIndex(1))]",
        "copy": {"name": "back", "count": "[length(parameters('spokes'))]"},
        "properties": {"allowVirtualNetworkAccess": true, "allowForwardedTraffic": true,
          "remoteVirtualNetwork": {"id": "[resourceId('Microsoft.Network/virtualNetworks', 'hub')]"}}},
       {"type": "Microsoft.Network/routeTables", "apiVersion": "2024-05-01", "name": "to-firewall",
        "properties": {"routes": [{"name": "default", "properties": {"addressPrefix": "0.0.0.0/0",
          "nextHopType": "VirtualAppliance",
          "nextHopIpAddress": "[reference('firewall').outputs.privateAddress.value]"}}]}},
       {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "firewall",
        "properties": {"mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"},
          "parameters": {"publicIP": {"value": "[variables('firewallIP')]"},
            "server": {"value": "[reference('server-nic').ipConfigurations[0].properties.privateIPAddress]"},
            "spokes": {"value": "[parameters('spokes')]"}},
          "template": {
            "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
            "contentVersion": "1.0.0.0",
            "parameters": {"publicIP": {"type": "string"}, "server": {"type": "string"},
              "spokes": {"type": "array"}},
            "resources": [
              {"type": "Microsoft.Network/azureFirewalls", "apiVersion": "2024-05-01", "name": "fw",
               "properties": {"sku": {"name": "AZFW_VNet", "tier": "Standard"},
                 "ipConfigurations": [{"name": "c", "properties": {
                   "subnet": {"id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'hub', 'AzureFirewallSubnet')]"},
                   "publicIPAddress": {"id": "[parameters('publicIP')]"}}}],
                 "natRuleCollections": [{"name": "in", "properties": {"priority": 100,
                   "action": {"type": "Dnat"}, "rules": [{"name": "web", "protocols": ["TCP"],
                     "sourceAddresses": ["*"],
                     "destinationAddresses": ["[reference(parameters('publicIP')).ipAddress]"],
                     "destinationPorts": ["443"], "translatedAddress": "[parameters('server')]",
                     "translatedPort": "8443"}]}}],
                 "networkRuleCollections": [{"name": "spokes", "properties": {"priority": 200,
                   "action": {"type": "Allow"}, "rules": [{"name": "ssh", "protocols": ["TCP"],
                     "sourceAddresses": "[parameters('spokes')]",
                     "destinationAddresses": "[parameters('spokes')]",
                     "destinationPorts": ["22"]}]}}]}}],
            "outputs": {"privateAddress": {"type": "string", "value":
              "[reference(resourceId('Microsoft.Network/azureFirewalls', 'fw')).ipConfigurations[0].properties.privateIPAddress]"}}}}},
       {"type": "Microsoft.Network/networkInterfaces", "apiVersion": "2024-05-01", "name": "server-nic",
        "properties": {"ipConfigurations": [{"name": "c", "properties": {
          "privateIPAllocationMethod": "Static",
          "privateIPAddress": "[cidrHost(variables('subnets')[0], 9)]",
          "subnet": {"id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'spoke-1', 'main')]"}}}]}},
       {"type": "Microsoft.Network/networkInterfaces", "apiVersion": "2024-05-01", "name": "client-nic",
        "properties": {"ipConfigurations": [{"name": "c", "properties": {
          "subnet": {"id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'spoke-2', 'main')]"}}}]}},
       {"type": "Microsoft.Compute/virtualMachines", "apiVersion": "2024-07-01",
        "name": "[variables('names')[copyIndex()]]", "copy": {"name": "machines", "count": 2},
        "properties": {"osProfile": {"adminPassword": "[parameters('password')]"}, "networkProfile": {
          "networkInterfaces": [{"id": "[resourceId('Microsoft.Network/networkInterfaces', concat(variables('names')[copyIndex()], '-nic'))]"}]}}}
     ]}
    """.replacing(
      #""variables": {"#, with: #""variables": {"names": ["server", "client"], "#)

  @Test(
    "DNAT listens at the address that its rule asks the public address for, and at no other port")
  func translation() throws {
    let estate = try TextEstate(["main.json": Self.template])
    let answer = try estate.ask("internet", "vm/server", on: "tcp/8443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(try answer.places.contains(estate.line(of: "\"name\": \"web\"", in: "main.json")))
    #expect(try estate.ask("internet", "vm/server", on: "tcp/443").verdict == .unreachable)
    #expect(try estate.ask("internet", "vm/client", on: "tcp/443").verdict == .unreachable)
  }

  @Test("a next hop that is an output of a nested deployment leads to its firewall")
  func nextHop() throws {
    let estate = try TextEstate(["main.json": Self.template])
    let ssh = try estate.ask("vm/client", "vm/server", on: "tcp/22")
    #expect(ssh.verdict == .reachable, "\(ssh.told)")
    #expect(ssh.paths.first?.contains { $0.node == "firewall/fw" } == true)
    let other = try estate.ask("vm/client", "vm/server", on: "tcp/80")
    #expect(other.verdict == .unreachable, "\(other.told)")
  }

  @Test("an open password is no reason for an unknown answer, an open list of spokes is")
  func openValues() throws {
    let open = Self.template.replacing(
      #"{"type": "array", "defaultValue": ["10.1.0.0/16", "10.2.0.0/16"]}"#,
      with: #"{"type": "array"}"#)
    let estate = try TextEstate(["main.json": open])
    let answer = try estate.ask("vm/client", "vm/server", on: "tcp/22")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }
}
