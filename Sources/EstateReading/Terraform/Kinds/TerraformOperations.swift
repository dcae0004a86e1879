internal import EstateModel

extension TerraformKind {
  static let artificialIntelligence: [TerraformKind] = [
    .resource(
      "azurerm_cognitive_account", "Microsoft.CognitiveServices/accounts", .group, cognitive,
      body: [.copy("kind", "kind"), .copy("sku_name", "sku/name")]),
    .resource(
      "azurerm_ai_services", "Microsoft.CognitiveServices/accounts", .group, cognitive,
      body: [.constant("AIServices", "kind"), .copy("sku_name", "sku/name")]),
    .resource(
      "azurerm_search_service", search, .group,
      [
        publicAccess, values("allowed_ips", "networkRuleSet/ipRules", "value"),
        .copy("network_rule_bypass_option", "networkRuleSet/bypass"),
      ], body: [.copy("sku", "sku/name")]),
    .resource(
      "azurerm_search_shared_private_link_service", "\(search)/sharedPrivateLinkResources",
      .within(["search_service_id"]),
      [
        .copy("target_resource_id", "privateLinkResourceId"), .copy("subresource_name", "groupId"),
        .copy("status", "status"),
      ]),
  ]

  static let operations: [TerraformKind] = [
    .resource(
      "azurerm_data_factory", factory, .group,
      [.enabled("public_network_enabled", path: "publicNetworkAccess")]),
    managedEndpoint("azurerm_data_factory_managed_private_endpoint", "data_factory_id", factory),
    .resource(
      "azurerm_synapse_workspace", synapse, .group,
      [
        publicAccess,
        TerraformField { block, object, _ in
          guard block.flag("managed_virtual_network_enabled") == true,
            let flag = block["managed_virtual_network_enabled"]
          else { return }
          object = object.setting("managedVirtualNetwork", to: .text("default", at: flag.place))
        },
      ]),
    addressRule(
      "azurerm_synapse_firewall_rule", synapse, .within(["synapse_workspace_id"])),
    managedEndpoint("azurerm_synapse_managed_private_endpoint", "synapse_workspace_id", synapse),
    .resource(
      "azurerm_databricks_workspace", "Microsoft.Databricks/workspaces", .group,
      [publicAccess, .copy("workspace_url", "workspaceUrl")], body: [.copy("sku", "sku/name")]),
    .resource(
      "azurerm_kusto_cluster", "Microsoft.Kusto/clusters", .group,
      [publicAccess, .copy("allowed_ip_ranges", "allowedIpRangeList")],
      body: [.object("sku", "sku", [.copy("name", "name")])]),
    .resource(
      "azurerm_purview_account", "Microsoft.Purview/accounts", .group,
      [.enabled("public_network_enabled", path: "publicNetworkAccess")]),
    .resource(
      "azurerm_batch_account", "Microsoft.Batch/batchAccounts", .group,
      [
        publicAccess,
        .object(
          "network_profile", "networkProfile",
          [
            .object("account_access", "accountAccess", batchAccess),
            .object("node_management_access", "nodeManagementAccess", batchAccess),
          ]),
      ]),
    .resource(
      "azurerm_automation_account", "Microsoft.Automation/automationAccounts", .group,
      [publicAccess], body: [.copy("sku_name", "sku/name")]),
    .resource(
      "azurerm_recovery_services_vault", "Microsoft.RecoveryServices/vaults", .group,
      [publicAccess], body: [.copy("sku", "sku/name")]),
    .resource("azurerm_network_security_perimeter", perimeter),
    .resource(
      "azurerm_network_security_perimeter_association", "\(perimeter)/resourceAssociations",
      .within(["^network_security_perimeter_profile_id"]),
      [
        .reference("resource_id", path: "privateLinkResource"), .copy("access_mode", "accessMode"),
      ]),
  ]

  private static let search = "Microsoft.Search/searchServices"
  private static let factory = "Microsoft.DataFactory/factories"
  private static let synapse = "Microsoft.Synapse/workspaces"
  private static let perimeter = "Microsoft.Network/networkSecurityPerimeters"

  private static let cognitive: [TerraformField] = [
    .copy("custom_subdomain_name", "customSubDomainName"),
    .enabled(
      "public_network_access_enabled", "public_network_access", path: "publicNetworkAccess"),
    .object(
      "network_acls", "networkAcls",
      [
        .copy("default_action", "defaultAction"), .copy("bypass", "bypass"),
        addressRules,
        .objects("virtual_network_rules", "virtualNetworkRules", [.copy("subnet_id", "id")]),
      ]),
  ]

  private static let batchAccess: [TerraformField] = [
    .copy("default_action", "defaultAction"),
    .objects("ip_rule", "ipRules", [.copy("ip_range", "value"), .copy("action", "action")]),
  ]

  private static func managedEndpoint(
    _ type: String, _ attribute: String, _ service: String
  ) -> TerraformKind {
    .resource(
      type, "\(service)/managedVirtualNetworks/managedPrivateEndpoints",
      .below([attribute], "default"),
      [
        .copy("target_resource_id", "privateLinkResourceId"), .copy("subresource_name", "groupId"),
      ])
  }

  /// Texts as objects of one key.
  private static func values(_ from: String, _ path: String, _ key: String) -> TerraformField {
    TerraformField { block, object, _ in
      guard let written = block[from] else { return }
      let elements = (written.isArray ? written.array : [written]).map {
        ConfigurationValue(.object([]), at: $0.place).setting(key, to: $0)
      }
      object = object.appending(elements, to: path)
    }
  }
}
