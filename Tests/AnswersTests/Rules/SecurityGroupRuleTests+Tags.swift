import EstateModel
import Testing

@testable import Answers

// What a service tag takes in, seen from the group that names it.
// https://learn.microsoft.com/azure/virtual-network/service-tags-overview
extension SecurityGroupRuleTests {
  @Test("N-11: VirtualNetwork is the network's own ranges and those of peers, not of others")
  func virtualNetworkTag() throws {
    var pair = Pair(
      nicB: [
        Builder.rule("in 100 allow tcp VirtualNetwork -> * : 443"),
        Builder.rule("in 200 deny * * -> * : *"),
      ])
    for (name, octet) in [("near", 1), ("far", 2)] {
      let network = pair.builder.network(name, ["10.\(octet).0.0/16"])
      let subnet = pair.builder.subnet(network, "s", "10.\(octet).1.0/24")
      pair.builder.machine(name, in: subnet, nil)
      if name == "near" { pair.builder.peer(pair.network, network) }
    }
    #expect(try pair.ask("vm/a", "vm/b", "tcp/443").verdict == .reachable)
    #expect(try pair.ask("vm/near", "vm/b", "tcp/443").verdict == .reachable)
    #expect(try pair.ask("vm/far", "vm/b", "tcp/443").verdict == .unreachable)
  }

  @Test("N-31: ranges on premises behind the gateway belong to VirtualNetwork")
  func onPremisesTag() throws {
    var pair = Pair(nicB: [])
    let gateway = pair.builder.gateway("vpn", in: pair.network)
    pair.builder.client("office", .gateway(Builder.reference(gateway)), ["192.168.0.0/16"])
    let answer = try pair.ask("client/office", "vm/b", "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    let shut = Pair(nicB: [Builder.rule("in 100 deny * VirtualNetwork -> * : *")])
    var closed = shut
    let other = closed.builder.gateway("vpn", in: closed.network)
    closed.builder.client("office", .gateway(Builder.reference(other)), ["192.168.0.0/16"])
    #expect(try closed.ask("client/office", "vm/b", "tcp/443").verdict == .unreachable)
  }

  @Test("N-12, P-4: without the access flag a peer is not in the tag, but its addresses pass")
  func accessFlag() throws {
    func build(_ rules: [SecurityRule]?) -> Pair {
      var pair = Pair(nicB: rules)
      let network = pair.builder.network("spoke", ["10.1.0.0/16"])
      let subnet = pair.builder.subnet(network, "s", "10.1.1.0/24")
      pair.builder.machine("spoke", in: subnet, "10.1.1.4")
      pair.builder.peerOneSide(pair.network, network) {
        $0.allowsVirtualNetworkAccess = Builder.known(false)
      }
      pair.builder.peerOneSide(network, pair.network)
      return pair
    }
    #expect(try build([]).ask("vm/spoke", "vm/b", "tcp/443").verdict == .unreachable)
    let named = try build([Builder.rule("in 100 allow tcp 10.1.0.0/16 -> * : *")])
      .ask("vm/spoke", "vm/b", "tcp/443")
    #expect(named.verdict == .reachable, "\(named.told)")
    let bare = try build(nil).ask("vm/spoke", "vm/b", "tcp/443")
    #expect(bare.verdict == .reachable, "\(bare.told)")
    #expect(bare.warnings.contains { $0.property == "allowVirtualNetworkAccess" })
  }

  @Test("N-13: the tag Internet takes in Azure's own public addresses, too")
  func internetTag() throws {
    var pair = Pair(nicA: [Builder.rule("out 100 deny tcp * -> Internet : *")])
    pair.builder.storage("st")
    #expect(try pair.ask("vm/a", "storage/st", "tcp/443").verdict == .unreachable)
    #expect(try pair.ask("vm/a", "internet", "tcp/443").verdict == .unreachable)
    #expect(try pair.ask("vm/a", "registry/mcr", "tcp/443").verdict == .unreachable)
    #expect(try pair.ask("vm/a", "fqdn/example.com", "tcp/443").verdict == .unreachable)
    #expect(try pair.ask("vm/a", "vm/b", "tcp/443").verdict == .reachable)
  }

  @Test("N-14: AzureLoadBalancer is where probes come from, not the traffic that is balanced")
  func loadBalancerTag() throws {
    let answer = try Pair(
      nicB: [
        Builder.rule("in 100 allow * AzureLoadBalancer -> * : *"),
        Builder.rule("in 200 deny * * -> * : *"),
      ]
    ).ask("vm/a", "vm/b", "tcp/443")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test(
    "N-15: a service tag takes in services of its kind, one with a region those of it",
    arguments: [
      ("Storage", "west", Verdict.reachable), ("Storage", "north", .reachable),
      ("Storage.WestEurope", "west", .reachable), ("Storage.WestEurope", "north", .unreachable),
      ("AzureKeyVault", "west", .unreachable), ("AzureCloud", "west", .reachable),
      ("AzureCloud.NorthEurope", "west", .unreachable), ("Internet", "north", .reachable),
    ])
  func serviceTags(_ row: (String, String, Verdict)) throws {
    var pair = Pair(
      nicA: [
        Builder.rule("out 100 allow tcp * -> \(row.0) : 443"),
        Builder.rule("out 200 deny * * -> * : *"),
      ])
    pair.builder.storage("west")
    pair.builder.storage("north", location: "northeurope")
    let answer = try pair.ask("vm/a", "storage/\(row.1)", "tcp/443")
    #expect(answer.verdict == row.2, "\(answer.told)")
  }

  @Test("a tag that is not known here leaves a service of Microsoft's open")
  func unknownTag() throws {
    let pair = Pair(
      nicA: [
        Builder.rule("out 100 allow tcp * -> SomethingNew : 443"),
        Builder.rule("out 200 deny * * -> * : *"),
      ])
    let named = try pair.ask("vm/a", "fqdn/thing.azure.com", "tcp/443")
    #expect(named.verdict == .unknown, "\(named.told)")
  }

  @Test("N-16: the platform's own addresses pass unless a rule names their tag")
  func platform() throws {
    let pair = Pair(nicA: [Self.denyOut])
    let answer = try pair.ask("vm/a", "ip/168.63.129.16", "udp/53")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    let named = try Pair(nicA: [Builder.rule("out 100 deny * * -> AzurePlatformDNS : *")])
      .ask("vm/a", "ip/168.63.129.16", "udp/53")
    #expect(named.verdict == .unreachable, "\(named.told)")
  }

  @Test("N-15: whether a tag holds the address behind a name is open, but the same for all rules")
  func tagOfName() throws {
    let name = "fqdn/download.windowsupdate.com"
    func answer(_ subnetRules: [SecurityRule], _ ownRules: [SecurityRule]) throws -> QueryAnswer {
      var builder = Builder()
      let group = builder.group("subnet", subnetRules)
      let subnet = builder.subnet(builder.network("n", ["10.0.0.0/16"]), "s", "10.0.1.0/24") {
        $0.securityGroup = Builder.reference(group)
      }
      builder.machine("m", in: subnet, "10.0.1.4", group: builder.group("own", ownRules))
      return try builder.query.ask("vm/m", name, on: ["tcp/443"])
    }
    let denies = [Builder.rule("out 100 deny * * -> Storage : *")]
    let allows = [
      Builder.rule("out 100 allow * * -> Storage : *"), Builder.rule("out 200 deny * * -> * : *"),
    ]
    #expect(try answer(denies, []).verdict == .unknown)
    #expect(try answer([], allows).verdict == .unknown)
    let never = try answer(denies, allows)
    #expect(never.verdict == .unreachable, "\(never.told)")
    // One of the two lets it out whichever holds, but both are asked.
    let part = [
      Builder.rule("out 100 allow * * -> Storage : *"),
      Builder.rule("out 200 allow * * -> * : *"),
    ]
    #expect(try answer(part, part).verdict == .reachable)
    let region = [Builder.rule("out 100 deny * * -> Storage.westeurope : *")]
    let other = try answer(region, [Builder.rule("out 100 deny * * -> Storage : *")])
    #expect(other.verdict == .unknown, "\(other.told)")
  }
}
