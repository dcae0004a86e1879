internal import EstateModel

// Most parts of a load balancer are resources of their own in Terraform, and parts of it in ARM.
extension TerraformKind {
  static let loadBalancers: [TerraformKind] = [
    .resource(
      "azurerm_lb", TerraformARM.balancer, .group,
      [
        .parts(
          "frontend_ip_configuration", "frontendIPConfigurations",
          [
            .reference("subnet_id", path: "subnet"),
            .copy("private_ip_address", "privateIPAddress"),
            .copy("private_ip_address_allocation", "privateIPAllocationMethod"),
            .reference("public_ip_address_id", path: "publicIPAddress"),
            .reference("public_ip_prefix_id", path: "publicIPPrefix"),
            .reference(
              "gateway_load_balancer_frontend_ip_configuration_id", path: "gatewayLoadBalancer"),
          ])
      ],
      body: [
        .copy("sku", "sku/name"),
        .missing("sku", "sku/name") { $0 < 4 ? "Basic" : "Standard" },
        .copy("sku_tier", "sku/tier"),
      ]),
    .resource(
      "azurerm_lb_backend_address_pool", "\(TerraformARM.balancer)/backendAddressPools",
      .within(["loadbalancer_id"])),
    .edit("azurerm_lb_backend_address_pool_address") { block, target in
      let address = TerraformField.part(
        of: block, [.copy("ip_address", "ipAddress"), .copy("admin_state", "adminState")], target)
      return [
        .append(
          block["backend_address_pool_id"], "\(TerraformARM.balancer)/backendAddressPools",
          "loadBalancerBackendAddresses", address)
      ].compactMap(\.self)
    },
    part(
      "azurerm_lb_rule", "loadBalancingRules",
      ports + [
        .reference(
          "backend_address_pool_ids", "backend_address_pool_id", path: "backendAddressPools"),
        .reference("probe_id", path: "probe"),
        .copy("disable_outbound_snat", "disableOutboundSnat"),
      ]),
    part(
      "azurerm_lb_probe", "probes",
      [
        .copy("protocol", "protocol"), .copy("port", "port"), .copy("request_path", "requestPath"),
        .copy("no_healthy_backends_behavior", "noHealthyBackendsBehavior"),
      ]),
    .resource(
      "azurerm_lb_nat_rule", "\(TerraformARM.balancer)/inboundNatRules",
      .within(["loadbalancer_id"]),
      ports + [
        .copy("frontend_port_start", "frontendPortRangeStart"),
        .copy("frontend_port_end", "frontendPortRangeEnd"),
        .reference("backend_address_pool_id", path: "backendAddressPool"),
      ]),
    part(
      "azurerm_lb_nat_pool", "inboundNatPools",
      ports + [
        .copy("frontend_port_start", "frontendPortRangeStart"),
        .copy("frontend_port_end", "frontendPortRangeEnd"),
      ]),
    part(
      "azurerm_lb_outbound_rule", "outboundRules",
      [
        .copy("protocol", "protocol"),
        .reference("backend_address_pool_id", path: "backendAddressPool"),
        outboundFrontends,
      ]),
  ]

  private static let ports: [TerraformField] = [
    .copy("protocol", "protocol"),
    .copy("frontend_port", "frontendPort"), .copy("backend_port", "backendPort"),
    .copy(first: ["floating_ip_enabled", "enable_floating_ip"], "enableFloatingIP"),
    frontend,
  ]

  /// The name of a frontend as the id of that part of the balancer.
  private static let frontend = TerraformField { block, object, _ in
    guard let name = block["frontend_ip_configuration_name"],
      let id = frontendID(name, of: block["loadbalancer_id"])
    else { return }
    object = object.setting("frontendIPConfiguration", to: .reference(to: id))
  }

  private static let outboundFrontends = TerraformField { block, object, _ in
    let balancer = block["loadbalancer_id"]
    let ids = block.blocks("frontend_ip_configuration").compactMap { part in
      part["name"].flatMap { frontendID($0, of: balancer) }
    }
    guard let first = ids.first else { return }
    object = object.setting(
      "frontendIPConfigurations", to: .list(ids.map { .reference(to: $0) }, at: first.place))
  }

  private static func frontendID(
    _ name: ConfigurationValue, of balancer: ConfigurationValue?
  ) -> ConfigurationValue? {
    guard let text = name.symbolicText else { return name }
    guard let balancer, let whole = balancer.symbolicText else { return balancer }
    return .text("\(whole)/frontendIPConfigurations/\(text)", at: name.place)
  }

  /// A part that has an id of its own in Terraform, and stands in a list of the balancer's.
  private static func part(
    _ type: String, _ list: String, _ fields: [TerraformField]
  ) -> TerraformKind {
    TerraformKind(
      type: type, armType: "\(TerraformARM.balancer)/\(list)",
      identity: .within(["loadbalancer_id"]), isPart: true,
      edits: { block, target in
        [
          .append(
            block["loadbalancer_id"], TerraformARM.balancer, list,
            TerraformField.part(of: block, fields, target))
        ].compactMap(\.self)
      })
  }
}
