import EstateModel
import Testing

@testable import Answers

/// Gateways and their connections as files have them, whole and with values left open.
@Suite("Gateways read from files")
struct IncompleteGatewayTests {
  private func estate(
    connection: String = "\"enableBgp\": false", gateway: String = "\"enableBgp\": false",
    site: String = "\"localNetworkAddressSpace\": {\"addressPrefixes\": [\"10.101.0.0/16\"]}",
    isLifted: Bool = false
  ) throws -> TextEstate {
    let subnet =
      "\(ExportedText.id("Microsoft.Network/virtualNetworks", "VNet1"))/subnets/GatewaySubnet"
    func resource(_ type: String, _ name: String, _ properties: String) -> String {
      guard isLifted else { return ExportedText.resource(type, name, properties) }
      return """
        {"id": "\(ExportedText.id(type, name))", "name": "\(name)", "type": "\(type)",
        "location": "westeurope", \(properties)}
        """
    }
    let resources = [
      ExportedText.network(
        "VNet1", "10.1.0.0/16", ["s": "10.1.1.0/24", "GatewaySubnet": "10.1.255.0/27"]),
      resource(
        "Microsoft.Network/virtualNetworkGateways", "gw1",
        """
        "gatewayType": "Vpn", "vpnType": "RouteBased", \(gateway),
        "vpnClientConfiguration": {"vpnClientAddressPool": {"addressPrefixes": ["192.168.0.0/24"]}},
        "ipConfigurations": [{"name": "ip", "properties": {"subnet": {"id": "\(subnet)"}}}]
        """),
      resource("Microsoft.Network/localNetworkGateways", "Site1", site),
      resource(
        "Microsoft.Network/connections", "c1",
        """
        "connectionType": "IPsec", \(connection),
        "virtualNetworkGateway1": {"id": "\(ExportedText.id("Microsoft.Network/virtualNetworkGateways", "gw1"))"},
        "localNetworkGateway2": {"id": "\(ExportedText.id("Microsoft.Network/localNetworkGateways", "Site1"))"}
        """),
    ]
    return try TextEstate(["estate.json": ExportedText.list(resources)])
  }

  @Test(
    "exports tell sites, connections and pools, with or without lifted properties",
    arguments: [true, false])
  func exported(_ isLifted: Bool) throws {
    let estate = try estate(
      connection: "\"enableBgp\": false, \"connectionStatus\": \"Connected\"", isLifted: isLifted)
    for end in ["localgateway/Site1", "ip/10.101.7.4", "ip/192.168.0.9"] {
      let answer = try estate.ask("ip/10.1.1.7", end, on: "tcp/443")
      #expect(answer.verdict == .reachable, "\(answer.told)")
      let back = try estate.ask(end, "ip/10.1.1.7", on: "tcp/443")
      #expect(back.verdict == .reachable, "\(back.told)")
    }
    let other = try estate.ask("ip/10.1.1.7", "ip/10.102.0.4", on: "tcp/443")
    #expect(other.verdict == .unreachable, "\(other.told)")
  }

  @Test("a connection that is down is told with the line that says so")
  func down() throws {
    let estate = try estate(connection: "\"connectionStatus\": \"NotConnected\"")
    let answer = try estate.ask("ip/10.1.1.7", "ip/10.101.7.4", on: "tcp/443")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(
      answer.places.contains(try estate.line(of: "NotConnected", in: "estate.json")),
      "\(answer.told)")
  }

  @Test(
    "a value that is open leaves open what hangs on it",
    arguments: [
      ("\"connectionStatus\": \"Unknown\"", "ip/10.101.7.4"),
      (
        "\"ingressNatRules\": [{\"id\": \"/x\"}]",
        "ip/10.101.7.4"
      ),
    ])
  func open(_ row: (String, String)) throws {
    let estate = try estate(connection: row.0)
    let answer = try estate.ask("ip/10.1.1.7", row.1, on: "tcp/443")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test("in a template a parameter without a value leaves BGP open")
  func template() throws {
    let resources = [
      """
      {"type": "Microsoft.Network/virtualNetworks", "name": "VNet1", "apiVersion": "2023-09-01",
       "properties": {"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}, "subnets": [
        {"name": "s", "properties": {"addressPrefix": "10.1.1.0/24"}},
        {"name": "GatewaySubnet", "properties": {"addressPrefix": "10.1.255.0/27"}}]}}
      """,
      """
      {"type": "Microsoft.Network/virtualNetworkGateways", "name": "gw1", "apiVersion": "2023-09-01",
       "properties": {"gatewayType": "Vpn", "ipConfigurations": [{"name": "ip", "properties":
        {"subnet": {"id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'VNet1', 'GatewaySubnet')]"}}}]}}
      """,
      """
      {"type": "Microsoft.Network/localNetworkGateways", "name": "Site1", "apiVersion": "2023-09-01",
       "properties": {"localNetworkAddressSpace": {"addressPrefixes": ["10.101.0.0/16"]}}}
      """,
      """
      {"type": "Microsoft.Network/connections", "name": "c1", "apiVersion": "2023-09-01",
       "properties": {"connectionType": "IPsec", "enableBgp": "[parameters('bgp')]",
        "virtualNetworkGateway1": {"id": "[resourceId('Microsoft.Network/virtualNetworkGateways', 'gw1')]"},
        "localNetworkGateway2": {"id": "[resourceId('Microsoft.Network/localNetworkGateways', 'Site1')]"}}}
      """,
    ]
    for (value, verdict) in [("", Verdict.unknown), (", \"defaultValue\": false", .unreachable)] {
      let estate = try TextEstate([
        "main.json": """
        {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
         "contentVersion": "1.0.0.0", "parameters": {"bgp": {"type": "bool"\(value)}},
         "resources": [\(resources.joined(separator: ",\n"))]}
        """
      ])
      let answer = try estate.ask("ip/10.1.1.7", "ip/10.102.0.4", on: "tcp/443")
      #expect(answer.verdict == verdict, "\(answer.told)")
      let site = try estate.ask("ip/10.1.1.7", "ip/10.101.7.4", on: "tcp/443")
      #expect(site.verdict == .reachable, "\(site.told)")
    }
  }
}
