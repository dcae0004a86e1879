extension TerraformKind {
  /// Resources that are not modelled, and those that no packet meets, by their ARM types.
  static let others: [TerraformKind] =
    [
      ("virtual_wan", "Microsoft.Network/virtualWans"),
      ("virtual_hub", "Microsoft.Network/virtualHubs"),
      ("route_server", "Microsoft.Network/virtualHubs"),
      ("express_route_circuit", "Microsoft.Network/expressRouteCircuits"),
      ("express_route_gateway", "Microsoft.Network/expressRouteGateways"),
      ("express_route_port", "Microsoft.Network/expressRoutePorts"),
      ("vpn_gateway", "Microsoft.Network/vpnGateways"),
      ("vpn_site", "Microsoft.Network/vpnSites"),
      ("point_to_site_vpn_gateway", "Microsoft.Network/p2sVpnGateways"),
      ("network_watcher", "Microsoft.Network/networkWatchers"),
      ("network_ddos_protection_plan", "Microsoft.Network/ddosProtectionPlans"),
      (
        "web_application_firewall_policy",
        "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies"
      ),
      ("dns_zone", "Microsoft.Network/dnsZones"),
      ("traffic_manager_profile", "Microsoft.Network/trafficManagerProfiles"),
      ("cdn_frontdoor_profile", "Microsoft.Cdn/profiles"),
      ("availability_set", "Microsoft.Compute/availabilitySets"),
      ("managed_disk", "Microsoft.Compute/disks"),
      ("snapshot", "Microsoft.Compute/snapshots"),
      ("image", "Microsoft.Compute/images"),
      ("ssh_public_key", "Microsoft.Compute/sshPublicKeys"),
      ("user_assigned_identity", "Microsoft.ManagedIdentity/userAssignedIdentities"),
      ("monitor_metric_alert", "Microsoft.Insights/metricAlerts"),
      ("monitor_action_group", "Microsoft.Insights/actionGroups"),
      ("container_group", "Microsoft.ContainerInstance/containerGroups"),
      ("postgresql_server", "Microsoft.DBforPostgreSQL/servers"),
      ("mysql_server", "Microsoft.DBforMySQL/servers"),
      ("mariadb_server", "Microsoft.DBforMariaDB/servers"),
      ("media_services_account", "Microsoft.Media/mediaservices"),
      ("healthcare_service", "Microsoft.HealthcareApis/services"),
      ("healthcare_workspace", "Microsoft.HealthcareApis/workspaces"),
      ("iothub_dps", "Microsoft.Devices/provisioningServices"),
      ("digital_twins_instance", "Microsoft.DigitalTwins/digitalTwinsInstances"),
      ("dashboard_grafana", "Microsoft.Dashboard/grafana"),
      ("attestation_provider", "Microsoft.Attestation/attestationProviders"),
      ("iotcentral_application", "Microsoft.IoTCentral/iotApps"),
      ("storage_sync", "Microsoft.StorageSync/storageSyncServices"),
      ("virtual_desktop_host_pool", "Microsoft.DesktopVirtualization/hostPools"),
      ("virtual_desktop_workspace", "Microsoft.DesktopVirtualization/workspaces"),
      ("logic_app_workflow", "Microsoft.Logic/workflows"),
      ("hdinsight_hadoop_cluster", "Microsoft.HDInsight/clusters"),
      ("hdinsight_spark_cluster", "Microsoft.HDInsight/clusters"),
      ("hdinsight_kafka_cluster", "Microsoft.HDInsight/clusters"),
    ].map { .resource("azurerm_\($0)", $1, .group, references) }
    + [
      ("role_assignment", "Microsoft.Authorization/roleAssignments"),
      ("role_definition", "Microsoft.Authorization/roleDefinitions"),
      ("management_lock", "Microsoft.Authorization/locks"),
      ("monitor_diagnostic_setting", "Microsoft.Insights/diagnosticSettings"),
      ("policy_definition", "Microsoft.Authorization/policyDefinitions"),
    ].map { .resource("azurerm_\($0)", $1, .extending(["scope", "target_resource_id"])) }
    + [
      "policy_assignment", "resource_policy_assignment", "resource_group_policy_assignment",
      "subscription_policy_assignment",
    ].map {
      .resource("azurerm_\($0)", "Microsoft.Authorization/policyAssignments", .none)
    }
    + [
      .resource(
        "azurerm_virtual_machine_extension", "Microsoft.Compute/virtualMachines/extensions",
        .within(["virtual_machine_id"])),
      .resource(
        "azurerm_express_route_circuit_peering", "Microsoft.Network/expressRouteCircuits/peerings",
        .named(["express_route_circuit_name", "peering_type"]), references),
      .resource(
        "azurerm_express_route_connection",
        "Microsoft.Network/expressRouteGateways/expressRouteConnections",
        .within(["express_route_gateway_id"]), references),
      .resource(
        "azurerm_virtual_hub_connection",
        "Microsoft.Network/virtualHubs/hubVirtualNetworkConnections",
        .within(["virtual_hub_id"]), references),
    ]

  /// All that is written, so that what it refers to is found.
  private static let references: [TerraformField] = [
    TerraformField { block, object, _ in
      for field in block.value.rawFields where !field.value.isNull && field.key != "id" {
        object = object.setting([field])
      }
    }
  ]
}
