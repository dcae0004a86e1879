import EstateModel
import Testing
import TrafficSets

@testable import Answers

extension HubAndSpokes {
  /// The hub with a VPN gateway that serves both spokes, and behind it `localgateway/office` and
  /// `client/office`, which are the same.
  static func withGateway(transit: Bool = true) -> (hub: HubAndSpokes, gatewaySubnet: ResourceID) {
    var hub = HubAndSpokes()
    let gateway = hub.builder.gateway("vpn", in: hub.hub)
    for spoke in hub.spokes where transit {
      hub.builder.estate.networks.update(hub.hub) {
        for index in $0.peerings.indices where $0.peerings[index].remote.value?.id == spoke {
          $0.peerings[index].allowsGatewayTransit = Builder.known(true)
        }
      }
      hub.builder.estate.networks.update(spoke) {
        $0.peerings[0].usesRemoteGateways = Builder.known(true)
      }
    }
    let site = hub.builder.site("office", "192.168.0.0/16")
    hub.builder.connect(gateway, toSite: site)
    hub.builder.client("office", .gateway(Builder.reference(gateway)), ["192.168.0.0/16"])
    return (hub, hub.hub.child("subnets", "GatewaySubnet"))
  }
}

// https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings
@Suite("Replies from on premises are routed by the gateway's subnet")
struct OnPremisesReplyRuleTests {
  typealias Builder = EstateBuilder

  private static let ends = ["localgateway/office", "client/office", "ip/192.168.7.4"]

  private func expect(
    _ hub: HubAndSpokes, _ verdict: Verdict, on traffic: String = "tcp/443",
    because: String? = nil, _ location: SourceLocation = #_sourceLocation
  ) throws {
    for end in Self.ends {
      let answer = try hub.ask("vm/vm1", end, on: traffic)
      #expect(answer.verdict == verdict, "\(answer.told)", sourceLocation: location)
      guard let because else { continue }
      let reasons = answer.unknowns.map(\.because) + answer.blockers.map(\.why)
      #expect(
        reasons.contains { $0.contains(because) }, "\(answer.told)", sourceLocation: location)
    }
  }

  @Test("R-19, R-22 (a): the gateway's table takes the reply to an appliance that saw no opening")
  func aroundOnTheWayThere() throws {
    var (hub, gatewaySubnet) = HubAndSpokes.withGateway()
    try expect(hub, .reachable)
    hub.builder.routes("10.1.0.0/16 -> 10.0.100.4", at: gatewaySubnet)
    try expect(hub, .unknown, because: "did not see the opening: asymmetric")
    try expect(hub, .reachable, on: "udp/53")
    // Another spoke's route is no matter.
    hub.builder.routes("10.2.0.0/16 -> 10.0.100.4", at: gatewaySubnet)
    try expect(hub, .reachable)
  }

  @Test(
    "R-20, R-22 (b): a summary loses to the peering's route, so the reply goes past the appliance")
  func aroundOnTheWayBack() throws {
    var (hub, gatewaySubnet) = HubAndSpokes.withGateway()
    hub.builder.routes("0.0.0.0/0 -> 10.0.100.4", at: hub.subnets[0]) {
      $0.disablesGatewayRoutes = Builder.known(true)
    }
    try expect(hub, .unknown, because: "asymmetric")
    hub.builder.routes("10.0.0.0/8 -> 10.0.100.4", at: gatewaySubnet)
    try expect(hub, .unknown, because: "asymmetric")
    hub.builder.routes("10.1.0.0/16 -> 10.0.100.4", at: gatewaySubnet)
    try expect(hub, .reachable)
    // The appliance's own subnet routes the reply's second leg.
    hub.builder.routes("10.1.1.0/24 -> None", at: hub.middle)
    try expect(hub, .unreachable, because: "the reply is dropped")
  }

  @Test("R-22 (c): a reply that the gateway's table drops is none")
  func dropped() throws {
    var (hub, gatewaySubnet) = HubAndSpokes.withGateway()
    hub.builder.routes("10.1.1.0/24 -> None", at: gatewaySubnet)
    try expect(hub, .unreachable, because: "the reply is dropped")
    try expect(hub, .reachable, on: "udp/53")
  }

  @Test("R-20: with gateway routes disabled there nothing gets to the office either")
  func propagation() throws {
    for (setting, verdict) in [
      (Builder.known(true), Verdict.unreachable), (Builder.open("flag"), .unknown),
      (Builder.known(false), .reachable),
    ] as [(Setting<Bool>, Verdict)] {
      var (hub, gatewaySubnet) = HubAndSpokes.withGateway()
      hub.builder.routes(at: gatewaySubnet) { $0.disablesGatewayRoutes = setting }
      try expect(hub, verdict)
      try expect(hub, verdict, on: "udp/53")
      #expect(try hub.ask("client/office", "vm/vm1").verdict == verdict)
    }
  }

  @Test("R-20: a table at the gateway's subnet that no input describes leaves the reply open")
  func undescribed() throws {
    var (hub, gatewaySubnet) = HubAndSpokes.withGateway()
    hub.builder.estate.subnets.update(gatewaySubnet) {
      $0.routeTable = Builder.reference(Builder.id("Microsoft.Network/routeTables", "rt"))
    }
    try expect(hub, .unknown)
  }

  @Test("P-6: without transit the reply comes back by the appliance, and not by the peering")
  func withoutTransit() throws {
    var (hub, gatewaySubnet) = HubAndSpokes.withGateway(transit: false)
    hub.builder.routes("0.0.0.0/0 -> 10.0.100.4", at: hub.subnets[0])
    try expect(hub, .unreachable, because: "allowGatewayTransit")
    hub.builder.routes("10.1.0.0/16 -> 10.0.100.4", at: gatewaySubnet)
    try expect(hub, .reachable)
  }

  // MARK: - Networks joined by two gateways

  /// VNet1 and VNet2 joined by connections of their gateways; with this table at the first one's
  /// subnet, and an appliance in VNet1.
  private func joined(
    _ routes: String..., change: (inout RouteTable) -> Void = { _ in }
  ) -> GatewayRuleTests.Office {
    var office = GatewayRuleTests.Office(isPeered: false)
    let other = office.builder.gateway("gw2", in: office.spoke)
    office.builder.connect(office.gateway, toGateway: other)
    office.builder.connect(other, toGateway: office.gateway)
    let middle = office.builder.subnet(office.home, "middle", "10.1.100.0/24")
    office.builder.appliance("nva", in: middle, "10.1.100.4")
    office.builder.routes(routes, at: office.home.child("subnets", "GatewaySubnet"), change)
    return office
  }

  @Test("R-19, R-22: what comes back from a network behind another gateway is routed there, too")
  func joinedNetworks() throws {
    for (route, verdict, plain) in [
      ("10.1.100.0/24 -> None", Verdict.reachable, Verdict.reachable),
      ("10.1.1.0/24 -> 10.1.100.4", .unknown, .reachable),
      ("10.1.1.0/24 -> None", .unreachable, .reachable),
    ] {
      let office = joined(route)
      let answer = try office.ask("vm/vm1", "vm/vm2")
      #expect(answer.verdict == verdict, "\(answer.told)")
      #expect(try office.ask("vm/vm1", "vm/vm2", on: "udp/53").verdict == plain)
    }
    // Both ways by the appliance.
    var office = joined("10.1.1.0/24 -> 10.1.100.4")
    office.builder.routes("10.2.0.0/16 -> 10.1.100.4", at: office.subnets.home)
    let answer = try office.ask("vm/vm1", "vm/vm2")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    let broken = joined { $0.disablesGatewayRoutes = Builder.known(true) }
    for traffic in ["tcp/443", "udp/53"] {
      #expect(try broken.ask("vm/vm1", "vm/vm2", on: traffic).verdict == .unreachable)
      #expect(try broken.ask("vm/vm2", "vm/vm1", on: traffic).verdict == .unreachable)
    }
  }
}
