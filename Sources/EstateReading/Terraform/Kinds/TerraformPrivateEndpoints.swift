internal import EstateModel

extension TerraformKind {
  static let privateEndpoints: [TerraformKind] = [
    TerraformKind.resource(
      "azurerm_private_endpoint", TerraformARM.endpoint, .group,
      [
        .reference("subnet_id", path: "subnet"),
        connections,
        .parts(
          "ip_configuration", "ipConfigurations",
          [
            .copy("private_ip_address", "privateIPAddress"), .copy("subresource_name", "groupId"),
            .copy("member_name", "memberName"),
          ]),
        names,
        .objects("network_interface", "networkInterfaces", [.copy("id", "id")]),
      ]
    ).with { block, target in
      block.blocks("private_dns_zone_group").compactMap { zoneGroup($0, target) }
        + openZoneGroup(block, target)
    },
    .resource(
      "azurerm_private_link_service", "Microsoft.Network/privateLinkServices", .group,
      [
        .reference(
          "load_balancer_frontend_ip_configuration_ids",
          path: "loadBalancerFrontendIpConfigurations"
        ),
        .parts(
          "nat_ip_configuration", "ipConfigurations", [.reference("subnet_id", path: "subnet")]),
      ]),
  ]

  /// One that is made by hand waits for its approval.
  private static let connections = TerraformField { block, object, target in
    guard let written = block["private_service_connection"] else { return }
    if written.isUnknown {
      object = object.setting("privateLinkServiceConnections", to: written)
      return
    }
    for connection in block.blocks("private_service_connection") {
      let part = TerraformField.part(
        of: connection,
        [
          .copy(
            first: ["private_connection_resource_id", "private_connection_resource_alias"],
            "privateLinkServiceId"),
          .copy("subresource_names", "groupIds"),
        ], target)
      let list =
        connection.flag("is_manual_connection") == true
        ? "manualPrivateLinkServiceConnections" : "privateLinkServiceConnections"
      object = object.appending([part], to: list)
    }
  }

  /// The names and addresses that a state tells: where a zone group has them, only there.
  private static let names = TerraformField { block, object, target in
    let fields: [TerraformField] = [.copy("fqdn", "fqdn"), .copy("ip_addresses", "ipAddresses")]
    func objects(_ blocks: [TerraformBlock]) -> [ConfigurationValue] {
      blocks.map {
        TerraformField.written(
          fields, of: $0, into: ConfigurationValue(.object([]), at: $0.place), target)
      }
    }
    var found = objects(block.blocks("custom_dns_configs"))
    if found.isEmpty {
      found = objects(block.blocks("private_dns_zone_configs").flatMap { $0.blocks("record_sets") })
    }
    if found.isEmpty, let connection = block.block("private_service_connection"),
      let address = connection["private_ip_address"], !address.isUnknown
    {
      found = [
        ConfigurationValue(.object([]), at: address.place)
          .setting("ipAddresses", to: .list([address], at: address.place))
      ]
    }
    object = object.appending(found, to: "customDnsConfigs")
  }

  private static func zoneGroup(
    _ block: TerraformBlock, _ target: TerraformTarget
  ) -> TerraformChild? {
    guard let ids = block["private_dns_zone_ids"] else { return nil }
    let zones = (ids.isArray ? ids.array : [ids]).enumerated().map { index, id in
      ConfigurationValue(.object([]), at: id.place)
        .setting("name", to: .text("zone\(index)", at: id.place))
        .setting("properties/privateDnsZoneId", to: id)
    }
    let properties = ConfigurationValue(.object([]), at: block.place)
      .setting("privateDnsZoneConfigs", to: .list(zones, at: ids.place))
    return TerraformChild(
      id: target.id.child("privateDnsZoneGroups", block.text("name") ?? "default"),
      properties: properties)
  }

  private static func openZoneGroup(
    _ block: TerraformBlock, _ target: TerraformTarget
  ) -> [TerraformChild] {
    guard let group = block["private_dns_zone_group"], group.isUnknown else { return [] }
    return [
      TerraformChild(
        id: target.id.child("privateDnsZoneGroups", "default"),
        properties: ConfigurationValue(.object([]), at: group.place)
          .setting("privateDnsZoneConfigs", to: group))
    ]
  }
}
