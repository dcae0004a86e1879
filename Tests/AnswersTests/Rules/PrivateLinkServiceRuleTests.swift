import Testing

@testable import Answers

@Suite("Private link services")
struct PrivateLinkServiceRuleTests {
  private func serviced(pool: String, rules: [String] = []) -> [String] {
    [
      OpenNetwork.network("net", "10.0.0.0/16", [("one", "10.0.1.0/24", "")]),
      OpenNetwork.network(
        "far", "10.1.0.0/16",
        [
          (
            "two", "10.1.2.0/24",
            #", "networkSecurityGroup": \#(OpenNetwork.id("networkSecurityGroups", "group"))"#
          )
        ]),
      OpenNetwork.resource(
        "networkSecurityGroups", "group",
        #""securityRules": [\#(rules.joined(separator: ", "))]"#),
      OpenNetwork.interface("a", "net", "one", "10.0.1.4"),
      OpenNetwork.interface("b", "far", "two", "10.1.2.4", more: pool),
      OpenNetwork.resource(
        "loadBalancers", "lb",
        """
        "frontendIPConfigurations": [{"name": "f", "properties": {
          "subnet": \(OpenNetwork.id("virtualNetworks/subnets", "far", "two"))}}],
        "backendAddressPools": [{"name": "pool"}],
        "loadBalancingRules": [{"name": "web", "properties": {
          "frontendIPConfiguration": \(OpenNetwork.id("loadBalancers/frontendIPConfigurations", "lb", "f")),
          "backendAddressPool": \(OpenNetwork.id("loadBalancers/backendAddressPools", "lb", "pool")),
          "protocol": "Tcp", "frontendPort": 80, "backendPort": 80}}]
        """, beside: #""sku": {"name": "Standard"},"#),
      OpenNetwork.resource(
        "privateLinkServices", "service",
        """
        "loadBalancerFrontendIpConfigurations": [
          \(OpenNetwork.id("loadBalancers/frontendIPConfigurations", "lb", "f"))],
        "ipConfigurations": [{"name": "n", "properties": {
          "subnet": \(OpenNetwork.id("virtualNetworks/subnets", "far", "two"))}}]
        """),
      OpenNetwork.resource(
        "privateEndpoints", "pe",
        """
        "subnet": \(OpenNetwork.id("virtualNetworks/subnets", "net", "one")),
        "privateLinkServiceConnections": [{"name": "c", "properties": {
          "privateLinkServiceId": "[resourceId('Microsoft.Network/privateLinkServices', 'service')]"}}]
        """),
    ]
  }

  @Test("L-15: whether a machine is reached by a private link service is not decided")
  func linkService() throws {
    let pool =
      #", "loadBalancerBackendAddressPools": [\#(OpenNetwork.id("loadBalancers/backendAddressPools", "lb", "pool"))]"#
    let answer = try OpenNetwork.ask(serviced(pool: pool), on: "tcp/80")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    let shut = try OpenNetwork.ask(
      serviced(pool: pool, rules: [OpenNetwork.rule("none", 100, "Deny")]), on: "tcp/80")
    #expect(shut.verdict == .unreachable, "\(shut.told)")
    let ping = try OpenNetwork.ask(serviced(pool: pool), on: "icmp")
    #expect(ping.verdict == .unreachable, "\(ping.told)")
  }

  @Test("L-15: a machine behind no balancer is not reached by it")
  func behindNoBalancer() throws {
    let answer = try OpenNetwork.ask(serviced(pool: ""), on: "tcp/80")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test("L-15, L-1: a private link service takes TCP and UDP on the ports of the balancer's rules")
  func ports() throws {
    let estate = try TextEstate(["main.json": OpenNetwork.template(serviced(pool: ""))])
    for (traffic, verdict) in [
      ("tcp/80", Verdict.unknown), ("tcp/22", .unreachable), ("udp/80", .unreachable),
      ("icmp", .unreachable),
    ] {
      let answer = try estate.ask("ip/10.0.1.9", "privateendpoint/pe", on: traffic)
      #expect(answer.verdict == verdict, "\(traffic) \(answer.told)")
    }
  }
}
