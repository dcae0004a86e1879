extension TerraformKind {
  private static let scope = "Microsoft.Insights/privateLinkScopes"

  static let monitors: [TerraformKind] = [
    .resource(
      "azurerm_application_insights", "Microsoft.Insights/components", .group,
      monitorAccess + [.copy("workspace_id", "WorkspaceResourceId")]),
    .resource(
      "azurerm_log_analytics_workspace", "Microsoft.OperationalInsights/workspaces", .group,
      [
        .copy("internet_ingestion_access_type", "publicNetworkAccessForIngestion"),
        .copy("internet_query_access_type", "publicNetworkAccessForQuery"),
      ] + monitorAccess),
    .resource(
      "azurerm_monitor_private_link_scope", scope, .group,
      [
        .copy("ingestion_access_mode", "accessModeSettings/ingestionAccessMode"),
        .copy("query_access_mode", "accessModeSettings/queryAccessMode"),
      ]),
    .resource(
      "azurerm_monitor_private_link_scoped_service", "\(scope)/scopedResources",
      .either(.named(["scope_name"]), .within(["scope_id"])),
      [.copy("linked_resource_id", "linkedResourceId")]),
    .resource(
      "azurerm_monitor_workspace", "Microsoft.Monitor/accounts", .group,
      [.enabled("public_network_access_enabled", path: "publicNetworkAccess")]),
  ]

  private static let monitorAccess: [TerraformField] = [
    .enabled("internet_ingestion_enabled", path: "publicNetworkAccessForIngestion"),
    .enabled("internet_query_enabled", path: "publicNetworkAccessForQuery"),
  ]
}
