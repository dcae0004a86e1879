import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
@Suite("Routes that no input shows beside a default route, and tables that take none of them")
struct HiddenRouteRuleTests {
  typealias Builder = EstateBuilder

  /// A hub with the gateway and two spokes that use it, a machine in each.
  private struct Estate {
    var builder = Builder()
    let hub: ResourceID
    let one: ResourceID
    let two: ResourceID
    let gateway: ResourceID

    init(_ kind: VirtualNetworkGateway.Kind = .expressRoute) {
      hub = builder.network("hub", ["10.0.0.0/16"])
      one = builder.network("one", ["10.1.0.0/16"])
      two = builder.network("two", ["10.2.0.0/16"])
      gateway = builder.gateway("g", in: hub, kind: kind)
      for (network, number) in [(hub, 0), (one, 1), (two, 2)] {
        let subnet = builder.subnet(network, "s", "10.\(number).1.0/24")
        builder.machine("vm\(number)", in: subnet, "10.\(number).1.4")
        if network == hub { continue }
        builder.peerOneSide(hub, network) { $0.allowsGatewayTransit = Builder.known(true) }
        builder.peerOneSide(network, hub) { $0.usesRemoteGateways = Builder.known(true) }
      }
    }

    mutating func routes(_ routes: String..., refusing: Bool = false) {
      builder.routes(routes, at: one.child("subnets", "s")) {
        if refusing { $0.disablesGatewayRoutes = Builder.known(true) }
      }
    }

    func verdict(_ from: String, _ to: String) throws -> Verdict {
      try builder.query.ask(from, to, on: ["tcp/22"]).verdict
    }
  }

  @Test(
    "R-1, R-29: a route that a gateway learns may be longer than a default route of the user's own")
  func learned() throws {
    var estate = Estate()
    estate.routes("0.0.0.0/0 -> None")
    #expect(try estate.verdict("vm/vm1", "ip/172.16.1.1") == .unknown)
    // The gateway does not learn the ranges that it announces, and peerings win over it.
    #expect(try estate.verdict("vm/vm1", "vm/vm2") == .unreachable)
    #expect(try estate.verdict("vm/vm1", "vm/vm0") == .reachable)
    // No advertised route is assumed toward public addresses.
    #expect(try estate.verdict("vm/vm1", "internet/203.0.113.9") == .unreachable)
    // A longer route of the user's own decides, and a table that refuses the gateway's.
    estate.routes("0.0.0.0/0 -> None", "172.16.0.0/16 -> None")
    #expect(try estate.verdict("vm/vm1", "ip/172.16.1.1") == .unreachable)
    estate.routes("0.0.0.0/0 -> None", refusing: true)
    #expect(try estate.verdict("vm/vm1", "ip/172.16.1.1") == .unreachable)
    // With local addresses all is told.
    var known = Estate(.vpn)
    known.builder.connect(
      known.gateway, toSite: known.builder.site("office", "192.168.0.0/16"))
    known.routes("0.0.0.0/0 -> None")
    #expect(try known.verdict("vm/vm1", "ip/172.16.1.1") == .unreachable)
    #expect(try known.verdict("vm/vm1", "localgateway/office") == .reachable)
  }

  @Test("R-29, G-15: networks of one circuit learn each other's ranges, past a default route")
  func oneCircuit() throws {
    var estate = Estate()
    let far = estate.builder.network("far", ["10.9.0.0/16"])
    estate.builder.gateway("g9", in: far, kind: .expressRoute)
    estate.builder.machine(
      "vm9", in: estate.builder.subnet(far, "s", "10.9.1.0/24"), "10.9.1.4")
    estate.routes("0.0.0.0/0 -> None")
    #expect(try estate.verdict("vm/vm1", "vm/vm9") == .unknown)
    estate.routes("0.0.0.0/0 -> None", refusing: true)
    #expect(try estate.verdict("vm/vm1", "vm/vm9") == .unreachable)
  }

  @Test("R-26: a virtual hub brings ranges that are longer than a default route of the user's own")
  func virtualHub() throws {
    var builder = Builder()
    let networks = (1...2).map { builder.network("n\($0)", ["10.\($0).0.0/16"]) }
    for (network, number) in zip(networks, 1...2) {
      builder.machine(
        "vm\(number)", in: builder.subnet(network, "s", "10.\(number).1.0/24"), "10.\(number).1.4")
      var connection = OpaqueResource(
        id: Builder.id("Microsoft.Network/virtualHubs", "hub")
          .child("hubVirtualNetworkConnections", network.name), source: Builder.place)
      connection.references = [Reference(network, at: Builder.place)]
      builder.estate.others.insert(connection)
    }
    builder.routes("0.0.0.0/0 -> None", at: networks[0].child("subnets", "s"))
    for (from, to) in [("vm/vm1", "vm/vm2"), ("vm/vm2", "vm/vm1"), ("vm/vm1", "ip/172.16.1.1")] {
      let answer = try builder.query.ask(from, to, on: ["tcp/22"])
      #expect(answer.verdict == .unknown, "\(answer.told)")
    }
    let out = try builder.query.ask("vm/vm1", "internet/203.0.113.9", on: ["tcp/22"])
    #expect(out.verdict == .unreachable, "\(out.told)")
  }

  @Test("R-13, R-22: a table that refuses gateway routes takes those that no input shows as well")
  func refused() throws {
    var estate = Estate()
    estate.builder.client(
      "office", .gateway(Builder.reference(estate.gateway)), ["192.168.0.0/16"])
    estate.routes(refusing: true)
    for (from, to) in [
      ("vm/vm1", "ip/172.16.1.1"), ("vm/vm1", "client/office"), ("client/office", "vm/vm1"),
      ("vm/vm1", "vm/vm2"),
    ] {
      let answer = try estate.builder.query.ask(from, to, on: ["tcp/22"])
      #expect(answer.verdict == .unreachable, "\(answer.told)")
    }
    // Others take them.
    #expect(try estate.verdict("client/office", "vm/vm2") == .reachable)
    #expect(try estate.verdict("vm/vm2", "ip/172.16.1.1") == .unknown)
  }

  @Test("R-5, R-26: nothing leads to a network that nothing joins with others")
  func isolated() throws {
    var estate = Estate()
    estate.routes("0.0.0.0/0 -> None")
    let lone = estate.builder.network("lone", ["10.7.0.0/16"])
    let subnet = estate.builder.subnet(lone, "s", "10.7.1.0/24")
    estate.builder.machine("far", in: subnet, "10.7.1.4")
    #expect(try estate.verdict("vm/vm0", "vm/far") == .unreachable)
    estate.builder.gateway("other", in: lone, kind: .expressRoute)
    #expect(try estate.verdict("vm/vm0", "vm/far") == .unknown)
  }
}
