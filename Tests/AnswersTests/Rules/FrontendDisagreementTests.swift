import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/firewall/integrate-lb
@Suite("Frontends whose callers were once told wrongly")
struct FrontendDisagreementTests {
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
