import Answers
import Testing

/// A public address by its number is what holds it.
@Suite struct PublicFrontendTests {
  private static func estate(_ allowed: Bool) throws -> TextEstate {
    let id = ExportedText.id
    let address = id("Microsoft.Network/publicIPAddresses", "pip")
    let balancer = id("Microsoft.Network/loadBalancers", "lb")
    let network = id("Microsoft.Network/virtualNetworks", "v")
    let group = id("Microsoft.Network/networkSecurityGroups", "g")
    return try TextEstate([
      "e.json": ExportedText.list([
        ExportedText.network("v", "10.0.0.0/16", ["s": "10.0.0.0/24"]),
        ExportedText.resource(
          "Microsoft.Network/publicIPAddresses", "pip", "\"ipAddress\": \"20.1.2.3\"",
          beside: "\"location\": \"westeurope\", \"sku\": {\"name\": \"Standard\"}"),
        ExportedText.resource(
          "Microsoft.Network/networkSecurityGroups", "g",
          """
          "securityRules": [{"name": "r", "properties": {"priority": 100, "direction": "Inbound",
            "access": "\(allowed ? "Allow" : "Deny")", "protocol": "*", "sourceAddressPrefix": "*",
            "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*"}}]
          """),
        ExportedText.resource(
          "Microsoft.Network/loadBalancers", "lb",
          """
          "frontendIPConfigurations": [{"name": "fe", "id": "\(balancer)/frontendIPConfigurations/fe",
            "properties": {"publicIPAddress": {"id": "\(address)"}}}],
          "backendAddressPools": [{"name": "p", "id": "\(balancer)/backendAddressPools/p", "properties": {}}],
          "loadBalancingRules": [{"name": "r80", "properties": {
            "frontendIPConfiguration": {"id": "\(balancer)/frontendIPConfigurations/fe"},
            "backendAddressPool": {"id": "\(balancer)/backendAddressPools/p"},
            "protocol": "Tcp", "frontendPort": 80, "backendPort": 80}}]
          """,
          beside: "\"location\": \"westeurope\", \"sku\": {\"name\": \"Standard\"}"),
        ExportedText.resource(
          "Microsoft.Network/networkInterfaces", "n",
          """
          "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "10.0.0.4",
            "subnet": {"id": "\(network)/subnets/s"},
            "loadBalancerBackendAddressPools": [{"id": "\(balancer)/backendAddressPools/p"}]}}],
          "virtualMachine": {"id": "\(id("Microsoft.Compute/virtualMachines", "m"))"},
          "networkSecurityGroup": {"id": "\(group)"}
          """),
      ])
    ])
  }

  @Test(
    "the number of a balancer's frontend is asked as the balancer is", arguments: [true, false])
  func frontend(allowed: Bool) throws {
    let estate = try Self.estate(allowed)
    for port in ["tcp/80", "tcp/443"] {
      let number = try estate.ask("internet", "ip/20.1.2.3", on: port)
      let balancer = try estate.ask("internet", "loadbalancer/lb", on: port)
      #expect(number.verdict == balancer.verdict)
      #expect(
        number.verdict == (allowed && port == "tcp/80" ? .reachable : .unreachable),
        "\(number.told)")
    }
  }
}
