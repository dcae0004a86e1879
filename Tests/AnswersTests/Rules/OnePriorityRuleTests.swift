import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
@Suite("Two rules with one priority")
struct OnePriorityRuleTests {
  private static func rule(
    _ name: String, _ access: String, _ ports: String, priority: Int = 100,
    direction: String = "Inbound", more: String = ""
  ) -> String {
    """
    {"name": "\(name)", "properties": {"protocol": "Tcp", "sourcePortRange": "*", "access": "\(access)",
      "priority": \(priority), "direction": "\(direction)", "sourceAddressPrefix": "*",
      "destinationAddressPrefix": "*", "destinationPortRange": "\(ports)"}\(more)}
    """
  }

  private static func text(_ rules: [String]) -> String {
    """
    {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
     "contentVersion": "1.0.0.0", "parameters": {"extra": {"type": "bool"}}, "resources": [
    {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-05-01", "name": "g",
     "properties": {"securityRules": [
    \(rules.joined(separator: ",\n"))
    ]}},
    {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v",
     "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [
       {"name": "s", "properties": {"addressPrefix": "10.0.0.0/24", "networkSecurityGroup": {
         "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'g')]"}}}]}}
    ]}
    """
  }

  private static func ask(_ rules: [String], on traffic: String) throws -> QueryAnswer {
    try TextEstate(["main.json": text(rules)]).ask("ip/10.0.0.9", "ip/10.0.0.7", on: traffic)
  }

  @Test(
    "N-3: what two rules of one priority disagree on is not known, in whatever order they stand",
    arguments: [false, true])
  func disagreement(_ isTurned: Bool) throws {
    let pair = [Self.rule("web", "Deny", "80-443"), Self.rule("open", "Allow", "443-500")]
    let rules =
      (isTurned ? pair.reversed() : pair) + [Self.rule("rest", "Deny", "*", priority: 200)]
    let both = try Self.ask(rules, on: "tcp/443")
    #expect(both.verdict == .unknown, "\(both.told)")
    #expect(both.unknowns.contains { $0.because.contains("same priority") }, "\(both.told)")
    // What only one of them takes in, it decides.
    #expect(try Self.ask(rules, on: "tcp/80").verdict == .unreachable)
    #expect(try Self.ask(rules, on: "tcp/500").verdict == .reachable)
    #expect(try Self.ask(rules, on: "tcp/501").verdict == .unreachable)
  }

  @Test("N-3: rules of one priority that agree, or are of two directions, decide")
  func agreement() throws {
    let alike = [Self.rule("a", "Deny", "80-443"), Self.rule("b", "Deny", "443-500")]
    #expect(try Self.ask(alike, on: "tcp/443").verdict == .unreachable)
    let opposite = [
      Self.rule("a", "Allow", "443"), Self.rule("b", "Deny", "443", direction: "Outbound"),
    ]
    // The sender stands behind the group as well.
    #expect(try Self.ask(opposite, on: "tcp/443").verdict == .unreachable)
    #expect(try Self.ask([opposite[0]], on: "tcp/443").verdict == .reachable)
  }

  @Test("N-3: a warning tells both places")
  func warning() throws {
    let rules = [Self.rule("web", "Deny", "443"), Self.rule("open", "Allow", "443")]
    let folder = try TextEstate(["main.json": Self.text(rules)])
    let warnings = folder.warnings.filter { $0.message.text.contains("priority") }
    #expect(warnings.count == 1, "\(warnings)")
    let warning = try #require(warnings.first)
    #expect(warning.message.text.contains("'open'") && warning.message.text.contains("'web'"))
    #expect(warning.source != nil && warning.related != nil && warning.source != warning.related)
    let other = try TextEstate([
      "main.json":
        Self.text([
          Self.rule("web", "Deny", "443"), Self.rule("open", "Allow", "443", priority: 101),
        ])
    ])
    #expect(!other.warnings.contains { $0.message.text.contains("priority") })
  }
}
