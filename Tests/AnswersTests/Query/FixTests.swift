import EstateModel
import Testing
import TrafficSets

@testable import Answers

@Suite("What would open it")
struct FixTests {
  typealias Builder = EstateBuilder

  private func sentences(_ answer: QueryAnswer) -> [[String]] {
    answer.fixes.map { $0.changes.map(\.change) }
  }

  @Test("networks without a peering are told to be peered, both ways")
  func peerings() throws {
    let (builder, _) = PeeringRuleTests.networks(2)
    let answer = try builder.query.ask("vm/vm0", "vm/vm1", fixes: true)
    #expect(sentences(answer) == [["peer vnet/n0 to vnet/n1", "peer vnet/n1 to vnet/n0"]])
  }

  @Test("a private subnet is told to get a NAT gateway")
  func privateSubnet() throws {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24") {
      $0.defaultOutboundAccess = Builder.known(false)
    }
    builder.machine("vm", in: subnet, "10.0.1.4")
    let answer = try builder.query.ask("vm/vm", "registry/mcr", fixes: true)
    #expect(answer.verdict == .unreachable)
    #expect(sentences(answer) == [["attach a NAT gateway to subnet/n/s"]])
  }

  @Test("a rule for a whole subnet names the subnet, not the pieces that Azure leaves of it")
  func wholeSubnet() throws {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    builder.subnet(network, "a", "10.0.1.0/24")
    let group = builder.group("g", [Builder.rule("in 100 deny * * -> * : *")])
    builder.subnet(network, "b", "10.0.2.0/24") { $0.securityGroup = Builder.reference(group) }
    let answer = try builder.query.ask(
      "subnet/n/a", "subnet/n/b", on: ["tcp/443"], fixes: true)
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(
      sentences(answer) == [
        [
          "add a rule to nsg/g that allows inbound tcp/443 from 10.0.1.0/24 to 10.0.2.0/24, priority 100, and move rule100 to 101"
        ]
      ])
  }

  /// Two subnets of both families, a group with these rules at the second one.
  private func dualStack(_ rules: String...) -> Builder {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16", "fd00:1::/48"])
    builder.subnet(network, "a", "10.0.1.0/24") {
      $0.prefixes.append(Builder.prefix("fd00:1:0:1::/64"))
    }
    let group = builder.group("g", rules.map { Builder.rule($0) })
    let other = builder.subnet(network, "b", "10.0.2.0/24") {
      $0.prefixes.append(Builder.prefix("fd00:1:0:2::/64"))
      $0.securityGroup = Builder.reference(group)
    }
    builder.machine("vm", in: other, "10.0.2.4")
    return builder
  }

  @Test("N-10: a rule names prefixes of one family, of that which is denied")
  func families() throws {
    let four = try dualStack("in 100 deny * 0.0.0.0/0 -> * : *").query.ask(
      "subnet/n/a", "subnet/n/b", on: ["tcp/443"], fixes: true)
    #expect(four.verdict == .partial, "\(four.told)")
    #expect(
      sentences(four) == [
        [
          "add a rule to nsg/g that allows inbound tcp/443 from 10.0.1.0/24 to 10.0.2.0/24, priority 100, and move rule100 to 101"
        ]
      ])
    let both = try dualStack("in 100 deny * * -> * : *").query.ask(
      "subnet/n/a", "subnet/n/b", on: ["tcp/443"], fixes: true)
    #expect(both.verdict == .unreachable, "\(both.told)")
    #expect(
      sentences(both).first == [
        "add a rule to nsg/g that allows inbound tcp/443 from 10.0.1.0/24 to 10.0.2.0/24, priority 100, and move rule100 to 101",
        "add a rule to nsg/g that allows inbound tcp/443 from fd00:1:0:1::/64 to fd00:1:0:2::/64, priority 101, and move rule100 to 102",
      ])
  }

  @Test("the parts of subnets of both families are told by their prefixes")
  func partsOfSubnets() throws {
    let answer = try dualStack("in 100 deny * 0.0.0.0/0 -> * : *").query.ask(
      "subnet/n/a", "subnet/n/b", on: ["tcp/443"])
    #expect(answer.allowed == ["tcp/443 to fd00:1:0:2::/64"])
  }

  @Test("where nothing opens it, that was looked for")
  func nothing() throws {
    var (builder, _) = PeeringRuleTests.networks(1)
    let same = builder.network("same", ["10.0.0.0/16"])
    let subnet = builder.subnet(same, "s", "10.0.1.0/24")
    builder.machine("twin", in: subnet, "10.0.1.4")
    let answer = try builder.query.ask("vm/vm0", "vm/twin", fixes: true)
    #expect(answer.fixes.isEmpty, "\(sentences(answer))")
    #expect(answer.areFixesSought)
  }
}
