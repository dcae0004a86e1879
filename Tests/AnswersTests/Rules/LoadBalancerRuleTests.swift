import EstateModel
import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/load-balancer/load-balancer-overview
@Suite("Internal load balancers as destinations")
struct LoadBalancerRuleTests {
  typealias Builder = EstateBuilder

  /// `client` in one subnet, `web1` and `web2` in another behind `lb`, whose frontend is in a third.
  private struct Network {
    var builder = Builder()
    let network: ResourceID
    let clients: ResourceID
    let web: ResourceID
    let front: ResourceID

    init(
      rules: [String] = ["Tcp 80 -> 8080"], members: [String] = ["web1", "web2"], probe: Int? = nil,
      _ change: (inout LoadBalancer) -> Void = { _ in }
    ) {
      network = builder.network("n", ["10.0.0.0/16"])
      clients = builder.subnet(network, "clients", "10.0.1.0/24")
      web = builder.subnet(network, "web", "10.0.2.0/24")
      front = builder.subnet(network, "front", "10.0.3.0/24")
      builder.machine("client", in: clients, "10.0.1.4")
      builder.machine("web1", in: web, "10.0.2.4")
      builder.machine("web2", in: web, "10.0.2.5")
      builder.balancer(
        "lb", in: front, "10.0.3.10", members: members, rules: rules, probe: probe, change)
    }

    mutating func guardSubnet(_ subnet: ResourceID, _ rules: String...) {
      let group = builder.group("g-\(subnet.name)", rules.map { Builder.rule($0) })
      builder.estate.subnets.update(subnet) { $0.securityGroup = Builder.reference(group) }
    }

    mutating func guardMachine(_ name: String, _ rules: String...) {
      let group = builder.group("g-\(name)", rules.map { Builder.rule($0) })
      builder.estate.interfaces.update(Builder.interfaceID("\(name)-nic")) {
        $0.securityGroup = Builder.reference(group)
      }
    }

    func ask(_ to: String = "loadbalancer/lb", on: String = "tcp/80", from: String = "vm/client")
      throws -> QueryAnswer
    {
      try builder.query.ask(from, to, on: [on])
    }
  }

  @Test("L-1: a frontend in the subnet of its members answers, too, and their group judges")
  func ownSubnet() throws {
    var network = Network()
    let web = network.web
    network.builder.estate.loadBalancers.update(Builder.id("Microsoft.Network/loadBalancers", "lb"))
    {
      $0.frontends[0].subnet = Builder.reference(web)
      $0.frontends[0].privateAddress = Builder.address("10.0.2.10")
    }
    let answer = try network.ask()
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(try network.ask("ip/10.0.2.10").verdict == .reachable)
    #expect(try network.ask(on: "tcp/81").verdict == .unreachable)
    let own = try network.ask(from: "vm/web1")
    #expect(own.verdict == .unknown, "\(own.told)")
    network.guardSubnet(network.web, "in 100 deny tcp * -> * : 8080")
    #expect(try network.ask().verdict == .unreachable)
  }

  @Test("L-1: a frontend answers on the ports of its rules and on no other")
  func ports() throws {
    let answer = try Network().ask()
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.paths[0].contains { $0.node == "loadbalancer/lb" }, "\(answer.told)")
    let closed = try Network().ask(on: "tcp/81")
    #expect(closed.verdict == .unreachable, "\(closed.told)")
    #expect(closed.blockers.contains { $0.control == "loadBalancingRule" }, "\(closed.told)")
    #expect(try Network().ask(on: "udp/80").verdict == .unreachable)
  }

  @Test("L-2, L-5: a rule leads to the members of its pool, and to nobody where the pool is empty")
  func pools() throws {
    let empty = try Network(members: []).ask()
    #expect(empty.verdict == .unreachable, "\(empty.told)")
    // The pool may name addresses instead.
    let named = try Network(members: []) {
      var member = LoadBalancer.Pool.Member()
      member.address = Builder.address("10.0.2.5")
      $0.pools[0].members = [member]
    }.ask()
    #expect(named.verdict == .reachable, "\(named.told)")
    // And an address that nobody is known to have.
    let unknown = try Network(members: []) {
      var member = LoadBalancer.Pool.Member()
      member.address = Builder.address("10.0.2.77")
      $0.pools[0].members = [member]
    }.ask()
    #expect(unknown.verdict == .unknown, "\(unknown.told)")
  }

  @Test(
    "L-3, L-10: the member's group sees the client and the backend port, the client's the frontend")
  func seen() throws {
    var network = Network()
    network.guardSubnet(
      network.web, "in 100 allow tcp 10.0.1.4 -> 10.0.2.0/24 : 8080", "in 200 deny * * -> * : *")
    #expect(try network.ask().verdict == .reachable)
    network.guardSubnet(network.web, "in 100 deny tcp * -> * : 8080")
    #expect(try network.ask().verdict == .unreachable)
    network = Network()
    network.guardSubnet(
      network.clients, "out 100 allow tcp * -> 10.0.3.10 : 80", "out 200 deny * * -> * : *")
    #expect(try network.ask().verdict == .reachable)
    network.guardSubnet(
      network.clients, "out 100 allow tcp * -> 10.0.2.0/24 : 8080", "out 200 deny * * -> * : *")
    #expect(try network.ask().verdict == .unreachable)
    // A group at the frontend's own subnet stands at no machine.
    network = Network()
    network.guardSubnet(network.front, "in 100 deny * * -> * : *")
    #expect(try network.ask().verdict == .reachable)
  }

  @Test("L-2: a machine is reached by a frontend as well, told by the port where it arrives")
  func machine() throws {
    var network = Network()
    network.guardSubnet(
      network.clients, "out 100 allow tcp * -> 10.0.3.10 : 80", "out 200 deny * * -> * : *")
    let answer = try network.ask("vm/web1", on: "tcp/8080")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.paths[0].contains { $0.node == "loadbalancer/lb" }, "\(answer.told)")
    #expect(try network.ask("vm/web1", on: "tcp/80").verdict == .unreachable)
    network.builder.machine("other", in: network.web, "10.0.2.6")
    #expect(try network.ask("vm/other", on: "tcp/8080").verdict == .unreachable)
  }

  @Test("V-7: where members fare differently, which one is chosen decides: unknown")
  func members() throws {
    var network = Network()
    network.guardMachine("web2", "in 100 deny tcp 10.0.1.0/24 -> * : 8080")
    let answer = try network.ask()
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.unknowns.contains { $0.because.contains("which member") }, "\(answer.told)")
    network.guardMachine("web1", "in 100 deny tcp 10.0.1.0/24 -> * : 8080")
    #expect(try network.ask().verdict == .unreachable)
  }

  // https://learn.microsoft.com/azure/load-balancer/load-balancer-custom-probe-overview
  @Test(
    "N-22, L-4: a probe that the groups stop takes its member out, at all members everything",
    arguments: ["*", "VirtualNetwork", "AzureLoadBalancer"])
  func probes(_ source: String) throws {
    var network = Network(probe: 8081)
    #expect(try network.ask().verdict == .reachable)
    let denial = "in 200 deny tcp \(source) -> * : 8081"
    network.guardSubnet(network.web, denial)
    let answer = try network.ask()
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(
      answer.blockers.contains { $0.control == "healthProbe" && $0.rule.contains("rule200") },
      "\(answer.told)")
    #expect(try network.ask("vm/web1", on: "tcp/8080").verdict == .reachable)
    network.guardSubnet(network.web, "in 100 allow tcp AzureLoadBalancer -> * : 8081", denial)
    #expect(try network.ask().verdict == .reachable)
  }

  @Test("N-22: a member without its probe gets nothing, and the others everything")
  func oneProbe() throws {
    var network = Network(probe: 8081)
    network.guardMachine(
      "web2", "in 100 deny tcp AzureLoadBalancer -> * : *", "in 110 deny tcp * -> * : 8080")
    let answer = try network.ask()
    #expect(answer.verdict == .reachable, "\(answer.told)")
    // The default rules let probes in, and the internet is no part of that.
    network = Network(probe: 8081)
    network.guardSubnet(network.web, "in 100 deny * Internet -> * : *")
    #expect(try network.ask().verdict == .reachable)
  }

  @Test("L-4: adminState overrules the probe, and AllProbedUp sends where all are down")
  func overruled() throws {
    for state in ["Up", "Down"] {
      var network = Network(members: [], probe: 8081) {
        var member = LoadBalancer.Pool.Member()
        member.address = Builder.address("10.0.2.4")
        member.adminState = Builder.known(state)
        $0.pools[0].members = [member]
      }
      if state == "Up" { network.guardSubnet(network.web, "in 200 deny tcp * -> * : 8081") }
      #expect(try network.ask().verdict == (state == "Up" ? .reachable : .unreachable))
    }
    var network = Network(probe: 8081) {
      $0.probes[0].whenAllAreDown = Builder.known("AllProbedUp")
    }
    network.guardSubnet(network.web, "in 200 deny tcp * -> * : 8081")
    #expect(try network.ask().verdict == .reachable)
  }

  @Test("L-6: a peer reaches a frontend, and a network without peering does not")
  func peers() throws {
    var network = Network()
    let other = network.builder.network("other", ["10.9.0.0/16"])
    let subnet = network.builder.subnet(other, "s", "10.9.1.0/24")
    network.builder.machine("far", in: subnet, "10.9.1.4")
    #expect(try network.ask(from: "vm/far").verdict == .unreachable)
    network.builder.peer(network.network, other)
    #expect(try network.ask(from: "vm/far").verdict == .reachable)
  }

  @Test("L-7: behind a floating address either is what the group may see: alike or unknown")
  func floating() throws {
    var network = Network { $0.rules[0].hasFloatingAddress = Builder.known(true) }
    let answer = try network.ask()
    #expect(answer.verdict == .reachable, "\(answer.told)")
    #expect(answer.assumptions.contains { $0.property == "floatingAddress" })
    network.guardSubnet(network.web, "in 100 deny tcp * -> 10.0.2.0/24 : 8080")
    #expect(try network.ask().verdict == .unknown)
    network.guardSubnet(network.web, "in 100 deny tcp * -> 10.0.0.0/16 : 8080")
    #expect(try network.ask().verdict == .unreachable)
  }

  // https://learn.microsoft.com/azure/load-balancer/load-balancer-troubleshoot
  @Test("L-9: a member does not reach itself by its frontend: alone never, among others unknown")
  func itself() throws {
    #expect(try Network(members: ["web1"]).ask(from: "vm/web1").verdict == .unreachable)
    let answer = try Network().ask(from: "vm/web1")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test("L-11: balancers carry TCP and UDP: a ping of a frontend goes nowhere")
  func ping() throws {
    #expect(try Network(rules: ["All 0 -> 0"]).ask(on: "icmp").verdict == .unreachable)
    #expect(try Network(rules: ["All 0 -> 0"]).ask(on: "udp/9000").verdict == .reachable)
  }

  @Test("L-13, L-2: a NAT rule leads to the interface that names it, without a probe")
  func translation() throws {
    var network = Network {
      var rule = LoadBalancer.Rule(name: "ssh", source: Builder.place)
      rule.frontend = Builder.reference($0.frontends[0].id)
      rule.targets = [Builder.reference($0.id.child("inboundNatRules", "ssh"))]
      rule.transport = Builder.known(.tcp)
      rule.frontendPort = Builder.known(50001)
      rule.backendPort = Builder.known(22)
      $0.rules.append(rule)
    }
    #expect(try network.ask(on: "tcp/50001").verdict == .unreachable)
    network.builder.estate.interfaces.update(Builder.interfaceID("web2-nic")) {
      $0.configurations[0].backendPools.append(
        Builder.reference(
          Builder.id("Microsoft.Network/loadBalancers", "lb").child("inboundNatRules", "ssh")))
    }
    let answer = try network.ask(on: "tcp/50001")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    network.guardMachine("web2", "in 100 deny tcp * -> * : 22")
    #expect(try network.ask(on: "tcp/50001").verdict == .unreachable)
  }

  @Test("L-8: without any group the machines behind an internal frontend are open")
  func open() throws { #expect(try Network().ask().verdict == .reachable) }

  @Test("L-14: a balancer of the tier Global, or a public one, is not modelled: unknown")
  func notModelled() throws {
    let global = try Network { $0.reach = Builder.known("Global") }.ask()
    #expect(global.verdict == .unknown, "\(global.told)")
    let open = try Network {
      $0.frontends[0].publicAddress = Builder.reference(
        Builder.id("Microsoft.Network/publicIPAddresses", "p"))
    }.ask()
    #expect(open.verdict == .unknown, "\(open.told)")
  }

  @Test("V-7: an open value of a rule leaves what it decides unknown")
  func openValues() throws {
    let answer = try Network { $0.rules[0].frontendPort = Builder.open("port") }.ask()
    #expect(answer.verdict == .unknown, "\(answer.told)")
    let probe = try Network(probe: 8081) { $0.probes[0].port = Builder.open("port") }.ask()
    #expect(probe.verdict == .reachable, "\(probe.told)")
  }
}

// https://learn.microsoft.com/azure/load-balancer/load-balancer-ha-ports-overview
@Suite("Internal load balancers as next hop")
struct BalancedApplianceRuleTests {
  typealias Builder = EstateBuilder

  /// The hub's appliances `nva1` and `nva2` behind `lb`, to which the spokes send.
  private struct Hub {
    var hub = HubAndSpokes()
    let front: ResourceID

    init(rules: [String] = ["All 0 -> 0"], probe: Int? = nil, forwards: Bool? = true) {
      front = hub.builder.subnet(hub.hub, "front", "10.0.101.0/24")
      for (index, name) in ["nva1", "nva2"].enumerated() {
        hub.builder.appliance(
          name, in: hub.middle, "10.0.100.\(index + 10)", forwards: forwards)
      }
      hub.builder.balancer(
        "lb", in: front, "10.0.101.4", members: ["nva1", "nva2"], rules: rules, probe: probe)
      hub.builder.routes("10.2.0.0/16 -> 10.0.101.4", at: hub.subnets[0])
      hub.builder.routes("10.1.0.0/16 -> 10.0.101.4", at: hub.subnets[1])
    }
  }

  @Test("V-7: packets keep their destination, go to one of the members, and come back to the same")
  func highlyAvailable() throws {
    for traffic in ["tcp/443", "udp/53", "icmp"] {
      let answer = try Hub().hub.ask(on: traffic)
      #expect(answer.verdict == .reachable, "\(answer.told)")
      #expect(answer.paths[0].contains { $0.node == "loadbalancer/lb" }, "\(answer.told)")
      #expect(
        answer.assumptions.contains { $0.property == "loadBalancingRules" } == (traffic == "icmp"))
    }
  }

  @Test("V-7: without an HA-ports rule only the ports of the rules pass, and no reply does")
  func ports() throws {
    let hub = Hub(rules: ["Udp 53 -> 53", "Tcp 443 -> 443"]).hub
    #expect(try hub.ask(on: "udp/53").verdict == .reachable)
    let closed = try hub.ask(on: "udp/54")
    #expect(closed.verdict == .unreachable, "\(closed.told)")
    let answer = try hub.ask(on: "tcp/443")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.why.contains("HA-ports") }, "\(answer.told)")
  }

  @Test("V-7, V-1: each member has to forward")
  func flags() throws {
    #expect(try Hub(forwards: false).hub.ask(on: "udp/53").verdict == .unreachable)
    var hub = Hub()
    hub.hub.builder.estate.interfaces.update(Builder.interfaceID("nva2-nic")) {
      $0.forwardsTraffic = .absent
    }
    #expect(try hub.hub.ask(on: "udp/53").verdict == .unknown)
  }

  @Test("N-22: where the groups stop the probe at all appliances nothing is sent on")
  func probes() throws {
    var hub = Hub(probe: 8080)
    #expect(try hub.hub.ask().verdict == .reachable)
    let group = hub.hub.builder.group(
      "g", [Builder.rule("in 100 deny tcp AzureLoadBalancer -> * : *")])
    hub.hub.builder.estate.subnets.update(hub.hub.middle) {
      $0.securityGroup = Builder.reference(group)
    }
    let answer = try hub.hub.ask(on: "udp/53")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.control == "healthProbe" }, "\(answer.told)")
  }

  @Test("V-7: a reply that goes past the balancer, or opening that did, is asymmetric")
  func asymmetric() throws {
    var hub = Hub()
    hub.hub.builder.routes("10.2.0.0/16 -> 10.0.100.10", at: hub.hub.subnets[0])
    let answer = try hub.hub.ask()
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(try hub.hub.ask(on: "udp/53").verdict == .reachable)
  }
}
