internal import EstateModel

extension TerraformKind {
  private static let cluster = "Microsoft.ContainerService/managedClusters"
  private static let `extension` = "Microsoft.KubernetesConfiguration/extensions"

  static let kubernetes: [TerraformKind] = [
    .resource(
      "azurerm_kubernetes_cluster", cluster, .group,
      [
        .copy("private_cluster_enabled", "\(access)/enablePrivateCluster"),
        .object(
          "api_server_access_profile", access,
          [
            .copy("authorized_ip_ranges", "authorizedIPRanges"),
            .copy(
              first: ["virtual_network_integration_enabled", "vnet_integration_enabled"],
              "enableVnetIntegration"),
            .copy("subnet_id", "subnetId"),
          ]),
        .copy("api_server_authorized_ip_ranges", "\(access)/authorizedIPRanges"),
        .copy("private_dns_zone_id", "\(access)/privateDNSZone"),
        publicName,
        .enabled("public_network_access_enabled", path: "publicNetworkAccess"),
        .objects("default_node_pool", "agentPoolProfiles", nodePool),
        .object(
          "network_profile", "networkProfile",
          [
            .copy("outbound_type", "outboundType"), .copy("network_plugin", "networkPlugin"),
            .copy("network_plugin_mode", "networkPluginMode"),
            .copy("network_policy", "networkPolicy"), .copy("pod_cidr", "podCidr"),
            .copy("service_cidr", "serviceCidr"), .copy("load_balancer_sku", "loadBalancerSku"),
          ]),
        .copy("fqdn", "fqdn"), .copy("private_fqdn", "privateFQDN"),
        .copy("node_resource_group", "nodeResourceGroup"),
      ]),
    .resource(
      "azurerm_kubernetes_cluster_node_pool", "\(cluster)/agentPools",
      .within(["kubernetes_cluster_id"]), nodePool),
    .resource(
      "azurerm_kubernetes_cluster_extension", `extension`, .extending(["cluster_id"]),
      extensionFields),
    .resource(
      "azurerm_arc_kubernetes_cluster_extension", `extension`, .extending(["cluster_id"]),
      extensionFields),
  ]

  private static let access = "apiServerAccessProfile"

  private static let nodePool: [TerraformField] = [
    .copy("name", "name"), .copy("vnet_subnet_id", "vnetSubnetID"),
    .copy("pod_subnet_id", "podSubnetID"),
    .copy(first: ["node_public_ip_enabled", "enable_node_public_ip"], "enableNodePublicIP"),
  ]

  private static let extensionFields: [TerraformField] = [
    .copy("extension_type", "extensionType"),
    .copy("configuration_settings", "configurationSettings"),
  ]

  /// The provider switches the public name of a private cluster off unless it is told otherwise.
  private static let publicName = TerraformField { block, object, _ in
    let path = "\(access)/enablePrivateClusterPublicFQDN"
    if let flag = block["private_cluster_public_fqdn_enabled"] {
      object = object.setting(path, to: flag)
    } else if !block.isData, block.flag("private_cluster_enabled") == true {
      object = object.setting(path, to: ConfigurationValue(.bool(false), at: block.place))
    }
  }
}
