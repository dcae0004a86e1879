import Testing

@testable import Answers

@Suite("Settings of a firewall that are not known")
struct OpenFirewallTests {
  private func entered(_ configurations: String, address: String? = "10.0.1.4") -> [String] {
    [
      OpenNetwork.network(
        "net", "10.0.0.0/16",
        [("one", "10.0.1.0/24", ""), ("AzureFirewallSubnet", "10.0.9.0/24", "")]),
      OpenNetwork.resource(
        "publicIPAddresses", "ip",
        #""publicIPAllocationMethod": "Static", "ipAddress": "203.0.113.10""#,
        beside: #""sku": {"name": "Standard"},"#),
      OpenNetwork.interface("a", "net", "one", address),
      OpenNetwork.interface("c", "net", "one", "10.0.1.9"),
      OpenNetwork.resource(
        "azureFirewalls", "fw",
        """
        "sku": {"name": "AZFW_VNet", "tier": "Standard"}, "ipConfigurations": \(configurations),
        "natRuleCollections": [{"name": "nat", "properties": {"priority": 100,
          "action": {"type": "Dnat"}, "rules": [{"name": "rdp", "protocols": ["TCP"],
          "sourceAddresses": ["*"], "destinationAddresses": ["203.0.113.10"],
          "destinationPorts": ["3389"], "translatedAddress": "10.0.1.4", "translatedPort": "3389"}]}}]
        """),
    ]
  }

  private let known = """
    [{"name": "c", "properties": {"publicIPAddress": \(OpenNetwork.id("publicIPAddresses", "ip")),
      "subnet": \(OpenNetwork.id("virtualNetworks/subnets", "net", "AzureFirewallSubnet"))}}]
    """

  private func verdict(_ resources: [String], _ to: String) throws -> Verdict {
    try OpenNetwork.ask(resources, "internet", to, on: "tcp/3389").verdict
  }

  @Test("F-16: a DNAT rule leads on, perhaps, where the firewall's public address is not known")
  func openConfigurations() throws {
    #expect(try verdict(entered(known), "nic/a") == .reachable)
    let open = entered("\"\(OpenNetwork.open)\"")
    #expect(try verdict(open, "nic/a") == .unknown)
    #expect(try verdict(open, "nic/c") == .unreachable)
  }

  @Test("F-16: a DNAT rule leads to an address that a dynamic interface may have")
  func dynamicTarget() throws {
    let resources = entered(known, address: nil)
    #expect(try verdict(resources, "nic/a") == .unknown)
    #expect(try verdict(resources, "nic/c") == .unreachable)
  }

  @Test(
    "F-16: a policy that no input has may lead callers from inside on as well as those from outside"
  )
  func unseenPolicy() throws {
    let resources = [
      OpenNetwork.network(
        "net", "10.0.0.0/16",
        [("one", "10.0.1.0/24", ""), ("AzureFirewallSubnet", "10.0.9.0/24", "")]),
      OpenNetwork.network("away", "10.1.0.0/16", [("two", "10.1.1.0/24", "")]),
      OpenNetwork.network(
        "shut", "10.2.0.0/16",
        [("two", "10.2.1.0/24", #", "defaultOutboundAccess": false"#)]),
      OpenNetwork.resource(
        "publicIPAddresses", "ip",
        #""publicIPAllocationMethod": "Static", "ipAddress": "203.0.113.10""#,
        beside: #""sku": {"name": "Standard"},"#),
      OpenNetwork.interface("a", "net", "one", "10.0.1.4"),
      OpenNetwork.interface("b", "away", "two", "10.1.1.4"),
      OpenNetwork.interface("c", "shut", "two", "10.2.1.4"),
      OpenNetwork.resource(
        "azureFirewalls", "fw",
        """
        "sku": {"name": "AZFW_VNet", "tier": "Standard"}, "ipConfigurations": \(known),
        "firewallPolicy": \(OpenNetwork.id("firewallPolicies", "unseen"))
        """),
    ]
    for (from, verdict) in [
      ("internet", Verdict.unknown), ("nic/b", .unknown), ("nic/c", .unreachable),
    ] {
      let answer = try OpenNetwork.ask(resources, from, "nic/a", on: "tcp/3389")
      #expect(answer.verdict == verdict, "\(from): \(answer.told)")
    }
  }

  @Test("F-4: a rule collection group of a policy whose name is not known may be this policy's")
  func openGroup() throws {
    func resources(_ policy: String) -> [String] {
      [
        OpenNetwork.network(
          "net", "10.0.0.0/16",
          [
            (
              "one", "10.0.1.0/24",
              #", "routeTable": \#(OpenNetwork.id("routeTables", "table"))"#
            ), ("AzureFirewallSubnet", "10.0.9.0/24", ""),
          ]),
        OpenNetwork.resource(
          "routeTables", "table",
          """
          "routes": [{"name": "d", "properties": {"addressPrefix": "0.0.0.0/0",
            "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.9.4"}}]
          """),
        OpenNetwork.resource(
          "publicIPAddresses", "ip", #""publicIPAllocationMethod": "Static""#,
          beside: #""sku": {"name": "Standard"},"#),
        OpenNetwork.interface("a", "net", "one", "10.0.1.4"),
        OpenNetwork.resource(
          "azureFirewalls", "fw",
          """
          "sku": {"name": "AZFW_VNet", "tier": "Standard"}, "ipConfigurations": \(known),
          "firewallPolicy": \(OpenNetwork.id("firewallPolicies", "policy"))
          """),
        OpenNetwork.resource("firewallPolicies", "policy", #""threatIntelMode": "Alert""#),
        OpenNetwork.resource(
          "firewallPolicies/ruleCollectionGroups", "[concat(\(policy), '/group')]",
          """
          "priority": 100, "ruleCollections": [{"name": "c", "priority": 100,
            "ruleCollectionType": "FirewallPolicyFilterRuleCollection", "action": {"type": "Allow"},
            "rules": [{"name": "r", "ruleType": "NetworkRule", "ipProtocols": ["TCP"],
              "sourceAddresses": ["*"], "destinationAddresses": ["*"],
              "destinationPorts": ["443"]}]}]
          """),
      ]
    }
    func verdict(_ policy: String) throws -> Verdict {
      try OpenNetwork.ask(resources(policy), "nic/a", "internet", on: "tcp/443").verdict
    }
    #expect(try verdict("'policy'") == .reachable)
    #expect(try verdict("'other'") == .unreachable)
    #expect(try verdict("parameters('p')") == .unknown)
  }
}
