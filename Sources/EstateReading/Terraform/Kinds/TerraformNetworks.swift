internal import EstateModel

/// ARM types that several tables name.
enum TerraformARM {
  static let network = "Microsoft.Network/virtualNetworks"
  static let subnet = "Microsoft.Network/virtualNetworks/subnets"
  static let interface = "Microsoft.Network/networkInterfaces"
  static let endpoint = "Microsoft.Network/privateEndpoints"
  static let balancer = "Microsoft.Network/loadBalancers"
  static let firewall = "Microsoft.Network/azureFirewalls"
  static let natGateway = "Microsoft.Network/natGateways"
}

extension TerraformKind {
  static let networks: [TerraformKind] = [
    .resource(
      "azurerm_virtual_network", TerraformARM.network, .group,
      [
        .addressPool("address_space", "addressSpace/addressPrefixes"),
        .copy("dns_servers", "dhcpOptions/dnsServers"),
        inlineSubnets,
      ]),
    .resource("azurerm_subnet", TerraformARM.subnet, .named(["virtual_network_name"]), subnet),
    .resource(
      "azurerm_virtual_network_peering",
      "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
      .either(.named(["virtual_network_name"]), .within(["virtual_network_id"])),
      [
        .reference("remote_virtual_network_id", path: "remoteVirtualNetwork"),
        .copy("allow_virtual_network_access", "allowVirtualNetworkAccess"),
        .copy("allow_forwarded_traffic", "allowForwardedTraffic"),
        .copy("allow_gateway_transit", "allowGatewayTransit"),
        .copy("use_remote_gateways", "useRemoteGateways"),
        .copy("peer_complete_virtual_networks_enabled", "peerCompleteVnets"),
        .copy("local_subnet_names", "localSubnetNames"),
        .copy("remote_subnet_names", "remoteSubnetNames"),
        .copy("only_ipv6_peering_enabled", "enableOnlyIPv6Peering"),
      ]),
    subnetPart(
      "azurerm_subnet_network_security_group_association", "network_security_group_id",
      "networkSecurityGroup"),
    subnetPart("azurerm_subnet_route_table_association", "route_table_id", "routeTable"),
    subnetPart("azurerm_subnet_nat_gateway_association", "nat_gateway_id", "natGateway"),
    .edit("azurerm_virtual_network_dns_servers") { block, _ in
      [
        .set(
          block["virtual_network_id"], TerraformARM.network, "dhcpOptions/dnsServers",
          to: block["dns_servers"])
      ].compactMap(\.self)
    },
    .resource(
      "azurerm_ip_group", "Microsoft.Network/ipGroups", .group, [.copy("cidrs", "ipAddresses")]),
    .edit("azurerm_ip_group_cidr") { block, _ in
      [
        .append(block["ip_group_id"], "Microsoft.Network/ipGroups", "ipAddresses", block["cidr"])
      ].compactMap(\.self)
    },
    .resource(
      "azurerm_subnet_service_endpoint_storage_policy",
      "Microsoft.Network/serviceEndpointPolicies", .group,
      [
        .parts(
          "definition", "serviceEndpointPolicyDefinitions",
          [
            .copy("service", "service"), .copy("service_resources", "serviceResources"),
          ]),
        // Without a block the policy has no definition, and lets nothing through.
        TerraformField { block, object, _ in
          let key = "serviceEndpointPolicyDefinitions"
          guard !block.isData, object.member(key) == nil else { return }
          object = object.setting(key, to: .list([], at: block.place))
        },
      ]),
  ]

  /// What a resource of its own says of one property of a subnet.
  private static func subnetPart(
    _ type: String, _ attribute: String, _ property: String
  ) -> TerraformKind {
    .edit(type) { block, _ in
      [
        .set(
          block["subnet_id"], TerraformARM.subnet, property,
          to: block[attribute].map { .reference(to: $0) })
      ].compactMap(\.self)
    }
  }

  // MARK: Subnets

  /// What a subnet says, within its network or by itself.
  private static let subnet: [TerraformField] = [
    .addressPool("address_prefixes", "addressPrefixes"),
    .copy("address_prefix", "addressPrefix"),
    // A data source tells all prefixes in the one attribute that it has.
    TerraformField { block, object, _ in
      guard block.isData, let prefixes = block["address_prefixes"],
        object.member("addressPrefix") == nil
      else { return }
      object = object.setting("addressPrefix", to: .text("", at: prefixes.place))
    },
    .reference("security_group", "network_security_group_id", path: "networkSecurityGroup"),
    .reference("route_table_id", path: "routeTable"),
    .reference("nat_gateway_id", path: "natGateway"),
    serviceEndpoints,
    .reference("service_endpoint_policy_ids", path: "serviceEndpointPolicies"),
    endpointPolicies,
    servicePolicies,
    .copy("default_outbound_access_enabled", "defaultOutboundAccess"),
    TerraformField { block, object, target in
      guard let written = block["delegation"] else { return }
      let parts = block.blocks("delegation").map { delegation in
        TerraformField.part(
          of: delegation,
          [
            TerraformField { inner, object, _ in
              guard let name = inner.block("service_delegation")?["name"] else { return }
              object = object.setting("serviceName", to: name)
            }
          ], target)
      }
      object = object.setting(
        "delegations", to: written.isUnknown ? written : .list(parts, at: written.place))
    },
  ]

  private static let inlineSubnets = TerraformField { block, object, target in
    guard let written = block["subnet"] else { return }
    let parts = block.blocks("subnet").map { part in
      let whole = TerraformField.part(of: part, subnet, target)
      // A reference of another input finds it by its id, too.
      return part["id"].map { whole.setting("id", to: $0) } ?? whole
    }
    object = object.setting(
      "subnets", to: written.isUnknown ? written : .list(parts, at: written.place))
  }

  /// A list of names up to version 4, blocks from version 5 on.
  private static let serviceEndpoints = TerraformField { block, object, _ in
    guard let written = block.first(["service_endpoints", "service_endpoint"]) else { return }
    guard written.isArray else {
      object = object.setting("serviceEndpoints", to: written)
      return
    }
    let elements = written.array.map { element -> ConfigurationValue in
      if element.isUnknown { return element }
      let name = element.isObject ? element.member("service") : element
      let empty = ConfigurationValue(.object([]), at: element.place)
      return name.map { empty.setting("service", to: $0) } ?? empty
    }
    object = object.setting("serviceEndpoints", to: .list(elements, at: written.place))
  }

  /// Three attributes in turn said whether the policies of a subnet hold for private endpoints; the
  /// first of them by whether they are switched off.
  private static let endpointPolicies = TerraformField { block, object, _ in
    let path = "privateEndpointNetworkPolicies"
    if let policies = block["private_endpoint_network_policies"] {
      object = object.setting(path, to: policies)
    } else if let policies = block["private_endpoint_network_policies_enabled"] {
      object = object.setting(path, to: TerraformField.worded(policies, "Enabled", "Disabled"))
    } else if let enforced = block["enforce_private_link_endpoint_network_policies"] {
      object = object.setting(path, to: TerraformField.worded(enforced, "Disabled", "Enabled"))
    }
  }

  private static let servicePolicies = TerraformField { block, object, _ in
    let path = "privateLinkServiceNetworkPolicies"
    if let policies = block["private_link_service_network_policies_enabled"] {
      object = object.setting(path, to: TerraformField.worded(policies, "Enabled", "Disabled"))
    } else if let enforced = block["enforce_private_link_service_network_policies"] {
      object = object.setting(path, to: TerraformField.worded(enforced, "Disabled", "Enabled"))
    }
  }
}

extension TerraformField {
  /// Prefixes that are written, or those that a pool of addresses will give.
  fileprivate static func addressPool(_ from: String, _ path: String) -> TerraformField {
    TerraformField { block, object, target in
      if let written = block[from] {
        object = object.setting(path, to: written)
      } else if let pool = block["ip_address_pool"] {
        let unknown = UnknownValue(
          key: "\(pool.position.file)#\(target.address).\(from)",
          because: "a pool of addresses gives \(target.address) its '\(from)' at the apply",
          source: pool.position)
        object = object.setting(
          path, to: ConfigurationValue(.unknown(unknown, symbol: nil), at: pool.place))
      }
    }
  }
}
