import Testing

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses
@Suite("Public addresses of the estate as senders")
struct SendingAddressRuleTests {
  typealias Text = ExportedText

  private static func id(_ type: String, _ name: String) -> String {
    Text.id("Microsoft.Network/\(type)", name)
  }

  private static func address(_ name: String) -> String {
    "{\"id\": \"\(id("publicIPAddresses", name))\"}"
  }

  /// The addresses of a NAT gateway, a balancer, a firewall, a Bastion and of nothing; a vault that admits
  /// two of them and a third.
  private static func estate() throws -> TextEstate {
    let network = id("virtualNetworks", "v")
    let balancer = id("loadBalancers", "lb")
    let numbers = [
      ("nat", "20.3.3.3"), ("lb", "20.8.8.9"), ("fw", "20.1.1.1"), ("jump", "20.4.4.4"),
      ("free", "20.9.9.9"),
    ]
    let rules = ["20.3.3.3", "20.8.8.9", "20.4.4.4", "20.9.9.9", "20.1.1.1"]
      .map { "{\"value\": \"\($0)\"}" }.joined(separator: ", ")
    return try TextEstate([
      "estate.json": Text.list(
        numbers.map { PublicBalancerEstate.publicAddress($0.0, $0.1) } + [
          Text.network(
            "v", "10.0.0.0/16",
            [
              "s": "10.0.0.0/24", "AzureFirewallSubnet": "10.0.1.0/26",
              "AzureBastionSubnet": "10.0.2.0/26",
            ]),
          Text.resource(
            "Microsoft.Network/natGateways", "ng", "\"publicIpAddresses\": [\(address("nat"))]"),
          Text.resource(
            "Microsoft.Network/loadBalancers", "lb",
            """
            "frontendIPConfigurations": [{"name": "f", "id": "\(balancer)/frontendIPConfigurations/f",
              "properties": {"publicIPAddress": \(address("lb"))}}]
            """, beside: "\"location\": \"westeurope\", \"sku\": {\"name\": \"Standard\"}"),
          Text.resource(
            "Microsoft.Network/azureFirewalls", "fw",
            """
            "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "10.0.1.4",
              "subnet": {"id": "\(network)/subnets/AzureFirewallSubnet"},
              "publicIPAddress": \(address("fw"))}}]
            """),
          Text.resource(
            "Microsoft.Network/bastionHosts", "jump",
            """
            "ipConfigurations": [{"name": "c", "properties": {
              "subnet": {"id": "\(network)/subnets/AzureBastionSubnet"},
              "publicIPAddress": \(address("jump"))}}]
            """),
          Text.keyVault(
            "open", "\"networkAcls\": {\"defaultAction\": \"Deny\", \"ipRules\": [\(rules)]}"),
          Text.keyVault(
            "shut",
            "\"networkAcls\": {\"defaultAction\": \"Deny\", \"ipRules\": [{\"value\": \"20.7.7.7\"}]}"
          ),
        ])
    ])
  }

  @Test(
    "O-9, B-2: an address of the estate is asked as the sender that others see",
    arguments: ["20.3.3.3", "20.8.8.9", "20.1.1.1", "20.4.4.4", "20.9.9.9"])
  func senders(_ number: String) throws {
    let estate = try Self.estate()
    let open = try estate.ask("internet/\(number)", "keyvault/open")
    #expect(open.verdict == .reachable, "\(open.told)")
    let shut = try estate.ask("internet/\(number)", "keyvault/shut")
    #expect(shut.verdict == .unreachable, "\(shut.told)")
  }
}
