import Testing

@testable import Answers

// https://learn.microsoft.com/azure/load-balancer/load-balancer-faqs
@Suite("Availability sets and default outbound access")
struct AvailabilitySetRuleTests {
  private static func id(_ type: String, _ names: String) -> String {
    "[resourceId('\(type)', \(names))]"
  }

  private static func machine(_ name: String, in set: String?, _ extra: String = "") -> [String] {
    let own = set.map {
      "\"availabilitySet\": {\"id\": \"\(id("Microsoft.Compute/availabilitySets", "'\($0)'"))\"}, "
    }
    return [
      ServiceEstate.templated(
        "Microsoft.Network/networkInterfaces", name,
        """
        "ipConfigurations": [{"name": "i", "properties": {
          "subnet": {"id": "\(id("Microsoft.Network/virtualNetworks/subnets", "'v', 's'"))"}\(extra)}}]
        """),
      ServiceEstate.templated(
        "Microsoft.Compute/virtualMachines", name,
        """
        \(own ?? "")"networkProfile": {"networkInterfaces": [
          {"id": "\(id("Microsoft.Network/networkInterfaces", "'\(name)'"))"}]}
        """),
    ]
  }

  /// `first` with a method, `second` in its set, `third` in none, `fourth` in another one.
  private static func estate(_ method: String, tier: String = "Standard") throws -> TextEstate {
    let pool = id("Microsoft.Network/loadBalancers/backendAddressPools", "'lb', 'p'")
    let extra =
      method == "balancer"
      ? ", \"loadBalancerBackendAddressPools\": [{\"id\": \"\(pool)\"}]"
      : method == "address"
        ? ", \"publicIPAddress\": {\"id\": \"\(id("Microsoft.Network/publicIPAddresses", "'ip'"))\"}"
        : ""
    return try ServiceEstate.template(
      machine("first", in: "one", extra) + machine("second", in: "one")
        + machine("third", in: nil) + machine("fourth", in: "two") + [
          """
          {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v",
           "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
             "subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.0.0/24"}}]}}
          """,
          """
          {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2024-05-01", "name": "ip",
           "sku": {"name": "\(tier)"}, "properties": {"publicIPAllocationMethod": "Static"}}
          """,
          """
          {"type": "Microsoft.Network/loadBalancers", "apiVersion": "2024-05-01", "name": "lb",
           "sku": {"name": "\(tier)"}, "properties": {
             "frontendIPConfigurations": [{"name": "f", "properties": {
               "subnet": {"id": "\(id("Microsoft.Network/virtualNetworks/subnets", "'v', 's'"))"}}}],
             "backendAddressPools": [{"name": "p"}]}}
          """,
        ])
  }

  @Test(
    "O-6: one machine with a method of the tier Standard ends default outbound access for its set",
    arguments: ["balancer", "address"])
  func standard(_ method: String) throws {
    let estate = try Self.estate(method)
    let ended = try estate.ask("vm/second", "internet", on: "tcp/443")
    #expect(ended.verdict == .unreachable, "\(ended.told)")
    #expect(ended.blockers.contains { $0.rule == "availabilitySet" }, "\(ended.told)")
    for name in ["third", "fourth"] {
      let other = try estate.ask("vm/\(name)", "internet", on: "tcp/443")
      #expect(other.verdict == .reachable, "\(other.told)")
    }
    // Machines of it call each other as ever.
    #expect(try estate.ask("vm/second", "vm/fourth", on: "tcp/443").verdict == .reachable)
  }

  @Test("O-6: methods of the tier Basic end nothing for others, nor does a set without any")
  func others() throws {
    for (method, tier) in [("balancer", "Basic"), ("address", "Basic"), ("none", "Standard")] {
      let answer = try Self.estate(method, tier: tier).ask("vm/second", "internet", on: "tcp/443")
      #expect(answer.verdict == .reachable, "\(method): \(answer.told)")
    }
  }
}
