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
