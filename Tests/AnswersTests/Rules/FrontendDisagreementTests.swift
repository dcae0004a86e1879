import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/firewall/integrate-lb
@Suite("Frontends whose callers were once told wrongly")
struct FrontendDisagreementTests {
  typealias Estate = FirewallEstate

  /// A balancer with the server behind it, which takes 443 and hands on to 8443.
  private static func balancer(_ frontend: String) -> String {
    let id = Estate.id("loadBalancers", "front")
    let network = Estate.id("virtualNetworks", "servers")
    return ExportedText.resource(
      "Microsoft.Network/loadBalancers", "front",
      """
      "frontendIPConfigurations": [{"id": "\(id)/frontendIPConfigurations/f", "name": "f",
        "properties": {\(frontend)}}],
      "backendAddressPools": [{"id": "\(id)/backendAddressPools/p", "name": "p", "properties": {
        "loadBalancerBackendAddresses": [{"name": "a", "properties": {"ipAddress": "10.7.0.4",
          "virtualNetwork": {"id": "\(network)"}}}]}}],
      "loadBalancingRules": [{"name": "web", "properties": {"protocol": "Tcp", "frontendPort": 443,
        "backendPort": 8443, "frontendIPConfiguration": {"id": "\(id)/frontendIPConfigurations/f"},
        "backendAddressPool": {"id": "\(id)/backendAddressPools/p"}}}]
      """, beside: "\"sku\": {\"name\": \"Standard\"}")
  }

  /// The balancer is in the server's subnet, and the firewall leads to it.
  private func estate() -> Estate {
    let subnet = "\(Estate.id("virtualNetworks", "servers"))/subnets/data"
    var estate = Estate()
    estate.isServerRouted = false
    estate.others = [
      Self.balancer("\"privateIPAddress\": \"10.7.0.100\", \"subnet\": {\"id\": \"\(subnet)\"}")
    ]
    estate.translate(
      Estate.translation("web", from: ["*"], to: ["203.0.113.4"], "4433", "10.7.0.100", "443"))
    return estate
  }

  @Test("F-17: what a matrix says of a server behind both is what a question says")
  func matrix() throws {
    let query = try estate().estate().query
    let matrix = try query.matrix(MatrixQuestion(from: "internet", to: "vm/server"))
    let asked = try estate().ask("internet", "vm/server", on: "tcp")
    #expect(matrix.rows.map(\.outcome.verdict) == [asked.verdict])
    #expect(matrix.rows.first?.outcome.allowed == ["tcp/8443"])
  }

  @Test("L-1: a frontend whose public address no input describes is of its members' family")
  func undescribedAddress() throws {
    var estate = Estate()
    estate.isServerRouted = false
    estate.sendsAll = false
    estate.serverRules = [Estate.securityRule("web", 100, "Allow", from: "*", "8443")]
    let address = Estate.id("publicIPAddresses", "elsewhere")
    estate.others = [Self.balancer("\"publicIPAddress\": {\"id\": \"\(address)\"}")]
    for from in ["internet", "vm/client"] {
      let answer = try estate.ask(from, "loadbalancer/front", on: "tcp/443")
      #expect(answer.verdict == .reachable, "\(answer.told)")
    }
  }
}
