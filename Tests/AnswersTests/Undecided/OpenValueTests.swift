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

  // MARK: Services in subnets of their own

  private static func front(
    _ name: String, _ type: String, _ properties: String, beside: String = ""
  ) -> [String] {
    let name = name == "AzureBastionSubnet" ? name : "front"
    return [
      Net.network("net", "10.0.0.0/16", [(name, "10.0.1.0/24", ""), ("two", "10.0.2.0/24", "")]),
      Net.resource(
        "publicIPAddresses", "ip", #""publicIPAllocationMethod": "Static""#,
        beside: #""sku": {"name": "Standard"},"#),
      Net.interface("b", "net", "two", "10.0.2.4"),
      Net.resource(type, "it", properties, beside: beside),
    ]
  }

  private static func bastion(_ address: String, _ more: String = "", beside: String = "")
    -> Template
  {
    Template(
      front(
        "AzureBastionSubnet", "bastionHosts",
        """
        "ipConfigurations": [{"name": "c", "properties": {\(address)
          "subnet": \(Net.id("virtualNetworks/subnets", "net", "AzureBastionSubnet"))}}]\(more)
        """, beside: beside))
  }

  private static let known = #""publicIPAddress": \#(Net.id("publicIPAddresses", "ip")),"#
  private static let some = #""publicIPAddress": {"id": "[parameters('p')]"},"#
  private static let open = #""publicIPAddress": "[reference(parameters('p')).address]","#

  @Test("a Bastion whose public address is not known has one, whichever it is")
  func bastionAddress() throws {
    let rows = [
      (Self.known, Verdict.reachable), (Self.some, .reachable), (Self.open, .unknown),
      ("", .unreachable),
    ]
    for (address, verdict) in rows {
      let answer = try Self.bastion(address).ask("internet", "bastion/it", on: "tcp/443")
      #expect(answer.verdict == verdict, "\(address): \(answer.told)")
      let other = try Self.bastion(address).ask("internet", "bastion/it", on: "tcp/22")
      #expect(other.verdict == .unreachable, "\(address): \(other.told)")
    }
  }

  @Test("a Bastion may have a private side only")
  func privateBastion() throws {
    try Self.bastion(Self.known, #", "enablePrivateOnlyBastion": "[bool(parameters('p'))]""#)
      .expectOpen(
        "internet", "bastion/it", on: "tcp/443", ["true": .unreachable, "false": .reachable])
  }

  @Test("to which ports a Bastion opens sessions hangs on its tier")
  func bastionTier() throws {
    let template = Self.bastion(Self.known, beside: #""sku": {"name": "[parameters('p')]"},"#)
    try template.expectOpen(
      "bastion/it", "nic/b", on: "tcp/8080", ["Basic": .unreachable, "Standard": .reachable])
    let usual = try template.ask("bastion/it", "nic/b", on: "tcp/22")
    #expect(usual.verdict == .reachable, "\(usual.told)")
    let never = try template.ask("bastion/it", "nic/b", on: "udp/53")
    #expect(never.verdict == .unreachable, "\(never.told)")
  }

  @Test("an application gateway whose public address is not known has one, whichever it is")
  func gatewayAddress() throws {
    func answer(_ address: String, _ port: String) throws -> QueryAnswer {
      let address = String(address.dropLast(address.isEmpty ? 0 : 1))
      return try Template(
        Self.front(
          "front", "applicationGateways",
          """
          "sku": {"name": "Standard_v2", "tier": "Standard_v2"},
          "gatewayIPConfigurations": [{"name": "g", "properties": {
            "subnet": \(Net.id("virtualNetworks/subnets", "net", "front"))}}],
          "frontendIPConfigurations": [{"name": "f", "properties": {\(address)}}],
          "frontendPorts": [{"name": "p", "properties": {"port": 443}}],
          "httpListeners": [{"name": "l", "properties": {"protocol": "Https",
            "frontendIPConfiguration": \(Net.id("applicationGateways/frontendIPConfigurations", "it", "f")),
            "frontendPort": \(Net.id("applicationGateways/frontendPorts", "it", "p"))}}]
          """)
      ).ask("internet", "applicationgateway/it", on: port)
    }
    let rows = [
      (Self.known, Verdict.reachable), (Self.some, .reachable), (Self.open, .unknown),
      ("", .unreachable),
    ]
    for (address, verdict) in rows {
      let called = try answer(address, "tcp/443")
      #expect(called.verdict == verdict, "\(address): \(called.told)")
      let other = try answer(address, "tcp/80")
      #expect(other.verdict == .unreachable, "\(address): \(other.told)")
    }
  }

  // MARK: Tiers of services

  @Test(
    "Z-3: whether the rules of a namespace count hangs on its tier",
    arguments: [
      ("Microsoft.EventHub/namespaces", "Standard"), ("Microsoft.ServiceBus/namespaces", "Premium"),
    ])
  func namespaceTier(_ row: (String, String)) throws {
    let (type, tier) = row
    let template = Template([
      """
      {"type": "\(type)", "apiVersion": "2024-01-01", "name": "it", "location": "westeurope",
       "sku": {"name": "[parameters('p')]"}, "properties": {}}
      """,
      """
      {"type": "\(type)/networkRuleSets", "apiVersion": "2024-01-01", "name": "it/default",
       "properties": {"defaultAction": "Deny", "ipRules": [{"ipMask": "198.51.100.0/24",
         "action": "Allow"}]}}
      """,
    ])
    for (value, verdict) in [(tier, Verdict.unreachable), ("Basic", .reachable), (nil, .unknown)] {
      let answer = try template.ask(
        "internet/203.0.113.1", "\(type)/it", on: "tcp/5671", with: value)
      #expect(answer.verdict == verdict, "\(value ?? "open"): \(answer.told)")
      // Whom the rules let in is let in at any rate.
      let listed = try template.ask(
        "internet/198.51.100.7", "\(type)/it", on: "tcp/5671", with: value)
      #expect(listed.verdict == .reachable, "\(value ?? "open"): \(listed.told)")
    }
  }
}
