internal import EstateModel

extension TerraformKind {
  static let hosts: [TerraformKind] =
    [
      .resource(
        "azurerm_network_interface", TerraformARM.interface, .group,
        [
          .parts("ip_configuration", "ipConfigurations", configuration),
          .reference("network_security_group_id", path: "networkSecurityGroup"),
          .copy(first: ["ip_forwarding_enabled", "enable_ip_forwarding"], "enableIPForwarding"),
          .copy("dns_servers", "dnsSettings/dnsServers"),
        ]),
      .edit("azurerm_network_interface_backend_address_pool_association") { block, _ in
        [
          .configuration(
            of: block["network_interface_id"], named: block["ip_configuration_name"],
            "loadBalancerBackendAddressPools", block["backend_address_pool_id"])
        ].compactMap(\.self)
      },
      .edit("azurerm_network_interface_nat_rule_association") { block, _ in
        [
          .configuration(
            of: block["network_interface_id"], named: block["ip_configuration_name"],
            "loadBalancerInboundNatRules", block["nat_rule_id"])
        ].compactMap(\.self)
      },
      .edit("azurerm_network_interface_application_gateway_backend_address_pool_association") {
        block, _ in
        [
          .configuration(
            of: block["network_interface_id"], named: block["ip_configuration_name"],
            "applicationGatewayBackendAddressPools", block["backend_address_pool_id"])
        ].compactMap(\.self)
      },
      .resource(
        "azurerm_public_ip", "Microsoft.Network/publicIPAddresses", .group,
        [
          .copy("allocation_method", "publicIPAllocationMethod"),
          .copy("ip_address", "ipAddress"),
          .copy("ip_version", "publicIPAddressVersion"),
          .reference("public_ip_prefix_id", path: "publicIPPrefix"),
          .copy("domain_name_label", "dnsSettings/domainNameLabel"),
          .copy("fqdn", "dnsSettings/fqdn"),
        ],
        body: [
          .copy("sku", "sku/name"),
          .missing("sku", "sku/name") { $0 < 4 ? "Basic" : "Standard" },
          .copy("sku_tier", "sku/tier"),
        ]),
      .resource(
        "azurerm_public_ip_prefix", "Microsoft.Network/publicIPPrefixes", .group,
        [.copy("ip_prefix", "ipPrefix")]),
      .resource(
        "azurerm_nat_gateway", TerraformARM.natGateway, .group,
        [
          .reference("public_ip_address_ids", path: "publicIpAddresses"),
          .reference("public_ip_prefix_ids", path: "publicIpPrefixes"),
        ], body: [.copy("sku_name", "sku/name")]),
      .edit("azurerm_nat_gateway_public_ip_association") { block, _ in
        [
          .append(
            block["nat_gateway_id"], TerraformARM.natGateway, "publicIpAddresses",
            block["public_ip_address_id"].map { .reference(to: $0) })
        ].compactMap(\.self)
      },
      .edit("azurerm_nat_gateway_public_ip_prefix_association") { block, _ in
        [
          .append(
            block["nat_gateway_id"], TerraformARM.natGateway, "publicIpPrefixes",
            block["public_ip_prefix_id"].map { .reference(to: $0) })
        ].compactMap(\.self)
      },
    ]
    + ["linux_virtual_machine", "windows_virtual_machine", "virtual_machine"].map {
      .resource(
        "azurerm_\($0)", "Microsoft.Compute/virtualMachines", .group,
        [
          machineInterfaces, .reference("availability_set_id", path: "availabilitySet"),
        ])
    }
    + [
      "linux_virtual_machine_scale_set", "windows_virtual_machine_scale_set",
      "orchestrated_virtual_machine_scale_set", "virtual_machine_scale_set",
    ].map {
      .resource(
        "azurerm_\($0)", "Microsoft.Compute/virtualMachineScaleSets", .group,
        [
          .constant(
            $0.hasPrefix("orchestrated") ? "Flexible" : "Uniform", "orchestrationMode"),
          .parts("network_interface", scaleSetInterfaces, scaleSetInterface),
          .parts("network_profile", scaleSetInterfaces, scaleSetInterface),
        ])
    }

  // MARK: Interfaces

  private static let configuration: [TerraformField] = [
    .reference("subnet_id", path: "subnet"),
    .copy("private_ip_address", "privateIPAddress"),
    .copy("private_ip_address_allocation", "privateIPAllocationMethod"),
    .copy("private_ip_address_version", "privateIPAddressVersion"),
    .reference("public_ip_address_id", path: "publicIPAddress"),
    .copy("primary", "primary"),
    .reference(
      "gateway_load_balancer_frontend_ip_configuration_id", path: "gatewayLoadBalancer"),
  ]

  /// The first interface is the primary one, unless an older resource says which.
  private static let machineInterfaces = TerraformField { block, object, _ in
    guard let written = block["network_interface_ids"] else { return }
    let path = "networkProfile/networkInterfaces"
    if written.isUnknown {
      object = object.setting(path, to: written)
      return
    }
    let chosen = block.text("primary_network_interface_id")
    let ids = written.isArray ? written.array : [written]
    let elements = ids.enumerated().map { index, id in
      let isPrimary = chosen.map { $0.equalsIgnoringASCIICase(id.text ?? "") } ?? (index == 0)
      return ConfigurationValue.reference(to: id).setting(
        "properties/primary", to: ConfigurationValue(.bool(isPrimary), at: id.place))
    }
    object = object.setting(path, to: .list(elements, at: written.place))
  }

  // MARK: Scale sets

  private static let scaleSetInterfaces =
    "virtualMachineProfile/networkProfile/networkInterfaceConfigurations"

  private static let scaleSetInterface: [TerraformField] = [
    .copy("primary", "primary"),
    .copy(
      first: ["ip_forwarding_enabled", "enable_ip_forwarding", "ip_forwarding"],
      "enableIPForwarding"),
    .reference("network_security_group_id", path: "networkSecurityGroup"),
    .copy("dns_servers", "dnsSettings/dnsServers"),
    .parts(
      "ip_configuration", "ipConfigurations",
      [
        .reference("subnet_id", path: "subnet"),
        .copy("primary", "primary"),
        .copy("version", "privateIPAddressVersion"),
        .reference(
          "load_balancer_backend_address_pool_ids", path: "loadBalancerBackendAddressPools"),
        .reference("load_balancer_inbound_nat_rules_ids", path: "loadBalancerInboundNatPools"),
        .reference(
          "application_gateway_backend_address_pool_ids",
          path: "applicationGatewayBackendAddressPools"),
        .reference("application_security_group_ids", path: "applicationSecurityGroups"),
        TerraformField { block, object, target in
          guard
            let address = block.first(["public_ip_address", "public_ip_address_configuration"])
          else { return }
          let block = (address.array.first ?? address)
          object = object.setting(
            "publicIPAddressConfiguration",
            to: address.isUnknown || !block.isObject
              ? address
              : TerraformField.part(of: TerraformBlock(value: block, isData: false), [], target))
        },
      ]),
  ]
}
