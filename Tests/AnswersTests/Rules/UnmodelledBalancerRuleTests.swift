import Testing

@testable import Answers

/// Balancers that are not modelled, beside others that are.
@Suite("Load balancers of the tier Global and of appliances")
struct UnmodelledBalancerRuleTests {
  typealias Text = ExportedText

  private static func id(_ type: String, _ name: String) -> String {
    Text.id("Microsoft.Network/\(type)", name)
  }

  private static func balancer(
    _ name: String, tier: String, pool: String = "", rule: (front: Int, back: Int)?,
    gateway: String = "", sku: String = "Standard"
  ) -> String {
    let own = id("loadBalancers", name)
    let rules = rule.map {
      """
      {"name": "r", "properties": {
        "frontendIPConfiguration": {"id": "\(own)/frontendIPConfigurations/f"},
        "backendAddressPool": {"id": "\(own)/backendAddressPools/p"}, "protocol": "Tcp",
        "frontendPort": \($0.front), "backendPort": \($0.back)}}
      """
    }
    return Text.resource(
      "Microsoft.Network/loadBalancers", name,
      """
      "frontendIPConfigurations": [{"name": "f", "id": "\(own)/frontendIPConfigurations/f",
        "properties": {"publicIPAddress": {"id": "\(id("publicIPAddresses", name))"}\(gateway)}}],
      "backendAddressPools": [{"name": "p", "id": "\(own)/backendAddressPools/p",
        "properties": {"loadBalancerBackendAddresses": [\(pool)]}}],
      "loadBalancingRules": [\(rules ?? "")], "probes": [], "inboundNatRules": [],
      "outboundRules": []
      """,
      beside: "\"location\": \"westeurope\", \"sku\": {\"name\": \"\(sku)\", \"tier\": \"\(tier)\"}"
    )
  }

  private static func machine(_ name: String, _ address: String, pool: String?) -> [String] {
    let pools = pool.map {
      "{\"id\": \"\(id("loadBalancers", $0))/backendAddressPools/p\"}"
    }
    return [
      Text.resource(
        "Microsoft.Network/networkInterfaces", "\(name)-nic",
        """
        "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "\(address)",
          "subnet": {"id": "\(id("virtualNetworks", "v"))/subnets/s"},
          "loadBalancerBackendAddressPools": [\(pools ?? "")]}}],
        "networkSecurityGroup": {"id": "\(id("networkSecurityGroups", "g"))"}
        """),
      Text.resource(
        "Microsoft.Compute/virtualMachines", name,
        """
        "networkProfile": {"networkInterfaces": [
          {"id": "\(id("networkInterfaces", "\(name)-nic"))"}]}
        """),
    ]
  }

  /// `web` behind `regional` on port 8080, `other` behind nothing; all ports open in the group.
  private static func estate(_ more: [String], gateway: String = "") throws -> TextEstate {
    let group = Text.resource(
      "Microsoft.Network/networkSecurityGroups", "g",
      """
      "securityRules": [{"name": "in", "properties": {"priority": 100, "direction": "Inbound",
        "access": "Allow", "protocol": "*", "sourceAddressPrefix": "Internet",
        "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*"}}]
      """)
    let addresses = [("regional", "203.0.113.1"), ("global", "203.0.113.2")].map {
      Text.resource(
        "Microsoft.Network/publicIPAddresses", $0.0,
        "\"ipAddress\": \"\($0.1)\", \"publicIPAllocationMethod\": \"Static\"",
        beside: "\"location\": \"westeurope\", \"sku\": {\"name\": \"Standard\"}")
    }
    let resources =
      [group, Text.network("v", "10.0.0.0/16", ["s": "10.0.0.0/24"])]
      + machine("web", "10.0.0.10", pool: "regional") + machine("other", "10.0.0.11", pool: nil)
      + addresses
      + [balancer("regional", tier: "Regional", rule: (80, 8080), gateway: gateway)] + more
    return try TextEstate(["export.json": Text.list(resources)])
  }

  private static let global = balancer(
    "global", tier: "Global",
    pool: """
      {"name": "x", "properties": {"loadBalancerFrontendIPConfiguration": {
        "id": "\(id("loadBalancers", "regional"))/frontendIPConfigurations/f"}}}
      """, rule: (80, 80))

  @Test(
    "L-14: a balancer of the tier Global leaves open only what its rules can bring to a member",
    arguments: [
      // The balancer of the region brings it whatever the other does.
      ("vm/web", "tcp/8080", Verdict.reachable), ("vm/web", "tcp/22", .unreachable),
      ("vm/other", "tcp/8080", .unreachable), ("loadbalancer/global", "tcp/81", .unreachable),
      ("loadbalancer/global", "tcp/80", .unknown), ("loadbalancer/regional", "tcp/80", .reachable),
    ])
  func global(_ row: (String, String, Verdict)) throws {
    let answer = try Self.estate([Self.global]).ask("internet", row.0, on: row.1)
    #expect(answer.verdict == row.2, "\(answer.told)")
  }

  @Test("L-14, L-1: what no rule leads on is told with the balancers whose rules lead there")
  func toldBalancers() throws {
    for more in [[], [Self.global]] {
      let answer = try Self.estate(more).ask("internet", "vm/web", on: "tcp/22")
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(
        answer.blockers.contains {
          $0.rule == "no public address" && $0.why.contains("loadbalancer/regional leads there")
        }, "\(answer.blockers)")
    }
  }

  @Test("L-14: a global balancer whose members no input tells may lead anywhere")
  func openGlobal() throws {
    let open = Self.balancer(
      "global", tier: "Global",
      pool: "{\"name\": \"x\", \"properties\": {\"ipAddress\": \"10.9.9.9\"}}",
      rule: (80, 80))
    let answer = try Self.estate([open]).ask("internet", "vm/other", on: "tcp/22")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test(
    "V-12: a gateway load balancer of another input leads nobody in by itself",
    arguments: [
      ("vm/web", "tcp/443", Verdict.unreachable), ("vm/other", "tcp/8080", .unreachable),
      ("vm/web", "tcp/8080", .unknown),
    ])
  func gateway(_ row: (String, String, Verdict)) throws {
    let gateway = """
      , "gatewayLoadBalancer": {"id": "\(Self.id("loadBalancers", "gwlb"))/frontendIPConfigurations/f"}
      """
    let answer = try Self.estate([], gateway: gateway).ask("internet", row.0, on: row.1)
    #expect(answer.verdict == row.2, "\(answer.told)")
  }
}
