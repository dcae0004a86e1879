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
}
