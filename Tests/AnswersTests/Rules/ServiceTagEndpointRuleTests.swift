import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview
@Suite("Service endpoints toward services by their tags, and as a part of the internet")
struct ServiceTagEndpointRuleTests {
  typealias Builder = EstateBuilder

  /// `vm/m` in westeurope, in a subnet with the service endpoint and the routes.
  private func estate(
    _ endpoints: [String] = ["Microsoft.Storage"], routes: String...,
    subnet change: (inout Subnet) -> Void = { _ in }
  ) -> Builder {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24") {
      $0.serviceEndpoints = endpoints.map { Builder.known($0) }
      change(&$0)
    }
    builder.machine("m", in: subnet, "10.0.1.4")
    if !routes.isEmpty { builder.routes(routes, at: subnet) }
    return builder
  }

  @Test(
    "R-23: a route for a service's tag to the internet takes its traffic there, past the endpoint")
  func routeToInternet() throws {
    var builder = estate(routes: "Storage -> Internet")
    builder.storage("open")
    let subnet = builder.estate.subnets.all[0].id
    builder.storage("rule") {
      $0.defaultAction = Builder.known(.deny)
      $0.subnetRules = [Builder.reference(subnet)]
    }
    let answer = try builder.query.ask("vm/m", "storage/open")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.paths[0].contains { $0.node == "internet" }, "\(answer.told)")
    // Without the identity of the subnet its rule admits nobody.
    #expect(try builder.query.ask("vm/m", "storage/rule").verdict == .unreachable)
    let dropped = estate(routes: "Storage -> None")
    #expect(try dropped.query.ask("vm/m", "service/Storage.westeurope").verdict == .unreachable)
  }

  @Test(
    "E-3, E-6, E-9: what a service endpoint leads to goes past a default route, asked by its tag",
    arguments: [
      ("Microsoft.Storage", "Storage.westeurope", Verdict.reachable),
      ("Microsoft.Storage", "Storage.northeurope", .reachable),
      ("Microsoft.Storage", "Storage.eastus", .unreachable),
      ("Microsoft.Storage", "Storage", .unknown),
      ("Microsoft.Storage.Global", "Storage", .reachable),
      ("Microsoft.Storage.Global", "Storage.eastus", .reachable),
      ("Microsoft.Sql", "Sql.westeurope", .reachable),
      ("Microsoft.Sql", "Sql.northeurope", .unreachable),
      ("Microsoft.KeyVault", "AzureKeyVault", .reachable),
      ("Microsoft.KeyVault", "AzureKeyVault.eastus", .reachable),
      ("Microsoft.KeyVault", "Storage.westeurope", .unreachable),
    ])
  func tags(_ row: (String, String, Verdict)) throws {
    let builder = estate([row.0], routes: "0.0.0.0/0 -> None")
    let answer = try builder.query.ask("vm/m", "service/\(row.1)")
    #expect(answer.verdict == row.2, "\(answer.told)")
    if row.2 == .reachable {
      #expect(answer.evidence.contains { $0.control == "serviceEndpoint" }, "\(answer.told)")
    }
  }

  @Test("E-6: where all ways lead there, a service of which no region is told is reached")
  func everyRegion() throws {
    let plain = estate()
    #expect(try plain.query.ask("vm/m", "service/Storage").verdict == .reachable)
    let routed = estate(routes: "0.0.0.0/0 -> Internet")
    let answer = try routed.query.ask("vm/m", "service/Storage")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    let other = "fqdn/other.blob.core.windows.net"
    #expect(try routed.query.ask("vm/m", other, on: ["tcp/443"]).verdict == .reachable)
    let closed = estate(routes: "0.0.0.0/0 -> None")
    let open = try closed.query.ask("vm/m", other, on: ["tcp/443"])
    #expect(open.verdict == .unknown, "\(open.told)")
  }

  @Test("E-3: what a service endpoint leads to is a part of the internet, past a default route")
  func internet() throws {
    let closed = estate(routes: "0.0.0.0/0 -> None")
    let answer = try closed.query.ask("vm/m", "internet", on: ["tcp/443"])
    #expect(answer.verdict == .partial, "\(answer.told)")
    #expect(
      answer.allowed == ["tcp/443 to service/Storage.northeurope, service/Storage.westeurope"],
      "\(answer.told)")
    #expect(try estate().query.ask("vm/m", "internet", on: ["tcp/443"]).verdict == .reachable)
    // A private subnet has no other way.
    let alone = estate { $0.defaultOutboundAccess = Builder.known(false) }
    let told = try alone.query.ask("vm/m", "internet", on: ["tcp/443"])
    #expect(told.verdict == .partial, "\(told.told)")
    let without = estate([], routes: "0.0.0.0/0 -> None")
    #expect(try without.query.ask("vm/m", "internet").verdict == .unreachable)
  }

  @Test(
    "E-7: of the internet the policies of a service endpoint close the accounts that none lists")
  func policies() throws {
    var builder = estate {
      $0.serviceEndpointPolicies = [
        Builder.reference(Builder.id("Microsoft.Network/serviceEndpointPolicies", "p"))
      ]
    }
    var policy = ServiceEndpointPolicy(
      id: Builder.id("Microsoft.Network/serviceEndpointPolicies", "p"), source: Builder.place)
    let account = builder.storage("ok")
    var definition = ServiceEndpointPolicy.Definition(name: "d", source: Builder.place)
    definition.service = Builder.known("Microsoft.Storage")
    definition.scopes = [Builder.known(.account(account))]
    policy.definitions = [definition]
    builder.estate.serviceEndpointPolicies.insert(policy)
    let internet = try builder.query.ask("vm/m", "internet", on: ["tcp/443"])
    #expect(internet.verdict == .partial, "\(internet.told)")
    #expect(
      internet.blockers.contains { $0.control == "serviceEndpointPolicy" }, "\(internet.told)")
    // Which account is meant the tag does not say.
    #expect(try builder.query.ask("vm/m", "service/Storage.westeurope").verdict == .unknown)
    #expect(try builder.query.ask("vm/m", "service/AzureKeyVault").verdict == .reachable)
    #expect(try builder.query.ask("vm/m", "storage/ok").verdict == .reachable)
  }
}
