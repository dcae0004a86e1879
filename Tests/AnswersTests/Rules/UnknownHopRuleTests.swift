import EstateModel
import Testing

@testable import Answers

// What gets through where nobody knows who takes a packet on: with any sender's address, so that groups
// of the receiver decide where they treat all senders alike.
@Suite("Rules behind a next hop that nobody knows")
struct UnknownHopRuleTests {
  typealias Builder = EstateBuilder

  /// A machine `f` in front, whose route to `b` in the back names an address that nobody has.
  private struct Network {
    var builder = Builder()
    let network: ResourceID
    let back: ResourceID

    init() {
      network = builder.network("n", ["10.0.0.0/16"])
      let front = builder.subnet(network, "front", "10.0.1.0/24")
      back = builder.subnet(network, "back", "10.0.2.0/24")
      builder.machine("f", in: front, "10.0.1.4")
      builder.routes("10.0.2.0/24 -> 10.0.255.4", at: front)
    }

    func answer(_ rules: SecurityRule...) throws -> QueryAnswer {
      var builder = builder
      builder.machine("b", in: back, "10.0.2.4", group: builder.group("b", rules))
      return try builder.query.ask("vm/f", "vm/b", on: ["tcp/443"])
    }
  }

  @Test("R-27: no address gets past a group that denies all of them, whoever takes the packet on")
  func nobody() throws {
    let network = Network()
    let denied = try network.answer(
      Builder.rule("in 100 deny * 0.0.0.0/0 -> * : *"),
      Builder.rule("in 200 allow * * -> * : *"))
    #expect(denied.verdict == .unreachable, "\(denied.told)")
    #expect(denied.blockers.contains { $0.rule.hasPrefix("rule100") }, "\(denied.told)")
    let half = try network.answer(
      Builder.rule("in 100 deny * 0.0.0.0/1 -> * : *"),
      Builder.rule("in 200 allow * * -> * : *"))
    #expect(half.verdict == .unknown, "\(half.told)")
  }

  @Test("R-27, N-11: who is denied as part of the network is not let in as part of it")
  func publicPartOfTheNetwork() throws {
    var network = Network()
    // A range that is part of the network because a route names it.
    network.builder.routes("20.0.0.0/8 -> None", at: network.back)
    let denied = try network.answer(
      Builder.rule("in 100 deny * VirtualNetwork -> * : *"))
    #expect(denied.verdict == .unreachable, "\(denied.told)")
    let open = try network.answer(
      Builder.rule("in 100 deny * 20.0.0.0/8 -> * : *"))
    #expect(open.verdict == .unknown, "\(open.told)")
  }

  @Test("R-27, N-17: who takes the packet on may be a member of a group without a number")
  func member() throws {
    var network = Network()
    let members = network.builder.applicationGroup("members")
    let allow = Builder.rule("in 100 allow * - -> * : *", sourceGroups: [members])
    let deny = Builder.rule("in 200 deny * * -> * : *")
    #expect(try network.answer(allow, deny).verdict == .unreachable)
    let middle = network.builder.subnet(network.network, "middle", "10.0.3.0/24")
    network.builder.machine("m", in: middle, nil, members: [members])
    let told = try network.answer(allow, deny)
    #expect(told.verdict == .unknown, "\(told.told)")
  }

  @Test("R-27, N-15: without the numbers of a service tag some address may be one of its")
  func tagged() throws {
    let network = Network()
    let told = try network.answer(
      Builder.rule("in 100 allow * AzureCloud -> * : *"),
      Builder.rule("in 200 deny * * -> * : *"))
    #expect(told.verdict == .unknown, "\(told.told)")
  }
}
