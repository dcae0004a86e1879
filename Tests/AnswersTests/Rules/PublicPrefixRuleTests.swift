import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-address-prefix
@Suite("Public IP prefixes")
struct PublicPrefixRuleTests {
  typealias Text = ExportedText

  private static func vault(_ name: String, _ rule: String) -> String {
    Text.keyVault(
      name,
      """
      "networkAcls": {"bypass": "None", "defaultAction": "Deny", "ipRules": [{"value": "\(rule)"}]}
      """)
  }

  private static let vaults = [
    vault("whole", "20.6.6.0/30"), vault("wider", "20.6.0.0/16"), vault("half", "20.6.6.0/31"),
    vault("one", "20.6.6.3"), vault("other", "20.7.7.7"),
  ]

  private static func prefix(_ range: String?) -> String {
    Text.resource(
      "Microsoft.Network/publicIPPrefixes", "pp",
      "\"prefixLength\": 30" + (range.map { ", \"ipPrefix\": \"\($0)\"" } ?? ""))
  }

  private static func machine(_ extra: String = "") -> [String] {
    [
      Text.resource(
        "Microsoft.Network/networkInterfaces", "a-nic",
        """
        "ipConfigurations": [{"name": "i", "properties": {"primary": true,
          "privateIPAddress": "10.0.1.4",
          "subnet": {"id": "\(Text.id("Microsoft.Network/virtualNetworks", "v"))/subnets/a"}\(extra)}}],
        "virtualMachine": {"id": "\(Text.id("Microsoft.Compute/virtualMachines", "a"))"}
        """),
      Text.resource(
        "Microsoft.Compute/virtualMachines", "a",
        """
        "networkProfile": {"networkInterfaces": [
          {"id": "\(Text.id("Microsoft.Network/networkInterfaces", "a-nic"))"}]}
        """),
    ]
  }

  private static func network(_ extra: String = "") -> String {
    let id = Text.id("Microsoft.Network/virtualNetworks", "v")
    return Text.resource(
      "Microsoft.Network/virtualNetworks", "v",
      """
      "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "virtualNetworkPeerings": [],
      "subnets": [{"id": "\(id)/subnets/a", "name": "a",
        "properties": {"addressPrefix": "10.0.1.0/24"\(extra)}}]
      """)
  }

  /// A machine behind a NAT gateway on the prefix.
  private static func behindNAT(_ range: String?, also addresses: [String] = []) throws
    -> TextEstate
  {
    let prefix = Text.id("Microsoft.Network/publicIPPrefixes", "pp")
    let named = addresses.map {
      "{\"id\": \"\(Text.id("Microsoft.Network/publicIPAddresses", $0))\"}"
    }
    return try TextEstate([
      "estate.json": Text.list(
        vaults + machine() + [
          network(
            ", \"natGateway\": {\"id\": \"\(Text.id("Microsoft.Network/natGateways", "ng"))\"}"),
          Text.resource(
            "Microsoft.Network/natGateways", "ng",
            """
            "publicIpPrefixes": [{"id": "\(prefix)"}],
            "publicIpAddresses": [\(named.joined(separator: ", "))]
            """),
          Self.prefix(range),
        ] + addresses.map { PublicBalancerEstate.publicAddress($0, "20.7.7.7") })
    ])
  }

  /// A member of a public balancer whose outbound rule has the prefix.
  private static func behindBalancer(_ range: String?) throws -> TextEstate {
    let balancer = Text.id("Microsoft.Network/loadBalancers", "lb")
    return try TextEstate([
      "estate.json": Text.list(
        vaults
          + machine(
            ", \"loadBalancerBackendAddressPools\": [{\"id\": \"\(balancer)/backendAddressPools/p\"}]"
          ) + [
            network(), prefix(range),
            Text.resource(
              "Microsoft.Network/loadBalancers", "lb",
              """
              "frontendIPConfigurations": [{"id": "\(balancer)/frontendIPConfigurations/f",
                "name": "f", "properties": {"publicIPPrefix": {
                  "id": "\(Text.id("Microsoft.Network/publicIPPrefixes", "pp"))"}}}],
              "backendAddressPools": [{"id": "\(balancer)/backendAddressPools/p", "name": "p",
                "properties": {}}],
              "outboundRules": [{"name": "o", "properties": {"protocol": "All",
                "frontendIPConfigurations": [{"id": "\(balancer)/frontendIPConfigurations/f"}],
                "backendAddressPool": {"id": "\(balancer)/backendAddressPools/p"}}}]
              """,
              beside: "\"location\": \"westeurope\", \"sku\": {\"name\": \"Standard\"}"),
          ])
    ])
  }

  private static func expect(_ verdicts: [(String, Verdict)], _ estate: TextEstate) throws {
    for (vault, verdict) in verdicts {
      let answer = try estate.ask("vm/a", "keyvault/\(vault)")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("B-8: who leaves by a prefix has some address of it: rules on all of it decide")
  func range() throws {
    let verdicts: [(String, Verdict)] = [
      ("whole", .reachable), ("wider", .reachable), ("half", .unknown), ("one", .unknown),
      ("other", .unreachable),
    ]
    try Self.expect(verdicts, Self.behindNAT("20.6.6.0/30"))
    try Self.expect(verdicts, Self.behindBalancer("20.6.6.0/30"))
  }

  @Test("B-8: a prefix whose range no input tells decides nothing, nor one beside an address")
  func open() throws {
    let open = ["whole", "wider", "half", "one", "other"].map { ($0, Verdict.unknown) }
    try Self.expect(open, Self.behindNAT(nil))
    try Self.expect(open, Self.behindBalancer(nil))
    try Self.expect(
      [("whole", .unknown), ("other", .unknown)],
      Self.behindNAT("20.6.6.0/30", also: ["address"]))
    try Self.expect([("whole", .unreachable)], Self.behindNAT("20.9.9.0/30"))
  }

  @Test("B-8, O-3: a NAT gateway on a prefix is on the path, whether the range is known or not")
  func onThePath() throws {
    for range in ["20.6.6.0/30", nil] {
      for addresses in [[], ["address"]] {
        let query = try Self.behindNAT(range, also: addresses).query
        func verdict(via: String? = nil, avoid: String? = nil) throws -> Verdict? {
          try query.answer(
            QueryQuestion(
              from: "vm/a", to: "internet", traffic: [TrafficTerm("tcp/443")], via: via,
              avoid: avoid)
          ).answers.first?.verdict
        }
        #expect(try verdict() == .reachable)
        #expect(try verdict(via: "natgateway/ng") == .reachable)
        #expect(try verdict(avoid: "natgateway/ng") == .unreachable)
        if !addresses.isEmpty { #expect(try verdict(via: "publicip/address") == .unknown) }
      }
    }
  }
}
