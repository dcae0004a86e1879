import Testing

@testable import Answers

/// Firewalls, gateways and addresses that nothing has, asked about as destinations.
///
/// https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses
@Suite("Public addresses that no host has")
struct AddressWithoutHostRuleTests {
  typealias Text = ExportedText

  private static func id(_ type: String, _ name: String) -> String {
    Text.id("Microsoft.Network/\(type)", name)
  }

  private static func address(_ name: String, _ number: String, _ holder: String = "") -> String {
    Text.resource(
      "Microsoft.Network/publicIPAddresses", name,
      "\"provisioningState\": \"Succeeded\", \"ipAddress\": \"\(number)\"\(holder)",
      beside: "\"location\": \"westeurope\", \"sku\": {\"name\": \"Standard\"}")
  }

  /// A network with a VPN gateway and a NAT gateway, and an address that nothing has.
  private static func estate() throws -> TextEstate {
    let gateway = Text.resource(
      "Microsoft.Network/virtualNetworkGateways", "gw",
      """
      "gatewayType": "Vpn", "vpnType": "RouteBased",
      "ipConfigurations": [{"name": "c", "properties": {
        "publicIPAddress": {"id": "\(id("publicIPAddresses", "gw-ip"))"},
        "subnet": {"id": "\(id("virtualNetworks", "v"))/subnets/GatewaySubnet"}}}]
      """)
    let translating = Text.resource(
      "Microsoft.Network/natGateways", "nat",
      "\"publicIpAddresses\": [{\"id\": \"\(id("publicIPAddresses", "nat-ip"))\"}]",
      beside: "\"location\": \"westeurope\", \"sku\": {\"name\": \"Standard\"}")
    return try TextEstate([
      "export.json": Text.list([
        Text.network(
          "v", "10.0.0.0/16", ["s": "10.0.0.0/24", "GatewaySubnet": "10.0.1.0/27"]),
        gateway, translating, address("spare", "20.1.2.9"),
        address(
          "gw-ip", "20.1.2.10",
          ", \"ipConfiguration\": {\"id\": \"\(id("virtualNetworkGateways", "gw"))/ipConfigurations/c\"}"
        ),
        address(
          "nat-ip", "20.1.2.11", ", \"natGateway\": {\"id\": \"\(id("natGateways", "nat"))\"}"),
      ])
    ])
  }

  @Test(
    "G-17: behind a VPN gateway's public address there is no host",
    arguments: ["gateway/gw", "ip/20.1.2.10", "internet/20.1.2.10"], ["internet", "subnet/v/s"])
  func gateway(_ target: String, _ sender: String) throws {
    let answer = try Self.estate().ask(sender, target, on: "tcp/443")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.node == "gateway/gw" }, "\(answer.told)")
  }

  @Test("B-9: nobody answers at a NAT gateway", arguments: ["natgateway/nat", "ip/20.1.2.11"])
  func translating(_ target: String) throws {
    let answer = try Self.estate().ask("internet", target, on: "tcp/443")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test("B-2: an address that Azure says is attached to nothing leads nowhere")
  func unattached() throws {
    let estate = try Self.estate()
    let answer = try estate.ask("internet", "ip/20.1.2.9", on: "tcp/22")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    let line = try estate.line(of: "publicIPAddresses/spare", in: "export.json")
    let place = try #require(answer.places.first)
    #expect(place.hasPrefix("export.json:"), "\(line) \(place)")
    // Of another's address the input tells nothing.
    let other = try estate.ask("internet", "ip/20.1.2.99", on: "tcp/22")
    #expect(other.verdict == .reachable, "\(other.told)")
  }

  // https://learn.microsoft.com/azure/firewall/destination-nat-rules
  @Test(
    "F-1: at the public address of a firewall only its DNAT rules listen",
    arguments: [
      ("internet", "tcp/2222", Verdict.partial), ("internet", "tcp/443", .unreachable),
      ("internet", "udp/2222", .unreachable), ("internet/203.0.113.7", "tcp/2222", .reachable),
      ("internet/198.51.100.7", "tcp/2222", .unreachable),
    ])
  func firewall(_ row: (String, String, Verdict)) throws {
    var firewall = FirewallEstate()
    firewall.translate(
      FirewallEstate.translation(
        "in", from: ["203.0.113.0/24"], to: ["203.0.113.4"], "2222", "10.6.0.4", "22"))
    let estate = try firewall.estate()
    for target in ["firewall/fw", "ip/203.0.113.4"] {
      let answer = try estate.ask(row.0, target, on: row.1)
      #expect(answer.verdict == row.2, "\(answer.told)")
    }
  }

  @Test(
    "F-17: who is routed to a firewall calls its public address there, and its private one perhaps",
    arguments: [
      ("203.0.113.4", "tcp/2222", Verdict.reachable), ("203.0.113.4", "tcp/443", .unreachable),
      ("10.5.0.4", "tcp/2222", .unknown), ("10.5.0.4", "tcp/443", .unreachable),
    ])
  func routedToFirewall(_ row: (String, String, Verdict)) throws {
    var firewall = FirewallEstate()
    firewall.translate(
      FirewallEstate.translation("in", from: ["*"], to: [row.0], "2222", "10.6.0.4", "22"))
    let answer = try firewall.ask("vm/client", "firewall/fw", on: row.1)
    #expect(answer.verdict == row.2, "\(answer.told)")
  }

  @Test("F-1: a firewall without DNAT rules is reached by nobody")
  func closedFirewall() throws {
    let answer = try FirewallEstate().estate().ask("internet", "firewall/fw")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.map(\.rule) == ["no DNAT rule"], "\(answer.told)")
  }

  @Test("F-21: of a firewall in a virtual hub nothing is known")
  func hubFirewall() throws {
    var firewall = FirewallEstate()
    firewall.kind = "AZFW_Hub"
    let answer = try firewall.estate().ask("internet", "firewall/fw", on: "tcp/443")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.unknowns.contains { $0.because.contains("virtual hub") }, "\(answer.told)")
  }
}
