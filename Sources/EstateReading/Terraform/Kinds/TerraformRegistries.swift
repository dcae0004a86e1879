internal import EstateModel

extension TerraformKind {
  static let registries: [TerraformKind] = [
    TerraformKind.resource(
      "azurerm_container_registry", registry, .group,
      [
        .enabled("public_network_access_enabled", path: "publicNetworkAccess"),
        .object(
          "network_rule_set", "networkRuleSet",
          [
            .copy("default_action", "defaultAction"),
            .objects(
              "ip_rule", "ipRules", [.copy("ip_range", "value"), .copy("action", "action")]),
            .objects("virtual_network", "virtualNetworkRules", [.copy("subnet_id", "id")]),
          ]),
        .copy("network_rule_bypass_option", "networkRuleBypassOptions"),
        .copy("data_endpoint_enabled", "dataEndpointEnabled"),
      ], body: [.copy("sku", "sku/name")]
    ).with { block, target in
      let old = block["georeplication_locations"]?.array ?? []
      let places = block.blocks("georeplications").compactMap { $0["location"] } + old
      return places.compactMap { place in
        guard let name = place.string else { return nil }
        return TerraformChild(
          id: target.id.child("replications", name.lowercased().filter { $0 != " " }),
          properties: ConfigurationValue(.object([]), at: place.place), location: place)
      }
    }
  ]

  private static let registry = "Microsoft.ContainerRegistry/registries"

  static let keyVaults: [TerraformKind] =
    [
      .resource(
        "azurerm_key_vault", vault, .group,
        [
          .enabled("public_network_access_enabled", path: "publicNetworkAccess"),
          .object("network_acls", "networkAcls", acls),
          .copy("vault_uri", "vaultUri"),
        ], body: [.copy("sku_name", "sku/name")]),
      .resource(
        "azurerm_key_vault_managed_hardware_security_module", "Microsoft.KeyVault/managedHSMs",
        .group,
        [
          .enabled("public_network_access_enabled", path: "publicNetworkAccess"),
          .object("network_acls", "networkAcls", acls),
        ]),
    ]
    + [("access_policy", "accessPolicies"), ("key", "keys"), ("secret", "secrets")].map {
      .resource("azurerm_key_vault_\($0)", "\(vault)/\($1)", .within(["key_vault_id"]))
    }

  private static let vault = "Microsoft.KeyVault/vaults"

  private static let acls: [TerraformField] = [
    .copy("default_action", "defaultAction"), .joined("bypass", "bypass", with: ", "),
    TerraformKind.addressRules,
    .reference("virtual_network_subnet_ids", path: "virtualNetworkRules"),
  ]
}
