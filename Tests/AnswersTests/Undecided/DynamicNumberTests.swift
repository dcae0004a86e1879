import EstateModel
import Testing

@testable import Answers

@Suite("The number of a dynamic address is one in all that is said of it")
struct DynamicNumberTests {
  typealias Pair = SecurityGroupRuleTests.Pair
  typealias Builder = EstateBuilder

  private func verdict(out: [String] = [], in inbound: [String]) throws -> QueryAnswer {
    try Pair(
      subnetA: out.map { Builder.rule($0) }, subnetB: inbound.map { Builder.rule($0) },
      addressB: nil
    ).ask("vm/a", "vm/b", "tcp/443")
  }

  @Test("rules that together name every number decide")
  func together() throws {
    let allowed = try verdict(in: [
      "in 100 allow tcp * -> 10.0.2.0/25 : 443", "in 110 allow tcp * -> 10.0.2.128/25 : 443",
      "in 120 deny * * -> * : *",
    ])
    #expect(allowed.verdict == .reachable, "\(allowed.told)")
    let lacking = try verdict(in: [
      "in 100 allow tcp * -> 10.0.2.0/25 : 443", "in 110 allow tcp * -> 10.0.2.192/26 : 443",
      "in 120 deny * * -> * : *",
    ])
    #expect(lacking.verdict == .unknown, "\(lacking.told)")
  }

  @Test("two rules that name single addresses mean the same number")
  func single() throws {
    // Whoever is 10.0.2.4 is stopped by one group, everybody else by the other.
    let stopped = try verdict(
      out: ["out 100 deny tcp * -> 10.0.2.4 : *"],
      in: ["in 100 allow tcp * -> 10.0.2.4 : *", "in 110 deny tcp * -> * : *"])
    #expect(stopped.verdict == .unreachable, "\(stopped.told)")
    let open = try verdict(
      out: ["out 100 deny tcp * -> 10.0.2.4 : *"],
      in: ["in 100 allow tcp * -> 10.0.2.5 : *", "in 110 deny tcp * -> * : *"])
    #expect(open.verdict == .unknown, "\(open.told)")
  }

  @Test("what is not decided names the side that it hangs on, and what would tell it")
  func sides() throws {
    var builder = Builder()
    let network = builder.network("net", ["10.0.0.0/16"])
    let group = builder.group(
      "group",
      [
        Builder.rule("out 100 allow tcp VirtualNetwork -> AzureCloud.WestEurope : 443"),
        Builder.rule("out 110 allow tcp 10.0.1.4 -> 10.0.2.0/24 : 443"),
        Builder.rule("out 200 deny * * -> * : *"),
      ])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24") {
      $0.securityGroup = Builder.reference(group)
    }
    let other = builder.subnet(network, "t", "10.0.2.0/24")
    builder.machine("a", in: subnet, nil)
    builder.machine("b", in: other, "10.0.2.4")
    let service = try builder.query.ask("vm/a", "service/AzureActiveDirectory", on: ["tcp/443"])
    #expect(service.verdict == .unknown, "\(service.told)")
    #expect(
      service.unknowns.map(\.because).contains {
        $0.contains("address of the destination") && !$0.contains("dynamic")
      }, "\(service.told)")
    let inside = try builder.query.ask("vm/a", "vm/b", on: ["tcp/443"])
    #expect(inside.verdict == .unknown, "\(inside.told)")
    #expect(
      inside.unknowns.map(\.because).contains {
        $0.contains("address of nic/a") && $0.contains("dynamic") && $0.contains("Static")
      }, "\(inside.told)")
  }

  @Test("a route that may take a dynamic address is told with the network that it is in")
  func routes() throws {
    var builder = Builder()
    let network = builder.network("net", ["10.0.0.0/16"])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24")
    builder.machine("a", in: subnet, nil)
    builder.machine("b", in: subnet, nil)
    builder.routes("10.0.1.9/32 -> None", at: subnet)
    let answer = try builder.query.ask("vm/a", "vm/b", on: ["tcp/443"])
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.evidence.allSatisfy { !$0.node.isEmpty }, "\(answer.told)")
    #expect(answer.unknowns.allSatisfy { !$0.node.isEmpty }, "\(answer.told)")
    #expect(
      answer.unknowns.contains { $0.because.contains("takes in the address of nic/b") },
      "\(answer.told)")
  }

  @Test("a matrix says the same")
  func matrix() throws {
    var builder = Builder()
    let network = builder.network("net", ["10.0.0.0/16"])
    let group = builder.group(
      "group",
      [
        Builder.rule("in 100 allow tcp 10.0.1.4 -> 10.0.1.5 : 443"),
        Builder.rule("in 110 allow tcp 10.0.1.5 -> 10.0.1.4 : 443"),
        Builder.rule("in 120 deny tcp 10.0.1.4/31 -> 10.0.1.4/31 : 443"),
      ])
    let subnet = builder.subnet(network, "s", "10.0.1.0/29") {
      $0.securityGroup = Builder.reference(group)
    }
    for name in ["a", "b", "c"] { builder.machine(name, in: subnet, nil) }
    builder.machine("d", in: subnet, "10.0.1.6")
    try MatrixTwin.compare(builder.query, "dynamic numbers")
    // No two machines have one number, so that the last rule stops nobody.
    let answer = try builder.query.ask("vm/a", "vm/b", on: ["tcp/443"])
    #expect(answer.verdict == .reachable, "\(answer.told)")
  }
}
