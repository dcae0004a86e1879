import EstateModel
import Testing
import TrafficSets

@testable import EstateReading

/// What is known only after the apply is found through the configuration.
struct TerraformLinkTests {
  typealias Part = TerraformText.Part

  static let network = Part(
    "azurerm_virtual_network", "hub",
    #""name": "hub", "resource_group_name": "g", "address_space": ["10.0.0.0/16"]"#,
    unknown: #""id": true, "subnet": true"#, expressions: #""name": {"constant_value": "hub"}"#)

  static func subnet(
    _ name: String, index: String? = nil, module: String? = nil, named: String? = nil
  ) -> Part {
    Part(
      "azurerm_subnet", name,
      """
      "name": "\(named ?? name)", "resource_group_name": "g", "virtual_network_name": "hub",
      "address_prefixes": ["10.0.1.0/24"]
      """,
      unknown: #""id": true"#, expressions: #""name": {"references": ["var.x"]}"#, index: index,
      module: module)
  }

  /// An interface whose subnet is known after the apply.
  static func interface(
    _ references: String, index: String? = nil, module: String? = nil, beside: String? = nil,
    mark: String = ""
  ) -> Part {
    Part(
      "azurerm_network_interface", "nic",
      """
      "name": "nic\(index?.filter { $0 != "\"" } ?? "")", "resource_group_name": "g",
      "ip_configuration": [{"name": "ip", "private_ip_address_allocation": "Dynamic"}]
      """,
      unknown: #""id": true, "ip_configuration": [{"subnet_id": \#(mark)true, "primary": true}]"#,
      expressions: """
        "ip_configuration": [{"name": {"constant_value": "ip"},
          "subnet_id": {"references": [\(references)]}}]
        """, index: index, module: module, beside: beside)
  }

  func subnets(_ read: TerraformRead) -> [String] {
    read.estate.interfaces.all.map { interface in
      let subnet = interface.configurations.first?.subnet
      return "\(interface.id.name): "
        + (subnet?.value?.id.name ?? subnet?.unknown?.because ?? "absent")
    }
  }

  @Test("a reference to a resource that is not made yet is the resource")
  func plain() throws {
    let read = try TerraformRead(
      TerraformText.plan([
        Self.network, Self.subnet("a"),
        Self.interface(#"↓"azurerm_subnet.a.id", "azurerm_subnet.a""#),
      ]))
    #expect(subnets(read) == ["nic: a"])
    let configuration = try #require(read.estate.interfaces.all.first?.configurations.first)
    #expect(configuration.subnet.source == read.marks[0])
    #expect(configuration.isPrimary.isAbsent, "what Azure fills in is no open value")
    #expect(read.ledger.unknown == [])
    let id = try read.resource("a").id
    #expect(
      id
        == ResourceID("/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/hub/subnets/a")
    )
  }

  @Test("old plans name only the resource, and the attribute tells what of it")
  func oldReference() throws {
    let read = try TerraformRead(
      TerraformText.plan([Self.subnet("a"), Self.interface(#""azurerm_subnet.a""#)]))
    #expect(subnets(read) == ["nic: a"])
  }

  @Test("an instance by its number or key")
  func literalKey() throws {
    let read = try TerraformRead(
      TerraformText.plan([
        Self.subnet("s", index: #""a.b""#, named: "first"),
        Self.subnet("s", index: #""c""#, named: "second"),
        Self.interface(
          #""azurerm_subnet.s[\"a.b\"].id", "azurerm_subnet.s[\"a.b\"]", "azurerm_subnet.s""#),
      ]))
    #expect(subnets(read) == ["nic: first"])
  }

  @Test("count.index and each.key mean the instance of the same key", arguments: [true, false])
  func sameKey(isCounted: Bool) throws {
    let keys = isCounted ? ["0", "1"] : [#""a""#, #""b""#]
    let marker = isCounted ? "count.index" : "each.key"
    let read = try TerraformRead(
      TerraformText.plan(
        keys.enumerated().map { Self.subnet("s", index: $1, named: "s\($0)") }
          + keys.map { Self.interface(#""azurerm_subnet.s", "\#(marker)""#, index: $0) }))
    #expect(subnets(read).map { $0.suffix(2) } == ["s0", "s1"])
  }

  @Test("one of several instances that nothing tells is unknown, with the attribute and its place")
  func ambiguous() throws {
    let read = try TerraformRead(
      TerraformText.plan([
        Self.subnet("s", index: "0", named: "s0"), Self.subnet("s", index: "1", named: "s1"),
        Self.interface(#""azurerm_subnet.s""#, mark: "↓"),
      ]))
    let unknown = try #require(
      read.estate.interfaces.all.first?.configurations.first?.subnet.unknown)
    #expect(
      unknown.because
        == "'ip_configuration.subnet_id' of azurerm_network_interface.nic is known after the apply: "
        + "it may be of azurerm_subnet.s[0] or azurerm_subnet.s[1]")
    #expect(unknown.source == read.marks[0])
  }

  @Test("counts that differ tell nothing of which instance is meant")
  func otherCount() throws {
    let read = try TerraformRead(
      TerraformText.plan([
        Self.subnet("s", index: "0", named: "s0"), Self.subnet("s", index: "1", named: "s1"),
        Self.interface(#""azurerm_subnet.s", "count.index""#, index: "0"),
      ]))
    #expect(subnets(read)[0].contains("it may be of"))
  }

  @Test("the key that a variable tells")
  func variableKey() throws {
    let read = try TerraformRead(
      TerraformText.plan(
        [
          Self.subnet("s", index: #""a""#, named: "first"),
          Self.subnet("s", index: #""b""#, named: "second"),
          Self.interface(#""azurerm_subnet.s", "var.which""#),
        ], beside: #", "variables": {"which": {"value": "b"}}"#))
    #expect(subnets(read) == ["nic: second"])
  }

  @Test("each.value of a resource that is made for each of another one")
  func chained() throws {
    let read = try TerraformRead(
      TerraformText.plan(
        [#""a""#, #""b""#].map {
          Self.subnet("s", index: $0, named: "for-\($0.filter { $0 != "\"" })")
        }
          + [#""a""#, #""b""#].map {
            Self.interface(
              #""each.value.id", "each.value""#, index: $0,
              beside: #""for_each_expression": {"references": ["azurerm_subnet.s"]}"#)
          }))
    #expect(subnets(read) == ["nica: for-a", "nicb: for-b"])
  }

  @Test("through a module's output and through a module's variable")
  func modules() throws {
    let calls = """
      "net": {"module": {"resources": @net, "outputs": {
        "subnet_id": {"expression": {"references": ["azurerm_subnet.a.id", "azurerm_subnet.a"]}}}}},
      "vm": {"expressions": {"subnet": {"references": ["module.net.subnet_id", "module.net"]}},
        "module": {"resources": @vm}}
      """
    let read = try TerraformRead(
      TerraformText.plan(
        [
          Self.subnet("a", module: "net"), Self.interface(#""var.subnet""#, module: "vm"),
        ], calls: calls))
    #expect(subnets(read) == ["nic: a"])
  }

  @Test("a map that a module gives out, by its key")
  func mapOutput() throws {
    let calls = """
      "net": {"module": {"resources": @net, "outputs": {
        "ids": {"expression": {"references": ["azurerm_subnet.s"]}}}}}
      """
    let read = try TerraformRead(
      TerraformText.plan(
        [
          Self.subnet("s", index: #""a""#, module: "net", named: "first"),
          Self.subnet("s", index: #""b""#, module: "net", named: "second"),
          Self.interface(#""module.net.ids[\"b\"]", "module.net.ids", "module.net""#),
        ], calls: calls))
    #expect(subnets(read) == ["nic: second"])
  }

  @Test("of a module that is made several times, the one of the same key")
  func moduleKeys() throws {
    let calls = """
      "net": {"module": {"resources": @net, "outputs": {
        "id": {"expression": {"references": ["azurerm_subnet.s.id", "azurerm_subnet.s"]}}}}}
      """
    let read = try TerraformRead(
      TerraformText.plan(
        [
          Self.subnet("s", module: #"net["a"]"#, named: "first"),
          Self.subnet("s", module: #"net["b"]"#, named: "second"),
          Self.interface(#""module.net", "each.key""#, index: #""b""#),
          Self.interface(#""module.net", "each.key""#, index: #""a""#),
        ], calls: calls))
    #expect(subnets(read) == ["nicb: second", "nica: first"])
    let other = try TerraformRead(
      TerraformText.plan(
        [
          Self.subnet("s", module: #"net["a"]"#, named: "first"),
          Self.subnet("s", module: #"net["b"]"#, named: "second"),
          Self.interface(#""module.net[\"a\"].id", "module.net[\"a\"]", "module.net""#),
        ], calls: calls))
    #expect(subnets(other) == ["nic: first"])
  }

  @Test("of a condition, the side that is not known already; not even made is not meant")
  func condition() throws {
    let known = Part(
      "azurerm_subnet", "existing",
      """
      "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/hub/subnets/old",
      "name": "old", "resource_group_name": "g", "virtual_network_name": "hub"
      """, isData: true)
    let read = try TerraformRead(
      TerraformText.plan([
        known, Self.subnet("a"),
        Self.interface(
          """
          "var.create", "azurerm_subnet.a.id", "azurerm_subnet.a",
          "data.azurerm_subnet.existing.id", "data.azurerm_subnet.existing",
          "azurerm_subnet.never[0].id", "azurerm_subnet.never[0]", "azurerm_subnet.never"
          """),
      ]))
    #expect(subnets(read) == ["nic: a"])
  }

  @Test("of two sides that are both open, of which one cannot be followed, neither is taken")
  func openCondition() throws {
    let read = try TerraformRead(
      TerraformText.plan([
        Self.network, Self.subnet("a"),
        Self.interface(
          """
          "azurerm_subnet.a.id", "azurerm_subnet.a",
          "azurerm_virtual_network.hub.subnet", "azurerm_virtual_network.hub"
          """),
      ]))
    #expect(
      subnets(read)[0].hasSuffix("it may be of azurerm_subnet.a or azurerm_virtual_network.hub"))
    let named = try TerraformRead(
      TerraformText.plan([
        Self.network, Self.subnet("a"),
        Self.interface(
          """
          "azurerm_virtual_network.hub.name", "azurerm_virtual_network.hub",
          "azurerm_subnet.a.id", "azurerm_subnet.a"
          """),
      ]))
    #expect(subnets(named) == ["nic: a"])
  }

  @Test(
    "what a plan does not show is unknown, with what hides it",
    arguments: [
      (#""local.subnets""#, "it depends on local.subnets, which a plan does not show"),
      (
        #""each.value.subnet", "each.value""#,
        "it depends on each.value.subnet, which a plan does not show"
      ),
      (
        #""random_string.x.result", "random_string.x""#,
        "it depends on random_string.x.result, which a plan does not show"
      ),
    ])
  func hidden(references: String, because: String) throws {
    let read = try TerraformRead(
      TerraformText.plan([
        Self.subnet("a"), Part("random_string", "x", "", unknown: #""result": true"#),
        Self.interface(references),
      ]))
    #expect(subnets(read)[0].hasSuffix(because))
  }

  @Test("an id of another kind is not taken for the subnet")
  func otherKind() throws {
    let read = try TerraformRead(
      TerraformText.plan([
        Self.network,
        Self.interface(#""azurerm_virtual_network.hub.id", "azurerm_virtual_network.hub""#),
      ]))
    #expect(subnets(read)[0].contains("is known after the apply: it is a part of"))
  }

  @Test("a generated block, of which a plan has no expressions, is unknown")
  func dynamicBlock() throws {
    var interface = Self.interface("")
    interface.expressions = #""name": {"constant_value": "nic"}"#
    let read = try TerraformRead(TerraformText.plan([Self.subnet("a"), interface]))
    #expect(subnets(read)[0].hasSuffix("is known after the apply"))
  }

  @Test("without a configuration, what is open stays open")
  func withoutConfiguration() throws {
    let read = try TerraformRead(
      TerraformText.plan(
        [Self.subnet("a"), Self.interface(#""azurerm_subnet.a.id""#)], isConfigured: false))
    #expect(subnets(read)[0].hasSuffix("is known after the apply"))
  }

  @Test("a resource whose name is not known has a symbol of its own, also for what is in it")
  func openNames() throws {
    let parts = ["a", "b"].flatMap { name in
      [
        Part(
          "azurerm_virtual_network", name,
          #""resource_group_name": "g", "address_space": ["10.0.0.0/16"]"#,
          unknown: #""id": true, "name": true"#,
          expressions: #""name": {"references": ["random_pet.x.id", "random_pet.x"]}"#),
        Part(
          "azurerm_subnet", name, #""name": "s", "resource_group_name": "g""#,
          unknown: #""id": true, "virtual_network_name": true"#,
          expressions: """
            "virtual_network_name": {"references": ["azurerm_virtual_network.\(name).name",
              "azurerm_virtual_network.\(name)"]}
            """),
      ]
    }
    let read = try TerraformRead(TerraformText.plan(parts))
    #expect(
      read.estate.subnets.all.map(\.network.name) == [
        "{azurerm_virtual_network.a.name}", "{azurerm_virtual_network.b.name}",
      ])
    #expect(read.estate.networks.all.count == 2)
  }

  @Test("an attribute that is only written is what the configuration refers to")
  func writeOnly() throws {
    var subnet = Self.subnet("a")
    subnet.values += #", "network_security_group_id_wo_version": 1"#
    subnet.expressions = """
      "network_security_group_id_wo": {"references": ["azurerm_network_security_group.n.id",
        "azurerm_network_security_group.n"]}
      """
    let read = try TerraformRead(TerraformText.plan([subnet, Self.group]))
    #expect(read.estate.subnets.all.first?.securityGroup.value?.id.name == "n")
    let state = try TerraformRead(TerraformText.state([subnet]))
    #expect(
      state.estate.subnets.all.first?.securityGroup.unknown?.because.hasSuffix("it is only written")
        == true)
  }
}
