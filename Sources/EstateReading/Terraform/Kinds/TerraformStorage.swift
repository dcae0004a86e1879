internal import EstateModel

extension TerraformKind {
  static let storage: [TerraformKind] = [
    .resource(
      "azurerm_storage_account", account, .group,
      [
        .enabled("public_network_access_enabled", path: "publicNetworkAccess"),
        .object("network_rules", "networkAcls", rules),
        .copy(
          first: ["https_traffic_only_enabled", "enable_https_traffic_only"],
          "supportsHttpsTrafficOnly"),
        .copy("is_hns_enabled", "isHnsEnabled"), .copy("sftp_enabled", "isSftpEnabled"),
        .copy("nfsv3_enabled", "isNfsV3Enabled"), .copy("dns_endpoint_type", "dnsEndpointType"),
      ]
        + ["blob", "file", "queue", "table", "dfs", "web"].map {
          .copy("primary_\($0)_endpoint", "primaryEndpoints/\($0)")
        },
      body: [.copy("account_kind", "kind"), storageTier]),
    .edit("azurerm_storage_account_network_rules") { block, target in
      let written = TerraformField.written(
        rules, of: block, into: ConfigurationValue(.object([]), at: block.place), target)
      guard let account = block["storage_account_id"] ?? namedAccount(block) else { return [] }
      return [.set(account, Self.account, "networkAcls", to: written)].compactMap(\.self)
    },
    .resource("azurerm_storage_container", "\(account)/blobServices/containers", inAccount),
    .resource("azurerm_storage_share", "\(account)/fileServices/shares", inAccount),
    .resource(
      "azurerm_storage_management_policy", "\(account)/managementPolicies",
      .only("default", within: ["storage_account_id"])),
  ]

  private static let account = "Microsoft.Storage/storageAccounts"
  private static let inAccount = TerraformIdentity.either(
    .below(["storage_account_id"], "default"), .named(["storage_account_name", "=default"]))

  private static let rules: [TerraformField] = [
    .copy("default_action", "defaultAction"),
    .joined("bypass", "bypass", with: ", "),
    addressRules,
    .reference("virtual_network_subnet_ids", path: "virtualNetworkRules"),
    .objects(
      "private_link_access", "resourceAccessRules",
      [.copy("endpoint_resource_id", "resourceId"), .copy("endpoint_tenant_id", "tenantId")]),
  ]

  static let addressRules = TerraformField { block, object, _ in
    guard let written = block["ip_rules"] else { return }
    guard written.isArray else {
      object = object.setting("ipRules", to: written)
      return
    }
    let elements = written.array.map {
      ConfigurationValue(.object([]), at: $0.place).setting("value", to: $0)
    }
    object = object.setting("ipRules", to: .list(elements, at: written.place))
  }

  private static let storageTier = TerraformField { block, object, _ in
    guard let tier = block["account_tier"]?.text,
      let replication = block["account_replication_type"]?.text
    else { return }
    object = object.setting("sku/name", to: .text("\(tier)_\(replication)", at: block.place))
  }

  /// Up to version 2 the rules named their account by group and name.
  private static func namedAccount(_ block: TerraformBlock) -> ConfigurationValue? {
    guard let name = block["storage_account_name"], let text = name.symbolicText else { return nil }
    return .text(
      ResourceID(
        subscription: nil, resourceGroup: block["resource_group_name"]?.text,
        provider: "Microsoft.Storage", segments: [.init(type: "storageAccounts", name: text)]
      ).description, at: name.place)
  }
}
