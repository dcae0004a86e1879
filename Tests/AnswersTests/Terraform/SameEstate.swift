/// One estate as an export and as a Terraform plan whose ids are all known after the apply: a hub with a
/// firewall, a spoke with groups, routes and a machine, a storage account with a private endpoint.
enum SameEstate {
  private static let group = "/subscriptions/s/resourceGroups/rg/providers"
  private static let network = "\(group)/Microsoft.Network"

  private static func exported(
    _ type: String, _ name: String, _ properties: String, beside: String = ""
  ) -> String {
    let types = type.split(separator: "/")
    let names = name.split(separator: "/")
    let path = zip(types.dropFirst(), names).map { "\($0)/\($1)" }.joined(separator: "/")
    return """
      {"id": "\(group)/\(types[0])/\(path)", "name": "\(names.last ?? "")", "type": "\(type)",
       "location": "westeurope", \(beside)"properties": {\(properties)}}
      """
  }

  private static func subnet(_ network: String, _ name: String) -> String {
    #"{"id": "\#(Self.network)/virtualNetworks/\#(network)/subnets/\#(name)"}"#
  }

  static let export: String = {
    let rules = """
      {"name": "https", "properties": {"priority": 100, "direction": "Inbound", "access": "Allow",
        "protocol": "Tcp", "sourceAddressPrefix": "10.2.0.0/16", "sourcePortRange": "*",
        "destinationAddressPrefix": "*", "destinationPortRange": "443"}},
      {"name": "rest", "properties": {"priority": 200, "direction": "Inbound", "access": "Deny",
        "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*",
        "destinationAddressPrefix": "*", "destinationPortRange": "*"}}
      """
    func route(_ name: String, _ prefix: String) -> String {
      """
      {"name": "\(name)", "properties": {"addressPrefix": "\(prefix)", "nextHopType": "VirtualAppliance",
        "nextHopIpAddress": "10.0.0.4"}}
      """
    }
    func peering(_ from: String, _ to: String) -> String {
      """
      {"name": "\(from)-\(to)", "properties": {"remoteVirtualNetwork":
        {"id": "\(network)/virtualNetworks/\(to)"}, "allowVirtualNetworkAccess": true,
        "allowForwardedTraffic": true, "allowGatewayTransit": false, "useRemoteGateways": false,
        "peeringState": "Connected"}}
      """
    }
    func interface(_ name: String, _ network: String, _ subnet: String, _ address: String) -> String
    {
      exported(
        "Microsoft.Network/networkInterfaces", name,
        """
        "enableIPForwarding": false, "ipConfigurations": [{"name": "ip", "properties": {
          "primary": true, "privateIPAddress": "\(address)", "privateIPAllocationMethod": "Static",
          "subnet": \(Self.subnet(network, subnet))}}]
        """)
    }
    func machine(_ name: String) -> String {
      exported(
        "Microsoft.Compute/virtualMachines", name,
        """
        "networkProfile": {"networkInterfaces": [{"id": "\(network)/networkInterfaces/\(name)-nic",
          "properties": {"primary": true}}]}
        """)
    }
    let spoke = ["one", "two"].enumerated().flatMap { index, name in
      let prefix = "10.\(index + 1)"
      let security =
        name == "one"
        ? #""networkSecurityGroup": {"id": "\#(network)/networkSecurityGroups/rules"},"# : ""
      return [
        exported(
          "Microsoft.Network/virtualNetworks", name,
          """
          "addressSpace": {"addressPrefixes": ["\(prefix).0.0/16"]}, "subnets": [{"name": "work",
            "id": "\(network)/virtualNetworks/\(name)/subnets/work", "properties": {
              "addressPrefix": "\(prefix).1.0/24", \(security)
              "routeTable": {"id": "\(network)/routeTables/to-\(name == "one" ? "two" : "one")"},
              "privateEndpointNetworkPolicies": "Disabled"}}],
          "virtualNetworkPeerings": [\(peering(name, "hub"))]
          """),
        interface("\(name)-nic", name, "work", "\(prefix).1.4"), machine(name),
        exported(
          "Microsoft.Network/routeTables", "to-\(name)",
          """
          "disableBgpRoutePropagation": true, "routes": [\(route(name, "\(prefix).0.0/16")),
            \(route("internet", "0.0.0.0/0"))]
          """),
      ]
    }
    let hub = [
      exported(
        "Microsoft.Network/virtualNetworks", "hub",
        """
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [
          {"name": "AzureFirewallSubnet", "id": "\(network)/virtualNetworks/hub/subnets/AzureFirewallSubnet",
           "properties": {"addressPrefix": "10.0.0.0/26"}},
          {"name": "endpoints", "id": "\(network)/virtualNetworks/hub/subnets/endpoints",
           "properties": {"addressPrefix": "10.0.1.0/24", "privateEndpointNetworkPolicies": "Disabled"}}],
        "virtualNetworkPeerings": [\(peering("hub", "one")), \(peering("hub", "two"))]
        """),
      exported(
        "Microsoft.Network/publicIPAddresses", "fw-ip",
        #""publicIPAllocationMethod": "Static", "publicIPAddressVersion": "IPv4""#,
        beside: #""sku": {"name": "Standard"}, "#),
      exported(
        "Microsoft.Network/azureFirewalls", "fw",
        """
        "sku": {"name": "AZFW_VNet", "tier": "Standard"}, "threatIntelMode": "Alert",
        "firewallPolicy": {"id": "\(network)/firewallPolicies/policy"},
        "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "10.0.0.4",
          "subnet": \(subnet("hub", "AzureFirewallSubnet")),
          "publicIPAddress": {"id": "\(network)/publicIPAddresses/fw-ip"}}}]
        """),
      exported("Microsoft.Network/firewallPolicies", "policy", #""threatIntelMode": "Alert""#),
      exported(
        "Microsoft.Network/firewallPolicies/ruleCollectionGroups", "policy/group",
        """
        "priority": 500, "ruleCollections": [
          {"name": "between", "priority": 100, "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
           "action": {"type": "Allow"}, "rules": [{"name": "https", "ruleType": "NetworkRule",
             "ipProtocols": ["TCP"], "sourceAddresses": ["10.2.0.0/16"],
             "destinationAddresses": ["10.1.0.0/16"], "destinationPorts": ["443", "8443"]}]},
          {"name": "out", "priority": 200, "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
           "action": {"type": "Allow"}, "rules": [{"name": "pypi", "ruleType": "ApplicationRule",
             "protocols": [{"protocolType": "Https", "port": 443}], "sourceAddresses": ["10.2.0.0/16"],
             "targetFqdns": ["pypi.org"]}]}]
        """),
    ]
    let storage = [
      exported(
        "Microsoft.Storage/storageAccounts", "data",
        """
        "publicNetworkAccess": "Enabled", "supportsHttpsTrafficOnly": true, "networkAcls": {
          "defaultAction": "Deny", "bypass": "None", "ipRules": [{"value": "203.0.113.7"}],
          "virtualNetworkRules": []}
        """, beside: #""kind": "StorageV2", "sku": {"name": "Standard_LRS"}, "#),
      exported(
        "Microsoft.Network/privateEndpoints", "data-pe",
        """
        "subnet": \(subnet("hub", "endpoints")), "privateLinkServiceConnections": [{"name": "c",
          "properties": {"privateLinkServiceId": "\(group)/Microsoft.Storage/storageAccounts/data",
            "groupIds": ["blob"], "privateLinkServiceConnectionState": {"status": "Approved"}}}],
        "ipConfigurations": [{"name": "ip", "properties": {"privateIPAddress": "10.0.1.9",
          "groupId": "blob", "memberName": "blob"}}]
        """),
      exported(
        "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "data-pe/default",
        """
        "privateDnsZoneConfigs": [{"name": "blob", "properties": {"privateDnsZoneId":
          "\(network)/privateDnsZones/privatelink.blob.core.windows.net"}}]
        """),
      exported("Microsoft.Network/privateDnsZones", "privatelink.blob.core.windows.net", ""),
      exported(
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
        "privatelink.blob.core.windows.net/two",
        #""virtualNetwork": {"id": "\#(network)/virtualNetworks/two"}, "registrationEnabled": false"#
      ),
      exported(
        "Microsoft.Network/networkSecurityGroups", "rules", "\"securityRules\": [\(rules)]"),
    ]
    return "[\((hub + spoke + storage).joined(separator: ",\n"))]"
  }()
}
