internal import EstateModel

extension TerraformKind {
  private static let workspace = "Microsoft.MachineLearningServices/workspaces"
  private static let rulePrefix = "azurerm_machine_learning_workspace_network_outbound_rule"

  static let machineLearning: [TerraformKind] =
    [
      .resource(
        "azurerm_machine_learning_workspace", workspace, .group, linked + workspaceFields,
        body: [.copy("kind", "kind"), .copy("sku_name", "sku/name")]),
      .resource(
        "azurerm_ai_foundry", workspace, .group, linked + workspaceFields,
        body: [.constant("Hub", "kind")]),
      .resource(
        "azurerm_ai_foundry_project", workspace, .beside("ai_services_hub_id"),
        [.copy("ai_services_hub_id", "hubResourceId")], body: [.constant("Project", "kind")]),
      .resource(
        "\(rulePrefix)_private_endpoint", "\(workspace)/outboundRules", .within(["workspace_id"]),
        [
          .constant("PrivateEndpoint", "type"), .constant("UserDefined", "category"),
          .copy("service_resource_id", "destination/serviceResourceId"),
          .copy("sub_resource_target", "destination/subresourceTarget"),
          .copy("spark_enabled", "destination/sparkEnabled"),
        ]),
      .resource(
        "\(rulePrefix)_service_tag", "\(workspace)/outboundRules", .within(["workspace_id"]),
        [
          .constant("ServiceTag", "type"), .constant("UserDefined", "category"),
          .copy("service_tag", "destination/serviceTag"),
          .copy("protocol", "destination/protocol"),
          .copy("port_ranges", "destination/portRanges"),
        ]),
      .resource(
        "\(rulePrefix)_fqdn", "\(workspace)/outboundRules", .within(["workspace_id"]),
        [
          .constant("FQDN", "type"), .constant("UserDefined", "category"),
          .copy("destination_fqdn", "destination"),
        ]),
      compute(
        "compute_cluster", "AmlCompute",
        inner + [
          .enabled("ssh_public_access_enabled", path: "properties/remoteLoginPortPublicAccess")
        ]),
      compute(
        "compute_instance", "ComputeInstance",
        inner + [
          TerraformField { block, object, _ in
            let ssh = block["ssh"]
            object = object.setting(
              "properties/sshSettings/sshPublicAccess",
              to: ssh.map { $0.isUnknown ? $0 : .text("Enabled", at: $0.place) }
                ?? .text("Disabled", at: block.place))
          }
        ]),
      compute("inference_cluster", "AKS", [.copy("kubernetes_cluster_id", "resourceId")]),
      compute("synapse_spark", "SynapseSpark", []),
    ]
    + ["blobstorage", "datalake_gen2", "fileshare"].map {
      .resource(
        "azurerm_machine_learning_datastore_\($0)", "\(workspace)/datastores",
        .within(["workspace_id"]))
    }

  // MARK: Workspaces

  private static let linked: [TerraformField] = [
    .copy("storage_account_id", "storageAccount"), .copy("key_vault_id", "keyVault"),
    .copy("container_registry_id", "containerRegistry"),
    .copy("application_insights_id", "applicationInsights"),
    .copy("primary_user_assigned_identity", "primaryUserAssignedIdentity"),
  ]

  private static let workspaceFields: [TerraformField] = [
    .enabled(
      "public_network_access_enabled", "public_network_access", path: "publicNetworkAccess"),
    .copy("public_access_behind_virtual_network_enabled", "allowPublicAccessWhenBehindVnet"),
    .copy("image_build_compute_name", "imageBuildCompute"),
    .copy("v1_legacy_mode_enabled", "v1LegacyMode"),
    .copy("high_business_impact", "hbiWorkspace"),
    .copy("workspace_id", "workspaceId"),
    .object(
      "managed_network", "managedNetwork",
      [
        .copy("isolation_mode", "isolationMode"),
        .copy("provision_on_creation_enabled", "provisionNetworkNow"),
      ]),
    .object(
      "serverless_compute", "serverlessComputeSettings",
      [
        .copy("subnet_id", "serverlessComputeCustomSubnet"),
        .inverted("public_ip_enabled", "serverlessComputeNoPublicIP"),
        // The provider's default is the opposite of Azure's.
        TerraformField { block, object, _ in
          let key = "serverlessComputeNoPublicIP"
          guard !block.isData, object.member(key) == nil else { return }
          object = object.setting(key, to: ConfigurationValue(.bool(true), at: block.place))
        },
      ]),
  ]

  // MARK: Computes

  private static let inner: [TerraformField] = [
    .reference("subnet_resource_id", path: "properties/subnet"),
    .copy("node_public_ip_enabled", "properties/enableNodePublicIp"),
    .copy(first: ["vm_size", "virtual_machine_size"], "properties/vmSize"),
  ]

  private static func compute(
    _ type: String, _ computeType: String, _ fields: [TerraformField]
  ) -> TerraformKind {
    .resource(
      "azurerm_machine_learning_\(type)", "\(workspace)/computes",
      .within(["machine_learning_workspace_id"]),
      [.constant(computeType, "computeType"), .copy("location", "computeLocation")] + fields)
  }
}
