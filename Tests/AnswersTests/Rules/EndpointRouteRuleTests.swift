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

  private static let routes:
    [(route: String, policies: Subnet.PrivateEndpointPolicies, verdict: Verdict)] = [
      ("10.0.2.0/24", .enabled, .unreachable), ("10.0.2.0/24", .routeTables, .unreachable),
      ("10.0.0.0/16", .routeTables, .unreachable), ("10.0.2.0/25", .routeTables, .unknown),
      ("10.0.2.9/32", .routeTables, .unknown), ("10.0.3.0/24", .routeTables, .reachable),
      ("10.0.0.0/8", .routeTables, .reachable), ("0.0.0.0/0", .routeTables, .reachable),
      ("10.0.2.0/24", .disabled, .reachable), ("10.0.2.0/24", .securityGroups, .reachable),
    ]

  @Test(
    "R-15: an address that no input tells lies in its subnet: a route that holds all of that takes it, one that holds a part may",
    arguments: Self.routes, [false, true])
  func addressNotTold(
    _ row: (route: String, policies: Subnet.PrivateEndpointPolicies, verdict: Verdict),
    _ isPeered: Bool
  ) throws {
    var builder = Builder()
    let home = builder.network("hub", ["10.0.0.0/16"])
    let endpoints = builder.subnet(home, "endpoints", "10.0.2.0/24") {
      $0.privateEndpointPolicies = Builder.known(row.policies)
    }
    var caller = home
    if isPeered {
      caller = builder.network("spoke", ["10.1.0.0/16"])
      builder.peer(home, caller)
    }
    let work = builder.subnet(caller, "work", isPeered ? "10.1.0.0/24" : "10.0.0.0/24")
    builder.machine("m", in: work, isPeered ? "10.1.0.4" : "10.0.0.4")
    let storage = builder.storage("st") { $0.publicAccess = Builder.known(.disabled) }
    let zone = builder.zone("privatelink.blob.core.windows.net", linkedTo: [home, caller])
    builder.privateEndpoint("pe", in: endpoints, nil, to: storage, "blob", zone: zone)
    builder.routes("\(row.route) -> None", at: work)
    let answer = try builder.query.ask("vm/m", "storage/st/blob", on: ["tcp/443"])
    #expect(answer.verdict == row.verdict, "\(row) \(answer.told)")
    switch row.verdict {
    case .unreachable:
      #expect(answer.blockers.contains { $0.rule.contains("r0: \(row.route)") }, "\(answer.told)")
    case .unknown:
      #expect(
        answer.unknowns.contains { $0.because.contains("the address of privateendpoint/pe") },
        "\(answer.told)")
    default: break
    }
  }

  @Test(
    "R-15: an appliance that such a route names forwards to an endpoint whose address no input tells"
  )
  func appliance() throws {
    for forwards in [true, false] {
      var builder = Builder()
      let home = builder.network("hub", ["10.0.0.0/16"])
      let endpoints = builder.subnet(home, "endpoints", "10.0.2.0/24") {
        $0.privateEndpointPolicies = Builder.known(.routeTables)
      }
      let work = builder.subnet(home, "work", "10.0.0.0/24")
      builder.machine("m", in: work, "10.0.0.4")
      let middle = builder.subnet(home, "middle", "10.0.1.0/24")
      builder.appliance("nva", in: middle, "10.0.1.4", forwards: forwards)
      let storage = builder.storage("st") { $0.publicAccess = Builder.known(.disabled) }
      let zone = builder.zone("privatelink.blob.core.windows.net", linkedTo: [home])
      builder.privateEndpoint("pe", in: endpoints, nil, to: storage, "blob", zone: zone)
      builder.routes("10.0.2.0/24 -> 10.0.1.4", at: work)
      let answer = try builder.query.ask("vm/m", "storage/st/blob", on: ["tcp/443"])
      #expect(answer.verdict == (forwards ? .reachable : .unreachable), "\(answer.told)")
      #expect(answer.paths[0].contains { $0.node.contains("nva") })
    }
  }
}
