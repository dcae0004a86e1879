extension TerraformKind {
  static let gateways: [TerraformKind] = [
    .resource(
      "azurerm_virtual_network_gateway", "Microsoft.Network/virtualNetworkGateways", .group,
      [
        .copy("type", "gatewayType"), .copy("vpn_type", "vpnType"),
        .parts(
          "ip_configuration", "ipConfigurations",
          [
            .reference("subnet_id", path: "subnet"),
            .reference("public_ip_address_id", path: "publicIPAddress"),
          ]),
        .copy(first: ["bgp_enabled", "enable_bgp"], "enableBgp"),
        .object(
          "vpn_client_configuration", "vpnClientConfiguration",
          [
            .copy("address_space", "vpnClientAddressPool/addressPrefixes"),
            .copy("vpn_client_protocols", "vpnClientProtocols"),
          ]),
        .object("custom_route", "customRoutes", [.copy("address_prefixes", "addressPrefixes")]),
        .reference("default_local_network_gateway_id", path: "gatewayDefaultSite"),
        .copy("remote_vnet_traffic_enabled", "allowRemoteVnetTraffic"),
        .copy("virtual_wan_traffic_enabled", "allowVirtualWanTraffic"),
      ], body: [.copy("sku", "sku/name")]),
    .resource(
      "azurerm_local_network_gateway", "Microsoft.Network/localNetworkGateways", .group,
      [
        .copy("address_space", "localNetworkAddressSpace/addressPrefixes"),
        .copy("gateway_address", "gatewayIpAddress"), .copy("gateway_fqdn", "fqdn"),
      ]),
    .resource(
      "azurerm_virtual_network_gateway_connection", "Microsoft.Network/connections", .group,
      [
        .copy("type", "connectionType"),
        .reference("virtual_network_gateway_id", path: "virtualNetworkGateway1"),
        .reference("peer_virtual_network_gateway_id", path: "virtualNetworkGateway2"),
        .reference("local_network_gateway_id", path: "localNetworkGateway2"),
        .reference("express_route_circuit_id", path: "peer"),
        .copy(first: ["bgp_enabled", "enable_bgp"], "enableBgp"),
        .copy("use_policy_based_traffic_selectors", "usePolicyBasedTrafficSelectors"),
        .reference("ingress_nat_rule_ids", path: "ingressNatRules"),
        .reference("egress_nat_rule_ids", path: "egressNatRules"),
        .copy("express_route_gateway_bypass", "expressRouteGatewayBypass"),
        .copy("private_link_fast_path_enabled", "enablePrivateLinkFastPath"),
      ]),
    .resource(
      "azurerm_bastion_host", "Microsoft.Network/bastionHosts", .group,
      [
        .parts(
          "ip_configuration", "ipConfigurations",
          [
            .reference("subnet_id", path: "subnet"),
            .reference("public_ip_address_id", path: "publicIPAddress"),
          ]),
        .reference("virtual_network_id", path: "virtualNetwork"),
        .copy("tunneling_enabled", "enableTunneling"),
        .copy("ip_connect_enabled", "enableIpConnect"),
        .copy("shareable_link_enabled", "enableShareableLink"),
      ], body: [.copy("sku", "sku/name"), .missing("sku", "sku/name") { _ in "Basic" }]),
  ]

  static let applicationGateways: [TerraformKind] = [
    .resource(
      "azurerm_application_gateway", "Microsoft.Network/applicationGateways", .group,
      [
        .parts(
          "gateway_ip_configuration", "gatewayIPConfigurations",
          [.reference("subnet_id", path: "subnet")]),
        .parts(
          "frontend_ip_configuration", "frontendIPConfigurations",
          [
            .reference("public_ip_address_id", path: "publicIPAddress"),
            .copy("private_ip_address", "privateIPAddress"),
            .reference("subnet_id", path: "subnet"),
          ]),
        .parts("frontend_port", "frontendPorts", [.copy("port", "port")]),
        .parts("http_listener", "httpListeners", listener),
        .parts("listener", "listeners", listener),
        .parts(
          "backend_address_pool", "backendAddressPools",
          [
            addresses("fqdns", "fqdn"), addresses("ip_addresses", "ipAddress"),
          ]),
        .parts("backend_http_settings", "backendHttpSettingsCollection", [.copy("port", "port")]),
        .parts("backend", "backendSettingsCollection", [.copy("port", "port")]),
        .parts(
          "request_routing_rule", "requestRoutingRules",
          [
            .ownPart("http_listener_name", "httpListener", in: "httpListeners"),
            .ownPart("url_path_map_name", "urlPathMap", in: "urlPathMaps"),
          ] + handover("")),
        .parts(
          "routing_rule", "routingRules",
          [
            .ownPart("listener_name", "listener", in: "listeners"),
            .ownPart("backend_address_pool_name", "backendAddressPool", in: "backendAddressPools"),
            .ownPart("backend_name", "backendSettings", in: "backendSettingsCollection"),
          ]),
        .parts(
          "url_path_map", "urlPathMaps",
          handover("default") + [.parts("path_rule", "pathRules", handover(""))]),
      ], body: [.object("sku", "sku", [.copy("name", "name"), .copy("tier", "tier")])])
  ]

  private static let listener: [TerraformField] = [
    .ownPart(
      "frontend_ip_configuration_name", "frontendIPConfiguration", in: "frontendIPConfigurations"),
    .ownPart("frontend_port_name", "frontendPort", in: "frontendPorts"),
    .copy("protocol", "protocol"), .copy("host_name", "hostName"),
  ]

  /// Where a rule sends requests on, or clients away to.
  private static func handover(_ prefix: String) -> [TerraformField] {
    func own(_ name: String, _ key: String, in parts: String) -> TerraformField {
      let path = prefix.isEmpty ? key : prefix + key.prefix(1).uppercased() + key.dropFirst()
      return .ownPart(prefix.isEmpty ? name : "\(prefix)_\(name)", path, in: parts)
    }
    return [
      own("backend_address_pool_name", "backendAddressPool", in: "backendAddressPools"),
      own(
        "backend_http_settings_name", "backendHttpSettings", in: "backendHttpSettingsCollection"),
      own("redirect_configuration_name", "redirectConfiguration", in: "redirectConfigurations"),
    ]
  }

  /// Texts as objects of one key, beside those that are there.
  private static func addresses(_ from: String, _ key: String) -> TerraformField {
    TerraformField { block, object, _ in
      guard let written = block[from] else { return }
      let elements = (written.isArray ? written.array : [written]).map {
        ConfigurationValue(.object([]), at: $0.place).setting(key, to: $0)
      }
      object = object.appending(elements, to: "backendAddresses")
    }
  }
}
