internal import EstateModel

extension TerraformKind {
  static let databases: [TerraformKind] = [
    TerraformKind.resource(
      "azurerm_mssql_server", sql, .group,
      [
        publicAccess, .copy("fully_qualified_domain_name", "fullyQualifiedDomainName"),
      ]
    ).with { block, target in
      guard let policy = block["connection_policy"] else { return [] }
      return [
        TerraformChild(
          id: target.id.child("connectionPolicies", "default"),
          properties: ConfigurationValue(.object([]), at: policy.place)
            .setting("connectionType", to: policy))
      ]
    },
    .resource(
      "azurerm_sql_server", sql, .group,
      [.copy("fully_qualified_domain_name", "fullyQualifiedDomainName")]),
    addressRule("azurerm_mssql_firewall_rule", sql, .within(["server_id"])),
    addressRule("azurerm_sql_firewall_rule", sql, .named(["server_name"])),
    .resource(
      "azurerm_mssql_virtual_network_rule", "\(sql)/virtualNetworkRules", .within(["server_id"]),
      [.copy("subnet_id", "virtualNetworkSubnetId")]),
    .resource(
      "azurerm_sql_virtual_network_rule", "\(sql)/virtualNetworkRules", .named(["server_name"]),
      [.copy("subnet_id", "virtualNetworkSubnetId")]),
    .resource(
      "azurerm_mssql_managed_instance", "Microsoft.Sql/managedInstances", .group,
      [
        .copy("subnet_id", "subnetId"),
        .copy("public_data_endpoint_enabled", "publicDataEndpointEnabled"),
        .copy("fqdn", "fullyQualifiedDomainName"),
      ]),
    .resource(
      "azurerm_cosmosdb_account", "Microsoft.DocumentDB/databaseAccounts", .group,
      [
        publicAccess, .copy("ip_range_filter", "ipRangeFilter"),
        .copy("is_virtual_network_filter_enabled", "isVirtualNetworkFilterEnabled"),
        .objects("virtual_network_rule", "virtualNetworkRules", [.copy("id", "id")]),
        .words(
          "network_acl_bypass_for_azure_services", path: "networkAclBypass", yes: "AzureServices",
          no: "None"),
        .objects("capabilities", "capabilities", [.copy("name", "name")]),
      ], body: [.copy("kind", "kind")]),
    .resource(
      "azurerm_mongo_cluster", mongo, .group,
      [.enabled("public_network_access", path: "publicNetworkAccess")]),
    addressRule("azurerm_mongo_cluster_firewall_rule", mongo, .within(["mongo_cluster_id"])),
    .resource(
      "azurerm_postgresql_flexible_server", postgreSQL, .group,
      [
        .copy("delegated_subnet_id", "network/delegatedSubnetResourceId"),
        .copy("private_dns_zone_id", "network/privateDnsZoneArmResourceId"),
        .enabled("public_network_access_enabled", path: "network/publicNetworkAccess"),
      ]),
    addressRule(
      "azurerm_postgresql_flexible_server_firewall_rule", postgreSQL, .within(["server_id"])),
    .resource(
      "azurerm_mysql_flexible_server", mySQL, .group,
      [
        .copy("delegated_subnet_id", "network/delegatedSubnetResourceId"),
        .copy("private_dns_zone_id", "network/privateDnsZoneResourceId"),
        .enabled(
          "public_network_access", "public_network_access_enabled",
          path: "network/publicNetworkAccess"),
      ]),
    addressRule(
      "azurerm_mysql_flexible_server_firewall_rule", mySQL, .named(["server_name"])),
    .resource(
      "azurerm_redis_cache", redis, .group,
      [
        publicAccess, .copy("subnet_id", "subnetId"),
        .copy(first: ["non_ssl_port_enabled", "enable_non_ssl_port"], "enableNonSslPort"),
      ], body: [.copy("sku_name", "sku/name")]),
    .resource(
      "azurerm_redis_firewall_rule", "\(redis)/firewallRules", .named(["redis_cache_name"]),
      [.copy("start_ip", "startIP"), .copy("end_ip", "endIP")]),
    .resource(
      "azurerm_redis_enterprise_cluster", "Microsoft.Cache/redisEnterprise", .group, [],
      body: [.copy("sku_name", "sku/name")]),
    .resource(
      "azurerm_managed_redis", "Microsoft.Cache/redisEnterprise", .group,
      [.enabled("public_network_access", path: "publicNetworkAccess")],
      body: [.copy("sku_name", "sku/name")]),
  ]

  private static let sql = "Microsoft.Sql/servers"
  private static let mongo = "Microsoft.DocumentDB/mongoClusters"
  private static let postgreSQL = "Microsoft.DBforPostgreSQL/flexibleServers"
  private static let mySQL = "Microsoft.DBforMySQL/flexibleServers"
  private static let redis = "Microsoft.Cache/redis"

  /// The flag of most services.
  static let publicAccess = TerraformField.enabled(
    "public_network_access_enabled", path: "publicNetworkAccess")

  /// A range of addresses that a service lets in.
  static func addressRule(
    _ type: String, _ service: String, _ identity: TerraformIdentity
  ) -> TerraformKind {
    .resource(
      type, "\(service)/firewallRules", identity,
      [.copy("start_ip_address", "startIpAddress"), .copy("end_ip_address", "endIpAddress")])
  }
}
