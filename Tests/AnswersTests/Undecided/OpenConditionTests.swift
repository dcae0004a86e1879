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
}
