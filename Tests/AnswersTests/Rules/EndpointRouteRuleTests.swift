import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy
@Suite("Routes: whose range a route to a private endpoint is held against")
struct EndpointRouteRuleTests {
  typealias Builder = EstateBuilder

  @Test(
    "R-15: a route takes what goes to a private endpoint if it is as long as the range of the endpoint's network, not of the caller's",
    arguments: [
      (hub: "10.0.0.0/16", spoke: "10.1.0.0/20", isTaken: true),
      (hub: "10.0.0.0/20", spoke: "10.1.0.0/16", isTaken: false),
    ])
  func range(_ hub: String, _ spoke: String, _ isTaken: Bool) throws {
    var builder = Builder()
    let home = builder.network("hub", [hub])
    let other = builder.network("spoke", [spoke])
    builder.peer(home, other)
    let endpoints = builder.subnet(home, "endpoints", "10.0.2.0/24")
    builder.estate.subnets.update(endpoints) {
      $0.privateEndpointPolicies = Builder.known(.routeTables)
    }
    let work = builder.subnet(other, "work", "10.1.0.0/24")
    builder.machine("m", in: work, "10.1.0.4")
    let storage = builder.storage("st") { $0.publicAccess = Builder.known(.disabled) }
    let zone = builder.zone("privatelink.blob.core.windows.net", linkedTo: [other])
    builder.privateEndpoint("pe", in: endpoints, "10.0.2.9", to: storage, "blob", zone: zone)
    builder.routes("10.0.0.0/16 -> None", at: work)
    let answer = try builder.query.ask("vm/m", "storage/st/blob", on: ["tcp/443"])
    #expect(answer.verdict == (isTaken ? .unreachable : .reachable), "\(answer.told)")
  }
}
