import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/how-to-configure-subnet-peering
@Suite("Peerings of parts of networks")
struct PeeringPartRuleTests {
  typealias Builder = EstateBuilder

  /// The article's networks: `subnet-1` and `subnet-2` in vnet-1, `subnet-3` and `subnet-4` in vnet-2.
  private func networks(
    second space: String = "10.1.0.0/16", _ change: (inout Peering, Bool) -> Void = { _, _ in }
  ) -> (Builder, one: ResourceID, two: ResourceID) {
    var builder = Builder()
    let one = builder.network("vnet-1", ["10.0.0.0/16"])
    let two = builder.network("vnet-2", [space])
    for (network, name, third) in [
      (one, 1, "10.0.1"), (one, 2, "10.0.2"), (two, 3, "10.1.1"), (two, 4, "10.1.2"),
    ] {
      let subnet = builder.subnet(network, "subnet-\(name)", "\(third).0/24")
      builder.machine("vm\(name)", in: subnet, "\(third).4")
    }
    builder.peerOneSide(one, two) { change(&$0, true) }
    builder.peerOneSide(two, one) { change(&$0, false) }
    return (builder, one, two)
  }

  private func peer(_ peering: inout Peering, _ isFirst: Bool, _ flag: Setting<Bool>) {
    peering.peersCompleteNetworks = flag
    peering.localSubnets = [Builder.known(isFirst ? "subnet-1" : "subnet-3")]
    peering.remoteSubnets = [Builder.known(isFirst ? "subnet-3" : "subnet-1")]
  }

  @Test("P-9, P-13: only the subnets that both sides list reach each other")
  func subnets() throws {
    let (builder, _, _) = networks { peer(&$0, $1, Builder.known(false)) }
    for (from, to, verdict) in [
      ("vm1", "vm3", Verdict.reachable), ("vm3", "vm1", .reachable), ("vm1", "vm4", .unreachable),
      ("vm2", "vm3", .unreachable), ("vm4", "vm1", .unreachable), ("vm2", "vm4", .unreachable),
    ] {
      let answer = try builder.query.ask("vm/\(from)", "vm/\(to)", on: ["tcp/22"])
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
    let answer = try builder.query.ask("vm/vm2", "vm/vm3", on: ["udp/53"])
    #expect(
      answer.blockers.contains { $0.control == "peering" && $0.rule.contains("peerCompleteVnets") },
      "\(answer.told)")
  }

  @Test("P-13: one list that leaves a subnet out is enough, and an open flag leaves it open")
  func lists() throws {
    let (oneSided, _, _) = networks { peering, isFirst in
      if isFirst { peer(&peering, isFirst, Builder.known(false)) }
    }
    #expect(try oneSided.query.ask("vm/vm2", "vm/vm4", on: ["tcp/22"]).verdict == .unreachable)
    #expect(try oneSided.query.ask("vm/vm1", "vm/vm3", on: ["tcp/22"]).verdict == .reachable)
    let (open, _, _) = networks { peer(&$0, $1, Builder.open("whole")) }
    #expect(try open.query.ask("vm/vm1", "vm/vm3", on: ["tcp/22"]).verdict == .reachable)
    #expect(try open.query.ask("vm/vm2", "vm/vm3", on: ["tcp/22"]).verdict == .unknown)
  }

  @Test("P-9: a peering of IPv6 alone carries no IPv4")
  func family() throws {
    let (builder, _, _) = networks { peering, _ in
      peering.carriesOnlyIPv6 = Builder.known(true)
    }
    let answer = try builder.query.ask("vm/vm1", "vm/vm3", on: ["tcp/22"])
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.rule.contains("enableOnlyIPv6Peering") })
  }

  @Test("P-3: networks that overlap are not peered")
  func overlap() throws {
    let (builder, _, _) = networks(second: "10.0.0.0/15")
    let answer = try builder.query.ask("vm/vm1", "vm/vm3", on: ["tcp/22"])
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.rule == "address spaces overlap" }, "\(answer.told)")
    let (exported, _, _) = networks(second: "10.0.0.0/15") { peering, _ in
      peering.state = Builder.known(.connected)
    }
    #expect(try exported.query.ask("vm/vm1", "vm/vm3", on: ["tcp/22"]).verdict == .unknown)
  }

  @Test("P-12: a range that a peering has not taken over has no route yet")
  func sync() throws {
    let (builder, _, _) = networks { peering, isFirst in
      guard isFirst else { return }
      peering.syncLevel = Builder.known(.remoteNotInSync)
      peering.syncedRanges = [Builder.prefix("10.1.1.0/24")]
    }
    let old = try builder.query.ask("vm/vm1", "vm/vm3", on: ["tcp/22"])
    #expect(old.verdict == .reachable, "\(old.told)")
    let new = try builder.query.ask("vm/vm1", "vm/vm4", on: ["tcp/22"])
    #expect(new.verdict == .unreachable, "\(new.told)")
    // Replies need the route as well.
    let back = try builder.query.ask("vm/vm4", "vm/vm1", on: ["tcp/22"])
    #expect(back.verdict == .unreachable, "\(back.told)")
    let (bare, _, _) = networks { peering, isFirst in
      if isFirst { peering.syncLevel = Builder.known(.remoteNotInSync) }
    }
    #expect(try bare.query.ask("vm/vm1", "vm/vm4", on: ["tcp/22"]).verdict == .unknown)
    let (whole, _, _) = networks { peering, isFirst in
      peering.syncLevel = Builder.known(.inSync)
      peering.syncedRanges = [Builder.prefix(isFirst ? "10.1.0.0/16" : "10.0.0.0/16")]
    }
    #expect(try whole.query.ask("vm/vm1", "vm/vm4", on: ["tcp/22"]).verdict == .reachable)
  }

  @Test("P-10: where the flag alone stands in the way the answer says that it is no barrier")
  func noBarrier() throws {
    var hub = HubAndSpokes(forwarded: false)
    hub.builder.routes("10.2.0.0/16 -> 10.0.100.4", at: hub.subnets[0])
    hub.builder.routes("10.1.0.0/16 -> 10.0.100.4", at: hub.subnets[1])
    let answer = try hub.ask()
    #expect(answer.verdict == .unreachable)
    #expect(
      answer.warnings.contains { $0.property == "allowForwardedTraffic" }, "\(answer.told)")
  }

  @Test("P-11: in a chain of hubs every network after the first hub takes what is foreign to it")
  func chain() throws {
    for missing in [nil, "hub2", "s2"] as [String?] {
      var builder = Builder()
      var networks: [String: ResourceID] = [:]
      var subnets: [String: ResourceID] = [:]
      for (name, number) in [("s1", 1), ("hub1", 10), ("hub2", 20), ("s2", 2)] {
        let network = builder.network(name, ["10.\(number).0.0/16"])
        networks[name] = network
        let subnet = builder.subnet(network, "w", "10.\(number).1.0/24")
        subnets[name] = subnet
        if name.hasPrefix("hub") {
          builder.appliance("nva-\(name)", in: subnet, "10.\(number).1.4")
        } else {
          builder.machine("vm-\(name)", in: subnet, "10.\(number).1.4")
        }
      }
      for (one, other) in [("s1", "hub1"), ("hub1", "hub2"), ("hub2", "s2")] {
        let (from, to) = (try #require(networks[one]), try #require(networks[other]))
        builder.peerOneSide(from, to) { $0.allowsForwardedTraffic = Builder.known(true) }
        builder.peerOneSide(to, from) {
          $0.allowsForwardedTraffic = Builder.known(missing != other)
        }
      }
      for (name, routes) in [
        ("s1", ["10.2.0.0/16 -> 10.10.1.4"]), ("s2", ["10.1.0.0/16 -> 10.20.1.4"]),
        ("hub1", ["10.2.0.0/16 -> 10.20.1.4"]), ("hub2", ["10.1.0.0/16 -> 10.10.1.4"]),
      ] {
        builder.routes(routes, at: try #require(subnets[name]))
      }
      let answer = try builder.query.ask("vm/vm-s1", "vm/vm-s2", on: ["tcp/443"])
      #expect(answer.verdict == (missing == nil ? .reachable : .unreachable), "\(answer.told)")
    }
  }

  // MARK: - Routes that no input shows

  private func route(_ change: (inout Builder, ResourceID) -> Void) throws -> [Verdict] {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24")
    builder.machine("vm", in: subnet, "10.0.1.4")
    builder.machine("other", in: builder.subnet(network, "t", "10.0.2.0/24"), "10.0.2.4")
    builder.storage("st")
    change(&builder, network)
    return try ["ip/10.9.0.4", "internet/203.0.113.9", "storage/st", "vm/other"].map {
      try builder.query.ask("vm/vm", $0, on: ["tcp/443"]).verdict
    }
  }

  private func other(_ type: String, _ name: String, _ references: ResourceID...) -> OpaqueResource
  {
    let kinds = type.split(separator: "/").map(String.init)
    let names = name.split(separator: "/").map(String.init)
    var resource = OpaqueResource(
      id: ResourceID(
        subscription: "s", resourceGroup: "rg", provider: kinds[0],
        segments: zip(kinds.dropFirst(), names).map { ResourceID.Segment(type: $0, name: $1) }),
      source: Builder.place)
    resource.references = references.map { Reference($0, at: Builder.place) }
    return resource
  }

  @Test("R-26: Virtual WAN, a Route Server and a network manager bring routes that no input shows")
  func hidden() throws {
    let open: [Verdict] = [.unknown, .unknown, .unknown, .reachable]
    let closed: [Verdict] = [.unreachable, .reachable, .reachable, .reachable]
    #expect(try route { _, _ in } == closed)
    #expect(
      try route { builder, network in
        builder.subnet(network, "RouteServerSubnet", "10.0.3.0/27")
      } == open)
    let hub = "Microsoft.Network/virtualHubs/hubVirtualNetworkConnections"
    #expect(
      try route { $0.estate.others.insert(other(hub, "hub/c", $1)) } == open)
    #expect(
      try route { builder, _ in builder.estate.others.insert(other(hub, "hub/c")) } == closed)
    let manager = "Microsoft.Network/networkManagers/"
    for isMember in [true, false] {
      let verdicts = try route { builder, network in
        let elsewhere = builder.network("elsewhere", ["10.77.0.0/16"])
        let group = builder.networkGroup("g", [isMember ? network : elsewhere])
        builder.estate.others.insert(
          other(manager + "connectivityConfigurations", "m/c", group))
      }
      #expect(verdicts == (isMember ? open : closed))
    }
    // A route of the user's own decides.
    let own = try route { builder, network in
      builder.subnet(network, "RouteServerSubnet", "10.0.3.0/27")
      builder.routes("0.0.0.0/0 -> Internet", at: network.child("subnets", "s"))
    }
    #expect(own[1] == .reachable)
    #expect(own[2] == .reachable)
  }
}
