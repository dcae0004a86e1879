import EstateModel
import Testing
import TrafficSets

@testable import Answers

@Suite("What would open a way that routes stop")
struct RouteFixTests {
  typealias Builder = EstateBuilder

  private func sentences(_ answer: QueryAnswer) -> [[String]] {
    answer.fixes.map { $0.changes.map(\.change) }
  }

  private func pair(
    _ network: inout Builder, _ group: ResourceID? = nil
  ) -> (a: ResourceID, b: ResourceID) {
    let home = network.network("n", ["10.0.0.0/16"])
    let a = network.subnet(home, "a", "10.0.1.0/24")
    let b = network.subnet(home, "b", "10.0.2.0/24") {
      if let group { $0.securityGroup = Builder.reference(group) }
    }
    network.machine("a", in: a, "10.0.1.4")
    network.machine("b", in: b, "10.0.2.4")
    return (a, b)
  }

  @Test("the missing half of a peering is enough")
  func halfPeering() throws {
    var builder = Builder()
    let networks = ["v", "w"].enumerated().map { index, name in
      let network = builder.network(name, ["10.\(index).0.0/16"])
      let subnet = builder.subnet(network, "s", "10.\(index).1.0/24")
      builder.machine("vm-\(name)", in: subnet, "10.\(index).1.4")
      return network
    }
    builder.peerOneSide(networks[0], networks[1])
    let answer = try builder.query.ask("vm/vm-v", "vm/vm-w", on: ["tcp/443"], fixes: true)
    #expect(sentences(answer) == [["peer vnet/w to vnet/v"]], "\(answer.told)")
  }

  @Test("a route that drops more than was asked is overruled by a longer one")
  func longerRoute() throws {
    for (route, change) in [
      ("10.0.2.0/24 -> None", "add the route 10.0.2.4/32 -> VnetLocal to routetable/rt-n-a"),
      ("10.0.2.4/32 -> None", "remove the route r0 from routetable/rt-n-a"),
    ] {
      var builder = Builder()
      let (a, _) = pair(&builder)
      builder.routes(route, at: a)
      let answer = try builder.query.ask("vm/a", "vm/b", on: ["tcp/443"], fixes: true)
      #expect(answer.verdict == .unreachable)
      #expect(sentences(answer) == [[change]], "\(answer.told)")
    }
  }

  @Test("a route that drops the reply is overruled where it stands")
  func replyDropped() throws {
    var builder = Builder()
    let (_, b) = pair(&builder)
    builder.routes("10.0.1.0/24 -> None", at: b)
    let answer = try builder.query.ask("vm/a", "vm/b", on: ["tcp/443"], fixes: true)
    #expect(
      sentences(answer) == [["add the route 10.0.1.4/32 -> VnetLocal to routetable/rt-n-b"]])
  }

  @Test("what stands behind a break of the route is told as well")
  func behindBreak() throws {
    var builder = Builder()
    let group = builder.group("g", [Builder.rule("in 200 deny * * -> * : *")])
    let (a, b) = pair(&builder, group)
    builder.routes("10.0.2.0/24 -> None", at: a)
    builder.routes("10.0.1.0/24 -> None", at: b)
    let answer = try builder.query.ask("vm/a", "vm/b", on: ["tcp/443"], fixes: true)
    #expect(answer.blockers.map(\.node) == ["routetable/rt-n-a", "nsg/g", "subnet/n/b"])
    #expect(answer.fixes.first?.changes.count == 3, "\(sentences(answer))")
  }

  @Test("an appliance that forwards the opening gets the replies by a route in the other subnet")
  func routeBack() throws {
    var builder = Builder()
    let hub = builder.network("h", ["10.0.0.0/16"])
    let middle = builder.subnet(hub, "m", "10.0.0.0/24")
    builder.appliance("nva", in: middle, "10.0.0.4")
    var subnets: [ResourceID] = []
    for index in 1...2 {
      let spoke = builder.network("s\(index)", ["10.\(index).0.0/16"])
      let subnet = builder.subnet(spoke, "s", "10.\(index).1.0/24")
      builder.machine("vm\(index)", in: subnet, "10.\(index).1.4")
      builder.peer(hub, spoke) { $0.allowsForwardedTraffic = Builder.known(true) }
      subnets.append(subnet)
    }
    builder.routes("0.0.0.0/0 -> 10.0.0.4", at: subnets[0])
    let answer = try builder.query.ask("vm/vm1", "vm/vm2", on: ["tcp/443"], fixes: true)
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(
      sentences(answer) == [
        [
          "attach a route table to subnet/s2/s with the route 10.1.1.4/32 -> VirtualAppliance 10.0.0.4"
        ]
      ], "\(answer.told)")
  }

  /// A client behind a gateway of the hub, and a machine in a spoke.
  private func transit(
    allows: Bool, uses: Bool, keepsOut: Bool = false
  ) -> Builder {
    var builder = Builder()
    let hub = builder.network("h", ["10.0.0.0/16"])
    let spoke = builder.network("s", ["10.1.0.0/16"])
    let subnet = builder.subnet(spoke, "s", "10.1.1.0/24")
    builder.machine("a", in: subnet, "10.1.1.4")
    let gateway = builder.gateway("g", in: hub)
    builder.peerOneSide(hub, spoke) { $0.allowsGatewayTransit = Builder.known(allows) }
    builder.peerOneSide(spoke, hub) { $0.usesRemoteGateways = Builder.known(uses) }
    builder.client("office", .gateway(Builder.reference(gateway)), ["192.168.0.0/16"])
    builder.connect(gateway, toSite: builder.site("site", "192.168.0.0/16"))
    if keepsOut {
      builder.routes([], at: subnet) { $0.disablesGatewayRoutes = Builder.known(true) }
    }
    return builder
  }

  private static let allow = "set allowGatewayTransit of peering s of vnet/h to true"
  private static let use = "set useRemoteGateways of peering h of vnet/s to true"

  @Test("the flags of gateway transit that are missing are told, both ways")
  func gatewayTransit() throws {
    for (allows, uses, changes) in [
      (false, true, [Self.allow]), (true, false, [Self.use]),
      (false, false, [Self.allow, Self.use]),
    ] {
      let query = transit(allows: allows, uses: uses).query
      for (from, to) in [("client/office", "vm/a"), ("vm/a", "client/office")] {
        let answer = try query.ask(from, to, on: ["tcp/443"], fixes: true)
        #expect(answer.verdict == .unreachable)
        #expect(sentences(answer) == [changes], "\(answer.told)")
      }
      if !allows, !uses {
        let answer = try query.ask("client/office", "vm/a", on: ["tcp/443"])
        #expect(
          answer.blockers.first?.rule
            == "allowGatewayTransit and useRemoteGateways are not set", "\(answer.told)")
      }
    }
  }

  @Test("R-13: a table that keeps out the gateway's routes is told as what decides")
  func propagation() throws {
    let query = transit(allows: true, uses: true, keepsOut: true).query
    for (from, to) in [("client/office", "vm/a"), ("vm/a", "client/office")] {
      let answer = try query.ask(from, to, on: ["tcp/443"], fixes: true)
      #expect(answer.verdict == .unreachable)
      let blocker = try #require(answer.blockers.last)
      #expect(blocker.rule == "disableBgpRoutePropagation: true", "\(answer.told)")
      #expect(blocker.source != nil)
      #expect(
        sentences(answer) == [
          ["set disableBgpRoutePropagation of routetable/rt-s-s to false"]
        ], "\(answer.told)")
    }
    let open = transit(allows: true, uses: true).query
    #expect(try open.ask("vm/a", "client/office", on: ["tcp/443"]).verdict == .reachable)
  }

  @Test("a NAT gateway without a public address is told to get one")
  func natGateway() throws {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let gateway = NATGateway(
      id: Builder.id("Microsoft.Network/natGateways", "nat"), source: Builder.place)
    builder.estate.natGateways.insert(gateway)
    let subnet = builder.subnet(network, "s", "10.0.1.0/24") {
      $0.natGateway = Builder.reference(gateway.id)
    }
    builder.machine("a", in: subnet, "10.0.1.4")
    let answer = try builder.query.ask("vm/a", "internet", on: ["tcp/443"], fixes: true)
    #expect(answer.verdict == .unreachable)
    let change = try #require(sentences(answer).first?.first)
    #expect(change.hasSuffix("natGateways/nat a public IP address"), "\(change)")
  }

  @Test("a network is told to be peered with that of a service's private endpoint")
  func peeringTowardEndpoint() throws {
    var builder = Builder()
    let home = builder.network("n", ["10.0.0.0/16"])
    builder.machine("a", in: builder.subnet(home, "s", "10.0.1.0/24"), "10.0.1.4")
    let other = builder.network("w", ["10.1.0.0/16"])
    let place = builder.subnet(other, "pe", "10.1.1.0/24")
    let account = builder.storage("s1") { $0.publicAccess = Builder.known(.disabled) }
    let zone = builder.zone(
      "privatelink.blob.core.windows.net", linkedTo: [home, other])
    builder.privateEndpoint("pe", in: place, "10.1.1.5", to: account, "blob", zone: zone)
    let answer = try builder.query.ask("vm/a", "storage/s1", fixes: true)
    #expect(answer.verdict == .unreachable)
    #expect(
      sentences(answer).contains(["peer vnet/n to vnet/w", "peer vnet/w to vnet/n"]),
      "\(sentences(answer)) \(answer.told)")
  }
}
