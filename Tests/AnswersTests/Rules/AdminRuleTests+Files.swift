import Testing

@testable import Answers

// The same from a template, where the parts of a manager are nested in it or named in full.
extension AdminRuleTests {
  private static let networks = #"""
    {"type": "Microsoft.Network/virtualNetworks", "name": "hub", "location": "westeurope",
      "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
        "subnets": [{"name": "a", "properties": {"addressPrefix": "10.0.1.0/24"}}]}}
    """#

  private static let rule = #"""
    "properties": {
        "access": "Deny",
        "direction": "Inbound", "priority": 10, "protocol": "Tcp", "destinationPortRanges": ["22"]}
    """#

  private static let nested = #"""
    {"type": "Microsoft.Network/networkManagers", "name": "avnm",
      "properties": {"networkManagerScopeAccesses": ["SecurityAdmin"]},
      "resources": [
        {"type": "networkGroups", "name": "all", "properties": {}, "resources": [
          {"type": "staticMembers", "name": "hub", "properties": {
            "resourceId": "[resourceId('Microsoft.Network/virtualNetworks', 'hub')]"}}]},
        {"type": "securityAdminConfigurations", "name": "ports", "properties": {}, "resources": [
          {"type": "ruleCollections", "name": "all", "properties": {"appliesToGroups": [
            {"networkGroupId": "[resourceId('Microsoft.Network/networkManagers/networkGroups', 'avnm', 'all')]"}]},
            "resources": [{"type": "rules", "name": "ssh", \#(rule)}]}]}]}
    """#

  private static let flat = #"""
    {"type": "Microsoft.Network/networkManagers", "name": "avnm",
      "properties": {"networkManagerScopeAccesses": ["SecurityAdmin"]}},
    {"type": "Microsoft.Network/networkManagers/networkGroups", "name": "avnm/all", "properties": {}},
    {"type": "Microsoft.Network/networkManagers/networkGroups/staticMembers", "name": "avnm/all/hub",
      "properties": {"resourceId": "[resourceId('Microsoft.Network/virtualNetworks', 'hub')]"}},
    {"type": "Microsoft.Network/networkManagers/securityAdminConfigurations", "name": "avnm/ports",
      "properties": {}},
    {"type": "Microsoft.Network/networkManagers/securityAdminConfigurations/ruleCollections",
      "name": "avnm/ports/all", "properties": {"appliesToGroups": [
        {"networkGroupId": "[resourceId('Microsoft.Network/networkManagers/networkGroups', 'avnm', 'all')]"}]}},
    {"type": "Microsoft.Network/networkManagers/securityAdminConfigurations/ruleCollections/rules",
      "name": "avnm/ports/all/ssh", \#(rule)}
    """#

  @Test("N-19, N-30: the rule is shown at its place in a template", arguments: [nested, flat])
  func template(_ manager: String) throws {
    let estate = try TextEstate([
      "main.json": #"""
      {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       "contentVersion": "1.0.0.0", "resources": [
      \#(Self.networks),
      \#(manager)]}
      """#
    ])
    let ssh = try estate.ask("ip/10.0.1.8", "ip/10.0.1.9", on: "tcp/22")
    #expect(ssh.verdict == .unknown, "\(ssh.told)")
    #expect(ssh.places.contains(try estate.line(of: "\"Deny\"", in: "main.json")), "\(ssh.told)")
    #expect(
      ssh.unknowns.contains { $0.because.contains("ports of") && $0.because.contains("westeurope") }
    )
    let web = try estate.ask("ip/10.0.1.8", "ip/10.0.1.9", on: "tcp/443")
    #expect(web.verdict == .reachable, "\(web.told)")
  }
}
