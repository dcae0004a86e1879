import EstateModel
import Testing

@testable import EstateReading

/// Which instance an expression means stands in no plan where it names a key: what is taken is supposed.
struct TerraformSuppositionTests {
  private typealias Part = TerraformText.Part

  private static func subnets(named names: [String], module: String? = nil) -> [Part] {
    zip(["a", "b"], names).map { key, name in
      Part(
        "azurerm_subnet", "s",
        """
        "name": "\(name)", "resource_group_name": "g", "virtual_network_name": "v",
        "address_prefixes": ["10.0.1.0/24"]
        """, unknown: #""id": true"#, expressions: "", index: "\"\(key)\"", module: module)
    }
  }

  private static func interface(
    _ references: String, index: String? = nil, beside: String? = nil
  ) -> Part {
    Part(
      "azurerm_network_interface", "nic",
      """
      "name": "nic\(index?.filter { $0 != "\"" } ?? "")", "resource_group_name": "g",
      "ip_configuration": [{"name": "ip"}]
      """, unknown: #""id": true, "ip_configuration": [{"subnet_id": true}]"#,
      expressions: """
        "ip_configuration": [{"name": {"constant_value": "ip"},
          "subnet_id": {"references": [\(references)]}}]
        """, index: index, beside: beside)
  }

  private static let output = """
    "net": {"module": {"resources": @net, "outputs": {
      "ids": {"expression": {"references": ["azurerm_subnet.s"]}}}}}
    """

  /// `nica: a` for each interface, and what is supposed of it.
  private func found(_ read: TerraformRead) -> (subnets: [String], supposed: [String]) {
    let interfaces = read.estate.interfaces.all
    return (
      interfaces.map {
        "\($0.id.name): \($0.configurations.first?.subnet.value?.id.name ?? "unknown")"
      },
      interfaces.flatMap { read.estate.suppositions[$0.id] ?? [] }.map(\.because)
    )
  }

  @Test("the instance of each.key, which may be one of another key by what is made of it")
  func eachKey() throws {
    let found = found(
      try TerraformRead(
        TerraformText.plan(
          Self.subnets(named: ["sa", "sb"])
            + ["a", "b"].map {
              Self.interface(#""azurerm_subnet.s", "each.key""#, index: "\"\($0)\"")
            })))
    #expect(found.subnets == ["nica: sa", "nicb: sb"])
    let because =
      "which of azurerm_subnet.s 'ip_configuration.subnet_id' of azurerm_network_interface.nic means "
      + "stands in no plan: taken for the one of the same key"
    #expect(found.supposed == [because, because])
  }

  @Test("the instance of a map's key, unless that is the name of another one")
  func mapOutput() throws {
    let interface = Self.interface(#""module.net.ids[\"b\"]", "module.net.ids", "module.net""#)
    let apart = try TerraformRead(
      TerraformText.plan(
        Self.subnets(named: ["sa", "sb"], module: "net") + [interface], calls: Self.output))
    #expect(found(apart).subnets == ["nic: sb"])
    #expect(
      found(apart).supposed.map { $0.hasSuffix("taken for the one of the key 'b'") } == [true])
    #expect(apart.notes.contains { $0.hasSuffix("taken for the one of the key 'b'") })
    let crossed = try TerraformRead(
      TerraformText.plan(
        Self.subnets(named: ["b", "a"], module: "net") + [interface], calls: Self.output))
    #expect(found(crossed).subnets == ["nic: unknown"])
    #expect(found(crossed).supposed == [])
  }

  @Test(
    "the only resource of its kind in a module whose output is a local value, which no plan shows")
  func onlyOne() throws {
    let calls = """
      "net": {"module": {"resources": @net, "outputs": {
        "id": {"expression": {"references": ["local.subnet.id", "local.subnet"]}},
        "all": {"expression": {"references": ["local.subnets"]}}}}}
      """
    func part(_ name: String) -> Part {
      Part(
        "azurerm_subnet", name,
        """
        "name": "\(name)", "resource_group_name": "g", "virtual_network_name": "v",
        "address_prefixes": ["10.0.1.0/24"]
        """, unknown: #""id": true"#, expressions: "", module: "net")
    }
    let interface = Self.interface(#""module.net.id", "module.net""#)
    let one = found(
      try TerraformRead(TerraformText.plan([part("sa"), interface], calls: calls)))
    #expect(one.subnets == ["nic: sa"])
    #expect(one.supposed.map { $0.hasSuffix("taken for the only one that may be meant") } == [true])
    let two = found(
      try TerraformRead(TerraformText.plan([part("sa"), part("sb"), interface], calls: calls)))
    #expect(two.subnets == ["nic: unknown"])
    #expect(two.supposed == [])
    // Of what is no id nothing is supposed.
    let all = found(
      try TerraformRead(
        TerraformText.plan(
          [part("sa"), Self.interface(#""module.net.all", "module.net""#)], calls: calls)))
    #expect(all.subnets == ["nic: unknown"])
  }

  @Test("the module of a map's key, in a map that is made of modules")
  func mapOfModules() throws {
    let calls = """
      "net": {"module": {
        "outputs": {"subnets": {"expression": {"references": ["module.part"]}}},
        "module_calls": {"part": {"module": {
          "outputs": {"id": {"expression": {"references": ["azurerm_subnet.s.id", "azurerm_subnet.s"]}}},
          "resources": []}}}}}
      """
    let parts = zip(["a", "b"], ["sa", "sb"]).map { key, name in
      Part(
        "azurerm_subnet", "s",
        """
        "name": "\(name)", "resource_group_name": "g", "virtual_network_name": "v",
        "address_prefixes": ["10.0.1.0/24"]
        """, unknown: #""id": true"#, expressions: "", module: "net.module.part[\"\(key)\"]")
    }
    let interface = Self.interface(
      #""module.net.subnets[\"b\"].id", "module.net.subnets[\"b\"]", "module.net.subnets", "module.net""#
    )
    let found = found(try TerraformRead(TerraformText.plan(parts + [interface], calls: calls)))
    #expect(found.subnets == ["nic: sb"])
    #expect(found.supposed.count == 1)
    // Of an attribute that takes none of these nothing is supposed.
    let table = Part(
      "azurerm_route_table", "t", #""name": "t", "resource_group_name": "g""#,
      unknown: #""id": true"#, expressions: "")
    let subnet = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v"
    let association = Part(
      "azurerm_subnet_route_table_association", "x", #""subnet_id": "\#(subnet)/subnets/sa""#,
      unknown: #""id": true, "route_table_id": true"#,
      expressions: """
        "subnet_id": {"constant_value": "\(subnet)/subnets/sa"},
        "route_table_id": {"references": ["azurerm_route_table.t.id", "azurerm_route_table.t",
          "module.net.subnets[\\"b\\"].id", "module.net.subnets[\\"b\\"]", "module.net.subnets",
          "module.net"]}
        """)
    let read = try TerraformRead(TerraformText.plan(parts + [table, association], calls: calls))
    #expect(read.estate.suppositions.isEmpty, "\(read.estate.suppositions)")
    #expect(read.estate.subnets.all.first?.routeTable.value?.id.name == "t")
  }

  @Test("nothing is supposed of a key that the expression itself has, nor where there is only one")
  func certain() throws {
    let literal = try TerraformRead(
      TerraformText.plan(
        Self.subnets(named: ["sa", "sb"]) + [
          Self.interface(
            #""azurerm_subnet.s[\"b\"].id", "azurerm_subnet.s[\"b\"]", "azurerm_subnet.s""#)
        ]))
    #expect(found(literal) == (["nic: sb"], []))
    let only = try TerraformRead(
      TerraformText.plan(
        Array(Self.subnets(named: ["sa", "sb"]).prefix(1)) + [
          Self.interface(#""azurerm_subnet.s", "each.key""#, index: "\"a\"")
        ]))
    #expect(found(only) == (["nica: sa"], []))
    let named = try TerraformRead(
      TerraformText.plan(
        Array(Self.subnets(named: ["sa", "sb"], module: "net").prefix(1)) + [
          Self.interface(#""module.net.ids[\"sa\"]", "module.net.ids", "module.net""#)
        ], calls: Self.output))
    #expect(found(named) == (["nic: sa"], []))
  }

  @Test("what an association takes by a key is supposed of whatever it may have been said of")
  func association() throws {
    let association = Part(
      "azurerm_subnet_network_security_group_association", "x", "",
      unknown: #""id": true, "subnet_id": true, "network_security_group_id": true"#,
      expressions: """
        "subnet_id": {"references": ["azurerm_subnet.s", "each.key"]},
        "network_security_group_id": {"references": ["azurerm_network_security_group.n.id",
          "azurerm_network_security_group.n"]}
        """, index: "\"a\"")
    let group = Part(
      "azurerm_network_security_group", "n", #""name": "n", "resource_group_name": "g""#,
      unknown: #""id": true, "security_rule": true"#, expressions: "")
    let read = try TerraformRead(
      TerraformText.plan(Self.subnets(named: ["sa", "sb"]) + [group, association]))
    #expect(read.estate.subnets.all.map { $0.securityGroup.value != nil } == [true, false])
    let supposed = read.estate.subnets.all.map { read.estate.suppositions[$0.id]?.count }
    #expect(supposed == [1, 1])
  }
}
