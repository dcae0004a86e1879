import EstateModel
import Testing

@testable import EstateReading

private let g = "/subscriptions/s/resourceGroups/g/providers"

struct TerraformStateTests {
  @Test("a state file: instances, modules, data sources, and none that was replaced")
  func stateFile() throws {
    func resource(_ name: String, _ instances: String, beside: String = "") -> String {
      """
      {"mode": "managed", "type": "azurerm_virtual_network", "name": "\(name)", \(beside)
       "provider": "provider[\\"registry.terraform.io/hashicorp/azurerm\\"]", "instances": [\(instances)]}
      """
    }
    func instance(_ name: String, _ beside: String = "") -> String {
      """
      {\(beside) "schema_version": 0, "attributes": {
        "id": "\(g)/Microsoft.Network/virtualNetworks/\(name)", "name": "\(name)",
        "resource_group_name": "g", "address_space": ["10.0.0.0/16"]}}
      """
    }
    let read = try TerraformRead(
      """
      {"version": 4, "terraform_version": "1.9.0", "serial": 7, "lineage": "l", "outputs": {},
       "resources": [
        \(resource("plain", instance("plain") + ", " + instance("old", #""deposed": "a1","#))),
        \(resource("keyed", instance("a", #""index_key": "a","#) + "," + instance("b", #""index_key": 1,"#),
          beside: #""module": "module.net[\"x\"]","#)),
        {"mode": "data", "type": "azurerm_client_config", "name": "c", "instances": [{"attributes": {}}]}]}
      """, format: .terraformState)
    #expect(
      read.list == ["plain", "a", "b"].map { "Microsoft.Network/virtualNetworks \($0)" })
    #expect(try read.resource("a").id.subscription == "s")
  }

  @Test("what a resource lists of others that are resources of their own is theirs to tell")
  func supersession() throws {
    let read = try TerraformRead(
      TerraformText.state([
        TerraformText.Part(
          "azurerm_virtual_network", "v",
          """
          "id": "\(g)/Microsoft.Network/virtualNetworks/v", "name": "v", "resource_group_name": "g",
          "subnet": [
            {"name": "own", "address_prefixes": ["10.0.9.0/24"], "security_group": "\(g)/Microsoft.Network/networkSecurityGroups/stale"},
            {"name": "other", "address_prefixes": ["10.0.2.0/24"], "security_group": ""}]
          """),
        TerraformText.Part(
          "azurerm_subnet", "own",
          """
          "id": "\(g)/Microsoft.Network/virtualNetworks/v/subnets/own", "name": "own",
          "resource_group_name": "g", "virtual_network_name": "v", "address_prefixes": ["10.0.1.0/24"]
          """),
      ]), format: .terraformState)
    #expect(
      read.estate.subnets.all.map {
        "\($0.id.name) \($0.prefixes.compactMap { $0.value.map(String.init(describing:)) })"
      }.sorted()
        == [#"other ["10.0.2.0/24"]"#, #"own ["10.0.1.0/24"]"#])
    let areBare = read.estate.subnets.all.allSatisfy { $0.securityGroup.isAbsent }
    #expect(areBare)
  }

  @Test("a rule that the plan destroys is not read from the list of its group")
  func destroyed() throws {
    let plan = TerraformText.plan([
      TerraformText.Part(
        "azurerm_network_security_group", "n",
        """
        "id": "\(g)/Microsoft.Network/networkSecurityGroups/n", "name": "n", "resource_group_name": "g",
        "security_rule": [{"name": "gone", "priority": 100}, {"name": "kept", "priority": 110}]
        """)
    ]).replacing(
      "\"resource_changes\": [",
      with: """
        "resource_changes": [{"address": "azurerm_network_security_rule.r",
          "type": "azurerm_network_security_rule", "change": {"actions": ["delete"], "before": {
            "id": "\(g)/Microsoft.Network/networkSecurityGroups/n/securityRules/gone"}}},
        """)
    let read = try TerraformRead(plan)
    #expect(read.estate.securityGroups.all.first?.rules.map(\.name) == ["kept"])
  }

  @Test("rules of an account that the plan destroys are not read from what the account lists")
  func destroyedRules() throws {
    let plan = TerraformText.plan([
      TerraformText.Part(
        "azurerm_storage_account", "st",
        """
        "id": "\(g)/Microsoft.Storage/storageAccounts/st", "name": "st", "resource_group_name": "g",
        "network_rules": [{"default_action": "Deny"}]
        """)
    ])
    let kept = try TerraformRead(plan)
    #expect(kept.estate.storageAccounts.all.first?.firewall.defaultAction.value == .deny)
    let read = try TerraformRead(
      plan.replacing(
        "\"resource_changes\": [",
        with: """
          "resource_changes": [{"address": "azurerm_storage_account_network_rules.r",
            "type": "azurerm_storage_account_network_rules", "change": {"actions": ["delete"],
            "before": {"storage_account_id": "\(g)/Microsoft.Storage/storageAccounts/st"}}},
          """))
    #expect(read.estate.storageAccounts.all.first?.firewall.defaultAction.isAbsent == true)
  }

  @Test("a data source tells some settings, and what it leaves out is open")
  func dataSource() throws {
    let plan = TerraformText.plan([]).replacing(
      "\"resource_changes\"",
      with: """
        "prior_state": {"format_version": "1.0", "values": {"root_module": {"resources": [
          {"address": "data.azurerm_subnet.a", "mode": "data", "type": "azurerm_subnet", "name": "a",
           "values": {"id": "\(g)/Microsoft.Network/virtualNetworks/v/subnets/a", "name": "a",
             "resource_group_name": "g", "virtual_network_name": "v", "address_prefixes": ["10.0.1.0/24"],
             "network_security_group_id": "", "route_table_id": "\(g)/Microsoft.Network/routeTables/t"}},
          {"address": "azurerm_subnet.old", "mode": "managed", "type": "azurerm_subnet", "name": "old",
           "values": {"id": "\(g)/Microsoft.Network/virtualNetworks/v/subnets/old", "name": "old"}}]}}},
        "resource_changes"
        """)
    let read = try TerraformRead(plan)
    #expect(read.list == ["Microsoft.Network/virtualNetworks/subnets v/a"])
    let subnet = try #require(read.estate.subnets.all.first)
    #expect(subnet.prefixes.count == 1)
    #expect(subnet.securityGroup.isAbsent, "it has none")
    #expect(subnet.routeTable.value?.id.name == "t")
    #expect(
      subnet.natGateway.unknown?.because
        == "data.azurerm_subnet.a is a data source, which tells only some settings")
  }

  @Test(
    "a data source that is read only at the apply tells nothing, one that was read all its rules")
  func deferredDataSource() throws {
    func group(_ values: String, _ unknown: String) throws -> NetworkSecurityGroup {
      let read = try TerraformRead(
        TerraformText.plan([
          TerraformText.Part(
            "azurerm_network_security_group", "n",
            #""name": "n", "resource_group_name": "g"\#(values)"#, unknown: unknown,
            expressions: #""name": {"constant_value": "n"}"#, isData: true)
        ]))
      return try #require(read.estate.securityGroups.all.first)
    }
    let open = try group("", #""id": true, "security_rule": true"#)
    #expect(!open.isDescribed)
    let read = try group(#", "security_rule": []"#, "")
    #expect(read.isDescribed && read.rules.isEmpty)
  }

  @Test("a data source and the resource itself are one")
  func readAndManaged() throws {
    let id = "\(g)/Microsoft.Network/virtualNetworks/v"
    let read = try TerraformRead(
      TerraformText.state([
        TerraformText.Part(
          "azurerm_virtual_network", "d", #""id": "\#(id)", "name": "v""#, isData: true),
        TerraformText.Part(
          "azurerm_virtual_network", "v",
          #""id": "\#(id)", "name": "v", "address_space": ["10.0.0.0/16"]"#),
      ]))
    #expect(read.list.count == 1)
    #expect(read.estate.networks.all.first?.dnsServers == [])
    #expect(read.resources.first?.restUnknown == nil)
  }

  @Test("what is only left to be destroyed is left out of a printed state, too")
  func deposed() throws {
    let printed = TerraformText.state([
      TerraformText.Part("azurerm_network_security_group", "n", #""name": "new""#),
      TerraformText.Part(
        "azurerm_network_security_group", "n", #""name": "old""#),
    ])
    let key = try #require(printed.ranges(of: "\"values\": {\"name\": \"old\"").first)
    let read = try TerraformRead(
      printed.replacingCharacters(
        in: key, with: "\"deposed_key\": \"a1b2c3d4\", \"values\": {\"name\": \"old\""),
      format: .terraformState)
    #expect(read.list == ["Microsoft.Network/networkSecurityGroups new"])
  }

  @Test("formats of all versions are known, and empty states")
  func versions() throws {
    for version in ["0.1", "0.2", "1.0", "1.2"] {
      let root = try JSONReader.read(
        SourceText(
          file: "f",
          bytes: Array(#"{"format_version": "\#(version)", "planned_values": {}}"#.utf8)))
      #expect(FormatRecognition.format(of: root) == .terraformPlan)
    }
    for text in [
      #"{"format_version": "1.0", "terraform_version": "1.9.0"}"#,
      #"{"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {}}}"#,
      #"{"version": 4, "terraform_version": "1.9.0", "serial": 1, "lineage": "", "resources": []}"#,
    ] {
      let root = try JSONReader.read(SourceText(file: "f", bytes: Array(text.utf8)))
      #expect(FormatRecognition.format(of: root) == .terraformState)
      #expect(TerraformReader(root: root, format: .terraformState).diagnostics == [])
    }
  }

  @Test("in a folder the backup of a state is left aside")
  func backup() throws {
    func state(_ space: String) -> String {
      TerraformText.state([
        TerraformText.Part(
          "azurerm_virtual_network", "v",
          #""name": "v", "resource_group_name": "g", "address_space": ["\#(space)"]"#)
      ])
    }
    let folder = try TemporaryFolder([
      "terraform.tfstate": state("10.0.0.0/16"), "terraform.tfstate.backup": state("10.9.0.0/16"),
    ])
    let read = folder.read()
    #expect(read.trouble == [])
    #expect(read.resources.count == 1)
    #expect(read.ledger.skipped.map(\.because) == ["it is the copy of an older state"])
  }

  @Test("resources of other providers are counted, azurerm's unknown ones are not modelled")
  func others() throws {
    let read = try TerraformRead(
      TerraformText.plan([
        TerraformText.Part("random_id", "r", ""), TerraformText.Part("random_id", "s", ""),
        TerraformText.Part("aws_vpc", "v", ""),
        TerraformText.Part("azurerm_resource_group", "g", #""name": "g""#),
        TerraformText.Part(
          "azurerm_future_gateway", "f", #""name": "f", "resource_group_name": "g""#),
        TerraformText.Part(
          "azurerm_role_assignment", "r", #""scope": "\#(g)/Microsoft.KeyVault/vaults/kv""#,
          unknown: #""id": true, "name": true"#, expressions: ""),
      ]))
    #expect(
      read.notes == ["3 resources of other providers are left out: aws (1), random (2)"])
    #expect(
      read.ledger.notModelled.map(\.type) == [
        "azurerm/future_gateway", "Microsoft.Authorization/roleAssignments",
      ])
    #expect(read.estate.others.all.map(\.id.name) == ["f"])
  }

  @Test("no part of a plan that is cut off or twisted crashes the reader")
  func twisted() throws {
    let plan = TerraformText.plan(
      [
        TerraformText.Part(
          "azurerm_subnet", "s", #""name": "s", "address_prefixes": {"a": 1}, "delegation": 7"#,
          unknown: #""id": [true], "name": {"x": true}, "address_prefixes": true"#,
          expressions: #""name": [7], "address_prefixes": {"references": [1, "..", "[", "module"]}"#
        ),
        TerraformText.Part(
          "azurerm_virtual_network", "v", #""name": 7, "subnet": [[1], 2], "address_space": "x""#,
          unknown: #""subnet": [true, [true]]"#),
        TerraformText.Part("azurerm_lb_rule", "r", #""loadbalancer_id": "nothing""#),
        TerraformText.Part("azurerm", "r", #""name": "x""#),
        TerraformText.Part("azurerm_", "r", #""name": "x""#),
        TerraformText.Part("azapi_resource", "a", #""type": "x", "body": "{", "parent_id": 7"#),
      ])
    _ = try TerraformRead(plan)
    for change in [("true", "null"), ("[", "{\"k\": ["), ("\"references\"", "\"constant_value\"")] {
      let text = plan.replacing(change.0, with: change.1)
      do {
        _ = try TerraformRead(text)
      } catch is DocumentFailure {
        continue
      }
    }
  }
}
