import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/load-balancer/components
@Suite("Public load balancers: the way in and the way out")
struct PublicBalancerRuleTests {
  typealias Balancer = PublicBalancerEstate

  // MARK: - In

  @Test("L-1, L-2: from the internet a frontend leads to the members, on the ports of its rules")
  func balanced() throws {
    let answer = try Balancer().ask()
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.paths[0].contains { $0.node == "loadbalancer/lb" }, "\(answer.told)")
    #expect(try Balancer().ask(to: "vm/web2").verdict == .reachable)
    let other = try Balancer().ask(on: "tcp/22")
    #expect(other.verdict == .unreachable, "\(other.told)")
    var empty = Balancer()
    empty.isInPool = false
    #expect(try empty.ask().verdict == .unreachable)
  }

  @Test("L-3: the group of a member sees the client and the backend port")
  func clients() throws {
    var balancer = Balancer()
    balancer.groupRules = [
      FirewallEstate.securityRule("web", 100, "Allow", from: "203.0.113.0/24", "8080")
    ]
    #expect(try balancer.ask("internet/203.0.113.7").verdict == .reachable)
    #expect(try balancer.ask("internet/192.0.2.7").verdict == .unreachable)
    #expect(try balancer.ask().verdict == .partial)
  }

  @Test("L-8, B-3: without any group a member of a balancer of the tier Standard is closed")
  func withoutGroup() throws {
    var balancer = Balancer()
    balancer.groupRules = nil
    let closed = try balancer.ask()
    #expect(closed.verdict == .unreachable, "\(closed.told)")
    #expect(closed.blockers.contains { $0.rule == "sku: Standard" }, "\(closed.told)")
    balancer.tier = "Basic"
    #expect(try balancer.ask().verdict == .reachable)
  }

  @Test("L-11: a balancer leads no ICMP to its members")
  func icmp() throws {
    var balancer = Balancer()
    balancer.groupRules = [FirewallEstate.securityRule("all", 100, "Allow", from: "*")]
    let answer = try balancer.ask(on: "icmp")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  // https://learn.microsoft.com/azure/load-balancer/load-balancer-test-frontend-reachability
  @Test("L-11: a public frontend of the tier Standard answers pings itself, no other does")
  func pings() throws {
    for (tier, verdict) in [("Standard", Verdict.reachable), ("Basic", .unreachable)] {
      var balancer = Balancer()
      balancer.tier = tier
      balancer.rules = []
      for target in ["loadbalancer/lb", "internet/198.51.100.10"] {
        let answer = try balancer.ask("internet", target, on: "icmp")
        #expect(answer.verdict == verdict, "\(answer.told)")
        #expect(try balancer.ask("internet", target, on: "tcp/80").verdict == .unreachable)
      }
    }
    var inside = Balancer()
    inside.isInternal = true
    #expect(
      try inside.ask("subnet/n/web", "loadbalancer/lb", on: "icmp").verdict == .unreachable)
  }

  @Test("L-12: a NAT rule leads to one machine, one over a pool to each by a port of the range")
  func translations() throws {
    var balancer = Balancer()
    balancer.natRules = [(50001, 22, "web2")]
    #expect(
      try balancer.ask("internet/203.0.113.7", "vm/web2", on: "tcp/22").verdict == .reachable)
    #expect(
      try balancer.ask("internet/203.0.113.7", "vm/web1", on: "tcp/22").verdict == .unreachable)
    balancer.natRules = []
    balancer.natRanges = [(500, 1000, 22)]
    for machine in ["vm/web1", "vm/web2"] {
      let answer = try balancer.ask("internet/203.0.113.7", machine, on: "tcp/22")
      #expect(answer.verdict == .reachable, "\(answer.told)")
      #expect(answer.evidence.contains { $0.rule.contains("500-1000") }, "\(answer.told)")
    }
  }

  @Test("B-8: a prefix at a frontend serves outbound rules only")
  func prefix() throws {
    var balancer = Balancer()
    balancer.prefixFrontend = true
    #expect(try balancer.ask().verdict == .unreachable)
    balancer.outboundRules = [("out", "All", ["public"])]
    #expect(try balancer.ask("vm/web1", "internet", on: "tcp/443").verdict == .reachable)
  }

  @Test("R-17: a route that sends the replies elsewhere closes the balancer to the internet")
  func replies() throws {
    var balancer = Balancer()
    balancer.subnetExtra =
      ", \"routeTable\": {\"id\": \"\(FirewallEstate.id("routeTables", "t"))\"}"
    balancer.others = [
      ExportedText.resource(
        "Microsoft.Network/routeTables", "t",
        "\"routes\": [\(FirewallEstate.route("none", "0.0.0.0/0", "None"))]")
    ]
    let answer = try balancer.ask()
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.control == "wayBack" }, "\(answer.told)")
  }

  // MARK: - Out

  @Test("O-2, O-10: a load-balancing rule gives a way out for its protocol, by its frontend")
  func ruleOut() throws {
    var balancer = Balancer()
    balancer.others = [Balancer.store(["198.51.100.10"])]
    #expect(try balancer.ask("vm/web1", "storage/store", on: "tcp/443").verdict == .reachable)
    balancer.others = [Balancer.store(["198.51.100.77"])]
    #expect(try balancer.ask("vm/web1", "storage/store", on: "tcp/443").verdict == .unreachable)
    #expect(try balancer.ask("vm/web1", "internet", on: "udp/53").verdict == .unreachable)
    #expect(try balancer.ask("vm/web1", "internet", on: "icmp").verdict == .unreachable)
  }

  @Test("O-2: outbound rules come before load-balancing rules, and carry their protocol")
  func outboundRules() throws {
    var balancer = Balancer()
    balancer.frontends = ["public", "second"]
    balancer.outboundRules = [("out", "Tcp", ["second"])]
    balancer.others = [Balancer.store(["198.51.100.11"])]
    let answer = try balancer.ask("vm/web1", "storage/store", on: "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.evidence.contains { $0.rule == "outbound rule out" }, "\(answer.told)")
    #expect(try balancer.ask("vm/web1", "internet", on: "udp/53").verdict == .unreachable)
    // By either of two.
    balancer.outboundRules = [("out", "All", ["public", "second"])]
    let either = try balancer.ask("vm/web1", "storage/store", on: "tcp/443")
    #expect(either.verdict == .unknown, "\(either.told)")
  }

  @Test("O-5: a member of a balancer of the tier Standard that gives no way out has none")
  func barred() throws {
    var balancer = Balancer()
    balancer.disablesOutbound = true
    let answer = try balancer.ask("vm/web1", "internet", on: "tcp/443")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.rule == "sku: Standard" }, "\(answer.told)")
    var inner = Balancer()
    inner.isInternal = true
    #expect(try inner.ask("vm/web1", "internet", on: "tcp/443").verdict == .unreachable)
    inner.tier = "Basic"
    #expect(try inner.ask("vm/web1", "internet", on: "tcp/443").verdict == .reachable)
    var translated = Balancer()
    translated.isInPool = false
    translated.natRules = [(50001, 22, "web1")]
    #expect(try translated.ask("vm/web1", "internet", on: "tcp/443").verdict == .unreachable)
    #expect(try translated.ask("vm/web2", "internet", on: "tcp/443").verdict == .reachable)
    // A NAT gateway gives them one.
    balancer.subnetExtra =
      ", \"natGateway\": {\"id\": \"\(FirewallEstate.id("natGateways", "nat"))\"}"
    #expect(try balancer.ask("vm/web1", "internet", on: "tcp/443").verdict == .reachable)
  }

  @Test("O-2: an address of the machine's own comes before the balancer's")
  func ownAddress() throws {
    var balancer = Balancer()
    balancer.ownAddress = "own"
    balancer.others = [Balancer.store(["198.51.100.99"])]
    #expect(try balancer.ask("vm/web1", "storage/store", on: "tcp/443").verdict == .reachable)
    balancer.others = [Balancer.store(["198.51.100.10"])]
    #expect(try balancer.ask("vm/web1", "storage/store", on: "tcp/443").verdict == .unreachable)
  }

  @Test("O-3, O-9: behind a NAT gateway others see its address; without one it leads nowhere")
  func natAddresses() throws {
    func gateway(_ properties: String) -> String {
      ExportedText.resource(
        "Microsoft.Network/natGateways", "nat", properties,
        beside: "\"location\": \"westeurope\", \"sku\": {\"name\": \"Standard\"}")
    }
    let own =
      "\"publicIpAddresses\": [{\"id\": \"\(FirewallEstate.id("publicIPAddresses", "nat-ip"))\"}]"
    var balancer = Balancer()
    balancer.subnetExtra =
      ", \"natGateway\": {\"id\": \"\(FirewallEstate.id("natGateways", "nat"))\"}"
    let address = Balancer.publicAddress("nat-ip", "198.51.100.50")
    balancer.others = [gateway(own), address, Balancer.store(["198.51.100.50"])]
    #expect(try balancer.ask("vm/web1", "storage/store", on: "tcp/443").verdict == .reachable)
    balancer.others[2] = Balancer.store(["198.51.100.10"])
    #expect(try balancer.ask("vm/web1", "storage/store", on: "tcp/443").verdict == .unreachable)
    balancer.others = [gateway("\"idleTimeoutInMinutes\": 4")]
    let none = try balancer.ask("vm/web1", "internet", on: "tcp/443")
    #expect(none.verdict == .unreachable, "\(none.told)")
    // One of the tier StandardV2 may serve the whole network.
    balancer.subnetExtra = ""
    balancer.others = [
      gateway(
        own
          + ", \"sourceVirtualNetwork\": {\"id\": \"\(FirewallEstate.id("virtualNetworks", "n"))\"}"
      ),
      address, Balancer.store(["198.51.100.50"]),
    ]
    #expect(try balancer.ask("vm/web1", "storage/store", on: "tcp/443").verdict == .reachable)
  }
}

extension PublicBalancerEstate {
  fileprivate func ask(to: String) throws -> QueryAnswer { try ask("internet", to) }
  fileprivate func ask(on traffic: String) throws -> QueryAnswer {
    try ask("internet", "vm/web1", on: traffic)
  }
}
