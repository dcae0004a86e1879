internal import EstateModel

extension TerraformKind {
  private static let manager = "Microsoft.Network/networkManagers"
  private static let adminConfiguration = "\(manager)/securityAdminConfigurations"

  static let networkManagers: [TerraformKind] = [
    .resource(
      "azurerm_network_manager", manager, .group,
      [
        .object(
          "scope", "networkManagerScopes",
          [
            .copy("subscription_ids", "subscriptions"),
            .copy("management_group_ids", "managementGroups"),
          ]),
        .copy("scope_accesses", "networkManagerScopeAccesses"),
      ]),
    .resource(
      "azurerm_network_manager_network_group", "\(manager)/networkGroups",
      .within(["network_manager_id"])),
    .resource(
      "azurerm_network_manager_static_member", "\(manager)/networkGroups/staticMembers",
      .within(["network_group_id"]), [.copy("target_virtual_network_id", "resourceId")]),
    .resource(
      "azurerm_network_manager_security_admin_configuration", adminConfiguration,
      .within(["network_manager_id"]),
      [
        .copy(
          "apply_on_network_intent_policy_based_services",
          "applyOnNetworkIntentPolicyBasedServices")
      ]),
    .resource(
      "azurerm_network_manager_admin_rule_collection", "\(adminConfiguration)/ruleCollections",
      .within(["security_admin_configuration_id"]), [groups]),
    .resource(
      "azurerm_network_manager_admin_rule", "\(adminConfiguration)/ruleCollections/rules",
      .within(["admin_rule_collection_id"]),
      [
        .copy("priority", "priority"), .copy("direction", "direction"), .copy("action", "access"),
        .copy("protocol", "protocol"),
        .copy("source_port_ranges", "sourcePortRanges"),
        .copy("destination_port_ranges", "destinationPortRanges"),
        .objects("source", "sources", peer), .objects("destination", "destinations", peer),
      ],
      body: [.constant("Custom", "kind")]),
  ]

  private static let peer: [TerraformField] = [
    .copy("address_prefix", "addressPrefix"), .copy("address_prefix_type", "addressPrefixType"),
  ]

  private static let groups = TerraformField { block, object, _ in
    guard let written = block["network_group_ids"] else { return }
    guard written.isArray else {
      object = object.setting("appliesToGroups", to: written)
      return
    }
    let elements = written.array.map {
      ConfigurationValue(.object([]), at: $0.place).setting("networkGroupId", to: $0)
    }
    object = object.setting("appliesToGroups", to: .list(elements, at: written.place))
  }
}
