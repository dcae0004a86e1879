import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network-manager/concept-security-admins
@Suite("Security admin rules of a network manager")
struct AdminRuleTests {
  typealias Builder = EstateBuilder
  typealias Pair = SecurityGroupRuleTests.Pair

  static let deny = SecurityGroupRuleTests.deny
  static let denyOut = SecurityGroupRuleTests.denyOut
  static let allow = SecurityGroupRuleTests.allow

  /// The pair under rules for its network.
  private func managed(
    _ pair: Pair, _ rules: SecurityAdminRule..., change: (inout NetworkManager) -> Void = { _ in }
  ) -> Pair {
    var pair = pair
    let group = pair.builder.networkGroup("all", [pair.network])
    pair.builder.networkManager("avnm", [(group, rules)], change)
    return pair
  }

  private func rule(_ text: String) -> SecurityAdminRule { Builder.adminRule(text) }

  // The article's example: SSH is a port to be closed everywhere.
  @Test("N-19, N-30: a rule that would deny leaves open what groups allow, and no more")
  func denial() throws {
    let pair = managed(Pair(nicB: [Self.allow]), rule("in 10 deny tcp * -> * : 22"))
    let ssh = try pair.ask("vm/a", "vm/b", "tcp/22")
    #expect(ssh.verdict == .unknown, "\(ssh.told)")
    #expect(ssh.unknowns.contains { $0.because.contains("deployed to westeurope") }, "\(ssh.told)")
    #expect(
      ssh.evidence.contains {
        $0.control == "securityAdminRule" && $0.rule == "rule10 (priority 10)"
          && $0.node == "Microsoft.Network/networkManagers/avnm"
      }, "\(ssh.told)")
    #expect(try pair.ask("vm/a", "vm/b", "tcp/443").verdict == .reachable)
    let bare = managed(Pair(), rule("in 10 deny tcp * -> * : 22"))
    #expect(try bare.ask("vm/a", "vm/b", "tcp/22").verdict == .unknown)
    #expect(try bare.ask("vm/a", "vm/b", "udp/22").verdict == .reachable)
    let both = managed(Pair(nicB: [Self.deny]), rule("in 10 deny tcp * -> * : 22"))
    let denied = try both.ask("vm/a", "vm/b", "tcp/22")
    #expect(denied.verdict == .unreachable, "\(denied.told)")
    #expect(denied.blockers.map(\.node) == ["nsg/nic-b"], "\(denied.told)")
  }

  @Test("N-19, N-30: a rule that would always allow leaves open what groups deny, and no more")
  func permanentAllowance() throws {
    let always = rule("in 10 always tcp * -> * : 443")
    for pair in [Pair(subnetB: [Self.deny]), Pair(nicB: [Self.deny])] {
      #expect(try managed(pair, always).ask("vm/a", "vm/b", "tcp/443").verdict == .unknown)
      #expect(try managed(pair, always).ask("vm/a", "vm/b", "tcp/80").verdict == .unreachable)
    }
    let twice = managed(Pair(subnetB: [Self.deny], nicB: [Self.deny]), always)
    #expect(try twice.ask("vm/a", "vm/b", "tcp/443").verdict == .unknown)
    let open = managed(Pair(subnetB: [Self.allow], nicB: [Self.allow]), always)
    #expect(try open.ask("vm/a", "vm/b", "tcp/443").verdict == .reachable)
  }

  @Test("N-19: what a rule allows is left to the groups")
  func allowance() throws {
    let allow = rule("in 10 allow tcp * -> * : 443")
    #expect(
      try managed(Pair(nicB: [Self.deny]), allow).ask("vm/a", "vm/b", "tcp/443").verdict
        == .unreachable)
    #expect(
      try managed(Pair(nicB: [Self.allow]), allow).ask("vm/a", "vm/b", "tcp/443").verdict
        == .reachable)
    #expect(try managed(Pair(), allow).ask("vm/a", "vm/b", "tcp/443").verdict == .reachable)
  }

  // https://learn.microsoft.com/azure/virtual-network-manager/how-to-block-high-risk-ports: an
  // exception has a lower number than the rule that it is an exception to.
  @Test("N-19, N-30: the rule with the lowest number is asked, and no other after it")
  func priority() throws {
    let exception = managed(
      Pair(nicB: [Self.allow]), rule("in 20 deny tcp * -> * : 22"),
      rule("in 10 allow tcp 10.0.1.4 -> * : 22"))
    #expect(try exception.ask("vm/a", "vm/b", "tcp/22").verdict == .reachable)
    #expect(try exception.ask("ip/10.0.1.9", "vm/b", "tcp/22").verdict == .unknown)
    let late = managed(
      Pair(nicB: [Self.allow]), rule("in 10 deny tcp * -> * : 22"),
      rule("in 20 allow tcp 10.0.1.4 -> * : 22"))
    #expect(try late.ask("vm/a", "vm/b", "tcp/22").verdict == .unknown)
    // Denied with the rules as well as without.
    let useless = managed(
      Pair(nicB: [Self.deny]), rule("in 10 deny tcp * -> * : 22"),
      rule("in 20 always tcp * -> * : 22"))
    #expect(try useless.ask("vm/a", "vm/b", "tcp/22").verdict == .unreachable)
    // Of two with one number nobody knows which is asked.
    let tied = managed(
      Pair(nicB: [Self.deny]), rule("in 10 deny tcp * -> * : 22"),
      rule("in 10 always tcp * -> * : 22"))
    #expect(try tied.ask("vm/a", "vm/b", "tcp/22").verdict == .unknown)
  }

  @Test("N-19: a rule holds in its direction, at the end of the way that it is about")
  func direction() throws {
    let out = managed(Pair(), rule("out 10 deny tcp * -> 10.0.2.4 : 22"))
    #expect(try out.ask("vm/a", "vm/b", "tcp/22").verdict == .unknown)
    #expect(try out.ask("vm/b", "vm/a", "tcp/22").verdict == .reachable)
    let always = managed(
      Pair(subnetA: [Self.denyOut], nicA: [Self.denyOut]), rule("out 10 always tcp * -> * : 443"))
    #expect(try always.ask("vm/a", "vm/b", "tcp/443").verdict == .unknown)
    #expect(try always.ask("vm/a", "vm/b", "tcp/80").verdict == .unreachable)
  }

  @Test("N-30: rules of one configuration are deployed to a region together or not at all")
  func together() throws {
    // Without them the sender's group denies, with them they do.
    let pair = managed(
      Pair(nicA: [Self.denyOut]), rule("out 10 always tcp * -> * : 22"),
      rule("in 20 deny tcp * -> * : 22"))
    let answer = try pair.ask("vm/a", "vm/b", "tcp/22")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    let open = managed(
      Pair(nicA: [Self.denyOut]), rule("out 10 always tcp * -> * : 22"),
      rule("in 20 allow tcp * -> * : 22"))
    #expect(try open.ask("vm/a", "vm/b", "tcp/22").verdict == .unknown)
  }

  @Test("N-30: of a manager's configurations a region has one at most")
  func oneConfiguration() throws {
    var pair = Pair(nicA: [Self.denyOut])
    let group = pair.builder.networkGroup("all", [pair.network])
    pair.builder.networkManager(
      "avnm",
      [(group, [rule("out 10 always tcp * -> * : 22"), rule("in 20 deny tcp * -> * : 22")])])
    pair.builder.networkManager("avnm", [(group, [rule("in 30 always tcp * -> * : 22")])])
    #expect(pair.builder.estate.networkManagers.all.first?.configurations.count == 2)
    let answer = try pair.ask("vm/a", "vm/b", "tcp/22")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
  }

  @Test("N-30: a network that no group names may still be a member by policy")
  func members() throws {
    var pair = Pair()
    let other = pair.builder.network("other", ["10.9.0.0/16"])
    let group = pair.builder.networkGroup("some", [other])
    pair.builder.networkManager("avnm", [(group, [rule("in 10 deny tcp * -> * : 22")])])
    let answer = try pair.ask("vm/a", "vm/b", "tcp/22")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.unknowns.contains { $0.because.contains("member") }, "\(answer.told)")
    #expect(try pair.ask("vm/a", "vm/b", "tcp/443").verdict == .reachable)
    // An exception in the same group comes with the rule.
    var exempted = Pair()
    let group2 = exempted.builder.networkGroup("some", [])
    exempted.builder.networkManager(
      "avnm",
      [(group2, [rule("in 20 deny tcp * -> * : 22"), rule("in 10 allow tcp 10.0.1.4 -> * : 22")])])
    #expect(try exempted.ask("vm/a", "vm/b", "tcp/22").verdict == .reachable)
    #expect(try exempted.ask("ip/10.0.1.9", "vm/b", "tcp/22").verdict == .unknown)
    // In another group it may not.
    var apart = Pair()
    let all = apart.builder.networkGroup("all", [apart.network])
    let exceptions = apart.builder.networkGroup("exceptions", [])
    apart.builder.networkManager(
      "avnm",
      [
        (all, [rule("in 20 deny tcp * -> * : 22")]),
        (exceptions, [rule("in 10 allow tcp * -> * : 22")]),
      ])
    #expect(try apart.ask("vm/a", "vm/b", "tcp/22").verdict == .unknown)
  }

  @Test("N-30: a manager governs the networks of its scope, and with the access for it only")
  func scope() throws {
    let deny = rule("in 10 deny tcp * -> * : 22")
    func ask(_ change: @escaping (inout NetworkManager) -> Void) throws -> Verdict {
      try managed(Pair(), deny, change: change).ask("vm/a", "vm/b", "tcp/22").verdict
    }
    #expect(try ask { $0.subscriptions = [Builder.known("/subscriptions/S")] } == .unknown)
    #expect(try ask { $0.subscriptions = [Builder.known("/subscriptions/t")] } == .reachable)
    #expect(try ask { $0.subscriptions = [Builder.open("scope")] } == .unknown)
    #expect(
      try ask {
        $0.subscriptions = [Builder.known("/subscriptions/t")]
        $0.managementGroups = [
          Builder.known("/providers/Microsoft.Management/managementGroups/m")
        ]
      } == .unknown)
    #expect(try ask { $0.accesses = [Builder.known("Connectivity")] } == .reachable)
    #expect(try ask { $0.accesses = [Builder.known("SecurityAdmin")] } == .unknown)
  }

  @Test(
    "N-30: networks with services that have intent policies are left out unless the setting says so",
    arguments: [
      (nil, Verdict.reachable, Verdict.unreachable),
      (SecurityAdminConfiguration.IntentPolicyServices.none, .reachable, .unreachable),
      (.all, .unknown, .unknown), (.allowRules, .reachable, .unknown),
    ])
  func intentPolicies(
    _ row: (SecurityAdminConfiguration.IntentPolicyServices?, Verdict, Verdict)
  ) throws {
    func ask(_ pair: Pair, _ text: String) throws -> QueryAnswer {
      var pair = pair
      pair.builder.subnet(pair.network, "sql", "10.0.7.0/24") {
        $0.delegations = ["Microsoft.Sql/managedInstances"]
      }
      return try managed(pair, rule(text)) { manager in
        manager.configurations[0].intentPolicyServices = row.0.map { [Builder.known($0)] } ?? []
      }.ask("vm/a", "vm/b", "tcp/22")
    }
    let denied = try ask(Pair(), "in 10 deny tcp * -> * : 22")
    #expect(denied.verdict == row.1, "\(denied.told)")
    let allowed = try ask(Pair(nicB: [Self.deny]), "in 10 always tcp * -> * : 22")
    #expect(allowed.verdict == row.2, "\(allowed.told)")
  }

  @Test("N-30: private endpoints and the subnets of gateways are left out")
  func leftOut() throws {
    var pair = managed(Pair(), rule("in 10 deny * * -> * : *"))
    let account = pair.builder.storage("st")
    let zone = pair.builder.zone("privatelink.blob.core.windows.net", linkedTo: [pair.network])
    let subnet = pair.network.child("subnets", "b")
    pair.builder.privateEndpoint("pe", in: subnet, "10.0.2.9", to: account, "blob", zone: zone)
    let answer = try pair.ask("vm/a", "storage/st", "tcp/443")
    #expect(answer.verdict == .reachable, "\(answer.told)")
    pair.builder.subnet(pair.network, "GatewaySubnet", "10.0.8.0/24")
    let gateway = try pair.ask("vm/a", "ip/10.0.8.9", "tcp/443")
    #expect(gateway.verdict == .reachable, "\(gateway.told)")
    #expect(try pair.ask("vm/a", "vm/b", "tcp/443").verdict == .unknown)
  }

  @Test("N-30: a rule with an open value leaves open what it may match")
  func openValues() throws {
    let pair = managed(
      Pair(nicB: [Self.allow]),
      Builder.adminRule("in 10 allow tcp * -> * : 22") { $0.access = Builder.open("access") },
      Builder.adminRule("in 20 deny tcp * -> * : 80") {
        $0.match.sources = [Builder.open("sources")]
      })
    #expect(try pair.ask("vm/a", "vm/b", "tcp/22").verdict == .unknown)
    #expect(try pair.ask("vm/a", "vm/b", "tcp/80").verdict == .unknown)
    #expect(try pair.ask("vm/a", "vm/b", "tcp/443").verdict == .reachable)
  }
}
