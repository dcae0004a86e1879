extension TerraformKind {
  static let routes: [TerraformKind] = [
    .resource(
      "azurerm_route_table", "Microsoft.Network/routeTables", .group,
      [
        .parts("route", "routes", route),
        .copy("disable_bgp_route_propagation", "disableBgpRoutePropagation"),
        .inverted("bgp_route_propagation_enabled", "disableBgpRoutePropagation"),
      ]),
    .resource(
      "azurerm_route", "Microsoft.Network/routeTables/routes", .named(["route_table_name"]), route),
  ]

  private static let route: [TerraformField] = [
    .copy("address_prefix", "addressPrefix"), .copy("next_hop_type", "nextHopType"),
    .copy("next_hop_in_ip_address", "nextHopIpAddress"),
  ]
}
