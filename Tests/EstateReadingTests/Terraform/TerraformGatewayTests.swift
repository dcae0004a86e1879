import EstateModel
import Testing
import TrafficSets

@testable import EstateReading

private let g = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network"

struct TerraformGatewayTests {
  @Test(
    "firewalls, gateways and Bastion are what ARM has",
    arguments: [
      TerraformMapping(
        "azurerm_firewall",
        """
        "sku_name": "AZFW_VNet", "sku_tier": "Standard", "threat_intel_mode": "Alert",
        "firewall_policy_id": "\(g)/firewallPolicies/p", "dns_servers": ["10.0.0.5", "10.0.0.6"],
        "dns_proxy_enabled": true, "private_ip_ranges": ["IANAPrivateRanges"],
        "ip_configuration": [{"name": "c", "subnet_id": "\(g)/virtualNetworks/v/subnets/AzureFirewallSubnet",
          "public_ip_address_id": "\(g)/publicIPAddresses/p", "private_ip_address": "10.0.0.4"}],
        "management_ip_configuration": [], "virtual_hub": []
        """, "Microsoft.Network/azureFirewalls", "x",
        """
        {"sku": {"name": "AZFW_VNet", "tier": "Standard"}, "threatIntelMode": "Alert",
         "firewallPolicy": {"id": "\(g)/firewallPolicies/p"},
         "additionalProperties": {"Network.DNS.EnableProxy": "true",
           "Network.DNS.Servers": "10.0.0.5,10.0.0.6", "Network.SNAT.PrivateRanges": "IANAPrivateRanges"},
         "ipConfigurations": [{"name": "c", "properties": {
           "subnet": {"id": "\(g)/virtualNetworks/v/subnets/AzureFirewallSubnet"},
           "publicIPAddress": {"id": "\(g)/publicIPAddresses/p"}, "privateIPAddress": "10.0.0.4"}}]}
        """),
      TerraformMapping(
        "azurerm_firewall_policy",
        """
        "base_policy_id": "\(g)/firewallPolicies/b", "threat_intelligence_mode": "Deny", "sku": "Premium",
        "private_ip_ranges": ["10.0.0.0/8"], "dns": [{"proxy_enabled": true, "servers": ["10.0.0.5"]}],
        "intrusion_detection": [{"mode": "Alert"}]
        """, "Microsoft.Network/firewallPolicies", "x",
        """
        {"basePolicy": {"id": "\(g)/firewallPolicies/b"}, "threatIntelMode": "Deny",
         "snat": {"privateRanges": ["10.0.0.0/8"]},
         "dnsSettings": {"enableProxy": true, "servers": ["10.0.0.5"]},
         "intrusionDetection": {"mode": "Alert"}}
        """),
      TerraformMapping(
        "azurerm_firewall_policy_rule_collection_group",
        """
        "firewall_policy_id": "\(g)/firewallPolicies/p", "priority": 500,
        "network_rule_collection": [{"name": "n", "priority": 400, "action": "Allow", "rule": [
          {"name": "r", "protocols": ["TCP"], "source_addresses": ["10.0.0.0/8"], "source_ip_groups": [],
           "destination_addresses": ["10.1.0.0/16"], "destination_ports": ["443"]}]}],
        "application_rule_collection": [{"name": "a", "priority": 300, "action": "Deny", "rule": [
          {"name": "r", "protocols": [{"type": "Https", "port": 443}], "source_addresses": ["*"],
           "destination_fqdns": ["*.example.com"], "destination_fqdn_tags": ["WindowsUpdate"]}]}],
        "nat_rule_collection": [{"name": "d", "priority": 200, "action": "Dnat", "rule": [
          {"name": "r", "protocols": ["TCP"], "source_addresses": ["*"], "destination_address": "20.0.0.1",
           "destination_ports": ["80"], "translated_address": "10.1.0.4", "translated_port": 8080}]}]
        """, "Microsoft.Network/firewallPolicies/ruleCollectionGroups", "p/x",
        """
        {"priority": 500, "ruleCollections": [
          {"name": "n", "priority": 400, "action": {"type": "Allow"},
           "ruleCollectionType": "FirewallPolicyFilterRuleCollection", "rules": [{"name": "r",
             "ruleType": "NetworkRule", "ipProtocols": ["TCP"], "sourceAddresses": ["10.0.0.0/8"],
             "destinationAddresses": ["10.1.0.0/16"], "destinationPorts": ["443"]}]},
          {"name": "a", "priority": 300, "action": {"type": "Deny"},
           "ruleCollectionType": "FirewallPolicyFilterRuleCollection", "rules": [{"name": "r",
             "ruleType": "ApplicationRule", "protocols": [{"protocolType": "Https", "port": 443}],
             "sourceAddresses": ["*"], "targetFqdns": ["*.example.com"], "fqdnTags": ["WindowsUpdate"]}]},
          {"name": "d", "priority": 200, "action": {"type": "Dnat"},
           "ruleCollectionType": "FirewallPolicyNatRuleCollection", "rules": [{"name": "r",
             "ruleType": "NatRule", "ipProtocols": ["TCP"], "sourceAddresses": ["*"],
             "destinationAddresses": "20.0.0.1", "destinationPorts": ["80"],
             "translatedAddress": "10.1.0.4", "translatedPort": 8080}]}]}
        """),
      TerraformMapping(
        "azurerm_virtual_network_gateway",
        """
        "type": "Vpn", "vpn_type": "RouteBased", "enable_bgp": true, "sku": "VpnGw1",
        "ip_configuration": [{"name": "c", "subnet_id": "\(g)/virtualNetworks/v/subnets/GatewaySubnet",
          "public_ip_address_id": "\(g)/publicIPAddresses/p"}],
        "vpn_client_configuration": [{"address_space": ["172.16.0.0/24"]}],
        "custom_route": [{"address_prefixes": ["10.9.0.0/16"]}],
        "default_local_network_gateway_id": "\(g)/localNetworkGateways/l"
        """, "Microsoft.Network/virtualNetworkGateways", "x",
        """
        {"gatewayType": "Vpn", "vpnType": "RouteBased", "enableBgp": true,
         "ipConfigurations": [{"name": "c", "properties": {
           "subnet": {"id": "\(g)/virtualNetworks/v/subnets/GatewaySubnet"},
           "publicIPAddress": {"id": "\(g)/publicIPAddresses/p"}}}],
         "vpnClientConfiguration": {"vpnClientAddressPool": {"addressPrefixes": ["172.16.0.0/24"]}},
         "customRoutes": {"addressPrefixes": ["10.9.0.0/16"]},
         "gatewayDefaultSite": {"id": "\(g)/localNetworkGateways/l"}}
        """),
      TerraformMapping(
        "azurerm_local_network_gateway",
        #""address_space": ["192.168.0.0/16"], "gateway_address": "20.0.0.9""#,
        "Microsoft.Network/localNetworkGateways", "x",
        """
        {"localNetworkAddressSpace": {"addressPrefixes": ["192.168.0.0/16"]}, "gatewayIpAddress": "20.0.0.9"}
        """),
      TerraformMapping(
        "azurerm_virtual_network_gateway_connection",
        """
        "type": "IPsec", "virtual_network_gateway_id": "\(g)/virtualNetworkGateways/v",
        "local_network_gateway_id": "\(g)/localNetworkGateways/l", "bgp_enabled": false
        """, "Microsoft.Network/connections", "x",
        """
        {"connectionType": "IPsec", "virtualNetworkGateway1": {"id": "\(g)/virtualNetworkGateways/v"},
         "localNetworkGateway2": {"id": "\(g)/localNetworkGateways/l"}, "enableBgp": false}
        """),
      TerraformMapping(
        "azurerm_bastion_host",
        """
        "ip_configuration": [{"name": "c", "subnet_id": "\(g)/virtualNetworks/v/subnets/AzureBastionSubnet",
          "public_ip_address_id": "\(g)/publicIPAddresses/b"}], "tunneling_enabled": true
        """, "Microsoft.Network/bastionHosts", "x",
        """
        {"ipConfigurations": [{"name": "c", "properties": {
           "subnet": {"id": "\(g)/virtualNetworks/v/subnets/AzureBastionSubnet"},
           "publicIPAddress": {"id": "\(g)/publicIPAddresses/b"}}}], "enableTunneling": true}
        """, beside: ["sku": #"{"name": "Basic"}"#]),
      TerraformMapping(
        "azurerm_application_gateway",
        """
        "sku": [{"name": "Standard_v2", "tier": "Standard_v2", "capacity": 1}],
        "gateway_ip_configuration": [{"name": "g", "subnet_id": "\(g)/virtualNetworks/v/subnets/s"}],
        "frontend_ip_configuration": [{"name": "f", "public_ip_address_id": "\(g)/publicIPAddresses/p"}],
        "frontend_port": [{"name": "http", "port": 80}],
        "http_listener": [{"name": "l", "frontend_ip_configuration_name": "f",
          "frontend_port_name": "http", "protocol": "Http"}],
        "backend_address_pool": [{"name": "b", "ip_addresses": ["10.0.0.4"], "fqdns": []}],
        "backend_http_settings": [{"name": "s", "port": 8080}],
        "request_routing_rule": [{"name": "r", "rule_type": "Basic", "http_listener_name": "l",
          "backend_address_pool_name": "b", "backend_http_settings_name": "s", "url_path_map_name": ""},
          {"name": "m", "rule_type": "PathBasedRouting", "http_listener_name": "l",
          "url_path_map_name": "m"}],
        "url_path_map": [{"name": "m", "default_redirect_configuration_name": "x",
          "path_rule": [{"name": "p", "paths": ["/x/*"], "backend_address_pool_name": "b",
            "backend_http_settings_name": "s"}]}]
        """, "Microsoft.Network/applicationGateways", "x",
        """
        {"gatewayIPConfigurations": [{"name": "g", "properties": {"subnet": {"id": "\(g)/virtualNetworks/v/subnets/s"}}}],
         "frontendIPConfigurations": [{"name": "f", "properties": {"publicIPAddress": {"id": "\(g)/publicIPAddresses/p"}}}],
         "frontendPorts": [{"name": "http", "properties": {"port": 80}}],
         "httpListeners": [{"name": "l", "properties": {"protocol": "Http",
           "frontendIPConfiguration": {"id": "/resourceGroups/g/providers/Microsoft.Network/applicationGateways/x/frontendIPConfigurations/f"},
           "frontendPort": {"id": "/resourceGroups/g/providers/Microsoft.Network/applicationGateways/x/frontendPorts/http"}}}],
         "backendAddressPools": [{"name": "b", "properties": {"backendAddresses": [{"ipAddress": "10.0.0.4"}]}}],
         "backendHttpSettingsCollection": [{"name": "s", "properties": {"port": 8080}}],
         "requestRoutingRules": [{"name": "r", "properties": {
           "httpListener": {"id": "/resourceGroups/g/providers/Microsoft.Network/applicationGateways/x/httpListeners/l"},
           "backendAddressPool": {"id": "/resourceGroups/g/providers/Microsoft.Network/applicationGateways/x/backendAddressPools/b"},
           "backendHttpSettings": {"id": "/resourceGroups/g/providers/Microsoft.Network/applicationGateways/x/backendHttpSettingsCollection/s"}}},
           {"name": "m", "properties": {"httpListener": {"id": "/resourceGroups/g/providers/Microsoft.Network/applicationGateways/x/httpListeners/l"},
             "urlPathMap": {"id": "/resourceGroups/g/providers/Microsoft.Network/applicationGateways/x/urlPathMaps/m"}}}],
         "urlPathMaps": [{"name": "m", "properties": {
           "defaultRedirectConfiguration": {"id": "/resourceGroups/g/providers/Microsoft.Network/applicationGateways/x/redirectConfigurations/x"},
           "pathRules": [{"name": "p", "properties": {
             "backendAddressPool": {"id": "/resourceGroups/g/providers/Microsoft.Network/applicationGateways/x/backendAddressPools/b"},
             "backendHttpSettings": {"id": "/resourceGroups/g/providers/Microsoft.Network/applicationGateways/x/backendHttpSettingsCollection/s"}}}]}}]}
        """),
    ])
  func mapping(_ mapping: TerraformMapping) throws { try mapping.check() }

  @Test("the collections of a firewall without a policy are parts of it")
  func classicCollections() throws {
    let kinds = ["network", "application", "nat"]
    let read = try TerraformRead(
      TerraformText.state(
        [
          TerraformText.Part("azurerm_firewall", "f", #""name": "f", "resource_group_name": "g""#)
        ]
          + kinds.map {
            TerraformText.Part(
              "azurerm_firewall_\($0)_rule_collection", "c",
              """
              "name": "\($0)", "azure_firewall_name": "f", "resource_group_name": "g", "priority": 100,
              "action": "\($0 == "nat" ? "Dnat" : "Allow")", "rule": [{"name": "r",
                "source_addresses": ["10.0.0.0/8"],
                \($0 == "application"
                  ? #""target_fqdns": ["example.com"], "protocol": [{"type": "Https", "port": 443}]"#
                  : #""protocols": ["TCP"], "destination_addresses": ["20.0.0.1"], "destination_ports": ["443"], "translated_address": "10.0.0.4", "translated_port": "443""#)}]
              """)
          }))
    let firewall = try #require(read.estate.firewalls.all.first)
    #expect(Set(firewall.collections.map(\.name)) == Set(kinds))
    #expect(firewall.collections.allSatisfy { $0.rules.count == 1 })
    let application = try #require(firewall.collections.first { $0.name == "application" })
    #expect(application.rules[0].names.compactMap(\.value) == ["example.com"])
    #expect(application.rules[0].readings.compactMap(\.ports.value) == [PortSet(443)])
    #expect(read.diagnostics == [])
  }

  @Test("the parts of a load balancer are put together, before there is an id")
  func loadBalancer() throws {
    func part(_ type: String, _ values: String, _ expressions: String = "", unknown: String = "")
      -> TerraformText.Part
    {
      TerraformText.Part(
        "azurerm_\(type)", "x", #""name": "\#(type)", \#(values)"#,
        unknown: #""id": true, "loadbalancer_id": true\#(unknown)"#,
        expressions: """
          "loadbalancer_id": {"references": ["azurerm_lb.lb.id", "azurerm_lb.lb"]}\(expressions)
          """)
    }
    let read = try TerraformRead(
      TerraformText.plan([
        TerraformText.Part(
          "azurerm_lb", "lb",
          """
          "name": "lb", "resource_group_name": "g", "sku": "Standard",
          "frontend_ip_configuration": [{"name": "front", "private_ip_address": "10.0.0.9"}]
          """, unknown: #""id": true, "private_ip_address": true"#, expressions: ""),
        part("lb_backend_address_pool", #""ip": null"#),
        TerraformText.Part(
          "azurerm_lb_backend_address_pool_address", "a",
          #""name": "a", "ip_address": "10.0.0.20""#,
          unknown: #""backend_address_pool_id": true"#,
          expressions: """
            "backend_address_pool_id": {"references": ["azurerm_lb_backend_address_pool.x.id",
              "azurerm_lb_backend_address_pool.x"]}
            """),
        part("lb_probe", #""port": 80, "protocol": "Tcp""#),
        part(
          "lb_rule",
          """
          "protocol": "Tcp", "frontend_port": 443, "backend_port": 8443,
          "frontend_ip_configuration_name": "front"
          """,
          """
          , "backend_address_pool_ids": {"references": ["azurerm_lb_backend_address_pool.x.id",
              "azurerm_lb_backend_address_pool.x"]},
          "probe_id": {"references": ["azurerm_lb_probe.x.id", "azurerm_lb_probe.x"]}
          """, unknown: #", "backend_address_pool_ids": [true], "probe_id": true"#),
        part(
          "lb_nat_rule",
          """
          "protocol": "Tcp", "frontend_port": 2222, "backend_port": 22,
          "frontend_ip_configuration_name": "front"
          """),
        part(
          "lb_outbound_rule",
          #""protocol": "All", "frontend_ip_configuration": [{"name": "front"}]"#,
          """
          , "backend_address_pool_id": {"references": ["azurerm_lb_backend_address_pool.x.id",
              "azurerm_lb_backend_address_pool.x"]}
          """, unknown: #", "backend_address_pool_id": true"#),
      ]))
    let balancer = try #require(read.estate.loadBalancers.all.first)
    #expect(balancer.tier.value == "Standard")
    #expect(balancer.open == nil)
    #expect(balancer.pools.map(\.members.count) == [1])
    #expect(balancer.probes.map { $0.port.value } == [80])
    #expect(Set(balancer.rules.map(\.name)) == ["lb_rule", "lb_nat_rule"])
    let rule = try #require(balancer.rules.first { $0.name == "lb_rule" })
    #expect(rule.frontend.value?.id == balancer.frontends.first?.id)
    #expect(rule.targets.compactMap { $0.value?.id } == balancer.pools.map(\.id))
    #expect(rule.probe.value?.id == balancer.probes.first?.id)
    let outbound = try #require(balancer.outboundRules.first)
    #expect(outbound.pool.value?.id == balancer.pools.first?.id)
    #expect(outbound.frontends.compactMap { $0.value?.id } == balancer.frontends.map(\.id))
    #expect(read.diagnostics == [])
    #expect(read.ledger.unknown == [])
  }
}
