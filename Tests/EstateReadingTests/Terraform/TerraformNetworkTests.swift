import EstateModel
import Testing

@testable import EstateReading

private let g = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network"

struct TerraformNetworkTests {
  @Test(
    "networks, subnets, rules and routes are what ARM has",
    arguments: [
      TerraformMapping(
        "azurerm_virtual_network",
        """
        "address_space": ["10.0.0.0/16"], "dns_servers": ["10.0.0.4"], "subnet": [
          {"name": "a", "address_prefixes": ["10.0.1.0/24"], "security_group": "\(g)/networkSecurityGroups/n",
           "route_table_id": "", "id": "\(g)/virtualNetworks/x/subnets/a"}]
        """, "Microsoft.Network/virtualNetworks", "x",
        """
        {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "dhcpOptions": {"dnsServers": ["10.0.0.4"]},
         "subnets": [{"name": "a", "id": "\(g)/virtualNetworks/x/subnets/a", "properties": {
           "addressPrefixes": ["10.0.1.0/24"],
           "networkSecurityGroup": {"id": "\(g)/networkSecurityGroups/n"}}}]}
        """),
      TerraformMapping(
        "azurerm_subnet",
        """
        "virtual_network_name": "v", "address_prefixes": ["10.0.1.0/24"],
        "service_endpoints": ["Microsoft.Storage"], "private_endpoint_network_policies": "Disabled",
        "private_link_service_network_policies_enabled": true, "default_outbound_access_enabled": false,
        "delegation": [{"name": "d", "service_delegation": [{"name": "Microsoft.Web/serverFarms"}]}]
        """, "Microsoft.Network/virtualNetworks/subnets", "v/x",
        """
        {"addressPrefixes": ["10.0.1.0/24"], "serviceEndpoints": [{"service": "Microsoft.Storage"}],
         "privateEndpointNetworkPolicies": "Disabled", "privateLinkServiceNetworkPolicies": "Enabled",
         "defaultOutboundAccess": false,
         "delegations": [{"name": "d", "properties": {"serviceName": "Microsoft.Web/serverFarms"}}]}
        """),
      TerraformMapping(
        "azurerm_subnet",
        """
        "virtual_network_name": "v", "address_prefix": "10.0.1.0/24",
        "service_endpoint": [{"service": "Microsoft.Storage", "network_identifier": ""}]
        """, "Microsoft.Network/virtualNetworks/subnets", "v/x",
        """
        {"addressPrefix": "10.0.1.0/24", "serviceEndpoints": [{"service": "Microsoft.Storage"}]}
        """),
      TerraformMapping(
        "azurerm_virtual_network_peering",
        """
        "virtual_network_name": "v", "remote_virtual_network_id": "\(g)/virtualNetworks/w",
        "allow_virtual_network_access": true, "allow_forwarded_traffic": false,
        "allow_gateway_transit": false, "use_remote_gateways": true,
        "peer_complete_virtual_networks_enabled": false, "local_subnet_names": ["a"],
        "only_ipv6_peering_enabled": null
        """, "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "v/x",
        """
        {"remoteVirtualNetwork": {"id": "\(g)/virtualNetworks/w"}, "allowVirtualNetworkAccess": true,
         "allowForwardedTraffic": false, "allowGatewayTransit": false, "useRemoteGateways": true,
         "peerCompleteVnets": false, "localSubnetNames": ["a"]}
        """),
      TerraformMapping(
        "azurerm_network_security_group",
        """
        "security_rule": [{"name": "r", "priority": 100, "direction": "Inbound", "access": "Allow",
          "protocol": "Tcp", "source_address_prefix": "*", "source_address_prefixes": [],
          "source_port_range": "*", "source_port_ranges": null, "destination_address_prefix": "",
          "destination_application_security_group_ids": ["\(g)/applicationSecurityGroups/web"],
          "destination_port_range": "", "destination_port_ranges": ["80", "443"]}]
        """, "Microsoft.Network/networkSecurityGroups", "x",
        """
        {"securityRules": [{"name": "r", "properties": {"priority": 100, "direction": "Inbound",
          "access": "Allow", "protocol": "Tcp", "sourceAddressPrefix": "*", "sourcePortRange": "*",
          "destinationApplicationSecurityGroups": [{"id": "\(g)/applicationSecurityGroups/web"}],
          "destinationPortRanges": ["80", "443"]}}]}
        """),
      TerraformMapping(
        "azurerm_network_security_rule",
        """
        "network_security_group_name": "n", "priority": 100, "direction": "Outbound", "access": "Deny",
        "protocol": "*", "source_address_prefix": "VirtualNetwork", "source_port_range": "*",
        "destination_address_prefix": "Internet", "destination_port_range": "*"
        """, "Microsoft.Network/networkSecurityGroups/securityRules", "n/x",
        """
        {"priority": 100, "direction": "Outbound", "access": "Deny", "protocol": "*",
         "sourceAddressPrefix": "VirtualNetwork", "sourcePortRange": "*",
         "destinationAddressPrefix": "Internet", "destinationPortRange": "*"}
        """),
      TerraformMapping(
        "azurerm_route_table",
        """
        "bgp_route_propagation_enabled": false, "route": [{"name": "r", "address_prefix": "0.0.0.0/0",
          "next_hop_type": "VirtualAppliance", "next_hop_in_ip_address": "10.0.0.4"}]
        """, "Microsoft.Network/routeTables", "x",
        """
        {"disableBgpRoutePropagation": true, "routes": [{"name": "r", "properties": {
          "addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance",
          "nextHopIpAddress": "10.0.0.4"}}]}
        """),
      TerraformMapping(
        "azurerm_route_table", #""disable_bgp_route_propagation": true"#,
        "Microsoft.Network/routeTables", "x", #"{"disableBgpRoutePropagation": true}"#),
      TerraformMapping(
        "azurerm_route",
        #""route_table_name": "t", "address_prefix": "10.0.0.0/8", "next_hop_type": "None""#,
        "Microsoft.Network/routeTables/routes", "t/x",
        #"{"addressPrefix": "10.0.0.0/8", "nextHopType": "None"}"#),
      TerraformMapping(
        "azurerm_ip_group", #""cidrs": ["10.0.0.0/8"]"#, "Microsoft.Network/ipGroups", "x",
        #"{"ipAddresses": ["10.0.0.0/8"]}"#),
      TerraformMapping(
        "azurerm_nat_gateway", #""sku_name": "Standard""#, "Microsoft.Network/natGateways", "x",
        "{}", beside: ["sku": #"{"name": "Standard"}"#]),
      TerraformMapping(
        "azurerm_public_ip",
        #""sku": "Standard", "allocation_method": "Static", "ip_address": "20.1.2.3", "ip_version": "IPv4""#,
        "Microsoft.Network/publicIPAddresses", "x",
        """
        {"publicIPAllocationMethod": "Static", "ipAddress": "20.1.2.3", "publicIPAddressVersion": "IPv4"}
        """, beside: ["sku": #"{"name": "Standard"}"#]),
    ])
  func mapping(_ mapping: TerraformMapping) throws { try mapping.check() }

  @Test(
    "whether policies hold for private endpoints has had three attributes",
    arguments: [
      (#""enforce_private_link_endpoint_network_policies": true"#, "Disabled"),
      (#""enforce_private_link_endpoint_network_policies": false"#, "Enabled"),
      (#""private_endpoint_network_policies_enabled": true"#, "Enabled"),
      (#""private_endpoint_network_policies_enabled": false"#, "Disabled"),
      (#""private_endpoint_network_policies": "RouteTableEnabled""#, "RouteTableEnabled"),
      (
        """
        "enforce_private_link_endpoint_network_policies": false,
        "private_endpoint_network_policies_enabled": true, "private_endpoint_network_policies": "Disabled"
        """, "Disabled"
      ),
    ])
  func endpointPolicies(attributes: String, policies: String) throws {
    let read = try TerraformRead(
      TerraformText.state([
        TerraformText.Part(
          "azurerm_subnet", "s",
          #""name": "s", "resource_group_name": "g", "virtual_network_name": "v", \#(attributes)"#)
      ]))
    #expect(
      try read.resource("s").properties["privateEndpointNetworkPolicies"]?.string == policies)
  }

  @Test(
    "a tier that is left out is the one of the provider's version, if that is told",
    arguments: [
      ("~> 3.70", "Basic"), (">= 3.0, < 4.0", "Basic"), ("4.1.0", "Standard"),
      ("~> 5.0", "Standard"), (">= 3.0", nil), (nil, nil),
    ] as [(String?, String?)])
  func tier(version: String?, tier: String?) throws {
    let read = try TerraformRead(
      TerraformText.plan(
        [TerraformText.Part("azurerm_public_ip", "p", #""name": "p", "resource_group_name": "g""#)],
        version: version))
    let address = try #require(read.estate.publicAddresses.all.first)
    #expect(address.tier.value?.rawValue == tier)
    if tier == nil {
      #expect(
        address.tier.unknown?.because
          == "what 'sku' is where it is left out depends on the version of azurerm, which the file "
          + "does not tell")
    }
  }

  @Test("addresses from a pool are known after the apply")
  func addressPool() throws {
    let read = try TerraformRead(
      TerraformText.plan([
        TerraformText.Part(
          "azurerm_virtual_network", "v",
          #""name": "v", "resource_group_name": "g", "ip_address_pool": [{"id": "p"}]"#,
          unknown: #""id": true, "address_space": true"#,
          expressions: #""ip_address_pool": [{"id": {"constant_value": "p"}}]"#)
      ]))
    let space = try #require(read.estate.networks.all.first?.addressSpace)
    #expect(space.count == 1 && space.first?.unknown != nil)
  }

  @Test("the associations of interfaces, gateways and servers of names")
  func associations() throws {
    let interface = "\(g)/networkInterfaces/nic"
    let read = try TerraformRead(
      TerraformText.state([
        TerraformText.Part(
          "azurerm_network_interface", "nic",
          """
          "id": "\(interface)", "name": "nic", "resource_group_name": "g", "enable_ip_forwarding": true,
          "ip_configuration": [{"name": "a", "primary": true, "private_ip_address": "10.0.0.5",
              "subnet_id": "\(g)/virtualNetworks/v/subnets/s"}, {"name": "b"}]
          """),
        TerraformText.Part(
          "azurerm_network_interface_security_group_association", "x",
          """
          "network_interface_id": "\(interface)",
          "network_security_group_id": "\(g)/networkSecurityGroups/n"
          """),
        TerraformText.Part(
          "azurerm_network_interface_application_security_group_association", "x",
          """
          "network_interface_id": "\(interface)",
          "application_security_group_id": "\(g)/applicationSecurityGroups/web"
          """),
        TerraformText.Part(
          "azurerm_network_interface_backend_address_pool_association", "x",
          """
          "network_interface_id": "\(interface)", "ip_configuration_name": "b",
          "backend_address_pool_id": "\(g)/loadBalancers/lb/backendAddressPools/p"
          """),
        TerraformText.Part(
          "azurerm_network_interface_nat_rule_association", "x",
          """
          "network_interface_id": "\(interface)", "ip_configuration_name": "a",
          "nat_rule_id": "\(g)/loadBalancers/lb/inboundNatRules/ssh"
          """),
        TerraformText.Part(
          "azurerm_nat_gateway", "nat",
          #""id": "\#(g)/natGateways/nat", "name": "nat", "resource_group_name": "g""#),
        TerraformText.Part(
          "azurerm_nat_gateway_public_ip_association", "x",
          """
          "nat_gateway_id": "\(g)/natGateways/nat",
          "public_ip_address_id": "\(g)/publicIPAddresses/p"
          """),
        TerraformText.Part(
          "azurerm_nat_gateway_public_ip_prefix_association", "x",
          """
          "nat_gateway_id": "\(g)/natGateways/nat", "public_ip_prefix_id": "\(g)/publicIPPrefixes/q"
          """),
        TerraformText.Part(
          "azurerm_virtual_network", "v",
          #""id": "\#(g)/virtualNetworks/v", "name": "v", "resource_group_name": "g""#),
        TerraformText.Part(
          "azurerm_virtual_network_dns_servers", "v",
          #""virtual_network_id": "\#(g)/virtualNetworks/v", "dns_servers": ["10.0.0.4"]"#),
      ]))
    let nic = try #require(read.estate.interfaces.all.first)
    #expect(nic.securityGroup.value?.id.name == "n")
    #expect(nic.forwardsTraffic.value == true)
    #expect(
      nic.configurations.map { $0.applicationSecurityGroups.compactMap { $0.value?.id.name } }
        == [["web"], ["web"]])
    #expect(
      nic.configurations.map { $0.backendPools.compactMap { $0.value?.id.name } } == [
        ["ssh"], ["p"],
      ])
    let nat = try #require(read.estate.natGateways.all.first)
    #expect(nat.publicAddresses.compactMap { $0.value?.id.name } == ["p"])
    #expect(nat.publicPrefixes.compactMap { $0.value?.id.name } == ["q"])
    #expect(read.estate.networks.all.first?.dnsServers.count == 1)
  }

  @Test("machines and scale sets")
  func machines() throws {
    let read = try TerraformRead(
      TerraformText.state(
        ["linux", "windows"].map {
          TerraformText.Part(
            "azurerm_\($0)_virtual_machine", "m",
            """
            "name": "\($0)", "resource_group_name": "g",
            "network_interface_ids": ["\(g)/networkInterfaces/\($0)1", "\(g)/networkInterfaces/\($0)2"]
            """)
        } + [
          TerraformText.Part(
            "azurerm_linux_virtual_machine_scale_set", "set",
            """
            "name": "set", "resource_group_name": "g", "network_interface": [{"name": "nic",
              "primary": true, "network_security_group_id": "\(g)/networkSecurityGroups/n",
              "ip_configuration": [{"name": "ip", "primary": true,
                "subnet_id": "\(g)/virtualNetworks/v/subnets/s",
                "load_balancer_backend_address_pool_ids": ["\(g)/loadBalancers/lb/backendAddressPools/p"],
                "public_ip_address": [{"name": "public"}]}]}]
            """)
        ]))
    #expect(
      read.estate.machines.all.map { $0.interfaces.compactMap { $0.value?.id.name } } == [
        ["linux1", "linux2"], ["windows1", "windows2"],
      ])
    let set = try #require(read.estate.scaleSets.all.first)
    let id = try #require(set.interfaces.first?.value?.id)
    let nic = try #require(read.estate.interfaces[id])
    #expect(nic.securityGroup.value?.id.name == "n")
    #expect(nic.configurations.first?.subnet.value?.id.name == "s")
    #expect(nic.configurations.first?.publicAddress.value?.id.name == "public")
  }
}
