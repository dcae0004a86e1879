import EstateModel
import Testing

@testable import EstateReading

private let g = "/subscriptions/s/resourceGroups/g/providers"
private let ml = "\(g)/Microsoft.MachineLearningServices/workspaces/ml"
private let subnet = "\(g)/Microsoft.Network/virtualNetworks/v/subnets/s"

struct TerraformServiceTests {
  @Test(
    "private endpoints and names are what ARM has",
    arguments: [
      TerraformMapping(
        "azurerm_private_endpoint",
        """
        "subnet_id": "\(subnet)", "private_service_connection": [{"name": "c",
          "private_connection_resource_id": "\(g)/Microsoft.Storage/storageAccounts/st",
          "is_manual_connection": false, "subresource_names": ["blob"]}],
        "ip_configuration": [{"name": "ip", "private_ip_address": "10.0.0.9",
          "subresource_name": "blob", "member_name": "blob"}]
        """, "Microsoft.Network/privateEndpoints", "x",
        """
        {"subnet": {"id": "\(subnet)"}, "privateLinkServiceConnections": [{"name": "c", "properties": {
           "privateLinkServiceId": "\(g)/Microsoft.Storage/storageAccounts/st", "groupIds": ["blob"]}}],
         "ipConfigurations": [{"name": "ip", "properties": {"privateIPAddress": "10.0.0.9",
           "groupId": "blob", "memberName": "blob"}}]}
        """),
      TerraformMapping(
        "azurerm_private_endpoint",
        """
        "private_service_connection": [{"name": "c", "is_manual_connection": true,
          "private_connection_resource_alias": "a.guid.region.azure.privatelinkservice"}]
        """, "Microsoft.Network/privateEndpoints", "x",
        """
        {"manualPrivateLinkServiceConnections": [{"name": "c", "properties": {
           "privateLinkServiceId": "a.guid.region.azure.privatelinkservice"}}]}
        """),
      TerraformMapping(
        "azurerm_private_endpoint",
        """
        "private_dns_zone_group": [{"name": "default",
          "private_dns_zone_ids": ["\(g)/Microsoft.Network/privateDnsZones/z"]}]
        """, "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "x/default",
        """
        {"privateDnsZoneConfigs": [{"name": "zone0", "properties": {
          "privateDnsZoneId": "\(g)/Microsoft.Network/privateDnsZones/z"}}]}
        """),
      TerraformMapping(
        "azurerm_private_dns_a_record", #""zone_name": "z", "records": ["10.0.0.4"], "ttl": 300"#,
        "Microsoft.Network/privateDnsZones/A", "z/x",
        #"{"aRecords": [{"ipv4Address": "10.0.0.4"}]}"#),
      TerraformMapping(
        "azurerm_private_dns_zone_virtual_network_link",
        """
        "private_dns_zone_id": "\(g)/Microsoft.Network/privateDnsZones/z",
        "virtual_network_id": "\(g)/Microsoft.Network/virtualNetworks/v", "registration_enabled": false,
        "resolution_policy": "NxDomainRedirect"
        """, "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "z/x",
        """
        {"virtualNetwork": {"id": "\(g)/Microsoft.Network/virtualNetworks/v"},
         "registrationEnabled": false, "resolutionPolicy": "NxDomainRedirect"}
        """),
      TerraformMapping(
        "azurerm_private_dns_resolver_forwarding_rule",
        """
        "dns_forwarding_ruleset_id": "\(g)/Microsoft.Network/dnsForwardingRulesets/r",
        "domain_name": "corp.", "enabled": true, "target_dns_servers": [{"ip_address": "10.9.0.4", "port": 53}]
        """, "Microsoft.Network/dnsForwardingRulesets/forwardingRules", "r/x",
        """
        {"domainName": "corp.", "forwardingRuleState": "Enabled",
         "targetDnsServers": [{"ipAddress": "10.9.0.4", "port": 53}]}
        """),
      TerraformMapping(
        "azurerm_private_dns_resolver_inbound_endpoint",
        """
        "private_dns_resolver_id": "\(g)/Microsoft.Network/dnsResolvers/r",
        "ip_configurations": [{"subnet_id": "\(subnet)", "private_ip_address": "10.0.0.7"}]
        """, "Microsoft.Network/dnsResolvers/inboundEndpoints", "r/x",
        """
        {"ipConfigurations": [{"subnet": {"id": "\(subnet)"}, "privateIpAddress": "10.0.0.7"}]}
        """),
    ])
  func names(_ mapping: TerraformMapping) throws { try mapping.check() }

  @Test(
    "storage, registries, vaults and Azure ML are what ARM has",
    arguments: [
      TerraformMapping(
        "azurerm_storage_account",
        """
        "account_kind": "StorageV2", "account_tier": "Standard", "account_replication_type": "LRS",
        "public_network_access_enabled": true, "https_traffic_only_enabled": true, "is_hns_enabled": false,
        "network_rules": [{"default_action": "Deny", "bypass": ["AzureServices", "Logging"],
          "ip_rules": ["20.1.2.3"], "virtual_network_subnet_ids": ["\(subnet)"],
          "private_link_access": [{"endpoint_resource_id": "\(ml)", "endpoint_tenant_id": "t"}]}]
        """, "Microsoft.Storage/storageAccounts", "x",
        """
        {"publicNetworkAccess": "Enabled", "supportsHttpsTrafficOnly": true, "isHnsEnabled": false,
         "networkAcls": {"defaultAction": "Deny", "bypass": "AzureServices, Logging",
           "ipRules": [{"value": "20.1.2.3"}], "virtualNetworkRules": [{"id": "\(subnet)"}],
           "resourceAccessRules": [{"resourceId": "\(ml)", "tenantId": "t"}]}}
        """, beside: ["kind": #""StorageV2""#, "sku": #"{"name": "Standard_LRS"}"#]),
      TerraformMapping(
        "azurerm_container_registry",
        """
        "sku": "Premium", "public_network_access_enabled": false, "data_endpoint_enabled": true,
        "network_rule_bypass_option": "None", "network_rule_set": [{"default_action": "Deny",
          "ip_rule": [{"action": "Allow", "ip_range": "20.1.2.0/24"}]}]
        """, "Microsoft.ContainerRegistry/registries", "x",
        """
        {"publicNetworkAccess": "Disabled", "dataEndpointEnabled": true, "networkRuleBypassOptions": "None",
         "networkRuleSet": {"defaultAction": "Deny", "ipRules": [{"value": "20.1.2.0/24", "action": "Allow"}]}}
        """, beside: ["sku": #"{"name": "Premium"}"#]),
      TerraformMapping(
        "azurerm_container_registry", #""georeplications": [{"location": "North Europe"}]"#,
        "Microsoft.ContainerRegistry/registries/replications", "x/northeurope", "{}",
        beside: ["location": #""northeurope""#]),
      TerraformMapping(
        "azurerm_key_vault",
        """
        "public_network_access_enabled": true, "network_acls": [{"default_action": "Deny",
          "bypass": "None", "ip_rules": ["20.1.2.3/32"], "virtual_network_subnet_ids": ["\(subnet)"]}]
        """, "Microsoft.KeyVault/vaults", "x",
        """
        {"publicNetworkAccess": "Enabled", "networkAcls": {"defaultAction": "Deny", "bypass": "None",
          "ipRules": [{"value": "20.1.2.3/32"}], "virtualNetworkRules": [{"id": "\(subnet)"}]}}
        """),
      TerraformMapping(
        "azurerm_machine_learning_workspace",
        """
        "kind": "Default", "storage_account_id": "\(g)/Microsoft.Storage/storageAccounts/st",
        "key_vault_id": "\(g)/Microsoft.KeyVault/vaults/kv", "image_build_compute_name": "cpu",
        "public_network_access_enabled": false, "v1_legacy_mode_enabled": false,
        "managed_network": [{"isolation_mode": "AllowOnlyApprovedOutbound", "provision_on_creation_enabled": true}],
        "serverless_compute": [{"subnet_id": "\(subnet)", "public_ip_enabled": false}]
        """, "Microsoft.MachineLearningServices/workspaces", "x",
        """
        {"storageAccount": "\(g)/Microsoft.Storage/storageAccounts/st",
         "keyVault": "\(g)/Microsoft.KeyVault/vaults/kv", "imageBuildCompute": "cpu",
         "publicNetworkAccess": "Disabled", "v1LegacyMode": false,
         "managedNetwork": {"isolationMode": "AllowOnlyApprovedOutbound", "provisionNetworkNow": true},
         "serverlessComputeSettings": {"serverlessComputeCustomSubnet": "\(subnet)",
           "serverlessComputeNoPublicIP": true}}
        """, beside: ["kind": #""Default""#]),
      TerraformMapping(
        "azurerm_machine_learning_workspace_network_outbound_rule_private_endpoint",
        """
        "workspace_id": "\(ml)", "service_resource_id": "\(g)/Microsoft.KeyVault/vaults/kv",
        "sub_resource_target": "vault", "spark_enabled": false
        """, "Microsoft.MachineLearningServices/workspaces/outboundRules", "ml/x",
        """
        {"type": "PrivateEndpoint", "category": "UserDefined", "destination": {
          "serviceResourceId": "\(g)/Microsoft.KeyVault/vaults/kv", "subresourceTarget": "vault",
          "sparkEnabled": false}}
        """),
      TerraformMapping(
        "azurerm_machine_learning_workspace_network_outbound_rule_service_tag",
        """
        "workspace_id": "\(ml)", "service_tag": "Storage", "protocol": "TCP", "port_ranges": "443, 8000-8010"
        """, "Microsoft.MachineLearningServices/workspaces/outboundRules", "ml/x",
        """
        {"type": "ServiceTag", "category": "UserDefined", "destination": {"serviceTag": "Storage",
          "protocol": "TCP", "portRanges": "443, 8000-8010"}}
        """),
      TerraformMapping(
        "azurerm_machine_learning_workspace_network_outbound_rule_fqdn",
        #""workspace_id": "\#(ml)", "destination_fqdn": "pypi.org""#,
        "Microsoft.MachineLearningServices/workspaces/outboundRules", "ml/x",
        #"{"type": "FQDN", "category": "UserDefined", "destination": "pypi.org"}"#),
      TerraformMapping(
        "azurerm_machine_learning_compute_cluster",
        """
        "machine_learning_workspace_id": "\(ml)", "location": "West Europe",
        "subnet_resource_id": "\(subnet)", "node_public_ip_enabled": false,
        "ssh_public_access_enabled": false, "vm_size": "STANDARD_DS2_V2"
        """, "Microsoft.MachineLearningServices/workspaces/computes", "ml/x",
        """
        {"computeType": "AmlCompute", "computeLocation": "West Europe", "properties": {
          "subnet": {"id": "\(subnet)"}, "enableNodePublicIp": false,
          "remoteLoginPortPublicAccess": "Disabled", "vmSize": "STANDARD_DS2_V2"}}
        """, beside: ["location": #""westeurope""#]),
      TerraformMapping(
        "azurerm_machine_learning_compute_instance",
        #""machine_learning_workspace_id": "\#(ml)", "ssh": [{"public_key": "k"}]"#,
        "Microsoft.MachineLearningServices/workspaces/computes", "ml/x",
        """
        {"computeType": "ComputeInstance", "properties": {"sshSettings": {"sshPublicAccess": "Enabled"}}}
        """),
      TerraformMapping(
        "azurerm_kubernetes_cluster",
        """
        "private_cluster_enabled": true, "private_dns_zone_id": "System",
        "api_server_access_profile": [{"authorized_ip_ranges": ["20.0.0.0/24"]}],
        "default_node_pool": [{"name": "sys", "vnet_subnet_id": "\(subnet)", "node_public_ip_enabled": false}],
        "network_profile": [{"outbound_type": "userDefinedRouting", "network_plugin": "azure"}]
        """, "Microsoft.ContainerService/managedClusters", "x",
        """
        {"apiServerAccessProfile": {"enablePrivateCluster": true, "authorizedIPRanges": ["20.0.0.0/24"],
           "privateDNSZone": "System", "enablePrivateClusterPublicFQDN": false},
         "agentPoolProfiles": [{"name": "sys", "vnetSubnetID": "\(subnet)", "enableNodePublicIP": false}],
         "networkProfile": {"outboundType": "userDefinedRouting", "networkPlugin": "azure"}}
        """),
      TerraformMapping(
        "azurerm_kubernetes_cluster_extension",
        """
        "cluster_id": "\(g)/Microsoft.ContainerService/managedClusters/aks",
        "extension_type": "Microsoft.AzureML.Kubernetes",
        "configuration_settings": {"inferenceRouterServiceType": "LoadBalancer"}
        """, "Microsoft.KubernetesConfiguration/extensions", "x",
        """
        {"extensionType": "Microsoft.AzureML.Kubernetes",
         "configurationSettings": {"inferenceRouterServiceType": "LoadBalancer"}}
        """),
      TerraformMapping(
        "azurerm_application_insights",
        #""internet_ingestion_enabled": false, "internet_query_enabled": true, "workspace_id": "\#(g)/Microsoft.OperationalInsights/workspaces/w""#,
        "Microsoft.Insights/components", "x",
        """
        {"publicNetworkAccessForIngestion": "Disabled", "publicNetworkAccessForQuery": "Enabled",
         "WorkspaceResourceId": "\(g)/Microsoft.OperationalInsights/workspaces/w"}
        """),
      TerraformMapping(
        "azurerm_monitor_private_link_scoped_service",
        #""scope_name": "ampls", "linked_resource_id": "\#(g)/Microsoft.Insights/components/a""#,
        "Microsoft.Insights/privateLinkScopes/scopedResources", "ampls/x",
        #"{"linkedResourceId": "\#(g)/Microsoft.Insights/components/a"}"#),
    ])
  func services(_ mapping: TerraformMapping) throws { try mapping.check() }

  @Test("rules by the kind of a request, and the subnet of an app, are told by others")
  func edits() throws {
    let signalR = "\(g)/Microsoft.SignalRService/signalR/s"
    let app = "\(g)/Microsoft.Web/sites/app"
    let read = try TerraformRead(
      TerraformText.state([
        TerraformText.Part(
          "azurerm_signalr_service", "s",
          #""id": "\#(signalR)", "name": "s", "resource_group_name": "g""#),
        TerraformText.Part(
          "azurerm_signalr_service_network_acl", "s",
          """
          "signalr_service_id": "\(signalR)", "default_action": "Deny",
          "public_network": [{"allowed_request_types": ["ClientConnection"], "denied_request_types": []}]
          """),
        TerraformText.Part(
          "azurerm_app_service", "app",
          #""id": "\#(app)", "name": "app", "resource_group_name": "g""#),
        TerraformText.Part(
          "azurerm_app_service_virtual_network_swift_connection", "app",
          #""app_service_id": "\#(app)", "subnet_id": "\#(subnet)""#),
      ]))
    let service = try read.resource("s")
    let rules = try #require(service.properties.member("networkACLs"))
    let wanted = try canonical(
      json: #"{"defaultAction": "Deny", "publicNetwork": {"allow": ["ClientConnection"]}}"#)
    #expect(canonical(rules) == wanted)
    let site = try #require(
      read.estate.services.all.first { $0.kind.type == "Microsoft.Web/sites" })
    #expect(site.sendingSubnet.value?.id.name == "s")
  }

  @Test(
    "the rules of an account may be a resource of their own, known by its id or as it is planned")
  func separateRules() throws {
    let read = try TerraformRead(
      TerraformText.plan([
        TerraformText.Part(
          "azurerm_storage_account", "st", #""name": "st", "resource_group_name": "g""#,
          unknown: #""id": true, "network_rules": true"#, expressions: ""),
        TerraformText.Part(
          "azurerm_storage_account_network_rules", "r",
          #""default_action": "Deny", "bypass": ["None"]"#,
          unknown: #""storage_account_id": true, "ip_rules": true"#,
          expressions: """
            "storage_account_id": {"references": ["azurerm_storage_account.st.id",
              "azurerm_storage_account.st"]}
            """),
      ]))
    let firewall = try #require(read.estate.storageAccounts.all.first?.firewall)
    #expect(firewall.defaultAction.value == .deny)
    #expect(firewall.bypassesTrustedServices.value == false)
    #expect(firewall.addressRules == [])
    #expect(read.ledger.unknown == [])
  }

  @Test("a private endpoint's target and zone that are known after the apply")
  func openEndpoint() throws {
    let read = try TerraformRead(
      TerraformText.plan([
        TerraformText.Part(
          "azurerm_storage_account", "st", #""resource_group_name": "g""#,
          unknown: #""id": true, "name": true, "network_rules": true"#,
          expressions: #""name": {"references": ["random_string.x.result", "random_string.x"]}"#),
        TerraformText.Part(
          "azurerm_private_dns_zone", "blob",
          #""name": "privatelink.blob.core.windows.net", "resource_group_name": "g""#,
          unknown: #""id": true"#, expressions: ""),
        TerraformText.Part(
          "azurerm_private_endpoint", "pe",
          """
          "name": "pe", "resource_group_name": "g", "private_service_connection": [{"name": "c",
            "is_manual_connection": false, "subresource_names": ["blob"]}],
          "private_dns_zone_group": [{"name": "default"}]
          """,
          unknown: """
            "id": true, "private_service_connection": [{"private_connection_resource_id": true,
              "private_ip_address": true, "subresource_names": [false]}],
            "private_dns_zone_group": [{"id": true, "private_dns_zone_ids": true}],
            "custom_dns_configs": true, "network_interface": true
            """,
          expressions: """
            "private_service_connection": [{"name": {"constant_value": "c"},
              "private_connection_resource_id": {"references": ["azurerm_storage_account.st.id",
                "azurerm_storage_account.st"]}}],
            "private_dns_zone_group": [{"name": {"constant_value": "default"},
              "private_dns_zone_ids": {"references": ["azurerm_private_dns_zone.blob.id",
                "azurerm_private_dns_zone.blob"]}}]
            """),
      ]))
    let endpoint = try #require(read.estate.privateEndpoints.all.first)
    #expect(endpoint.target.value?.id.name == "{azurerm_storage_account.st.name}")
    #expect(endpoint.target.value?.id == read.estate.storageAccounts.all.first?.id)
    #expect(
      endpoint.zoneGroup.compactMap { $0.zone.value?.id.name } == [
        "privatelink.blob.core.windows.net"
      ])
    #expect(endpoint.addresses == [])
  }
}
