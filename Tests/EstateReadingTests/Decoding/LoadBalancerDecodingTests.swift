import EstateModel
import Testing
import TrafficSets

@testable import EstateReading

struct LoadBalancerDecodingTests {
  private static let group = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network"

  private static func balancer(_ properties: String) -> String {
    #"""
    [{"id": "\#(group)/loadBalancers/lb", "type": "Microsoft.Network/loadBalancers",
      "sku": {"name": "Standard", "tier": "Regional"}, \#(properties)}]
    """#
  }

  @Test("an internal balancer keeps frontends, pools, rules, NAT rules and probes")
  func inline() throws {
    let decoded = try DecodedText(
      Self.balancer(
        #"""
        "properties": {
          "frontendIPConfigurations": [{"name": "front", "properties": {
            "privateIPAddress": "10.0.3.10",
            "subnet": {"id": "\#(Self.group)/virtualNetworks/n/subnets/s"}}}],
          "backendAddressPools": [{"name": "pool", "properties": {"loadBalancerBackendAddresses": [
            {"name": "one", "properties": {"ipAddress": "10.0.2.4", "adminState": "Down"}}]}}],
          "probes": [{"name": "health", "properties": {"protocol": "Tcp", "port": 8081, "noHealthyBackendsBehavior": "AllProbedUp"}}],
          "loadBalancingRules": [{"name": "web", "properties": {
            "frontendIPConfiguration": {"id": "\#(Self.group)/loadBalancers/LB/frontendIPConfigurations/front"},
            "backendAddressPool": {"id": "\#(Self.group)/loadBalancers/lb/backendAddressPools/pool"},
            "backendAddressPools": [{"id": "\#(Self.group)/loadBalancers/lb/backendAddressPools/pool"}],
            "probe": {"id": "\#(Self.group)/loadBalancers/lb/probes/health"},
            "protocol": "tcp", "frontendPort": 80, "backendPort": 8080, "enableFloatingIP": false}}],
          "inboundNatRules": [{"name": "ssh", "properties": {
            "frontendIPConfiguration": {"id": "\#(Self.group)/loadBalancers/lb/frontendIPConfigurations/front"},
            "protocol": "Tcp", "frontendPort": 50001, "backendPort": 22}}]}
        """#))
    let balancer = try #require(decoded.estate.loadBalancers.all.first)
    #expect(balancer.isInternal)
    let frontend = try #require(balancer.frontends.first)
    #expect(frontend.privateAddress.value?.description == "10.0.3.10")
    #expect(balancer.pools[0].members[0].adminState.value == "Down")
    #expect(balancer.probes[0].port.value == 8081)
    let rule = try #require(balancer.rules.first)
    #expect(rule.frontend.value?.id == frontend.id)
    #expect(rule.targets.compactMap(\.value?.id) == [balancer.pools[0].id])
    #expect(rule.probe.value?.id == balancer.probes[0].id)
    #expect(rule.transport.value == .tcp)
    #expect((rule.frontendPort.value, rule.backendPort.value) == (80, 8080))
    #expect(balancer.rules[1].targets.compactMap(\.value?.id.name) == ["ssh"])
    #expect(decoded.estate.others.all.map(\.id.name) == ["lb"])
  }

  @Test("what the CLI lists beside the names is the same, and interfaces name pools and NAT rules")
  func lifted() throws {
    let decoded = try DecodedText(
      #"""
      [{"id": "\#(Self.group)/loadBalancers/lb", "name": "lb", "type": "Microsoft.Network/loadBalancers",
        "location": "westeurope", "sku": {"name": "Standard"},
        "frontendIPConfigurations": [{"id": "\#(Self.group)/loadBalancers/lb/frontendIPConfigurations/front", "name": "front",
          "privateIPAddress": "10.0.3.10", "subnet": {"id": "\#(Self.group)/virtualNetworks/n/subnets/s"}}],
        "backendAddressPools": [{"id": "\#(Self.group)/loadBalancers/lb/backendAddressPools/pool", "name": "pool"}],
        "loadBalancingRules": [{"id": "\#(Self.group)/loadBalancers/lb/loadBalancingRules/ha", "name": "ha",
          "frontendIPConfiguration": {"id": "\#(Self.group)/loadBalancers/lb/frontendIPConfigurations/front"},
          "backendAddressPool": {"id": "\#(Self.group)/loadBalancers/lb/backendAddressPools/pool"},
          "protocol": "All", "frontendPort": 0, "backendPort": 0}]},
       {"id": "\#(Self.group)/networkInterfaces/nic", "name": "nic", "type": "Microsoft.Network/networkInterfaces",
        "location": "westeurope", "enableIPForwarding": true,
        "virtualMachine": {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/nva"},
        "ipConfigurations": [{"name": "ip", "privateIPAddress": "10.0.2.4",
          "subnet": {"id": "\#(Self.group)/virtualNetworks/n/subnets/s"},
          "loadBalancerBackendAddressPools": [{"id": "\#(Self.group)/loadBalancers/lb/backendAddressPools/pool"}]}]}]
      """#)
    let balancer = try #require(decoded.estate.loadBalancers.all.first)
    #expect(balancer.isInternal)
    #expect(balancer.rules.map(\.transport.value) == [.all])
    let interface = try #require(decoded.estate.interfaces.all.first)
    #expect(
      interface.configurations[0].backendPools.compactMap(\.value?.id) == [balancer.pools[0].id])
    #expect(interface.attachment.value?.id.name == "nva")
    // Parts of a balancer are no resources of the estate.
    #expect(decoded.estate.others.all.map(\.id.name) == ["lb"])
  }

  @Test("a public frontend, an open one and a gateway balancer are not modelled")
  func notInternal() throws {
    for frontend in [
      #""publicIPAddress": {"id": "\#(Self.group)/publicIPAddresses/p"}"#,
      #""subnet": {"id": "\#(Self.group)/virtualNetworks/n/subnets/s"}, "publicIPPrefix": {"id": "\#(Self.group)/publicIPPrefixes/p"}"#,
    ] {
      let decoded = try DecodedText(
        Self.balancer(
          #""properties": {"frontendIPConfigurations": [{"name": "front", "properties": {\#(frontend)}}]}"#
        ))
      #expect(decoded.estate.loadBalancers.all.map(\.isInternal) == [false])
      #expect(decoded.estate.others.all.contains { $0.id.name == "lb" })
    }
  }
}
