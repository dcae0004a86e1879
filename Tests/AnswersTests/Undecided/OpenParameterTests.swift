import EstateModel
import Reachability
import TestSupport
import Testing

@testable import Answers

/// Two machines in two subnets, the second behind a group whose rules a test gives.
enum ParameterTemplate {
  static func text(
    parameters: String, rules: String, resources: [String] = [],
    group: String = #"{"id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'group')]"}"#
  ) -> String {
    let more = resources.map { ",\n\($0)" }.joined()
    return """
      {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": \(parameters),
        "resources": [
          {"type": "Microsoft.Network/networkSecurityGroups", "name": "group",
           "properties": {"securityRules": \(rules)}},
          {"type": "Microsoft.Network/virtualNetworks", "name": "net", "properties": {
            "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
            "subnets": [
              {"name": "one", "properties": {"addressPrefix": "10.0.1.0/24"}},
              {"name": "two", "properties": {"addressPrefix": "10.0.2.0/24",
               "networkSecurityGroup": \(group)}}]}},
          \(machine("a", "one", "10.0.1.4")),
          \(machine("b", "two", "10.0.2.4"))\(more)
        ]
      }
      """
  }

  static func machine(_ name: String, _ subnet: String, _ address: String) -> String {
    """
    {"type": "Microsoft.Network/networkInterfaces", "name": "\(name)", "properties": {
      "ipConfigurations": [{"name": "ip", "properties": {
        "subnet": {"id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', '\(subnet)')]"},
        "privateIPAllocationMethod": "Static", "privateIPAddress": "\(address)"}}]}}
    """
  }

  static func rule(
    _ name: String, _ priority: Int, access: String, port: String = "*",
    source: String = "*", direction: String = "Inbound"
  ) -> String {
    """
    {"name": "\(name)", "properties": {"priority": \(priority), "direction": "\(direction)",
      "access": "\(access)", "protocol": "Tcp", "sourceAddressPrefix": "\(source)",
      "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "\(port)"}}
    """
  }
}

@Suite("An open parameter is tried with each of its values")
struct OpenParameterTests {
  private func verdict(
    _ parameters: String, _ rules: [String], resources: [String] = [], group: String? = nil,
    on traffic: String = "tcp/443"
  ) throws -> QueryAnswer {
    let rules = "[\(rules.joined(separator: ",\n"))]"
    let text =
      group.map {
        ParameterTemplate.text(
          parameters: parameters, rules: rules, resources: resources, group: $0)
      } ?? ParameterTemplate.text(parameters: parameters, rules: rules, resources: resources)
    return try TextEstate(["main.json": text]).ask("nic/a", "nic/b", on: traffic, fixes: true)
  }

  private let access = #"{"access": {"type": "string", "allowedValues": ["Allow", "Deny"]}}"#
  private let flag = #"{"flag": {"type": "bool"}}"#

  @Test("what one value opens and another closes is unknown, and names the parameter")
  func open() throws {
    let answer = try verdict(
      access, [ParameterTemplate.rule("r", 100, access: "[parameters('access')]")])
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(
      answer.unknowns.map(\.because) == [
        "parameter 'access' has no value: reachable with 'Allow', unreachable with 'Deny'"
      ])
  }

  @Test("two uses of one parameter are one value")
  func twice() throws {
    let answer = try verdict(
      access,
      [
        ParameterTemplate.rule("r", 100, access: "[parameters('access')]", port: "443"),
        ParameterTemplate.rule(
          "s", 110, access: "[if(equals(parameters('access'), 'Allow'), 'Deny', 'Deny')]"),
        ParameterTemplate.rule("t", 90, access: "Allow", port: "80"),
      ], on: "tcp/80")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    let other = try verdict(
      flag,
      [
        ParameterTemplate.rule(
          "r", 100, access: "[if(parameters('flag'), 'Allow', 'Deny')]",
          port: "1-500"),
        ParameterTemplate.rule(
          "s", 90, access: "[if(parameters('flag'), 'Deny', 'Allow')]", port: "443"),
      ], on: "tcp/1-500")
    // 443 is the other way round than the rest, so that some passes and some does not.
    #expect(other.verdict == .partial, "\(other.told)")
    #expect(other.allowed == [])
    #expect(other.undecided == ["tcp/1-500"])
  }

  @Test("a parameter that decides which of two rules stops it leaves it stopped")
  func stopped() throws {
    let answer = try verdict(
      flag,
      [
        ParameterTemplate.rule(
          "r", 100, access: "Deny", port: "[if(parameters('flag'), '443', '22')]"),
        ParameterTemplate.rule(
          "s", 110, access: "[if(parameters('flag'), 'Allow', 'Deny')]", port: "*"),
      ])
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.first?.rule == "r (priority 100)")
    #expect(answer.warnings.map(\.property) == ["flag"])
    #expect(answer.fixes.count > 0)
  }

  @Test("a subnet's association that hangs on a parameter is decided where both groups agree")
  func association() throws {
    let other = """
      {"type": "Microsoft.Network/networkSecurityGroups", "name": "other", "properties": {
        "securityRules": [\(ParameterTemplate.rule("x", 100, access: "Deny"))]}}
      """
    let choice =
      #"{"id": "[resourceId('Microsoft.Network/networkSecurityGroups', parameters('name'))]"}"#
    let names = #"{"name": {"type": "string", "allowedValues": ["group", "other"]}}"#
    let denied = try verdict(
      names, [ParameterTemplate.rule("r", 100, access: "Deny", port: "443")], resources: [other],
      group: choice)
    #expect(denied.verdict == .unreachable, "\(denied.told)")
    let open = try verdict(names, [], resources: [other], group: choice)
    #expect(open.verdict == .unknown, "\(open.told)")
  }

  @Test("a rule that is there or not, as a parameter says, is one case of each")
  func condition() throws {
    let rule = """
      {"type": "Microsoft.Network/networkSecurityGroups/securityRules", "name": "group/extra",
       "condition": "[parameters('flag')]", "properties": {"priority": 100, "direction": "Inbound",
       "access": "Deny", "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*",
       "destinationAddressPrefix": "*", "destinationPortRange": "443"}}
      """
    #expect(try verdict(flag, [], resources: [rule]).verdict == .unknown)
    #expect(try verdict(flag, [], resources: [rule], on: "tcp/22").verdict == .reachable)
  }

  @Test("ten booleans that all bear on the answer are decided in all their cases")
  func ten() throws {
    let parameters =
      "{" + (0..<10).map { "\"p\($0)\": {\"type\": \"bool\"}" }.joined(separator: ", ") + "}"
    var rules: [String] = []
    for index in 0..<10 {
      rules.append(
        ParameterTemplate.rule(
          "r\(index)", 100 + index, access: "[if(parameters('p\(index)'), 'Allow', 'Deny')]",
          port: "\(443 + index)"))
    }
    let some = try verdict(parameters, rules, on: "tcp/443-452")
    #expect(some.verdict == .unknown)
    // With the last port as the first's opposite something always passes and something never does.
    rules.append(
      ParameterTemplate.rule(
        "last", 200, access: "[if(parameters('p0'), 'Deny', 'Allow')]", port: "453"))
    let mixed = try verdict(parameters, rules, on: "tcp/443-453")
    #expect(mixed.verdict == .partial, "\(mixed.told)")
  }
}
