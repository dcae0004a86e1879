import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/network-security-group-how-it-works
@Suite("Rules that together name every public address")
struct JointRuleTests {
  typealias Builder = EstateBuilder

  private static let halves = ["0.0.0.0/1", "128.0.0.0/1"]
  /// All of IPv4 but the private ranges of RFC 1918.
  private static let notPrivate = [
    "0.0.0.0/5", "8.0.0.0/7", "11.0.0.0/8", "12.0.0.0/6", "16.0.0.0/4", "32.0.0.0/3", "64.0.0.0/2",
    "128.0.0.0/3", "160.0.0.0/5", "168.0.0.0/6", "172.0.0.0/12", "172.32.0.0/11", "172.64.0.0/10",
    "172.128.0.0/9", "173.0.0.0/8", "174.0.0.0/7", "176.0.0.0/4", "192.0.0.0/9", "192.128.0.0/11",
    "192.160.0.0/13", "192.169.0.0/16", "192.170.0.0/15", "192.172.0.0/14", "192.176.0.0/12",
    "192.192.0.0/10", "193.0.0.0/8", "194.0.0.0/7", "196.0.0.0/6", "200.0.0.0/5", "208.0.0.0/4",
    "224.0.0.0/3",
  ]
  private static let targets = ["fqdn/github.com", "keyvault/kv", "storage/st", "service/ARM"]

  private func estate(_ rules: [String], vault: [String] = []) -> Builder {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let group = builder.group("g", rules.map { Builder.rule($0) })
    let subnet = builder.subnet(network, "s", "10.0.1.0/24") {
      $0.securityGroup = Builder.reference(group)
    }
    builder.machine("a", in: subnet, "10.0.1.4")
    builder.storage("st")
    builder.keyVault("kv") {
      if vault.isEmpty { return }
      $0.defaultAction = Builder.known(.deny)
      $0.addressRules = vault.map { Builder.prefix($0) }
    }
    return builder
  }

  private func expect(_ rules: [String], _ verdict: Verdict, port: Int = 443) throws {
    let estate = estate(rules)
    for target in Self.targets {
      let answer = try estate.query.ask("vm/a", target, on: ["tcp/\(port)"])
      #expect(answer.verdict == verdict, "\(rules): \(answer.told)")
      #expect(answer.unknowns.isEmpty == (verdict != .unknown), "\(rules): \(answer.told)")
    }
  }

  @Test("N-9: prefixes of one rule that name every public address name each, wherever it lies")
  func oneRule() throws {
    for parts in [Self.halves, Self.notPrivate] {
      try expect(["out 100 deny tcp * -> \(parts.joined(separator: ",")) : *"], .unreachable)
      try expect(
        [
          "out 100 allow tcp * -> \(parts.joined(separator: ",")) : 443",
          "out 200 deny * * -> * : *",
        ], .reachable)
      try expect(
        ["out 100 deny tcp * -> \(parts.dropFirst().joined(separator: ",")) : *"], .unknown)
    }
  }

  @Test(
    "N-3, N-9: so do the prefixes of rules that do the same, whatever private rules are between")
  func severalRules() throws {
    try expect(
      ["out 100 deny tcp * -> 0.0.0.0/1 : *", "out 110 deny tcp * -> 128.0.0.0/1 : *"],
      .unreachable)
    try expect(
      [
        "out 100 deny tcp * -> 0.0.0.0/1 : *", "out 105 allow tcp * -> 10.0.0.0/8 : *",
        "out 110 deny tcp * -> 128.0.0.0/1 : *",
      ], .unreachable)
    // Only what both take in is decided, and nothing where another rule may come between.
    let ports = [
      "out 100 deny tcp * -> 0.0.0.0/1 : 443,80", "out 110 deny tcp * -> 128.0.0.0/1 : 443",
    ]
    try expect(ports, .unreachable)
    let open = try estate(ports).query.ask("vm/a", "fqdn/github.com", on: ["tcp/80"])
    #expect(open.verdict == .unknown, "\(open.told)")
    let between = try estate([
      "out 100 deny tcp * -> 0.0.0.0/1 : *", "out 105 allow tcp * -> Storage : *",
      "out 110 deny tcp * -> 128.0.0.0/1 : *",
    ]).query.ask("vm/a", "storage/st", on: ["tcp/443"])
    #expect(between.verdict == .unknown, "\(between.told)")
  }

  @Test("K-4: IP rules that together name every public address let each in")
  func services() throws {
    let answer = try estate([], vault: Self.halves).query.ask("vm/a", "keyvault/kv")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    let half = try estate([], vault: ["0.0.0.0/1"]).query.ask("vm/a", "keyvault/kv")
    #expect(half.verdict == .unknown, "\(half.told)")
  }

  @Test("F-6: prefixes of network rules that together name every public address name each")
  func firewalls() throws {
    for (parts, verdict) in [(Self.halves, Verdict.reachable), (["0.0.0.0/1"], .unknown)] {
      var firewall = FirewallEstate()
      firewall.allow(FirewallEstate.network("n", from: ["*"], to: parts, ["443"]))
      let answer = try firewall.ask("vm/client", "fqdn/github.com")
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }
}
