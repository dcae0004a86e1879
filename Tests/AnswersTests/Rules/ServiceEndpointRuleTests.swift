import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview
@Suite("Service endpoints of subnets")
struct ServiceEndpointRuleTests {
  private static let storage = "Microsoft.Storage/storageAccounts"
  private static let rule = """
    "defaultAction": "Deny", "virtualNetworkRules": [{"id": "\(ServiceEstate.subnet("a"))"}]
    """

  private func account(_ location: String) -> String {
    ServiceEstate.resource(
      Self.storage, "it", "\"networkAcls\": {\(Self.rule)}", location: location)
  }

  @Test(
    "E-6: the endpoint for storage leads to its region and the paired one, the global one everywhere",
    arguments: [
      ("Microsoft.Storage", "westeurope", Verdict.reachable),
      ("Microsoft.Storage", "northeurope", .reachable),
      ("Microsoft.Storage", "eastus", .unreachable),
      ("Microsoft.Storage.Global", "eastus", .reachable),
      ("Microsoft.Storage.Global", "westeurope", .reachable),
    ])
  func storageRegions(_ row: (String, String, Verdict)) throws {
    let estate = try ServiceEstate.estate([account(row.1)], endpoints: [row.0])
    let answer = try estate.ask("vm/a", "storage/it")
    #expect(answer.verdict == row.2, "\(answer.told)")
  }

  @Test(
    "E-9: the endpoint for SQL leads to servers of the network's region alone",
    arguments: [("westeurope", Verdict.reachable), ("northeurope", .unreachable)])
  func sqlRegions(_ row: (String, Verdict)) throws {
    let type = "Microsoft.Sql/servers"
    let estate = try ServiceEstate.estate(
      [
        ServiceEstate.resource(type, "it", location: row.0),
        ServiceEstate.child(
          of: type, "virtualNetworkRules", "a",
          "\"virtualNetworkSubnetId\": \"\(ServiceEstate.subnet("a"))\""),
        ServiceEstate.child(
          of: type, "firewallRules", "office",
          "\"startIpAddress\": \"10.255.0.9\", \"endIpAddress\": \"10.255.0.9\""),
      ], endpoints: ["Microsoft.Sql"])
    let answer = try estate.ask("vm/a", "Microsoft.Sql/servers/it")
    #expect(answer.verdict == row.1, "\(answer.told)")
    // Other services have no such border.
    let cosmos = "Microsoft.DocumentDB/databaseAccounts"
    let far = try ServiceEstate.estate(
      [
        ServiceEstate.resource(
          cosmos, "it",
          """
          "isVirtualNetworkFilterEnabled": true,
          "virtualNetworkRules": [{"id": "\(ServiceEstate.subnet("a"))"}]
          """, location: row.0)
      ], endpoints: ["Microsoft.AzureCosmosDB"])
    #expect(try far.ask("vm/a", "\(cosmos)/it").verdict == .reachable)
  }

  @Test(
    "E-8, E-11: a private endpoint takes its own resource's name, the service endpoint all others")
  func sideBySide() throws {
    let endpoint = ServiceEstate.privateEndpoint(
      to: Self.storage, group: "blob", zones: ["privatelink.blob.core.windows.net"])
    let other = ServiceEstate.resource(Self.storage, "other", "\"networkAcls\": {\(Self.rule)}")
    let estate = try ServiceEstate.estate(
      [account("westeurope"), other] + endpoint, endpoints: ["Microsoft.Storage"])
    let own = try estate.ask("vm/a", "storage/it")
    #expect(own.verdict == .reachable, "\(own.told)")
    #expect(own.paths[0].contains { $0.node == "privateendpoint/endpoint" }, "\(own.told)")
    let beside = try estate.ask("vm/a", "storage/other")
    #expect(beside.verdict == .reachable, "\(beside.told)")
    #expect(
      beside.paths[0].contains { $0.evidence?.control == "serviceEndpoint" }, "\(beside.told)")
    // No private endpoint is in the way of a machine without the service endpoint.
    #expect(try estate.ask("vm/b", "storage/it").verdict == .reachable)
    #expect(try estate.ask("vm/b", "storage/other").verdict == .unreachable)
  }

  @Test("E-11: an app with a private endpoint takes nobody who comes by a service endpoint")
  func appBesideEndpoint() throws {
    let type = "Microsoft.Web/sites"
    let rule = """
      "siteConfig": {"ipSecurityRestrictions": [{"priority": 100, "action": "Allow",
        "vnetSubnetResourceId": "\(ServiceEstate.subnet("a"))"}]}
      """
    let app = ServiceEstate.resource(type, "it", rule)
    let open = try ServiceEstate.estate([app], endpoints: ["Microsoft.Web"])
    #expect(try open.ask("vm/a", "Microsoft.Web/sites/it").verdict == .reachable)
    let closed = try ServiceEstate.estate(
      [app]
        + ServiceEstate.privateEndpoint(
          to: type, group: "sites", zones: ["privatelink.azurewebsites.net"], links: []),
      endpoints: ["Microsoft.Web"])
    let answer = try closed.ask("vm/a", "Microsoft.Web/sites/it")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test("E-12: what an appliance forwards has the identity of the appliance's subnet")
  func forwarded() throws {
    typealias Builder = EstateBuilder
    func verdict(_ named: String, endpointAt holder: String) throws -> QueryAnswer {
      var builder = Builder()
      let network = builder.network("net", ["10.0.0.0/16"])
      let a = builder.subnet(network, "a", "10.0.1.0/24") {
        if holder == "a" { $0.serviceEndpoints = [Builder.known("Microsoft.Storage")] }
      }
      let edge = builder.subnet(network, "edge", "10.0.9.0/24") {
        if holder == "edge" { $0.serviceEndpoints = [Builder.known("Microsoft.Storage")] }
      }
      builder.machine("a", in: a, "10.0.1.4")
      builder.appliance("nva", in: edge, "10.0.9.4")
      builder.routes("0.0.0.0/0 -> 10.0.9.4", at: a)
      builder.storage("it") {
        $0.defaultAction = Builder.known(.deny)
        $0.subnetRules = [Builder.reference(network.child("subnets", named))]
      }
      return try builder.query.ask("vm/a", "storage/it")
    }
    let through = try verdict("edge", endpointAt: "edge")
    #expect(through.verdict == .reachable, "\(through.told)")
    #expect(try verdict("a", endpointAt: "edge").verdict == .unreachable)
    // With the endpoint at the sender's subnet the appliance is passed by.
    let past = try verdict("a", endpointAt: "a")
    #expect(past.verdict == .reachable, "\(past.told)")
  }
}
