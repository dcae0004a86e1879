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

  @Test(
    "G-2, G-13: a site's prefix may be another network of the estate, hosts without a number in it too"
  )
  func siteThatIsANetwork() throws {
    func side(_ name: String, _ space: String, _ own: String, _ other: String) -> [String] {
      func id(_ type: String) -> String {
        ExportedText.id("Microsoft.Network/\(type)", name)
      }
      let subnet = "\(id("virtualNetworks"))/subnets"
      return [
        ExportedText.network(
          name, space, ["s": own, "GatewaySubnet": "\(own.prefix(4)).255.0/27"]),
        ExportedText.resource(
          "Microsoft.Network/virtualNetworkGateways", name,
          """
          "gatewayType": "Vpn", "vpnType": "RouteBased", "enableBgp": false,
          "ipConfigurations": [
            {"name": "ip", "properties": {"subnet": {"id": "\(subnet)/GatewaySubnet"}}}]
          """),
        ExportedText.resource(
          "Microsoft.Network/localNetworkGateways", name,
          "\"localNetworkAddressSpace\": {\"addressPrefixes\": [\"\(other)\"]}"),
        ExportedText.resource(
          "Microsoft.Network/connections", name,
          """
          "connectionType": "IPsec", "enableBgp": false,
          "virtualNetworkGateway1": {"id": "\(id("virtualNetworkGateways"))"},
          "localNetworkGateway2": {"id": "\(id("localNetworkGateways"))"}
          """),
        ExportedText.resource(
          "Microsoft.Network/networkInterfaces", "nic-\(name)",
          """
          "ipConfigurations": [{"name": "ip", "properties": {
            "privateIPAllocationMethod": "Dynamic", "subnet": {"id": "\(subnet)/s"}}}]
          """),
      ]
    }
    let estate = try TextEstate([
      "export.json": ExportedText.list(
        side("a", "10.1.0.0/16", "10.1.1.0/24", "10.2.0.0/16")
          + side("b", "10.2.0.0/16", "10.2.1.0/24", "10.1.0.0/16"))
    ])
    for target in ["nic/nic-b", "subnet/b/s", "ip/10.2.1.7"] {
      let answer = try estate.ask("nic/nic-a", target, on: "tcp/22")
      #expect(answer.verdict == .unknown, "\(answer.told)")
    }
  }

  @Test(
    "R-4: a site's prefix is a longer route than the user's default route, whatever network it is")
  func siteBeforeDefaultRoute() throws {
    let gateway = ExportedText.id("Microsoft.Network/virtualNetworkGateways", "a")
    let site = ExportedText.id("Microsoft.Network/localNetworkGateways", "b")
    func subnet(_ network: String, _ name: String) -> String {
      "\(ExportedText.id("Microsoft.Network/virtualNetworks", network))/subnets/\(name)"
    }
    let table = ExportedText.id("Microsoft.Network/routeTables", "rt")
    let resources = [
      ExportedText.resource(
        "Microsoft.Network/virtualNetworks", "a",
        """
        "addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}, "virtualNetworkPeerings": [],
        "subnets": [
          {"id": "\(subnet("a", "s"))", "name": "s", "properties": {
            "addressPrefix": "10.1.1.0/24", "routeTable": {"id": "\(table)"}}},
          {"id": "\(subnet("a", "GatewaySubnet"))", "name": "GatewaySubnet",
           "properties": {"addressPrefix": "10.1.255.0/27"}}]
        """),
      ExportedText.network(
        "b", "10.2.0.0/16", ["s": "10.2.1.0/24", "GatewaySubnet": "10.2.255.0/27"]),
      ExportedText.resource(
        "Microsoft.Network/routeTables", "rt",
        """
        "routes": [{"name": "default", "properties": {
          "addressPrefix": "0.0.0.0/0", "nextHopType": "None"}}]
        """),
      ExportedText.resource(
        "Microsoft.Network/virtualNetworkGateways", "a",
        """
        "gatewayType": "Vpn", "vpnType": "RouteBased", "enableBgp": false, "ipConfigurations": [
          {"name": "ip", "properties": {"subnet": {"id": "\(subnet("a", "GatewaySubnet"))"}}}]
        """),
      ExportedText.resource(
        "Microsoft.Network/virtualNetworkGateways", "b",
        """
        "gatewayType": "Vpn", "vpnType": "RouteBased", "enableBgp": false, "ipConfigurations": [
          {"name": "ip", "properties": {"subnet": {"id": "\(subnet("b", "GatewaySubnet"))"}}}]
        """),
      ExportedText.resource(
        "Microsoft.Network/localNetworkGateways", "b",
        "\"localNetworkAddressSpace\": {\"addressPrefixes\": [\"10.2.0.0/16\"]}"),
      ExportedText.resource(
        "Microsoft.Network/connections", "c",
        """
        "connectionType": "IPsec", "enableBgp": false, "virtualNetworkGateway1": {"id": "\(gateway)"},
        "localNetworkGateway2": {"id": "\(site)"}
        """),
    ]
    let estate = try TextEstate(["export.json": ExportedText.list(resources)])
    let answer = try estate.ask("subnet/a/s", "subnet/b/s", on: "udp/53")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    let other = try estate.ask("subnet/a/s", "ip/10.3.1.7", on: "udp/53")
    #expect(other.verdict == .unreachable, "\(other.told)")
  }

  @Test("a gateway that only a listing of its subnet names is one of which nothing else is known")
  func gatewayInAListing() throws {
    let gateway = ExportedText.id("Microsoft.Network/virtualNetworkGateways", "gw")
    func network(_ configurations: String) -> String {
      ExportedText.resource(
        "Microsoft.Network/virtualNetworks", "net",
        """
        "addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}, "virtualNetworkPeerings": [],
        "subnets": [
          {"name": "s", "properties": {"addressPrefix": "10.1.1.0/24"}},
          {"name": "GatewaySubnet", "properties": {"addressPrefix": "10.1.255.0/27"\(configurations)}}]
        """)
    }
    let listed = network(", \"ipConfigurations\": [{\"id\": \"\(gateway)/ipConfigurations/ip\"}]")
    for (text, verdict) in [(listed, Verdict.unknown), (network(""), .unreachable)] {
      let estate = try TextEstate(["export.json": ExportedText.list([text])])
      let answer = try estate.ask("subnet/net/s", "ip/192.168.1.1", on: "tcp/22")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }
}
