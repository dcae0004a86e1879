internal import EstateModel

extension TerraformKind {
  static let securityGroups: [TerraformKind] = [
    .resource(
      "azurerm_network_security_group", "Microsoft.Network/networkSecurityGroups", .group,
      [.parts("security_rule", "securityRules", securityRule)]),
    .resource(
      "azurerm_network_security_rule", "Microsoft.Network/networkSecurityGroups/securityRules",
      .named(["network_security_group_name"]), securityRule),
    .resource(
      "azurerm_application_security_group", "Microsoft.Network/applicationSecurityGroups"),
    .edit("azurerm_network_interface_security_group_association") { block, _ in
      [
        .set(
          block["network_interface_id"], TerraformARM.interface, "networkSecurityGroup",
          to: block["network_security_group_id"].map { .reference(to: $0) })
      ].compactMap(\.self)
    },
    .edit("azurerm_network_interface_application_security_group_association") { block, _ in
      [
        .configuration(
          of: block["network_interface_id"], named: nil, "applicationSecurityGroups",
          block["application_security_group_id"])
      ].compactMap(\.self)
    },
    .edit("azurerm_private_endpoint_application_security_group_association") { block, _ in
      [
        .append(
          block["private_endpoint_id"], TerraformARM.endpoint, "applicationSecurityGroups",
          block["application_security_group_id"].map { .reference(to: $0) })
      ].compactMap(\.self)
    },
  ]

  private static let securityRule: [TerraformField] = [
    .copy("priority", "priority"), .copy("direction", "direction"), .copy("access", "access"),
    .copy("protocol", "protocol"),
    .copy("source_address_prefix", "sourceAddressPrefix"),
    .copy("source_address_prefixes", "sourceAddressPrefixes"),
    .copy("source_port_range", "sourcePortRange"),
    .copy("source_port_ranges", "sourcePortRanges"),
    .reference("source_application_security_group_ids", path: "sourceApplicationSecurityGroups"),
    .copy("destination_address_prefix", "destinationAddressPrefix"),
    .copy("destination_address_prefixes", "destinationAddressPrefixes"),
    .copy("destination_port_range", "destinationPortRange"),
    .copy("destination_port_ranges", "destinationPortRanges"),
    .reference(
      "destination_application_security_group_ids", path: "destinationApplicationSecurityGroups"),
  ]
}

extension TerraformEdit {
  /// Adds an id to a list of an interface's configuration of this name, or of all of them.
  static func configuration(
    of target: ConfigurationValue?, named name: ConfigurationValue?, _ list: String,
    _ id: ConfigurationValue?
  ) -> TerraformEdit? {
    guard let target, let id else { return nil }
    @Sendable func changed(
      _ body: ConfigurationValue, _ element: ConfigurationValue, any: Bool
    ) -> ConfigurationValue {
      guard let written = body.below("properties/ipConfigurations"), written.isArray else {
        return body
      }
      // A name that is not known is that of the only one, or perhaps of any.
      let open = name?.text == nil && written.array.count > 1 ? name?.unknown : nil
      let added = open.map { unknown in
        ConfigurationValue(.unknown(unknown, symbol: nil), at: target.place)
      }
      let elements = written.array.map { configuration -> ConfigurationValue in
        let own = configuration.member("name")?.text
        guard any || name?.text == nil || own == nil || own == name?.text else {
          return configuration
        }
        return configuration.appending([added ?? element], to: "properties/\(list)")
      }
      return body.setting("properties/ipConfigurations", to: .list(elements, at: written.place))
    }
    return TerraformEdit(
      target: target, type: TerraformARM.interface,
      change: { changed($0, .reference(to: id), any: false) },
      perhaps: {
        changed($0, ConfigurationValue(.unknown($1, symbol: nil), at: target.place), any: true)
      })
  }
}
