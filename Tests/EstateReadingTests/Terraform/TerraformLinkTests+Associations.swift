import EstateModel
import Testing

@testable import EstateReading

// Resources that only join two others.
extension TerraformLinkTests {
  static let group = Part(
    "azurerm_network_security_group", "n", #""name": "n", "resource_group_name": "g""#,
    unknown: #""id": true, "security_rule": true"#, expressions: "")

  private static func association(_ subnet: String) -> Part {
    Part(
      "azurerm_subnet_network_security_group_association", "x", "",
      unknown: #""id": true, "subnet_id": true, "network_security_group_id": true"#,
      expressions: """
        "subnet_id": {"references": [\(subnet)]},
        "network_security_group_id": {"references": ["azurerm_network_security_group.n.id",
          "azurerm_network_security_group.n"]}
        """)
  }

  @Test("an association joins the subnet and its group")
  func association() throws {
    let read = try TerraformRead(
      TerraformText.plan([
        Self.subnet("a"), Self.subnet("b"), Self.group,
        Self.association(#""azurerm_subnet.a.id", "azurerm_subnet.a""#),
      ]))
    let subnets = read.estate.subnets.all
    #expect(subnets.map { $0.securityGroup.value?.id.name } == ["n", nil])
    #expect(subnets.map(\.securityGroup.isAbsent) == [false, true])
  }

  @Test("an association of a subnet that nobody knows leaves open the group of each without one")
  func openAssociation() throws {
    var other = Self.association(#""azurerm_subnet.a.id", "azurerm_subnet.a""#)
    other.name = "y"
    let read = try TerraformRead(
      TerraformText.plan([
        Self.subnet("a"), Self.subnet("b"), Self.group, other,
        Self.association(#""local.subnet""#),
      ]))
    let subnets = read.estate.subnets.all
    #expect(subnets[0].securityGroup.value?.id.name == "n")
    #expect(subnets[1].securityGroup.unknown?.because.contains("local.subnet") == true)
  }

  @Test("an association of a subnet that no file describes tells only that of it")
  func associationOfAnother() throws {
    let subnet =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/a"
    let read = try TerraformRead(
      TerraformText.state([
        Part(
          "azurerm_subnet_route_table_association", "x",
          """
          "subnet_id": "\(subnet)", "route_table_id":
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/routeTables/t"
          """)
      ]), format: .terraformState)
    let found = try #require(read.estate.subnets.all.first)
    #expect(found.routeTable.value?.id.name == "t")
    #expect(
      found.securityGroup.unknown?.because.hasPrefix("only azurerm_subnet_route_table") == true)
  }

  @Test("a configuration whose name is not known is the only one, or may be any of several")
  func openConfiguration() throws {
    func pools(_ configurations: [String]) throws -> [[Setting<Reference>]] {
      let blocks = configurations.map { "{\"name\": \"\($0)\"}" }.joined(separator: ", ")
      let read = try TerraformRead(
        TerraformText.plan([
          Part("azurerm_lb", "lb", #""name": "lb", "resource_group_name": "g", "sku": "Standard""#),
          Part(
            "azurerm_lb_backend_address_pool", "p", #""name": "p""#,
            unknown: #""id": true, "loadbalancer_id": true"#,
            expressions:
              #""loadbalancer_id": {"references": ["azurerm_lb.lb.id", "azurerm_lb.lb"]}"#
          ),
          Part(
            "azurerm_network_interface", "n",
            #""name": "n", "resource_group_name": "g", "ip_configuration": [\#(blocks)]"#,
            unknown: #""id": true"#, expressions: ""),
          Part(
            "azurerm_network_interface_backend_address_pool_association", "x", "",
            unknown: """
              "network_interface_id": true, "backend_address_pool_id": true,
              "ip_configuration_name": true
              """,
            expressions: """
              "network_interface_id": {"references": ["azurerm_network_interface.n.id",
                "azurerm_network_interface.n"]},
              "backend_address_pool_id": {"references": ["azurerm_lb_backend_address_pool.p.id",
                "azurerm_lb_backend_address_pool.p"]},
              "ip_configuration_name": {"references": ["local.configuration"]}
              """),
        ]))
      return try #require(read.estate.interfaces.all.first).configurations.map(\.backendPools)
    }
    let only = try pools(["a"])
    #expect(only.map { $0.map { $0.value?.id.name } } == [["p"]])
    let several = try pools(["a", "b"])
    #expect(several.map { $0.map { $0.unknown != nil } } == [[true], [true]])
  }
}
