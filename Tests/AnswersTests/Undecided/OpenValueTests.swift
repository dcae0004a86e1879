import Testing

@testable import Answers

@Suite("Values that are open are not read as one of those that they can have")
struct OpenValueTests {
  private typealias Net = OpenNetwork
  private typealias Template = OpenTemplate

  // MARK: Routes

  @Test("R-13, R-22: whether gateway routes come to a subnet is open")
  func gatewayRoutes() throws {
    func peering(_ name: String, _ remote: String, _ flag: String) -> String {
      Net.resource(
        "virtualNetworks/virtualNetworkPeerings", name,
        """
        "allowVirtualNetworkAccess": true, "allowForwardedTraffic": true, "\(flag)": true,
        "remoteVirtualNetwork": \(Net.id("virtualNetworks", remote))
        """)
    }
    var template = Template([
      Net.network(
        "hub", "10.0.0.0/16", [("GatewaySubnet", "10.0.255.0/27", ""), ("nva", "10.0.1.0/24", "")]),
      Net.network(
        "spoke", "10.1.0.0/16",
        [("w", "10.1.1.0/24", #", "routeTable": \#(Net.id("routeTables", "table"))"#)]),
      peering("hub/out", "spoke", "allowGatewayTransit"),
      peering("spoke/back", "hub", "useRemoteGateways"),
      Net.resource(
        "routeTables", "table",
        """
        "disableBgpRoutePropagation": "[bool(parameters('p'))]",
        "routes": [{"name": "d", "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "None"}}]
        """),
      Net.resource(
        "virtualNetworkGateways", "gate",
        """
        "gatewayType": "Vpn", "vpnType": "RouteBased", "ipConfigurations": [{"name": "c",
          "properties": {"subnet": \(Net.id("virtualNetworks/subnets", "hub", "GatewaySubnet"))}}]
        """),
      Net.interface("w", "spoke", "w", "10.1.1.4"),
    ])
    template.overlay = """
      reachmap: 1
      clients:
        - name: office
          gateway: gate
          addresses: [192.168.0.0/16]
      """
    try template.expectOpen(
      "nic/w", "client/office", on: "tcp/443", ["true": .unreachable, "false": .reachable])
    try template.expectOpen(
      "client/office", "nic/w", on: "tcp/443", ["true": .unreachable, "false": .reachable])
  }

  // MARK: Subnets

  private static func subnets(_ more: String = "", table: Bool = false) -> [String] {
    let route = #", "routeTable": \#(Net.id("routeTables", "table"))"#
    return [
      Net.network(
        "net", "10.0.0.0/16",
        [("one", "[parameters('p')]", more), ("two", "10.0.2.0/24", table ? route : "")]),
      Net.resource(
        "routeTables", "table",
        """
        "routes": [{"name": "r", "properties": {"addressPrefix": "10.9.0.0/24", "nextHopType": "None"}}]
        """),
      Net.interface("a", "net", "one", "10.0.1.4"),
      Net.interface("b", "net", "two", "10.0.2.4"),
    ]
  }

  @Test(
    "a host stands in a subnet whose range is open: whether its address does is open",
    arguments: [false, true])
  func subnetRange(_ hasTable: Bool) throws {
    let template = Template(Self.subnets(table: hasTable))
    for (from, to) in [("nic/b", "nic/a"), ("nic/a", "nic/b")] {
      let known = try template.ask(from, to, on: "tcp/22", with: "10.0.1.0/24")
      #expect(known.verdict == .reachable, "\(known.told)")
    }
    let open = try template.ask("nic/b", "nic/a", on: "tcp/22")
    #expect(open.verdict == .unknown, "\(open.told)")
    #expect(open.unknowns.map(\.because) == ["parameter 'p' has no value"], "\(open.told)")
  }

  @Test(
    "an address that nobody has may lie in a subnet whose range is open", arguments: [false, true])
  func strayAddress(_ hasTable: Bool) throws {
    let template = Template(Self.subnets(table: hasTable))
    let known = try template.ask("nic/b", "ip/10.0.7.9", on: "tcp/22", with: "10.0.7.0/24")
    #expect(known.verdict == .reachable, "\(known.told)")
    let open = try template.ask("nic/b", "ip/10.0.7.9", on: "tcp/22")
    #expect(open.verdict == .unknown, "\(open.told)")
    // What the network does not have, none of its subnets has.
    let outside = try template.ask("nic/b", "ip/10.8.7.9", on: "tcp/22")
    #expect(outside.verdict == .unreachable, "\(outside.told)")
  }

  // MARK: Managed networks

  @Test("without isolation a rule of a managed network makes no private endpoint")
  func isolation() throws {
    let template = Template([
      Template.storage("own", ""),
      Template.storage("store", #""publicNetworkAccess": "Disabled""#),
      Template.machineLearning(
        "", "w",
        """
        "storageAccount": "[resourceId('Microsoft.Storage/storageAccounts', 'own')]",
        "managedNetwork": {"isolationMode": "[parameters('p')]", "outboundRules": {"rule": {
          "type": "PrivateEndpoint", "destination": {"subresourceTarget": "blob",
            "serviceResourceId": "[resourceId('Microsoft.Storage/storageAccounts', 'store')]"}}}}
        """),
      Template.machineLearning("computes", "w/c", #""computeType": "AmlCompute""#),
    ])
    try template.expectOpen(
      "compute/c", "storage/store", on: "tcp/443",
      [
        "Disabled": .unreachable, "AllowInternetOutbound": .reachable,
        "AllowOnlyApprovedOutbound": .reachable,
      ])
  }

  @Test("a rule of a managed network whose type is not known may admit anything")
  func ruleType() throws {
    let template = Template([
      Template.machineLearning(
        "", "w",
        """
        "managedNetwork": {"isolationMode": "AllowOnlyApprovedOutbound", "outboundRules": {"rule": {
          "type": "[parameters('p')]", "destination": "www.example.org"}}}
        """),
      Template.machineLearning("computes", "w/c", #""computeType": "AmlCompute""#),
    ])
    let known = try template.ask("compute/c", "fqdn/www.example.org", on: "tcp/443", with: "FQDN")
    #expect(known.verdict == .reachable, "\(known.told)")
    let open = try template.ask("compute/c", "fqdn/www.example.org", on: "tcp/443")
    #expect(open.verdict == .unknown, "\(open.told)")
  }
}
