internal import EstateModel

extension TerraformKind {
  static let firewalls: [TerraformKind] = [
    .resource(
      "azurerm_firewall", TerraformARM.firewall, .group,
      [
        .copy("sku_name", "sku/name"), .copy("sku_tier", "sku/tier"),
        .parts("ip_configuration", "ipConfigurations", firewallConfiguration),
        TerraformField { block, object, target in
          guard let part = block.block("management_ip_configuration") else { return }
          object = object.setting(
            "managementIpConfiguration",
            to: TerraformField.part(of: part, firewallConfiguration, target))
        },
        .reference("firewall_policy_id", path: "firewallPolicy"),
        .copy("threat_intel_mode", "threatIntelMode"),
        // The text of a flag, as Azure has it among the additional properties.
        .words(
          "dns_proxy_enabled", path: "additionalProperties/Network.DNS.EnableProxy", yes: "true",
          no: "false"),
        proxiesForServers,
        .joined("dns_servers", "additionalProperties/Network.DNS.Servers", with: ","),
        .joined("private_ip_ranges", "additionalProperties/Network.SNAT.PrivateRanges", with: ","),
      ]),
    .resource(
      "azurerm_firewall_policy", "Microsoft.Network/firewallPolicies", .group,
      [
        .reference("base_policy_id", path: "basePolicy"),
        .copy("threat_intelligence_mode", "threatIntelMode"),
        .copy("private_ip_ranges", "snat/privateRanges"),
        .enabled("auto_learn_private_ranges_enabled", path: "snat/autoLearnPrivateRanges"),
        .object(
          "dns", "dnsSettings",
          [.copy("proxy_enabled", "enableProxy"), .copy("servers", "servers")]),
        .object("intrusion_detection", "intrusionDetection", [.copy("mode", "mode")]),
      ], body: [.copy("sku", "sku/tier")]),
    .resource(
      "azurerm_firewall_policy_rule_collection_group",
      "Microsoft.Network/firewallPolicies/ruleCollectionGroups", .within(["firewall_policy_id"]),
      [
        .copy("priority", "priority"),
        collections("network_rule_collection", "Filter", "NetworkRule", networkRule),
        collections("application_rule_collection", "Filter", "ApplicationRule", applicationRule),
        collections("nat_rule_collection", "Nat", "NatRule", translationRule),
      ]),
    classic("azurerm_firewall_network_rule_collection", "networkRuleCollections", networkRule),
    classic(
      "azurerm_firewall_application_rule_collection", "applicationRuleCollections",
      [
        .copy("source_addresses", "sourceAddresses"),
        .copy("source_ip_groups", "sourceIpGroups"),
        .copy("target_fqdns", "targetFqdns"), .copy("fqdn_tags", "fqdnTags"),
        .objects(
          "protocol", "protocols", [.copy("type", "protocolType"), .copy("port", "port")]),
      ]),
    classic("azurerm_firewall_nat_rule_collection", "natRuleCollections", translationRule),
  ]

  private static let firewallConfiguration: [TerraformField] = [
    .reference("subnet_id", path: "subnet"),
    .reference("public_ip_address_id", path: "publicIPAddress"),
    .copy("private_ip_address", "privateIPAddress"),
  ]

  /// Before there was a flag, servers of one's own switched the proxy on.
  private static let proxiesForServers = TerraformField { block, object, _ in
    let path = "additionalProperties/Network.DNS.EnableProxy"
    guard block.value["dns_proxy_enabled"] == nil, object.below(path) == nil,
      let servers = block["dns_servers"], !servers.isUnknown
    else { return }
    object = object.setting(path, to: .text("true", at: servers.place))
  }

  // MARK: Collections

  private static func collections(
    _ from: String, _ collectionType: String, _ ruleType: String, _ rule: [TerraformField]
  ) -> TerraformField {
    .objects(
      from, "ruleCollections",
      [
        .copy("name", "name"), .copy("priority", "priority"), .copy("action", "action/type"),
        .constant("FirewallPolicy\(collectionType)RuleCollection", "ruleCollectionType"),
        .objects("rule", "rules", [.copy("name", "name"), .constant(ruleType, "ruleType")] + rule),
      ])
  }

  /// A collection of a firewall without a policy: a part of the firewall in ARM.
  private static func classic(
    _ type: String, _ list: String, _ rule: [TerraformField]
  ) -> TerraformKind {
    TerraformKind(
      type: type, armType: "\(TerraformARM.firewall)/\(list)",
      identity: .named(["azure_firewall_name"]), isPart: true,
      edits: { block, target in
        let collection = TerraformField.part(
          of: block,
          [
            .copy("priority", "priority"), .copy("action", "action/type"),
            .objects("rule", "rules", [.copy("name", "name")] + rule),
          ], target)
        guard let firewall = target.id.parent else { return [] }
        return [
          .append(
            .text(firewall.description, at: block.place), TerraformARM.firewall, list, collection)
        ].compactMap(\.self)
      })
  }

  // MARK: Rules

  private static let networkRule: [TerraformField] = [
    .copy("protocols", "ipProtocols"),
    .copy("source_addresses", "sourceAddresses"),
    .copy("source_ip_groups", "sourceIpGroups"),
    .copy("destination_addresses", "destinationAddresses"),
    .copy("destination_ip_groups", "destinationIpGroups"),
    .copy("destination_fqdns", "destinationFqdns"),
    .copy("destination_ports", "destinationPorts"),
  ]

  private static let applicationRule: [TerraformField] = [
    .objects("protocols", "protocols", [.copy("type", "protocolType"), .copy("port", "port")]),
    .copy("source_addresses", "sourceAddresses"),
    .copy("source_ip_groups", "sourceIpGroups"),
    .copy("destination_addresses", "destinationAddresses"),
    .copy("destination_fqdns", "targetFqdns"),
    .copy("destination_urls", "targetUrls"),
    .copy("destination_fqdn_tags", "fqdnTags"),
    .copy("web_categories", "webCategories"),
    .copy("terminate_tls", "terminateTLS"),
  ]

  private static let translationRule: [TerraformField] = [
    .copy("protocols", "ipProtocols"),
    .copy("source_addresses", "sourceAddresses"),
    .copy("source_ip_groups", "sourceIpGroups"),
    // A policy's rule has one, a classic one several.
    .copy(first: ["destination_address", "destination_addresses"], "destinationAddresses"),
    .copy("destination_ports", "destinationPorts"),
    .copy("translated_address", "translatedAddress"),
    .copy("translated_fqdn", "translatedFqdn"),
    .copy("translated_port", "translatedPort"),
  ]
}
