import EstateModel
import Testing

@testable import EstateReading

private let g = "/subscriptions/s/resourceGroups/g/providers"
private let ml = "\(g)/Microsoft.MachineLearningServices/workspaces/ml"
private let subnet = "\(g)/Microsoft.Network/virtualNetworks/v/subnets/s"

struct TerraformPlatformTests {
  @Test(
    "services of the common pattern are what ARM has",
    arguments: [
      TerraformMapping(
        "azurerm_mssql_server",
        #""public_network_access_enabled": false, "connection_policy": "Redirect""#,
        "Microsoft.Sql/servers", "x", #"{"publicNetworkAccess": "Disabled"}"#),
      TerraformMapping(
        "azurerm_mssql_server", #""connection_policy": "Redirect""#,
        "Microsoft.Sql/servers/connectionPolicies", "x/default", #"{"connectionType": "Redirect"}"#),
      TerraformMapping(
        "azurerm_mssql_firewall_rule",
        """
        "server_id": "\(g)/Microsoft.Sql/servers/sql", "start_ip_address": "20.0.0.1", "end_ip_address": "20.0.0.9"
        """, "Microsoft.Sql/servers/firewallRules", "sql/x",
        #"{"startIpAddress": "20.0.0.1", "endIpAddress": "20.0.0.9"}"#),
      TerraformMapping(
        "azurerm_postgresql_flexible_server",
        """
        "delegated_subnet_id": "\(subnet)", "public_network_access_enabled": false,
        "private_dns_zone_id": "\(g)/Microsoft.Network/privateDnsZones/z"
        """, "Microsoft.DBforPostgreSQL/flexibleServers", "x",
        """
        {"network": {"delegatedSubnetResourceId": "\(subnet)", "publicNetworkAccess": "Disabled",
          "privateDnsZoneArmResourceId": "\(g)/Microsoft.Network/privateDnsZones/z"}}
        """),
      TerraformMapping(
        "azurerm_cosmosdb_account",
        """
        "public_network_access_enabled": true, "ip_range_filter": ["20.0.0.1"], "kind": "GlobalDocumentDB",
        "is_virtual_network_filter_enabled": true, "virtual_network_rule": [{"id": "\(subnet)"}],
        "network_acl_bypass_for_azure_services": true
        """, "Microsoft.DocumentDB/databaseAccounts", "x",
        """
        {"publicNetworkAccess": "Enabled", "ipRangeFilter": ["20.0.0.1"],
         "isVirtualNetworkFilterEnabled": true, "virtualNetworkRules": [{"id": "\(subnet)"}],
         "networkAclBypass": "AzureServices"}
        """),
      TerraformMapping(
        "azurerm_eventhub_namespace",
        """
        "sku": "Standard", "network_rulesets": [{"default_action": "Deny", "public_network_access_enabled": true,
          "ip_rule": [{"ip_mask": "20.0.0.0/24", "action": "Allow"}],
          "virtual_network_rule": [{"subnet_id": "\(subnet)"}]}]
        """, "Microsoft.EventHub/namespaces/networkRuleSets", "x/default",
        """
        {"defaultAction": "Deny", "publicNetworkAccess": "Enabled",
         "ipRules": [{"ipMask": "20.0.0.0/24", "action": "Allow"}],
         "virtualNetworkRules": [{"subnet": {"id": "\(subnet)"}}]}
        """),
      TerraformMapping(
        "azurerm_servicebus_namespace",
        """
        "sku": "Premium", "network_rule_set": [{"default_action": "Deny", "ip_rules": ["20.0.0.1"],
          "network_rules": [{"subnet_id": "\(subnet)"}]}]
        """, "Microsoft.ServiceBus/namespaces/networkRuleSets", "x/default",
        """
        {"defaultAction": "Deny", "ipRules": [{"ipMask": "20.0.0.1"}],
         "virtualNetworkRules": [{"subnet": {"id": "\(subnet)"}}]}
        """),
      TerraformMapping(
        "azurerm_linux_web_app",
        """
        "public_network_access_enabled": true, "virtual_network_subnet_id": "\(subnet)",
        "site_config": [{"ip_restriction_default_action": "Deny", "scm_use_main_ip_restriction": true,
          "ip_restriction": [{"name": "door", "priority": 100, "action": "Allow", "ip_address": "",
            "service_tag": "AzureFrontDoor.Backend", "virtual_network_subnet_id": "", "headers": []}]}]
        """, "Microsoft.Web/sites", "x",
        """
        {"publicNetworkAccess": "Enabled", "virtualNetworkSubnetId": "\(subnet)", "siteConfig": {
          "ipSecurityRestrictionsDefaultAction": "Deny", "scmIpSecurityRestrictionsUseMain": true,
          "ipSecurityRestrictions": [{"name": "door", "priority": 100, "action": "Allow",
            "ipAddress": "AzureFrontDoor.Backend", "tag": "ServiceTag"}]}}
        """, beside: ["kind": #""app,linux""#]),
      TerraformMapping(
        "azurerm_cognitive_account",
        """
        "kind": "OpenAI", "custom_subdomain_name": "ai", "public_network_access_enabled": true,
        "network_acls": [{"default_action": "Deny", "ip_rules": ["20.0.0.1"],
          "virtual_network_rules": [{"subnet_id": "\(subnet)"}]}]
        """, "Microsoft.CognitiveServices/accounts", "x",
        """
        {"customSubDomainName": "ai", "publicNetworkAccess": "Enabled", "networkAcls": {
          "defaultAction": "Deny", "ipRules": [{"value": "20.0.0.1"}],
          "virtualNetworkRules": [{"id": "\(subnet)"}]}}
        """, beside: ["kind": #""OpenAI""#]),
      TerraformMapping(
        "azurerm_search_service",
        #""public_network_access_enabled": true, "allowed_ips": ["20.0.0.1"], "network_rule_bypass_option": "AzureServices""#,
        "Microsoft.Search/searchServices", "x",
        """
        {"publicNetworkAccess": "Enabled", "networkRuleSet": {"ipRules": [{"value": "20.0.0.1"}],
          "bypass": "AzureServices"}}
        """),
      TerraformMapping(
        "azurerm_data_factory_managed_private_endpoint",
        """
        "data_factory_id": "\(g)/Microsoft.DataFactory/factories/df", "subresource_name": "blob",
        "target_resource_id": "\(g)/Microsoft.Storage/storageAccounts/st"
        """, "Microsoft.DataFactory/factories/managedVirtualNetworks/managedPrivateEndpoints",
        "df/default/x",
        """
        {"privateLinkResourceId": "\(g)/Microsoft.Storage/storageAccounts/st", "groupId": "blob"}
        """),
      TerraformMapping(
        "azurerm_network_security_perimeter_association",
        """
        "network_security_perimeter_profile_id": "\(g)/Microsoft.Network/networkSecurityPerimeters/p/profiles/a",
        "resource_id": "\(g)/Microsoft.KeyVault/vaults/kv", "access_mode": "Enforced"
        """, "Microsoft.Network/networkSecurityPerimeters/resourceAssociations", "p/x",
        """
        {"privateLinkResource": {"id": "\(g)/Microsoft.KeyVault/vaults/kv"}, "accessMode": "Enforced"}
        """),
      TerraformMapping(
        "azurerm_container_app",
        """
        "container_app_environment_id": "\(g)/Microsoft.App/managedEnvironments/e",
        "ingress": [{"external_enabled": false, "target_port": 80, "transport": "auto"}]
        """, "Microsoft.App/containerApps", "x",
        """
        {"environmentId": "\(g)/Microsoft.App/managedEnvironments/e", "configuration": {"ingress": {
          "external": false, "targetPort": 80, "transport": "auto"}}}
        """),
      TerraformMapping(
        "azurerm_network_manager_admin_rule",
        """
        "admin_rule_collection_id":
          "\(g)/Microsoft.Network/networkManagers/m/securityAdminConfigurations/c/ruleCollections/r",
        "action": "Deny", "direction": "Inbound", "priority": 1, "protocol": "Tcp",
        "destination_port_ranges": ["22"],
        "source": [{"address_prefix": "*", "address_prefix_type": "IPPrefix"}]
        """, "Microsoft.Network/networkManagers/securityAdminConfigurations/ruleCollections/rules",
        "m/c/r/x",
        """
        {"access": "Deny", "direction": "Inbound", "priority": 1, "protocol": "Tcp",
         "destinationPortRanges": ["22"],
         "sources": [{"addressPrefix": "*", "addressPrefixType": "IPPrefix"}]}
        """),
    ])
  func platform(_ mapping: TerraformMapping) throws { try mapping.check() }

  @Test(
    "further services are what ARM has",
    arguments: [
      TerraformMapping(
        "azurerm_mysql_flexible_server",
        """
        "delegated_subnet_id": "\(subnet)", "public_network_access": "Disabled",
        "private_dns_zone_id": "\(g)/Microsoft.Network/privateDnsZones/z"
        """, "Microsoft.DBforMySQL/flexibleServers", "x",
        """
        {"network": {"delegatedSubnetResourceId": "\(subnet)", "publicNetworkAccess": "Disabled",
          "privateDnsZoneResourceId": "\(g)/Microsoft.Network/privateDnsZones/z"}}
        """),
      TerraformMapping(
        "azurerm_mysql_flexible_server_firewall_rule",
        #""server_name": "m", "start_ip_address": "0.0.0.0", "end_ip_address": "0.0.0.0""#,
        "Microsoft.DBforMySQL/flexibleServers/firewallRules", "m/x",
        #"{"startIpAddress": "0.0.0.0", "endIpAddress": "0.0.0.0"}"#),
      TerraformMapping(
        "azurerm_redis_cache",
        #""public_network_access_enabled": false, "non_ssl_port_enabled": false, "sku_name": "Premium""#,
        "Microsoft.Cache/redis", "x",
        #"{"publicNetworkAccess": "Disabled", "enableNonSslPort": false}"#,
        beside: ["sku": #"{"name": "Premium"}"#]),
      TerraformMapping(
        "azurerm_redis_firewall_rule",
        #""redis_cache_name": "r", "start_ip": "20.0.0.1", "end_ip": "20.0.0.2""#,
        "Microsoft.Cache/redis/firewallRules", "r/x",
        #"{"startIP": "20.0.0.1", "endIP": "20.0.0.2"}"#),
      TerraformMapping(
        "azurerm_eventgrid_topic",
        """
        "public_network_access_enabled": true, "inbound_ip_rule": [{"ip_mask": "20.0.0.0/24", "action": "Allow"}]
        """, "Microsoft.EventGrid/topics", "x",
        """
        {"publicNetworkAccess": "Enabled", "inboundIpRules": [{"ipMask": "20.0.0.0/24", "action": "Allow"}]}
        """),
      TerraformMapping(
        "azurerm_iothub",
        """
        "public_network_access_enabled": true, "sku": [{"name": "S1", "capacity": 1}],
        "network_rule_set": [{"default_action": "Deny", "apply_to_builtin_eventhub_endpoint": true,
          "ip_rule": [{"name": "r", "ip_mask": "20.0.0.0/24", "action": "Allow"}]}]
        """, "Microsoft.Devices/IotHubs", "x",
        """
        {"publicNetworkAccess": "Enabled", "networkRuleSets": {"defaultAction": "Deny",
          "applyToBuiltInEventHubEndpoint": true,
          "ipRules": [{"filterName": "r", "ipMask": "20.0.0.0/24", "action": "Allow"}]}}
        """),
      TerraformMapping(
        "azurerm_api_management",
        """
        "sku_name": "Developer_1", "virtual_network_type": "Internal",
        "virtual_network_configuration": [{"subnet_id": "\(subnet)"}]
        """, "Microsoft.ApiManagement/service", "x",
        """
        {"virtualNetworkType": "Internal", "virtualNetworkConfiguration": {"subnetResourceId": "\(subnet)"}}
        """, beside: ["sku": #"{"name": "Developer"}"#]),
      TerraformMapping(
        "azurerm_app_configuration", #""public_network_access": "Disabled", "sku": "standard""#,
        "Microsoft.AppConfiguration/configurationStores", "x",
        #"{"publicNetworkAccess": "Disabled"}"#, beside: ["sku": #"{"name": "standard"}"#]),
      TerraformMapping(
        "azurerm_container_app_environment",
        #""infrastructure_subnet_id": "\#(subnet)", "internal_load_balancer_enabled": true"#,
        "Microsoft.App/managedEnvironments", "x",
        #"{"vnetConfiguration": {"infrastructureSubnetId": "\#(subnet)", "internal": true}}"#),
      TerraformMapping(
        "azurerm_batch_account",
        """
        "public_network_access_enabled": true, "network_profile": [{"account_access": [
          {"default_action": "Deny", "ip_rule": [{"action": "Allow", "ip_range": "20.0.0.0/24"}]}]}]
        """, "Microsoft.Batch/batchAccounts", "x",
        """
        {"publicNetworkAccess": "Enabled", "networkProfile": {"accountAccess": {"defaultAction": "Deny",
          "ipRules": [{"value": "20.0.0.0/24", "action": "Allow"}]}}}
        """),
      TerraformMapping(
        "azurerm_synapse_workspace",
        #""public_network_access_enabled": false, "managed_virtual_network_enabled": true"#,
        "Microsoft.Synapse/workspaces", "x",
        #"{"publicNetworkAccess": "Disabled", "managedVirtualNetwork": "default"}"#),
      TerraformMapping(
        "azurerm_kusto_cluster",
        #""public_network_access_enabled": true, "allowed_ip_ranges": ["20.0.0.0/24"]"#,
        "Microsoft.Kusto/clusters", "x",
        #"{"publicNetworkAccess": "Enabled", "allowedIpRangeList": ["20.0.0.0/24"]}"#),
      TerraformMapping(
        "azurerm_linux_function_app_slot",
        #""function_app_id": "\#(g)/Microsoft.Web/sites/f", "public_network_access_enabled": false"#,
        "Microsoft.Web/sites/slots", "f/x", #"{"publicNetworkAccess": "Disabled"}"#),
      TerraformMapping(
        "azurerm_ai_foundry_project",
        #""ai_services_hub_id": "\#(ml)""#, "Microsoft.MachineLearningServices/workspaces", "x",
        #"{"hubResourceId": "\#(ml)"}"#, beside: ["kind": #""Project""#]),
      TerraformMapping(
        "azurerm_kubernetes_cluster_node_pool",
        """
        "kubernetes_cluster_id": "\(g)/Microsoft.ContainerService/managedClusters/aks",
        "vnet_subnet_id": "\(subnet)", "node_public_ip_enabled": true
        """, "Microsoft.ContainerService/managedClusters/agentPools", "aks/x",
        #"{"name": "x", "vnetSubnetID": "\#(subnet)", "enableNodePublicIP": true}"#),
    ])
  func further(_ mapping: TerraformMapping) throws { try mapping.check() }

  @Test("each row of the table names a type that the decoder knows, or one that is not modelled")
  func rows() throws {
    let notModelled: Set<String> = [
      "Microsoft.Network/publicIPPrefixes", "Microsoft.Network/privateLinkServices",
      "Microsoft.Network/serviceEndpointPolicies", "Microsoft.Network/networkSecurityPerimeters",
      "Microsoft.Web/serverfarms",
    ]
    let others = Set(TerraformKind.others.compactMap(\.armType))
    for kind in TerraformKind.table.values where !kind.isPart {
      guard let armType = kind.armType, !others.contains(armType), !notModelled.contains(armType)
      else { continue }
      let types = armType.split(separator: "/").map(String.init)
      let id = ResourceID(
        subscription: nil, resourceGroup: nil, provider: types[0],
        segments: types.dropFirst().map { ResourceID.Segment(type: $0, name: "x") })
      #expect(ResourceKind.of(id) != nil, "\(kind.type): \(armType)")
    }
  }
}
