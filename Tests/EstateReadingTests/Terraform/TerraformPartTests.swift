import EstateModel
import Testing

@testable import EstateReading

/// Ids that a configuration puts together of the id of a whole: `"${azapi_resource.v.id}/subnets/s"`.
struct TerraformPartTests {
  private typealias Part = TerraformText.Part

  private static func azapiNetwork(_ subnets: String...) -> Part {
    let inside = subnets.map {
      "{\"name\": \"\($0)\", \"properties\": {\"addressPrefix\": \"10.0.1.0/24\"}}"
    }
    return Part(
      "azapi_resource", "v",
      """
      "type": "Microsoft.Network/virtualNetworks@2024-05-01", "name": "v", "body": {"properties": {
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
        "subnets": [\(inside.joined(separator: ", "))]}}
      """, unknown: #""id": true, "parent_id": true, "output": true"#,
      expressions: """
        "parent_id": {"references": ["azurerm_resource_group.g.id", "azurerm_resource_group.g"]}
        """)
  }

  private static let network = Part(
    "azurerm_virtual_network", "v",
    #""name": "v", "resource_group_name": "g", "address_space": ["10.0.0.0/16"]"#,
    unknown: #""id": true, "subnet": true"#, expressions: #""name": {"constant_value": "v"}"#)

  private static func subnet(_ name: String) -> Part {
    Part(
      "azurerm_subnet", name,
      """
      "name": "\(name)", "resource_group_name": "g", "virtual_network_name": "v",
      "address_prefixes": ["10.0.1.0/24"]
      """, unknown: #""id": true"#, expressions: #""name": {"references": ["var.x"]}"#)
  }

  private static func interface(_ references: String) -> Part {
    Part(
      "azurerm_network_interface", "nic",
      #""name": "nic", "resource_group_name": "g", "ip_configuration": [{"name": "ip"}]"#,
      unknown: #""id": true, "ip_configuration": [{"subnet_id": true}]"#,
      expressions: """
        "ip_configuration": [{"name": {"constant_value": "ip"},
          "subnet_id": {"references": [\(references)]}}]
        """)
  }

  /// The subnet of the only interface, or why nobody knows it.
  private func subnet(_ parts: [Part], beside: String = "") throws -> String {
    let read = try TerraformRead(TerraformText.plan(parts, beside: beside))
    #expect(read.diagnostics == [], "a valid plan is never refused")
    let subnet = try #require(read.estate.interfaces.all.first?.configurations.first?.subnet)
    #expect(read.estate.networks.all.count == 1)
    return subnet.value?.id.name ?? subnet.unknown?.because ?? "absent"
  }

  private static let azapi = #""azapi_resource.v.id", "azapi_resource.v""#
  private static let own = #""azurerm_virtual_network.v.id", "azurerm_virtual_network.v""#

  @Test("the only subnet that a network has is the one meant")
  func only() throws {
    #expect(try subnet([Self.azapiNetwork("s"), Self.interface(Self.azapi)]) == "s")
    #expect(try subnet([Self.network, Self.subnet("a"), Self.interface(Self.own)]) == "a")
  }

  @Test("of several subnets that are not named, none is taken")
  func several() throws {
    let because = "it is a part of azapi_resource.v that a plan does not name"
    #expect(
      try subnet([Self.azapiNetwork("s", "t"), Self.interface(Self.azapi)]).hasSuffix(because))
    #expect(try subnet([Self.azapiNetwork(), Self.interface(Self.azapi)]).hasSuffix(because))
  }

  @Test("the subnet of which the expression takes the name, by its resource or by a variable")
  func named() throws {
    let parts = [Self.network, Self.subnet("a"), Self.subnet("b")]
    #expect(
      try subnet(
        parts + [Self.interface(Self.own + #", "azurerm_subnet.b.name", "azurerm_subnet.b""#)])
        == "b")
    #expect(
      try subnet(
        [Self.azapiNetwork("s", "t"), Self.interface(Self.azapi + #", "var.which""#)],
        beside: #", "variables": {"which": {"value": "t"}}"#) == "t")
  }

  @Test("beside the id of a subnet, a condition may choose either")
  func condition() throws {
    let found = try subnet([
      Self.network, Self.subnet("a"), Self.subnet("b"),
      Self.interface(#""azurerm_subnet.a.id", "azurerm_subnet.a", "# + Self.own),
    ])
    #expect(found.hasSuffix("it may be of azurerm_virtual_network.v or azurerm_subnet.a"))
  }

  @Test("within the body of azapi's, by the key that it is for")
  func body() throws {
    let nic = Part(
      "azapi_resource", "nic",
      """
      "type": "Microsoft.Network/networkInterfaces@2024-01-01", "name": "nic", "body": {"properties": {
        "networkSecurityGroup": {}, "ipConfigurations": [{"name": "ip", "properties": {"subnet": {}}}]}}
      """,
      unknown: """
        "id": true, "parent_id": true, "body": {"properties": {"networkSecurityGroup": {"id": true},
          "ipConfigurations": [{"properties": {"subnet": {"id": true}}}]}}
        """,
      expressions: """
        "parent_id": {"references": ["azurerm_resource_group.g.id", "azurerm_resource_group.g"]},
        "body": {"references": ["azurerm_virtual_network.v.id", "azurerm_virtual_network.v",
          "azurerm_network_security_group.n.id", "azurerm_network_security_group.n"]}
        """)
    let group = Part(
      "azurerm_network_security_group", "n", #""name": "n", "resource_group_name": "g""#,
      unknown: #""id": true, "security_rule": true"#, expressions: "")
    let read = try TerraformRead(
      TerraformText.plan([Self.network, Self.subnet("a"), group, nic]))
    #expect(read.diagnostics == [])
    let interface = try #require(read.estate.interfaces.all.first)
    #expect(interface.configurations.first?.subnet.value?.id.name == "a")
    #expect(interface.securityGroup.value?.id.name == "n")
  }

  @Test("of an object with ids of several kinds, the one of the kind that is wanted")
  func object() throws {
    var interface = Self.interface(#""var.config.subnet_id", "var.config""#)
    interface.module = "vm"
    let group = Part(
      "azurerm_network_security_group", "n", #""name": "n", "resource_group_name": "g""#,
      unknown: #""id": true, "security_rule": true"#, expressions: "")
    func found(_ references: String) throws -> String {
      let calls = """
        "vm": {"expressions": {"config": {"references": [\(references)]}}, "module": {"resources": @vm}}
        """
      let read = try TerraformRead(
        TerraformText.plan(
          [Self.network, Self.subnet("a"), Self.subnet("b"), group, interface], calls: calls))
      let subnet = try #require(read.estate.interfaces.all.first?.configurations.first?.subnet)
      return subnet.value?.id.name ?? subnet.unknown?.because ?? "absent"
    }
    let others = """
      "azurerm_network_security_group.n.id", "azurerm_network_security_group.n", \(Self.own)
      """
    #expect(try found(#""azurerm_subnet.a.id", "azurerm_subnet.a", "# + others) == "a")
    #expect(
      try found(
        #""azurerm_subnet.a.id", "azurerm_subnet.a", "azurerm_subnet.b.id", "azurerm_subnet.b", "#
          + others
      ).hasSuffix("it may be of azurerm_subnet.a or azurerm_subnet.b"))
  }
}
