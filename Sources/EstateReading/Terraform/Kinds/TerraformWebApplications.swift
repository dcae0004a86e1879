internal import EstateModel

extension TerraformKind {
  private static let site = "Microsoft.Web/sites"

  static let webApplications: [TerraformKind] =
    [
      ("linux_web_app", "app,linux"), ("windows_web_app", "app"),
      ("linux_function_app", "functionapp,linux"), ("windows_function_app", "functionapp"),
      ("function_app_flex_consumption", "functionapp,linux"), ("app_service", "app"),
      ("function_app", "functionapp"), ("logic_app_standard", "functionapp,workflowapp"),
    ].map { type, kind in
      .resource(
        "azurerm_\(type)", site, .group, siteFields, body: [.constant(kind, "kind")])
    }
    + [
      ("linux_web_app_slot", "app_service_id"), ("windows_web_app_slot", "app_service_id"),
      ("linux_function_app_slot", "function_app_id"),
      ("windows_function_app_slot", "function_app_id"),
    ].map { type, parent in
      .resource("azurerm_\(type)", "\(site)/slots", .within([parent]), siteFields)
    }
    + [
      .edit("azurerm_app_service_virtual_network_swift_connection") { block, _ in
        [
          .set(block["app_service_id"], site, "virtualNetworkSubnetId", to: block["subnet_id"])
        ].compactMap(\.self)
      },
      .resource("azurerm_static_web_app", "Microsoft.Web/staticSites", .group, staticFields),
      .resource("azurerm_static_site", "Microsoft.Web/staticSites", .group, staticFields),
      .resource("azurerm_service_plan", "Microsoft.Web/serverfarms"),
      .resource("azurerm_app_service_plan", "Microsoft.Web/serverfarms"),
      .resource(
        "azurerm_container_app_environment", "Microsoft.App/managedEnvironments", .group,
        [
          .copy("infrastructure_subnet_id", "vnetConfiguration/infrastructureSubnetId"),
          .copy("internal_load_balancer_enabled", "vnetConfiguration/internal"),
          .copy("default_domain", "defaultDomain"),
          .enabled("public_network_access", path: "publicNetworkAccess"),
        ]),
      .resource(
        "azurerm_container_app", "Microsoft.App/containerApps", .group,
        [
          .copy("container_app_environment_id", "environmentId"),
          .object(
            "ingress", "configuration/ingress",
            [
              .copy("external_enabled", "external"), .copy("target_port", "targetPort"),
              .copy("exposed_port", "exposedPort"), .copy("transport", "transport"),
              .copy("fqdn", "fqdn"),
              .objects(
                "ip_security_restriction", "ipSecurityRestrictions",
                [
                  .copy("name", "name"), .copy("action", "action"),
                  .copy("ip_address_range", "ipAddressRange"),
                ]),
            ]),
        ]),
      .resource(
        "azurerm_api_management", "Microsoft.ApiManagement/service", .group,
        [
          publicAccess, .copy("virtual_network_type", "virtualNetworkType"),
          .object(
            "virtual_network_configuration", "virtualNetworkConfiguration",
            [.copy("subnet_id", "subnetResourceId")]),
        ],
        body: [
          TerraformField { block, object, _ in
            guard let sku = block["sku_name"], let tier = sku.text?.split(separator: "_").first
            else { return }
            object = object.setting("sku/name", to: .text(String(tier), at: sku.place))
          }
        ]),
      .resource(
        "azurerm_app_configuration", "Microsoft.AppConfiguration/configurationStores", .group,
        [.enabled("public_network_access", path: "publicNetworkAccess")],
        body: [.copy("sku", "sku/name")]),
      .resource(
        "azurerm_bot_service_azure_bot", "Microsoft.BotService/botServices", .group,
        [publicAccess]),
    ]

  private static let staticFields: [TerraformField] = [
    publicAccess, .copy("default_host_name", "defaultHostname"),
  ]

  // MARK: Sites

  private static let siteFields: [TerraformField] = [
    .enabled(
      "public_network_access_enabled", "public_network_access", path: "publicNetworkAccess"),
    .copy("virtual_network_subnet_id", "virtualNetworkSubnetId"),
    .copy(first: ["default_hostname", "default_site_hostname"], "defaultHostName"),
    .object(
      "site_config", "siteConfig",
      [
        .objects("ip_restriction", "ipSecurityRestrictions", restriction),
        .copy("ip_restriction_default_action", "ipSecurityRestrictionsDefaultAction"),
        .objects("scm_ip_restriction", "scmIpSecurityRestrictions", restriction),
        .copy("scm_ip_restriction_default_action", "scmIpSecurityRestrictionsDefaultAction"),
        .copy("scm_use_main_ip_restriction", "scmIpSecurityRestrictionsUseMain"),
        .copy("vnet_route_all_enabled", "vnetRouteAllEnabled"),
      ]),
    .copy("app_settings", "siteConfig/appSettings"),
  ]

  /// A tag stands in ARM in the place of the addresses.
  private static let restriction: [TerraformField] = [
    .copy("name", "name"), .copy("priority", "priority"), .copy("action", "action"),
    .copy("ip_address", "ipAddress"),
    .copy(first: ["virtual_network_subnet_id", "subnet_id"], "vnetSubnetResourceId"),
    .copy("headers", "headers"),
    TerraformField { block, object, _ in
      guard let tag = block["service_tag"] else { return }
      object = object.setting("ipAddress", to: tag)
        .setting("tag", to: .text("ServiceTag", at: tag.place))
    },
  ]
}
