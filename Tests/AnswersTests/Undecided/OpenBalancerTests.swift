import Testing

@testable import Answers

// https://learn.microsoft.com/azure/load-balancer/load-balancer-outbound-connections
@Suite("Settings of a load balancer that are not known")
struct OpenBalancerTests {
  private typealias Net = OpenNetwork
  private typealias Template = OpenTemplate

  private static let pool = Net.id("loadBalancers/backendAddressPools", "lb", "pool")

  /// A member of the pool, and what stands in the same subnet.
  private static func hosts(_ more: [String] = []) -> [String] {
    [
      Net.network("net", "10.0.0.0/16", [("one", "10.0.1.0/24", "")]),
      Net.interface(
        "a", "net", "one", "10.0.1.4",
        more: #", "loadBalancerBackendAddressPools": [\#(pool)]"#),
      Net.interface("c", "net", "one", "10.0.1.9"),
    ] + more
  }

  private static let inside = """
    "subnet": \(Net.id("virtualNetworks/subnets", "net", "one")),
    "privateIPAddress": "10.0.1.100", "privateIPAllocationMethod": "Static"
    """

  private static let address = Net.resource(
    "publicIPAddresses", "ip", #""publicIPAllocationMethod": "Static""#,
    beside: #""sku": {"name": "Standard"},"#)

  private static let outside = #""publicIPAddress": \#(Net.id("publicIPAddresses", "ip"))"#

  private static func rule(
    frontend: String = Net.id("loadBalancers/frontendIPConfigurations", "lb", "front"),
    pool: String = Self.pool, transport: String = "Tcp", port: String = "443", more: String = ""
  ) -> String {
    """
    {"name": "rule", "properties": {"frontendIPConfiguration": \(frontend),
      "backendAddressPool": \(pool), "protocol": "\(transport)", "frontendPort": \(port),
      "backendPort": \(port)\(more)}}
    """
  }

  private static func balancer(
    _ frontends: [String], _ rules: [String], tier: String = "Standard", more: String = "",
    condition: String = ""
  ) -> String {
    let frontends = frontends.enumerated().map { index, properties in
      #"{"name": "front\#(index == 0 ? "" : String(index))", "properties": {\#(properties)}}"#
    }
    return Net.resource(
      "loadBalancers", "lb",
      """
      "frontendIPConfigurations": [\(frontends.joined(separator: ", "))],
      "backendAddressPools": [{"name": "pool"}],
      "loadBalancingRules": [\(rules.joined(separator: ", "))]\(more)
      """, beside: #"\#(condition) "sku": {"name": "\#(tier)"},"#)
  }

  // MARK: Whether there is default outbound access

  @Test(
    "O-5: whether members of an internal balancer have default outbound access hangs on its tier")
  func tier() throws {
    let template = Template(
      Self.hosts([Self.balancer([Self.inside], [Self.rule()], tier: "[parameters('p')]")]))
    try template.expectOpen(
      "nic/a", "internet", on: "tcp/443", ["Standard": .unreachable, "Basic": .reachable])
    let other = try template.ask("nic/c", "internet", on: "tcp/443")
    #expect(other.verdict == .reachable, "\(other.told)")
    // The frontend itself is what it is in either tier.
    let own = try template.ask("nic/a", "ip/10.0.1.100", on: "tcp/443")
    #expect(own.verdict == .unreachable, "\(own.told)")
    let called = try template.ask("nic/c", "ip/10.0.1.100", on: "tcp/443")
    #expect(called.verdict == .reachable, "\(called.told)")
  }

  @Test("O-6: members of a public balancer whose rule gives no way out hang on its tier")
  func publicTier() throws {
    let closed = Self.rule(more: #", "disableOutboundSnat": true"#)
    let template = Template(
      Self.hosts([
        Self.address, Self.balancer([Self.outside], [closed], tier: "[parameters('p')]"),
      ]))
    try template.expectOpen(
      "nic/a", "internet", on: "tcp/443", ["Standard": .unreachable, "Basic": .reachable])
  }

  @Test("O-5: a balancer that may not be there ends default outbound access, or not")
  func condition() throws {
    let balancer = Self.balancer([Self.inside], [Self.rule()], condition: Template.condition)
    let template = Template(Self.hosts([balancer]))
    let open = try template.ask("nic/a", "internet", on: "tcp/443")
    #expect(open.verdict == .unknown, "\(open.told)")
    let there = try template.ask("nic/a", "internet", on: "tcp/443", with: "yes")
    #expect(there.verdict == .unreachable, "\(there.told)")
    // Nor is it known who has the address of its frontend.
    for (value, verdict) in [("yes", Verdict.unreachable), (nil, .unknown)] {
      let called = try template.ask("nic/a", "ip/10.0.1.100", on: "tcp/443", with: value)
      #expect(called.verdict == verdict, "\(called.told)")
    }
  }

  @Test("O-5: a balancer that no input describes ends default outbound access, or not")
  func undescribed() throws {
    let open = try Net.ask(Self.hosts(), "nic/a", "internet", on: "tcp/443")
    #expect(open.verdict == .unknown, "\(open.told)")
    let other = try Net.ask(Self.hosts(), "nic/c", "internet", on: "tcp/443")
    #expect(other.verdict == .reachable, "\(other.told)")
  }

  // MARK: What a rule carries, and by which frontend

  @Test("O-10: a rule carries the protocol that it takes, whichever that is")
  func transport() throws {
    let template = Template(
      Self.hosts([
        Self.address, Self.balancer([Self.outside], [Self.rule(transport: "[parameters('p')]")]),
      ]))
    try template.expectOpen(
      "nic/a", "internet", on: "tcp/443", ["Tcp": .reachable, "Udp": .unreachable])
  }

  @Test("a rule whose frontend is not known stands at the only one that there is")
  func onlyFrontend() throws {
    for name in [
      #"{"id": "[parameters('p')]"}"#,
      Net.id("loadBalancers/frontendIPConfigurations", "lb", "[parameters('p')]"),
    ] {
      let open = Template(
        Self.hosts([Self.address, Self.balancer([Self.outside], [Self.rule(frontend: name)])]))
      let out = try open.ask("nic/a", "internet", on: "tcp/443")
      #expect(out.verdict == .reachable, "\(name): \(out.told)")
    }
  }

  @Test("a rule whose frontend is not known may stand at any of several")
  func someFrontend() throws {
    let name = Net.id("loadBalancers/frontendIPConfigurations", "lb", "[parameters('p')]")
    let template = Template(
      Self.hosts([
        Self.address, Self.balancer([Self.outside, Self.inside], [Self.rule(frontend: name)]),
      ]))
    try template.expectOpen(
      "nic/a", "internet", on: "tcp/443", ["front": .reachable, "front1": .unreachable])
  }

  @Test("a pool that is not known is the only one that there is, or may be any of several")
  func pool() throws {
    let name = Net.id("loadBalancers/backendAddressPools", "lb", "[parameters('p')]")
    var template = Template(
      Self.hosts([Self.address, Self.balancer([Self.outside], [Self.rule(pool: name)])]))
    let only = try template.ask("nic/a", "internet", on: "tcp/443")
    #expect(only.verdict == .reachable, "\(only.told)")
    template.resources[template.resources.count - 1] = template.resources[
      template.resources.count - 1
    ].replacing(#"[{"name": "pool"}]"#, with: #"[{"name": "pool"}, {"name": "other"}]"#)
    try template.expectOpen(
      "nic/a", "internet", on: "tcp/443", ["pool": .reachable, "other": .unreachable])
  }

  @Test("an address of a frontend that is not known may be none that its members leave by")
  func frontendAddress() throws {
    let template = Template(
      Self.hosts([
        Self.address,
        Self.balancer([#""publicIPAddress": {"id": "[parameters('p')]"}"#], [Self.rule()]),
      ]))
    let open = try template.ask("nic/a", "internet", on: "tcp/443")
    #expect(open.verdict == .unknown, "\(open.told)")
  }

  // MARK: HA ports

  @Test("V-7: a port that is not known may be all of them, and then takes what has no ports")
  func everyPort() throws {
    func template(_ transport: String, _ port: String) -> Template {
      let route = #", "routeTable": \#(Net.id("routeTables", "table"))"#
      return Template([
        Net.network(
          "net", "10.0.0.0/16",
          [("one", "10.0.1.0/24", ""), ("two", "10.0.2.0/24", route), ("three", "10.0.3.0/24", "")]),
        Net.resource(
          "routeTables", "table",
          """
          "routes": [{"name": "r", "properties": {"addressPrefix": "10.0.3.0/24",
            "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.1.100"}}]
          """),
        Net.interface(
          "a", "net", "one", "10.0.1.4",
          more: #", "loadBalancerBackendAddressPools": [\#(Self.pool)]"#
        ).replacing(
          "\"properties\": {\"ipConfigurations\"",
          with: "\"properties\": {\"enableIPForwarding\": true, \"ipConfigurations\""),
        Net.interface("b", "net", "two", "10.0.2.4"),
        Net.interface("c", "net", "three", "10.0.3.4"),
        Self.balancer([Self.inside], [Self.rule(transport: transport, port: port)]),
      ])
    }
    let port = template("All", "\"[int(parameters('p'))]\"")
    try port.expectOpen("nic/b", "nic/c", on: "icmp", ["0": .reachable, "443": .unreachable])
    let transport = template("[parameters('p')]", "0")
    let open = try transport.ask("nic/b", "nic/c", on: "icmp")
    #expect(open.verdict == .unknown, "\(open.told)")
  }
}
