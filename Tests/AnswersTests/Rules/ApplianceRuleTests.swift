import EstateModel
import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
@Suite("Appliances, and the way back of replies")
struct ApplianceRuleTests {
  typealias Builder = EstateBuilder

  private func both(
    forwarded: Bool? = true, forwards: Bool? = true
  ) -> HubAndSpokes {
    var hub = HubAndSpokes(forwarded: forwarded, forwards: forwards)
    hub.builder.routes("10.2.0.0/16 -> 10.0.100.4", at: hub.subnets[0])
    hub.builder.routes("10.1.0.0/16 -> 10.0.100.4", at: hub.subnets[1])
    return hub
  }

  @Test("R-19: spokes reach each other through the hub's appliance, each leg routed anew")
  func spokeToSpoke() throws {
    let answer = try both().ask()
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.paths[0].contains { $0.node == "nic/nva-nic" })
    // The hub's own table drops it on its second leg.
    var hub = both()
    hub.builder.routes("10.2.1.0/24 -> None", at: hub.middle)
    #expect(try hub.ask().verdict == .unreachable)
  }

  @Test("V-1: an interface without the flag takes nothing that is not for it, and a fix sets it")
  func flag() throws {
    for flag in [false, nil] as [Bool?] {
      let answer = try both(forwards: flag).ask()
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(answer.blockers.contains { $0.control == "ipForwarding" }, "\(answer.told)")
      #expect(
        answer.fixes.first?.changes.map(\.change)
          == ["set enableIPForwarding of nic/nva-nic to true"], "\(answer.fixes)")
    }
  }

  @Test("V-2: what an appliance forwards is an assumption, or what the overlay says")
  func overlay() throws {
    #expect(try both().ask().assumptions.contains { $0.property == "forwards" })
    var hub = both()
    let node = Builder.id("Microsoft.Compute/virtualMachines", "nva")
    hub.builder.estate.appliances = [
      Appliance(
        node: node, source: Builder.place,
        forwards: [
          Appliance.Flow(
            on: TrafficSet(protocols: ProtocolSet(.tcp), destinationPorts: PortSet(443)),
            source: Builder.place)
        ])
    ]
    let answer = try hub.ask()
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(!answer.assumptions.contains { $0.property == "forwards" })
    #expect(try hub.ask(on: "tcp/22").verdict == .unreachable)
  }

  @Test("P-5: a spoke takes what others sent only with allowForwardedTraffic, and a fix sets it")
  func forwardedTraffic() throws {
    for flag in [false, nil] as [Bool?] {
      let answer = try both(forwarded: flag).ask()
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(
        answer.blockers.contains { $0.control == "allowForwardedTraffic" }, "\(answer.told)")
      #expect(answer.fixes.first?.changes.count == 1, "\(answer.fixes)")
    }
    // What the hub sends itself needs no flag.
    #expect(try both(forwarded: false).ask("vm/nva", "vm/vm2").verdict == .reachable)
  }

  @Test("V-4: the appliance's groups see the first sender and the last destination")
  func groups() throws {
    var hub = both()
    let group = hub.builder.group(
      "g", [Builder.rule("in 100 deny tcp 10.1.0.0/16 -> 10.2.0.0/16 : 443")])
    hub.builder.estate.subnets.update(hub.middle) {
      $0.securityGroup = Builder.reference(group)
    }
    let answer = try hub.ask()
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.node == "nsg/g" }, "\(answer.told)")
    #expect(try hub.ask(on: "tcp/22").verdict == .reachable)
  }

  @Test("R-22 (c): without a route back TCP does not open; UDP keeps the verdict of the opening")
  func noReturn() throws {
    var hub = HubAndSpokes()
    hub.builder.routes("10.2.0.0/16 -> 10.0.100.4", at: hub.subnets[0])
    let answer = try hub.ask()
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    // The subnet that lacks the route is the place to mend.
    #expect(
      answer.blockers.contains {
        $0.control == "wayBack" && $0.rule == "no route back" && $0.source == Builder.place
      }, "\(answer.told)")
    #expect(try hub.ask(on: "udp/53").verdict == .reachable)
  }

  @Test("R-22 (c): replies from the internet come to the appliance, which needs a route back")
  func noReturnFromInternet() throws {
    var hub = HubAndSpokes()
    hub.builder.routes("0.0.0.0/0 -> 10.0.100.4", at: hub.subnets[0])
    #expect(try hub.ask("vm/vm1", "internet/198.51.100.7").verdict == .reachable)
    hub.builder.routes("10.1.0.0/16 -> None", at: hub.middle)
    let answer = try hub.ask("vm/vm1", "internet/198.51.100.7")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.control == "wayBack" }, "\(answer.told)")
    #expect(try hub.ask("vm/vm1", "internet/198.51.100.7", on: "udp/53").verdict == .reachable)
    // What the appliance itself calls comes back to it.
    #expect(try hub.ask("vm/nva", "internet/198.51.100.7").verdict == .reachable)
  }

  @Test("R-22 (a), (b): a reply that takes another way than the opening leaves TCP open")
  func asymmetric() throws {
    // The opening goes straight, the reply through the appliance.
    var hub = HubAndSpokes()
    hub.builder.peer(hub.spokes[0], hub.spokes[1])
    hub.builder.routes("10.1.0.0/16 -> 10.0.100.4", at: hub.subnets[1])
    let answer = try hub.ask()
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.unknowns.contains { $0.because.contains("asymmetric") }, "\(answer.told)")
    // The other way round.
    let back = try hub.ask("vm/vm2", "vm/vm1")
    #expect(back.verdict == .unknown, "\(back.told)")
    #expect(try hub.ask(on: "udp/53").verdict == .reachable)
  }

  @Test("V-5: an appliance in the subnet whose table names it goes in circles: nothing arrives")
  func loop() throws {
    var hub = HubAndSpokes()
    hub.builder.machine("near", in: hub.middle, "10.0.100.9")
    hub.builder.routes("10.2.0.0/16 -> 10.0.100.4", at: hub.middle)
    #expect(try hub.ask("vm/near", "vm/vm2").verdict == .unreachable)
  }

  @Test("N-11, N-25: a prefix that a route names is part of VirtualNetwork at that subnet")
  func tag() throws {
    var hub = both()
    let group = hub.builder.group("g", [])
    for subnet in hub.subnets {
      hub.builder.estate.subnets.update(subnet) { $0.securityGroup = Builder.reference(group) }
    }
    #expect(try hub.ask().verdict == .reachable)
    // Without the route the far spoke is not in the tag, and its packets are denied.
    hub.builder.routes(at: hub.subnets[1])
    let denied = try hub.ask(on: "udp/53")
    #expect(denied.verdict == .unreachable, "\(denied.told)")
    #expect(denied.blockers.contains { $0.rule.hasPrefix("DenyAllInBound") }, "\(denied.told)")
    hub.builder.routes("0.0.0.0/0 -> 10.0.100.4", at: hub.subnets[1])
    let answer = try hub.ask()
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(
      answer.assumptions.contains { $0.because.contains("tag VirtualNetwork") }, "\(answer.told)")
  }
}

// https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings
@Suite("Route tables at the gateway's subnet")
struct GatewayRouteRuleTests {
  typealias Builder = EstateBuilder

  private func estate() -> (HubAndSpokes, gatewaySubnet: ResourceID) {
    HubAndSpokes.withGateway()
  }

  private func passesAppliance(_ answer: QueryAnswer) -> Bool {
    answer.paths.contains { path in path.contains { $0.node == "nic/nva-nic" } }
  }

  @Test("R-20: only a route as long as the spoke's range diverts, and the reply takes the same way")
  func divert() throws {
    for (prefix, isTaken) in [("10.1.0.0/16", true), ("10.0.0.0/8", false)] {
      var (hub, gatewaySubnet) = estate()
      hub.builder.routes("\(prefix) -> 10.0.100.4", at: gatewaySubnet)
      if isTaken { hub.builder.routes("192.168.0.0/16 -> 10.0.100.4", at: hub.subnets[0]) }
      let answer = try hub.ask("client/office", "vm/vm1")
      #expect(answer.verdict == .reachable, "\(prefix): \(answer.told)")
      #expect(passesAppliance(answer) == isTaken, "\(prefix): \(answer.told)")
    }
  }

  @Test("R-20: with gateway routes disabled there the gateway does not work")
  func propagation() throws {
    var (hub, gatewaySubnet) = estate()
    hub.builder.routes(at: gatewaySubnet) { $0.disablesGatewayRoutes = Builder.known(true) }
    #expect(try hub.ask("client/office", "vm/vm1").verdict == .unreachable)
  }

  @Test("R-13, R-22 (a): a default route takes the reply to an appliance that saw no opening")
  func reply() throws {
    var (hub, _) = estate()
    hub.builder.routes("0.0.0.0/0 -> 10.0.100.4", at: hub.subnets[0]) {
      $0.disablesGatewayRoutes = Builder.known(true)
    }
    let answer = try hub.ask("client/office", "vm/vm1")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.unknowns.contains { $0.because.contains("asymmetric") }, "\(answer.told)")
    // with gateway routes the reply goes straight to the gateway.
    hub.builder.routes("0.0.0.0/0 -> 10.0.100.4", at: hub.subnets[0])
    #expect(try hub.ask("client/office", "vm/vm1").verdict == .reachable)
  }

  @Test("G-7: a route to the hub's gateway joins spokes that are not peered")
  func hairpin() throws {
    var (hub, _) = estate()
    hub.builder.routes("10.2.0.0/16 -> VirtualNetworkGateway", at: hub.subnets[0])
    #expect(try hub.ask(on: "udp/53").verdict == .reachable)
  }
}
