import Testing

@testable import Answers

@Suite("A resource may be there, or not")
struct OpenConditionTests {
  private typealias Net = OpenNetwork
  private typealias Template = OpenTemplate

  // MARK: What would open it

  @Test("changes are sought in the words of the case in which the answer holds: a scale set")
  func scaleSet() throws {
    let deny = Net.rule("no", 100, "Deny")
    let group = Net.id("networkSecurityGroups", "group")
    var template = Template([
      Net.network(
        "net", "10.0.0.0/16", [("one", "10.0.1.0/24", #", "networkSecurityGroup": \#(group)"#)]),
      Net.resource("networkSecurityGroups", "group", #""securityRules": [\#(deny)]"#),
      Net.interface("a", "net", "one", nil),
      """
      {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-07-01", "name": "set",
       "condition": "[parameters('p')]", "properties": {"virtualMachineProfile": {"networkProfile": {
         "networkInterfaceConfigurations": [{"name": "n", "properties": {"primary": true,
           "ipConfigurations": [{"name": "c", "properties": {
             "subnet": \(Net.id("virtualNetworks/subnets", "net", "one"))}}]}}]}}}}
      """,
    ])
    template.type = "bool"
    let answer = try template.ask("nic/a", "vmss/set", on: "tcp/80", fixes: true)
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.areFixesSought)
    let there = try template.ask("nic/a", "vmss/set", on: "tcp/80", with: "true", fixes: true)
    #expect(there.verdict == .unreachable, "\(there.told)")
    #expect(!there.fixes.isEmpty)
  }

  @Test(
    "changes are sought in the words of the case in which the answer holds: rules of a firewall")
  func ruleGroup() throws {
    var template = Template([
      Net.network(
        "net", "10.0.0.0/16",
        [
          ("one", "10.0.1.0/24", #", "routeTable": \#(Net.id("routeTables", "table"))"#),
          ("AzureFirewallSubnet", "10.0.9.0/24", ""),
        ]),
      Net.resource(
        "routeTables", "table",
        """
        "routes": [{"name": "d", "properties": {"addressPrefix": "0.0.0.0/0",
          "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.9.4"}}]
        """),
      Net.resource(
        "publicIPAddresses", "ip", #""publicIPAllocationMethod": "Static""#,
        beside: #""sku": {"name": "Standard"},"#),
      Net.resource(
        "azureFirewalls", "fw",
        """
        "sku": {"name": "AZFW_VNet", "tier": "Standard"},
        "firewallPolicy": \(Net.id("firewallPolicies", "policy")),
        "ipConfigurations": [{"name": "c", "properties": {
          "publicIPAddress": \(Net.id("publicIPAddresses", "ip")),
          "subnet": \(Net.id("virtualNetworks/subnets", "net", "AzureFirewallSubnet"))}}]
        """),
      Net.resource("firewallPolicies", "policy", #""threatIntelMode": "Alert""#),
      Net.resource(
        "firewallPolicies/ruleCollectionGroups", "policy/group",
        """
        "priority": 100, "ruleCollections": [{"name": "c", "priority": 100,
          "ruleCollectionType": "FirewallPolicyFilterRuleCollection", "action": {"type": "Allow"},
          "rules": [{"name": "r", "ruleType": "ApplicationRule", "sourceAddresses": ["*"],
            "protocols": [{"protocolType": "Https", "port": 443}],
            "targetFqdns": ["*.example.org"]}]}]
        """, beside: #""condition": "[parameters('p')]","#),
      Net.interface("a", "net", "one", "10.0.1.4"),
    ])
    template.type = "bool"
    for value in [nil, "true", "false"] {
      let answer = try template.ask(
        "nic/a", "fqdn/www.example.com", on: "tcp/443", with: value, fixes: true)
      #expect(answer.verdict == .unreachable, "\(answer.told)")
    }
    let named = try template.ask("nic/a", "fqdn/www.example.org", on: "tcp/443")
    #expect(named.verdict == .unknown, "\(named.told)")
  }

  // MARK: Machine learning

  @Test("a deployment without egress hangs on a private endpoint of its workspace")
  func workspaceEndpoint() throws {
    let template = Template([
      Template.storage("store", #""publicNetworkAccess": "Disabled""#),
      Template.machineLearning(
        "", "w",
        #""storageAccount": "[resourceId('Microsoft.Storage/storageAccounts', 'store')]""#),
      Template.machineLearning("onlineEndpoints", "w/e", #""authMode": "Key""#),
      Template.machineLearning(
        "onlineEndpoints/deployments", "w/e/d",
        #""endpointComputeType": "Managed", "egressPublicNetworkAccess": "Disabled""#),
      Net.network("net", "10.0.0.0/16", [("one", "10.0.1.0/24", "")]),
      Net.resource(
        "privateEndpoints", "pe",
        """
        "subnet": \(Net.id("virtualNetworks/subnets", "net", "one")),
        "privateLinkServiceConnections": [{"name": "c", "properties": {"groupIds": ["amlworkspace"],
          "privateLinkServiceId": "[resourceId('Microsoft.MachineLearningServices/workspaces', 'w')]"}}]
        """, beside: Template.condition),
    ])
    try template.expectOpen(
      "deployment/e/d", "storage/store", on: "tcp/443", ["yes": .reachable, "no": .unreachable])
  }

  @Test("a rule of a managed network that may not be there may make a private endpoint, or admit")
  func outboundRule() throws {
    func template(_ rule: String) -> Template {
      Template([
        Template.storage("own", ""),
        Template.storage("store", #""publicNetworkAccess": "Disabled""#),
        Template.machineLearning(
          "", "w",
          """
          "storageAccount": "[resourceId('Microsoft.Storage/storageAccounts', 'own')]",
          "managedNetwork": {"isolationMode": "AllowOnlyApprovedOutbound"}
          """),
        Template.machineLearning(
          "outboundRules", "w/rule", rule, beside: Template.condition),
        Template.machineLearning("computes", "w/c", #""computeType": "AmlCompute""#),
      ])
    }
    let endpoint = template(
      """
      "type": "PrivateEndpoint", "destination": {"subresourceTarget": "blob",
        "serviceResourceId": "[resourceId('Microsoft.Storage/storageAccounts', 'store')]"}
      """)
    try endpoint.expectOpen(
      "compute/c", "storage/store", on: "tcp/443", ["yes": .reachable, "no": .unreachable])
    let name = template(#""type": "FQDN", "destination": "www.example.org""#)
    try name.expectOpen(
      "compute/c", "fqdn/www.example.org", on: "tcp/443",
      ["yes": .reachable, "no": .unreachable])
    let other = try name.ask("compute/c", "fqdn/www.example.com", on: "tcp/443")
    #expect(other.verdict == .unreachable, "\(other.told)")
  }

  @Test("a workspace that is closed where it is there takes nobody")
  func workspace() throws {
    var template = Template([
      Template.machineLearning(
        "", "w", #""publicNetworkAccess": "Disabled""#,
        beside: #""condition": "[parameters('p')]","#)
    ])
    template.type = "bool"
    let answer = try template.ask("internet", "workspace/w", on: "tcp/443")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    template.resources[0] = template.resources[0].replacing("Disabled", with: "Enabled")
    let open = try template.ask("internet", "workspace/w", on: "tcp/443")
    #expect(open.verdict == .unknown, "\(open.told)")
  }

  // MARK: Networks

  @Test("R-23: a table that may not be there may take what a service endpoint takes without it")
  func table() throws {
    let subnet = "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'one')]"
    let template = Template([
      Net.network(
        "net", "10.0.0.0/16",
        [
          (
            "one", "10.0.1.0/24",
            """
            , "serviceEndpoints": [{"service": "Microsoft.Storage"}],
              "routeTable": \(Net.id("routeTables", "table"))
            """
          )
        ]),
      Net.resource(
        "routeTables", "table",
        """
        "routes": [{"name": "none", "properties": {"addressPrefix": "Storage", "nextHopType": "None"}}]
        """, beside: Template.condition),
      Net.interface("a", "net", "one", "10.0.1.4"),
      Template.storage(
        "store",
        #""networkAcls": {"defaultAction": "Deny", "virtualNetworkRules": [{"id": "\#(subnet)"}]}"#
      ),
    ])
    let there = try template.ask("nic/a", "storage/store", on: "tcp/443", with: "yes")
    #expect(there.verdict == .unreachable, "\(there.told)")
    let open = try template.ask("nic/a", "storage/store", on: "tcp/443")
    #expect(open.verdict == .unknown, "\(open.told)")
    #expect(open.unknowns.contains { $0.because == "parameter 'p' has no value" }, "\(open.told)")
  }

  private func peered(_ flags: String, _ condition: String) -> [String] {
    func peering(_ name: String, _ remote: String, _ flags: String, _ condition: String)
      -> String
    {
      Net.resource(
        "virtualNetworks/virtualNetworkPeerings", name,
        """
        "allowVirtualNetworkAccess": true, \(flags)
        "remoteVirtualNetwork": \(Net.id("virtualNetworks", remote))
        """, beside: condition)
    }
    return [
      Net.network(
        "hub", "10.0.0.0/16",
        [("one", "10.0.1.0/24", ""), ("GatewaySubnet", "10.0.255.0/27", "")]),
      Net.network("spoke", "10.1.0.0/16", [("two", "10.1.2.0/24", "")]),
      peering("hub/out", "spoke", #""allowGatewayTransit": true,"#, ""),
      peering("spoke/back", "hub", flags, condition),
      Net.interface("a", "hub", "one", "10.0.1.4"),
      Net.interface("b", "spoke", "two", "10.1.2.4"),
      Net.resource(
        "virtualNetworkGateways", "gate",
        """
        "gatewayType": "Vpn", "vpnType": "RouteBased", "ipConfigurations": [{"name": "c",
          "properties": {"subnet": \(Net.id("virtualNetworks/subnets", "hub", "GatewaySubnet"))}}]
        """),
    ]
  }

  @Test("P-1, P-6: a peering that may not be there joins two networks, or not")
  func peering() throws {
    var template = Template(peered(#""useRemoteGateways": true,"#, Template.condition))
    template.overlay = """
      reachmap: 1
      clients:
        - name: office
          gateway: gate
          addresses: [192.168.0.0/16]
      """
    try template.expectOpen(
      "nic/a", "nic/b", on: "tcp/443", ["yes": .reachable, "no": .unreachable])
    try template.expectOpen(
      "nic/b", "client/office", on: "tcp/443", ["yes": .reachable, "no": .unreachable])
  }

  @Test(
    "a network that is new or not: what stands in its subnets is reached, or not", .serialized,
    arguments: [true, false])
  func network(_ isStatic: Bool) throws {
    let deny = Net.rule("no", 100, "Deny", port: "22")
    let group = #", "networkSecurityGroup": \#(Net.id("networkSecurityGroups", "group"))"#
    var template = Template([
      Net.network(
        "net", "10.0.0.0/16", [("one", "10.0.1.0/24", ""), ("two", "10.0.2.0/24", group)]),
      Net.resource("networkSecurityGroups", "group", #""securityRules": [\#(deny)]"#),
      Net.interface("a", "net", "one", isStatic ? "10.0.1.4" : nil),
      Net.interface("b", "net", "two", isStatic ? "10.0.2.4" : nil),
    ])
    template.resources[0] = template.resources[0].replacing(
      "\"location\"", with: "\(Template.condition) \"location\"")
    try template.expectOpen(
      "nic/a", "nic/b", on: "tcp/80", ["yes": .reachable, "no": .unknown])
    try template.expectOpen(
      "nic/a", "nic/b", on: "tcp/22", ["yes": .unreachable, "no": .unknown])
  }

  @Test("a network that is new or not is reached over its peerings, or not")
  func peeredNetwork() throws {
    for index in [0, 1] {
      var template = Template(peered("", ""))
      template.resources[index] = template.resources[index].replacing(
        "\"location\"", with: "\(Template.condition) \"location\"")
      try template.expectOpen("nic/a", "nic/b", on: "tcp/22", ["yes": .reachable])
    }
  }
}
