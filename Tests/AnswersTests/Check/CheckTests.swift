import EstateModel
import EstateReading
import Foundation
import Reachability
import Testing
import TrafficSets

@testable import Answers

@Suite("Assertions")
struct CheckTests {
  private static let place = SourcePosition(file: "policy.yaml", line: 3, column: 5)

  private static func at<Value>(_ value: Value, _ column: Int = 1) -> Positioned<Value> {
    Positioned(value, at: SourcePosition(file: "policy.yaml", line: 3, column: column))
  }

  private static func assertion(
    _ from: String, _ to: String, on: [String] = [], expect: String? = nil,
    allowed: [String]? = nil, via: String? = nil, avoid: String? = nil
  ) -> OverlayAssertion {
    let expectation: OverlayAssertion.Expectation? =
      expect.map { .verdict($0) } ?? allowed.map { .allowed($0.map { at($0, 40) }) }
    return OverlayAssertion(
      name: at("\(from) to \(to)"), from: at(from, 10), to: at(to, 20), on: on.map { at($0, 30) },
      expect: expectation.map { at($0) }, via: via.map { at($0, 50) },
      avoid: avoid.map { at($0, 60) }, source: place)
  }

  /// A machine that takes ssh from a client behind a gateway, one that takes all, and an account whose
  /// flag is open.
  private static var query: ReachabilityQuery {
    var builder = EstateBuilder()
    let hub = builder.network("hub", ["10.0.0.0/16"])
    let gateway = builder.gateway("vpn", in: hub)
    let group = builder.group(
      "ssh",
      [
        EstateBuilder.rule("in 100 allow tcp 192.168.0.0/16 -> * : 22"),
        EstateBuilder.rule("in 200 deny * * -> * : *"),
      ])
    let guarded = builder.subnet(hub, "guarded", "10.0.1.0/24") {
      $0.securityGroup = EstateBuilder.reference(group)
    }
    let free = builder.subnet(hub, "free", "10.0.2.0/24")
    builder.machine("jump", in: guarded, "10.0.1.5")
    builder.machine("free", in: free, "10.0.2.5")
    builder.client("office", .gateway(EstateBuilder.reference(gateway)), ["192.168.0.0/16"])
    builder.client("home", .internet, ["198.51.100.7/32"])
    builder.storage("open") { $0.publicAccess = EstateBuilder.open("flag", "Enabled", "Disabled") }
    return builder.query
  }

  private func result(_ assertion: OverlayAssertion) throws -> CheckAnswer.Assertion {
    try #require(try Self.query.check([assertion]).assertions.first)
  }

  @Test("a verdict holds, fails or is not decided")
  func verdicts() throws {
    for (from, to, expected, result) in [
      ("client/home", "vm/jump", "unreachable", CheckAnswer.Assertion.Result.passed),
      ("client/home", "vm/jump", "reachable", .failed),
      ("client/office", "vm/jump", "partial", .passed),
      ("client/office", "vm/jump", "unreachable", .failed),
      ("client/office", "vm/free", "reachable", .passed),
      ("client/home", "storage/open", "reachable", .undecided),
      ("client/home", "storage/open", "unreachable", .undecided),
      ("client/home", "storage/open", "partial", .undecided),
      ("client/home", "storage/open", "unknown", .passed),
      ("client/office", "vm/free", "unknown", .failed),
    ] {
      let judged = try self.result(Self.assertion(from, to, expect: expected))
      #expect(judged.result == result, "\(from) -> \(to) \(expected): \(judged.because)")
      #expect(!judged.because.isEmpty)
    }
  }

  @Test("exactly this traffic, no less and no more")
  func exactly() throws {
    for (from, to, allowed, result) in [
      ("client/office", "vm/jump", ["tcp/22"], CheckAnswer.Assertion.Result.passed),
      ("client/office", "vm/jump", ["tcp/22", "tcp/443"], .failed),
      ("client/office", "vm/jump", [], .failed),
      ("client/office", "vm/free", ["any"], .passed),
      ("client/office", "vm/free", ["tcp/22"], .failed),
      ("client/home", "vm/jump", [], .passed),
      ("client/home", "storage/open", ["tcp/443"], .undecided),
      ("client/home", "storage/open", ["tcp/22"], .failed),
    ] {
      let judged = try self.result(Self.assertion(from, to, allowed: allowed))
      #expect(judged.result == result, "\(from) -> \(to) \(allowed): \(judged.because)")
    }
  }

  @Test("via and avoid are what query says with the other one")
  func conditions() throws {
    let by = "gateway/vpn"
    #expect(try result(Self.assertion("client/office", "vm/free", via: by)).result == .passed)
    #expect(try result(Self.assertion("client/office", "vm/free", avoid: by)).result == .failed)
    #expect(try result(Self.assertion("vm/free", "vm/jump", avoid: by)).result == .passed)
    let within = try result(Self.assertion("vm/jump", "vm/free", via: by))
    #expect(within.result == .failed)
    #expect(within.because.contains("has a way that avoids gateway/vpn"))
  }

  @Test("an expectation and a condition must both hold")
  func both() throws {
    let by = "gateway/vpn"
    #expect(
      try result(
        Self.assertion("client/office", "vm/free", expect: "reachable", via: by)
      ).result == .passed)
    #expect(
      try result(
        Self.assertion("client/office", "vm/free", expect: "unreachable", via: by)
      ).result == .failed)
    #expect(
      try result(
        Self.assertion("vm/jump", "vm/free", expect: "reachable", via: by)
      ).result == .failed)
  }

  @Test("of a glob each pair must hold, and those that do not are named")
  func globs() throws {
    let judged = try result(Self.assertion("client/*", "vm/*", on: ["tcp/22"], expect: "reachable"))
    #expect(judged.result == .failed)
    #expect(judged.pairCount == 4)
    #expect(judged.pairs == ["client/home -> vm/jump", "client/home -> vm/free"])
    #expect(judged.because.hasPrefix("client/home -> vm/jump is unreachable: "))
    #expect(judged.because.hasSuffix("; also client/home -> vm/free"))
    let held = try result(Self.assertion("client/home", "vm/*", expect: "unreachable"))
    #expect(held.result == .passed)
    #expect(held.pairs.isEmpty)
  }

  @Test("the reason names the rule that decides and its place")
  func because() throws {
    let judged = try result(Self.assertion("client/office", "vm/jump", expect: "unreachable"))
    #expect(judged.because.contains("rule rule100 of nsg/ssh allows it (built.json:1:1)"))
    let closed = try result(
      Self.assertion("client/office", "vm/jump", on: ["tcp/443"], expect: "reachable"))
    #expect(closed.because.contains("rule rule200 of nsg/ssh denies it (built.json:1:1)"))
    let open = try result(Self.assertion("client/home", "storage/open", expect: "reachable"))
    #expect(open.because.contains("is not decided: parameter 'flag' has no value (built.json:1:1)"))
  }

  @Test("what an assertion names wrongly is told at its place, all of it in one run")
  func wrong() throws {
    let assertions = [
      Self.assertion("vm/jmp", "vm/free", expect: "reachable"),
      Self.assertion("vm/free", "vm/none", on: ["tcp/x"], expect: "reachable"),
      Self.assertion("vm/free", "vm/jump", allowed: ["tpc/1"]),
      Self.assertion("vm/free", "nsg/ssh", via: "firewall/none"),
    ]
    do {
      _ = try Self.query.check(assertions)
      Issue.record("nothing is wrong")
    } catch let failure {
      #expect(failure.diagnostics.compactMap { $0.source?.column } == [10, 20, 30, 40, 50])
      #expect(failure.diagnostics[0].message.text.contains("did you mean vm/jump"))
    }
    do {
      _ = try Self.query.check([Self.assertion("vm/free", "nsg/ssh", expect: "reachable")])
      Issue.record("nothing is wrong")
    } catch let failure {
      #expect(failure.diagnostics.map { $0.source?.column } == [20])
    }
  }

  @Test("exit statuses: a failure before what is not decided")
  func exitStatus() throws {
    let holds = Self.assertion("client/home", "vm/jump", expect: "unreachable")
    let fails = Self.assertion("client/home", "vm/jump", expect: "reachable")
    let open = Self.assertion("client/home", "storage/open", expect: "reachable")
    #expect(try Self.query.check([holds]).exitStatus == 0)
    #expect(try Self.query.check([holds, open]).exitStatus == 3)
    #expect(try Self.query.check([holds, open, fails]).exitStatus == 1)
  }
}
