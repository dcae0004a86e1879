import EstateModel
import EstateReading
import Testing

@testable import Answers

@Suite("Why an assertion holds or fails")
struct CheckReasonTests {
  private static let place = SourcePosition(file: "policy.yaml", line: 3, column: 5)

  private func because(
    _ query: ReachabilityQuery, on: [String], expect: String
  ) throws -> String {
    func at<Value>(_ value: Value) -> Positioned<Value> { Positioned(value, at: Self.place) }
    let assertion = OverlayAssertion(
      name: at("a"), from: at("vm/client"), to: at("vm/server"), on: on.map { at($0) },
      expect: at(.verdict(expect)), via: nil, avoid: nil, source: Self.place)
    return try #require(try query.check([assertion]).assertions.first).because
  }

  @Test("it is the rule that lets traffic in, not the peering behind it")
  func ruleBeforePeering() throws {
    var estate = FirewallEstate()
    estate.allow(FirewallEstate.network("web", from: ["*"], to: ["*"], ["443"]))
    let query = try estate.estate().query
    let open = try because(query, on: ["tcp/443"], expect: "reachable")
    #expect(open.contains("network rule web of firewall/"), "\(open)")
    let part = try because(query, on: ["tcp/443", "tcp/22"], expect: "partial")
    #expect(part.contains("network rule web of firewall/"), "\(part)")
    #expect(part.contains("; the rest: no rule of firewall/"), "\(part)")
  }
}
