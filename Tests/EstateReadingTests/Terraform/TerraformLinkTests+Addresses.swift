import EstateModel
import Testing
import TrafficSets

@testable import EstateReading

// Addresses that are known after the apply, and that other attributes tell.
extension TerraformLinkTests {
  @Test("the static address of an interface is that of its configuration")
  func staticAddress() throws {
    let interface = Part(
      "azurerm_network_interface", "nva",
      """
      "name": "nva", "resource_group_name": "g",
      "ip_configuration": [{"name": "ip", "private_ip_address": "10.0.0.4"}]
      """, unknown: #""id": true, "private_ip_address": true"#,
      expressions: #""ip_configuration": [{"name": {"constant_value": "ip"}}]"#)
    let route = Part(
      "azurerm_route", "r",
      """
      "name": "r", "resource_group_name": "g", "route_table_name": "t",
      "address_prefix": "0.0.0.0/0", "next_hop_type": "VirtualAppliance"
      """, unknown: #""next_hop_in_ip_address": true"#,
      expressions: """
        "next_hop_in_ip_address": {"references": ["azurerm_network_interface.nva.private_ip_address",
          "azurerm_network_interface.nva"]}
        """)
    let read = try TerraformRead(TerraformText.plan([interface, route]))
    let address = try #require(Address("10.0.0.4"))
    #expect(read.estate.routeTables.all.first?.routes.last?.hopAddress.value == address)
  }

  @Test("a route to a firewall's address that is not known yet leads to the firewall's subnet")
  func firewallAddress() throws {
    var subnet = Self.subnet("fw", named: "AzureFirewallSubnet")
    subnet.values = subnet.values.replacing("10.0.1.0/24", with: "10.0.1.64/26")
    let firewall = Part(
      "azurerm_firewall", "fw",
      #""name": "fw", "resource_group_name": "g", "ip_configuration": [{"name": "c"}]"#,
      unknown: """
        "id": true, "ip_configuration": [{"private_ip_address": true, "subnet_id": true}]
        """,
      expressions: """
        "ip_configuration": [{"name": {"constant_value": "c"},
          "subnet_id": {"references": ["azurerm_subnet.fw.id", "azurerm_subnet.fw"]}}]
        """)
    let table = Part(
      "azurerm_route_table", "t",
      """
      "name": "t", "resource_group_name": "g", "route": [{"name": "r", "address_prefix": "0.0.0.0/0",
        "next_hop_type": "VirtualAppliance"}]
      """, unknown: #""route": [{"next_hop_in_ip_address": true}]"#,
      expressions: """
        "route": [{"name": {"constant_value": "r"}, "next_hop_in_ip_address": {"references": [
          "azurerm_firewall.fw.ip_configuration[0].private_ip_address",
          "azurerm_firewall.fw.ip_configuration[0]", "azurerm_firewall.fw.ip_configuration",
          "azurerm_firewall.fw"]}}]
        """)
    let read = try TerraformRead(TerraformText.plan([subnet, firewall, table]))
    let address = try #require(Address("10.0.1.68"))
    #expect(read.estate.routeTables.all.first?.routes.first?.hopAddress.value == address)
    let own = try #require(read.estate.firewalls.all.first?.configurations.first)
    #expect(own.privateAddress.isAbsent, "nothing tells it")
  }

  @Test("a record with the address of a private endpoint is the endpoint's, whatever the number")
  func endpointAddress() throws {
    let endpoint = Part(
      "azurerm_private_endpoint", "pe",
      """
      "name": "pe", "resource_group_name": "g",
      "private_service_connection": [{"name": "c", "subresource_names": ["vault"]}]
      """, unknown: #""id": true, "private_service_connection": [{"private_ip_address": true}]"#,
      expressions: #""name": {"constant_value": "pe"}"#)
    let zone = Part(
      "azurerm_private_dns_zone", "z",
      #""name": "privatelink.vaultcore.azure.net", "resource_group_name": "g""#,
      unknown: #""id": true"#,
      expressions: #""name": {"constant_value": "privatelink.vaultcore.azure.net"}"#)
    let record = Part(
      "azurerm_private_dns_a_record", "r",
      """
      "name": "kv", "resource_group_name": "g", "zone_name": "privatelink.vaultcore.azure.net",
      "ttl": 300
      """, unknown: #""id": true, "records": true"#,
      expressions: """
        "records": {"references": [
          "azurerm_private_endpoint.pe.private_service_connection[0].private_ip_address",
          "azurerm_private_endpoint.pe.private_service_connection[0]",
          "azurerm_private_endpoint.pe.private_service_connection", "azurerm_private_endpoint.pe"]}
        """)
    let read = try TerraformRead(TerraformText.plan([endpoint, zone, record]))
    let addresses = try #require(read.estate.zones.all.first?.records.first).addresses
    #expect(addresses.map { $0.unknown?.addressOf?.name } == ["pe"])
    let own = try #require(read.estate.privateEndpoints.all.first)
    #expect(addresses.first?.unknown?.addressOf == own.id)
  }

  @Test("a rule of a vault for a public address that is not known yet is that address's")
  func rulesOfVaults() throws {
    let address = Part(
      "azurerm_public_ip", "nat", #""name": "nat", "resource_group_name": "g""#,
      unknown: #""id": true, "ip_address": true"#,
      expressions: #""name": {"constant_value": "nat"}"#)
    let vault = Part(
      "azurerm_key_vault", "v",
      """
      "name": "v", "resource_group_name": "g",
      "network_acls": [{"bypass": "None", "default_action": "Deny"}]
      """, unknown: #""network_acls": [{"ip_rules": true}]"#,
      expressions: """
        "network_acls": [{"ip_rules": {"references": ["azurerm_public_ip.nat.ip_address",
          "azurerm_public_ip.nat"]}}]
        """)
    let cluster = Part(
      "azurerm_kubernetes_cluster", "c",
      #""name": "c", "resource_group_name": "g", "api_server_access_profile": [{}]"#,
      unknown: #""api_server_access_profile": [{"authorized_ip_ranges": true}]"#,
      expressions: """
        "api_server_access_profile": [{"authorized_ip_ranges": {"references": [
          "azurerm_public_ip.nat.ip_address", "azurerm_public_ip.nat"]}}]
        """)
    let estate = try TerraformRead(TerraformText.plan([address, vault, cluster])).estate
    let rules = try #require(estate.keyVaults.all.first?.firewall.addressRules)
    #expect(rules.map { $0.unknown?.addressOf?.name } == ["nat"])
    let ranges = try #require(estate.clusters.all.first?.authorizedAddresses)
    #expect(ranges.map { $0.unknown?.addressOf?.name } == ["nat"])
    #expect(estate.publicAddressesInRules.map(\.name) == ["nat"])
  }

  @Test("a policy of service endpoints, and the subnets that name it")
  func endpointPolicies() throws {
    var subnet = Self.subnet("s", named: "s")
    subnet.unknown = #""id": true, "service_endpoint_policy_ids": true"#
    subnet.expressions = """
      "service_endpoint_policy_ids": {"references": [
        "azurerm_subnet_service_endpoint_storage_policy.p.id",
        "azurerm_subnet_service_endpoint_storage_policy.p"]}
      """
    let policy = Part(
      "azurerm_subnet_service_endpoint_storage_policy", "p",
      """
      "name": "p", "resource_group_name": "g", "definition": [{"name": "d",
        "service": "Microsoft.Storage", "service_resources": [
          "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/mine"]}]
      """, unknown: #""id": true"#, expressions: #""name": {"constant_value": "p"}"#)
    let estate = try TerraformRead(TerraformText.plan([subnet, policy])).estate
    let own = try #require(estate.serviceEndpointPolicies.all.first)
    #expect(own.definitions.map { $0.service.value } == ["Microsoft.Storage"])
    let scopes = own.definitions.flatMap(\.scopes).compactMap(\.value)
    #expect(scopes.count == 1)
    if case .account(let id)? = scopes.first {
      #expect(id.name == "mine")
    } else {
      Issue.record("\(scopes)")
    }
    #expect(
      estate.subnets.all.first?.serviceEndpointPolicies.map { $0.value?.id } == [own.id])
  }
}
