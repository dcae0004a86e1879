import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/load-balancer/components
@Suite("Ports of translations that an input leaves open")
struct OpenPortTests {
  typealias Builder = EstateBuilder

  /// A balancer with one rule before `vm/m`, whose group lets in one port.
  private func estate(
    open: String = "", _ change: (inout LoadBalancer.Rule) -> Void
  ) -> Builder {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24")
    let group = builder.group(
      "g",
      [
        Builder.rule("web 100 allow tcp * -> * : 8080"), Builder.rule("rest 200 deny * * -> * : *"),
      ])
    builder.machine("m", in: subnet, "10.0.1.4", group: group)
    builder.machine("c", in: subnet, "10.0.1.9")
    builder.balancer("lb", in: subnet, "10.0.1.100", members: ["m"], rules: ["Tcp 80 -> 8080"]) {
      change(&$0.rules[0])
    }
    return builder
  }

  @Test(
    "L-2: a port of a rule that is open may be the one that is called, or that the group lets in")
  func balanced() throws {
    let open = Builder.open("p") as Setting<Int>
    for (name, change) in [
      ("frontend", { (rule: inout LoadBalancer.Rule) in rule.frontendPort = open }),
      ("backend", { rule in rule.backendPort = open }),
      ("protocol", { rule in rule.transport = Builder.open("p") }),
    ] {
      let query = estate(change).query
      for (to, port) in [("loadbalancer/lb", "tcp/80"), ("vm/m", "tcp/8080")] {
        let answer = try query.ask("vm/c", to, on: [port])
        #expect(
          answer.verdict == (to == "vm/m" ? .reachable : .unknown), "\(name) \(answer.told)")
      }
    }
    let known = estate { _ in }.query
    #expect(try known.ask("vm/c", "loadbalancer/lb", on: ["tcp/80"]).verdict == .reachable)
    #expect(try known.ask("vm/c", "loadbalancer/lb", on: ["tcp/81"]).verdict == .unreachable)
    let front = estate { $0.frontendPort = open }.query
    #expect(try front.ask("vm/c", "loadbalancer/lb", on: ["udp/80"]).verdict == .unreachable)
    let back = estate { $0.backendPort = open }.query
    #expect(try back.ask("vm/c", "loadbalancer/lb", on: ["tcp/81"]).verdict == .unreachable)
  }

  @Test("F-17: a translated port that is open may be any")
  func translated() throws {
    var firewall = FirewallEstate()
    firewall.translate(
      FirewallEstate.translation(
        "web", from: ["*"], to: ["203.0.113.4"], "443", "10.7.0.4", "8443"))
    firewall.serverRules = [
      FirewallEstate.securityRule("hub", 100, "Allow", from: "10.5.0.0/26", "8443"),
      FirewallEstate.securityRule("rest", 200, "Deny", from: "*"),
    ]
    #expect(try firewall.ask("internet", "vm/server", on: "tcp/8443").verdict == .reachable)
    var estate = try firewall.estate().query.graph.estate
    let policy = try #require(estate.firewallPolicies.all.first).id
    estate.firewallPolicies.update(policy) {
      $0.groups[0].collections[0].rules[0].translatedPort = Builder.open("p")
    }
    for (port, verdict) in [("tcp/8443", Verdict.unknown), ("tcp/22", .unreachable)] {
      let answer = try ReachabilityQuery(estate).ask("internet", "vm/server", on: [port])
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }
}
