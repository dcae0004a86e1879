import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
@Suite("Network security groups")
struct SecurityGroupRuleTests {
  typealias Builder = EstateBuilder

  /// Two subnets of one network, `a` and `b`, with a machine each and groups where they are given.
  struct Pair {
    var builder = Builder()
    let network: ResourceID

    init(
      subnetA: [SecurityRule]? = nil, subnetB: [SecurityRule]? = nil, nicA: [SecurityRule]? = nil,
      nicB: [SecurityRule]? = nil, membersA: [ResourceID] = [], membersB: [ResourceID] = [],
      addressB: String? = "10.0.2.4"
    ) {
      network = builder.network("net", ["10.0.0.0/16"])
      let groupA = subnetA.map { builder.group("subnet-a", $0) }
      let groupB = subnetB.map { builder.group("subnet-b", $0) }
      let a = builder.subnet(network, "a", "10.0.1.0/24") { subnet in
        if let groupA { subnet.securityGroup = Builder.reference(groupA) }
      }
      let b = builder.subnet(network, "b", "10.0.2.0/24") { subnet in
        if let groupB { subnet.securityGroup = Builder.reference(groupB) }
      }
      let cardA = nicA.map { builder.group("nic-a", $0) }
      let cardB = nicB.map { builder.group("nic-b", $0) }
      builder.machine("a", in: a, "10.0.1.4", group: cardA, members: membersA)
      builder.machine("b", in: b, addressB, group: cardB, members: membersB)
    }

    func ask(_ from: String = "vm/a", _ to: String = "vm/b", _ traffic: String...) throws
      -> QueryAnswer
    {
      try builder.query.ask(from, to, on: traffic)
    }
  }

  static let deny = Builder.rule("in 200 deny * * -> * : *")
  static let denyOut = Builder.rule("out 200 deny * * -> * : *")
  static let allow = Builder.rule("in 100 allow * * -> * : *")

  @Test("N-1: inbound both the subnet's group and the interface's must allow; none allows all")
  func bothInbound() throws {
    #expect(try Pair().ask().verdict == .reachable)
    #expect(try Pair(subnetB: [Self.deny]).ask().verdict == .unreachable)
    #expect(try Pair(nicB: [Self.deny]).ask().verdict == .unreachable)
    #expect(try Pair(subnetB: [Self.deny], nicB: [Self.allow]).ask().verdict == .unreachable)
    #expect(try Pair(subnetB: [Self.allow], nicB: [Self.deny]).ask().verdict == .unreachable)
    #expect(try Pair(subnetB: [Self.allow], nicB: [Self.allow]).ask().verdict == .reachable)
    let answer = try Pair(subnetB: [Self.deny], nicB: [Self.deny]).ask()
    #expect(answer.blockers.map(\.node) == ["nsg/subnet-b", "nsg/nic-b"], "\(answer.told)")
  }

  @Test("N-1: outbound the interface's group is asked before the subnet's")
  func bothOutbound() throws {
    #expect(try Pair(subnetA: [Self.denyOut]).ask().verdict == .unreachable)
    #expect(try Pair(nicA: [Self.denyOut]).ask().verdict == .unreachable)
    let answer = try Pair(subnetA: [Self.denyOut], nicA: [Self.denyOut]).ask()
    #expect(answer.blockers.map(\.node) == ["nsg/nic-a", "nsg/subnet-a"], "\(answer.told)")
  }

  @Test("N-2: one group can serve many subnets and interfaces")
  func sharedGroup() throws {
    var builder = Builder()
    let network = builder.network("net", ["10.0.0.0/16"])
    let group = builder.group("all", [Builder.rule("in 100 deny tcp * -> 10.0.2.0/24 : *")])
    for (name, prefix) in [("a", "10.0.1.0/24"), ("b", "10.0.2.0/24")] {
      let subnet = builder.subnet(network, name, prefix) {
        $0.securityGroup = Builder.reference(group)
      }
      builder.machine(name, in: subnet, prefix.replacing("0/24", with: "4"), group: group)
    }
    #expect(try builder.query.ask("vm/a", "vm/b", on: ["tcp/22"]).verdict == .unreachable)
    #expect(try builder.query.ask("vm/b", "vm/a", on: ["tcp/22"]).verdict == .reachable)
  }

  @Test("N-3: the rule with the lowest number that matches decides, in whatever order they stand")
  func priority() throws {
    let rules = [
      Builder.rule("in 300 allow tcp * -> * : 443"), Builder.rule("in 200 deny tcp * -> * : 443"),
      Builder.rule("in 100 allow tcp 10.0.1.4 -> * : 443"),
      Builder.rule("in 400 deny * * -> * : *"),
    ]
    #expect(try Pair(nicB: rules).ask("vm/a", "vm/b", "tcp/443").verdict == .reachable)
    #expect(try Pair(nicB: rules).ask("ip/10.0.1.9", "vm/b", "tcp/443").verdict == .unreachable)
    #expect(try Pair(nicB: rules).ask("vm/a", "vm/b", "tcp/80").verdict == .unreachable)
  }

  @Test(
    "N-4: a rule matches on addresses, ports and protocol together",
    arguments: [
      ("tcp/443", Verdict.unreachable), ("tcp/444", .reachable), ("udp/443", .reachable),
      ("icmp", .reachable),
    ])
  func fiveValues(_ row: (String, Verdict)) throws {
    let answer = try Pair(nicB: [Builder.rule("in 100 deny tcp 10.0.1.4 -> 10.0.2.4 : 443")])
      .ask("vm/a", "vm/b", row.0)
    #expect(answer.verdict == row.1, "\(answer.told)")
    let elsewhere = try Pair(nicB: [Builder.rule("in 100 deny tcp 10.0.1.5 -> 10.0.2.4 : 443")])
      .ask("vm/a", "vm/b", row.0)
    #expect(elsewhere.verdict == .reachable, "\(elsewhere.told)")
  }

  @Test("N-4: a rule on source ports takes in those only")
  func sourcePorts() throws {
    let answer = try Pair(
      nicB: [Builder.rule("in 100 deny tcp * -> * : *", sourcePorts: "1024-65535")]
    ).ask("vm/a", "vm/b", "tcp/443")
    #expect(answer.verdict == .partial, "\(answer.told)")
  }

  @Test("N-4: ICMP has no ports: a rule that names ports does not match it")
  func icmp() throws {
    let ports = try Pair(nicB: [Builder.rule("in 100 deny * * -> * : 0-1000")]).ask(
      "vm/a", "vm/b", "icmp")
    #expect(ports.verdict == .reachable, "\(ports.told)")
    let any = try Pair(nicB: [Builder.rule("in 100 deny * * -> * : *")]).ask(
      "vm/a", "vm/b", "icmp")
    #expect(any.verdict == .unreachable, "\(any.told)")
    let own = try Pair(nicB: [Builder.rule("in 100 deny icmp * -> * : *")]).ask(
      "vm/a", "vm/b", "any")
    #expect(own.verdict == .partial, "\(own.told)")
    #expect(own.allowed.sorted() == ["tcp", "udp"] || own.allowed == ["tcp, udp"], "\(own.told)")
  }

  @Test("a port that is not known beside one that is leaves ICMP as the other rules have it")
  func icmpBesideOpenPorts() throws {
    let rule = Builder.rule("in 100 deny * * -> * : 443") {
      $0.destinationPorts.append(Builder.open("port"))
    }
    let answer = try Pair(nicB: [rule]).ask("vm/a", "vm/b", "icmp")
    // The port may turn out to be `*`.
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test("N-5: the default rules let the network in and the internet out, and nothing else")
  func defaultRules() throws {
    var pair = Pair(subnetA: [], nicB: [])
    #expect(try pair.ask().verdict == .reachable)
    let out = try pair.ask("vm/a", "internet/203.0.113.9", "tcp/443")
    #expect(out.verdict == .reachable, "\(out.told)")
    let stranger = pair.builder.network("stranger", ["10.9.0.0/16"])
    let subnet = pair.builder.subnet(stranger, "s", "10.9.1.0/24")
    pair.builder.machine("stranger", in: subnet, "10.9.1.4")
    // Peered on both sides, but taken out of the tag: the default rules let it in no more.
    pair.builder.peer(pair.network, stranger) {
      $0.allowsVirtualNetworkAccess = Builder.known(false)
    }
    let answer = try pair.ask("vm/stranger", "vm/b", "tcp/443")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.contains { $0.rule.hasPrefix("DenyAllInBound") }, "\(answer.told)")
    #expect(answer.blockers.allSatisfy { $0.article != nil || $0.source != nil })
  }

  @Test("N-6: replies need no rule in the other direction")
  func stateful() throws {
    let answer = try Pair(
      nicA: [Self.deny], nicB: [Self.denyOut]
    ).ask("vm/a", "vm/b", "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  @Test("N-7: outbound a group sees the private address of its own host, not the translated one")
  func addressesSeen() throws {
    let own = try Pair(nicA: [Builder.rule("out 100 deny tcp 10.0.1.4 -> Internet : *")])
      .ask("vm/a", "internet/203.0.113.9", "tcp/443")
    #expect(own.verdict == .unreachable, "\(own.told)")
  }

  @Test("N-8: traffic within a subnet passes its group too")
  func withinSubnet() throws {
    var pair = Pair(subnetA: [Self.deny])
    let subnet = pair.network.child("subnets", "a")
    pair.builder.machine("c", in: subnet, "10.0.1.5")
    #expect(try pair.ask("vm/a", "vm/c", "tcp/22").verdict == .unreachable)
    var open = Pair(subnetA: [])
    open.builder.machine("c", in: subnet, "10.0.1.5")
    #expect(try open.ask("vm/a", "vm/c", "tcp/22").verdict == .reachable)
  }

  @Test("N-9: several prefixes and ranges of one rule match each with each")
  func augmented() throws {
    let pair = Pair(
      nicB: [
        Builder.rule(
          "in 100 allow tcp 10.0.1.4,10.0.9.0/24 -> 10.0.2.4,10.0.8.0/24 : 22,8000-8010"),
        Builder.rule("in 200 deny * * -> * : *"),
      ])
    for (traffic, verdict) in [
      ("tcp/22", Verdict.reachable), ("tcp/8000-8010", .reachable), ("tcp/8011", .unreachable),
      ("udp/22", .unreachable),
    ] {
      #expect(try pair.ask("vm/a", "vm/b", traffic).verdict == verdict)
    }
    let all = try pair.ask("vm/a", "vm/b", "tcp")
    #expect(all.verdict == .partial)
    #expect(all.allowed == ["tcp/22", "tcp/8000-8010"], "\(all.told)")
  }

  @Test("N-10: 0.0.0.0/0 is every IPv4 address and no IPv6 address; * is both")
  func families() throws {
    var builder = Builder()
    let network = builder.network("net", ["10.0.0.0/16", "fd00:1::/48"])
    func build(_ source: String) -> Builder {
      var builder = builder
      let group = builder.group("g", [Builder.rule("in 100 deny tcp \(source) -> * : *")])
      let four = builder.subnet(network, "four", "10.0.1.0/24")
      let six = builder.subnet(network, "six", "fd00:1:0:1::/64")
      builder.machine("a4", in: four, "10.0.1.4")
      builder.machine("a6", in: six, "fd00:1:0:1::4")
      builder.machine("b4", in: four, "10.0.1.5", group: group)
      builder.machine("b6", in: six, "fd00:1:0:1::5", group: group)
      return builder
    }
    let four = build("0.0.0.0/0")
    #expect(try four.query.ask("vm/a4", "vm/b4", on: ["tcp/22"]).verdict == .unreachable)
    #expect(try four.query.ask("vm/a6", "vm/b6", on: ["tcp/22"]).verdict == .reachable)
    let six = build("::/0")
    #expect(try six.query.ask("vm/a4", "vm/b4", on: ["tcp/22"]).verdict == .reachable)
    #expect(try six.query.ask("vm/a6", "vm/b6", on: ["tcp/22"]).verdict == .unreachable)
    let any = build("*")
    #expect(try any.query.ask("vm/a4", "vm/b4", on: ["tcp/22"]).verdict == .unreachable)
    #expect(try any.query.ask("vm/a6", "vm/b6", on: ["tcp/22"]).verdict == .unreachable)
  }

  // MARK: - Application security groups

  // https://learn.microsoft.com/azure/virtual-network/application-security-groups
  @Test("N-17: a rule for an application security group holds for its members only")
  func applicationGroups() throws {
    var builder = Builder()
    let web = builder.applicationGroup("AsgWeb")
    let logic = builder.applicationGroup("AsgLogic")
    let database = builder.applicationGroup("AsgDb")
    let network = builder.network("net", ["10.0.0.0/16"])
    let group = builder.group(
      "g",
      [
        Builder.rule("in 100 allow tcp Internet -> - : 80", destinationGroups: [web]),
        Builder.rule("in 120 deny * * -> - : 1433", destinationGroups: [database]),
        Builder.rule(
          "in 110 allow tcp - -> - : 1433", sourceGroups: [logic], destinationGroups: [database]),
      ])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24") {
      $0.securityGroup = Builder.reference(group)
    }
    builder.machine("web1", in: subnet, "10.0.1.4", members: [web])
    builder.machine("web2", in: subnet, nil, members: [web])
    builder.machine("logic1", in: subnet, "10.0.1.5", members: [logic])
    builder.machine("logic2", in: subnet, nil, members: [logic])
    builder.machine("db", in: subnet, nil, members: [database])
    builder.machine("other", in: subnet, "10.0.1.7")
    let query = builder.query
    for (from, to, verdict) in [
      ("vm/logic1", "vm/db", Verdict.reachable), ("vm/logic2", "vm/db", .reachable),
      ("vm/web1", "vm/db", .unreachable), ("vm/web2", "vm/db", .unreachable),
      ("vm/other", "vm/db", .unreachable), ("vm/web1", "vm/logic1", .reachable),
      ("vm/web1", "vm/other", .reachable), ("vm/db", "vm/web1", .reachable),
    ] {
      let answer = try query.ask(from, to, on: ["tcp/1433"])
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  // MARK: - Private endpoints

  @Test(
    "N-18: the group of a private endpoint's subnet holds for it only where the policy says so",
    arguments: [
      (nil, Verdict.reachable), (Subnet.PrivateEndpointPolicies.disabled, .reachable),
      (.routeTables, .reachable), (.enabled, .unreachable), (.securityGroups, .unreachable),
    ] as [(Subnet.PrivateEndpointPolicies?, Verdict)])
  func privateEndpointPolicies(_ row: (Subnet.PrivateEndpointPolicies?, Verdict)) throws {
    var pair = Pair(subnetB: [Self.deny])
    let storage = pair.builder.storage("st") { $0.publicAccess = Builder.known(.disabled) }
    let zone = pair.builder.zone("privatelink.blob.core.windows.net", linkedTo: [pair.network])
    let subnet = pair.network.child("subnets", "b")
    pair.builder.privateEndpoint("pe", in: subnet, "10.0.2.9", to: storage, "blob", zone: zone)
    if let policy = row.0 {
      pair.builder.estate.subnets.update(subnet) {
        $0.privateEndpointPolicies = Builder.known(policy)
      }
    }
    let answer = try pair.ask("vm/a", "storage/st", "tcp/443")
    #expect(answer.verdict == row.1, "\(answer.told)")
    // Other hosts of the subnet are filtered all the same.
    #expect(try pair.ask("vm/a", "vm/b", "tcp/443").verdict == .unreachable)
  }

  @Test("N-18, N-23: the client's outbound group always holds for a private endpoint")
  func outboundToPrivateEndpoint() throws {
    var pair = Pair(nicA: [Builder.rule("out 100 deny tcp * -> 10.0.2.9 : 443")])
    let storage = pair.builder.storage("st")
    let zone = pair.builder.zone("privatelink.blob.core.windows.net", linkedTo: [pair.network])
    let subnet = pair.network.child("subnets", "b")
    pair.builder.privateEndpoint("pe", in: subnet, "10.0.2.9", to: storage, "blob", zone: zone)
    #expect(try pair.ask("vm/a", "storage/st", "tcp/443").verdict == .unreachable)
    // A tag holds public addresses: it does not match the private endpoint's.
    var tagged = Pair(nicA: [Builder.rule("out 100 deny tcp * -> Storage : 443")])
    let account = tagged.builder.storage("st")
    let other = tagged.builder.zone("privatelink.blob.core.windows.net", linkedTo: [tagged.network])
    tagged.builder.privateEndpoint("pe", in: subnet, nil, to: account, "blob", zone: other)
    let answer = try tagged.ask("vm/a", "storage/st", "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }

  // MARK: - Addresses that are not known

  @Test("a dynamic address is decided by rules on its whole subnet and left open by others")
  func dynamicAddresses() throws {
    for (destination, verdict) in [
      ("10.0.2.0/24", Verdict.unreachable), ("10.0.0.0/16", .unreachable), ("10.0.2.4", .unknown),
      ("10.0.2.0/25", .unknown), ("10.0.3.0/24", .reachable), ("*", .unreachable),
      ("VirtualNetwork", .unreachable), ("Internet", .reachable),
    ] {
      let answer = try Pair(
        subnetB: [Builder.rule("in 100 deny tcp * -> \(destination) : *")], addressB: nil
      ).ask("vm/a", "vm/b", "tcp/443")
      #expect(answer.verdict == verdict, "\(destination): \(answer.told)")
    }
  }

  @Test("a group that no input describes decides nothing")
  func undescribedGroup() throws {
    var pair = Pair()
    let missing = Builder.id("Microsoft.Network/networkSecurityGroups", "missing")
    pair.builder.estate.subnets.update(pair.network.child("subnets", "b")) {
      $0.securityGroup = Builder.reference(missing)
    }
    let answer = try pair.ask("vm/a", "vm/b", "tcp/443")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(!answer.unknowns.isEmpty)
  }

  @Test("a route table that no input describes may send a packet anywhere, and the answer says so")
  func routeTable() throws {
    var pair = Pair()
    let table = Builder.id("Microsoft.Network/routeTables", "rt")
    pair.builder.estate.subnets.update(pair.network.child("subnets", "a")) {
      $0.routeTable = Builder.reference(table)
    }
    pair.builder.storage("st")
    for (from, to) in [
      ("vm/a", "vm/b"), ("vm/a", "storage/st"), ("vm/a", "internet/203.0.113.9"), ("vm/b", "vm/a"),
    ] {
      let answer = try pair.ask(from, to, "tcp/443")
      #expect(answer.verdict == .unknown, "\(answer.told)")
      #expect(
        answer.unknowns.contains { $0.because.contains("no input tells the routes") },
        "\(answer.told)")
    }
    // What no route could open stays shut.
    var shut = Pair(nicB: [Self.deny])
    shut.builder.estate.subnets.update(shut.network.child("subnets", "a")) {
      $0.routeTable = Builder.reference(table)
    }
    #expect(try shut.ask("vm/a", "vm/b", "tcp/443").verdict == .unreachable)
  }
}
