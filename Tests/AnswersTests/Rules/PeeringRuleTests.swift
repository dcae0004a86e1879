import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview
@Suite("Peerings, gateways and routes")
struct PeeringRuleTests {
  typealias Builder = EstateBuilder

  /// Networks `n0`, `n1`, … of 10.N.0.0/16, a machine `vmN` in each.
  static func networks(_ count: Int) -> (Builder, [ResourceID]) {
    var builder = Builder()
    let ids = (0..<count).map { index in
      let network = builder.network("n\(index)", ["10.\(index).0.0/16"])
      let subnet = builder.subnet(network, "s", "10.\(index).1.0/24")
      builder.machine("vm\(index)", in: subnet, "10.\(index).1.4")
      return network
    }
    return (builder, ids)
  }

  @Test("R-5: networks that are not peered do not reach each other, and the answer says no route")
  func unpeered() throws {
    let (builder, _) = Self.networks(2)
    let answer = try builder.query.ask("vm/vm0", "vm/vm1")
    #expect(answer.verdict == .unreachable)
    #expect(answer.blockers.contains { $0.control == "route" }, "\(answer.told)")
  }

  @Test("R-7: a peering brings a route for each range of the other network, to every subnet")
  func routesOfPeering() throws {
    var builder = Builder()
    let home = builder.network("home", ["10.0.0.0/16"])
    for number in 1...2 {
      let subnet = builder.subnet(home, "s\(number)", "10.0.\(number).0/24")
      builder.machine("from\(number)", in: subnet, "10.0.\(number).4")
    }
    let remote = builder.network("remote", ["10.1.0.0/16", "172.16.0.0/24"])
    for (name, prefix, address) in [
      ("wide", "10.1.0.0/24", "10.1.0.4"), ("second", "172.16.0.0/25", "172.16.0.4"),
    ] {
      builder.machine(name, in: builder.subnet(remote, name, prefix), address)
    }
    let pairs = ["from1", "from2"].flatMap { from in ["wide", "second"].map { (from, $0) } }
    for (from, to) in pairs {
      #expect(try builder.query.ask("vm/\(from)", "vm/\(to)").verdict == .unreachable)
    }
    builder.peerOneSide(home, remote)
    builder.peerOneSide(remote, home)
    for (from, to) in pairs {
      let answer = try builder.query.ask("vm/\(from)", "vm/\(to)")
      #expect(answer.verdict == .reachable, "\(answer.told)")
    }
  }

  @Test("P-1: traffic needs both sides of a peering")
  func bothSides() throws {
    var (builder, ids) = Self.networks(2)
    builder.peerOneSide(ids[0], ids[1])
    for (from, to) in [("vm/vm0", "vm/vm1"), ("vm/vm1", "vm/vm0")] {
      let answer = try builder.query.ask(from, to)
      #expect(answer.verdict == .unreachable, "\(answer.told)")
    }
    builder.peerOneSide(ids[1], ids[0])
    for (from, to) in [("vm/vm0", "vm/vm1"), ("vm/vm1", "vm/vm0")] {
      let answer = try builder.query.ask(from, to)
      #expect(answer.verdict == .reachable, "\(answer.told)")
    }
  }

  @Test("P-1: one side of which the other network is in no input leaves the answer open")
  func otherSideNotDescribed() throws {
    var (builder, ids) = Self.networks(1)
    let remote = builder.network("remote", [], isDescribed: false)
    let subnet = builder.subnet(remote, "s", "10.7.1.0/24") { $0.isDescribed = false }
    builder.machine("far", in: subnet, "10.7.1.4")
    builder.peerOneSide(ids[0], remote)
    let answer = try builder.query.ask("vm/vm0", "vm/far", on: ["tcp/22"])
    #expect(answer.verdict == .unknown, "\(answer.told)")
    let back = try builder.query.ask("vm/far", "vm/vm0", on: ["tcp/22"])
    #expect(back.verdict == .unknown, "\(back.told)")
    // An address of it that no input mentions.
    let address = try builder.query.ask("vm/vm0", "ip/10.8.0.4", on: ["tcp/22"])
    #expect(address.verdict == .unknown, "\(address.told)")
  }

  @Test("a peering whose remote network is not known may lead to any network")
  func unknownRemote() throws {
    var (builder, ids) = Self.networks(2)
    builder.peerOneSide(ids[0], ids[1]) { $0.remote = Builder.open("remote") }
    builder.peerOneSide(ids[1], ids[0]) { $0.remote = Builder.open("local") }
    let answer = try builder.query.ask("vm/vm0", "vm/vm1", on: ["tcp/22"])
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test("a network that no input describes may be peered with any other")
  func undescribedNetwork() throws {
    var (builder, _) = Self.networks(1)
    let remote = builder.network("remote", [], isDescribed: false)
    let subnet = builder.subnet(remote, "s", "10.7.1.0/24")
    builder.machine("far", in: subnet, "10.7.1.4")
    let answer = try builder.query.ask("vm/far", "vm/vm0", on: ["tcp/22"])
    // The described network would show its side of a peering.
    #expect(answer.verdict == .unreachable || answer.verdict == .unknown, "\(answer.told)")
    let address = try builder.query.ask("vm/far", "ip/10.44.0.4", on: ["tcp/22"])
    #expect(address.verdict == .unknown, "\(address.told)")
    let other = builder.network("remote2", [], isDescribed: false)
    let second = builder.subnet(other, "s", "10.6.1.0/24")
    builder.machine("near", in: second, "10.6.1.4")
    let between = try builder.query.ask("vm/far", "vm/near", on: ["tcp/22"])
    #expect(between.verdict == .unknown, "\(between.told)")
  }

  @Test(
    "P-1: a peering carries traffic only while it is connected",
    arguments: [
      (Peering.State.connected, Verdict.reachable), (.initiated, .unreachable),
      (.disconnected, .unreachable),
    ])
  func state(_ row: (Peering.State, Verdict)) throws {
    var (builder, ids) = Self.networks(2)
    builder.peerOneSide(ids[0], ids[1])
    builder.peerOneSide(ids[1], ids[0]) { $0.state = Builder.known(row.0) }
    for (from, to) in [("vm/vm0", "vm/vm1"), ("vm/vm1", "vm/vm0")] {
      #expect(try builder.query.ask(from, to).verdict == row.1)
    }
  }

  @Test("P-2: peering is not transitive")
  func notTransitive() throws {
    var (builder, ids) = Self.networks(3)
    builder.peer(ids[0], ids[1]) { $0.allowsForwardedTraffic = Builder.known(true) }
    builder.peer(ids[1], ids[2]) { $0.allowsForwardedTraffic = Builder.known(true) }
    #expect(try builder.query.ask("vm/vm0", "vm/vm1").verdict == .reachable)
    #expect(try builder.query.ask("vm/vm0", "vm/vm2").verdict == .unreachable)
    #expect(try builder.query.ask("vm/vm2", "vm/vm0").verdict == .unreachable)
  }

  // MARK: - Gateways

  @Test("G-5: on-premises clients reach the gateway's network")
  func gatewayNetwork() throws {
    var (builder, ids) = Self.networks(2)
    let gateway = builder.gateway("vpn", in: ids[0])
    builder.client("office", .gateway(Builder.reference(gateway)), ["192.168.0.0/16"])
    #expect(try builder.query.ask("client/office", "vm/vm0").verdict == .reachable)
    #expect(try builder.query.ask("client/office", "vm/vm1").verdict == .unreachable)
    let back = try builder.query.ask("vm/vm0", "client/office", on: ["tcp/443"])
    #expect(back.verdict == .reachable, "\(back.told)")
    #expect(try builder.query.ask("vm/vm1", "client/office").verdict == .unreachable)
  }

  @Test(
    "P-6: a peered network is served by the gateway only with both flags",
    arguments: [
      (true, true, Verdict.reachable), (true, false, .unreachable), (false, true, .unreachable),
      (false, false, .unreachable),
    ])
  func gatewayTransit(_ row: (Bool, Bool, Verdict)) throws {
    var (builder, ids) = Self.networks(2)
    let gateway = builder.gateway("vpn", in: ids[0])
    builder.client("office", .gateway(Builder.reference(gateway)), ["192.168.0.0/16"])
    builder.peerOneSide(ids[0], ids[1]) { $0.allowsGatewayTransit = Builder.known(row.0) }
    builder.peerOneSide(ids[1], ids[0]) { $0.usesRemoteGateways = Builder.known(row.1) }
    for (from, to) in [("client/office", "vm/vm1"), ("vm/vm1", "client/office")] {
      let answer = try builder.query.ask(from, to, on: ["tcp/443"])
      #expect(answer.verdict == row.2, "\(answer.told)")
    }
  }

  @Test("P-1, P-6: gateway transit needs the peering itself", arguments: [true, false])
  func gatewayTransitOverBrokenPeering(_ isDisconnected: Bool) throws {
    var (builder, ids) = Self.networks(2)
    let gateway = builder.gateway("vpn", in: ids[0])
    builder.client("office", .gateway(Builder.reference(gateway)), ["192.168.0.0/16"])
    builder.peerOneSide(ids[0], ids[1]) { $0.allowsGatewayTransit = Builder.known(true) }
    builder.peerOneSide(ids[1], ids[0]) {
      $0.usesRemoteGateways = Builder.known(true)
      if isDisconnected { $0.state = Builder.known(.disconnected) }
    }
    for (from, to) in [("client/office", "vm/vm1"), ("vm/vm1", "client/office")] {
      let answer = try builder.query.ask(from, to, on: ["tcp/443"])
      #expect(answer.verdict == (isDisconnected ? .unreachable : .reachable), "\(answer.told)")
    }
  }

  @Test("a flag of gateway transit that is not known leaves the answer open")
  func unknownTransit() throws {
    var (builder, ids) = Self.networks(2)
    let gateway = builder.gateway("vpn", in: ids[0])
    builder.client("office", .gateway(Builder.reference(gateway)), ["192.168.0.0/16"])
    builder.peerOneSide(ids[0], ids[1]) { $0.allowsGatewayTransit = Builder.open("transit") }
    builder.peerOneSide(ids[1], ids[0]) { $0.usesRemoteGateways = Builder.known(true) }
    for (from, to) in [("client/office", "vm/vm1"), ("vm/vm1", "client/office")] {
      let answer = try builder.query.ask(from, to, on: ["tcp/443"])
      #expect(answer.verdict == .unknown, "\(answer.told)")
    }
  }

  @Test("a client whose addresses nobody tells is no public client")
  func clientWithoutAddresses() throws {
    var (builder, ids) = Self.networks(1)
    let gateway = builder.gateway("vpn", in: ids[0])
    builder.client("office", .gateway(Builder.reference(gateway)))
    let group = builder.group("g", [])
    builder.estate.subnets.update(ids[0].child("subnets", "s")) {
      $0.securityGroup = Builder.reference(group)
    }
    let answer = try builder.query.ask("client/office", "vm/vm0", on: ["tcp/443"])
    #expect(answer.verdict != .unreachable, "\(answer.told)")
  }

  @Test("R-5, R-29, G-3: a private address of no input is dropped, or may lie behind a gateway")
  func addressBehindGateway() throws {
    for kind in [VirtualNetworkGateway.Kind.vpn, .expressRoute] {
      var (builder, ids) = Self.networks(2)
      builder.gateway("gw", in: ids[0], kind: kind)
      let behind = try builder.query.ask("vm/vm0", "ip/192.168.7.4", on: ["tcp/443"])
      #expect(behind.verdict == .unknown, "\(behind.told)")
      // Without a gateway it is dropped.
      let dropped = try builder.query.ask("vm/vm1", "ip/192.168.7.4", on: ["tcp/443"])
      #expect(dropped.verdict == .unreachable, "\(dropped.told)")
    }
  }

  @Test("a private address of no subnet is no public client")
  func privateSender() throws {
    var (builder, _) = Self.networks(1)
    builder.storage("st")
    let answer = try builder.query.ask("ip/192.168.7.4", "storage/st")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test("a public address that a machine of the estate has is that machine")
  func publicAddressOfMachine() throws {
    var (builder, _) = Self.networks(1)
    var address = PublicIPAddress(
      id: Builder.id("Microsoft.Network/publicIPAddresses", "pip"), source: Builder.place)
    address.address = Builder.address("52.166.1.1")
    builder.estate.publicAddresses.insert(address)
    let nic = Builder.id("Microsoft.Network/networkInterfaces", "vm0-nic")
    builder.estate.interfaces.update(nic) {
      $0.configurations[0].publicAddress = Builder.reference(address.id)
    }
    for target in ["vm/vm0", "ip/52.166.1.1", "internet/52.166.1.1"] {
      let answer = try builder.query.ask("internet/203.0.113.9", target, on: ["tcp/443"])
      #expect(answer.verdict == .unknown, "\(answer.told)")
    }
  }

  @Test("a machine without a public address is not reached from the internet, and that is told")
  func noPublicAddress() throws {
    let (builder, _) = Self.networks(1)
    for target in ["vm/vm0", "subnet/n0/s", "ip/10.0.1.77"] {
      let answer = try builder.query.ask("internet", target, on: ["tcp/22"])
      #expect(answer.verdict == .unreachable)
      #expect(!answer.evidence.isEmpty, "\(answer.told)")
    }
  }

  // MARK: - The way out

  @Test("O-12: IPv6 has no default outbound access")
  func ipv6Egress() throws {
    let (builder, _) = Self.networks(1)
    let answer = try builder.query.ask("vm/vm0", "internet/2001:4860:4860::8888", on: ["tcp/443"])
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test("O-7, O-14: a private subnet has no way out but to storage of its region")
  func privateSubnet() throws {
    var (builder, ids) = Self.networks(1)
    builder.estate.subnets.update(ids[0].child("subnets", "s")) {
      $0.defaultOutboundAccess = Builder.known(false)
    }
    builder.storage("near")
    builder.storage("far", location: "northeurope")
    for (target, verdict) in [
      ("internet/203.0.113.9", Verdict.unreachable), ("fqdn/example.com", .unreachable),
      ("storage/near", .reachable), ("storage/far", .unreachable), ("registry/mcr", .unreachable),
    ] {
      let answer = try builder.query.ask("vm/vm0", target, on: ["tcp/443"])
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("O-6: default outbound access carries no ICMP")
  func icmpEgress() throws {
    let (builder, _) = Self.networks(1)
    let answer = try builder.query.ask("vm/vm0", "internet/203.0.113.9", on: ["icmp"])
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    let all = try builder.query.ask("vm/vm0", "internet/203.0.113.9", on: ["any"])
    #expect(all.verdict == .partial, "\(all.told)")
  }

  @Test(
    "O-14, O-15: the outbound access of a delegated subnet is its service's matter, storage of its region aside"
  )
  func delegatedSubnet() throws {
    var (builder, ids) = Self.networks(1)
    builder.estate.subnets.update(ids[0].child("subnets", "s")) {
      $0.delegations = ["Microsoft.Web/serverFarms"]
    }
    builder.storage("near")
    builder.storage("far", location: "northeurope")
    for (target, verdict) in [
      ("internet/203.0.113.9", Verdict.unknown), ("storage/near", .reachable),
      ("storage/far", .unknown), ("registry/mcr", .unknown),
    ] {
      let answer = try builder.query.ask("subnet/n0/s", target, on: ["tcp/443"])
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }
}
