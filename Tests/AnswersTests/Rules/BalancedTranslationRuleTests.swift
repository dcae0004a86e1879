import Testing

@testable import Answers

@Suite("Rules of destination translation before an internal load balancer")
struct BalancedTranslationRuleTests {
  typealias Firewall = FirewallEstate

  // https://learn.microsoft.com/azure/firewall/destination-nat-rules
  @Test(
    "F-16, F-17, L-2: a DNAT rule leads to the frontend of an internal load balancer, and behind it"
  )
  func balanced() throws {
    let balancer = Firewall.id("loadBalancers", "lb")
    let frontend = "\(balancer)/frontendIPConfigurations/f"
    let pool = "\(balancer)/backendAddressPools/p"
    var firewall = Firewall()
    firewall.translate(
      Firewall.translation("web", from: ["*"], to: ["203.0.113.4"], "443", "10.7.0.100", "443"))
    firewall.others = [
      ExportedText.resource(
        "Microsoft.Network/loadBalancers", "lb",
        """
        "frontendIPConfigurations": [{"id": "\(frontend)", "name": "f", "properties": {
          "privateIPAddress": "10.7.0.100", "privateIPAllocationMethod": "Static",
          "subnet": {"id": "\(Firewall.id("virtualNetworks", "servers"))/subnets/data"}}}],
        "backendAddressPools": [{"id": "\(pool)", "name": "p", "properties": {
          "loadBalancerBackendAddresses": [{"name": "a", "properties": {"ipAddress": "10.7.0.4",
            "virtualNetwork": {"id": "\(Firewall.id("virtualNetworks", "servers"))"}}}]}}],
        "loadBalancingRules": [{"name": "r", "properties": {"protocol": "Tcp",
          "frontendPort": 443, "backendPort": 8443, "frontendIPConfiguration": {"id": "\(frontend)"},
          "backendAddressPool": {"id": "\(pool)"}}}]
        """, beside: "\"location\": \"westeurope\", \"sku\": {\"name\": \"Standard\"}")
    ]
    for (to, traffic, verdict) in [
      ("vm/server", "tcp/8443", Verdict.reachable), ("vm/server", "tcp/443", .unreachable),
      ("loadbalancer/lb", "tcp/443", .reachable), ("loadbalancer/lb", "tcp/8443", .unreachable),
    ] {
      let answer = try firewall.ask("internet", to, on: traffic)
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
    // Whoever is inside calls the public address as well, and the group sees the firewall.
    firewall.serverRules = [
      Firewall.securityRule("hub", 100, "Allow", from: "10.5.0.0/26", "8443"),
      Firewall.securityRule("rest", 200, "Deny", from: "*"),
    ]
    let open = try firewall.ask("internet", "vm/server", on: "tcp/8443")
    #expect(open.verdict == .reachable, "\(open.told)")
    firewall.serverRules?[0] = Firewall.securityRule("internet", 100, "Allow", from: "Internet")
    #expect(try firewall.ask("internet", "vm/server", on: "tcp/8443").verdict == .unreachable)
  }
}
