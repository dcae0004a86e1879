import EstateModel
import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
@Suite("Routes: which one takes a packet")
struct RouteRuleTests {
  @Test(
    "R-1, R-4: two halves take all public addresses, whatever their numbers",
    arguments: [
      (["0.0.0.0/1", "128.0.0.0/1"], Verdict.unreachable),
      (["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/1"], .unreachable), (["128.0.0.0/1"], .unknown),
    ])
  func halves(_ row: ([String], Verdict)) throws {
    var builder = EstateBuilder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let subnet = builder.subnet(network, "s", "10.0.0.0/24")
    builder.machine("m", in: subnet, "10.0.0.4")
    builder.storage("st")
    for hop in row.0.count == 1 ? ["None"] : ["None", "Internet"] {
      builder.routes(row.0.map { "\($0) -> \(hop)" }, at: subnet)
      for to in ["storage/st", "fqdn/github.com"] {
        let answer = try builder.query.ask("vm/m", to, on: ["tcp/443"])
        #expect(answer.verdict == (hop == "None" ? row.1 : .reachable), "\(to) \(answer.told)")
      }
    }
    // Where the halves lead to two places it is one or the other.
    builder.routes(["0.0.0.0/1 -> None", "128.0.0.0/1 -> Internet"], at: subnet)
    #expect(try builder.query.ask("vm/m", "storage/st", on: ["tcp/443"]).verdict == .unknown)
  }

  typealias Builder = EstateBuilder

  /// One network with a machine in each of two subnets, and a machine `nva` in a third.
  private struct Network {
    var builder = Builder()
    let network: ResourceID
    let front: ResourceID
    let back: ResourceID
    let middle: ResourceID

    init(space: String = "10.0.0.0/16") {
      network = builder.network("n", [space])
      front = builder.subnet(network, "front", "10.0.0.0/24")
      back = builder.subnet(network, "back", "10.0.1.0/24")
      middle = builder.subnet(network, "middle", "10.0.100.0/24")
      builder.machine("f", in: front, "10.0.0.4")
      builder.machine("b", in: back, "10.0.1.4")
      builder.appliance("nva", in: middle, "10.0.100.4")
    }

    func ask(_ from: String = "vm/f", _ to: String = "vm/b", on: String = "udp/53") throws
      -> QueryAnswer
    {
      try builder.query.ask(from, to, on: [on])
    }
  }

  private func passesAppliance(_ answer: QueryAnswer) -> Bool {
    answer.paths.contains { path in path.contains { $0.node == "nic/nva-nic" } }
  }

  @Test(
    "R-1, R-2: the longest prefix takes the packet, of equal ones the user's own",
    arguments: [
      ("10.0.0.0/16", true), ("10.0.1.0/24", true), ("10.0.1.4/32", true), ("10.0.0.0/15", false),
      ("0.0.0.0/0", false), ("10.0.0.0/24", false),
    ])
  func longestPrefix(_ prefix: String, _ isTaken: Bool) throws {
    var network = Network()
    network.builder.routes("\(prefix) -> 10.0.100.4", at: network.front)
    let answer = try network.ask()
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(passesAppliance(answer) == isTaken, "\(answer.told)")
  }

  @Test("R-2: a route of the user's own that is longer drops what it names, and the answer says so")
  func none() throws {
    var network = Network()
    network.builder.routes("10.0.1.0/24 -> None", at: network.front)
    let answer = try network.ask()
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.rule == "r0: 10.0.1.0/24 -> None" }, "\(answer.told)")
    #expect(try network.ask("vm/b", "vm/f").verdict == .reachable)
  }

  @Test("R-5: a private address that is in no range is dropped")
  func privateElsewhere() throws {
    let network = Network()
    #expect(try network.ask("vm/f", "ip/172.20.0.4").verdict == .unreachable)
  }

  @Test("the internet has no route to a private address")
  func privateFromInternet() throws {
    let answer = try Network().ask("internet/8.8.8.8", "ip/172.20.0.4")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(try Network().ask("internet/8.8.8.8", "internet/9.9.9.9").verdict == .reachable)
  }

  @Test("R-4: a default route of the user's own takes what would be dropped, too")
  func defaultRouteTakesPrivate() throws {
    var hub = HubAndSpokes()
    hub.builder.routes("0.0.0.0/0 -> 10.0.100.4", at: hub.subnets[0])
    hub.builder.routes("0.0.0.0/0 -> 10.0.100.4", at: hub.subnets[1])
    let answer = try hub.ask()
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  @Test("R-4: two halves of everything are no default route: private ranges stay dropped")
  func halves() throws {
    var hub = HubAndSpokes()
    for subnet in hub.subnets {
      hub.builder.routes(
        "0.0.0.0/1 -> 10.0.100.4", "128.0.0.0/1 -> 10.0.100.4", at: subnet)
    }
    #expect(try hub.ask().verdict == .unreachable)
  }

  @Test(
    "R-21: a route for the range takes traffic within a subnet too, unless a longer one keeps it")
  func withinSubnet() throws {
    var network = Network()
    network.builder.machine("f2", in: network.front, "10.0.0.5")
    network.builder.routes("10.0.0.0/16 -> 10.0.100.4", at: network.front)
    #expect(passesAppliance(try network.ask("vm/f", "vm/f2")))
    network.builder.routes(
      "10.0.0.0/16 -> 10.0.100.4", "10.0.0.0/24 -> VnetLocal", at: network.front)
    let kept = try network.ask("vm/f", "vm/f2")
    #expect(kept.verdict == .reachable, "\(kept.told)")
    #expect(!passesAppliance(kept))
  }

  @Test("R-12: a default route to an appliance takes what goes to services and the internet")
  func outbound() throws {
    var network = Network()
    network.builder.routes("0.0.0.0/0 -> 10.0.100.4", at: network.front)
    let answer = try network.ask("vm/f", "registry/mcr", on: "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(passesAppliance(answer), "\(answer.told)")
    #expect(answer.assumptions.contains { $0.property == "forwards" }, "\(answer.told)")
    network.builder.routes("0.0.0.0/0 -> None", at: network.front)
    #expect(try network.ask("vm/f", "registry/mcr", on: "tcp/443").verdict == .unreachable)
  }

  @Test("R-14, R-15: only a route of full length takes what goes to a private endpoint")
  func privateEndpoint() throws {
    for (prefix, policies, isTaken) in [
      ("10.0.0.0/16", Subnet.PrivateEndpointPolicies.disabled, false),
      ("10.0.1.9/32", .disabled, true), ("10.0.0.0/16", .routeTables, true),
      ("0.0.0.0/0", .routeTables, false),
    ] {
      var network = Network()
      let storage = network.builder.storage("st") {
        $0.publicAccess = Builder.known(.disabled)
      }
      network.builder.estate.subnets.update(network.back) {
        $0.privateEndpointPolicies = Builder.known(policies)
      }
      let zone = network.builder.zone(
        "privatelink.blob.core.windows.net", linkedTo: [network.network])
      network.builder.privateEndpoint(
        "pe", in: network.back, "10.0.1.9", to: storage, "blob", zone: zone)
      network.builder.routes("\(prefix) -> 10.0.100.4", at: network.front)
      let answer = try network.ask("vm/f", "storage/st/blob", on: "tcp/443")
      #expect(answer.verdict == .reachable, "\(prefix): \(answer.told)")
      #expect(passesAppliance(answer) == isTaken, "\(prefix) \(policies): \(answer.told)")
    }
  }

  @Test("R-12, R-23: a service endpoint wins over a default route, a route for its service over it")
  func serviceEndpoint() throws {
    for (prefix, isTaken) in [("0.0.0.0/0", false), ("Storage", true)] {
      var network = Network()
      network.builder.storage("st")
      network.builder.estate.subnets.update(network.front) {
        $0.serviceEndpoints = [Builder.known("Microsoft.Storage")]
      }
      network.builder.routes("\(prefix) -> 10.0.100.4", at: network.front)
      let answer = try network.ask("vm/f", "storage/st/blob", on: "tcp/443")
      #expect(answer.verdict == .reachable, "\(prefix): \(answer.told)")
      #expect(passesAppliance(answer) == isTaken, "\(prefix): \(answer.told)")
    }
  }

  @Test("R-27, R-9: a next hop that nobody has, or that is out of reach")
  func nextHop() throws {
    var network = Network()
    network.builder.routes("10.0.1.0/24 -> 10.0.100.99", at: network.front)
    #expect(try network.ask().verdict == .unknown)
    network.builder.routes("10.0.1.0/24 -> 10.99.0.4", at: network.front)
    let far = try network.ask()
    #expect(far.verdict == .unreachable, "\(far.told)")
    #expect(far.blockers.contains { $0.control == "nextHop" }, "\(far.told)")
  }

  @Test("R-28: a gateway route without a gateway drops, a private address on the internet as well")
  func noGateway() throws {
    var network = Network()
    network.builder.routes("10.0.1.0/24 -> VirtualNetworkGateway", at: network.front)
    #expect(try network.ask().verdict == .unreachable)
    network.builder.routes("10.0.1.0/24 -> Internet", at: network.front)
    #expect(try network.ask().verdict == .unreachable)
  }

  @Test("an open prefix or next hop leaves the answer open")
  func open() throws {
    var network = Network()
    let table = network.builder.routes("10.0.1.0/24 -> 10.0.100.4", at: network.front)
    network.builder.estate.routeTables.update(table) {
      $0.routes[0].prefix = Builder.open("prefix")
    }
    #expect(try network.ask().verdict == .unknown)
    network.builder.estate.routeTables.update(table) {
      $0.routes[0].prefix = Builder.peers("10.0.1.0/24")[0]
      $0.routes[0].hopType = Builder.open("hop")
    }
    let answer = try network.ask()
    #expect(answer.verdict == .unknown)
    #expect(answer.unknowns.contains { $0.because.contains("'hop'") }, "\(answer.told)")
  }
}

/// A hub with an appliance `nva`, and two spokes with a machine each.
struct HubAndSpokes {
  typealias Builder = EstateBuilder
  var builder = Builder()
  let hub: ResourceID
  let middle: ResourceID
  private(set) var spokes: [ResourceID] = []
  private(set) var subnets: [ResourceID] = []

  init(forwarded: Bool? = true, forwards: Bool? = true) {
    hub = builder.network("hub", ["10.0.0.0/16"])
    middle = builder.subnet(hub, "middle", "10.0.100.0/24")
    builder.appliance("nva", in: middle, "10.0.100.4", forwards: forwards)
    for index in 1...2 {
      let spoke = builder.network("s\(index)", ["10.\(index).0.0/16"])
      let subnet = builder.subnet(spoke, "w", "10.\(index).1.0/24")
      builder.machine("vm\(index)", in: subnet, "10.\(index).1.4")
      builder.peer(hub, spoke) {
        $0.allowsForwardedTraffic = forwarded.map { Builder.known($0) } ?? .absent
      }
      spokes.append(spoke)
      subnets.append(subnet)
    }
  }

  func ask(_ from: String = "vm/vm1", _ to: String = "vm/vm2", on: String = "tcp/443") throws
    -> QueryAnswer
  {
    try builder.query.ask(from, to, on: [on], fixes: true)
  }
}
