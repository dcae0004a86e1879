import Testing

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access
@Suite("Flexible scale sets beside load balancers")
struct ScaleSetOutboundRuleTests {
  private static func id(_ type: String, _ names: String) -> String {
    "[resourceId('Microsoft.Network/\(type)', \(names))]"
  }

  /// A flexible scale set, a machine, and a public balancer with an outbound rule for its pool.
  private static func estate(
    setIsMember: Bool = false, machineIsMember: Bool = false, tier: String = "Regional"
  ) throws -> TextEstate {
    let pool = id("loadBalancers/backendAddressPools", "'lb', 'p'")
    let frontend = id("loadBalancers/frontendIPConfigurations", "'lb', 'f'")
    func configuration(_ isMember: Bool) -> String {
      """
      {"name": "i", "properties": {"primary": true,
        "subnet": {"id": "\(id("virtualNetworks/subnets", "'v', 's'"))"},
        "loadBalancerBackendAddressPools": [\(isMember ? "{\"id\": \"\(pool)\"}" : "")]}}
      """
    }
    return try ServiceEstate.template([
      """
      {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "v",
       "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
         "subnets": [{"name": "s", "properties": {"addressPrefix": "10.0.0.0/24"}}]}}
      """,
      """
      {"type": "Microsoft.Compute/virtualMachineScaleSets", "apiVersion": "2024-03-01",
       "name": "flex", "properties": {"orchestrationMode": "Flexible",
         "virtualMachineProfile": {"networkProfile": {"networkInterfaceConfigurations": [
           {"name": "n", "properties": {"primary": true,
             "ipConfigurations": [\(configuration(setIsMember))]}}]}}}}
      """,
      ServiceEstate.templated(
        "Microsoft.Network/networkInterfaces", "m",
        "\"ipConfigurations\": [\(configuration(machineIsMember))]"),
      ServiceEstate.templated(
        "Microsoft.Compute/virtualMachines", "m",
        """
        "networkProfile": {"networkInterfaces": [{"id": "\(id("networkInterfaces", "'m'"))"}]}
        """),
      """
      {"type": "Microsoft.Network/publicIPAddresses", "apiVersion": "2024-05-01", "name": "lp",
       "sku": {"name": "Standard"}, "properties": {"publicIPAllocationMethod": "Static"}}
      """,
      """
      {"type": "Microsoft.Network/loadBalancers", "apiVersion": "2024-05-01", "name": "lb",
       "sku": {"name": "Standard", "tier": "\(tier)"}, "properties": {
         "frontendIPConfigurations": [{"name": "f", "properties": {
           "publicIPAddress": {"id": "\(id("publicIPAddresses", "'lp'"))"}}}],
         "backendAddressPools": [{"name": "p"}],
         "outboundRules": [{"name": "o", "properties": {"protocol": "All",
           "frontendIPConfigurations": [{"id": "\(frontend)"}],
           "backendAddressPool": {"id": "\(pool)"}}}]}}
      """,
    ])
  }

  @Test("O-6, N-27: a balancer that a flexible scale set is no member of leads it nowhere")
  func besideBalancer() throws {
    for machineIsMember in [false, true] {
      let answer = try Self.estate(machineIsMember: machineIsMember)
        .ask("vmss/flex", "internet", on: "tcp/443")
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(answer.blockers.map(\.rule) == ["orchestrationMode: Flexible"], "\(answer.told)")
    }
  }

  @Test("O-2, N-27: the balancer that its pattern names leads its instances out")
  func member() throws {
    let answer = try Self.estate(setIsMember: true).ask("vmss/flex", "internet", on: "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.evidence.contains { $0.rule == "outbound rule o" }, "\(answer.told)")
  }
}
