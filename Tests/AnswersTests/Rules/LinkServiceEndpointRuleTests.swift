import Testing

@testable import Answers

// https://learn.microsoft.com/azure/private-link/private-link-service-overview
@Suite("Private endpoints of private link services")
struct LinkServiceEndpointRuleTests {
  @Test("L-15, L-1: a private link service takes TCP and UDP on the ports of the balancer's rules")
  func ports() throws {
    let resources = [
      OpenNetwork.network("net", "10.0.0.0/16", [("one", "10.0.1.0/24", "")]),
      OpenNetwork.network("far", "10.1.0.0/16", [("two", "10.1.2.0/24", "")]),
      OpenNetwork.interface("a", "net", "one", "10.0.1.4"),
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
          \(OpenNetwork.id("loadBalancers/frontendIPConfigurations", "lb", "f"))]
        """),
      OpenNetwork.resource(
        "privateEndpoints", "pe",
        """
        "subnet": \(OpenNetwork.id("virtualNetworks/subnets", "net", "one")),
        "privateLinkServiceConnections": [{"name": "c", "properties": {
          "privateLinkServiceId": "[resourceId('Microsoft.Network/privateLinkServices', 'service')]"}}]
        """),
    ]
    let estate = try TextEstate(["main.json": OpenNetwork.template(resources)])
    for (traffic, verdict) in [
      ("tcp/80", Verdict.unknown), ("tcp/22", .unreachable), ("udp/80", .unreachable),
      ("icmp", .unreachable),
    ] {
      let answer = try estate.ask("ip/10.0.1.9", "privateendpoint/pe", on: traffic)
      #expect(answer.verdict == verdict, "\(traffic) \(answer.told)")
    }
  }
}
