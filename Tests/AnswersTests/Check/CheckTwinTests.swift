import EstateModel
import Foundation
import Reachability
import TestSupport
import Testing
import TrafficSets

@testable import Answers

/// What an assertion tells against its slow twin, the answer that tells everything of every pair.
@Suite("An assertion tells what the query of its pair tells")
struct CheckTwinTests {
  private static let seeds =
    ProcessInfo.processInfo.environment["REACHMAP_SOAK"] == "1" ? 0..<400 : 0..<6

  private func compare(
    _ query: ReachabilityQuery, _ comment: String, _ source: Subject, _ target: Subject,
    _ traffic: [TrafficTerm] = []
  ) {
    if source.senders.isEmpty || target.goal.destinations.isEmpty { return }
    let place: Comment = "\(comment): \(source.selector) -> \(target.selector)"
    let question = AskedQuestion(
      source: source, target: target, traffic: traffic, via: nil, avoid: nil)
    let answer = query.answer(question, wantsFixes: false)
    let joint = query.jointFindings(question, HostClasses(query.graph))
    let settled = query.settled(question, joint.findings)
    var lines = ToldLines(query, question, settled, joint)
    #expect(lines.verdict == answer.verdict, place)
    #expect(lines.blocker == answer.blockers.first, place)
    #expect(lines.admitting == answer.admitting, place)
    #expect(lines.unknown == answer.unknowns.first, place)
    let outcome = query.outcome(
      question, query.settled(question, query.each(joint, of: question)))
    #expect(outcome.allowed == answer.allowed, place)
    #expect(outcome.undecided == answer.undecided, place)
    #expect(lines.allowsNothing == answer.allowed.isEmpty, place)
  }

  /// Pairs at random of all that can be named, subnets and networks as often as everything else.
  private func compare(
    _ query: ReachabilityQuery, _ comment: String, pairs: Int, using random: inout SeededGenerator
  ) {
    let entries = query.graph.selectors.entries
    let wide = entries.filter { ["subnet", "vnet"].contains($0.kind) }
    func subject() -> Subject? {
      let isWide = Bool.random(using: &random)
      guard let entry = (isWide ? wide : entries).randomElement(using: &random) else {
        return query.graph.wellKnownSubject(kind: "internet", name: "")
      }
      return Int.random(in: 0..<12, using: &random) == 0
        ? query.graph.wellKnownSubject(kind: "internet", name: "")
        : query.graph.subject(of: entry)
    }
    for _ in 0..<pairs {
      guard let source = subject(), let target = subject() else { continue }
      compare(query, comment, source, target, Bool.random(using: &random) ? [] : [.https])
    }
  }

  @Test("every example", arguments: Set(ExampleQuestion.all.map(\.folder)).sorted())
  func examples(_ folder: String) {
    var random = SeededGenerator(seed: 5)
    compare(ExampleQuestion.query(folder), folder, pairs: 60, using: &random)
  }

  @Test("estates made at random")
  func random() {
    for seed in Self.seeds {
      var random = SeededGenerator(seed: UInt64(seed))
      for network in [
        PlainNetwork(using: &random, hasDynamicAddresses: seed % 2 == 0),
        PlainNetwork(managedUsing: &random, hasPolicies: seed % 2 == 0),
        PlainNetwork(routedUsing: &random), PlainNetwork(publicUsing: &random),
      ] {
        let query = ReachabilityQuery(network.estate())
        compare(query, "seed \(seed)", pairs: 12, using: &random)
      }
    }
  }

  /// Two subnets of machines that are alike but for a group before some of them, and a third network
  /// that is not peered.
  @Test("subnets of machines of few classes, with themselves as well")
  func alike() throws {
    var builder = EstateBuilder()
    let hub = builder.network("hub", ["10.0.0.0/16"])
    let other = builder.network("other", ["10.9.0.0/16"])
    let own = builder.group(
      "own",
      [
        EstateBuilder.rule("in 100 allow tcp 10.0.1.0/24 -> * : 22"),
        EstateBuilder.rule("in 110 deny * 10.0.1.6/32 -> * : *"),
        EstateBuilder.rule("out 100 deny * * -> 10.0.2.5/32 : *"),
      ])
    // Lets out what the other one does, by other rules; of what comes in it stops something else.
    let likewise = builder.group(
      "likewise",
      [
        EstateBuilder.rule("in 100 deny tcp 10.0.2.7/32 -> * : *"),
        EstateBuilder.rule("out 100 deny tcp * -> 10.0.2.5/32 : *"),
        EstateBuilder.rule("out 110 deny * * -> 10.0.2.5/32 : *"),
      ])
    let first = builder.subnet(hub, "first", "10.0.1.0/24")
    let second = builder.subnet(hub, "second", "10.0.2.0/24")
    let third = builder.subnet(other, "third", "10.9.1.0/24")
    for (number, subnet) in [first, second, third].enumerated() {
      let network = number == 2 ? "10.9.1" : "10.0.\(number + 1)"
      for host in 5..<11 {
        builder.machine(
          "vm\(number)-\(host)", in: subnet, "\(network).\(host)",
          group: host % 3 == 0 ? own : host % 3 == 1 ? likewise : nil)
      }
    }
    builder.machine(
      "double", interfaces: [(subnet: first, address: "10.0.1.20"), (second, "10.0.2.20")])
    let query = builder.query
    let names = [
      "subnet/hub/first", "subnet/hub/second", "subnet/other/third", "vnet/hub", "vnet/other",
      "vm/vm0-5", "vm/vm0-6", "vm/vm1-6", "vm/vm2-7", "vm/double", "internet",
    ]
    for from in names {
      for to in names {
        let source = try #require(try query.subjects(from).subjects.first)
        let target = try #require(try query.subjects(to).subjects.first)
        compare(query, "alike", source, target)
        compare(query, "alike on tcp/443", source, target, [.https])
      }
    }
    // Few kinds stand for all pairs, or nothing is gained.
    let question = AskedQuestion(
      source: try #require(try query.subjects("subnet/hub/first").subjects.first),
      target: try #require(try query.subjects("subnet/hub/second").subjects.first),
      traffic: [], via: nil, avoid: nil)
    let joint = query.jointFindings(question, HostClasses(query.graph))
    #expect(joint.samples.count < joint.kinds.joined().count / 2)
  }

  /// Machines in one subnet with groups of their own, of which half let through to the target's address
  /// alone and the others to where else it is called.
  private func callers(
    _ groups: [[String]], _ more: (inout EstateBuilder, _ behind: ResourceID) -> Void
  ) -> ReachabilityQuery {
    var builder = EstateBuilder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let callers = builder.subnet(network, "callers", "10.0.1.0/24")
    let behind = builder.subnet(network, "behind", "10.0.2.0/24")
    let groups = groups.enumerated().map { number, rules in
      builder.group("g\(number)", rules.map { EstateBuilder.rule($0) })
    }
    for number in 0..<6 {
      builder.machine(
        "c\(number)", in: callers, "10.0.1.\(number + 4)", group: groups[number % groups.count])
    }
    builder.machine("t", in: behind, "10.0.2.4")
    more(&builder, behind)
    return builder.query
  }

  private func compareCallers(_ query: ReachabilityQuery, _ comment: String) throws {
    let eight = try TrafficTerm("tcp/8080")
    let source = try #require(try query.subjects("subnet/n/callers").subjects.first)
    for to in ["vm/t", "subnet/n/behind", "internet", "internet/20.60.1.1"] {
      let target = try #require(try query.subjects(to).subjects.first)
      compare(query, comment, source, target)
      compare(query, comment, source, target, [.https])
      compare(query, comment, source, target, [eight])
    }
    try MatrixTwin.compare(query, comment)
    var question = MatrixQuestion()
    question.traffic = [eight]
    try MatrixTwin.compare(query, comment, question)
  }

  private static let address = "out 100 deny * * -> 10.0.2.4/32 : *"

  @Test(
    "groups of senders that differ at a frontend's address, or at its port, in whatever order",
    arguments: [
      "out 110 deny tcp * -> 10.0.2.100/32 : 80", "out 110 deny tcp * -> * : 80",
      "out 110 deny tcp * -> 20.1.2.3/32 : 80", "out 110 deny tcp * -> Storage : *",
    ], [false, true])
  func frontends(_ rule: String, _ isPublic: Bool) throws {
    for groups in [
      [[Self.address, rule], [Self.address]], [[Self.address], [Self.address, rule]],
    ] {
      let query = callers(groups) { builder, behind in
        var address = PublicIPAddress(
          id: EstateBuilder.id("Microsoft.Network/publicIPAddresses", "front"),
          source: EstateBuilder.place)
        address.address = EstateBuilder.address("20.1.2.3")
        address.tier = EstateBuilder.known(.standard)
        if isPublic { builder.estate.publicAddresses.insert(address) }
        builder.balancer(
          "lb", in: behind, "10.0.2.100", members: ["t"], rules: ["Tcp 80 -> 8080"]
        ) { balancer in
          guard isPublic else { return }
          balancer.frontends[0].subnet = .absent
          balancer.frontends[0].privateAddress = .absent
          balancer.frontends[0].publicAddress = EstateBuilder.reference(address.id)
        }
      }
      try compareCallers(query, "\(rule), \(isPublic)")
    }
  }
}
