@testable import Answers

/// Resources of a template, in short; what a test leaves open is an expression among them.
enum OpenNetwork {
  /// A value that only a deployment tells.
  static let open = "[reference('other').outputs.value.value]"

  /// A template with the parameter `p`, which has no value.
  static func template(_ resources: [String]) -> String {
    """
    {
      "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
      "contentVersion": "1.0.0.0",
      "parameters": {"p": {"type": "string"}},
      "resources": [
    \(resources.joined(separator: ",\n"))
      ]
    }
    """
  }

  static func resource(
    _ type: String, _ name: String, _ properties: String, beside: String = ""
  ) -> String {
    """
    {"type": "Microsoft.Network/\(type)", "apiVersion": "2023-09-01", "name": "\(name)",
     "location": "westeurope", \(beside)
     "properties": {\(properties)}}
    """
  }

  static func id(_ type: String, _ names: String...) -> String {
    let names = names.map { $0.hasPrefix("[") ? String($0.dropFirst().dropLast()) : "'\($0)'" }
    return
      #"{"id": "[resourceId('Microsoft.Network/\#(type)', \#(names.joined(separator: ", ")))]"}"#
  }

  static func network(
    _ name: String, _ space: String, _ subnets: [(name: String, prefix: String, more: String)]
  ) -> String {
    let inside = subnets.map {
      #"{"name": "\#($0.name)", "properties": {"addressPrefix": "\#($0.prefix)"\#($0.more)}}"#
    }
    return resource(
      "virtualNetworks", name,
      #""addressSpace": {"addressPrefixes": ["\#(space)"]}, "subnets": [\#(inside.joined(separator: ", "))]"#
    )
  }

  /// - Parameter address: `nil` for a dynamic one.
  static func interface(
    _ name: String, _ network: String, _ subnet: String, _ address: String?, more: String = ""
  ) -> String {
    let method =
      address.map {
        #""privateIPAllocationMethod": "Static", "privateIPAddress": "\#($0)""#
      } ?? #""privateIPAllocationMethod": "Dynamic""#
    return resource(
      "networkInterfaces", name,
      """
      "ipConfigurations": [{"name": "ip", "properties": {
        "subnet": \(id("virtualNetworks/subnets", network, subnet)), \(method)\(more)}}]
      """)
  }

  static func rule(
    _ name: String, _ priority: Int, _ access: String, port: String = "*", more: String = ""
  ) -> String {
    """
    {"name": "\(name)", "properties": {\(ruleProperties(priority, access, port: port, more: more))}}
    """
  }

  static func ruleProperties(
    _ priority: Int, _ access: String, port: String = "*", more: String = ""
  ) -> String {
    let source = more.contains("sourceApp") ? "" : #""sourceAddressPrefix": "*", "#
    return """
      "priority": \(priority), "direction": "Inbound", "access": "\(access)", "protocol": "*",
      \(source)"sourcePortRange": "*", "destinationAddressPrefix": "*",
      "destinationPortRange": "\(port)"\(more)
      """
  }

  /// Two subnets, an interface in each; group `group` stands at the second subnet.
  static func pair(
    rules: [String], from: String = "", at: String = "", to: String = ""
  ) -> [String] {
    [
      network(
        "net", "10.0.0.0/16",
        [
          ("one", "10.0.1.0/24", at),
          (
            "two", "10.0.2.0/24",
            #", "networkSecurityGroup": \#(id("networkSecurityGroups", "group"))"#
          ),
        ]),
      resource(
        "networkSecurityGroups", "group",
        #""securityRules": [\#(rules.joined(separator: ", "))]"#),
      interface("a", "net", "one", "10.0.1.4", more: from),
      interface("b", "net", "two", "10.0.2.4", more: to),
    ]
  }

  static func ask(
    _ resources: [String], _ from: String = "nic/a", _ to: String = "nic/b",
    on traffic: String = "tcp/22"
  ) throws -> QueryAnswer {
    try TextEstate(["main.json": template(resources)]).ask(from, to, on: traffic)
  }
}
