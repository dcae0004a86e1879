extension SameEstate {
  /// One resource of the plan; `references` are attributes (`subnet_id`, `ip_configuration.subnet_id`)
  /// that are known after the apply and the resources whose ids they are.
  private struct Planned {
    let type: String
    let name: String
    let values: String
    var references: KeyValuePairs<String, String> = [:]

    var address: String { "\(type).\(name)" }

    /// `a.b` as `"a": [{"b": value}]`, several of one block together.
    private func nested(_ value: (String) -> String) -> String {
      var plain: [String] = []
      var blocks: [(name: String, fields: [String])] = []
      for (path, target) in references {
        let parts = path.split(separator: ".").map(String.init)
        if parts.count == 1 {
          plain.append("\"\(path)\": \(value(target))")
          continue
        }
        let field = "\"\(parts[1])\": \(value(target))"
        if let index = blocks.firstIndex(where: { $0.name == parts[0] }) {
          blocks[index].fields.append(field)
        } else {
          blocks.append((parts[0], [field]))
        }
      }
      return (plain + blocks.map { "\"\($0.name)\": [{\($0.fields.joined(separator: ", "))}]" })
        .joined(separator: ", ")
    }

    var resource: String {
      """
      {"address": "\(address)", "mode": "managed", "type": "\(type)", "name": "\(name)",
       "values": {\(values)}}
      """
    }

    var change: String {
      let unknown = nested { _ in "true" }
      return """
        {"address": "\(address)", "type": "\(type)", "change": {"actions": ["create"],
         "after_unknown": {"id": true\(unknown.isEmpty ? "" : ", \(unknown)")}}}
        """
    }

    var configured: String {
      let expressions = nested { "{\"references\": [\"\($0).id\", \"\($0)\"]}" }
      return """
        {"address": "\(address)", "mode": "managed", "type": "\(type)", "name": "\(name)",
         "expressions": {\(expressions)}}
        """
    }
  }

  static let plan: String = {
    let named = { (name: String) in
      #""name": "\#(name)", "resource_group_name": "rg", "location": "westeurope""#
    }
    var parts = [
      Planned(
        type: "azurerm_virtual_network", name: "hub",
        values: #"\#(named("hub")), "address_space": ["10.0.0.0/16"]"#),
      Planned(
        type: "azurerm_subnet", name: "firewall",
        values: """
          "name": "AzureFirewallSubnet", "resource_group_name": "rg", "virtual_network_name": "hub",
          "address_prefixes": ["10.0.0.0/26"]
          """),
      Planned(
        type: "azurerm_subnet", name: "endpoints",
        values: """
          "name": "endpoints", "resource_group_name": "rg", "virtual_network_name": "hub",
          "address_prefixes": ["10.0.1.0/24"], "private_endpoint_network_policies": "Disabled"
          """),
      Planned(
        type: "azurerm_public_ip", name: "fw",
        values: #"\#(named("fw-ip")), "sku": "Standard", "allocation_method": "Static""#),
      Planned(
        type: "azurerm_firewall", name: "fw",
        values: """
          \(named("fw")), "sku_name": "AZFW_VNet", "sku_tier": "Standard", "threat_intel_mode": "Alert",
          "ip_configuration": [{"name": "c", "private_ip_address": "10.0.0.4"}]
          """,
        references: [
          "firewall_policy_id": "azurerm_firewall_policy.p",
          "ip_configuration.subnet_id": "azurerm_subnet.firewall",
          "ip_configuration.public_ip_address_id": "azurerm_public_ip.fw",
        ]),
      Planned(
        type: "azurerm_firewall_policy", name: "p",
        values: #"\#(named("policy")), "threat_intelligence_mode": "Alert""#),
      Planned(
        type: "azurerm_firewall_policy_rule_collection_group", name: "g",
        values: """
          "name": "group", "priority": 500, "network_rule_collection": [{"name": "between",
            "priority": 100, "action": "Allow", "rule": [{"name": "https", "protocols": ["TCP"],
              "source_addresses": ["10.2.0.0/16"], "destination_addresses": ["10.1.0.0/16"],
              "destination_ports": ["443", "8443"]}]}],
          "application_rule_collection": [{"name": "out", "priority": 200, "action": "Allow",
            "rule": [{"name": "pypi", "protocols": [{"type": "Https", "port": 443}],
              "source_addresses": ["10.2.0.0/16"], "destination_fqdns": ["pypi.org"]}]}]
          """, references: ["firewall_policy_id": "azurerm_firewall_policy.p"]),
      Planned(
        type: "azurerm_network_security_group", name: "rules", values: named("rules")),
      rule("https", 100, "Allow", "Tcp", "10.2.0.0/16", "443"),
      rule("rest", 200, "Deny", "*", "*", "*"),
      Planned(
        type: "azurerm_subnet_network_security_group_association", name: "one", values: "",
        references: [
          "subnet_id": "azurerm_subnet.one",
          "network_security_group_id": "azurerm_network_security_group.rules",
        ]),
    ]
    for (index, name) in ["one", "two"].enumerated() { parts += spoke(name, "10.\(index + 1)") }
    return text(of: parts + storage)
  }()

  private static func rule(
    _ name: String, _ priority: Int, _ access: String, _ transport: String, _ source: String,
    _ port: String
  ) -> Planned {
    Planned(
      type: "azurerm_network_security_rule", name: name,
      values: """
        "name": "\(name)", "resource_group_name": "rg", "network_security_group_name": "rules",
        "priority": \(priority), "direction": "Inbound", "access": "\(access)",
        "protocol": "\(transport)", "source_address_prefix": "\(source)", "source_port_range": "*",
        "destination_address_prefix": "*", "destination_port_range": "\(port)"
        """)
  }

  private static func spoke(_ name: String, _ prefix: String) -> [Planned] {
    let other = name == "one" ? "two" : "one"
    func route(_ name: String, _ prefix: String) -> String {
      """
      {"name": "\(name)", "address_prefix": "\(prefix)", "next_hop_type": "VirtualAppliance",
       "next_hop_in_ip_address": "10.0.0.4"}
      """
    }
    func peering(_ from: String, _ to: String) -> Planned {
      Planned(
        type: "azurerm_virtual_network_peering", name: "\(from)-\(to)",
        values: """
          "name": "\(from)-\(to)", "resource_group_name": "rg", "virtual_network_name": "\(from)",
          "allow_virtual_network_access": true, "allow_forwarded_traffic": true,
          "allow_gateway_transit": false, "use_remote_gateways": false
          """, references: ["remote_virtual_network_id": "azurerm_virtual_network.\(to)"])
    }
    let common = #""resource_group_name": "rg", "location": "westeurope""#
    return [
      Planned(
        type: "azurerm_virtual_network", name: name,
        values: #""name": "\#(name)", \#(common), "address_space": ["\#(prefix).0.0/16"]"#),
      Planned(
        type: "azurerm_subnet", name: name,
        values: """
          "name": "work", "resource_group_name": "rg", "virtual_network_name": "\(name)",
          "address_prefixes": ["\(prefix).1.0/24"], "private_endpoint_network_policies": "Disabled"
          """),
      peering(name, "hub"), peering("hub", name),
      Planned(
        type: "azurerm_route_table", name: name,
        values: """
          "name": "to-\(name)", \(common), "bgp_route_propagation_enabled": false, "route": [
            \(route(name, "\(prefix).0.0/16")), \(route("internet", "0.0.0.0/0"))]
          """),
      Planned(
        type: "azurerm_subnet_route_table_association", name: name, values: "",
        references: [
          "subnet_id": "azurerm_subnet.\(name)", "route_table_id": "azurerm_route_table.\(other)",
        ]),
      Planned(
        type: "azurerm_network_interface", name: name,
        values: """
          "name": "\(name)-nic", \(common), "ip_forwarding_enabled": false,
          "ip_configuration": [{"name": "ip", "private_ip_address": "\(prefix).1.4",
            "private_ip_address_allocation": "Static"}]
          """, references: ["ip_configuration.subnet_id": "azurerm_subnet.\(name)"]),
      Planned(
        type: "azurerm_linux_virtual_machine", name: name,
        values: #""name": "\#(name)", \#(common)"#,
        references: ["network_interface_ids": "azurerm_network_interface.\(name)"]),
    ]
  }

  private static let storage = [
    Planned(
      type: "azurerm_storage_account", name: "data",
      values: """
        "name": "data", "resource_group_name": "rg", "location": "westeurope", "account_kind": "StorageV2",
        "account_tier": "Standard", "account_replication_type": "LRS",
        "public_network_access_enabled": true, "https_traffic_only_enabled": true
        """),
    Planned(
      type: "azurerm_storage_account_network_rules", name: "data",
      values: #""default_action": "Deny", "bypass": ["None"], "ip_rules": ["203.0.113.7"]"#,
      references: ["storage_account_id": "azurerm_storage_account.data"]),
    Planned(
      type: "azurerm_private_endpoint", name: "data",
      values: """
        "name": "data-pe", "resource_group_name": "rg", "location": "westeurope",
        "private_service_connection": [{"name": "c", "is_manual_connection": false,
          "subresource_names": ["blob"]}],
        "ip_configuration": [{"name": "ip", "private_ip_address": "10.0.1.9", "subresource_name": "blob",
          "member_name": "blob"}], "private_dns_zone_group": [{"name": "default"}]
        """,
      references: [
        "subnet_id": "azurerm_subnet.endpoints",
        "private_service_connection.private_connection_resource_id": "azurerm_storage_account.data",
        "private_dns_zone_group.private_dns_zone_ids": "azurerm_private_dns_zone.blob",
      ]),
    Planned(
      type: "azurerm_private_dns_zone", name: "blob",
      values: #""name": "privatelink.blob.core.windows.net", "resource_group_name": "rg""#),
    Planned(
      type: "azurerm_private_dns_zone_virtual_network_link", name: "two",
      values: """
        "name": "two", "resource_group_name": "rg",
        "private_dns_zone_name": "privatelink.blob.core.windows.net", "registration_enabled": false
        """, references: ["virtual_network_id": "azurerm_virtual_network.two"]),
  ]

  private static func text(of parts: [Planned]) -> String {
    """
    {"format_version": "1.2", "terraform_version": "1.9.0",
     "planned_values": {"root_module": {"resources": [
    \(parts.map(\.resource).joined(separator: ",\n"))]}},
     "resource_changes": [
    \(parts.map(\.change).joined(separator: ",\n"))],
     "configuration": {"provider_config": {"azurerm": {"version_constraint": "~> 4.0"}},
       "root_module": {"resources": [
    \(parts.map(\.configured).joined(separator: ",\n"))]}}}
    """
  }
}
