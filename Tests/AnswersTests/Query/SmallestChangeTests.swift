import EstateModel
import Testing
import TrafficSets

@testable import Answers

@Suite("The smallest change, and what else it opens")
struct SmallestChangeTests {
  typealias Builder = EstateBuilder

  private func sentences(_ answer: QueryAnswer) -> [[String]] {
    answer.fixes.map { $0.changes.map(\.change) }
  }

  /// Two machines, the second behind a group.
  private func guarded(_ rules: [String], outbound: [String] = []) -> Builder {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let near = builder.group("out", outbound.map { Builder.rule($0) })
    let far = builder.group("g", rules.map { Builder.rule($0) })
    let a = builder.subnet(network, "a", "10.0.1.0/24") {
      $0.securityGroup = Builder.reference(near)
    }
    let b = builder.subnet(network, "b", "10.0.2.0/24") {
      $0.securityGroup = Builder.reference(far)
    }
    builder.machine("a", in: a, "10.0.1.4")
    builder.machine("b", in: b, "10.0.2.4")
    return builder
  }

  private static let rule =
    "add a rule to nsg/g that allows inbound tcp/443 from 10.0.1.4/32 to 10.0.2.4/32"

  @Test("N-3: a rule is proposed at a priority that is free before the one that denies")
  func priorities() throws {
    for (rules, place) in [
      (["in 200 deny * * -> * : *"], ", priority 199"),
      (["in 199 allow udp * -> * : 53", "in 200 deny * * -> * : *"], ", priority 198"),
      (["in 100 deny * * -> * : *"], ", priority 100, and move rule100 to 101"),
      (
        ["in 100 deny * * -> * : *", "in 101 allow udp * -> * : 53"],
        ", priority 100, and move rule100 to 101, rule101 to 102"
      ),
      // A rule about other addresses is none that it must come before.
      (
        ["in 100 deny * 192.168.0.0/16 -> * : *", "in 300 deny * * -> * : *"],
        ", priority 299"
      ),
    ] {
      let answer = try guarded(rules).query.ask("vm/a", "vm/b", on: ["tcp/443"], fixes: true)
      #expect(sentences(answer) == [[Self.rule + place]], "\(rules)")
    }
  }

  @Test("a rule towards a service tag opens all of the tag")
  func tags() throws {
    var builder = guarded([], outbound: ["out 200 deny * * -> Internet : *"])
    builder.machine(
      "c", in: Builder.id("Microsoft.Network/virtualNetworks", "n").child("subnets", "a"),
      "10.0.1.5")
    let answer = try builder.query.ask(
      "vm/a", "registry/viennaglobal", on: ["tcp/443"], fixes: true)
    let fix = try #require(answer.fixes.first, "\(answer.told)")
    #expect(fix.changes.map(\.change).joined().contains("AzureContainerRegistry"))
    #expect(
      fix.alsoOpens.contains { $0.contains(" -> service/AzureContainerRegistry on tcp/443") },
      "\(fix.alsoOpens)")
  }

  @Test("what was asked is nothing else, under whatever names")
  func nothingElse() throws {
    let answer = try guarded(["in 200 deny * * -> * : *"]).query
      .ask("vm/a", "vm/b", on: ["tcp/443"], fixes: true)
    let fix = try #require(answer.fixes.first)
    #expect(fix.alsoOpens.isEmpty, "\(fix.alsoOpens)")
    #expect(fix.isComparisonComplete)
  }

  @Test("what else is opened is told with its addresses")
  func addresses() throws {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let group = builder.group("g", [Builder.rule("out 200 deny * * -> Internet : *")])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24") {
      $0.securityGroup = Builder.reference(group)
    }
    builder.machine("a", in: subnet, nil)
    let answer = try builder.query.ask("vm/a", "internet/8.8.8.8", on: ["tcp/443"], fixes: true)
    let fix = try #require(answer.fixes.first)
    #expect(fix.alsoOpens.allSatisfy { $0.hasSuffix("to 8.8.8.8/32") }, "\(fix.alsoOpens)")
  }

  @Test(
    "a rule that may deny is overcome with one that does, and the address is said to be dynamic")
  func dynamicAddress() throws {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let near = builder.group("near", [Builder.rule("out 150 deny * 10.0.1.9/32 -> * : *")])
    let far = builder.group("far", [Builder.rule("in 200 deny * * -> * : *")])
    let a = builder.subnet(network, "a", "10.0.1.0/24") {
      $0.securityGroup = Builder.reference(near)
    }
    let b = builder.subnet(network, "b", "10.0.2.0/24") {
      $0.securityGroup = Builder.reference(far)
    }
    builder.machine("a", in: a, nil)
    builder.machine("b", in: b, "10.0.2.4")
    let answer = try builder.query.ask("vm/a", "vm/b", on: ["tcp/443"], fixes: true)
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(
      sentences(answer) == [
        [
          "add a rule to nsg/far that allows inbound tcp/443 from 10.0.1.0/24 to 10.0.2.4/32, priority 199",
          "add a rule to nsg/near that allows outbound tcp/443 from 10.0.1.0/24 to 10.0.2.4/32, priority 149",
        ]
      ], "\(sentences(answer)) \(answer.warnings)")
    builder.estate.securityGroups.update(far) { $0.rules = [] }
    let open = try builder.query.ask("vm/a", "vm/b", on: ["tcp/443"])
    #expect(open.verdict == .unknown)
    #expect(open.unknowns.contains { $0.because.contains("dynamic") }, "\(open.unknowns)")
  }

  @Test("a registry that is opened is open to the internet, though its layers were before")
  func registry() throws {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    builder.machine("a", in: builder.subnet(network, "s", "10.0.1.0/24"), "10.0.1.4")
    builder.registry("cr", hasDataEndpoint: false) {
      $0.firewall.publicAccess = Builder.known(.disabled)
    }
    let answer = try builder.query.ask("vm/a", "registry/cr", fixes: true)
    let fix = try #require(
      answer.fixes.first { $0.changes.contains { $0.change.contains("public network access") } })
    #expect(fix.alsoOpens.contains("internet -> registry/cr on tcp/443"), "\(fix.alsoOpens)")
  }

  @Test("several ports take one rule for each group, and every group is a blocker")
  func severalPorts() throws {
    let answer = try guarded(
      ["in 200 deny tcp * -> * : 22", "in 210 deny udp * -> * : 22"],
      outbound: ["out 200 deny tcp * -> * : 443"]
    ).query.ask("vm/a", "vm/b", on: ["tcp/22", "udp/22", "tcp/443"], fixes: true)
    #expect(
      sentences(answer).map { $0.sorted() } == [
        [
          "add a rule to nsg/g that allows inbound tcp/22, udp/22 (protocol *) from 10.0.1.4/32 to 10.0.2.4/32, priority 199",
          "add a rule to nsg/out that allows outbound tcp/443 from 10.0.1.4/32 to 10.0.2.4/32, priority 199",
        ]
      ], "\(sentences(answer))")
    #expect(Set(answer.blockers.map(\.node)) == ["nsg/g", "nsg/out"])
  }

  @Test("ports that differ by protocol take a rule each")
  func rulePerProtocol() throws {
    let answer = try guarded(["in 200 deny * * -> * : *"]).query
      .ask("vm/a", "vm/b", on: ["tcp/443", "udp/53"], fixes: true)
    #expect(
      sentences(answer) == [
        [
          "add rules to nsg/g that allow inbound tcp/443, udp/53 from 10.0.1.4/32 to 10.0.2.4/32, priorities 199, 198"
        ]
      ], "\(sentences(answer))")
  }

  @Test("a firewall that denies by a rule gets one before it, not a way around it")
  func firewallDenial() throws {
    var estate = FirewallEstate()
    let denial = FirewallEstate.network("no", from: ["*"], to: ["*"], ["443"])
    for (priority, place) in [
      (200, "priority 199"), (100, "priority 100, and move g to 101"),
    ] {
      estate.groups = [
        FirewallEstate.group(
          "g", priority,
          [
            FirewallEstate.collection("stop", 200, "Deny", [denial]),
            FirewallEstate.collection(
              "go", 300, [FirewallEstate.network("go", from: ["*"], to: ["*"], ["*"])]),
          ])
      ]
      let answer = try estate.estate().query
        .ask("vm/client", "vm/server", on: ["tcp/443"], fixes: true)
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      let changes = try #require(sentences(answer).first)
      #expect(changes.count == 1)
      #expect(changes[0].hasPrefix("add a network rule to"), "\(changes)")
      #expect(changes[0].hasSuffix(", in a rule collection group of \(place)"), "\(changes)")
      #expect(answer.fixes.first?.alsoOpens == [])
    }
  }

  @Test("a caller by service endpoint is let in by a rule for its subnet")
  func subnetRule() throws {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24") {
      $0.serviceEndpoints = [Builder.known("Microsoft.Storage")]
    }
    builder.machine("a", in: subnet, "10.0.1.4")
    builder.storage("s1") { $0.defaultAction = Builder.known(.deny) }
    let answer = try builder.query.ask("vm/a", "storage/s1", fixes: true)
    #expect(answer.verdict == .unreachable)
    #expect(
      sentences(answer).contains(["add subnet/n/s to the virtual network rules of storage/s1"]),
      "\(sentences(answer))")
    #expect(!sentences(answer).joined().contains { $0.hasPrefix("let all addresses in") })
  }

  @Test("a probe that a group stops is let in, for a balancer and for the machine behind it")
  func healthProbe() throws {
    let estate = try ProbedBalancer.estate()
    for (target, port) in [("loadbalancer/lb", "tcp/80"), ("vm/web1", "tcp/8080")] {
      let answer = try estate.ask("internet", target, on: port, fixes: true)
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(answer.blockers.first?.control == "healthProbe", "\(answer.told)")
      #expect(
        sentences(answer) == [
          [
            "add a rule to nsg/web that allows inbound tcp/8081 from AzureLoadBalancer to 10.0.0.4/32, priority 199"
          ]
        ], "\(sentences(answer))")
    }
  }

  @Test("P-1: the half of a peering that is missing is proposed from either end")
  func halfPeering() throws {
    var builder = Builder()
    let one = builder.network("one", ["10.1.0.0/16"])
    let two = builder.network("two", ["10.2.0.0/16"])
    builder.machine("a", in: builder.subnet(one, "s", "10.1.1.0/24"), "10.1.1.4")
    builder.machine("b", in: builder.subnet(two, "s", "10.2.1.0/24"), "10.2.1.4")
    builder.peerOneSide(one, two)
    for (from, to) in [("vm/a", "vm/b"), ("vm/b", "vm/a")] {
      let answer = try builder.query.ask(from, to, on: ["tcp/22"], fixes: true)
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(sentences(answer).first == ["peer vnet/two to vnet/one"], "\(sentences(answer))")
    }
  }
}

/// A public balancer whose probe a group stops: the member takes the clients, not the probe.
enum ProbedBalancer {
  private typealias Text = ExportedText

  private static func id(_ type: String, _ name: String) -> String {
    Text.id("Microsoft.Network/\(type)", name)
  }

  static func estate() throws -> TextEstate {
    let balancer = id("loadBalancers", "lb")
    func part(_ kind: String, _ name: String) -> String {
      "{\"id\": \"\(balancer)/\(kind)/\(name)\"}"
    }
    return try TextEstate([
      "estate.json": Text.list([
        Text.network("n", "10.0.0.0/16", ["web": "10.0.0.0/24"]),
        Text.resource(
          "Microsoft.Network/publicIPAddresses", "ip",
          "\"ipAddress\": \"20.1.2.3\", \"publicIPAllocationMethod\": \"Static\"",
          beside: "\"location\": \"westeurope\", \"sku\": {\"name\": \"Standard\"}"),
        Text.resource(
          "Microsoft.Network/networkSecurityGroups", "web",
          """
          "securityRules": [
            \(FirewallEstate.securityRule("go", 100, "Allow", from: "*", "8080")),
            \(FirewallEstate.securityRule("stop", 200, "Deny", from: "*", "*"))]
          """),
        Text.resource(
          "Microsoft.Network/loadBalancers", "lb",
          """
          "frontendIPConfigurations": [{"name": "f", "properties": {"publicIPAddress": {"id": "\(id("publicIPAddresses", "ip"))"}}}],
          "backendAddressPools": [{"name": "p", "properties": {}}],
          "probes": [{"name": "h", "properties": {"protocol": "Tcp", "port": 8081}}],
          "loadBalancingRules": [{"name": "r", "properties": {
            "frontendIPConfiguration": \(part("frontendIPConfigurations", "f")),
            "backendAddressPool": \(part("backendAddressPools", "p")), "probe": \(part("probes", "h")),
            "protocol": "Tcp", "frontendPort": 80, "backendPort": 8080}}]
          """, beside: "\"location\": \"westeurope\", \"sku\": {\"name\": \"Standard\"}"),
        Text.resource(
          "Microsoft.Network/networkInterfaces", "web1-nic",
          """
          "networkSecurityGroup": {"id": "\(id("networkSecurityGroups", "web"))"},
          "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": "10.0.0.4",
            "subnet": {"id": "\(id("virtualNetworks", "n"))/subnets/web"},
            "loadBalancerBackendAddressPools": [\(part("backendAddressPools", "p"))]}}]
          """),
        Text.resource(
          "Microsoft.Compute/virtualMachines", "web1",
          "\"networkProfile\": {\"networkInterfaces\": [{\"id\": \"\(id("networkInterfaces", "web1-nic"))\"}]}"
        ),
      ])
    ])
  }
}
