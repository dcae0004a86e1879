internal import EstateModel

extension TerraformKind {
  static let privateNames: [TerraformKind] =
    [
      .resource(
        "azurerm_private_dns_zone", zone, .group,
        [
          count("number_of_record_sets", "numberOfRecordSets"),
          count("number_of_virtual_network_links", "numberOfVirtualNetworkLinks"),
        ]),
      .resource(
        "azurerm_private_dns_zone_virtual_network_link", "\(zone)/virtualNetworkLinks", inZone,
        [
          .reference("virtual_network_id", path: "virtualNetwork"),
          .copy("registration_enabled", "registrationEnabled"),
          .copy("resolution_policy", "resolutionPolicy"),
        ]),
      .resource(
        "azurerm_private_dns_a_record", "\(zone)/A", inZone,
        [records("aRecords", "ipv4Address")]),
      .resource(
        "azurerm_private_dns_aaaa_record", "\(zone)/AAAA", inZone,
        [records("aaaaRecords", "ipv6Address")]),
      .resource(
        "azurerm_private_dns_cname_record", "\(zone)/CNAME", inZone,
        [.copy("record", "cnameRecord/cname")]),
    ]
    + ["mx", "ptr", "srv", "txt"].map {
      .resource("azurerm_private_dns_\($0)_record", "\(zone)/\($0.uppercased())", inZone)
    }
    + [
      .resource(
        "azurerm_private_dns_resolver", resolver, .group,
        [.reference("virtual_network_id", path: "virtualNetwork")]),
      .resource(
        "azurerm_private_dns_resolver_inbound_endpoint", "\(resolver)/inboundEndpoints",
        .within(["private_dns_resolver_id"]),
        [
          .objects(
            "ip_configurations", "ipConfigurations",
            [
              .reference("subnet_id", path: "subnet"),
              .copy("private_ip_address", "privateIpAddress"),
              .copy("private_ip_allocation_method", "privateIpAllocationMethod"),
            ])
        ]),
      .resource(
        "azurerm_private_dns_resolver_outbound_endpoint", "\(resolver)/outboundEndpoints",
        .within(["private_dns_resolver_id"]), [.reference("subnet_id", path: "subnet")]),
      .resource(
        "azurerm_private_dns_resolver_dns_forwarding_ruleset", ruleset, .group,
        [
          .reference(
            "private_dns_resolver_outbound_endpoint_ids", path: "dnsResolverOutboundEndpoints")
        ]),
      .resource(
        "azurerm_private_dns_resolver_forwarding_rule", "\(ruleset)/forwardingRules",
        .within(["dns_forwarding_ruleset_id"]),
        [
          .copy("domain_name", "domainName"),
          .enabled("enabled", path: "forwardingRuleState"),
          .objects(
            "target_dns_servers", "targetDnsServers",
            [.copy("ip_address", "ipAddress"), .copy("port", "port")]),
        ]),
      .resource(
        "azurerm_private_dns_resolver_virtual_network_link", "\(ruleset)/virtualNetworkLinks",
        .within(["dns_forwarding_ruleset_id"]),
        [.reference("virtual_network_id", path: "virtualNetwork")]),
    ]

  private static let zone = "Microsoft.Network/privateDnsZones"
  private static let resolver = "Microsoft.Network/dnsResolvers"
  private static let ruleset = "Microsoft.Network/dnsForwardingRulesets"

  /// By the name of the zone up to version 4, by its id from version 5 on.
  private static let inZone = TerraformIdentity.either(
    .within(["private_dns_zone_id"]),
    .either(.named(["private_dns_zone_name"]), .named(["zone_name"])))

  /// Of a zone that is only read: those that Terraform manages are in the file, whatever there was when
  /// it last looked.
  private static func count(_ from: String, _ path: String) -> TerraformField {
    TerraformField { block, object, _ in
      guard block.isData, let count = block[from] else { return }
      object = object.setting(path, to: count)
    }
  }

  private static func records(_ path: String, _ key: String) -> TerraformField {
    TerraformField { block, object, _ in
      guard let written = block["records"] else { return }
      guard written.isArray else {
        object = object.setting(path, to: written)
        return
      }
      let elements = written.array.map {
        ConfigurationValue(.object([]), at: $0.place).setting(key, to: $0)
      }
      object = object.setting(path, to: .list(elements, at: written.place))
    }
  }
}
