import Answers
import Testing
import TrafficSets

// https://learn.microsoft.com/azure/application-gateway/application-gateway-components
@Suite("What an application gateway may hand on, and to whom")
struct ProxiedRequestRuleTests {
  private static func rule(
    _ name: String, _ priority: Int, _ access: String, from source: String = "*",
    _ port: String = "*"
  ) -> String {
    FirewallEstate.securityRule(name, priority, access, from: source, port)
  }

  private static func plain(_ listener: String = "pub", port: Int = 443) -> ProxyEstate {
    var estate = ProxyEstate()
    estate.pools = [
      ProxyEstate.Pool(
        name: "p", members: ProxyEstate.addresses("10.0.7.4"), listener: listener, port: port)
    ]
    return estate
  }

  /// A web app with a private endpoint at `10.0.6.4` and without a public side.
  private static let site: [String] = {
    let zone = "privatelink.azurewebsites.net"
    return [
      ProxyEstate.resource("Microsoft.Web/sites", "shop", "\"publicNetworkAccess\": \"Disabled\""),
      ProxyEstate.resource("Microsoft.Web/sites", "other", "\"publicNetworkAccess\": \"Disabled\""),
      ProxyEstate.resource(
        "Microsoft.Network/privateEndpoints", "pe",
        """
        "subnet": \(ProxyEstate.id("virtualNetworks/subnets", "hub", "pe")),
        "ipConfigurations": [{"name": "i", "properties": {"groupId": "sites", "memberName": "sites",
          "privateIPAddress": "10.0.6.4"}}],
        "privateLinkServiceConnections": [{"name": "c", "properties": {"groupIds": ["sites"],
          "privateLinkServiceId": "[resourceId('Microsoft.Web/sites', 'shop')]"}}]
        """),
      ProxyEstate.resource("Microsoft.Network/privateDnsZones", zone, ""),
      ProxyEstate.resource(
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "\(zone)/hub",
        "\"registrationEnabled\": false, \"virtualNetwork\": \(ProxyEstate.id("virtualNetworks", "hub"))"
      ),
      ProxyEstate.resource(
        "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "pe/default",
        """
        "privateDnsZoneConfigs": [{"name": "z", "properties": {
          "privateDnsZoneId": "[resourceId('Microsoft.Network/privateDnsZones', '\(zone)')]"}}]
        """),
    ]
  }()

  @Test(
    "B-6: a service behind a gateway may get requests, by its name or by its private endpoint",
    arguments: [
      ProxyEstate.names("shop.azurewebsites.net"), ProxyEstate.addresses("10.0.6.4"),
      ProxyEstate.names("shop.privatelink.azurewebsites.net"),
    ])
  func services(_ members: String) throws {
    var proxy = ProxyEstate()
    proxy.pools = [ProxyEstate.Pool(name: "p", members: members)]
    proxy.more = Self.site
    let estate = try proxy.estate
    for target in ["Microsoft.Web/sites/shop", "privateendpoint/pe"] {
      let answer = try estate.ask("internet/9.9.9.9", target, on: "tcp/443")
      #expect(answer.verdict == .unknown, "\(answer.told)")
      #expect(answer.unknowns.contains { $0.node == "applicationgateway/agw" }, "\(answer.told)")
      #expect(answer.paths[0].contains { $0.node == "privateendpoint/pe" }, "\(answer.told)")
      let elsewhere = try estate.ask("internet/9.9.9.9", target, on: "tcp/80")
      #expect(elsewhere.verdict == .unreachable, "\(elsewhere.told)")
    }
    let other = try estate.ask("internet/9.9.9.9", "Microsoft.Web/sites/other", on: "tcp/443")
    #expect(other.verdict == .unreachable, "\(other.told)")
  }

  @Test("B-6: a static website is called by a name with the number of its zone")
  func website() throws {
    var proxy = ProxyEstate()
    proxy.pools = [
      ProxyEstate.Pool(name: "p", members: ProxyEstate.names("st.z6.web.core.windows.net"))
    ]
    proxy.more = [
      ProxyEstate.resource(
        "Microsoft.Storage/storageAccounts", "st",
        """
        "networkAcls": {"defaultAction": "Deny", "bypass": "None",
          "ipRules": [{"value": "20.1.1.4", "action": "Allow"}]}
        """
      )
      // Rules on addresses let in nobody of the account's own region.
      .replacing("westeurope", with: "northeurope")
    ]
    let estate = try proxy.estate
    let answer = try estate.ask("internet/9.9.9.9", "storage/st/web", on: "tcp/443")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    let blob = try estate.ask("internet/9.9.9.9", "storage/st/blob", on: "tcp/443")
    #expect(blob.verdict == .unreachable, "\(blob.told)")
  }

  @Test("B-6: what stands behind an internal balancer or a private name in a pool may get requests")
  func indirect() throws {
    var proxy = ProxyEstate()
    proxy.pools = [
      ProxyEstate.Pool(name: "lb", members: ProxyEstate.addresses("10.0.7.100")),
      ProxyEstate.Pool(name: "name", members: ProxyEstate.names("web.corp.internal")),
    ]
    func part(_ name: String, _ part: String) -> String {
      ProxyEstate.id("loadBalancers/\(part)", "ilb", name)
    }
    proxy.more = [
      ProxyEstate.machine(
        "member", "hub", "back", "10.0.7.6",
        ", \"loadBalancerBackendAddressPools\": [\(part("b", "backendAddressPools"))]"),
      ProxyEstate.machine("named", "hub", "back", "10.0.7.8"),
      ProxyEstate.resource(
        "Microsoft.Network/loadBalancers", "ilb",
        """
        "frontendIPConfigurations": [{"name": "f", "properties": {"privateIPAddress": "10.0.7.100",
          "subnet": \(ProxyEstate.id("virtualNetworks/subnets", "hub", "back"))}}],
        "backendAddressPools": [{"name": "b"}],
        "loadBalancingRules": [{"name": "r", "properties": {"protocol": "Tcp", "frontendPort": 443,
          "backendPort": 8443, "frontendIPConfiguration": \(part("f", "frontendIPConfigurations")),
          "backendAddressPool": \(part("b", "backendAddressPools"))}}]
        """, ", \"sku\": {\"name\": \"Standard\"}"),
      ProxyEstate.resource("Microsoft.Network/privateDnsZones", "corp.internal", ""),
      ProxyEstate.resource(
        "Microsoft.Network/privateDnsZones/A", "corp.internal/web",
        "\"aRecords\": [{\"ipv4Address\": \"10.0.7.8\"}]"),
      ProxyEstate.resource(
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "corp.internal/hub",
        "\"registrationEnabled\": false, \"virtualNetwork\": \(ProxyEstate.id("virtualNetworks", "hub"))"
      ),
    ]
    let estate = try proxy.estate
    for (target, port, verdict) in [
      ("nic/member", "tcp/8443", Verdict.unknown), ("nic/member", "tcp/443", .unreachable),
      ("loadbalancer/ilb", "tcp/443", .unknown), ("nic/named", "tcp/443", .unknown),
      ("nic/other", "tcp/443", .unreachable),
    ] {
      let answer = try estate.ask("internet/9.9.9.9", target, on: port)
      #expect(answer.verdict == verdict, "\(target) \(port) \(answer.told)")
    }
  }

  @Test("B-6: private clients come by the private frontend, and to nobody by a listener elsewhere")
  func privateClients() throws {
    // They themselves do not get there.
    let closed = [
      Self.rule("yes", 100, "Allow", from: "10.0.5.0/24", "443"), Self.rule("no", 200, "Deny"),
    ]
    var proxy = Self.plain("priv")
    proxy.backRules = closed
    let answer = try proxy.estate.ask("nic/caller", "nic/back", on: "tcp/443")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    let outside = try proxy.estate.ask("internet/9.9.9.9", "nic/back", on: "tcp/443")
    #expect(outside.verdict == .unreachable, "\(outside.told)")
    proxy.gatewayRules = [Self.rule("no", 100, "Deny", from: "10.1.0.0/16")]
    let denied = try proxy.estate.ask("nic/caller", "nic/back", on: "tcp/443")
    #expect(denied.verdict == .unreachable, "\(denied.told)")
  }

  @Test("B-6: whom the group at the gateway keeps out gets to nobody behind it")
  func group() throws {
    var proxy = Self.plain()
    proxy.gatewayRules = [
      Self.rule("some", 100, "Allow", from: "198.51.100.0/24", "443"),
      Self.rule("no", 200, "Deny", from: "Internet"),
    ]
    let estate = try proxy.estate
    for (client, verdict) in [("198.51.100.4", Verdict.unknown), ("9.9.9.9", .unreachable)] {
      let answer = try estate.ask("internet/\(client)", "nic/back", on: "tcp/443")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test(
    "B-6, R-22: a machine that keeps the gateway itself out, or loses its replies, gets nothing")
  func refusal() throws {
    var proxy = Self.plain()
    #expect(try proxy.estate.ask("internet/9.9.9.9", "nic/back", on: "tcp/443").verdict == .unknown)
    proxy.backRules = [Self.rule("no", 100, "Deny", from: "10.0.5.0/24")]
    let denied = try proxy.estate.ask("internet/9.9.9.9", "nic/back", on: "tcp/443")
    #expect(denied.verdict == .unreachable, "\(denied.told)")
    proxy.backRules = nil
    proxy.dropsReplies = true
    let lost = try proxy.estate.ask("internet/9.9.9.9", "nic/back", on: "tcp/443")
    #expect(lost.verdict == .unreachable, "\(lost.told)")
  }

  @Test("B-6: only pools that a rule leads to get something, on the port of its settings")
  func rules() throws {
    var proxy = ProxyEstate()
    proxy.pools = [
      ProxyEstate.Pool(name: "plain", members: ProxyEstate.addresses("10.0.7.4"), port: 80),
      ProxyEstate.Pool(
        name: "path", members: ProxyEstate.addresses("10.0.7.5"), port: 8443, isPathOnly: true),
      ProxyEstate.Pool(
        name: "idle", members: ProxyEstate.addresses("10.0.7.6"), listener: nil, port: 80),
    ]
    proxy.more = [
      ProxyEstate.machine("path", "hub", "back", "10.0.7.5"),
      ProxyEstate.machine("idle", "hub", "back", "10.0.7.6"),
    ]
    let estate = try proxy.estate
    for (target, port, verdict) in [
      ("nic/back", "tcp/80", Verdict.unknown), ("nic/back", "tcp/8443", .unreachable),
      ("nic/path", "tcp/8443", .unknown), ("nic/path", "tcp/80", .unreachable),
      ("nic/idle", "tcp/80", .unreachable), ("nic/idle", "tcp/8443", .unreachable),
      ("nic/other", "tcp/80", .unreachable),
    ] {
      let answer = try estate.ask("internet/9.9.9.9", target, on: port)
      #expect(answer.verdict == verdict, "\(target) \(port) \(answer.told)")
    }
  }

  @Test("a member by its interface is told apart from its like, in a matrix as in a question")
  func matrix() throws {
    var proxy = ProxyEstate()
    proxy.pools = [ProxyEstate.Pool(name: "p", members: "")]
    proxy.more = [
      ProxyEstate.machine(
        "member", "hub", "back", "10.0.7.20",
        ", \"applicationGatewayBackendAddressPools\": "
          + "[\(ProxyEstate.id("applicationGateways/backendAddressPools", "agw", "p"))]")
    ]
    let estate = try proxy.estate
    let rows = try estate.query.answer(
      QueryQuestion(
        from: "internet", to: "nic/*", traffic: [try TrafficTerm("tcp/443")], wantsFixes: false)
    ).answers
    for answer in rows {
      let isMember = answer.to == "nic/member"
      #expect(answer.verdict == (isMember ? .unknown : .unreachable), "\(answer.told)")
    }
    #expect(rows.count == 4)
  }
}
