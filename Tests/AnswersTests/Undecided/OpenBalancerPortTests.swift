import Testing

@testable import Answers

// https://learn.microsoft.com/azure/load-balancer/components
@Suite("Ports of a load balancer that are not known")
struct OpenBalancerPortTests {
  private typealias Net = OpenNetwork
  private typealias Template = OpenTemplate

  private static let frontend = Net.id("loadBalancers/frontendIPConfigurations", "lb", "front")
  private static let pool = Net.id("loadBalancers/backendAddressPools", "lb", "pool")

  /// A public balancer before a machine whose group admits tcp/8080 and tcp/22, and nothing else.
  private static func template(
    _ transport: String, _ front: String, _ back: String, translates: Bool = false,
    type: String = "int"
  ) -> OpenTemplate {
    let member =
      translates
      ? ", \"loadBalancerInboundNatRules\": [\(Net.id("loadBalancers/inboundNatRules", "lb", "rule"))]"
      : ", \"loadBalancerBackendAddressPools\": [\(pool)]"
    let target = translates ? "" : "\"backendAddressPool\": \(pool), "
    let rule = """
      {"name": "rule", "properties": {"frontendIPConfiguration": \(frontend), \(target)
        "protocol": "\(transport)", "frontendPort": \(front), "backendPort": \(back)}}
      """
    var template = OpenTemplate([
      Net.network(
        "net", "10.0.0.0/16",
        [
          (
            "one", "10.0.1.0/24",
            ", \"networkSecurityGroup\": \(Net.id("networkSecurityGroups", "group"))"
          )
        ]),
      Net.resource(
        "networkSecurityGroups", "group",
        "\"securityRules\": [\(Net.rule("web", 100, "Allow", port: "8080")), \(Net.rule("ssh", 110, "Allow", port: "22"))]"
      ),
      Net.interface("a", "net", "one", "10.0.1.4", more: member),
      Net.resource(
        "publicIPAddresses", "ip", #""publicIPAllocationMethod": "Static""#,
        beside: #""sku": {"name": "Standard"},"#),
      Net.resource(
        "loadBalancers", "lb",
        """
        "frontendIPConfigurations": [{"name": "front", "properties": {
          "publicIPAddress": \(Net.id("publicIPAddresses", "ip"))}}],
        "backendAddressPools": [{"name": "pool"}],
        "\(translates ? "inboundNatRules" : "loadBalancingRules")": [\(rule)]
        """, beside: #""sku": {"name": "Standard"},"#),
    ])
    template.type = type
    return template
  }

  private static let open = "\"[parameters('p')]\""

  @Test(
    "L-2: an open port of a frontend may be the one that is called",
    arguments: [false, true])
  func frontendPort(_ translates: Bool) throws {
    try Self.template("Tcp", Self.open, "8080", translates: translates).expectOpen(
      "internet", "loadbalancer/lb", on: "tcp/80", ["80": .reachable, "81": .unreachable])
  }

  @Test(
    "L-2, N-7: an open port behind a frontend may be one that the machine's group admits",
    arguments: [false, true])
  func backendPort(_ translates: Bool) throws {
    let template = Self.template("Tcp", "80", Self.open, translates: translates)
    try template.expectOpen(
      "internet", "loadbalancer/lb", on: "tcp/80", ["8080": .reachable, "9090": .unreachable])
    // What no rule listens for goes nowhere, whatever comes of the rest.
    let other = try template.ask("internet", "loadbalancer/lb", on: "tcp/81")
    #expect(other.verdict == .unreachable, "\(other.told)")
    try template.expectOpen(
      "internet", "nic/a", on: "tcp/8080", ["8080": .reachable, "22": .unreachable])
    // The group closes that port, whichever the rule leads to.
    let shut = try template.ask("internet", "nic/a", on: "tcp/9090")
    #expect(shut.verdict == .unreachable, "\(shut.told)")
  }

  @Test("L-11: an open protocol of a rule may be the one that is asked about")
  func transport() throws {
    for translates in [false, true] {
      try Self.template(
        "[parameters('p')]", "80", "8080", translates: translates, type: "string"
      ).expectOpen(
        "internet", "loadbalancer/lb", on: "tcp/80", ["Tcp": .reachable, "Udp": .unreachable])
    }
  }
}
