import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/firewall/integrate-lb
@Suite("Destination translation to the frontend of an internal balancer or application gateway")
struct BalancedTranslationRuleTests {
  typealias Estate = FirewallEstate

  /// A balancer in the server's subnet, with the server behind it.
  private static let balancer = ExportedText.resource(
    "Microsoft.Network/loadBalancers", "front",
    """
    "frontendIPConfigurations": [{"id": "\(Estate.id("loadBalancers", "front"))/frontendIPConfigurations/f",
      "name": "f", "properties": {"privateIPAddress": "10.7.0.100",
       "subnet": {"id": "\(Estate.id("virtualNetworks", "servers"))/subnets/data"}}}],
    "backendAddressPools": [{"id": "\(Estate.id("loadBalancers", "front"))/backendAddressPools/p",
      "name": "p", "properties": {"loadBalancerBackendAddresses": [
       {"name": "a", "properties": {"ipAddress": "10.7.0.4",
        "virtualNetwork": {"id": "\(Estate.id("virtualNetworks", "servers"))"}}}]}}],
    "loadBalancingRules": [{"name": "web", "properties": {"protocol": "Tcp", "frontendPort": 443,
      "backendPort": 8443,
      "frontendIPConfiguration": {"id": "\(Estate.id("loadBalancers", "front"))/frontendIPConfigurations/f"},
      "backendAddressPool": {"id": "\(Estate.id("loadBalancers", "front"))/backendAddressPools/p"}}}]
    """, beside: "\"sku\": {\"name\": \"Standard\"}")

  private func estate(_ address: String, _ port: String = "443") -> Estate {
    var estate = Estate()
    estate.isServerRouted = false
    estate.others = [Self.balancer]
    estate.translate(
      Estate.translation("web", from: ["*"], to: ["203.0.113.4"], "4433", address, port))
    return estate
  }

  @Test("F-17: a DNAT rule to an internal frontend leads to the machines behind it")
  func members() throws {
    let estate = estate("10.7.0.100")
    for from in ["internet", "internet/198.51.100.7"] {
      let answer = try estate.ask(from, "vm/server", on: "tcp/8443")
      #expect(answer.verdict == .reachable, "\(answer.told)")
      let path = answer.paths[0].map(\.node)
      #expect(path.contains("firewall/fw") && path.contains("loadbalancer/front"), "\(path)")
      // Named as it arrives: the ports of callers and of the frontend are none of the server's.
      for port in ["tcp/443", "tcp/4433", "udp/8443"] {
        let other = try estate.ask(from, "vm/server", on: port)
        #expect(other.verdict == .unreachable, "\(port): \(other.told)")
      }
    }
  }

  @Test("F-17: the frontend itself takes what the rule sends to its port")
  func frontend() throws {
    let answer = try estate("10.7.0.100").ask("internet", "loadbalancer/front", on: "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    for other in [estate("10.7.0.100", "80"), estate("10.7.0.101")] {
      let answer = try other.ask("internet", "vm/server", on: "tcp/8443")
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      let front = try other.ask("internet", "loadbalancer/front", on: "tcp/443")
      #expect(front.verdict == .unreachable, "\(front.told)")
    }
  }

  @Test("F-17: the group of the server judges what the firewall sends, as it arrives there")
  func group() throws {
    for (port, verdict) in [("8443", Verdict.reachable), ("443", .unreachable)] {
      var estate = estate("10.7.0.100")
      estate.serverRules = [
        Estate.securityRule("probe", 100, "Allow", from: "AzureLoadBalancer"),
        Estate.securityRule("web", 110, "Allow", from: "10.5.0.0/26", port),
        Estate.securityRule("rest", 4096, "Deny", from: "*"),
      ]
      let answer = try estate.ask("internet", "vm/server", on: "tcp/8443")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("F-17: what a matrix says of a server behind both is what a question says")
  func matrix() throws {
    let query = try estate("10.7.0.100").estate().query
    let matrix = try query.matrix(MatrixQuestion(from: "internet", to: "vm/server"))
    let asked = try estate("10.7.0.100").ask("internet", "vm/server", on: "tcp")
    #expect(matrix.rows.map(\.outcome.verdict) == [asked.verdict])
    #expect(matrix.rows.first?.outcome.allowed == ["tcp/8443"])
  }

  @Test("L-1: a frontend whose public address no input describes is of its members' family")
  func undescribedAddress() throws {
    var estate = Estate()
    estate.isServerRouted = false
    estate.sendsAll = false
    estate.serverRules = [Estate.securityRule("web", 100, "Allow", from: "*", "8443")]
    let balancer = """
      "frontendIPConfigurations": [{"id": "\(Estate.id("loadBalancers", "out"))/frontendIPConfigurations/f",
        "name": "f", "properties": {"publicIPAddress": {"id": "\(Estate.id("publicIPAddresses", "elsewhere"))"}}}],
      "backendAddressPools": [{"id": "\(Estate.id("loadBalancers", "out"))/backendAddressPools/p",
        "name": "p", "properties": {"loadBalancerBackendAddresses": [
         {"name": "a", "properties": {"ipAddress": "10.7.0.4",
          "virtualNetwork": {"id": "\(Estate.id("virtualNetworks", "servers"))"}}}]}}],
      "loadBalancingRules": [{"name": "web", "properties": {"protocol": "Tcp", "frontendPort": 443,
        "backendPort": 8443,
        "frontendIPConfiguration": {"id": "\(Estate.id("loadBalancers", "out"))/frontendIPConfigurations/f"},
        "backendAddressPool": {"id": "\(Estate.id("loadBalancers", "out"))/backendAddressPools/p"}}}]
      """
    estate.others = [
      ExportedText.resource(
        "Microsoft.Network/loadBalancers", "out", balancer,
        beside: "\"sku\": {\"name\": \"Standard\"}")
    ]
    for from in ["internet", "vm/client"] {
      let answer = try estate.ask(from, "loadbalancer/out", on: "tcp/443")
      #expect(answer.verdict == .reachable, "\(answer.told)")
    }
  }
}
