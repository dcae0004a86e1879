import Testing

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
@Suite("Rules whose priority is open")
struct OpenPriorityRuleTests {
  /// A machine with a public address behind a group with these rules, `?` for the open priority.
  private static func estate(
    _ rules: [(name: String, priority: String, access: String, port: String)]
  )
    throws -> TextEstate
  {
    let listed = rules.map { rule in
      """
      {"name": "\(rule.name)", "properties": {"protocol": "Tcp", "sourcePortRange": "*",
        "destinationPortRange": "\(rule.port)", "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "*", "access": "\(rule.access)", "direction": "Inbound",
        "priority": \(rule.priority == "?" ? "\"[parameters('prio')]\"" : rule.priority)}}
      """
    }
    func id(_ type: String, _ names: String) -> String {
      #"{"id": "[resourceId('Microsoft.Network/\#(type)', \#(names))]"}"#
    }
    return try TextEstate([
      "main.json": """
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "contentVersion": "1.0.0.0", "parameters": {"prio": {"type": "int"}}, "resources": [
       {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-09-01", "name": "v",
        "properties": {"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]},
          "subnets": [{"name": "s", "properties": {"addressPrefix": "10.1.0.0/24"}},
            {"name": "t", "properties": {"addressPrefix": "10.1.1.0/24"}}]}},
       {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2023-09-01", "name": "n",
        "properties": {"securityRules": [\(listed.joined(separator: ", "))]}},
       {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2023-09-01", "name": "p",
        "sku": {"name": "Standard"}, "properties": {"publicIPAllocationMethod": "Static"}},
       {"type": "Microsoft.Network/networkInterfaces", "apiVersion": "2023-09-01", "name": "nic",
        "properties": {"networkSecurityGroup": \(id("networkSecurityGroups", "'n'")),
          "ipConfigurations": [{"name": "i", "properties": {
            "subnet": \(id("virtualNetworks/subnets", "'v', 's'")),
            "publicIPAddress": \(id("publicIPAddresses", "'p'"))}}]}}]}
      """
    ])
  }

  @Test("N-3: a rule of open priority comes before the default rules wherever it stands")
  func beforeDefaults() throws {
    let deny = try Self.estate([("d", "?", "Deny", "*")])
    let inside = try deny.ask("subnet/v/t", "nic/nic", on: "tcp/80")
    #expect(inside.verdict == .unreachable, "\(inside.told)")
    #expect(inside.blockers.contains { $0.rule == "d" }, "\(inside.told)")
    let allow = try Self.estate([("a", "?", "Allow", "443")])
    let open = try allow.ask("internet", "nic/nic", on: "tcp/443")
    #expect(open.verdict == .reachable, "\(open.told)")
    #expect(try allow.ask("internet", "nic/nic", on: "tcp/80").verdict == .unreachable)
  }

  @Test("N-3: nothing comes before a rule of the least priority, and anything before another one")
  func afterTheFirst() throws {
    for (priority, verdict) in [("100", Verdict.reachable), ("101", .unknown)] {
      let estate = try Self.estate([
        ("a", priority, "Allow", "22"), ("d", "?", "Deny", "*"),
      ])
      let answer = try estate.ask("internet", "nic/nic", on: "tcp/22")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("N-3: of two open ones that disagree either may be first")
  func twoOpen() throws {
    let estate = try Self.estate([("a", "?", "Allow", "22"), ("d", "?", "Deny", "22-80")])
    #expect(try estate.ask("internet", "nic/nic", on: "tcp/22").verdict == .unknown)
    #expect(try estate.ask("subnet/v/t", "nic/nic", on: "tcp/80").verdict == .unreachable)
    #expect(try estate.ask("subnet/v/t", "nic/nic", on: "tcp/443").verdict == .reachable)
  }
}
