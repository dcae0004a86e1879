import EstateModel
import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses
@Suite("Public IP addresses: from the internet to a machine")
struct PublicAddressRuleTests {
  typealias Builder = EstateBuilder

  /// A machine `web` with a public address and a machine `db` without, in one subnet.
  private struct Network {
    var builder = Builder()
    let network: ResourceID
    let front: ResourceID

    init(
      tier: PublicIPAddress.Tier? = .standard, address: String? = "203.0.113.10",
      rules: [String]? = nil, at place: Place = .subnet
    ) {
      network = builder.network("n", ["10.0.0.0/16"])
      front = builder.subnet(network, "front", "10.0.0.0/24")
      let group = rules.map { builder.group("rules", $0.map { Builder.rule($0) }) }
      builder.machine("web", in: front, "10.0.0.4", group: place == .interface ? group : nil)
      builder.machine("db", in: front, "10.0.0.5")
      builder.publicAddress(at: "web", address, tier: tier)
      if let group, place == .subnet {
        builder.estate.subnets.update(front) { $0.securityGroup = Builder.reference(group) }
      }
    }

    enum Place { case subnet, interface }

    func ask(
      _ from: String = "internet", _ to: String = "vm/web", on: String..., fixes: Bool = false
    )
      throws -> QueryAnswer
    {
      try builder.query.ask(from, to, on: on, fixes: fixes)
    }
  }

  // MARK: - Tiers

  @Test("N-20, B-1: an address of the tier Standard is closed until a group allows")
  func standard() throws {
    let answer = try Network().ask(on: "tcp/443")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(
      answer.blockers.map(\.rule) == ["sku: Standard"] && answer.blockers[0].source != nil,
      "\(answer.told)")
    for place in [Network.Place.subnet, .interface] {
      let allowing = Network(rules: ["in 100 allow tcp Internet -> * : 443"], at: place)
      let answer = try allowing.ask(on: "tcp/443")
      #expect(answer.verdict == .reachable, "\(answer.told)")
      #expect(try allowing.ask(on: "tcp/22").verdict == .unreachable)
    }
  }

  @Test("N-20: that a group stands there at all is not enough")
  func groupWithoutRules() throws {
    let answer = try Network(rules: []).ask(on: "tcp/443")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(
      answer.blockers.contains { $0.rule == "DenyAllInBound (priority 65500)" }, "\(answer.told)")
  }

  @Test(
    "B-1: an address of the tier Basic is open where no group stands, and closed by one that is")
  func basic() throws {
    let answer = try Network(tier: .basic).ask(on: "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    let denied = try Network(tier: .basic, rules: ["in 100 deny * * -> * : *"]).ask(on: "tcp/443")
    #expect(denied.verdict == .unreachable, "\(denied.told)")
  }

  @Test("B-1: a tier that no input tells matters only where no group stands")
  func openTier() throws {
    let answer = try Network(tier: nil).ask(on: "tcp/443")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.unknowns.contains { $0.because.contains("sku") }, "\(answer.told)")
    let rules = ["in 100 allow tcp Internet -> * : 443"]
    #expect(try Network(tier: nil, rules: rules).ask(on: "tcp/443").verdict == .reachable)
    #expect(try Network(tier: nil, rules: rules).ask(on: "tcp/22").verdict == .unreachable)
  }

  @Test("B-1: a fix attaches a group that lets in what was asked, and it does open it")
  func attachedGroup() throws {
    let answer = try Network().ask("internet/198.51.100.7", on: "tcp/443", fixes: true)
    #expect(
      answer.fixes.first?.changes.map(\.change).first?.hasPrefix(
        "attach a security group to nic/web-nic that allows inbound tcp/443 from 198.51.100.7/32")
        == true, "\(answer.fixes)")
  }

  @Test("B-1: where a group denies, a fix adds the rule to it")
  func addedRule() throws {
    let answer = try Network(rules: []).ask("internet/198.51.100.7", on: "tcp/443", fixes: true)
    #expect(
      answer.fixes.first?.changes.map(\.change)
        == [
          "add a rule to nsg/rules that allows inbound tcp/443 from 198.51.100.7/32 to 10.0.0.4/32, priority 100"
        ], "\(answer.fixes)")
  }

  // MARK: - What leads there

  @Test("B-2: a public address that is at no interface leads nowhere")
  func unattached() throws {
    var network = Network(rules: ["in 100 allow * Internet -> * : *"])
    let nic = Builder.id("Microsoft.Network/networkInterfaces", "web-nic")
    network.builder.estate.interfaces.update(nic) { $0.configurations[0].publicAddress = .absent }
    #expect(try network.ask(on: "tcp/443").verdict == .unreachable)
    #expect(try network.ask("internet", "vm/db", on: "tcp/443").verdict == .unreachable)
  }

  @Test("N-7: groups see the private address of the machine, not its public one")
  func translation() throws {
    let privately = try Network(rules: ["in 100 allow tcp Internet -> 10.0.0.4/32 : 443"])
      .ask(on: "tcp/443")
    #expect(privately.verdict == .reachable, "\(privately.told)")
    let publicly = try Network(rules: ["in 100 allow tcp Internet -> 203.0.113.10/32 : 443"])
      .ask(on: "tcp/443")
    #expect(publicly.verdict == .unreachable, "\(publicly.told)")
  }

  @Test("N-1: the subnet's group is asked before the interface's, for the internet as well")
  func bothGroups() throws {
    var network = Network(rules: ["in 100 allow tcp Internet -> * : 443"])
    let closed = network.builder.group("closed", [])
    let nic = Builder.id("Microsoft.Network/networkInterfaces", "web-nic")
    network.builder.estate.interfaces.update(nic) { $0.securityGroup = Builder.reference(closed) }
    let answer = try network.ask(on: "tcp/443")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.map(\.node) == ["nsg/closed"], "\(answer.told)")
  }

  @Test(
    "B-7: a public address leads to the private one of its configuration, whatever the protocol")
  func secondConfiguration() throws {
    var network = Network(rules: [
      "in 100 allow * Internet -> 10.0.0.9/32 : *", "in 110 deny * Internet -> * : *",
    ])
    let nic = Builder.id("Microsoft.Network/networkInterfaces", "web-nic")
    network.builder.estate.interfaces.update(nic) {
      var second = $0.configurations[0]
      second.privateAddress = Builder.address("10.0.0.9")
      $0.configurations[0].publicAddress = .absent
      $0.configurations.append(second)
    }
    for traffic in ["tcp/443", "udp/53", "icmp"] {
      let answer = try network.ask(on: traffic)
      #expect(answer.verdict == .reachable, "\(answer.told)")
    }
  }

  @Test("B-7: an address whose number nobody knows leads there just as well")
  func numberless() throws {
    let rules = ["in 100 allow tcp Internet -> * : 443"]
    #expect(try Network(address: nil, rules: rules).ask(on: "tcp/443").verdict == .reachable)
    #expect(try Network(address: nil, rules: rules).ask(on: "tcp/22").verdict == .unreachable)
  }

  @Test("an interface that may have a public address leaves open only what its groups let in")
  func openReference() throws {
    var network = Network(rules: ["in 100 allow tcp Internet -> * : 443"])
    let nic = Builder.id("Microsoft.Network/networkInterfaces", "web-nic")
    network.builder.estate.interfaces.update(nic) {
      $0.configurations[0].publicAddress = Builder.open("pip")
    }
    #expect(try network.ask(on: "tcp/443").verdict == .unknown)
    #expect(try network.ask(on: "tcp/22").verdict == .unreachable)
  }

  @Test("a load balancer that may lead to a machine leaves open only what the groups let in")
  func balancer() throws {
    var network = Network(rules: ["in 100 allow tcp Internet -> * : 443"])
    network.builder.estate.others.insert(
      OpaqueResource(
        id: Builder.id("Microsoft.Network/loadBalancers", "lb"), source: Builder.place))
    #expect(try network.ask(on: "tcp/443").verdict == .reachable)
    #expect(try network.ask(on: "tcp/22").verdict == .unreachable)
    #expect(try network.ask("internet", "vm/db", on: "tcp/443").verdict == .unknown)
    #expect(try network.ask("internet", "vm/db", on: "tcp/22").verdict == .unreachable)
  }

  @Test("only the callers that a rule names get in, and the answer says which")
  func someCallers() throws {
    let network = Network(rules: ["in 100 allow tcp 198.51.100.0/24 -> * : 22"])
    let answer = try network.ask(on: "tcp/22")
    #expect(answer.verdict == .partial, "\(answer.told)")
    #expect(answer.allowed == ["tcp/22 from 198.51.100.0/24"], "\(answer.allowed)")
    #expect(try network.ask("internet/198.51.100.7", on: "tcp/22").verdict == .reachable)
    #expect(try network.ask("internet/192.0.2.7", on: "tcp/22").verdict == .unreachable)
  }

  @Test("where only some source ports get in, the answer says which")
  func sourcePorts() throws {
    var network = Network(rules: [])
    network.builder.estate.securityGroups.update(
      Builder.id("Microsoft.Network/networkSecurityGroups", "rules")
    ) {
      $0.rules = [
        Builder.rule("in 100 allow tcp Internet -> * : 443", sourcePorts: "1024-2047,5000")
      ]
    }
    let answer = try network.ask("internet/198.51.100.7", on: "tcp/443")
    #expect(answer.verdict == .partial, "\(answer.told)")
    #expect(answer.allowed == ["tcp/443 (source ports 1024-2047, 5000)"], "\(answer.allowed)")
  }

  @Test("an address of IPv6 lets in what comes by it, and only that")
  func ipv6() throws {
    var network = Network(rules: ["in 100 allow tcp Internet -> * : 443"])
    let pip = Builder.id("Microsoft.Network/publicIPAddresses", "web-pip")
    network.builder.estate.publicAddresses.update(pip) {
      $0.address = .absent
      $0.family = Builder.known(.ipv6)
    }
    let nic = Builder.id("Microsoft.Network/networkInterfaces", "web-nic")
    network.builder.estate.interfaces.update(nic) {
      var second = $0.configurations[0]
      second.privateAddress = .absent
      second.family = Builder.known(.ipv6)
      $0.configurations[0].publicAddress = .absent
      $0.configurations.append(second)
    }
    let answer = try network.ask(on: "tcp/443")
    #expect(answer.verdict == .partial, "\(answer.told)")
    #expect(answer.allowed == ["tcp/443 from 2000::/3"], "\(answer.allowed)")
    // Without a way out over IPv6 nobody in the network comes by it.
    let other = network.builder.network("m", ["10.7.0.0/16"])
    let subnet = network.builder.subnet(other, "s", "10.7.0.0/24")
    network.builder.machine("far", in: subnet, "10.7.0.4")
    let inside = try network.ask("vm/far", on: "tcp/443")
    #expect(inside.verdict == .unreachable, "\(inside.told)")
  }

  @Test("of a subnet the internet reaches the machines with a public address, and them alone")
  func wholeSubnet() throws {
    let network = Network(rules: ["in 100 allow tcp Internet -> * : 443"])
    for target in ["subnet/n/front", "vnet/n"] {
      let answer = try network.ask("internet", target, on: "tcp/443")
      #expect(answer.verdict == .partial, "\(answer.told)")
      #expect(answer.allowed == ["tcp/443 to nic/web-nic"], "\(answer.allowed)")
    }
  }

  // MARK: - From machine to machine

  /// `far` is in a network of its own, not peered; it has a public address where one is given.
  private func withSender(
    _ address: String?, rules: [String], outbound: Bool? = nil,
    targetAddress: String? = "203.0.113.10"
  ) -> Network {
    var network = Network(address: targetAddress, rules: rules)
    let other = network.builder.network("m", ["10.7.0.0/16"])
    let subnet = network.builder.subnet(other, "s", "10.7.0.0/24") {
      if let outbound { $0.defaultOutboundAccess = Builder.known(outbound) }
    }
    network.builder.machine("far", in: subnet, "10.7.0.4")
    if let address { network.builder.publicAddress(at: "far", address) }
    return network
  }

  @Test("N-24: a machine calls another by its public address, and is seen as part of the internet")
  func overPublicAddresses() throws {
    for target in ["203.0.113.10", nil] {
      let network = withSender(
        "203.0.113.20", rules: ["in 100 allow tcp Internet -> * : 443"], targetAddress: target)
      let answer = try network.ask("vm/far", on: "tcp/443")
      #expect(answer.verdict == .reachable, "\(answer.told)")
      #expect(try network.ask("vm/far", on: "tcp/22").verdict == .unreachable)
      // The other one has no public address, and no route leads there.
      #expect(try network.ask("vm/far", "vm/db", on: "tcp/443").verdict == .unreachable)
    }
    let network = withSender(
      "203.0.113.20", rules: ["in 100 allow tcp VirtualNetwork,10.7.0.0/16 -> * : 443"])
    #expect(try network.ask("vm/far", on: "tcp/443").verdict == .unreachable)
  }

  @Test("N-24, O-9: it is seen by the address of the way that it leaves by")
  func seenAddress() throws {
    let rules = ["in 100 allow tcp 203.0.113.20/32 -> * : 443"]
    let own = try withSender("203.0.113.20", rules: rules).ask("vm/far", on: "tcp/443")
    #expect(own.verdict == .reachable, "\(own.told)")
    let other = try withSender("203.0.113.21", rules: rules).ask("vm/far", on: "tcp/443")
    #expect(other.verdict == .unreachable, "\(other.told)")
    // What default outbound access gives, nobody knows.
    let none = try withSender(nil, rules: rules).ask("vm/far", on: "tcp/443")
    #expect(none.verdict == .unknown, "\(none.told)")
  }

  @Test("N-24: Azure's own tag takes in the addresses of its machines, and those of one region")
  func azureTag() throws {
    for (tag, verdict) in [
      ("AzureCloud", Verdict.reachable), ("AzureCloud.westeurope", .reachable),
      ("AzureCloud.northeurope", .unreachable), ("Storage", .unreachable),
    ] {
      for address in ["203.0.113.20", nil] {
        var network = withSender("1.2.3.4", rules: ["in 100 allow tcp \(tag) -> * : 443"])
        let pip = Builder.id("Microsoft.Network/publicIPAddresses", "far-pip")
        network.builder.estate.publicAddresses.update(pip) {
          $0.address = address.map { Builder.address($0) } ?? .absent
        }
        let answer = try network.ask("vm/far", on: "tcp/443")
        #expect(answer.verdict == verdict, "\(tag) \(answer.told)")
      }
    }
  }

  @Test("N-24: in one network either address will do")
  func eitherAddress() throws {
    let privately = try Network(rules: ["in 100 deny * Internet -> * : *"]).ask(
      "vm/db", on: "tcp/443")
    #expect(privately.verdict == .reachable, "\(privately.told)")
    let publicly = try Network(rules: [
      "in 100 deny * VirtualNetwork -> * : *", "in 110 allow tcp Internet -> * : 443",
    ]).ask("vm/db", on: "tcp/443")
    #expect(publicly.verdict == .reachable, "\(publicly.told)")
    #expect(publicly.paths[0].contains { $0.node == "internet" }, "\(publicly.told)")
    let neither = try Network(rules: ["in 100 deny * * -> * : *"]).ask("vm/db", on: "tcp/443")
    #expect(neither.verdict == .unreachable, "\(neither.told)")
  }

  @Test("N-24: without a way out a machine does not come by the public address")
  func noWayOut() throws {
    let rules = ["in 100 allow tcp Internet -> * : 443"]
    let answer = try withSender(nil, rules: rules, outbound: false).ask("vm/far", on: "tcp/443")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    let own = try withSender("203.0.113.20", rules: rules, outbound: false)
      .ask("vm/far", on: "tcp/443")
    #expect(own.verdict == .reachable, "\(own.told)")
  }

  @Test("N-24: the sender's own group sees the public address")
  func senderGroup() throws {
    for (rule, verdict) in [
      ("out 100 deny * * -> 203.0.113.10/32 : *", Verdict.unreachable),
      ("out 100 deny * * -> 10.0.0.4/32 : *", .reachable),
      ("out 100 deny * * -> Internet : *", .unreachable),
    ] {
      var network = withSender("203.0.113.20", rules: ["in 100 allow tcp Internet -> * : 443"])
      let group = network.builder.group("out", [Builder.rule(rule)])
      let nic = Builder.id("Microsoft.Network/networkInterfaces", "far-nic")
      network.builder.estate.interfaces.update(nic) { $0.securityGroup = Builder.reference(group) }
      let answer = try network.ask("vm/far", on: "tcp/443")
      #expect(answer.verdict == verdict, "\(rule) \(answer.told)")
    }
  }
}
